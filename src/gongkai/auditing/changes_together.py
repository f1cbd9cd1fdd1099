"""Changes since last year that make up another: of the items of a section, of the three expenses.

The parts of a change are never printed as a list that says it is whole, so a sum that does not come out says nothing by
itself. It tells a fault only where one digit or one direction of one part explains it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.edits import one_edit
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.quantities_said import CHANGE, RATE, SAME_AS, Said, Sentence
from gongkai.auditing.rates import change_off_by
from gongkai.auditing.subjects import Binder, binder_of, subject_of
from gongkai.findings import Severity
from gongkai.frozen import frozen
from gongkai.money import in_wan

_ITEM = 7  # digits of an item
_LEAST_DIGITS = 3
_MOST_OFF = 3
"""Units of the last digit by which the sum of rounded changes may be off when one of them is put right."""


@frozen
class _Moved:
    """A change since last year: `value` has its sign; `level` is the amount before it and `rate` the one behind it."""

    index: int
    said: Said
    value: Decimal
    level: Said | None = None
    rate: Said | None = None


def check_changes_together(document: AuditedDocument) -> list[AuditFinding]:
    """Each section with items, and the section of the three expenses."""
    binder = binder_of(document)
    sections: dict[tuple[str, ...], list[tuple[int, Sentence]]] = defaultdict(list)
    for index, sentence in document.sentences:
        writing = document.prose[index]
        if not writing.table and len(writing.section) > 1:
            sections[writing.section[:2]].append((index, sentence))
    found: list[AuditFinding] = []
    for sentences in sections.values():
        items, others = _items(document, binder, sentences)
        if items:
            found += _held(document, others, items)
        found += _figures(document, binder, sentences)
    return found


def _moved(document: AuditedDocument, index: int, sentence: Sentence) -> Iterator[_Moved]:
    """The changes since last year of a sentence, and what has not changed."""
    said = sentence.said
    last = re.compile(rf"上年|去年|{document.year - 1}年")
    for at, each in enumerate(said):
        if not last.search(each.base or each.text):
            continue
        level = said[at - 1] if at else None
        if each.kind == CHANGE and (each.sign or not each.value):
            rate = said[at + 1] if at + 1 < len(said) and said[at + 1].kind == RATE else None
            yield _Moved(index, each, each.sign * each.value, level, rate)
        elif each.kind == SAME_AS:
            yield _Moved(index, each, Decimal(0), level)


def _items(
    document: AuditedDocument, binder: Binder, sentences: Sequence[tuple[int, Sentence]]
) -> tuple[list[_Moved], list[_Moved]]:
    """The change of each paragraph that speaks of an item, and those of the paragraphs that speak of none."""
    items: dict[str, _Moved] = {}
    others: list[_Moved] = []
    codes: dict[int, str] = {}
    for index, sentence in sentences:
        code = codes.setdefault(index, binder.code_of(document.prose[index].text[: sentence.said[0].start]))
        moved = list(_moved(document, index, sentence))
        if len(code) == _ITEM:
            if moved and code in items:
                return [], []  # of basic and project expenditure apart, or of two funds
            items |= {code: moved[0]} if moved else {}
        elif not code:
            others += moved[:1]
    return list(items.values()), others


def _figures(
    document: AuditedDocument, binder: Binder, sentences: Sequence[tuple[int, Sentence]]
) -> Iterator[AuditFinding]:
    """Figures of which the parts are known, as those of the three expenses."""
    named: dict[str, _Moved] = {}
    figures = {
        name: figure for (figure, where), names in document.words.subjects if not where for name in names
    }
    for index, sentence in sentences:
        for each in _moved(document, index, sentence):
            of = each.level if each.level is not None and each.said.kind == SAME_AS else each.said
            subject = subject_of(sentence, of, document.unit_name)
            figure = figures.get(binder.known(subject) or subject, "")
            if figure and figure not in named:
                named[figure] = each
    for whole in document.words.parts:
        parts = _named_parts(document, named, whole)
        if whole in named and parts:
            yield from _held(document, [named[whole]], parts)


def _named_parts(document: AuditedDocument, named: Mapping[str, _Moved], whole: str) -> list[_Moved]:
    """The changes of all parts of a figure, one that is not said itself by its own parts; nothing where one is missing."""
    found: list[_Moved] = []
    for part in document.words.parts.get(whole, ()):
        mine = [named[part]] if part in named else _named_parts(document, named, part)
        if not mine:
            return []
        found += mine
    return found


def _held(
    document: AuditedDocument, wholes: Sequence[_Moved], parts: Sequence[_Moved]
) -> Iterator[AuditFinding]:
    """Nothing where the parts come to any of the wholes; else the one part that is a slip."""
    summed = sum((part.value for part in parts), Decimal(0))
    for whole in wholes:
        step = max(whole.said.step, *(part.said.step for part in parts))
        if abs(whole.value - summed) <= step * (len(parts) + 1) / 2:
            places = (
                AmountPlace(False, each.index, each.said.start) for each in (whole, *parts) if each.value
            )
            document.account.check(*places)
            return
    told = [
        (off, whole, part, right)
        for whole in wholes
        for part in parts
        for off, right in [_right(part, part.value + whole.value - summed, len(parts))]
        if right
    ]
    sure = [each for each in told if _rate_is_off(each[2])] or told
    nearest = [each for each in sure if each[0] == min(off for off, *_ in sure)]
    if len(nearest) == 1:
        yield _finding(document, *nearest[0][1:])


def _right(part: _Moved, wanted: Decimal, count: int) -> tuple[int, Decimal]:
    """What the part would have to be, where that is one slip from what it is, 0 where it is not; and by how many units
    of the last digit the sum is then off."""
    said = part.said
    most = min(_MOST_OFF, (count + 1) // 2)
    if not part.value:
        return 0, Decimal(0)
    if abs(wanted + part.value) <= said.step * most:
        return int(abs(wanted + part.value) / said.step), -part.value
    if wanted * part.value > 0 and len(re.sub(r"\D", "", said.number)) >= _LEAST_DIGITS:
        for off in sorted(range(-most, most + 1), key=abs):
            value = abs(wanted) + off * said.step
            if one_edit(said.number, f"{value / said.factor:f}"):
                return abs(off), value if wanted > 0 else -value
    return 0, Decimal(0)


def _rate_is_off(part: _Moved) -> bool:
    """Whether the rate behind a change does not agree with it, be it by little."""
    if part.rate is None or part.level is None or not part.level.is_amount:
        return False
    return bool(change_off_by(part.rate, part.said, part.level.value, part.level.step))


def _finding(document: AuditedDocument, whole: _Moved, part: _Moved, right: Decimal) -> AuditFinding:
    writing, said = document.prose[part.index], part.said
    shown = f"{'增加' if right > 0 else '减少'}{in_wan(abs(right))}"
    turned = (right > 0) != (part.value > 0)
    return found_in(
        "SJ-07" if turned else "SJ-10",
        f"各项的变动合起来不是总的变动 {in_wan(whole.value)}；这一项是{shown}，就相符",
        writing.spot(said.begin, said.end),
        severity=Severity.WARNING,
        found=said.text,
        expected=shown,
        compared_with=f"“{document.prose[whole.index].printed[whole.said.begin : whole.said.end].strip('，,。；; ')}”",
    )
