"""Rates of completion and of difference: a budget, what was spent, and what the words say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.outcome import AuditFinding
from gongkai.auditing.quantities_said import COMPLETION, DIFFERENCE, STATED, Said
from gongkai.auditing.rates import SMALL, explained_share, off_by, shown_rate
from gongkai.auditing.roles import NOW, PLANNED, role_of
from gongkai.auditing.spoken import Spoken
from gongkai.auditing.text_tables import is_planned, plan_is_printed
from gongkai.findings import Severity

_SIDE = re.compile(
    r"(?:决算|执行|支出)数?(?:(大于|高于|超过)|(小于|低于|少于))(?:年初|全年|调整后?)?(?:的)?预算"
)
_ALL = Decimal(100)


def check_completion(spoken: Spoken, rate: Said, before: Sequence[Said]) -> Iterator[AuditFinding]:
    """预算A万元，决算B万元，完成预算的p%; or the difference of both."""
    found = list(_completion(spoken, rate, before))
    yield from found or _other_side(spoken, rate)


def _other_side(spoken: Spoken, rate: Said) -> Iterator[AuditFinding]:
    """完成预算的98%，决算数大于预算数: the words up to the next rate of completion against the rate."""
    text = spoken.prose.text
    if rate.kind != COMPLETION or not rate.value:
        return
    following = next(
        (
            each.start
            for each in spoken.sentence.said
            if each.start > rate.end and each.kind in (COMPLETION, STATED)
        ),
        spoken.sentence.start + len(spoken.sentence.text),
    )
    side = _SIDE.search(text, rate.end, following)
    if side is None or not re.fullmatch(
        r"[，,；;\s]*(?:20\d\d年度?|本年)?(?:支出)?", text[rate.end : side.start()]
    ):
        return
    more = side[1] is not None
    by_all = rate.value == _ALL
    if (rate.value > _ALL) == more and not by_all:
        return
    if by_all and rate.step < 1:  # 100.00% may have been rounded
        return
    yield spoken.finding(
        "SJ-07", f"完成预算 {rate.text}，又写“{side[0]}”", rate,
        Severity.WARNING if by_all else Severity.ERROR,
        "与预算数相等" if by_all else "大于预算" if rate.value > _ALL else "小于预算", "同一句的完成率",
    )  # fmt: skip


def _completion(spoken: Spoken, rate: Said, before: Sequence[Said]) -> Iterator[AuditFinding]:
    levels = [each for each in before if each.kind == STATED][-2:]
    if (
        levels
        and not rate.value
        and rate.kind == COMPLETION
        and not levels[-1].value
        and before[-1] is levels[-1]
    ):
        where = spoken.binder, spoken.prose, spoken.sentence, levels[-1]
        told = (len(levels) > 1 and role_of(spoken, levels[0]) == PLANNED) or plan_is_printed(*where)
        if not told or is_planned(*where):
            return
        if len(levels) < 2 or role_of(spoken, levels[0]) != PLANNED or not levels[0].value:
            yield spoken.finding(
                "SJ-11", f"没有预算也没有支出，写了“{rate.text}”", rate, Severity.WARNING, "不写完成率", "同一句的支出数",
                levels[-1].begin,
            )  # fmt: skip
        return
    if len(levels) < 2 or (before and before[-1].kind not in (STATED, COMPLETION, DIFFERENCE)):
        return
    roles = [role_of(spoken, each) for each in levels]
    if sorted(roles) != sorted([PLANNED, NOW]):
        return
    budget, actual = levels if roles[0] == PLANNED else levels[::-1]
    spoken.check(budget, actual)
    if not budget.value:
        if rate.kind == DIFFERENCE or (actual.value and rate.value):
            yield spoken.finding(
                "SJ-11",
                f"预算数是 0，不能写“{rate.text}”",
                rate,
                Severity.WARNING if actual.value else Severity.HINT,
                "不写完成率、差异率",
                "同一句的预算数",
            )
        return
    part = actual.value if rate.kind == COMPLETION else actual.value - budget.value
    missed = off_by(
        rate, part, actual.step + (budget.step if rate.kind == DIFFERENCE else 0), budget.value, budget.step
    )
    if not missed or (rate.kind == COMPLETION and explained_share(rate, spoken.around, actual)):
        return
    if missed > SMALL and rate.kind == COMPLETION and explained_share(rate, spoken.cells(), actual):
        return
    right = shown_rate(part, budget.value)
    yield spoken.finding(
        "SJ-08", f"{actual.text}对{budget.text}应是 {right}，印的是 {rate.text}", rate,
        Severity.HINT if missed <= SMALL else Severity.ERROR, right, f"同一句的{budget.text}和{actual.text}",
    )  # fmt: skip
