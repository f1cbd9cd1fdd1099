"""WN-12 同一指标全文一致

查什么：各处文字里同一说法的变动（“就业补助支出减少……万元”）金额是否相同；同一项目、报告的各段里同一指标（“就业见习补贴……万元”“……人数……人”）的数是否相同。
为什么：一处改了、别处没改，读者一对照就发现。
通过：三处都写就业补助支出减少111.78万元。
违反：两处写111.78万元，一处写117.78万元。
怎么改：核实后改成同一个数；口径不同的，写明口径（年度、级次、资金）。“某某等”“其他”是余下的数，口径不同自然不同，不比。
依据：检查目录 WN-12。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain

from gongkai import money
from gongkai.findings import Finding, Severity
from gongkai.frozen import frozen
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.patterns import late
from gongkai.rules.asked_reasons import asked_reasons
from gongkai.rules.given_reasons import GivenReason, given_reasons
from gongkai.rules.passages import Passage, passages, texts
from gongkai.rules.quantities import DOWN, UP, amounts
from gongkai.rules.reason_drafts import changed_items
from gongkai.rules.rule import Outcome, Rule, Subject

_WORDS = (*UP, *DOWN)
_MOVED = late(rf"([一-龥“”（）]{{3,16}}?)(?:较上年|比上年|同比)?({'|'.join(_WORDS)})(?:了)?$")
_NAMED = late(r"([一-龥“”（）]{4,20})$")
_COUNT = late(r"([一-龥]{4,16}人数)(?:为|是|达|共)?(\d+)(?:人|名)")
_TRIGGER = ("元", "人数")
_PARTS = re.compile(r"[，。；：、\n]")
_GENERAL = re.compile(
    r"^(?:本年|上年|其中|合计|共计|全年|年度|当年|已付|另有|比|较|与)|(?:共|的|为|是|约|各|每人|最高|标准|需要|安排)$"
)
# 老年福利等、其他支出: what is left over from the items named before, which differs with the whole.
_REST = re.compile(r"(?:等|等等|其他|其余|以及)(?:支出|资金|经费|项目)?$|^(?:其他|其余)")
_SCOPES = re.compile(
    r"财政拨款|一般公共预算|政府性基金|国有资本经营|财政专户|基本支出|项目支出|年初预算|[中央省市县]级"
)
_SENTENCE = re.compile(r"[。；\n]")
_SAME = re.compile(r"(?:支出|资金|经费)$")


@frozen
class _Said:
    key: tuple[str, str, str]  # about, words, direction
    value: Decimal
    text: str
    passage: Passage
    scope: frozenset[str] = frozenset()


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    groups: dict[tuple[str, str, str], list[_Said]] = {}
    found = passages(subject, names=False)
    for at in sorted(chain.from_iterable(texts(subject, names=False).having(*_TRIGGER))):
        for said in _said(found[at]):
            groups.setdefault(said.key, []).append(said)
    repeated = {key: group for key, group in groups.items() if len(group) > 1}
    if not repeated:
        return rule.skipped("没有写了两遍的指标")
    findings = []
    scopes = _Scopes(subject)
    for (_, name, direction), group in repeated.items():
        counts = Counter(said.value for said in group)
        if len(counts) == 1:
            continue
        usual = max(group, key=lambda said: counts[said.value])
        for said in group:
            if said.value != usual.value and not scopes.differ(said, usual):
                message = (
                    f"{said.passage.label}写“{name}{direction}{said.text}”，"
                    f"{usual.passage.label}写“{usual.text}”"
                )
                hint = "请核实后改成同一个数；口径不同的写明口径"
                place = said.passage.location
                findings.append(
                    Finding(rule.code, rule.severity, message, place, hint, said.text, usual.text)
                )
    return rule.outcome(findings, sum(len(group) for group in repeated.values()))


class _Scopes:
    """Tells where two amounts need not be equal: said of different scopes, in the reasons of two changes that differ
    by as much as the amounts do, or each as its own change has it."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._given = {given.location: given for given in given_reasons(subject)}

    def differ(self, one: _Said, other: _Said) -> bool:
        if one.scope != other.scope:
            return True
        if any(self._is_unknown(said.passage) for said in (one, other)):
            return True
        whole, others = (self._given.get(said.passage.location) for said in (one, other))
        if whole is None or others is None:
            return False
        sign = -1 if one.key[2] in DOWN else 1
        if money.wan(whole.change - others.change) == sign * money.wan(one.value - other.value):
            return True
        return self._is_right(one, whole) and self._is_right(other, others)

    def _is_unknown(self, passage: Passage) -> bool:
        """True for the reason of a change that cannot be worked out: a sheet is missing."""
        return passage.schedule == REASON_SCHEDULE and passage.location not in self._given

    def _is_right(self, said: _Said, given: GivenReason) -> bool:
        """True where an item of a change has changed as its reason says."""
        asked = next(
            (
                item
                for item in asked_reasons(self._subject)
                if (item.slot.name, item.coordinate) == (given.slot.name, given.coordinate)
            ),
            None,
        )
        if asked is None:
            return False
        sign = -1 if said.key[2] in DOWN else 1
        return any(
            _SAME.sub("", item.name) == said.key[1] and money.wan(item.change) == sign * money.wan(said.value)
            for item in changed_items(self._subject, asked)
        )


def _scope(text: str, start: int) -> frozenset[str]:
    """The words of scope in the sentence before a place of a text."""
    return frozenset(_SCOPES.findall(_SENTENCE.split(text[:start])[-1]))


def _said(passage: Passage) -> Iterator[_Said]:
    text = passage.text
    for amount in amounts(text) if "元" in text else ():
        before = _PARTS.split(text[max(0, amount.start - 60) : amount.start])[-1]
        moved = _MOVED.search(before) if before.removesuffix("了").endswith(_WORDS) else None
        if moved:
            if not _GENERAL.search(moved[1]) and not _REST.search(moved[1]):
                key = ("", _SAME.sub("", moved[1]), moved[2])
                yield _Said(key, amount.value, amount.text, passage, _scope(text, amount.start))
            continue
        named = _NAMED.match(before)
        if passage.about and named and not _GENERAL.search(named[1]):
            yield _Said((passage.about, named[1], ""), amount.value, amount.text, passage)
    for match in _COUNT.finditer(text) if passage.about and "人数" in text else ():
        yield _Said((passage.about, match[1], ""), Decimal(match[2]), f"{match[2]}人", passage)


RULE = Rule("WN-12", "同一指标全文一致", Severity.WARNING, _check)
