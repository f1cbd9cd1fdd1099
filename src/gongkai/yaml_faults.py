"""What is wrong with a YAML file, in the words of somebody who types it: the parser only says what it did not expect.

The usual slips are a tab, a full-width colon or bracket, a quotation mark or bracket without its partner, `{{` without
quotation marks, one blank too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_PARTNERS = {"{": "}", "[": "]"}
_QUOTE = "内容用英文引号括起来：'…'；里面有英文单引号的用 \"…\""


class YamlFault(NamedTuple):
    """Line and column count from 0."""

    line: int
    column: int
    message: str
    hint: str


_LINE_FAULTS = (
    # A key is what stands before the first colon; texts in quotation marks may hold anything.
    (
        re.compile(r"^\s*[-+=]?[^:：\"'#{\[]+(：)(?!.*: )"),
        "冒号是全角的“：”",
        "名称后面写英文冒号，再空一格",
    ),
    (
        re.compile(r"^\s*[-+=]?[^:\"'#{\[]+(:)(?=[^\s:/])(?!.*: )(?!.*:$)"),
        "冒号后面没有空格",
        "名称后面写英文冒号，再空一格",
    ),
    (re.compile(r"([｛｝［］])"), "括号是全角的", "用英文的 { } 和 [ ]"),
    (re.compile(r"(?:: +|[\[,] *|- +)(\{\{|\{%)"), "以 {{ 或 {% 开头的文字没有用引号括起来", _QUOTE),
    (re.compile(r"(?:: +|[\[,] *|- +)([“‘])"), "中文引号“”不能代替英文引号", _QUOTE),
    (re.compile(r"(?:: +|- +)([%@`*&!|>])(?=\S)"), "内容以符号开头", _QUOTE),
    (re.compile(r"^\s*[^:\"'#{\[]+: +[^\"'{\[\s][^:]*(: )"), "内容里又有“冒号加空格”", _QUOTE),
)


def yaml_fault(text: str, error: Any) -> YamlFault | None:
    """The fault behind an error of PyYAML (yaml.YAMLError); None where nothing usual is seen."""
    if hasattr(error, "character"):  # yaml.reader.ReaderError
        return _strange_character(text, error.position)
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None:
        return None
    lines = _LINE_END.split(text)
    context = error.context or ""
    first = begun.line if begun is not None else mark.line
    if "quoted scalar" in context and begun is not None:
        return YamlFault(
            begun.line, begun.column, "引号只有前一半，没有后一半", "在这段文字的末尾补上同样的引号"
        )
    for line in _near(lines, mark.line, first):
        if (slip := _slip(lines[line], line)) is not None:
            return slip
    if "flow" in context and begun is not None:
        opening = text[begun.index : begun.index + 1]
        partner = _PARTNERS.get(opening, "")
        message = f"“{opening}”没有配对的“{partner}”"
        return YamlFault(begun.line, begun.column, message, f"在末尾补上“{partner}”，各项之间用英文逗号")
    if "block" in context or "mapping values" in (error.problem or ""):
        hint = "同一级的各行，开头的空格要一样多；下一级比上一级多两个"
        return YamlFault(mark.line, mark.column, "这一行的缩进与上面同级的行不一样", hint)
    return None


def typing_slip(text: str) -> YamlFault | None:
    """The first usual slip in a text that is YAML, but not what was meant."""
    slips = (_slip(line, number) for number, line in enumerate(_LINE_END.split(text)))
    return next((slip for slip in slips if slip is not None), None)


def _slip(line: str, number: int) -> YamlFault | None:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return YamlFault(number, 0, "缩进用了制表符（Tab 键）", "缩进只用空格，每一层多两个")
    for pattern, message, hint in _LINE_FAULTS:
        if found := pattern.search(line):
            return YamlFault(number, found.start(1), message, hint)
    return None


def _near(lines: list[str], last: int, first: int) -> Iterator[int]:
    """The line where the parser stopped, then those before it, as far as what it was reading began; comments left out."""
    for line in range(min(last, len(lines) - 1), max(first, last - 3) - 1, -1):
        if lines[line].strip() and not lines[line].lstrip().startswith("#"):
            yield line


def _strange_character(text: str, position: int) -> YamlFault:
    passed = _LINE_END.split(text[:position])
    message = f"有看不见的字符（U+{ord(text[position]):04X}）" if position < len(text) else "有看不见的字符"
    return YamlFault(len(passed) - 1, len(passed[-1]), message, "删去这个字符；多半是从别的软件复制过来的")
