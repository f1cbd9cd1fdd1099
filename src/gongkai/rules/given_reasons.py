"""The reasons (变动原因) that a department gives, each with the figures that it explains."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai import money
from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.model.book import Figure
from gongkai.model.labels import REASON_CODE, REASON_SCHEDULE, REASON_SLOT, REASON_TEXT
from gongkai.packs.pack import ReasonSlot
from gongkai.rules.rule import Subject


@frozen
class GivenReason:
    """A reason as written: its slot, the figure now and the figure it is compared with, and its place.

    `now` and `before` are their amounts, which many rules ask for; `decimals` those with which they are printed.
    `whole` is the figure of all coordinates where the reason is for one of them (a 科目).
    """

    slot: ReasonSlot
    coordinate: str
    text: str
    whole: Figure
    figure: Figure
    base: Figure
    location: Location
    now: Decimal
    before: Decimal
    decimals: int

    @property
    def label(self) -> str:
        return f"{self.slot.name}（{self.coordinate}）" if self.coordinate else self.slot.name

    @property
    def change(self) -> Decimal:
        """Exact, in 元. `direction` says whether it is an increase."""
        return self.now - self.before

    @property
    def direction(self) -> str:
        """增加, 减少 or 持平, as the two amounts are printed."""
        return money.direction(self.now, self.before, self.decimals)

    @property
    def moved(self) -> str:
        """The change as words of a message: 增加 17.00 万元, or 持平."""
        return money.moved(self.now, self.before, self.decimals)


def given_reasons(subject: Subject) -> list[GivenReason]:
    """Every row of the schedule of reasons whose slot the pack knows and that has a text."""
    return subject.once(given_reasons, lambda: list(_given_reasons(subject)))


def _given_reasons(subject: Subject) -> Iterator[GivenReason]:
    decimals = subject.pack.prose.decimals
    complete: dict[str, bool] = {}
    for entry in subject.department.schedule(REASON_SCHEDULE) or ():
        slot = subject.pack.reasons.get(entry.text(REASON_SLOT))
        text = entry.text(REASON_TEXT)
        if slot is None or not text:
            continue
        if slot.name not in complete:
            complete[slot.name] = _complete(subject, slot)
        if not complete[slot.name]:
            continue
        coordinate = entry.text(REASON_CODE) if slot.each else ""
        whole = subject.book.expression(slot.figure, slot.name)
        if slot.stage:
            whole = whole.at(slot.stage)
        figure = whole.where(**{slot.each: coordinate}) if coordinate else whole
        base = figure.at(subject.pack.definitions.previous if slot.base == "上年" else slot.base)
        amounts = (figure.amount, base.amount)
        yield GivenReason(
            slot, coordinate, text, whole, figure, base, entry.place(REASON_TEXT), *amounts, decimals
        )


def _complete(subject: Subject, slot: ReasonSlot) -> bool:
    """False where a schedule that the figure needs is missing: its change is not known then."""
    specs = [subject.pack.inputs.schedule(name) for name in subject.book.schedules(slot.figure)]
    return all(spec is None or spec.optional or subject.book.ledger.has(spec.name) for spec in specs)
