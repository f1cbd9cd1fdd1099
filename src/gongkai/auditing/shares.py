"""Shares that stand in a list: all of them are of one whole, so the one that is of another is wrong.

Alone a share may be of anything that the document names; beside others it is of what explains these.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.quantities_said import SHARE, STATED, Said
from gongkai.auditing.rates import SMALL, off_by, shown_rate
from gongkai.findings import Severity
from gongkai.money import in_wan

_LEAST = 2
_SURE = 3  # shares in a list of which all but one are explained
_NEAR = 30  # characters between an amount and its share
AmountAndShare = tuple[Said, Said]
WholeAmount = tuple[Decimal, Decimal, str]


def check_shares(document: AuditedDocument) -> list[AuditFinding]:
    """The list of shares of each paragraph, or of each run of short paragraphs."""
    found: list[AuditFinding] = []
    stated: dict[int, list[Said]] = defaultdict(list)
    for index, sentence in document.sentences:
        stated[index] += [each for each in sentence.said if each.kind == STATED and each.value]
    for run in _runs(document):
        found += _list(document, run, stated[run[0][0] - 1] if run else [])
    return found


def _runs(document: AuditedDocument) -> Iterator[list[tuple[int, Said]]]:
    """The quantities of a paragraph; of paragraphs that each say one share they are one list."""
    by_prose: dict[int, list[tuple[int, Said]]] = {}
    for index, sentence in document.sentences:
        if not document.prose[index].table:
            by_prose.setdefault(index, []).extend((index, said) for said in sentence.said)
    pending: list[tuple[int, Said]] = []
    last = -2
    for index, said in by_prose.items():
        single = len(_pairs(said)) <= 1
        if pending and not (single and index == last + 1 and _pairs(said)):
            yield pending
            pending = []
        pending = [*pending, *said]
        last = index
        if not single:
            yield pending
            pending = []
    if pending:
        yield pending


def _pairs(said: Sequence[tuple[int, Said]]) -> list[tuple[int, AmountAndShare]]:
    """Amounts with the share that follows each."""
    return [
        (index, (part, share))
        for (index, part), (other, share) in itertools.pairwise(said)
        if index == other and part.kind == STATED and share.kind == SHARE and share.start - part.end <= _NEAR
    ]


def _list(
    document: AuditedDocument, said: Sequence[tuple[int, Said]], before: Sequence[Said]
) -> Iterator[AuditFinding]:
    """`before` are the amounts of the paragraph before, one of which may be the whole that the shares name."""
    pairs = [(index, pair) for index, pair in _pairs(said) if pair[0].value]
    if len(pairs) < _LEAST or len({pair[1].of for _, pair in pairs}) > 1:
        return
    first = said.index((pairs[0][0], pairs[0][1][0]))
    named = [each for each in before if pairs[0][1][1].of and pairs[0][1][1].of in each.lead]
    wholes = [
        (each.value, each.step, each.text)
        for each in (*named, *(each for _, each in said[:first]))
        if each.kind == STATED and each.value
    ]
    summed = sum((part.value for _, (part, _) in pairs), Decimal(0))
    step = min(part.step for _, (part, _) in pairs)
    wholes.append((summed, step * len(pairs), in_wan(summed)))
    best = min(wholes, key=lambda whole: len(_odd(pairs, whole)))
    odd = _odd(pairs, best)
    if len(odd) != 1 or len(odd) * 2 > len(pairs):
        return
    index, (part, share) = odd[0]
    document.account.check(*(AmountPlace(False, at, pair[0].start) for at, pair in pairs))
    right = shown_rate(part.value, best[0])
    yield found_in(
        "SJ-09",
        f"{part.text}占{best[2]}应是 {right}，印的是 {share.text}；一起列出的其他占比都是占{best[2]}的",
        document.prose[index].spot(part.begin, share.end),
        severity=Severity.ERROR if len(pairs) >= _SURE else Severity.WARNING,
        found=share.text,
        expected=right,
        compared_with=f"同一段列出的 {len(pairs)} 项",
    )


def _missed(pair: AmountAndShare, whole: WholeAmount) -> Decimal:
    part, share = pair
    return off_by(share, part.value, part.step, whole[0], whole[1])


def _odd(pairs: Sequence[tuple[int, AmountAndShare]], whole: WholeAmount) -> list[tuple[int, AmountAndShare]]:
    """The shares that are not of a whole."""
    return [each for each in pairs if _missed(each[1], whole) > SMALL]
