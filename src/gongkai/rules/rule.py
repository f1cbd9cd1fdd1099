"""What a rule is, what it sees, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from decimal import Decimal
from enum import Enum
from typing import TypeVar, cast

from gongkai.codes import declare
from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.packs.pack import Pack
from gongkai.tree.nodes import Document

T = TypeVar("T")


class Status(Enum):
    """The answer of a rule. What was not checked has not passed."""

    PASSED = "通过"
    FAILED = "违反"
    NOT_APPLICABLE = "不适用"
    NOT_RUN = "无法执行"


# Short names, because reading an attribute of an Enum is ten times slower, and each of 150 rules does it.
PASSED, FAILED, NOT_APPLICABLE = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE


@frozen
class Subject:
    """What rules look at: the department as read, its figures, the pack that asks, the finished document.

    `document` is None where the pack's templates could not be rendered. `other` is the input given for
    comparison: last year's, or the budget of the same year. `memo` keeps what several rules work out.
    """

    pack: Pack
    department: Department
    book: Book
    document: Document | None = None
    other: Subject | None = None
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, worked out the first time that any rule asks for it under `key`."""
        if key not in self.memo:
            self.memo[key] = make()
        return cast(T, self.memo[key])


@frozen
class Gap:
    """By how much (元) a finding's equation is out, left side less right side, and the amounts behind it.

    `terms` has each amount at its place, with the side that it stands on: 1 left, -1 right. `given` says that one
    side is a total typed for comparison.
    """

    finding: Finding
    amount: Decimal
    terms: Mapping[Location, tuple[Decimal, int]]
    given: bool = False


@frozen
class Outcome:
    """How one rule ended: `why` says why it does not apply or what is missing; `checked` counts cases.

    `alone` are the places of texts that say nothing: whatever other rules say of them comes of that. `meant` is the
    department as it most likely was meant, where amounts were typed in another unit: what is no longer said of it
    comes of the unit. `gaps` are the differences of the errors among equations that do not hold.
    """

    code: str
    name: str
    status: Status
    why: str = ""
    checked: int = 0
    findings: tuple[Finding, ...] = ()
    alone: tuple[Location, ...] = ()
    meant: Department | None = None
    gaps: tuple[Gap, ...] = ()

    def as_dict(self) -> dict[str, object]:
        data = {"code": self.code, "name": self.name, "status": self.status.value}
        more = {"why": self.why, "checked": self.checked}
        return {**data, **{key: value for key, value in more.items() if value}}


@frozen
class Rule:
    """An algorithmic rule. `check` answers for a subject with the pack's options for this rule.

    The manual is the docstring of the rule's module. An error of an `explainable` rule may be released by a written
    reason (核对说明), as warnings are: it stops a report, but only the department can know better.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[[Subject, Rule, Mapping[str, str]], Outcome]
    manual: str = field(default="", compare=False)
    explainable: bool = False

    def __post_init__(self) -> None:
        declare(self.code)

    def outcome(self, findings: list[Finding], checked: int) -> Outcome:
        """Passed or failed by what was found."""
        status = FAILED if findings else PASSED
        return Outcome(self.code, self.name, status, "", checked, tuple(findings))

    def skipped(self, why: str) -> Outcome:
        return Outcome(self.code, self.name, NOT_APPLICABLE, why)
