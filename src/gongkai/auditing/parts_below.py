"""A total whose parts stand in the paragraphs below it, one in each; and shares of one whole that stand far apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import SHARE, STATED, Said, Sentence
from gongkai.auditing.rates import SMALL, off_by, shown_rate
from gongkai.auditing.roles import NOW, PLANNED, Speaking, role_of
from gongkai.auditing.subjects import plain_subject, subject_of
from gongkai.findings import Severity
from gongkai.frozen import frozen

_OPENS = re.compile(r"(?:其中|包括|如下)\s*[:，,]?\s*$")
_VEHICLES = re.compile(
    r"共有车辆\s*(\d+)\s*辆[，,]?\s*其中\s*[:，,]?((?:[^，,、。；;\d]{2,24}\d+\s*辆[，,、和及]?)+)(?=[。；;]|$)"
)
_LEAST = 2
_NEAR = 30  # characters between an amount and its share
_FULL, _NEARLY = Decimal(100), Decimal("0.05")


@frozen
class _Part:
    """An amount of a paragraph by its name, with the share that follows it."""

    index: int
    name: str
    said: Said
    share: Said | None = None


def check_parts_below(document: AuditedDocument) -> list[AuditFinding]:
    """`基本支出A元，其中：` over `人员经费B元…` and `公用经费C元…`; `基本支出…占甲的p%` and `项目支出…占甲的q%`."""
    by_prose: dict[int, list[Sentence]] = defaultdict(list)
    for index, sentence in document.sentences:
        if not document.prose[index].table:
            by_prose[index].append(sentence)
    found = [fault for index in by_prose for fault in _below(document, by_prose, index)]
    found += [fault for index in by_prose for fault in _planned_below(document, by_prose, index)]
    found += [fault for writing in document.prose if not writing.table for fault in _vehicles(writing)]
    return [*found, *_shares_apart(document, by_prose)]


def _below(
    document: AuditedDocument, by_prose: dict[int, list[Sentence]], index: int
) -> Iterator[AuditFinding]:
    writing = document.prose[index]
    last = by_prose[index][-1]
    stated = [each for each in last.said if each.kind == STATED]
    opening = _OPENS.search(writing.text)
    if opening is None or not stated or last.start + len(last.text) < opening.start():
        return
    total, parts = stated[-1], []
    for at in range(index + 1, len(document.prose)):
        part = _first(document, at, by_prose.get(at, ()))
        if part is None or document.prose[at].section != writing.section:
            break
        parts.append(part)
    if len(parts) >= _LEAST and (_is_whole(document, parts) or _shares_fill(parts)):
        yield from _held(document, index, total, parts)


def _is_whole(document: AuditedDocument, parts: Sequence[_Part]) -> bool:
    """Whether the parts are all that a whole has, in its order."""
    return any(
        len(parts) == len(whole) and all(word in part.name for word, part in zip(whole, parts, strict=True))
        for whole in document.words.wholes
    )


def _shares_fill(parts: Sequence[_Part]) -> bool:
    shares = [part.share.value for part in parts if part.share is not None]
    return len(shares) == len(parts) and abs(sum(shares, Decimal(0)) - _FULL) <= _NEARLY


def _planned_below(
    document: AuditedDocument, by_prose: dict[int, list[Sentence]], index: int
) -> Iterator[AuditFinding]:
    """`年初预算为A，支出决算为B。其中：` over items that each have both: where all of B is told, so is all of A."""
    whole = _plan_and_actual(document, index, by_prose[index])
    if whole is None or _OPENS.search(document.prose[index].text) is None:
        return
    items: list[tuple[Said, Said]] = []
    for at in range(index + 1, len(document.prose)):
        item = _plan_and_actual(document, at, by_prose.get(at, ()))
        if item is None:
            break
        items.append(item)
    planned, spent = (
        sum((item[side].value for item in items), Decimal(0)) - whole[side].value for side in (0, 1)
    )
    step = max(whole[0].step, whole[1].step) * (len(items) + 1) / 2
    if len(items) > _LEAST and abs(spent) <= step < abs(planned):
        yield found_in(
            "SJ-10",
            f"下面各项的预算共 {_shown(whole[0].value + planned, whole[0])}，总的写 {whole[0].text}；各项的支出数加得起来",
            document.prose[index].spot(whole[0].begin, whole[0].end),
            severity=Severity.WARNING,
            found=whole[0].text,
            expected=_shown(whole[0].value + planned, whole[0]),
            compared_with="下面各段的预算数",
        )


def _plan_and_actual(
    document: AuditedDocument, index: int, sentences: Sequence[Sentence]
) -> tuple[Said, Said] | None:
    """The budget and what was spent, the two amounts with which a paragraph begins."""
    said = [(each, sentence) for sentence in sentences for each in sentence.said if each.is_amount][:2]
    if len(said) < _LEAST or any(each.kind != STATED for each, _ in said):
        return None
    roles = [role_of(Speaking(document, document.prose[index], sentence), each) for each, sentence in said]
    return (said[0][0], said[1][0]) if roles == [PLANNED, NOW] else None


def _vehicles(writing: Writing) -> Iterator[AuditFinding]:
    """共有车辆3辆，其中：甲用车1辆、乙用车1辆。"""
    for match in _VEHICLES.finditer(writing.text):
        parts = [int(count) for count in re.findall(r"(\d+)\s*辆", match[2])]
        if len(parts) >= _LEAST and sum(parts) != int(match[1]):
            yield found_in(
                "SJ-10",
                f"车辆共 {match[1]} 辆，列出的各类共 {sum(parts)} 辆",
                writing.spot(match.start(), match.end()),
                severity=Severity.WARNING,
                found=match[1],
                expected=str(sum(parts)),
                compared_with="同一句的各类车辆",
            )


def _first(document: AuditedDocument, index: int, sentences: Sequence[Sentence]) -> _Part | None:
    """The amount with which a paragraph begins."""
    if not sentences or not sentences[0].said or sentences[0].said[0].kind != STATED:
        return None
    said, *others = sentences[0].said
    share = others[0] if others and others[0].kind == SHARE else None
    return _Part(index, plain_subject(said.lead, document.unit_name), said, share)


def _held(
    document: AuditedDocument, index: int, total: Said, parts: Sequence[_Part]
) -> Iterator[AuditFinding]:
    summed = sum((part.said.value for part in parts), Decimal(0))
    step = max(total.step, *(part.said.step for part in parts))
    document.account.check(
        AmountPlace(False, index, total.start),
        *(AmountPlace(False, part.index, part.said.start) for part in parts),
    )
    if abs(total.value - summed) <= step * (len(parts) + 1) / 2:
        return
    names = "＋".join(f"{part.name}{part.said.text}" for part in parts)
    yield found_in(
        "SJ-10",
        f"下面的{names}，共 {_shown(summed, total)}，总数写 {total.text}，差 {_shown(total.value - summed, total)}",
        document.prose[index].spot(total.begin, total.end),
        severity=Severity.WARNING,
        found=total.text,
        expected=_shown(summed, total),
        compared_with="下面各段的第一个数",
    )


def _shown(amount: Decimal, like: Said) -> str:
    """An amount in the unit of another."""
    return f"{amount / like.factor:f}{like.unit}"


def _shares_apart(document: AuditedDocument, by_prose: dict[int, list[Sentence]]) -> Iterator[AuditFinding]:
    """Parts that together are a whole, each with its share of what is called alike."""
    groups: dict[tuple[tuple[str, ...], str], list[_Part]] = defaultdict(list)
    for index, sentences in by_prose.items():
        for sentence in sentences:
            for part in _with_share(document, index, sentence):
                assert part.share is not None
                groups[document.prose[index].section, part.share.of].append(part)
    for parts in groups.values():
        for whole in document.words.wholes:
            chosen = [[part for part in parts if word in part.name] for word in whole]
            if all(len(each) == 1 for each in chosen) and len({each[0].index for each in chosen}) > 1:
                yield from _odd_share(document, [each[0] for each in chosen])


def _with_share(document: AuditedDocument, index: int, sentence: Sentence) -> Iterator[_Part]:
    for said, share in zip(sentence.said, sentence.said[1:], strict=False):
        if said.kind == STATED and share.kind == SHARE and share.of and share.start - said.end <= _NEAR:
            yield _Part(index, subject_of(sentence, said, document.unit_name), said, share)


def _odd_share(document: AuditedDocument, parts: Sequence[_Part]) -> Iterator[AuditFinding]:
    summed = sum((part.said.value for part in parts), Decimal(0))
    step = sum((part.said.step for part in parts), Decimal(0))
    shares = [(part, part.share) for part in parts if part.share is not None]
    if not summed or abs(sum((share.value for _, share in shares), Decimal(0)) - _FULL) <= _NEARLY:
        return
    odd = [
        (part, share)
        for part, share in shares
        if off_by(share, part.said.value, part.said.step, summed, step) > SMALL
    ]
    if len(odd) != 1 or len(shares) < _LEAST:
        return
    part, share = odd[0]
    right = shown_rate(part.said.value, summed)
    yield found_in(
        "SJ-09",
        f"{part.said.text}占{_shown(summed, part.said)}应是 {right}，印的是 {share.text}；各项占比相加是"
        f" {sum((each.value for _, each in shares), Decimal(0))}%",
        document.prose[part.index].spot(part.said.begin, share.end),
        severity=Severity.ERROR,
        found=share.text,
        expected=right,
        compared_with="各项之和",
    )
