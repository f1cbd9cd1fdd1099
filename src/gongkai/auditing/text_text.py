"""The same figure in two places of the prose: its subject, year and base alike, its value one slip apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.edits import one_edit
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import CHANGE, STATED, Said
from gongkai.auditing.roles import Speaking, role_of
from gongkai.auditing.subjects import Binder, plain_subject, subject_of
from gongkai.findings import Severity

_SHORTEST = 4  # characters of a subject that can be told from others
_VAGUE = re.compile(
    r"^(?:项目支出|基本支出|本年收入|本年支出|人员经费|公用经费|标准|每人|单价|金额|资金|合计)$|其他|每人|标准|人均"
)
_FUNDS = ("政府性基金", "国有资本")
Place = tuple[str, str, str, int, str]


@dataclass(frozen=True, slots=True)
class _Once:
    index: int
    writing: Writing
    said: Said


def check_text_against_text(document: AuditedDocument) -> list[AuditFinding]:
    """Amounts with one subject and two values."""
    groups: dict[Place, list[_Once]] = defaultdict(list)
    binder = Binder(document)
    for index, sentence in document.sentences:
        writing = document.prose[index]
        if any(word in heading for heading in writing.section for word in _FUNDS):
            continue
        for said in sentence.said:
            if said.kind not in (STATED, CHANGE) or not said.value:
                continue
            subject = subject_of(sentence, said, document.unit_name)
            code = binder.code_of(writing.text[sentence.start : said.start])
            if len(subject) < _SHORTEST or _VAGUE.search(subject):
                continue
            role = role_of(Speaking(document, writing, sentence), said)
            base = plain_subject(said.base, document.unit_name) if said.kind == CHANGE else ""
            groups[f"{code}{subject}", said.kind, role, said.sign, base].append(_Once(index, writing, said))
    return [each for group in groups.values() for each in _group(document, group)]


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
        place = usual.writing.place
        where = f"第 {place.page} 页" if place.page else f"第 {place.paragraph} 段"
        yield found_in(
            "SJ-04",
            f"这里写 {each.said.text}，{where}同一个数写 {usual.said.text}",
            each.writing.spot(each.said.start - len(each.said.lead), each.said.end),
            severity=Severity.WARNING,
            found=each.said.text,
            expected=usual.said.text,
            compared_with=f"{where}“{usual.writing.printed[usual.said.start - len(usual.said.lead) : usual.said.end]}”",
        )
