"""BW-11 项目文字里的金额不错位

查什么：一个项目的文字里，“预算、资金、执行、支付、发放”等词后面的金额，恰是这个项目所填金额的 10、100、1000、10000 倍或几分之一，或只多、少一位数字。
为什么：元写成万元、多打一位，是公开件中最常见的大错。
通过：年度资金 2,226.85 元，文字写“年初预算2226.85元”。
违反：年度资金 2,226.85 元，文字写“年初预算22226.85元”。
怎么改：按资金栏改正文字里的金额和单位。
依据：检查目录 BW-11；不足几位有效数字不比（options 位数）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from gongkai.findings import Severity
from gongkai.model.department import Schedule
from gongkai.model.schema import ColumnType, ScheduleSpec
from gongkai.money import ZERO, in_wan, in_yuan
from gongkai.patterns import late
from gongkai.rules.passages import Passage, scan
from gongkai.rules.quantities import Amount, amounts, power_of_ten
from gongkai.rules.rule import Outcome, Rule, Subject

_MONEY = late(r"(?:预算|资金|执行|支付|发放|安排|支出|金额|总额|下达|到位)[^，。；\d]{0,8}$")
_Projects = tuple[Schedule, str, dict[str, tuple[str, ...]]]
"""A schedule, and what `_columns` says of it."""
_TEXT, _AMOUNT = ColumnType.TEXT, ColumnType.AMOUNT
_TRIGGER = re.compile(r"元(?<=[\d\s万亿]元)")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    schedules = [found for found in _project_schedules(subject) if found[0].entries]
    if not schedules:
        return rule.skipped("没有项目金额")
    least = int(options.get("位数") or 3)
    funds: dict[str, set[Decimal]] = {}

    def look(passage: Passage) -> list[str]:
        if not passage.about:
            return []
        stated = [amount for amount in amounts(passage.text) if _of_money(amount, passage.text)]
        if not stated:
            return []
        if passage.about not in funds:
            funds[passage.about] = _funds(schedules, passage.about)
        return list(_faults(stated, funds[passage.about], least))

    return scan(
        subject, rule, look, "请按资金栏改正文字里的金额和单位", names=False, trigger=_TRIGGER, whole=True
    )


def _of_money(amount: Amount, text: str) -> bool:
    return _MONEY.search(text[max(0, amount.start - 24) : amount.start]) is not None


def _faults(stated: list[Amount], known: set[Decimal], least: int) -> Iterator[str]:
    for amount in stated:
        if any(amount.is_close(one) for one in known):
            continue
        if len(_figures(amount.value)) < least:
            continue
        for value in sorted(known):
            if _misplaced(amount, value):
                yield f"写“{amount.text}”，所填金额是 {in_wan(value)}（{in_yuan(value)}），疑位数或单位写错"
                break


def _misplaced(amount: Amount, value: Decimal) -> bool:
    written, filled = _figures(amount.value), _figures(value)
    if written == filled:
        return bool(power_of_ten(amount.value, value))
    longer, shorter = max(written, filled, key=len), min(written, filled, key=len)
    if len(shorter) < 4 or len(longer) != len(shorter) + 1:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _figures(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", "").strip("0")


def _project_schedules(subject: Subject) -> Iterator[_Projects]:
    for schedule in subject.department.schedules.values():
        names, money = schedule.spec.kept(_columns)
        if money:
            yield schedule, names, money


def _columns(spec: ScheduleSpec) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The column of names of a schedule of named rows with amounts, and those of amounts, each with what its amounts
    are added up under: itself, and its stage. None where it is no such schedule."""
    names = [column.name for column in spec.key_columns if column.dimension and column.type is _TEXT]
    money = [column.name for column in spec.number_columns if column.type is _AMOUNT] if names else []
    return names[0] if money else "", {name: (name, name.split("/")[0]) for name in money}


def _funds(schedules: list[_Projects], name: str) -> set[Decimal]:
    """The amounts of a project: each as filled in, and their sums over the project's rows."""
    found: set[Decimal] = set()
    for schedule, names, money in schedules:
        totals: dict[str, Decimal] = {}
        for entry in schedule.where({names: name}):
            for column, value in entry.values.items():
                if column in money and type(amount := value.value) is Decimal and amount:
                    found.add(amount)
                    for key in money[column]:
                        totals[key] = totals.get(key, ZERO) + amount
        found.update(totals.values())
    return found - {ZERO}


RULE = Rule("BW-11", "项目文字里的金额不错位", Severity.ERROR, _check)
