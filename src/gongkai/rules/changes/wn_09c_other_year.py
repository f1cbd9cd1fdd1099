"""WN-09c 变动原因中的年度是本年和上年

查什么：变动原因里提到的年份：拿来比较的年份是不是上年；有没有公开年度以后的年份；有没有正好早了一年的年份。
为什么：照抄上年的原因最容易留下旧年份，“与2021年相比”出现在2023年度的报告里，一看就知道没有改。
通过：2023 年度的原因写“2022年一次性支付的往来资金本年没有”；说明来历的更早年份（2016年形成的往来资金）不算。
违反：2023 年度的原因写“与2021年相比人员增加”。
怎么改：改成公开年度或上年；确实要说以前年度的，写清事项的来历，不要与它比较。
依据：检查目录 JG-01、KN-06。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Finding, Severity
from gongkai.rules.given_reasons import GivenReason, given_reasons
from gongkai.rules.options import NOT_SET, option_words
from gongkai.rules.passages import year_of
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_TITLES = re.compile(r"《[^》]*》|〔\d{4}〕|[-—－~至]\s*(?:19|20)\d\d年")
_NEAR = 6  # how far behind a year the word of comparison may stand


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    year = year_of(subject)
    if not year:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "单位信息没有填年度")
    reasons = list(given_reasons(subject))
    if not reasons:
        return rule.skipped("没有填写变动原因")
    before, behind = option_words(options.get("年前比较词", "")), option_words(options.get("年后比较词", ""))
    findings = [finding for reason in reasons for finding in _look(reason, rule, year, (before, behind))]
    return rule.outcome(findings, len(reasons))


def _look(
    reason: GivenReason, rule: Rule, year: int, compared: tuple[tuple[str, ...], tuple[str, ...]]
) -> Iterator[Finding]:
    found: dict[int, Finding] = {}
    for named, said in _named(reason, rule, year, compared):
        if named not in found or said.severity is rule.severity:
            found[named] = said  # a year is told once, at its worst
    yield from found.values()


def _named(
    reason: GivenReason, rule: Rule, year: int, compared: tuple[tuple[str, ...], tuple[str, ...]]
) -> Iterator[tuple[int, Finding]]:
    text = _TITLES.sub("", reason.text)
    for match in _YEAR.finditer(text):
        named = int(match[1])
        if named in (year, year - 1):
            continue
        before, after = text[: match.start()], text[match.end() : match.end() + _NEAR]
        against = before.endswith(compared[0]) or any(word in after for word in compared[1])
        level = rule.severity
        if against:
            what = f"拿{named}年作比较"
        elif named > year:
            what, level = f"提到以后的{named}年", Severity.WARNING
        elif named == year - 2:
            what, level = f"提到{named}年，比上年还早一年", Severity.HINT
        else:
            continue
        message = f"“{reason.label}”的原因{what}，公开年度是 {year}，上年是 {year - 1}"
        hint = "请核对是不是沿用了以前年度的原因，把年份改成公开年度或上年"
        expected = f"{year}年或{year - 1}年"
        yield (
            named,
            Finding(rule.code, level, message, reason.location, hint, f"{named}年", expected),
        )


RULE = Rule("WN-09c", "变动原因中的年度是本年和上年", Severity.ERROR, _check)
