"""WN-17 变动原因里的数字格式与正文一致

查什么：变动原因里带小数的金额和百分比是不是两位小数；四位以上的整数部分有没有千分位（按本格式正文的数字样式）。整数不查。
为什么：原因与程序写的数在同一句里，位数不一就不整齐。
通过：减少85.52万元，下降32.45%。
违反：减少0.7万元；增长110.7%。
怎么改：补足两位小数，千分位与正文一致。同类合并成一条提示。
依据：检查目录 WN-17。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.findings import Finding, Severity
from gongkai.patterns import late
from gongkai.rules.given_reasons import given_reasons
from gongkai.rules.rule import Outcome, Rule, Subject

_NUMBER = late(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(万元|%)")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    style = subject.pack.numbers.get("正文")
    reasons = list(given_reasons(subject))
    if style is None or not reasons:
        return rule.skipped("没有变动原因")
    found = [(given, text) for given in reasons for text in _odd(given.text, style.decimals, style.thousands)]
    findings = []
    if found:
        first = found[0][0]
        shown = "、".join(dict.fromkeys(text for _, text in found[:4]))
        message = f"变动原因里的数字格式与正文不一：{shown}，共 {len(found)} 处"
        mark = "加千分位" if style.thousands else "不加千分位"
        hint = f"请写足 {style.decimals} 位小数，{mark}"
        findings.append(Finding(rule.code, rule.severity, message, first.location, hint, found[0][1]))
    return rule.outcome(findings, len(reasons))


def _odd(text: str, decimals: int, thousands: bool) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        whole, fraction, unit = match.groups()
        short = fraction is not None and len(fraction) - 1 != decimals
        plain = whole.replace(",", "")
        grouped = unit == "万元" and len(plain) > 3 and ("," in whole) != thousands
        if short or grouped:
            yield match[0]


RULE = Rule("WN-17", "变动原因里的数字格式与正文一致", Severity.HINT, _check)
