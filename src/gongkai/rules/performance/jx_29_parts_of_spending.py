"""JX-29 支出明细之和等于执行数

查什么：报告里逐项列出全部支出的一句（“支出构成为：甲×万元；乙×万元……”），各项之和与执行数。
为什么：列全了却加不起来，说明漏了一项或者抄错了数。
通过：558.52+24.26+195.84+66.85+20+3.05=868.52，执行数 868.52 万元；只列主要几项、写明“其中”“主要”的不加。
违反：558.52+24.26+195.84+66.85+20+3=868.47，执行数 868.52 万元，差 0.05，超过尾差。
怎么改：核对明细，补上漏掉的一项。
依据：检查目录 JX-29；已公开的真实报告。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from gongkai.findings import Finding, Severity
from gongkai.money import PRINTED_STEP, WAN, in_wan
from gongkai.rules.options import NOT_SET, figure, option_pairs, option_words, tables
from gongkai.rules.rule import Outcome, Rule, Subject

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)万元(?!/)")
_LEAST = 3  # fewer amounts are no list


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    lead = "|".join(re.escape(word) for word in option_words(options["引导词"]))
    spared = option_words(options.get("不全", ""))
    figures = option_pairs(options["数"])
    findings, checked = [], 0
    for table in tables(subject, options["文字"], 2):
        of, where = table.columns
        for entry in table.rows:
            for match in re.finditer(rf"(?:{lead})[^。\n]*", entry.text(where)):
                amounts = [Decimal(item) for item in _AMOUNT.findall(match[0])]
                if len(amounts) < _LEAST or any(word in match[0] for word in spared):
                    continue
                for dimension, (name,) in figures.items():
                    spent = figure(subject, name).where(**{dimension: entry.text(of)}).amount
                    if not spent:
                        continue
                    checked += 1
                    total = sum(amounts, Decimal(0)) * WAN
                    allowed = Decimal(len(amounts) + 1) * PRINTED_STEP / 2
                    if abs(total - spent) > allowed:
                        found, expected = in_wan(total), in_wan(spent)
                        message = f"“{entry.text(of)}”逐项列出的支出合计 {found}，执行数是 {expected}"
                        hint = "请核对明细，补上漏掉的一项；没有列全的写明“其中”或“主要”"
                        place, gap = entry.place(where), in_wan(total - spent)
                        findings.append(
                            Finding(rule.code, rule.severity, message, place, hint, found, expected, gap)
                        )
    if not checked:
        return rule.skipped("报告没有逐项列出全部支出")
    return rule.outcome(findings, checked)


RULE = Rule("JX-29", "支出明细之和等于执行数", Severity.WARNING, _check)
