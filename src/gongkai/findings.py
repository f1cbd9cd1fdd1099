"""Findings: the one way in which every stage tells the user that something is wrong with the data.

Faults in data are returned as findings, never raised. All messages are Chinese; a message
states what was found and what was expected, a hint says what to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gongkai.codes import CODES, Severity, UnregisteredCodeError, is_registered
from gongkai.frozen import frozen

__all__ = [
    "NOTHING",
    "NOWHERE",
    "About",
    "Finding",
    "Location",
    "Severity",
    "has_errors",
    "is_cause",
    "presented",
    "report",
]


@frozen
class Location:
    """Where a value was read: file, and sheet with cell (workbook), line with column (YAML), or in a published
    document its page, paragraph, and table with row and column; all count from 1.

    `path` is the place in the model in Chinese terms, such as `支出/2080101/决算/基本支出`.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    page: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0

    def __str__(self) -> str:
        parts = []
        if self.file:
            parts.append(self.file)
        if self.page:
            parts.append(f"第 {self.page} 页")
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.cell:
            parts.append(f"单元格 {self.cell}")
        if self.paragraph:
            parts.append(f"第 {self.paragraph} 段")
        if self.table:
            inside = f"第 {self.row} 行第 {self.column} 列" if self.row else ""
            parts.append(f"第 {self.table} 张表{inside}")
        if self.line:
            parts.append(f"第 {self.line} 行第 {self.column} 列")
        if not parts and self.path:
            parts.append(self.path)
        return " ".join(parts)


NOWHERE = Location()
_PLACES = ("file", "sheet", "cell", "line", "column", "path", "page", "paragraph", "table", "row")


@frozen
class About:
    """The object of a finding: the schedule, the names of the row in it, and its column.

    `names` are what a user calls the object by: a code of 科目 and its name, a project, an indicator, a slot of a
    reason, a line, the case of an equation; each whole, never a part of a sentence.
    """

    schedule: str = ""
    names: tuple[str, ...] = ()
    column: str = ""


NOTHING = About()


@frozen
class Finding:
    """One fault or doubt.

    `code` names the rule (such as `BN-05`, `SR-03`) and must be registered (`gongkai.codes`); `found` and
    `expected` are printed values, `difference` their difference with its unit, each empty where it has no
    meaning. `about` is what the rule itself says the finding is about; the rest follows from its place
    (`rules.objects`).
    """

    code: str
    severity: Severity
    message: str
    location: Location = NOWHERE
    hint: str = ""
    found: str = ""
    expected: str = ""
    difference: str = ""
    about: About = NOTHING

    def __post_init__(self) -> None:
        if not is_registered(self.code):
            raise UnregisteredCodeError(f"{self.code} is not registered in gongkai.codes, nor by a rule")

    def as_dict(self) -> dict[str, object]:
        """The finding as JSON-ready data, empty fields left out."""
        where = {name: value for name in _PLACES if (value := getattr(self.location, name))}
        data: dict[str, object] = {
            "code": self.code,
            "level": self.severity.value,
            "message": self.message,
            "location": where,
            "hint": self.hint,
            "found": self.found,
            "expected": self.expected,
            "difference": self.difference,
        }
        return {key: value for key, value in data.items() if value}


def report(
    code: str,
    message: str,
    location: Location = NOWHERE,
    hint: str = "",
    *,
    found: str = "",
    expected: str = "",
    difference: str = "",
    severity: Severity | None = None,
) -> Finding:
    """A finding of one of the program's own codes; level and hint are those of the registry unless given."""
    entry = CODES[code]
    level = severity or entry.severity
    return Finding(code, level, message, location, hint or entry.mend, found, expected, difference)


def has_errors(findings: Iterable[Finding]) -> bool:
    """True if any finding is at the level that stops publication."""
    return any(finding.severity is Severity.ERROR for finding in findings)


# Findings quote texts, and a text in the wrong cell may be a page long; its beginning is enough to recognise
# it.
_QUOTED = re.compile("([“（][^“”（）]{80})[^“”（）]+([”）])")
_LONGEST = 300


# Values that cannot be read or were copied wrongly: once these are mended, many other findings disappear.
_CAUSES = ("SR-", "HD-", "KN-")
# Amounts in another unit than stated cause nearly all other findings.
_ROOT = "JG-07"


def is_cause(finding: Finding) -> bool:
    """True for what much of the rest comes of: what cannot be read, differs from its source, is in another unit."""
    return finding.code == _ROOT or finding.code.startswith(_CAUSES)


def presented(findings: Iterable[Finding], sheets: Sequence[str] = ()) -> list[Finding]:
    """Findings in the order in which a user should read them: errors first, within a level causes before
    consequences, then by place; long quotations are shortened. `sheets` are the sheets in the workbook's
    order."""
    turns = {sheet: turn for turn, sheet in enumerate(("", *sheets))}

    def key(finding: Finding) -> tuple[object, ...]:
        where = finding.location
        row = int("".join(filter(str.isdigit, where.cell)) or 0)
        consequence = 0 if finding.code == _ROOT else 1 if finding.code.startswith(_CAUSES) else 2
        turn = turns.get(where.sheet, len(turns))
        place = (where.file, turn, where.sheet, where.line, row, where.cell)
        return (finding.severity.rank, consequence, *place, finding.code)

    return sorted([_brief(finding) for finding in findings], key=key)


def _brief(finding: Finding) -> Finding:
    said = (finding.message, finding.hint, finding.found, finding.expected)
    if max(map(len, said)) <= _LONGEST:
        return finding
    message, hint, found, expected = map(_cut, said)
    return replace(finding, message=message, hint=hint, found=found, expected=expected)


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    short = _QUOTED.sub(r"\1…\2", text)
    return short if len(short) <= _LONGEST else f"{short[:200]}……{short[-80:]}"
