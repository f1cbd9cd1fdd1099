"""WN-10a 变动原因与增减方向一致

查什么：报告印出减少而原因只说增加，印出增加而原因只说减少，印出持平而原因只说增加或只说减少，印出增减（不到百分之五的除外）而原因只说与上年持平。
为什么：句子和它自己的原因相反，多半是照抄上年或别的项目；两个数印出来一样，就是持平，不论差几元。
通过：减少 12.5 万元，原因写“人员减少，奖金不再由本单位发放”；“退休人员增加”一类人减了的、说明了上年情况的不算相反。
违反：减少 17 万元，原因只写“补助对象增加32人”；两年都印 0.08 万元，原因写“公务接待减少”。
怎么改：核对数字的方向，改写原因；有增有减的，两方面都写；持平的写“与上年持平”。确实不相反的，在“核对说明”写明理由，可以放行。
依据：检查目录 WN-10（方向相同）；词表在格式的 settings 里。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from gongkai.findings import Finding, Severity
from gongkai.money import LESS, MORE, SAME, in_wan
from gongkai.rules.given_reasons import GivenReason, given_reasons
from gongkai.rules.options import NOT_SET, option_words
from gongkai.rules.passages import any_of, clauses
from gongkai.rules.quantities import ZERO_CHANGE
from gongkai.rules.rule import Outcome, Rule, Subject

_BLANK = re.compile(r"[ \t\u3000\u00a0\u00ad\u200b-\u200f\u2060\ufeff]+")
_WORDS = {MORE: "增加词", LESS: "减少词"}  # the options that list the words of a direction
_END = "\0"  # of a text, among several
_NEARLY = Decimal("0.05")  # a change up to which 与上年基本持平 may be said
_RELEASE = "；确实不相反的，在“核对说明”写明理由"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    reasons = given_reasons(subject)
    if not reasons:
        return rule.skipped("没有填写变动原因")
    findings = []
    # All in one, because what is taken out of them is in hardly any.
    joined = _BLANK.sub("", _END.join([reason.text.replace(_END, "") for reason in reasons]))
    bare = _without_idioms(joined, options).split(_END)
    for reason, text, left in zip(reasons, joined.split(_END), bare, strict=True):
        named = [direction for direction, word in _WORDS.items() if _has(left, options.get(word, ""))]
        if named and named == [reason.direction]:
            continue  # as most
        said = _said(left, named, options)
        if not said and (word := _says_same(text, reason, options)):
            said = {SAME: word}
        if len(said) != 1:
            continue  # nothing, or both ways
        (direction, word), printed = next(iter(said.items())), reason.direction
        if direction == printed or (direction != SAME and _spared(reason.text, printed, options)):
            continue
        message, hint = _fault(reason, word)
        findings.append(Finding(rule.code, rule.severity, message, reason.location, hint, word, printed))
    return rule.outcome(findings, len(reasons))


def _without_idioms(text: str, options: Mapping[str, str]) -> str:
    """A text without the words that name a direction and say nothing of money."""
    text = ZERO_CHANGE.sub("□", text)  # which is WN-04's to say
    for idiom in option_words(options.get("不算方向", "")):
        text = text.replace(idiom, "□")
    return text


def _said(text: str, named: list[str], options: Mapping[str, str]) -> dict[str, str]:
    """The directions that a reason names; where it is one, with the first word for it.

    More people who leave are less money, mostly: a clause that counts them, and says nothing of money, names no
    direction for certain, so both.
    """
    if len(named) != 1:
        return dict.fromkeys(named, "")
    listed, leaving, first = options.get(_WORDS[named[0]], ""), options.get("减员词", ""), ""
    for clause in clauses(text):
        if not _has(clause, listed):
            continue
        if _has(clause, leaving) and not _has(clause, options.get("说钱词", "")):
            return dict.fromkeys(_WORDS, "")
        first = first or next(word for word in option_words(listed) if word in clause)
    return {named[0]: first}


def _says_same(text: str, reason: GivenReason, options: Mapping[str, str]) -> str:
    """The first word by which every clause of a reason says that nothing changed, though much did; empty if not."""
    words = options.get("持平说法", "")
    if not _has(text, words):
        return ""
    parts = [part for part in clauses(text) if part]
    if reason.direction == SAME or abs(reason.change) < abs(reason.before) * _NEARLY:
        return ""
    if not parts or not all(_has(part, words) for part in parts):
        return ""
    return next(word for word in option_words(words) if word in text)


def _has(text: str, listed: str) -> bool:
    pattern = _any_of_option(listed)
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=64)  # the same for every department of a format
def _any_of_option(listed: str) -> re.Pattern[str] | None:
    return any_of(option_words(listed))


def _spared(text: str, printed: str, options: Mapping[str, str]) -> bool:
    """True where the reason says in other words why the figure is as it is; a comparison with last year does not."""
    for idiom in option_words(options.get("不算说明", "")):
        text = text.replace(idiom, "□")
    return _has(text, options.get("持平词" if printed == SAME else "另有说明", ""))


def _fault(reason: GivenReason, word: str) -> tuple[str, str]:
    if reason.direction == SAME:
        unequal = reason.now != reason.before
        printed = f"印出来持平（两个数都是 {in_wan(reason.now)}）" if unequal else "没有变动"
        return f"“{reason.label}”{printed}，原因里却写了“{word}”", f"改成“与上年持平”一类的写法{_RELEASE}"
    message = f"“{reason.label}”是{reason.moved}，原因里只说“{word}”，方向相反"
    return message, f"请核对数字和原因；有增有减的，两方面都写{_RELEASE}"


RULE = Rule("WN-10a", "变动原因与增减方向一致", Severity.ERROR, _check, explainable=True)
