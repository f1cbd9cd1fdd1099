"""Codes of the two classifications, read in any spelling and compared with the lists of the year."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from gongkai.findings import Finding, Location, Severity, report
from gongkai.model.classification import ECONOMIC_LENGTHS, FUNCTION_LENGTHS, Classification
from gongkai.model.department import Place, located
from gongkai.model.labels import normal
from gongkai.model.schema import ColumnType
from gongkai.patterns import late
from gongkai.readers.cells import RawCell, folded

# 2080101, 2080101.0, 208-01-01, each with or without the name behind it, as from a drop-down.
_CODE = late(
    r"(?P<code>\d{3}([-. ]\d{2}){1,2}(?!\d)|\d+)(\.0+)?(?:[-—–_\s:、.]+(?P<dashed>\D.*)|(?P<name>[^\d.].*))?$"
)
_LEVELS = {
    ColumnType.FUNCTION: ("功能分类科目", "七位项级编码", FUNCTION_LENGTHS),
    ColumnType.ECONOMIC: ("部门预算支出经济分类科目", "五位款级编码", ECONOMIC_LENGTHS),
}
_FUNCTION = ColumnType.FUNCTION  # looked up once: see `cells.SOUND`
ANY_LENGTH = -1
"""Used instead of a number of digits: codes of every level are accepted."""
_LEVEL_NAMES = {3: "类级", 5: "款级", 7: "项级"}
_NAMED = 8  # the most codes named in one hint
_ALIKE = 0.7
_CHECKED = "请对照当年《政府收支分类科目》核对编码和名称；核对过的不用改"
_DIGITS = {3: "三", 5: "五", 7: "七"}


# [2080505]机关事业…, as finance systems show a code and its name.
_BRACKETED = late(r"^\s*[\[【(（〔]\s*(\d{3,7})\s*[\]】)）〕]\s*")


@lru_cache(maxsize=4096)  # cached: it is called twice per cell, and the same codes stand on several sheets
def split_code(text: str) -> tuple[str, str]:
    """Code and name in a cell; the code is empty where the text does not begin with one."""
    match = _CODE.match(_BRACKETED.sub(r"\1 ", folded(text)))
    if match is None:
        return "", ""
    return re.sub(r"\D", "", match["code"]), (match["dashed"] or match["name"] or "").strip()


def known_codes(kind: ColumnType, classification: Classification) -> Mapping[str, str]:
    return classification.functions if kind is _FUNCTION else classification.economic


def read_code(
    cell: RawCell, kind: ColumnType, place: Place, classification: Classification, length: int = 0
) -> tuple[str, str, list[Finding]]:
    """Code, name written beside it, and findings; the code is empty where it is unusable.

    `length` is the number of digits that is asked for, 0 for the finest level, `ANY_LENGTH` for each.
    """
    text = cell.text
    if isinstance(cell.value, date):
        message = f"{_LEVELS[kind][0]}编码被改成了日期“{text}”"
        hint = "把单元格格式改成“文本”，再重填编码"
        return "", "", [report("SR-09", message, located(place), hint, found=text, expected=_LEVELS[kind][1])]
    code, name = split_code(text)
    if length == ANY_LENGTH:
        lengths = _LEVELS[kind][2]
        length = len(code) if len(code) in lengths else lengths[-1]
    if len(code) == (length or (FUNCTION_LENGTHS if kind is _FUNCTION else ECONOMIC_LENGTHS)[-1]):
        return code, name, []
    title, wanted, lengths = _LEVELS[kind]
    if length and length != lengths[-1]:
        wanted, lengths = f"{_DIGITS[length]}位{_LEVEL_NAMES[length]}编码", (*lengths, length)
    listed = known_codes(kind, classification)
    if not code:
        message = f"“{text}”不是{title}编码"
        by_name = [item for item, own in listed.items() if own == text.strip() and len(item) == lengths[-1]]
        example = f"，如 {by_name[0]} {text.strip()}" if len(by_name) == 1 else ""
    elif len(code) in lengths:
        level = _LEVEL_NAMES[len(code)]
        message = f"{code} 是{level}编码（{len(code)} 位），这里要填{wanted}"
        below = next((item for item in listed if item.startswith(code) and len(item) == lengths[-1]), "")
        example = f"，如 {below} {listed[below]}" if below else ""
    else:
        message = f"{title}编码“{code}”有 {len(code)} 位"
        example = _suggest(code, listed, lengths[-1])
    hint = f"请填{wanted}{example}"
    return "", "", [report("SR-09", message, located(place), hint, found=text, expected=wanted)]


def _suggest(code: str, listed: Mapping[str, str], length: int) -> str:
    """The one code with a digit more or less; none where several fit, because any of them may be meant."""
    items = [item for item in listed if len(item) == length]
    near = [item for item in items if _but_for_one(code, item) or _but_for_one(item, code)]
    return f"，是不是 {near[0]} {listed[near[0]]}？" if len(near) == 1 else ""


def _but_for_one(short: str, long: str) -> bool:
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


@dataclass(slots=True)
class SubjectBook:
    """All codes met in one input, so that an unlisted code is reported once, not on every sheet."""

    classification: Classification
    unlisted: dict[tuple[ColumnType, str], list[Location]] = field(default_factory=dict)
    names: dict[tuple[ColumnType, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def met(self, kind: ColumnType, code: str, place: Place, name: str, name_place: Place) -> str:
        """Note a code and the name beside it. Returns the name to keep: empty where the list has the same."""
        known = known_codes(kind, self.classification).get(code)
        if known is not None:
            if name and normal(name) != normal(known):
                self._not_listed(kind, code, name, known, name_place)
                return name
            return ""
        self.unlisted.setdefault((kind, code), []).append(located(place))
        if name:
            first = self.names.setdefault((kind, code), name)
            if normal(first) != normal(name):
                self._differs(code, name, first, "另一处写的是", name_place)
        return name

    def compare(self, kind: ColumnType, code: str, name: str, place: Place) -> None:
        """Compare a second name of a code, such as the one behind it in the same cell."""
        known = known_codes(kind, self.classification).get(code) or self.names.get((kind, code), name)
        if normal(known) != normal(name):
            self._differs(code, name, known, "别处是", place)

    def _differs(self, code: str, name: str, other: str, where: str, place: Place) -> None:
        message = f"{code} 的名称是“{name}”，{where}“{other}”"
        self.findings.append(report("SR-11", message, located(place), found=name, expected=other))

    def _not_listed(self, kind: ColumnType, code: str, name: str, known: str, place: Place) -> None:
        """The finding for a name that differs from the list: an earlier name, or another one; its level depends on
        how reliable the list's name is."""
        former = kind is _FUNCTION and normal(name) in map(normal, self.classification.former(code))
        likely = kind is _FUNCTION and code in self.classification.likely
        what = "是以前年度的旧名，字典中是" if former else "字典中是"
        message = f"{code} 的名称是“{name}”，{what}“{known}”"
        hint, severity = "", Severity.WARNING
        if likely:
            severity = Severity.HINT
            hint = f"字典中的名称没有在近年的公开文件中核对过，报告按填写的“{name}”印；请对照当年的科目表核对"
        self.findings.append(
            report("SR-11", message, located(place), hint, found=name, expected=known, severity=severity)
        )

    def close(self) -> list[Finding]:
        """The findings about codes that the list lacks, after everything was read.

        A code with a name is taken: one hint names them all. It may be a misprint only where its name is
        that of another code which looks like it.
        """
        taken: list[str] = []
        first: Location | None = None
        for (kind, code), places in self.unlisted.items():
            name = self.names.get((kind, code), "")
            if not name:
                self._nameless(kind, code, places)
                continue
            other = self._meant(kind, code, name)
            if other:
                message = f"{code} 不在字典中，名称“{name}”在字典中是 {other}"
                hint = f"请核对编码，是不是 {other} {name}？编码无误的不用改"
                self.findings.append(
                    report(
                        "SR-10",
                        message,
                        places[0],
                        hint,
                        found=code,
                        expected=other,
                        severity=Severity.WARNING,
                    )
                )
            elif normal(name) != normal(self._proposed(kind, code)):
                first = first or places[0]
                taken.append(code)
        if taken and first is not None:
            listed = "、".join(taken[:_NAMED]) + (f" 等 {len(taken)} 个" if len(taken) > _NAMED else "")
            message = f"字典中没有科目 {listed}，按填写的名称使用"
            self.findings.append(
                report("SR-10", message, first, _CHECKED, found=listed, severity=Severity.HINT)
            )
        return self.findings

    def _nameless(self, kind: ColumnType, code: str, places: list[Location]) -> None:
        times = f"（共 {len(places)} 处）" if len(places) > 1 else ""
        message = f"{_LEVELS[kind][0]} {code} 不在字典中，也没有写名称{times}"
        hint = "请核对编码；编码无误的，在同一行的名称栏写上名称"
        proposed = self._proposed(kind, code)
        if proposed:
            hint += f"（可能是“{proposed}”，请对照当年的科目表核对）"
        self.findings.append(report("SR-10", message, places[0], hint, found=code))

    def _proposed(self, kind: ColumnType, code: str) -> str:
        return self.classification.proposed(code) if kind is _FUNCTION else ""

    def _meant(self, kind: ColumnType, code: str, name: str) -> str:
        """The one listed code of this name, where it is as long and differs in a digit or two only."""
        wanted = normal(name)
        same = [
            item
            for item, own in known_codes(kind, self.classification).items()
            if len(item) == len(code) and normal(own) == wanted
        ]
        if len(same) != 1 or difflib.SequenceMatcher(None, code, same[0]).ratio() < _ALIKE:
            return ""
        return same[0]
