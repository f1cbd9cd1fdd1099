"""JX-15 成本指标不超过项目资金

查什么：以元、万元为单位的总额型成本指标，与项目资金。
为什么：项目资金 20 万元，成本指标写 100 万元，两处必有一错。
通过：项目资金 3 万元，成本指标“技能大师补助资金 3万元”；“补贴标准 1880元/人/月”是单价，不比。
违反：项目资金 20 万元，成本指标 100万元。
怎么改：核对指标值和项目资金；含以前年度已付资金的，在指标名称里写明。
依据：检查目录 JX-15；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.findings import Finding, Severity
from gongkai.model.indicator import parse_quantity
from gongkai.money import in_wan
from gongkai.rules.options import NOT_SET, figure, option_pairs, option_words, tables
from gongkai.rules.rule import Outcome, Rule, Subject

_UNITS = {"元": Decimal(1), "万元": Decimal(10000), "亿元": Decimal(100_000_000)}


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    kinds, spared = option_words(options["成本类"]), option_words(options.get("除外", ""))
    [(dimension, (funds_name,))] = option_pairs(options["数"]).items()
    funds = figure(subject, funds_name)
    findings, checked = [], 0
    for table in tables(subject, options["表"], 4):
        target = table.columns[3]
        for entry, project, kind, said, written in zip(table.rows, *table.texts, strict=True):
            quantity = parse_quantity(written) if kind in kinds else None
            if quantity is None or quantity.unit not in _UNITS:
                continue
            budget = funds.where(**{dimension: project}).amount
            if not budget or any(word in said for word in spared):
                continue
            checked += 1
            digits = -int(str(quantity.number.as_tuple().exponent))
            unit = _UNITS[quantity.unit]
            if quantity.number * unit - budget > unit * Decimal("0.5").scaleb(-digits):
                found, expected = f"{quantity.number}{quantity.unit}", in_wan(budget)
                message = f"“{project}”的成本指标“{said}”是 {found}，大于项目资金 {expected}"
                hint = "请核对指标值和项目资金；含以前年度资金的，在指标名称里写明"
                place = entry.place(target)
                findings.append(Finding(rule.code, rule.severity, message, place, hint, found, expected))
    if not checked:
        return rule.skipped("没有总额型的成本指标")
    return rule.outcome(findings, checked)


RULE = Rule("JX-15", "成本指标不超过项目资金", Severity.WARNING, _check)
