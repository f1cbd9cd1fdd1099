"""YAML read with the place of every value, strictly: no duplicate keys, no anchors, no type guessing.

Every scalar keeps the text as written, so that `1955.03` becomes an exact Decimal and a code
`2080101` stays a code. Faults are returned as findings with line and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Any

from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen

if TYPE_CHECKING:
    import yaml

MAX_DEPTH = 40


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


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def place(self, mark: Any) -> Location:
        return Location(file=self.file, line=mark.line + 1, column=mark.column + 1)

    def build(self, node: yaml.Node, depth: int = 0) -> Node:
        import yaml

        where = self.place(node.start_mark)
        if depth > MAX_DEPTH:
            self.findings.append(_finding("层次太深", "请减少缩进层次", self.file, node.start_mark))
            return Node(None, where)
        if isinstance(node, yaml.ScalarNode):
            empty = node.style in (None, "") and node.value in ("", "~", "null")
            return Node(None if empty else node.value, where)
        if isinstance(node, yaml.SequenceNode):
            return Node([self.build(child, depth + 1) for child in node.value], where)
        return self._mapping(node, where, depth)

    def _mapping(self, node: Any, where: Location, depth: int) -> Node:
        import yaml

        values: dict[str, Node] = {}
        keys: dict[str, Location] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.findings.append(_finding("键只能是文字", "请改成一个词", self.file, key.start_mark))
                continue
            if key.value in values:
                message = f"“{key.value}”重复，第一次在第 {keys[key.value].line} 行"
                self.findings.append(_finding(message, "请删去其中一处", self.file, key.start_mark))
                continue
            keys[key.value] = self.place(key.start_mark)
            values[key.value] = self.build(value, depth + 1)
        return Node(values, where, keys)


def parse_yaml(text: str, file: str) -> tuple[Node | None, list[Finding]]:
    """The YAML document in `text`; None where it cannot be read at all. `file` is the name to report."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                hint = "请把重复的内容写全，不用 & 和 *"
                return None, [_finding("不允许使用锚点和引用", hint, file, event.start_mark)]
            if getattr(event, "tag", None):
                hint = "请删去 ! 开头的标签；内容本来以 ! 开头的，用引号括起来"
                return None, [_finding("不允许使用标签", hint, file, event.start_mark)]
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:  # told here: composing the tree would go down as deep
                return None, [_finding("层次太深", "请减少缩进层次", file, event.start_mark)]
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        hint = "请检查缩进、冒号后的空格和引号"
        return None, [_finding("YAML 格式不对，无法读取", hint, file, mark)]
    except (yaml.YAMLError, RecursionError):
        return None, [_finding("YAML 格式不对，无法读取", "请检查文件是否完整", file, None)]
    if root is None:
        return None, [_finding("文件是空的", "请按填写说明填写", file, None)]
    builder = _Builder(file)
    return builder.build(root), builder.findings
