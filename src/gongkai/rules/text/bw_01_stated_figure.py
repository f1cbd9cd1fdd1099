"""BW-01 文字里写的总数与表一致

查什么：自己写的文字（职责、变动原因、用途、说明等）里，紧跟在数名后面的金额（“机关运行经费20.98万元”“三公经费减少0.62万元”），与程序算出的本年、上年、预算数或其差额是否有一个相同。
为什么：成文的数都由程序计算，只有自己写的句子里的数会与表不符。
通过：本年机关运行经费 20.98 万元，文字写“机关运行经费20.98万元”。
违反：文字写“机关运行经费29.08万元”。
怎么改：改正文字里的金额，或删去金额，由程序写。
依据：检查目录 BW-01、BW-02、BW-05、BW-06、BW-07、BW-09、WN-01。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.money import in_wan
from gongkai.rules.quantities import power_of_ten
from gongkai.rules.rule import Outcome, Rule, Subject
from gongkai.rules.stated_figures import stated_figures


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    findings, checked = [], 0
    for stated in stated_figures(subject, options):
        checked += 1
        if stated.agrees or stated.is_remainder:
            continue
        scaled = any(power_of_ten(stated.amount.value, abs(value)) for value in stated.values)
        size = "，疑多写或少写了位数" if scaled else ""
        message = (
            f"{stated.passage.label}写“{stated.name}”{stated.amount.text}，"
            f"表中最接近的是 {in_wan(abs(stated.nearest))}{size}"
        )
        hint = "请与表核对；文字里的金额可以删去，由程序写"
        found, expected = stated.amount.text, in_wan(abs(stated.nearest))
        difference = in_wan(stated.amount.value - abs(stated.nearest))
        place = stated.passage.location
        findings.append(Finding(rule.code, rule.severity, message, place, hint, found, expected, difference))
    return rule.outcome(findings, checked) if checked else rule.skipped("文字里没有写总数")


RULE = Rule("BW-01", "文字里写的总数与表一致", Severity.WARNING, _check)
