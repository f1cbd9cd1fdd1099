"""Reasons for changes: which slots a department must fill, and which it has not (BW-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gongkai import money
from gongkai.codes import CODES
from gongkai.findings import About, Finding, Location, report
from gongkai.frozen import frozen
from gongkai.model.book import Figure
from gongkai.model.definitions import STAGE
from gongkai.model.labels import REASON_CODE, REASON_SCHEDULE, REASON_SLOT, REASON_TEXT
from gongkai.packs.pack import ReasonSlot
from gongkai.rules.coordinate_names import coordinate_names
from gongkai.rules.rule import Outcome, Status, Subject

REASONS_RULE = "BW-10"
_NAME = CODES[REASONS_RULE].title


@frozen
class AskedReason:
    """A slot that this department must fill: the figure now and the one it is compared with."""

    slot: ReasonSlot
    coordinate: str
    figure: Figure
    base: Figure
    decimals: int

    @property
    def label(self) -> str:
        return f"{self.slot.name}（{self.coordinate}）" if self.coordinate else self.slot.name

    def shown(self, subject: Subject) -> str:
        """The label with the name beside the code."""
        if not self.coordinate:
            return self.slot.name
        name = coordinate_names(subject, self.slot.each, [self.coordinate])[self.coordinate]
        return f"{self.slot.name}（{self.coordinate} {name}）" if name != self.coordinate else self.label


def asked_reasons(subject: Subject) -> list[AskedReason]:
    """Every slot that must be filled for this department's figures."""
    return subject.once(asked_reasons, lambda: list(_asked_reasons(subject)))


def _asked_reasons(subject: Subject) -> Iterator[AskedReason]:
    decimals = subject.pack.prose.decimals
    for slot in subject.pack.reasons.values():
        figure = subject.book.expression(slot.figure, slot.name)
        if slot.stage:
            figure = figure.at(slot.stage)
        stage = _base_stage(subject, slot)
        if not slot.each:
            base = figure.at(stage)
            if _must(slot, figure, base, decimals):
                yield AskedReason(slot, "", figure, base, decimals)
            continue
        found = [*figure.coordinates(slot.each), *figure.at(stage).coordinates(slot.each)]
        for code in sorted({code[: slot.length or None] for code in found}):
            narrowed = figure.where(**{slot.each: code})
            base = narrowed.at(stage)
            if _must(slot, narrowed, base, decimals):
                yield AskedReason(slot, code, narrowed, base, decimals)


def _base_stage(subject: Subject, slot: ReasonSlot) -> str:
    return subject.pack.definitions.previous if slot.base == "上年" else slot.base


def _must(slot: ReasonSlot, figure: Figure, base: Figure, decimals: int) -> bool:
    if not figure.amount and not base.amount:
        return False  # zero in both years: the sentence says so itself
    if slot.always:
        return True
    now, before = figure.amount, base.amount
    if money.direction(now, before, decimals) == money.SAME:
        return False
    rate = money.rate(now, before, decimals)
    return rate is None or abs(rate) * 100 >= slot.threshold


def run_reasons(subject: Subject) -> list[Outcome]:
    """One outcome: each asked slot needs a text in the schedule of reasons."""
    if not subject.pack.reasons:
        return []
    schedule = subject.department.schedule(REASON_SCHEDULE)
    if schedule is None or not schedule.present:
        return [Outcome(REASONS_RULE, _NAME, Status.NOT_RUN, f"缺少工作表：{REASON_SCHEDULE}")]
    given = {
        (entry.text(REASON_SLOT), entry.text(REASON_CODE)) for entry in schedule if entry.text(REASON_TEXT)
    }
    asked = asked_reasons(subject)
    if not asked:
        return [Outcome(REASONS_RULE, _NAME, Status.NOT_APPLICABLE, "没有变动")]
    open_ones = [reason for reason in asked if (reason.slot.name, reason.coordinate) not in given]
    blank = _blank_last_year(subject) if len(open_ones) > 1 else None
    of_nothing = [item for item in open_ones if blank and item.slot.base == "上年" and not item.base.amount]
    findings = [
        _finding(reason, reason.shown(subject), schedule.location)
        for reason in open_ones
        if reason not in of_nothing
    ]
    if blank is not None and of_nothing:
        findings.insert(0, _question(subject, blank, len(of_nothing)))
    status = Status.FAILED if findings else Status.PASSED
    return [Outcome(REASONS_RULE, _NAME, status, "", len(asked), tuple(findings))]


def _blank_last_year(subject: Subject) -> Location | None:
    """A cell of last year's amounts where not one of them is filled in, not even with a zero."""
    definitions = subject.pack.definitions
    stages = definitions.spell((definitions.previous,))
    first: Location | None = None
    for schedule in subject.department.schedules.values():
        columns = [
            column.name
            for column in schedule.spec.number_columns
            if dict(column.coordinates).get(STAGE) in stages
        ]
        for entry in schedule:
            if any(column in entry.values for column in columns):
                return None
            if columns and first is None:
                first = entry.place(columns[0])
    return first


def _question(subject: Subject, where: Location, number: int) -> Finding:
    """One question in place of a demand for each change: has nobody filled in last year's amounts?"""
    stage = subject.pack.definitions.previous
    message = f"“{stage}”各栏一个数都没有填，有 {number} 个事项因此成了增加，要写原因"
    hint = (
        "有上年输入文件的，用 gongkai new --from 上年文件 带入，或按上年报表补填；上年确实没有数的（如新设立的单位），"
        "在一个上年的栏填 0，再逐项写原因"
    )
    return replace(report(REASONS_RULE, message, where, hint, found="空"), about=About(names=(stage,)))


def _finding(reason: AskedReason, shown: str, where: Location) -> Finding:
    now, before = reason.figure.amount, reason.base.amount
    change = money.moved(now, before, reason.decimals)
    told = f"本年 {money.in_wan(now)}，{reason.slot.base} {money.in_wan(before)}"
    change = "没有变动也要说明" if change == money.SAME else change
    message = f"“{shown}”没有写原因：{told}，{change}"
    location = Location(
        where.file, where.sheet or REASON_SCHEDULE, where.cell, where.line, where.column, reason.label
    )
    code = f"，科目编码填 {reason.coordinate}" if reason.coordinate else ""
    hint = f"请在“{REASON_SCHEDULE}”加一行：事项选“{reason.slot.name}”{code}，写清什么事项、为何变动、影响多少；或用 gongkai reasons 写入草稿再改"
    names = (reason.label, shown, reason.slot.name, *filter(None, [reason.coordinate]))
    return replace(report(REASONS_RULE, message, location, hint), about=About(REASON_SCHEDULE, names))
