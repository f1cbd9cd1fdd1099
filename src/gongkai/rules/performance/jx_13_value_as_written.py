"""JX-13 指标值、完成值的写法

查什么：完成值带 ≥、≤ 等符号；单位与指标不符（率不用 %、人数不用人）；目标值与完成值单位不同；只有单位没有数。
为什么：完成值是一个实际的数，“>=180人”是照抄目标；“准确率 3万元”是串了行。
通过：目标 ≥98%，完成 100%；“参保人数” ≥320000人。
违反：完成值“>=180人”；“技能大师资金发放准确率” 3万元；目标“141968元”完成“56989%”；“提高元”。
怎么改：完成值只写实际数和单位；按指标名称改正单位。
依据：检查目录 JX-13；已公开的真实报告。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.department import Entry
from gongkai.model.indicator import parse_quantity
from gongkai.rules.options import NOT_SET, option_pairs, tables
from gongkai.rules.rule import Outcome, Rule, Subject

_BARE = ("元", "%", "％")
_HAS_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万]")
_SHORT = 6  # a value of a few words; longer ones are sentences


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    units = option_pairs(options.get("单位", ""))
    endings = tuple(units)
    findings: list[Finding] = []
    checked = 0
    for table in tables(subject, options.get("完成值", ""), 3):
        checked += len(table.rows)
        column = table.columns[2]
        for entry, name, target, actual in zip(table.rows, *table.texts, strict=True):
            fault = _actual(name, target, actual)
            if fault is not None:
                findings.append(_finding(rule, entry, column, fault))
    for table in tables(subject, options.get("指标值", ""), 2):
        checked += len(table.rows)
        column = table.columns[1]
        for entry, name, target in zip(table.rows, *table.texts, strict=True):
            fault = _bare(name, column, target) if target.endswith(_BARE) else None
            if fault is None and name.endswith(endings):
                fault = _unit(name, column, target, units)
            if fault is not None:
                findings.append(_finding(rule, entry, column, fault))
    if not checked:
        return rule.skipped("没有绩效指标")
    return rule.outcome(findings, checked)


def _finding(rule: Rule, entry: Entry, column: str, fault: tuple[str, str]) -> Finding:
    message, hint = fault
    return Finding(rule.code, rule.severity, message, entry.place(column), hint)


def _actual(name: str, target: str, actual: str) -> tuple[str, str] | None:
    """What is wrong with a completion, and how to mend it."""
    reached = parse_quantity(actual)
    if reached is None:
        return None
    if reached.sign not in ("", "="):
        message = f"“{name}”的完成值“{actual}”带有“{reached.sign}”，完成值应是一个实际的数"
        return message, "请填实际完成的数，不写 ≥、≤"
    wanted = parse_quantity(target)
    if wanted and wanted.unit and reached.unit and not _alike(wanted.unit, reached.unit):
        return f"“{name}”的完成值“{actual}”的单位与目标“{target}”不同", "请按目标的单位填完成值"
    return None


def _alike(one: str, other: str) -> bool:
    """万 for 万元, 人 for 人次, and one unit with more said (元/人 and 元/人/月) are alike."""
    return one.startswith(other) or other.startswith(one) or one.endswith(other) or other.endswith(one)


def _bare(name: str, column: str, written: str) -> tuple[str, str] | None:
    """What is wrong with a value that ends in a unit, and how to mend it."""
    if len(written) > _SHORT or _HAS_NUMBER.search(written):
        return None
    return f"“{name}”的{column}“{written}”只有单位，没有数", "请补上数，或者写成一句话"


def _unit(
    name: str, column: str, written: str, units: Mapping[str, tuple[str, ...]]
) -> tuple[str, str] | None:
    """What is wrong with the unit of a value, and how to mend it."""
    quantity = parse_quantity(written)
    if quantity is None or not quantity.unit:
        return None
    for ending, allowed in units.items():
        if name.endswith(ending) and not any(unit in quantity.unit for unit in allowed):
            message = f"“{name}”的{column}“{written}”单位不对，应是{'、'.join(allowed)}"
            return message, "请核对指标名称和单位，是否串了行"
    return None


RULE = Rule("JX-13", "指标值、完成值的写法", Severity.WARNING, _check)
