"""Which paragraphs of a Word file are headings, and the numbers that Word itself sets before a paragraph."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from gongkai.frozen import frozen
from gongkai.office_files import WORD
from gongkai.readers.package import Parts
from gongkai.readers.xml_stream import elements

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

T = TypeVar("T")
W = f"{{{WORD}}}"
_NAMED = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_HOLE = re.compile(r"%([1-9])")
_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "taiwaneseCounting",
    "japaneseCounting",
)
_DIGITS = "〇一二三四五六七八九"


@frozen
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Headings:
    """What styles and lists say about a paragraph. Numbers are counted on the way, so ask for paragraphs in their
    order."""

    levels: dict[str, int] = field(default_factory=dict)  # style to level of heading
    listed: dict[str, tuple[str, int]] = field(default_factory=dict)  # style to list and level in it
    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    counted: dict[str, list[int]] = field(default_factory=dict)

    def of(self, paragraph: Element) -> tuple[int, str]:
        """The level of a heading (0: none), and the number that Word prints before the text ("" for none)."""
        own = paragraph.find(f"{W}pPr")
        if own is None:
            return 0, ""
        style = _value(own, "pStyle")
        outline = _value(own, "outlineLvl")
        level = self.levels.get(style, 0)
        if outline.isdigit():
            level = int(outline) + 1 if int(outline) < 9 else 0
        name, depth = self.listed.get(style, ("", 0))
        numbering = own.find(f"{W}numPr")
        if numbering is not None:
            name = _value(numbering, "numId") or name
            given = _value(numbering, "ilvl")
            depth = int(given) if given.isdigit() else depth
        return level, self._number(name, depth)

    def _number(self, name: str, depth: int) -> str:
        levels = self.lists.get(name, {})
        if depth not in levels or depth > 8:
            return ""
        counted = self.counted.setdefault(name, [0] * 9)
        counted[depth] = counted[depth] + 1 if counted[depth] else levels[depth].start
        counted[depth + 1 :] = [0] * (8 - depth)

        def filled(hole: re.Match[str]) -> str:
            at = int(hole[1]) - 1
            level = levels.get(at)
            return _printed(counted[at] or (level.start if level else 1), level.form if level else "decimal")

        form = levels[depth]
        return "" if form.form in ("bullet", "none") else _HOLE.sub(filled, form.text)


def headings(parts: Parts, folder: str) -> Headings:
    """The styles and lists of a Word file whose main part stands in `folder`. Raises Damaged, TooLarge."""
    found = Headings()
    based: dict[str, str] = {}
    name = posixpath.join(folder, "styles.xml")
    if name in parts:
        for _, style in elements(parts.read(name), "样式", f"{W}styles"):
            key = style.get(f"{W}styleId", "")
            named = _NAMED.fullmatch(_value(style, "name"))
            outline = _value(style, f"pPr/{W}outlineLvl")
            if outline.isdigit() and int(outline) < 9:
                found.levels[key] = int(outline) + 1
            elif named is not None:
                found.levels[key] = int(named[1])
            if listed := _value(style, f"pPr/{W}numPr/{W}numId"):
                depth = _value(style, f"pPr/{W}numPr/{W}ilvl")
                found.listed[key] = listed, int(depth) if depth.isdigit() else 0
            based[key] = _value(style, "basedOn")
    for key in based:
        _inherit(key, based, found.levels)
        _inherit(key, based, found.listed)
    name = posixpath.join(folder, "numbering.xml")
    if name in parts:
        found.lists = _lists(parts.read(name))
    return found


def _inherit(key: str, based: dict[str, str], known: dict[str, T]) -> None:
    """What is known of the nearest style that this one is based on."""
    seen = {key}
    at = based[key]
    while key not in known and at in based and at not in seen:
        if at in known:
            known[key] = known[at]
        seen.add(at)
        at = based[at]


def _lists(part: bytes) -> dict[str, dict[int, _Level]]:
    abstract: dict[str, dict[int, _Level]] = {}
    found: dict[str, dict[int, _Level]] = {}
    for _, item in elements(part, "编号", f"{W}numbering"):
        if item.tag == f"{W}abstractNum":
            levels: dict[int, _Level] = {}
            for level in item.iterfind(f"{W}lvl"):
                at, start = level.get(f"{W}ilvl", ""), _value(level, "start")
                if at.isdigit():
                    form = _value(level, "numFmt") or "decimal"
                    levels[int(at)] = _Level(
                        form, _value(level, "lvlText"), int(start) if start.isdigit() else 1
                    )
            abstract[item.get(f"{W}abstractNumId", "")] = levels
        elif item.tag == f"{W}num":
            found[item.get(f"{W}numId", "")] = abstract.get(_value(item, "abstractNumId"), {})
    return found


def _value(element: Element, path: str) -> str:
    found = element.find(W + path)
    return found.get(f"{W}val", "") if found is not None else ""


def _printed(number: int, form: str) -> str:
    if form in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
        return ten + (_DIGITS[ones] if ones or not tens else "")
    if form == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("upperLetter", "lowerLetter") and 0 < number <= 26:
        return chr((65 if form == "upperLetter" else 97) + number - 1)
    return str(number)
