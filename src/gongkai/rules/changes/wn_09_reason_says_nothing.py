"""WN-09 变动原因要写清楚

查什么：有增减的项，变动原因的长度；通篇是“根据工作需要，按照实际情况安排”一类放在哪里都行的话，没有说出一件事。
为什么：“项目增加”说明不了为什么变动，公开后最容易被追问。
通过：“从严控制用车次数，燃油和维修支出减少”。
违反：增加 100.57%，原因只写“项目增加”。
怎么改：写清什么事项、为何变动、影响多少。
依据：检查目录 WN-09；已公开的真实报告。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from gongkai.findings import Finding, Severity
from gongkai.money import SAME
from gongkai.rules.given_reasons import given_reasons
from gongkai.rules.options import NOT_SET, number, option_words
from gongkai.rules.passages import shorten
from gongkai.rules.rule import Outcome, Rule, Subject

_THING = 2  # characters: the shortest name of something that happened


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    least = number(options, "最少字数")
    reasons = list(given_reasons(subject))
    if not reasons:
        return rule.skipped("没有填写变动原因")
    general = _general(options.get("空泛词", ""))
    findings = []
    for reason in reasons:
        text = reason.text.strip("。；，. ")
        hint = "请写清什么事项、为何变动、影响多少"
        if reason.direction == SAME:
            continue
        message = ""
        if len(text) < least:
            message = f"“{reason.label}”的原因只有 {len(text)} 个字（{text}），说明不了变动"
        elif general and _is_general(text, general):
            message = f"“{reason.label}”的原因“{shorten(text)}”没有说出什么事项，说明不了变动"
        if message:
            findings.append(Finding(rule.code, rule.severity, message, reason.location, hint, text))
    return rule.outcome(findings, len(reasons))


def _is_general(text: str, general: re.Pattern[str]) -> bool:
    """True where nothing is left of a text that could name a thing; most texts name one at once."""
    at = left = 0
    while at < len(text) and left < _THING:
        match = general.match(text, at)
        at, left = (match.end(), left) if match else (at + 1, left + 1)
    return left < _THING


@lru_cache(maxsize=32)
def _general(listed: str) -> re.Pattern[str] | None:
    """What says nothing of its own: the listed words, and every sign."""
    words = sorted(option_words(listed), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, words), r"[\W\d_]+"])) if words else None


RULE = Rule("WN-09", "变动原因要写清楚", Severity.WARNING, _check)
