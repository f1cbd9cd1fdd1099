"""Amounts of prose against the tables: the same figure by its subject, never by its value alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable, place_of
from gongkai.auditing.edits import one_edit
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import COMPLETION, STATED, Said, Sentence
from gongkai.auditing.rates import SMALL, off_by, shown_rate
from gongkai.auditing.roles import NOW, PLANNED, Speaking, role_of
from gongkai.auditing.subjects import Binder, binder_of, subject_of
from gongkai.findings import Severity
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION, SOURCE_DIMENSION
from gongkai.recognition.printed_fact import PrintedFact, printed_number
from gongkai.recognition.vocabulary import without_numbering

FiguresMeant = Sequence[tuple[AuditedTable, PrintedFact]]
_BROAD = frozenset(
    ("收入", "支出", "基本支出", "项目支出", "其他收入", "本年收入", "本年支出", "当年收入", "当年支出")
)
_PARTIAL = ("财政拨款", "一般公共", "基金", "国有资本", "三公", "绩效", "其他重要")
_NAMED = re.compile(r"\([类款项]\)")
_MARKS = re.compile(r"[\s“”()（）]")
_PLAN = re.compile(r"(?<!一般公共)(?<!政府性基金)(?<!国有资本经营)预算")
_ITEM = 5  # digits of an item of the economic classification
_PLANS = ("年初预算", "全年预算")


def check_against_tables(document: AuditedDocument) -> list[AuditFinding]:
    """Each stated amount whose subject is that of a figure in a table."""
    binder = binder_of(document)
    found: list[AuditFinding] = []
    small: list[AuditFinding] = []
    last_code: dict[int, str] = {}
    for index, sentence in document.sentences:
        writing = document.prose[index]
        if writing.table:
            continue
        for said in sentence.said:
            text = writing.text[: said.start]
            code = binder.code_of(text[sentence.start :])
            if not code and not _NAMED.search(text[sentence.start :]):
                code = last_code.get(index, "")
            last_code[index] = code
            if said.kind == COMPLETION and (fault := _done(binder, index, sentence, said, code)):
                found.append(fault)
            if said.kind != STATED:
                continue
            role = role_of(Speaking(document, writing, sentence), said)
            if role not in (NOW, PLANNED):
                continue
            if (
                role == NOW
                and "基本支出" in "".join(writing.section)
                and (fault := _item(binder, index, sentence, said))
            ):
                found.append(fault)
                continue
            candidates, exact = figures_meant(binder, writing, sentence, said, code, role)
            if not candidates:
                continue
            result = _compared(document, index, said, candidates, exact)
            if result is not None:
                (small if result.severity is Severity.HINT else found).append(result)
    return [*found, *small[:1]] if small else found


def _done(binder: Binder, index: int, sentence: Sentence, rate: Said, code: str) -> AuditFinding | None:
    """完成全年预算的p%, where the table has the budget and what was spent; 完成预算的p% may mean either budget."""
    document, writing = binder.document, binder.document.prose[index]
    called = binder.known(_subject_of_rate(sentence, rate, document.unit_name))
    chosen = binder.named(called) if called else binder.whole_or_project(code) if code else []
    asked = [stage for stage in _PLANS if stage[:2] in rate.of] or (list(_PLANS) if rate.of == "预算" else [])
    plans = [(table, fact) for table, fact in chosen if fact.stage in asked and fact.value]
    spent = [fact for _, fact in chosen if not fact.stage]
    if not plans or not spent or _says_plan(sentence, rate):
        return None
    actual = spent[0]
    table, plan = min(plans, key=lambda each: _done_off_by(rate, actual, each[1]))
    missed = _done_off_by(rate, actual, plan)
    if not missed:
        return None
    right = shown_rate(actual.amount, plan.amount)
    return found_in(
        "SJ-08",
        f"{table.named}里预算 {plan.printed}，决算 {actual.printed}，完成率应是 {right}，印的是 {rate.text}",
        writing.spot(rate.begin, rate.end),
        severity=Severity.HINT if missed <= SMALL else Severity.ERROR if called else Severity.WARNING,
        found=rate.text,
        expected=right,
        compared_with=f"{table.named}第 {plan.row + 1} 行",
    )


def _done_off_by(rate: Said, actual: PrintedFact, plan: PrintedFact) -> Decimal:
    return off_by(rate, actual.amount, 2 * actual.rounding, plan.amount, 2 * plan.rounding)


def _says_plan(sentence: Sentence, rate: Said) -> bool:
    """Whether the sentence itself names two amounts for the rate: then these count."""
    return sum(each.kind == STATED and each.end <= rate.start for each in sentence.said) > 1


def _subject_of_rate(sentence: Sentence, rate: Said, unit_name: str) -> str:
    """The subject of the amount that a rate of completion follows."""
    before = [each for each in sentence.said if each.end <= rate.start and each.kind == STATED]
    return subject_of(sentence, before[-1], unit_name) if before else ""


def _item(binder: Binder, index: int, sentence: Sentence, said: Said) -> AuditFinding | None:
    """An item of basic expenditure that the table does not have, though it has the same amount elsewhere."""
    subject = subject_of(sentence, said, binder.document.unit_name)
    code, facts = binder.item_of(subject)
    if not code or not said.value:
        return None
    if facts:
        return _other_than(binder.document, index, said, subject, facts)
    other = next(
        (
            (table, fact)
            for table in binder.document.tables
            for fact in table.facts
            if len(fact.coordinates.get(ECONOMIC_DIMENSION, "")) == _ITEM and _alike(said, fact)
        ),
        None,
    )
    if other is None:
        return None
    table, fact = other
    return found_in(
        "SJ-03",
        f"文字写{subject} {said.text}，{table.named}这一项没有数，{fact.printed} 在 {fact.coordinates[ECONOMIC_DIMENSION]}",
        binder.document.prose[index].spot(said.begin, said.end),
        found=said.text,
        compared_with=f"{table.named}第 {fact.row + 1} 行第 {fact.column + 1} 列",
    )


def _other_than(
    document: AuditedDocument, index: int, said: Said, subject: str, facts: FiguresMeant
) -> AuditFinding | None:
    """An item of basic expenditure for which the text has another amount than the table."""
    document.account.check(AmountPlace(False, index, said.start))
    stated = [(table, fact) for table, fact in facts if not fact.stage]
    if not stated or any(_alike(said, fact) for _, fact in facts):
        return None
    if _is_unread([table for table, _ in stated], said):
        return None
    table, fact = min(stated, key=lambda each: abs(each[1].amount - said.value))
    near = abs(fact.amount - said.value) <= max(said.step, 2 * fact.rounding)
    return found_in(
        "SJ-03",
        f"文字写{subject} {said.text}，{table.named}的这一项是 {fact.printed}{fact.unit}",
        document.prose[index].spot(said.begin, said.end),
        severity=Severity.HINT if near else Severity.WARNING,
        found=said.text,
        expected=f"{fact.printed}{fact.unit}",
        compared_with=f"{table.named}第 {fact.row + 1} 行第 {fact.column + 1} 列",
    )


def figures_meant(
    binder: Binder, writing: Writing, sentence: Sentence, said: Said, code: str, role: str
) -> tuple[FiguresMeant, bool]:
    """The figures that an amount may be, and whether its subject names them exactly where it stands."""
    subject = subject_of(sentence, said, binder.document.unit_name)
    stages = ("",) if role == NOW else _PLANS
    exact = True
    if called := binder.known(subject):
        chosen = binder.named(called)
        if called in _BROAD:
            exact = not code and _is_whole(writing.section)
    elif (named := binder.class_of(subject)) or (code and (_empty(subject, code, binder))):
        chosen = binder.coded(named or code)
    else:
        return (), False
    fund = _fund(writing.section)
    return [
        (table, fact)
        for table, fact in chosen
        if fact.stage in stages and (not fund or fund in fact.coordinates.get(SOURCE_DIMENSION, ""))
    ], exact


def is_planned(binder: Binder, writing: Writing, sentence: Sentence, said: Said) -> bool:
    """Whether a table prints a budget for the figure that an amount is of: by its figures, or in a column that is headed
    预算 and bears its name."""
    chosen, _ = figures_meant(binder, writing, sentence, said, "", PLANNED)
    if any(fact.value for _, fact in chosen):
        return True
    called = binder.known(subject_of(sentence, said, binder.document.unit_name))
    names = {name for _, names in binder.document.words.subjects if called in names for name in names}
    return any(
        number[0]
        for table in binder.document.tables
        for column, headings in enumerate(_headings_of(table))
        if any("预算" in text for text in headings) and names & set(headings)
        for row in table.rows[table.match.recognised.header_rows :]
        if (number := printed_number(row[column])) is not None
    )


def plan_is_printed(binder: Binder, writing: Writing, sentence: Sentence, said: Said) -> bool:
    """Whether a table that has budgets has the figure that an amount is of, be its budget 0 or blank."""
    chosen, _ = figures_meant(binder, writing, sentence, said, "", PLANNED)
    called = binder.known(subject_of(sentence, said, binder.document.unit_name))
    names = {name for _, names in binder.document.words.subjects if called in names for name in names}
    return bool(chosen) or any(
        names & {_MARKS.sub("", without_numbering(text)) for text in texts}
        and any(_PLAN.search(text) for text in texts)
        for table in binder.document.tables
        if (texts := [text for row in table.rows for text in row if text])
    )


def _headings_of(table: AuditedTable) -> list[list[str]]:
    """The headings over each column in their plain form."""
    covering = table.match.recognised.table.covering()[: table.match.recognised.header_rows]
    return [
        [_MARKS.sub("", cell.text) for row in covering if (cell := row[column]) is not None]
        for column in range(table.match.recognised.table.width)
    ]


def _fund(section: Sequence[str]) -> str:
    """The fund apart from the general budget that a section is about."""
    text = section[-1] if section else ""
    text = next((heading for heading in reversed(section) if "预算" in heading or "拨款" in heading), text)
    return "政府性基金" if "政府性基金" in text else "国有资本" if "国有资本" in text else ""


def _is_whole(section: Sequence[str]) -> bool:
    """Whether a section is about all income or all spending, whatever its source."""
    text = "".join(section)
    return ("收入" in text or "支出" in text) and not any(word in text for word in _PARTIAL)


def _empty(subject: str, code: str, binder: Binder) -> bool:
    """Whether a subject says nothing more than the code's own name."""
    subject = subject.removesuffix("科目")
    subject = re.sub(r"[类款项]?(?:支出|收入)?$", "", subject) if _ends_coded(subject) else subject
    if not subject:
        return True
    return any(
        subject.endswith(name[-6:]) for name in binder.document.codes.names[FUNCTION_DIMENSION].get(code, ())
    )


def _ends_coded(subject: str) -> bool:
    return re.search(r"[类款项](?:支出|收入)?$", subject) is not None


def _compared(
    document: AuditedDocument, index: int, said: Said, candidates: FiguresMeant, exact: bool
) -> AuditFinding | None:
    """What an amount says against the figures that it may be: nothing where it is one of them."""
    writing = document.prose[index]
    equal = [(table, fact) for table, fact in candidates if _alike(said, fact)]
    if equal or exact:
        document.account.check(AmountPlace(False, index, said.start))
    if equal:
        document.account.check(*(place_of(table, fact) for table, fact in equal))
        return None
    if _is_unread(document.tables, said):
        return None  # a figure that was not read may be the one
    table, fact = min(candidates, key=lambda each: abs(each[1].amount - said.value))
    near = abs(fact.amount - said.value) <= max(said.step, 2 * fact.rounding)
    several = len({each.amount for _, each in candidates}) > 1
    edit = one_edit(said.text, fact.printed)
    if near:
        severity = Severity.HINT
    elif not exact or not _same_section(writing.section):
        return None
    elif not several or edit:
        severity = Severity.ERROR
    else:
        severity = Severity.WARNING
    return found_in(
        "SJ-03",
        f"文字写 {said.text}，{table.named}的同一个数是 {fact.printed}{fact.unit}",
        writing.spot(said.begin, said.end),
        severity=severity,
        found=said.text,
        expected=f"{fact.printed}{fact.unit}",
        compared_with=f"{table.named}第 {fact.row + 1} 行第 {fact.column + 1} 列",
    )


def _is_unread(tables: Sequence[AuditedTable], said: Said) -> bool:
    """Whether a number in a table that is not known to be any figure is the amount; one that is also a known figure
    is that one."""
    if any(_alike(said, fact) for table in tables for fact in table.facts):
        return False
    for table in tables:
        rows = table.match.recognised.table.rows()
        factor = Decimal(10_000) if table.match.recognised.unit == "万元" else Decimal(1)
        for row, column in table.match.unread:
            number = printed_number(rows[row][column])
            if number is not None and abs(number[0] * factor - said.value) <= said.step:
                return True
    return False


def _same_section(section: Sequence[str]) -> bool:
    """Whether a paragraph stands where a document explains its tables: not in an annex of performance."""
    return not any(word in heading for heading in section for word in ("绩效", "附件", "名词"))


def _alike(said: Said, fact: PrintedFact) -> bool:
    """Whether both may be the same exact amount, as far as each is printed."""
    finest = Decimal(0) if said.unit == fact.unit else (said.step + 2 * fact.rounding) / 2
    return abs(said.value - fact.amount) <= finest
