"""A total whose parts stand in the paragraphs below it, one in each; and shares of one whole that stand far apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.quantities_said import SHARE, STATED, Said, Sentence
from gongkai.auditing.rates import SMALL, off_by, shown_rate
from gongkai.auditing.subjects import plain_subject, subject_of
from gongkai.findings import Severity
from gongkai.frozen import frozen

_OPENS = re.compile(r"(?:其中|包括|如下)\s*[:，,]?\s*$")
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
