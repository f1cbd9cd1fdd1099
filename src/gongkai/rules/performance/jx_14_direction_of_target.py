"""JX-14 指标的方向

查什么：失业率、信访、投诉一类越低越好的指标，以及总成本指标，目标值是不是写成了 ≥。
为什么：“登记失业率 ≥3.9%”与“控制在 3.9% 以内”正相反；总成本写 ≥ 等于鼓励多花钱。
通过：“城镇登记失业率 ≤3.9%”；“人均补贴标准 ≥180元”（保障标准）。
违反：“年末城镇登记失业率 >=3.9%”；“预计体检总费用 ≥15万元”。
怎么改：改成 ≤。
依据：检查目录 JX-14；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.indicator import parse_quantity
from gongkai.rules.options import NOT_SET, option_words, tables
from gongkai.rules.passages import any_of
from gongkai.rules.rule import Outcome, Rule, Subject

_AT_LEAST = ("≥", ">")
_TOTALS = ("元", "万元", "亿元")  # 元/人 and the like are standards, which may well be a floor


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    lower, never = any_of(option_words(options["越低越好"])), any_of(option_words(options.get("除外", "")))
    cost = option_words(options.get("成本类", ""))
    findings, checked = [], 0
    for table in tables(subject, options["表"], 3):
        target = table.columns[2]
        for entry, kind, said, written in zip(table.rows, *table.texts, strict=True):
            quantity = parse_quantity(written) if kind in cost else None
            total = quantity is not None and quantity.unit in _TOTALS
            if (not total and not (lower and lower.search(said))) or (never and never.search(said)):
                continue
            checked += 1
            quantity = parse_quantity(written)
            at_least = quantity.sign in _AT_LEAST if quantity else written == "大于等于"
            if at_least:
                message = f"“{said}”的{target}是“{written}”，这类指标应是不高于（≤）"
                hint = "请核对方向，改成 ≤"
                findings.append(Finding(rule.code, rule.severity, message, entry.place(target), hint))
    if not checked:
        return rule.skipped("没有越低越好的指标和总成本指标")
    return rule.outcome(findings, checked)


RULE = Rule("JX-14", "指标的方向", Severity.WARNING, _check)
