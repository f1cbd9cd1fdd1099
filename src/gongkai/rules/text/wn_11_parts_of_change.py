"""WN-11 原因中的分项之和等于变动额

查什么：变动原因逐项写了金额（“减少85.52万元……减少741.88万元……”）的，各项按增减相加是否等于变动额；写了“增减相抵后减少……”“比上年减少……”的，这个数是否等于变动额。
为什么：分项加不起来，说明有一项抄错或漏写；别处写的是另一个数。
通过：变动 -939.18 万元，原因写减少 85.52、741.88、111.78 万元。
违反：其中一项写成 117.78 万元，合计差 6.00 万元。
怎么改：核对各项金额；只列主要事项的，写明“主要是……等”。
依据：检查目录 WN-11；容差每个分项 0.005 万元；“未列全”的词在格式的 settings 里。
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from decimal import Decimal

from gongkai.findings import Finding, Severity
from gongkai.frozen import frozen
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.money import PRINTED_STEP, in_wan, moved
from gongkai.rules.given_reasons import GivenReason, given_reasons
from gongkai.rules.passages import any_of, clauses, words
from gongkai.rules.quantities import DOWN, GONE, UP, Amount, amounts
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_NET = re.compile(r"(?:增减相抵|相抵后|两项合计|以上合计|合计|共计|共|净)[^，。；\d]{0,6}$")
_REST = re.compile("其他|其余|另外|剩余")  # what is added up is then the rest, not the whole
_THAN = re.compile(r"(?:比上年|较上年|同比|与上年相比)[^，。；\d]{0,6}$")
_MOST = 8  # amounts whose sign is not said; more would be guessing


@frozen
class _Item:
    amount: Amount
    sign: int  # 1, -1, or 0 where the words do not say


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    schedule = subject.department.schedule(REASON_SCHEDULE)
    if schedule is None:
        return rule.skipped("本格式没有变动原因")
    if not schedule.present:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, f"缺少工作表：{REASON_SCHEDULE}")
    partial = any_of(words(options, "未列全"))
    findings, checked = [], 0
    for given in given_reasons(subject):
        items, totals = _read(given.text)
        if not items and not totals:
            continue
        complete = not (partial and partial.search(given.text)) and _all_priced(given.text)
        fault = _fault(given, items, totals, complete)
        checked += 1
        if fault:
            found, message = fault
            text = f"“{given.label}”的原因{message}，变动额是 {moved(given.now, given.before)}"
            difference = in_wan(abs(found) - abs(given.change))
            hint = "请核对各项金额；只列主要事项的，写明“主要是……等”"
            findings.append(
                Finding(
                    rule.code,
                    rule.severity,
                    text,
                    given.location,
                    hint,
                    in_wan(abs(found)),
                    in_wan(abs(given.change)),
                    difference,
                )
            )
    return rule.outcome(findings, checked) if checked else rule.skipped("原因里没有写金额")


def _fault(
    given: GivenReason, items: list[_Item], totals: list[_Item], complete: bool
) -> tuple[Decimal, str] | None:
    change = given.change
    for total in totals:
        if abs(total.amount.value - abs(change)) > max(PRINTED_STEP, total.amount.step) or (
            total.sign and total.sign * change < 0
        ):
            return total.amount.value, f"写“{total.amount.text}”"
    if not complete or len(items) < 2 or sum(not item.sign for item in items) > _MOST:
        return None
    allowed = PRINTED_STEP * ((len(items) + 1) // 2)
    target = abs(change) if not any(item.sign for item in items) else change
    sums = _sums(items)
    if any(abs(total - target) <= allowed for total in sums):
        return None
    nearest = min(sums, key=lambda total: abs(total - change))
    listed = " ".join(f"{'+' if item.sign >= 0 else '-'}{item.amount.text}" for item in items)
    return nearest, f"各项之和是 {moved(nearest, Decimal(0))}（{listed.lstrip('+')}）"


def _sums(items: list[_Item]) -> list[Decimal]:
    """What the items can add up to: those whose sign is not said either way."""
    choices = [(item.sign,) if item.sign else (1, -1) for item in items]
    return [
        sum((sign * item.amount.value for sign, item in zip(signs, items, strict=True)), Decimal(0))
        for signs in itertools.product(*choices)
    ]


def _read(text: str) -> tuple[list[_Item], list[_Item]]:
    """The items of a reason, and the totals that it states for the whole change."""
    items: list[_Item] = []
    totals: list[_Item] = []
    found = list(amounts(text))
    for amount, after in itertools.zip_longest(found, found[1:]):
        before = re.split(r"[，。；：、]", text[max(0, amount.start - 60) : amount.start])[-1]
        behind = text[amount.end : after.start if after else None]
        sign = _sign(before, re.split(r"[。；]", behind)[0])
        is_total = (_NET.search(before) and not _REST.search(before)) or (
            _THAN.search(before) and len(found) == 1
        )
        (totals if is_total else items).append(_Item(amount, sign))
    return items, totals


def _sign(before: str, behind: str) -> int:
    """The direction said right before an amount; else that behind it up to the end of the sentence."""
    near = before[-6:]
    if any(word in near for word in UP):
        return 1
    if any(word in near for word in DOWN):
        return -1
    return -1 if any(word in behind for word in GONE) else 0


def _all_priced(text: str) -> bool:
    """False where a clause says that something grew or shrank but not by how much."""
    for clause in clauses(text):
        moved = [at + len(word) for word in (*UP, *DOWN) if (at := clause.find(word)) >= 0]
        if moved and not amounts(clause) and not re.search(r"\d", clause):
            return False
    return True


RULE = Rule("WN-11", "原因中的分项之和等于变动额", Severity.ERROR, _check)
