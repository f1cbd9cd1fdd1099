"""What an audit found: findings with the words they quote, and how much of the document was held against anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from gongkai.findings import Finding, Location, Severity, report
from gongkai.frozen import frozen

NOT_PUBLISHED = "SJ-91"
"""The code of a finding on a file that is no published document."""
UNREADABLE_FILE = "DQ-01"
ANSWERED_MEANS = "有人看过，说明了为什么不算错；原话不变就一直算数，仍然列在这里。"
"""Stands in each report that is a page; a page that has it is one."""
NOTHING_TO_AUDIT = "没有认出表，也没有认出数：没有可核对的，不等于没有问题"


@frozen
class GivenAnswer:
    """What a user said of a finding: that it was looked at, and why it is no fault. `changed` says what is different
    since then, so that it has to be looked at again; "" for nothing."""

    reason: str
    changed: str = ""


@frozen
class AuditFinding:
    """A finding with the words of the document that it is about, and what they were compared with and where.

    `table` counts from 1 through the whole document, 0 outside tables. `row` and `column` count from 1.
    """

    finding: Finding
    quote: str = ""
    compared_with: str = ""
    table: int = 0
    row: int = 0
    column: int = 0
    answer: GivenAnswer | None = None

    @property
    def severity(self) -> Severity:
        return self.finding.severity

    @property
    def is_open(self) -> bool:
        """Whether nobody has said that it is no fault, or what was said no longer fits."""
        return self.answer is None or bool(self.answer.changed)

    @property
    def where(self) -> str:
        """The place inside its file, in Chinese; "" for the whole file."""
        place = self.finding.location
        return "，".join(
            text
            for text in (
                place.page and f"第 {place.page} 页",
                place.sheet and f"工作表“{place.sheet}”",
                self.table and f"第 {self.table} 张表",
                self.row and f"第 {self.row} 行第 {self.column} 列",
                not self.table and place.paragraph and f"第 {place.paragraph} 段",
            )
            if text
        )

    @property
    def note(self) -> str:
        """What a comment at its words says."""
        finding, answer = self.finding, self.answer
        lines = [f"{finding.severity.value} {finding.code}：{finding.message}"]
        if self.compared_with:
            lines.append(f"对照：{self.compared_with}")
        if finding.hint:
            lines.append(f"怎么改：{finding.hint}")
        if answer is not None:
            lines.append(f"{'核实过，但对照的数变了' if answer.changed else '已核实'}：{answer.reason}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, object]:
        """In the form that `gongkai audit --json` promises; `answer` only where there is one."""
        place = self.finding.location
        answer = self.answer
        given = {} if answer is None else {"answer": {"reason": answer.reason, "changed": answer.changed}}
        return {
            "code": self.finding.code,
            "level": self.finding.severity.value,
            "message": self.finding.message,
            "page": place.page or None,
            "paragraph": place.paragraph or None,
            "table": self.table or None,
            "quote": self.quote,
            "found": self.finding.found,
            "expected": self.finding.expected,
            "compared_with": self.compared_with,
            **given,
        }


@frozen
class Spot:
    """Where a finding is: its words, and in a table its number, row and column, all from 1."""

    place: Location
    quote: str = ""
    table: int = 0
    row: int = 0
    column: int = 0


@frozen
class AmountPlace:
    """Where an amount is printed: in a paragraph (`index` of the prose, `at` its first character) or in a cell
    (`index` of the table, `at` and `column` its row and column, all from 0)."""

    in_table: bool
    index: int
    at: int
    column: int = 0


@dataclass(slots=True)
class Account:
    """Which amounts of a document were held against something, and why the others were not: all of them are here.

    `names` says of what each bound amount is: a figure, a row of a list, a change of either.
    """

    reasons: dict[AmountPlace, str] = field(default_factory=dict)
    checked: set[AmountPlace] = field(default_factory=set)
    names: dict[AmountPlace, str] = field(default_factory=dict)
    closed: tuple[int, int, int, dict[str, int]] | None = None

    def enter(self, place: AmountPlace, reason: str) -> None:
        """Count an amount; `reason` says why it would stay unchecked."""
        self.reasons.setdefault(place, reason)

    def check(self, *places: AmountPlace) -> None:
        self.checked.update(places)

    def bind(self, place: AmountPlace, name: str, reason: str = "") -> None:
        """Say of what an amount is; the first word counts. `reason` says why it would stay unchecked all the same."""
        if place in self.reasons and place not in self.names:
            self.names[place] = name
            if reason:
                self.reasons[place] = reason

    @property
    def all(self) -> int:
        return len(self.reasons) if self.closed is None else self.closed[0]

    @property
    def done(self) -> int:
        return len(self.checked & self.reasons.keys()) if self.closed is None else self.closed[1]

    @property
    def bound(self) -> int:
        """How many amounts are known: by name, or because others of their sentence or table say what they are."""
        if self.closed is not None:
            return self.closed[2]
        return len(self.names.keys() | (self.checked & self.reasons.keys()))

    def close(self) -> None:
        """Keep the counts and forget the places: a folder of documents is not held in memory."""
        self.closed = (self.all, self.done, self.bound, self.unchecked())
        self.reasons, self.checked, self.names = {}, set(), {}

    def unchecked(self) -> dict[str, int]:
        """How many amounts stayed unchecked, by reason."""
        if self.closed is not None:
            return self.closed[3]
        found: dict[str, int] = {}
        for place, reason in self.reasons.items():
            if place not in self.checked:
                found[reason] = found.get(reason, 0) + 1
        return found


@frozen
class LapsedAnswer:
    """An answer that counts no longer, with the words it was about, and why in Chinese."""

    code: str
    quote: str
    message: str
    expected: str
    reason: str
    why: str


@dataclass(slots=True)
class AnswersRead:
    """What became of the file of answers beside a document: those that count no longer, and what could not be used,
    in sentences. One that is not `usable` is damaged, locked or another document's."""

    file: str
    usable: bool = True
    lapsed: list[LapsedAnswer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        lapsed = [
            {"code": each.code, "quote": each.quote, "reason": each.reason, "why": each.why}
            for each in self.lapsed
        ]
        return {"file": self.file, "lapsed": lapsed, "faults": self.faults}


@dataclass(slots=True)
class AuditResult:
    """The audit of one document. `rules` says of each check what it checks and how it went; `unit`, `year` and `kind`
    whose document it is, as far as it says so; `place` is its path in a folder that was audited; `answers` is None where no file of answers stands beside it."""

    files: list[str]
    findings: list[AuditFinding] = field(default_factory=list)
    tables_recognised: int = 0
    tables: int = 0
    account: Account = field(default_factory=Account)
    rules: list[dict[str, object]] = field(default_factory=list)
    unit: str = ""
    year: int = 0
    kind: str = ""
    answers: AnswersRead | None = None
    place: str = ""

    @property
    def name(self) -> str:
        """Its place in the folder, where it is one of many: units call their files alike."""
        return self.place or "、".join(self.files)

    @property
    def is_no_publication(self) -> bool:
        """Whether all files are something else: an input, a report of this program."""
        return bool(self.findings) and all(each.finding.code == NOT_PUBLISHED for each in self.findings)

    @property
    def is_unreadable(self) -> bool:
        """Whether none of the files could be read."""
        unread = {
            each.finding.location.file for each in self.findings if each.finding.code == UNREADABLE_FILE
        }
        return unread.issuperset(self.files)

    @property
    def has_nothing(self) -> bool:
        """Whether a publication held nothing to check: no table is known, no amount was told."""
        nothing = not self.tables_recognised and not self.account.all
        return nothing and not self.is_unreadable and not self.is_no_publication

    @property
    def has_open_errors(self) -> bool:
        return any(each.severity is Severity.ERROR and each.is_open for each in self.findings)

    def count(self, level: Severity) -> int:
        """How many findings of a level there are, answered or not."""
        return sum(each.severity is level for each in self.findings)

    @property
    def answered(self) -> int:
        return sum(not each.is_open for each in self.findings)

    def as_dict(self) -> dict[str, object]:
        """In the form that `gongkai audit --json` promises; `answers` only where there is a file of them."""
        return {
            "files": [self.place] if self.place else self.files,
            "findings": [each.as_dict() for each in self.findings],
            "coverage": {
                "tables": {"recognised": self.tables_recognised, "all": self.tables},
                "amounts": {
                    "bound": self.account.bound,
                    "checked": self.account.done,
                    "unchecked": self.account.all - self.account.done,
                    "all": self.account.all,
                },
                "rules": self.rules,
            },
            **({} if self.answers is None else {"answers": self.answers.as_dict()}),
        }


def found_in(
    code: str,
    message: str,
    spot: Spot,
    *,
    severity: Severity | None = None,
    found: str = "",
    expected: str = "",
    compared_with: str = "",
) -> AuditFinding:
    """A finding of one of the codes of `codes.audit_codes`, at its usual level unless another is given."""
    finding = report(code, message, spot.place, found=found, expected=expected, severity=severity)
    return AuditFinding(finding, spot.quote, compared_with, spot.table, spot.row, spot.column)


def in_order(findings: Iterable[AuditFinding]) -> list[AuditFinding]:
    """Each finding once, the gravest first, then by place."""
    once: dict[object, AuditFinding] = {}
    for each in findings:
        place = each.finding.location
        where = each.table or (place.file, place.page, place.paragraph, each.quote)
        once.setdefault(
            (each.finding.code, each.finding.message, where, each.table and each.finding.found), each
        )
    return sorted(
        once.values(),
        key=lambda each: (
            each.finding.severity.rank,
            each.finding.location.file,
            each.finding.location.page,
            each.finding.location.paragraph,
            each.table,
            each.row,
            each.column,
            each.finding.code,
        ),
    )


def by_cause(findings: Iterable[AuditFinding]) -> list[tuple[Severity, str, list[AuditFinding]]]:
    """Findings of one code and level together, the gravest first."""
    ordered = sorted(findings, key=lambda each: (each.severity.rank, each.finding.code))
    return [
        (severity, code, list(group))
        for (severity, code), group in groupby(ordered, key=lambda each: (each.severity, each.finding.code))
    ]
