"""Quantities of one sentence against each other: changes, rates, completion, shares, and what the words say of them.

Error level only where all operands stand in the sentence and nothing else in the paragraph or in any table explains
what is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.changes_and_reasons import is_all_there_is, signs_of_reasons
from gongkai.auditing.completions import check_completion
from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.edits import one_edit
from gongkai.auditing.outcome import AuditFinding
from gongkai.auditing.quantities_said import (
    CHANGE,
    COMPLETION,
    DIFFERENCE,
    RATE,
    SAME_AS,
    SHARE,
    STATED,
    Said,
    Sentence,
)
from gongkai.auditing.rates import (
    SMALL,
    change_off_by,
    explained_change,
    explained_growth,
    explained_share,
    off_by,
    shown_rate,
)
from gongkai.auditing.roles import LAST, NOW, PLANNED, Speaking, is_another_years, role_of
from gongkai.auditing.spoken import Spoken, quoted_words
from gongkai.auditing.subjects import Binder
from gongkai.auditing.text_tables import figures_meant
from gongkai.findings import Severity
from gongkai.money import in_wan
from gongkai.recognition.printed_fact import PrintedFact

_ALL = Decimal(100)
_FINE = 100
"""With fewer units of its last digit a change is so coarse that some amount in any document explains its rate."""
_TWO = 2
_NEAR = 12  # characters between a change and its rate
_NONE_BEFORE = re.compile(r"上年(?:无|没有)此项")
_NONE_BEHIND = re.compile(r"\s*[(（,，]?\s*上年(?:无|没有)此项")
_ENCLOSED = re.compile(r"\s*[(（][^()（）]*[)）]")
_GOES_ON = re.compile(
    r"\s*[比较与同](?:上年|去年|20\d\d年)[^，,。；;]{0,8}[，,]?(?:增加|减少|增长|下降|上升|降低)"
)
_DIFFERENT_THING = re.compile(r"其中|主要|原因|由于|因为|包括")
_BETWEEN_SIDES = re.compile(
    r"^[\s，,、;；:。]*(?:增长|下降|增幅|降幅|上升|增加|减少|降低|比例|幅度|了|为|约|的|比率|率)*[\s]*$"
)


def check_sentences(document: AuditedDocument) -> list[AuditFinding]:
    """All sentences with quantities."""
    by_prose: dict[int, list[Sentence]] = {}
    for index, sentence in document.sentences:
        by_prose.setdefault(index, []).append(sentence)
    found: list[AuditFinding] = []
    binder = Binder(document)
    for index, sentences in by_prose.items():
        around = _around(document, index, by_prose)
        found += signs_of_reasons(document, index, sentences)
        for sentence in sentences:
            spoken = Spoken(document, document.prose[index], sentence, index, binder, around)
            found += _sentence(spoken)
    return found


def _around(
    document: AuditedDocument, index: int, by_prose: dict[int, list[Sentence]]
) -> tuple[tuple[Decimal, Decimal], ...]:
    """The amounts of a paragraph and of those beside it."""
    return tuple(
        (abs(said.value), said.step)
        for near in (index - 1, index, index + 1)
        for sentence in by_prose.get(near, ())
        for said in sentence.said
        if said.is_amount
    )


def _sentence(spoken: Spoken) -> Iterator[AuditFinding]:
    said = spoken.sentence.said
    for at, each in enumerate(said):
        before = said[:at]
        if each.kind == RATE:
            found = list(_rate(spoken, each, before))
            yield from found or _more_than_all(spoken, each)
        elif each.kind == CHANGE:
            yield from _change(spoken, each, before)
        elif each.kind in (COMPLETION, DIFFERENCE):
            yield from check_completion(spoken, each, before)
        elif each.kind == SHARE:
            yield from _share(spoken, each, before)
        elif each.kind == SAME_AS:
            yield from _same(spoken, each, before)


def _more_than_all(spoken: Spoken, rate: Said) -> Iterator[AuditFinding]:
    if rate.sign < 0 and rate.value > _ALL and not _negative(spoken):
        yield spoken.finding(
            "SJ-06", f"减少的不会多于原来的：“{quoted_words(spoken.prose.text, rate)}”", rate, Severity.WARNING,
            "不大于 100%", "减少不会大于 100%",
        )  # fmt: skip


def _negative(spoken: Spoken) -> bool:
    """Whether an amount of the sentence is negative: from such a one a fall of more than 100 % is possible."""
    return any(each.value < 0 for each in spoken.sentence.said)


def _rate(spoken: Spoken, rate: Said, before: Sequence[Said]) -> Iterator[AuditFinding]:
    """A rate of change: with the amount of the change before it, or with both amounts."""
    change = before[-1] if before and before[-1].kind == CHANGE else None
    if change is not None and rate.start - change.end <= _NEAR:
        yield from _rate_of_change(spoken, rate, change, before[:-1])
        return
    levels = [each for each in before if each.kind == STATED]
    if change is None and len(levels) >= 2 and before[-1].kind == STATED:
        yield from _rate_of_levels(spoken, rate, levels[-2], levels[-1])


def _rate_of_change(
    spoken: Spoken, rate: Said, change: Said, before: Sequence[Said]
) -> Iterator[AuditFinding]:
    text = spoken.prose.text
    if change.sign and rate.sign and change.sign != rate.sign and change.value:
        if _BETWEEN_SIDES.match(text[change.end : rate.start]):
            yield spoken.finding(
                "SJ-07", f"同一个变动写“{quoted_words(text, change)}”，又写“{quoted_words(text, rate)}”，方向相反", rate,
                Severity.ERROR, "", "同一句", change.start - len(change.lead.rpartition("，")[2]),
            )  # fmt: skip
        return
    level = next(
        (each for each in reversed(before) if each.kind == STATED and role_of(spoken, each) == NOW), None
    )
    base = next(
        (each for each in reversed(before) if each.kind == STATED and role_of(spoken, each) == LAST), None
    )
    if level is None and base is None and not any(each.is_amount for each in before):
        level = _level_before(spoken, change)
    every = [(value, min(step, change.step)) for value, step in spoken.around]
    if not change.value:
        if change.sign and rate.sign and not rate.value:
            yield spoken.finding(
                "SJ-11", f"没有变动，写了“{quoted_words(text, rate)}”", rate, Severity.HINT, "与上年持平", "同一句的增减额",
                change.begin,
            )  # fmt: skip
        return
    if change.sign > 0 and (
        change.value == level.value if level else is_all_there_is(spoken.document, spoken.index, rate, change)
    ):
        yield from _zero_base(spoken, rate, change)
        return
    now = _now_in_tables(spoken, change) if level is None and base is None else None
    if now is not None and change.sign > 0 and rate.value and now[1].amount == change.value:
        yield from _zero_base(spoken, rate, change, f"{now[0].named}的本年数和同一句的增加额")
        return
    if explained_change(rate, change, every):
        spoken.check(change, *([level] if level else []))
        return
    if now is not None:
        yield from _by_table(spoken, rate, change, *now)
    if level is None and base is None:
        return
    operand = base or level
    assert operand is not None
    missed = (
        off_by(rate, change.value, change.step, base.value, base.step)
        if base is not None
        else change_off_by(rate, change, operand.value, operand.step)
    )
    spoken.check(change, operand)
    if not missed:
        return
    by_cells = missed > SMALL and explained_change(rate, change, spoken.cells())
    apart = _DIFFERENT_THING.search(spoken.prose.text[operand.end : change.start]) is not None
    if by_cells and apart and change.value >= _FINE * change.step:
        return
    yield from _wrong_rate(spoken, rate, change, operand, base is not None, missed, by_cells)


def _level_before(spoken: Spoken, change: Said) -> Said | None:
    """The amount that the clause after a ； is still about: 支出决算为A万元，完成预算的p%；较上年增加C万元."""
    begins = spoken.prose.text[spoken.sentence.start : change.start]
    if (
        not _GOES_ON.fullmatch(begins)
        or spoken.prose.text[: spoken.sentence.start].rstrip()[-1:] not in "；;"
    ):
        return None
    before = [
        sentence
        for index, sentence in spoken.document.sentences
        if index == spoken.index and sentence.start < spoken.sentence.start
    ]
    stated = [each for each in before[-1].said if each.kind == STATED] if before else []
    if not stated or any(each.kind == CHANGE for each in before[-1].said):
        return None
    speaking = Speaking(spoken.document, spoken.prose, before[-1])
    return stated[-1] if role_of(speaking, stated[-1]) == NOW else None


def _now_in_tables(spoken: Spoken, change: Said) -> tuple[AuditedTable, PrintedFact] | None:
    """The one amount that tables print for the subject of a change."""
    code = spoken.binder.code_of(spoken.prose.text[spoken.sentence.start : change.start])
    chosen, exact = figures_meant(spoken.binder, spoken.prose, spoken.sentence, change, code, NOW)
    facts = [(table, fact) for table, fact in chosen if not fact.stage]
    return facts[0] if exact and len({fact.amount for _, fact in facts}) == 1 else None


def _by_table(
    spoken: Spoken, rate: Said, change: Said, table: AuditedTable, fact: PrintedFact
) -> Iterator[AuditFinding]:
    """A rate of change whose amount now only a table or the sentence before tells, by its subject."""
    if explained_change(rate, change, spoken.cells()):
        return
    missed = change_off_by(rate, change, fact.amount, 2 * fact.rounding)
    before = fact.amount - (change.sign or rate.sign) * change.value
    if not missed or not before:
        return
    spoken.check(change)
    right = shown_rate(change.value, before)
    yield spoken.finding(
        "SJ-06",
        f"{table.named}印 {fact.printed}{fact.unit}，变动 {change.text}，变动率应是 {right}，印的是 {rate.text}",
        rate,
        Severity.HINT if missed <= SMALL else Severity.WARNING if before < 0 else Severity.ERROR,
        right,
        f"{table.named}第 {fact.row + 1} 行第 {fact.column + 1} 列",
        change.begin,
    )


def _wrong_rate(
    spoken: Spoken, rate: Said, change: Said, operand: Said, is_base: bool, missed: Decimal, doubtful: bool
) -> Iterator[AuditFinding]:
    before = operand.value if is_base else operand.value - (change.sign or rate.sign) * change.value
    if not before:
        yield from _zero_base(spoken, rate, change)
        return
    right = shown_rate(change.value, before)
    between = spoken.prose.text[operand.end : change.start]
    severity = Severity.WARNING if doubtful or _DIFFERENT_THING.search(between) else Severity.ERROR
    yield spoken.finding(
        "SJ-06", f"{change.text}对{operand.text}，变动率应是 {right}，印的是 {rate.text}", rate,
        Severity.HINT if missed <= SMALL else severity, right,
        f"同一句的{operand.text}和{change.text}", change.begin,
    )  # fmt: skip


def _zero_base(
    spoken: Spoken, rate: Said, change: Said, operands: str = "同一句的本年数和增加额"
) -> Iterator[AuditFinding]:
    yield spoken.finding(
        "SJ-11", f"上年数是 0，不能写“{quoted_words(spoken.prose.text, rate)}”", rate, Severity.WARNING, "不写增长率",
        operands, change.begin,
    )  # fmt: skip


def _rate_of_levels(spoken: Spoken, rate: Said, first: Said, second: Said) -> Iterator[AuditFinding]:
    """2023年执行数为A万元，2024年预算安排B万元，比2023年执行数增加p%."""
    roles = role_of(spoken, first), role_of(spoken, second)
    if set(roles) != {LAST, NOW}:
        return
    was, now = (first, second) if roles[0] == LAST else (second, first)
    if not rate.base or not was.value:
        if rate.base and now.value and rate.value:
            spoken.check(was, now)
            yield spoken.finding(
                "SJ-11",
                f"上年数是 0，不能写增减率 {rate.text}",
                rate,
                Severity.WARNING,
                "不写增长率",
                "同一句的上年数",
            )
        return
    spoken.check(was, now)
    difference = now.value - was.value
    if rate.sign and difference and (difference > 0) != (rate.sign > 0):
        yield spoken.finding(
            "SJ-07", f"从{was.text}到{now.text}，方向与“{quoted_words(spoken.prose.text, rate)}”相反", rate, Severity.ERROR,
            "增加" if difference > 0 else "减少", f"同一句的{was.text}和{now.text}",
        )  # fmt: skip
    missed = off_by(rate, abs(difference), now.step + was.step, was.value, was.step)
    if not missed or explained_growth(rate, now, [each for each in spoken.around if each[0] != now.value]):
        return
    right = shown_rate(abs(difference), was.value)
    severity = Severity.HINT if missed <= SMALL else Severity.ERROR
    yield spoken.finding(
        "SJ-06", f"从{was.text}到{now.text}，变动率应是 {right}，印的是 {rate.text}", rate, severity, right,
        f"同一句的{was.text}和{now.text}",
    )  # fmt: skip


def _change(spoken: Spoken, change: Said, before: Sequence[Said]) -> Iterator[AuditFinding]:
    """A change between the two amounts that stand right before it."""
    if change.sign < 0 and change.value and _new_this_year(spoken, change, before):
        yield spoken.finding(
            "SJ-07",
            f"上年没有此项，不会“{quoted_words(spoken.prose.text, change)}”",
            change,
            Severity.WARNING,
            "增加",
            "同一句",
        )
        return
    again = len(before) > _TWO and before[-1].kind == RATE  # 较上年减少p%，原因……，比上年减少C
    before = before[:-1] if again else before
    levels = [each for each in before if each.kind == STATED]
    if len(levels) < _TWO or before[-1].kind != STATED or before[-2].kind != STATED or not change.sign:
        return
    roles = role_of(spoken, levels[-2]), role_of(spoken, levels[-1])
    if set(roles) not in ({LAST, NOW}, {PLANNED, NOW}):
        return
    first, second = levels[-2], levels[-1]
    was, now = (second, first) if roles[0] == NOW else (first, second)
    against_budget = PLANNED in roles
    if not change.base or against_budget != ("预算" in change.base):
        return
    if against_budget and is_another_years(spoken, levels[-2:][roles.index(PLANNED)], change.base):
        return
    between = spoken.prose.text[second.end : change.start]
    difference = now.value - was.value
    if (again or _DIFFERENT_THING.search(between)) and not _slipped(change, difference):
        return
    spoken.check(change, was, now)
    if abs(difference - change.sign * change.value) <= (now.step + was.step + change.step) / 2:
        return
    if any(abs(abs(now.value - other) - change.value) <= step for other, step in spoken.around):
        return
    wrong_side = abs(abs(difference) - change.value) <= (now.step + was.step + change.step) / 2
    yield spoken.finding(
        "SJ-07" if wrong_side else "SJ-05",
        f"从{was.text}到{now.text}，{'方向' if wrong_side else '变动'}与“{quoted_words(spoken.prose.text, change)}”不符",
        change, Severity.WARNING if again or _DIFFERENT_THING.search(between) else Severity.ERROR, in_wan(difference),
        f"同一句的{was.text}和{now.text}",
    )  # fmt: skip


def _slipped(change: Said, difference: Decimal) -> bool:
    """Whether a change, which may be of another amount, differs in one of several digits from that of the two."""
    shown = f"{abs(difference) / change.factor:f}"
    return (
        (difference > 0) == (change.sign > 0)
        and len(change.number) > _TWO + 1
        and one_edit(change.number, shown)
    )


def _new_this_year(spoken: Spoken, change: Said, before: Sequence[Said]) -> bool:
    """Whether the words between the amount before and a change, or right behind it, say that last year had none of it.

    A remark in brackets right behind an amount is about that amount.
    """
    text, since = spoken.prose.text, before[-1].end if before else spoken.sentence.start
    if before and (enclosed := _ENCLOSED.match(text, since)) is not None:
        since = enclosed.end()
    return (
        _NONE_BEFORE.search(text, since, change.start) is not None
        or _NONE_BEHIND.match(text, change.end) is not None
    )


def _share(spoken: Spoken, rate: Said, before: Sequence[Said]) -> Iterator[AuditFinding]:
    """A share of a whole that the same sentence names."""
    if rate.value > _ALL:
        yield spoken.finding(
            "SJ-09", f"占比 {rate.text} 大于 100%", rate, Severity.ERROR, "不大于 100%", "占比不会大于 100%",
        )  # fmt: skip
        return
    if not before or before[-1].kind != STATED:
        return
    part = before[-1]
    earlier = [each for each in before[:-1] if each.kind == STATED]
    if explained_share(rate, spoken.around, part):
        spoken.check(part, *earlier[:1])
        return
    if not part.value and not rate.value:
        return
    if explained_share(rate, spoken.cells(), part):
        spoken.check(part)
        return
    whole = earlier[0] if earlier else _named_before(spoken, rate.of)
    if whole is None or not whole.value or (earlier and rate.of and not _names(spoken, whole, rate.of)):
        return
    spoken.check(part, whole)
    missed = off_by(rate, part.value, part.step, whole.value, whole.step)
    right = shown_rate(part.value, whole.value)
    alone = not rate.of and part.value > whole.value
    yield spoken.finding(
        "SJ-09", f"{part.text}占{whole.text}应是 {right}，印的是 {rate.text}", rate,
        Severity.HINT if missed <= SMALL else Severity.WARNING if alone else Severity.ERROR, right,
        f"同一句的{whole.text}", part.begin,
    )  # fmt: skip


def _named_before(spoken: Spoken, of: str) -> Said | None:
    """The amount of the paragraph's sentence before that bears the name of what a share is of."""
    before = [
        each
        for index, sentence in spoken.document.sentences
        if index == spoken.index and sentence.start < spoken.sentence.start
        for each in sentence.said
        if each.kind == STATED and of and of in each.lead
    ]
    return before[-1] if before else None


def _names(spoken: Spoken, whole: Said, of: str) -> bool:
    """Whether what a share is of is what the sentence's first amount is called."""
    bare = re.sub(r"总额|合计|总计|本年|决算|预算|数", "", of)
    return bool(bare) and bare in spoken.sentence.text[: whole.start - spoken.sentence.start]


def _same(spoken: Spoken, same: Said, before: Sequence[Said]) -> Iterator[AuditFinding]:
    """Two amounts that are said to be the same."""
    levels = [each for each in before if each.kind == STATED][-2:]
    if len(levels) < 2 or before[-1].kind != STATED or before[-2].kind != STATED:
        return
    roles = [role_of(spoken, each) for each in levels]
    against_budget = "预算" in same.base or "预算" in same.lead[-12:] + same.text
    if not same.base or sorted(roles) != sorted(
        [PLANNED if against_budget and PLANNED in roles else LAST, NOW]
    ):
        return
    if PLANNED in roles and is_another_years(spoken, levels[roles.index(PLANNED)], same.base):
        return
    spoken.check(*levels)
    if levels[0].value != levels[1].value and abs(levels[0].value - levels[1].value) > levels[0].step:
        yield spoken.finding(
            "SJ-12", f"{levels[0].text}与{levels[1].text}不同，写了“{same.text}”", same, Severity.ERROR, "",
            f"同一句的{levels[0].text}和{levels[1].text}", levels[0].begin,
        )  # fmt: skip
