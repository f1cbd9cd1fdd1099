"""YAML read with the place of every value, strictly: no duplicate keys, no anchors, no type guessing.

Every scalar keeps the text as written, so that `1955.03` becomes an exact Decimal and a code
`2080101` stays a code. Faults are returned as findings with line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from functools import lru_cache
from typing import Any

from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.yaml_faults import yaml_fault

MAX_YAML_DEPTH = 40
_UNREADABLE = "YAML 格式不对，无法读取"
_BREAKS = "\r\n\x85\u2028\u2029"
_BLANK = re.compile(rf"(?:[ \t{_BREAKS}]|(?<=[ \t{_BREAKS}])#[^{_BREAKS}]*)*")  # and comments in white space
_LINE_END = re.compile(rf"\r\n|[{_BREAKS}]")


@frozen
class Node:
    """A YAML value and its place.

    `value` is a str (scalar as written), None (empty or ~), a list of nodes, or a dict from key text
    to node. `keys` holds the place of each key of a mapping.
    """

    value: str | list[Node] | dict[str, Node] | None
    location: Location
    keys: dict[str, Location] = field(default_factory=dict, compare=False)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    @property
    def text(self) -> str:
        """The scalar's text; empty for an empty scalar, a list or a mapping."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def mapping(self) -> dict[str, Node]:
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        return self.value if isinstance(self.value, list) else []

    def get(self, key: str) -> Node | None:
        return self.mapping.get(key)

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.items or self.mapping.values():
            yield from child.walk()

    def plain(self) -> Any:
        """The same as str, None, list and dict, places left out."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value


def _finding(message: str, hint: str, file: str, mark: Any) -> Finding:
    line = mark.line + 1 if mark is not None else 1
    column = mark.column + 1 if mark is not None else 1
    return Finding("SR-01", Severity.ERROR, message, Location(file=file, line=line, column=column), hint)


class _Refused(Exception):
    """Something that our files must not contain; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Builder:
    """Builds the document directly from the parser's events.

    PyYAML's own composer would walk them a second time and guess the type of every scalar.
    """

    def __init__(self, text: str, file: str, loader: Any) -> None:
        import yaml

        self.yaml = yaml
        self.text = text
        self.next_event = loader(text).get_event
        self.file = file
        self.findings: list[Finding] = []

    def document(self) -> Node | None:
        """The root of the only document; None where there is none. Raises _Refused, yaml.YAMLError."""
        self.next_event()  # the stream begins
        if isinstance(self.next_event(), self.yaml.StreamEndEvent):
            return None
        root = self._node(self.next_event(), 0)
        self.next_event()  # the document ends
        after = self.next_event()
        if not isinstance(after, self.yaml.StreamEndEvent):
            hint = "请删去这一行的 ---；要填两个部门，请分成两个文件"
            raise _Refused(
                _finding("一个文件只能有一份内容，这里又开始了一份", hint, self.file, after.start_mark)
            )
        return root

    def _node(self, event: Any, depth: int) -> Node:
        """The value that begins with `event`."""
        kind, mark = type(event), event.start_mark
        if kind is self.yaml.AliasEvent or event.anchor:
            hint = "请把重复的内容写全，不用 & 和 *"
            raise _Refused(_finding("不允许使用锚点和引用", hint, self.file, mark))
        if event.tag:
            hint = "请删去 ! 开头的标签；内容本来以 ! 开头的，用引号括起来"
            raise _Refused(_finding("不允许使用标签", hint, self.file, mark))
        where = self._place(mark)
        if kind is self.yaml.ScalarEvent:
            if event.style in (None, "") and event.value in ("", "~", "null"):
                return Node(None, where if event.value else self._place_of_nothing(mark))
            return Node(event.value, where)
        if depth >= MAX_YAML_DEPTH:
            raise _Refused(_finding("层次太深", "请减少缩进层次", self.file, mark))
        if kind is self.yaml.MappingStartEvent:
            return self._mapping(where, depth + 1)
        items = []
        while type(event := self.next_event()) is not self.yaml.SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        return Node(items, where)

    def _mapping(self, where: Location, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Location] = {}
        while type(event := self.next_event()) is not self.yaml.MappingEndEvent:
            key, mark = self._node(event, depth), event.start_mark
            value = self._node(self.next_event(), depth)
            if type(event) is not self.yaml.ScalarEvent:
                self.findings.append(_finding("键只能是文字", "请改成一个词", self.file, mark))
            elif event.value in values:
                message = f"“{event.value}”重复，第一次在第 {keys[event.value].line} 行"
                self.findings.append(_finding(message, "请删去其中一处", self.file, mark))
            else:
                keys[event.value], values[event.value] = key.location, value
        return Node(values, where, keys)

    def _place(self, mark: Any) -> Location:
        return Location(file=self.file, line=mark.line + 1, column=mark.column + 1)

    def _place_of_nothing(self, mark: Any) -> Location:
        """The place of a value that was left out: of what stands there instead.

        PyYAML and libyaml put it there in a block, but in braces only libyaml does; PyYAML says where the blank
        before it begins.
        """
        blank = _BLANK.match(self.text, mark.index)
        assert blank is not None  # also for an empty match
        if self.text[blank.end() : blank.end() + 1] not in (",", "}", "]"):
            return self._place(mark)
        passed = _LINE_END.split(blank[0])
        column = (mark.column if len(passed) == 1 else 0) + len(passed[-1])
        return Location(file=self.file, line=mark.line + len(passed), column=column + 1)


def parse_yaml(text: str, file: str) -> tuple[Node | None, list[Finding]]:
    """The YAML document in `text`; None where it cannot be read at all. `file` is the name to report.

    libyaml is used if it is installed, because it is much faster. What libyaml refuses is read again by
    PyYAML, and PyYAML's verdict counts: the two report different places, and sometimes only one of them sees
    a fault.
    """
    import yaml

    quick = getattr(yaml, "CSafeLoader", None)
    if quick is not None:
        try:
            return _read(text, file, quick)
        except (_Refused, yaml.YAMLError, RecursionError):
            pass
    try:
        return _read(text, file, _pure_loader())
    except _Refused as refused:
        return None, [refused.finding]
    except yaml.YAMLError as error:
        if (fault := yaml_fault(text, error)) is not None:
            return None, [_finding(f"{_UNREADABLE}：{fault.message}", fault.hint, file, fault)]
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        return None, [_finding(_UNREADABLE, "请检查缩进、冒号后的空格和引号", file, mark)]
    except RecursionError:
        return None, [_finding(_UNREADABLE, "请检查文件是否完整", file, None)]


@lru_cache(maxsize=1)
def _pure_loader() -> Any:
    """PyYAML's own loader, which takes a tab for a blank between two words, as libyaml does."""
    import yaml

    class PureLoader(yaml.SafeLoader):
        def scan_to_next_token(self) -> None:
            super().scan_to_next_token()
            while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
                self.forward()
                super().scan_to_next_token()

        def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str]:
            length = 0
            while self.peek(length) in " \t":
                length += 1
            blanks = self.prefix(length)
            self.forward(length)
            if self.peek() in _BREAKS:
                return super().scan_plain_spaces(indent, start_mark) or []
            return [blanks] if blanks else []

    return PureLoader


def _read(text: str, file: str, loader: Any) -> tuple[Node | None, list[Finding]]:
    """The document as this loader of PyYAML reads it. Raises _Refused, yaml.YAMLError, RecursionError."""
    builder = _Builder(text, file, loader)
    root = builder.document()
    if root is None:
        return None, [_finding("文件是空的", "请按填写说明填写", file, None)]
    return root, builder.findings
