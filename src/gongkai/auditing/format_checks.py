"""What sentences of a known format state, held against the tables: amounts, shares, completion, changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, place_of
from gongkai.auditing.format_claims import FormatClaim, FormatReading, last_published_facts
from gongkai.auditing.format_facts import FormatFacts, Known
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.auditing.rates import SMALL, change_off_by, explained_change, explained_share, off_by, shown_rate
from gongkai.findings import Severity
from gongkai.money import in_wan
from gongkai.sentences.slots import Says

_YUAN_LAST = Decimal(100)  # 元 in the last digit of an amount printed in 万元
_FROM_NOTHING = re.compile(r"\s*\((?:上年|去年|20\d\d年)(?:度)?(?:无|没有)")
_NOT_PRINTED = "按格式认出是哪个数，表里没有印这个数"
_LAST_YEAR = "按格式认出是与上年的比较，要有上年的材料（--with）"
_NO_CODE = "按格式认出是哪一列数，写的名称不在科目表里"


def check_by_format(
    document: AuditedDocument, reading: FormatReading, others: Sequence[AuditedDocument] = ()
) -> list[AuditFinding]:
    """Bind every number that the format knows, and hold those that are sure against the tables, and against those of
    last year where `others` have it."""
    account = document.account
    last = last_published_facts(document, reading, others)
    for place in reading.facts.places():
        account.bind(place, reading.pack.name, "没有可以相加、相比的数")
    for claim in reading.claims:
        if claim.said.is_amount:
            account.bind(claim.place, claim.named, _why_not(claim))
    checks: dict[Says, Callable[[AuditedDocument, FormatReading, FormatClaim], Iterator[AuditFinding]]] = {
        Says.AMOUNT: _amount,
        Says.SHARE: _share,
        Says.COMPLETION: _completion,
        Says.CHANGE: _change,
    }
    found: list[AuditFinding] = []
    before: FormatClaim | None = None
    for claim in reading.claims:
        role = claim.match.slot.meaning.role
        if claim.match.sure and claim.about is not None:
            if role is Says.RATE and before is not None:
                found += _rate_of_change(document, reading, claim, before)
            elif role is Says.CHANGE and last is not None:
                found += _since_last_year(document, reading, claim, last)
            if (check := checks.get(role)) is not None:
                found += check(document, reading, claim)
        before = claim if role is Says.CHANGE and claim.match.sure else None
    return found


def _why_not(claim: FormatClaim) -> str:
    meaning = claim.match.slot.meaning
    if meaning.rows is not None and len(claim.match.codes) != 1:
        return _NO_CODE
    return _LAST_YEAR if meaning.role is Says.CHANGE else _NOT_PRINTED


def _amount(document: AuditedDocument, reading: FormatReading, claim: FormatClaim) -> Iterator[AuditFinding]:
    assert claim.about is not None
    said, known = claim.said, reading.facts.known(claim.about)
    if not known or not said.is_amount:
        return
    document.account.check(claim.place)
    equal = [each for each in known if _alike(claim, each)]
    if equal:
        document.account.check(*(place_of(*cell) for each in equal for cell in each.cells))
        return
    nearest = min(known, key=lambda each: abs(each.amount - said.value))
    off = abs(nearest.amount - said.value)
    yield _finding(
        document,
        claim,
        "SJ-03",
        f"文字写{claim.named} {said.text}，{_where(nearest)}是 {_shown(nearest)}",
        Severity.HINT if off <= max(said.step, 2 * nearest.rounding) else Severity.ERROR,
        _shown(nearest),
        nearest,
    )


def _share(document: AuditedDocument, reading: FormatReading, claim: FormatClaim) -> Iterator[AuditFinding]:
    if claim.against is not None:
        yield from _rate(document, reading, claim, "SJ-09", "占比")


def _completion(
    document: AuditedDocument, reading: FormatReading, claim: FormatClaim
) -> Iterator[AuditFinding]:
    if claim.against is not None:
        yield from _rate(document, reading, claim, "SJ-08", "完成率")


def _rate(
    document: AuditedDocument, reading: FormatReading, claim: FormatClaim, code: str, called: str
) -> Iterator[AuditFinding]:
    """A rate of two figures that the tables print; nothing where any pair of amounts nearby explains it."""
    assert claim.about is not None and claim.against is not None
    parts, wholes = reading.facts.known(claim.about), reading.facts.known(claim.against)
    rate = claim.said
    pairs = [(part, whole) for part in parts for whole in wholes if whole.amount]
    missed = [
        off_by(rate, part.amount, 2 * part.rounding, whole.amount, 2 * whole.rounding)
        for part, whole in pairs
    ]
    if not missed or not min(missed) or _is_explained(document, claim):
        return
    part, whole = pairs[missed.index(min(missed))]
    right = shown_rate(part.amount, whole.amount)
    yield _finding(
        document,
        claim,
        code,
        f"{claim.figure}：表里 {_shown(part)} 对 {_shown(whole)}，{called}应是 {right}，印的是 {rate.text}",
        Severity.HINT if min(missed) <= SMALL else Severity.ERROR,
        right,
        part,
    )


def _is_explained(document: AuditedDocument, claim: FormatClaim) -> bool:
    """Whether an amount of the sentence before the rate, with any amount of the paragraph or of a cell, gives it."""
    before = [each for each in claim.sentence.said if each.is_amount and each.end <= claim.said.start]
    cells = [(amount, _YUAN_LAST) for amount in document.amounts_of_cells]
    return any(explained_share(claim.said, [*_around(document, claim), *cells], part) for part in before[-2:])


def _around(document: AuditedDocument, claim: FormatClaim) -> list[tuple[Decimal, Decimal]]:
    """The amounts of the paragraph with their last units, in 元."""
    return [
        (each.value, each.step)
        for index, sentence in document.sentences
        if index == claim.index
        for each in sentence.said
        if each.is_amount
    ]


def _change(document: AuditedDocument, reading: FormatReading, claim: FormatClaim) -> Iterator[AuditFinding]:
    """A change between two figures that the tables print; from nothing it is the figure itself."""
    if claim.against is None or not claim.said.is_amount:
        return
    assert claim.about is not None
    now, before = reading.facts.known(claim.about), reading.facts.known(claim.against)
    said = claim.said
    if now and not before and _FROM_NOTHING.match(document.prose[claim.index].text[said.end :]):
        yield from _from_nothing(document, claim, now)
    if not now or not before:
        return
    document.account.check(claim.place)
    pairs = [(one, other) for one in now for other in before]
    differences = [one.amount - other.amount for one, other in pairs]
    allowed = [one.rounding + other.rounding + said.step / 2 for one, other in pairs]
    if any(
        abs(abs(difference) - said.value) <= most and (not said.sign or difference * said.sign >= 0)
        for difference, most in zip(differences, allowed, strict=True)
    ):
        return
    difference, most = differences[0], allowed[0]
    turned = abs(abs(difference) - said.value) <= most
    yield _finding(
        document,
        claim,
        "SJ-07" if turned else "SJ-05",
        f"{claim.figure}：表里从 {_shown(pairs[0][1])} 到 {_shown(pairs[0][0])}，"
        f"{'方向与文字相反' if turned else f'变动是 {in_wan(difference)}，文字写 {said.text}'}",
        Severity.ERROR,
        in_wan(difference),
        pairs[0][0],
    )


def _since_last_year(
    document: AuditedDocument, reading: FormatReading, claim: FormatClaim, last: FormatFacts
) -> Iterator[AuditFinding]:
    """A change since last year, against what last year's own document printed."""
    assert claim.about is not None
    previous = reading.pack.definitions.previous
    if claim.against is None or claim.against.stage != previous or not claim.said.is_amount:
        return
    now, before = reading.facts.known(claim.about), last.known(claim.about)
    said = claim.said
    if not now or not before or reading.facts.known(claim.against):
        return
    document.account.check(claim.place)
    for one in now:
        for other in before:
            change = one.amount - other.amount
            if abs(abs(change) - said.value) <= one.rounding + other.rounding + said.step / 2 and (
                not said.sign or change * said.sign >= 0
            ):
                return
    change = now[0].amount - before[0].amount
    yield _finding(
        document,
        claim,
        "SJ-50",
        f"{claim.figure}：本年 {_shown(now[0])}，上年公开的是 {_shown(before[0])}，"
        f"变动是 {in_wan(change)}，文字写 {said.text}",
        Severity.WARNING,
        in_wan(change),
        before[0],
    )


def _from_nothing(
    document: AuditedDocument, claim: FormatClaim, now: Sequence[Known]
) -> Iterator[AuditFinding]:
    document.account.check(claim.place)
    if any(_alike(claim, each) for each in now):
        return
    yield _finding(
        document,
        claim,
        "SJ-05",
        f"上年没有{claim.figure}，增加额应等于本年数 {_shown(now[0])}，文字写 {claim.said.text}",
        Severity.ERROR,
        _shown(now[0]),
        now[0],
    )


def _rate_of_change(
    document: AuditedDocument, reading: FormatReading, claim: FormatClaim, change: FormatClaim
) -> Iterator[AuditFinding]:
    """A rate with the change before it and the figure as the tables print it, where all three are one figure's."""
    rate, moved = claim.said, change.said
    if (claim.index, claim.about, claim.against) != (change.index, change.about, change.against):
        return
    assert claim.about is not None
    now = reading.facts.known(claim.about)
    if not now or not moved.is_amount or not moved.value or rate.is_amount:
        return
    document.account.check(change.place)
    missed = min(change_off_by(rate, moved, each.amount, 2 * each.rounding) for each in now)
    amounts = [*_around(document, claim), *((amount, _YUAN_LAST) for amount in document.amounts_of_cells)]
    if not missed or explained_change(rate, moved, amounts):
        return
    before = now[0].amount - (moved.sign or rate.sign) * moved.value
    right = shown_rate(moved.value, before)
    yield _finding(
        document,
        claim,
        "SJ-06",
        f"{claim.figure}：表里 {_shown(now[0])}，变动{moved.text}，变动率应是 {right}，印的是 {rate.text}",
        Severity.HINT if missed <= SMALL else Severity.ERROR,
        right,
        now[0],
    )


def _alike(claim: FormatClaim, known: Known) -> bool:
    """Whether both may be the same exact amount, as far as each is printed."""
    [(_, fact), *others] = known.cells
    if not others and fact.unit == claim.said.unit:
        return claim.said.value == known.amount
    return abs(claim.said.value - known.amount) <= known.rounding + claim.said.step / 2


def _shown(known: Known) -> str:
    [(_, fact), *others] = known.cells
    return f"{fact.printed}{fact.unit}" if not others else in_wan(known.amount)


def _where(known: Known) -> str:
    names = list(dict.fromkeys(table.named for table, _ in known.cells))
    return "、".join(names[:2]) + "里"


def _finding(
    document: AuditedDocument,
    claim: FormatClaim,
    code: str,
    message: str,
    severity: Severity,
    expected: str,
    known: Known,
) -> AuditFinding:
    writing = document.prose[claim.index]
    return found_in(
        code,
        message,
        writing.spot(claim.said.begin, claim.said.end),
        severity=severity,
        found=claim.said.text,
        expected=expected,
        compared_with="、".join(
            f"{table.named}第 {fact.row + 1} 行第 {fact.column + 1} 列" for table, fact in known.cells[:3]
        ),
    )


def without_told(found: Sequence[AuditFinding], earlier: Sequence[AuditFinding]) -> list[AuditFinding]:
    """Findings of which no earlier one tells the same number of the same paragraph."""
    told = {
        (
            each.finding.location.file,
            each.finding.location.page,
            each.finding.location.paragraph,
            each.finding.found,
        )
        for each in earlier
        if not each.table
    }
    return [
        each
        for each in found
        if (
            each.finding.location.file,
            each.finding.location.page,
            each.finding.location.paragraph,
            each.finding.found,
        )
        not in told
    ]
