"""A prose file that patches its parent's: `@修改上级` in its first line, then only the sections that differ.

A section is a heading and its lines, down to the next heading of any level. The lines under a heading replace those of
the parent's section with that heading; a heading without lines only marks the position for the next one. `## -标题`
removes a section and those below it, `## +标题` adds one after the section before it, `## 旧 → 新` changes its heading.
`@改 旧话 → 新话` replaces words in the section it stands in, or before the first heading in the whole file. Other lines
before the first heading are put before the parent's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.findings import Finding, Location
from gongkai.packs.patching import RENAMED, names_of
from gongkai.packs.told import pack_finding, spelling_hint

PATCH = "@修改上级"
_WORDS = "@改 "
_HEADING = re.compile(r"(#{2,4}) (.+?)\s*")
_OPENING = re.compile(r"\{%-?\s*(if|for|macro|call|filter)\b")
_CLOSING = re.compile(r"\{%-?\s*end(if|for|macro|call|filter)\b")

_ONLY_TAG = re.compile(r"\s*(\{%[^%]*%\}\s*)?")

ProseLine = tuple[str, Location]
"""A line of a prose file and where it was written."""


@dataclass(slots=True)
class _Section:
    """A heading (None before the first one) and the lines below it."""

    heading: ProseLine | None
    lines: list[ProseLine] = field(default_factory=list)

    @property
    def level(self) -> int:
        return len(self.heading[0].partition(" ")[0]) if self.heading is not None else 0

    @property
    def title(self) -> str:
        return self.heading[0].partition(" ")[2].strip() if self.heading is not None else ""

    @property
    def filled(self) -> bool:
        return any(text.strip() for text, _ in self.lines)


def is_patch(text: str) -> bool:
    return text.partition("\n")[0].strip() == PATCH


def patched(parent: list[ProseLine], child: list[ProseLine], findings: list[Finding]) -> list[ProseLine]:
    """The lines of the parent's file with the child's changes; a change that fits nothing is a finding."""
    changing = _Changing(_sections(parent), findings)
    first, *rest = _sections(child[1:])
    changing.begin(first)
    for section in rest:
        changing.change(section)
    return [
        line
        for section in changing.sections
        for line in (*([section.heading] if section.heading is not None else ()), *section.lines)
    ]


def _sections(lines: list[ProseLine]) -> list[_Section]:
    found = [_Section(None)]
    for line in lines:
        if _HEADING.fullmatch(line[0]):
            found.append(_Section(line))
        else:
            found[-1].lines.append(line)
    return found


class _Changing:
    """The parent's sections while they are changed one after another."""

    def __init__(self, sections: list[_Section], findings: list[Finding]) -> None:
        self.sections = sections
        self.findings = findings
        self.at = 0  # the section that was named last

    def begin(self, patch: _Section) -> None:
        """Apply the part before the first heading: words replaced in the whole file, lines put in front."""
        for old, new, place in self._words(patch):
            self._exchange(self.sections, old, new, place)
        own = [line for line in patch.lines if not line[0].startswith(_WORDS)]
        if any(text.strip() for text, _ in own):
            self.sections[0].lines = own + self.sections[0].lines

    def change(self, patch: _Section) -> None:
        assert patch.heading is not None
        title, place = patch.title, patch.heading[1]
        if title[:1] == "+":
            heading = (f"{'#' * patch.level} {title[1:].strip()}", place)
            self.at = self._end(self.at, patch.level)
            self.sections.insert(self.at, _Section(heading, patch.lines))
            return
        old, new = names_of(title) if RENAMED in title else (title.removeprefix("-").strip(), "")
        found = self._find(old, patch.level, place)
        if found is None:
            return
        self.at, section = found, self.sections[found]
        if title[:1] == "-":
            self._take_away(found, patch)
            return
        if new:
            section.heading = (f"{'#' * patch.level} {new}", place)
        for before, after, where in self._words(patch):
            self._exchange([section], before, after, where)
        own = _Section(None, [line for line in patch.lines if not line[0].startswith(_WORDS)])
        if own.filled and (tail := self._tail([section], place)) is not None:
            section.lines = own.lines + tail

    def _take_away(self, found: int, patch: _Section) -> None:
        assert patch.heading is not None
        end = self._end(found, patch.level)
        if patch.filled:
            message = f"“-{self.sections[found].title}”是去掉上级的这一节，下面写的内容不会用到"
            self._tell(message, patch.heading[1], "要改内容就去掉标题前面的 -")
        elif (tail := self._tail(self.sections[found:end], patch.heading[1])) is not None:
            del self.sections[found:end]
            self.at = found - 1
            self.sections[self.at].lines += tail

    def _find(self, title: str, level: int, place: Location) -> int | None:
        """The index of the next section with this heading, else of the first one; None, with a finding, if none."""
        names = [section.title for section in self.sections if section.level == level]
        fitting = [
            index
            for index, section in enumerate(self.sections)
            if section.level == level and section.title == title
        ]
        if not fitting:
            hint = spelling_hint(title, names) or f"上级没有这一节，要新增写“{'#' * level} +{title}”"
            self._tell(f"上级的正文没有标题“{title}”", place, hint)
            return None
        return next((index for index in fitting if index > self.at), fitting[0])

    def _end(self, start: int, level: int) -> int:
        """The index after a section and those below it."""
        after = start + 1
        while after < len(self.sections) and self.sections[after].level > level:
            after += 1
        return after

    def _words(self, patch: _Section) -> Iterator[tuple[str, str, Location]]:
        for text, place in patch.lines:
            if text.startswith(_WORDS):
                old, new = names_of(text.removeprefix(_WORDS))
                if RENAMED.strip() not in text or not old:
                    self._tell("“@改”后面没有写改什么", place, "写成“@改 旧话 → 新话”")
                else:
                    yield old, new, place

    def _exchange(self, sections: list[_Section], old: str, new: str, place: Location) -> None:
        lines = [line for section in sections for line in section.lines]
        if not any(old in text for text, _ in lines):
            said = [part for text, _ in lines for part in re.split(r"(?<=[。；，])", text) if part]
            hint = spelling_hint(old, said) or "照上级的正文抄，一字不差"
            self._tell(f"上级的正文里没有“{old}”", place, hint)
        for section in sections:
            section.lines = [
                (text.replace(old, new), place if old in text else at) for text, at in section.lines
            ]

    def _tail(self, sections: list[_Section], place: Location) -> list[ProseLine] | None:
        """The lines at the end of removed sections that must stay, because they open or close a condition or loop of
        other sections. None, with a finding, where such a tag stands in the middle."""
        lines = [line for section in sections for line in section.lines]
        for end in range(len(lines), -1, -1):
            text = "\n".join(text for text, _ in lines[:end])
            if sorted(_OPENING.findall(text)) == sorted(_CLOSING.findall(text)):
                return lines[end:]
            if end and not _ONLY_TAG.fullmatch(lines[end - 1][0]):
                break
        message = f"“{sections[0].title}”与上级别的几节在同一个条件或循环里，不能单独改"
        self._tell(message, place, "把上级的整个文件抄过来改，第一行不写“@修改上级”")
        return None

    def _tell(self, message: str, place: Location, hint: str) -> None:
        self.findings.append(pack_finding("PK-03", message, place, hint))
