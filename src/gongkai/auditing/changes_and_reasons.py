"""The direction of a change against the changes that are given as its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.quantities_said import CHANGE, RATE, STATED, Said, Sentence
from gongkai.findings import Severity
from gongkai.money import in_wan

_REASON_END = re.compile(r"([一-龥]{1,8}(?:费|支出|经费))(增加|减少|增长|下降)[。；;]?\s*$")
_NET = re.compile(r"相抵|抵消")
_ALL = Decimal(100)  # per cent
_NAMED = 3  # characters of what a reason ends with, that the sentence must have named
_LEAST_CHANGES = 3


def signs_of_reasons(
    document: AuditedDocument, index: int, sentences: Sequence[Sentence]
) -> Iterator[AuditFinding]:
    """Changes that add up to the whole change: all of them go its way, or their sum does not say so."""
    changes = [each for sentence in sentences for each in sentence.said if each.kind == CHANGE and each.sign]
    yield from _reason_against(document, index, sentences)
    yield from _net_against(document, index, changes)
    if len(changes) < _LEAST_CHANGES:
        return
    whole = changes[0]
    for count in range(_LEAST_CHANGES - 1, len(changes)):
        parts = changes[-count:]
        summed = sum((part.value for part in parts), Decimal(0))
        if abs(summed - whole.value) > whole.step * (count + 1) / 2 or not whole.value:
            continue
        document.account.check(*(AmountPlace(False, index, each.start) for each in (whole, *parts)))
        for part in parts:
            if part.sign != whole.sign and part.value:
                writing = document.prose[index]
                yield found_in(
                    "SJ-07",
                    f"各项合起来是{whole.text}，这一项的方向与总的变动相反",
                    writing.spot(part.begin, part.end),
                    severity=Severity.WARNING,
                    found=part.text,
                    compared_with=f"同一段的{whole.text}",
                )
        return


def changes_of_parts(document: AuditedDocument, index: int, sentence: Sentence) -> Iterator[AuditFinding]:
    """甲减少C万元，其中：乙减少D万元，丙增加E万元: told only where the total is the sum without one of the parts."""
    opening = sentence.text.find("其中")
    changes = [each for each in sentence.said if each.kind == CHANGE and each.sign]
    before = [each for each in changes if each.end <= sentence.start + opening]
    parts = [each for each in changes if each.start > sentence.start + opening and each.value]
    if opening < 0 or len(before) != 1 or len(parts) < 2:
        return
    total = before[0]
    allowed = total.step * (len(parts) + 1) / 2
    missed = total.sign * total.value - sum((each.sign * each.value for each in parts), Decimal(0))
    if abs(missed) <= allowed:
        document.account.check(*(AmountPlace(False, index, each.start) for each in (total, *parts)))
        return
    if any(abs(missed + each.sign * each.value) <= allowed < each.value for each in parts):
        writing = document.prose[index]
        summed = total.sign * total.value - missed
        yield found_in(
            "SJ-10",
            f"“其中”各项的增减合起来是{'增加' if summed > 0 else '减少'}{in_wan(abs(summed))}，总的写 {total.text}",
            writing.spot(total.begin, total.end),
            severity=Severity.WARNING,
            found=total.text,
            expected=in_wan(abs(summed)),
            compared_with="同一句的各项增减",
        )


def _net_against(document: AuditedDocument, index: int, changes: Sequence[Said]) -> Iterator[AuditFinding]:
    """比上年减少C万元，原因是……增减相抵后增加C万元."""
    for at, net in enumerate(changes):
        whole = next((each for each in changes[:at] if each.value == net.value), None)
        if _NET.search(net.lead) and whole is not None and whole.sign != net.sign:
            writing = document.prose[index]
            yield found_in(
                "SJ-07",
                f"变动写“{writing.text[whole.begin : whole.end]}”，相抵后的方向相反",
                writing.spot(net.begin, net.end),
                severity=Severity.WARNING,
                found=net.text,
                compared_with=f"同一段的{whole.text}",
            )


def _reason_against(
    document: AuditedDocument, index: int, sentences: Sequence[Sentence]
) -> Iterator[AuditFinding]:
    """公务接待费减少…，主要原因是……接待费增加."""
    writing = document.prose[index]
    for sentence in sentences:
        end = _REASON_END.search(sentence.text)
        first = next((each for each in sentence.said if each.kind in (CHANGE, RATE) and each.sign), None)
        if (
            end is None
            or first is None
            or first.end > sentence.start + end.start()
            or "原因" not in sentence.text
        ):
            continue
        sign = 1 if end[2] in ("增加", "增长") else -1
        named = end[1][-_NAMED:] in sentence.text[: first.start - sentence.start]
        if named and sign != first.sign and first.value:
            yield found_in(
                "SJ-07",
                f"写的是{'增加' if first.sign > 0 else '减少'}，原因却是“{end[1]}{end[2]}”",
                writing.spot(sentence.start + end.start(), sentence.start + end.end()),
                severity=Severity.WARNING,
                found=f"{end[1]}{end[2]}",
                compared_with=first.text,
            )


def is_all_there_is(document: AuditedDocument, index: int, rate: Said, change: Said) -> bool:
    """Whether what has grown by 100 % is all that the paragraph says to be there: nothing was there before."""
    stated = [
        said.value
        for at, sentence in document.sentences
        if at == index
        for said in sentence.said
        if said.kind == STATED
    ]
    return rate.value == _ALL and change.value in stated and 2 * change.value not in stated
