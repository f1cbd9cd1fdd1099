"""The same figure in two places of the prose: its subject, year and base alike, its value one slip apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.edits import one_edit
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import CHANGE, STATED, Said
from gongkai.auditing.roles import Speaking, role_of
from gongkai.auditing.subjects import binder_of, plain_subject, subject_of
from gongkai.findings import Severity
from gongkai.frozen import frozen

_MANY_DIGITS = 5
_SHORTEST = 4  # characters of a subject that can be told from others
_VAGUE = re.compile(
    r"^(?:项目支出|基本支出|本年收入|本年支出|人员经费|公用经费|标准|每人|单价|金额|资金|合计)$|其他|每人|标准|人均"
)
_FUNDS = ("政府性基金", "国有资本")
WhatIsSaid = tuple[str, str, str, int, str]


@frozen
class _Once:
    index: int
    writing: Writing
    said: Said


def check_text_against_text(document: AuditedDocument) -> list[AuditFinding]:
    """Amounts with one subject and two values."""
    groups: dict[WhatIsSaid, list[_Once]] = defaultdict(list)
    binder = binder_of(document)
    for index, sentence in document.sentences:
        writing = document.prose[index]
        if any(word in heading for heading in writing.section for word in _FUNDS):
            continue
        for said in sentence.said:
            if said.kind not in (STATED, CHANGE) or not said.value:
                continue
            subject = subject_of(sentence, said, document.unit_name)
            code = binder.code_of(writing.text[sentence.start : said.start])
            if len(subject) < _SHORTEST or (said.kind == STATED and _VAGUE.search(subject)):
                continue
            role = role_of(Speaking(document, writing, sentence), said)
            base = plain_subject(said.base, document.unit_name) if said.kind == CHANGE else ""
            groups[f"{code}{subject}", said.kind, role, said.sign, base].append(_Once(index, writing, said))
    found = [each for group in groups.values() for each in _group(document, group)]
    return [*found, *_changes(document, groups)]


def _changes(
    document: AuditedDocument, groups: Mapping[WhatIsSaid, Sequence[_Once]]
) -> Iterator[AuditFinding]:
    """Changes whose subjects share their words, up or down alike, with values of many digits one slip apart."""
    changes = [
        (subject, base, each)
        for (subject, kind, _, _, base), group in groups.items()
        if kind == CHANGE
        for each in group
        if len(each.said.number.replace(".", "")) >= _MANY_DIGITS and not each.writing.table
    ]
    counts = Counter(each.said.value for _, _, each in changes)
    levels: dict[int, set[Decimal]] = defaultdict(set)
    for index, sentence in document.sentences:
        levels[index].update(said.value for said in sentence.said if said.kind == STATED)
    for subject, base, each in changes:
        for other_subject, other_base, other in changes:
            if (
                counts[each.said.value] < counts[other.said.value]
                and each.said.sign == other.said.sign
                and base[-2:] == other_base[-2:]
                and subject != other_subject
                and one_edit(each.said.number, other.said.number)
                and abs(each.said.value - other.said.value) > 2 * each.said.step
                and _shared(subject, other_subject)
                and _of_one_level(levels[each.index], levels[other.index])
            ):
                yield _finding(each, other)
                return


def _of_one_level(one: Set[Decimal], other: Set[Decimal]) -> bool:
    """Whether the paragraphs of two changes may speak of one figure: they state an amount alike, or one states none."""
    return not one or not other or bool(one & other)


def _shared(one: str, other: str) -> bool:
    """Whether two subjects have four characters in a row in common."""
    return any(one[at : at + 4] in other for at in range(len(one) - 3))


def _group(document: AuditedDocument, group: Sequence[_Once]) -> Iterator[AuditFinding]:
    values = Counter(each.said.value for each in group)
    if len(group) < 2:
        return
    if len(values) == 1:
        document.account.check(*(AmountPlace(False, each.index, each.said.start) for each in group))
        return
    usual = max(group, key=lambda each: (values[each.said.value], -each.index))
    for each in group:
        if each.writing.table != usual.writing.table and each.writing.table and usual.writing.table:
            continue  # two forms are about two projects
        if each.said.value == usual.said.value or not one_edit(each.said.text, usual.said.text):
            continue
        if abs(each.said.value - usual.said.value) <= 2 * each.said.step or each.index == usual.index:
            continue
        yield _finding(each, usual)


def _finding(each: _Once, usual: _Once) -> AuditFinding:
    place = usual.writing.place
    where = f"第 {place.page} 页" if place.page else f"第 {place.paragraph} 段"
    said, other = each.said, usual.said
    return found_in(
        "SJ-04",
        f"这里写 {said.text}，{where}同一个数写 {other.text}",
        each.writing.spot(said.begin, said.end),
        severity=Severity.WARNING,
        found=said.text,
        expected=other.text,
        compared_with=f"{where}“{usual.writing.printed[other.begin : other.end]}”",
    )
