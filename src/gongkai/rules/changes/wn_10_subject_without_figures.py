"""WN-10 变动原因提到的科目要有数

查什么：变动原因中出现的功能分类科目名称，在这个变动的本年数和比较数里有没有金额。
为什么：原因说“新增公务员医疗补助”，表里却没有这个科目，或者它属于另一种预算，两处必有一错。
通过：2101103 公务员医疗补助本年 13 万元，原因写“公务员医疗补助增加”。
违反：原因写“新增公务员医疗补助资金”，功能科目和经济科目都没有这一项。
怎么改：核对原因是否照抄了别的单位、别的预算或上年的文字。
依据：检查目录 WN-10；已公开的真实报告。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain

from gongkai.findings import Finding, Severity
from gongkai.model.book import Figure
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION
from gongkai.packs.pack import Pack
from gongkai.rules.given_reasons import GivenReason, given_reasons
from gongkai.rules.options import NOT_SET, number
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    least = int(number(options, "名称最少字数"))
    reasons = given_reasons(subject)
    everything = "\n".join([reason.text for reason in reasons])
    codes = {
        name: codes
        for char, listed in subject.pack.kept(_by_rarest).items()
        if char in everything
        for name, codes in listed.items()
        if len(name) >= least and name in everything
    }
    names = sorted(codes, key=lambda item: (-len(item), item))
    findings, checked = [], 0
    for reason in reasons:
        named = list(_named(reason.text, names))
        if not named or not any(figure.coordinates(FUNCTION_DIMENSION) for figure in _figures(reason)):
            continue
        for name in named:
            checked += 1
            if _has(reason, codes[name]) or _economic(subject, name):
                continue
            message = f"“{reason.label}”的原因提到“{name}”，但本年和{reason.slot.base}都没有这个科目的数"
            hint = "请核对原因是否照抄；确属其他预算的事项，写到那种预算的原因里"
            findings.append(Finding(rule.code, rule.severity, message, reason.location, hint, name))
    if not checked:
        return rule.skipped("变动原因没有提到科目名称")
    return rule.outcome(findings, checked)


def _by_rarest(pack: Pack) -> Mapping[str, Mapping[str, list[str]]]:
    """The codes of each name of a function, under that character of the name which the fewest names have: most names
    need not be looked for one by one."""
    codes: dict[str, list[str]] = {}
    for code, name in pack.classification.functions.items():
        codes.setdefault(name, []).append(code)
    count = Counter(chain.from_iterable(map(dict.fromkeys, filter(None, codes))))
    found: dict[str, dict[str, list[str]]] = {}
    for name in filter(None, codes):
        found.setdefault(min(name, key=count.__getitem__), {})[name] = codes[name]
    return found


def _named(text: str, names: list[str]) -> Iterator[str]:
    """Those of some names of subjects, the longest first, that stand in a text, none inside another."""
    for name in names:
        if name in text:
            text = text.replace(name, "□")
            yield name


def _has(reason: GivenReason, codes: list[str]) -> bool:
    return any(
        figure.where(**{FUNCTION_DIMENSION: code}).amount for figure in _figures(reason) for code in codes
    )


def _figures(reason: GivenReason) -> tuple[Figure, Figure]:
    """This year's figure and the one compared with, over all subjects."""
    stage = reason.slot.base
    return reason.whole, reason.whole.previous if stage == "上年" else reason.whole.at(stage)


def _economic(subject: Subject, name: str) -> bool:
    """True if an economic subject of that name (公务员医疗补助缴费) has figures."""
    given = {
        fact.coordinates[ECONOMIC_DIMENSION]
        for schedule in subject.department.schedules
        for fact in subject.book.ledger.schedule(schedule).facts
        if fact.amount and ECONOMIC_DIMENSION in fact.coordinates
    }
    return any(name in subject.pack.classification.economic.get(code, "") for code in given)


RULE = Rule("WN-10", "变动原因提到的科目要有数", Severity.WARNING, _check)
