"""JX-04 文字里的执行率与资金栏一致

查什么：自评文字中写的“执行率××%”，与同一项目资金栏算出的执行率。
为什么：资金栏按全年预算数算是 100%，文字按年初预算数写 20.4%，同一张表两个执行率，得分也站不住。
通过：预算 600 万元、执行 600 万元，文字写“执行率100%”。
违反：预算 600 万元、执行 600 万元，文字写“执行率20.4%”。
怎么改：核对预算数和执行数；要用年初预算作分母的，写明“年初预算执行率”。
依据：检查目录 JX-04；已公开的真实报告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from gongkai.findings import Finding, Severity
from gongkai.money import percent
from gongkai.rules.options import NOT_SET, figure, option_pairs, tables
from gongkai.rules.rule import Outcome, Rule, Subject

_RATE = re.compile(r"(?<!年初预算)(?<!年初)执行率(?:约?为|达到|达|是|：)?\s*(\d+(?:\.(\d+))?)\s*[%％]")
_SLACK = Decimal("0.01")  # in percentage points: amounts printed in 万元 give the rate a remainder of its own


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    findings, checked = [], 0
    for table in tables(subject, options["文字"], 2):
        of, where = table.columns
        for entry, text in zip(table.rows, table.texts[1], strict=True):
            for match in _RATE.finditer(text) if "执行率" in text else ():
                for rate in _rates(subject, option_pairs(options["数"]), entry.text(of)):
                    checked += 1
                    allowed = Decimal("0.5").scaleb(-len(match[2] or "")) + _SLACK
                    if abs(Decimal(match[1]) - rate * 100) > allowed:
                        message = (
                            f"“{entry.text(of)}”的文字写执行率 {match[1]}%，按资金栏计算是 {percent(rate)}"
                        )
                        hint = "请核对预算数、执行数和文字；分母是年初预算的，写明“年初预算执行率”"
                        place = entry.place(where)
                        findings.append(
                            Finding(
                                rule.code, rule.severity, message, place, hint, match[1] + "%", percent(rate)
                            )
                        )
    if not checked:
        return rule.skipped("文字里没有写执行率，或者没有对应的资金")
    return rule.outcome(findings, checked)


def _rates(subject: Subject, figures: Mapping[str, tuple[str, ...]], name: str) -> Iterator[Decimal]:
    """The rates (1 is 100 %) of the project or transfer of that name."""
    for dimension, (spent, budget) in figures.items():
        base = figure(subject, budget).where(**{dimension: name})
        if base.amount:
            yield figure(subject, spent).where(**{dimension: name}).amount / base.amount


RULE = Rule("JX-04", "文字里的执行率与资金栏一致", Severity.ERROR, _check)
