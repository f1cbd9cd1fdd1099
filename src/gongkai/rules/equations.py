"""Rules that are data in the pack: an equation or comparison between named figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from gongkai.findings import NOTHING, NOWHERE, About, Finding, Location, Severity
from gongkai.model.book import Book, Figure
from gongkai.model.expression import Comparison
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.model.ledger import ROW, Fact
from gongkai.money import ZERO, in_unit, rounding_remainder
from gongkai.packs.pack import EquationRule
from gongkai.rules.objects import subject_names
from gongkai.rules.rule import FAILED, NOT_APPLICABLE, PASSED, Gap, Outcome, Status, Subject

_SIDES = re.compile(r"<=|>=|!=|[<>=](?![^\[]*\])")  # the comparison, not the = inside filters
_FILTERS = re.compile(r"\[([^\]]*)\]")
_FILTER = re.compile(r"[^=,|]+=")
_WORDS = {"=": "应等于", "!=": "不应等于", "<=": "不应大于", ">=": "不应小于", "<": "应小于", ">": "应大于"}
_ERROR = Severity.ERROR  # looked up once
_BOUNDS = {"=": "", "!=": "不等于 ", "<=": "不大于 ", ">=": "不小于 ", "<": "小于 ", ">": "大于 "}


def run_equation(subject: Subject, rule: EquationRule) -> Outcome:
    """Evaluate an equation once, or once per coordinate of `over`."""
    missing = _missing(subject, rule)
    if missing:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, f"缺少工作表：{'、'.join(missing)}")
    for line, choice in rule.identity:
        if subject.department.line_text(IDENTITY_SCHEDULE, line) != choice:
            return Outcome(rule.code, rule.name, NOT_APPLICABLE, f"“{line}”不是“{choice}”")
    book = subject.book
    places = [""]
    if rule.each:
        assert rule.over is not None
        places = book.expression(rule.over).coordinates(rule.each)
        if not places:
            return Outcome(rule.code, rule.name, NOT_APPLICABLE, "没有相关的数")
    findings: list[Finding] = []
    gaps: list[Gap] = []
    checked = 0
    applies = _amounts(book, rule.when, rule.each) if rule.when is not None else None
    amounts = _amounts(book, rule.equation, rule.each)
    operator = rule.equation.operator
    for place in places:
        if applies is not None and rule.when is not None and not _holds(*applies(place), rule.when.operator):
            continue
        checked += 1
        if _holds(*amounts(place), operator):
            continue
        left, right = _sides(book, rule.equation, rule.each, place)
        rounded = rule.rounding and not rule.count
        allowed = _remainder(left, right, rule) if rounded else ZERO
        if not allowed or not _holds(left.amount, right.amount, operator, allowed):
            findings.append(_finding(subject, rule, left, right, place))
            if operator == "=" and not rule.count and rule.severity is _ERROR:
                gaps.append(Gap(findings[-1], left.amount - right.amount, _terms(left, right)))
    if not checked:
        return Outcome(rule.code, rule.name, NOT_APPLICABLE, f"前提不成立：{_readable(rule.when_text)}")
    status = FAILED if findings else PASSED
    return Outcome(rule.code, rule.name, status, "", checked, tuple(findings), gaps=tuple(gaps))


def _terms(left: Figure, right: Figure) -> dict[Location, tuple[Decimal, int]]:
    """The amounts of an equation that stand on one side of it only, each at its place."""
    sides = [{fact.location: fact.amount for fact in _cells(figure)} for figure in (left, right)]
    return {
        place: (amount, sign)
        for one, other, sign in ((sides[0], sides[1], 1), (sides[1], sides[0], -1))
        for place, amount in one.items()
        if place not in other
    }


def condition_holds(subject: Subject, comparison: Comparison) -> bool:
    """True if a comparison of figures holds exactly."""
    return _holds(*_amounts(subject.book, comparison, "")(""), comparison.operator)


def both_sides(subject: Subject, comparison: Comparison, text: str, count: bool) -> str:
    """The two sides of a comparison that is written as `text`, each with its figure; "" against a literal number."""
    names = [_readable(side) for side in _SIDES.split(text)]
    if any(name.replace(".", "").isdigit() for name in names):
        return ""
    one, other = _amounts(subject.book, comparison, "")("")
    unit = subject.department.amount_unit
    printed = [_count(item) if count else in_unit(item, unit, one, other) for item in (one, other)]
    return "，".join(f"{name} {figure}" for name, figure in zip(names, printed, strict=True))


def _missing(subject: Subject, rule: EquationRule) -> list[str]:
    return missing_schedules(subject, [rule.equation, *([rule.when] if rule.when else [])])


def missing_schedules(subject: Subject, sides: Sequence[Comparison]) -> list[str]:
    """The schedules that comparisons draw on and that the department must fill in and has not."""
    if not _lacking(subject):
        return []
    book = subject.book
    names = {name for side in sides for item in (side.left, side.right) for name in book.schedules(item)}
    return sorted(names & _lacking(subject))


def _lacking(subject: Subject) -> frozenset[str]:
    """The schedules that the department must fill in and has not."""
    return subject.once(
        _lacking,
        lambda: frozenset(
            spec.name
            for spec in subject.pack.inputs.schedules
            if not spec.optional and not subject.book.ledger.has(spec.name)
        ),
    )


def _sides(book: Book, comparison: Comparison, dimension: str, place: str) -> tuple[Figure, Figure]:
    context = ((dimension, (place,)),) if dimension else ()
    left = book.expression(comparison.left, context=context)
    return left, book.expression(comparison.right, context=context)


def _amounts(book: Book, comparison: Comparison, dimension: str) -> Callable[[str], tuple[Decimal, Decimal]]:
    """A function from a place to the amounts of both sides; figures are made only for places that do not agree."""
    if not dimension:
        amount, now, one, other = book.amount, book.current, comparison.left, comparison.right
        return lambda place: (amount(one, now), amount(other, now))
    left, right = _sides(book, comparison, "", "")
    at_left, at_right = book.spread(left, dimension), book.spread(right, dimension)
    return lambda place: (at_left(place), at_right(place))


def _holds(left: Decimal, right: Decimal, operator: str, allowed: Decimal = ZERO) -> bool:
    if operator == "=" and not allowed:
        return left == right
    difference = left - right
    if operator == "=":
        return abs(difference) <= allowed
    if operator == "!=":
        return difference != 0
    if operator == "<=":
        return difference <= allowed
    if operator == ">=":
        return difference >= -allowed
    return difference < 0 if operator == "<" else difference > 0


def _remainder(left: Figure, right: Figure, rule: EquationRule) -> Decimal:
    """The remainder that the amounts behind the two sides allow."""
    return rounding_remainder([fact.amount for figure in (left, right) for fact in _cells(figure)])


def _finding(subject: Subject, rule: EquationRule, left: Figure, right: Figure, place: str) -> Finding:
    unit, one, other = subject.department.amount_unit, left.amount, right.amount
    found, expected, difference = [
        _count(item) if rule.count else in_unit(item, unit, one, other) for item in (one, other, one - other)
    ]
    of_place = f"（{_case(subject, rule.each, place)}）" if place else ""
    names = [_readable(side) for side in _SIDES.split(rule.text)]
    operator = rule.equation.operator
    strict = operator in ("<", ">", "!=")
    wanted = names[-1] if names[-1].replace(".", "").isdigit() else f"{names[-1]} {expected}"
    message = f"{rule.name}{of_place}不成立：{names[0]}是 {found}，{_WORDS[operator]} {wanted}"
    if strict:  # for `> 0` and the like a difference would mean nothing
        difference = ""
    else:
        message += f"，相差 {difference}"
    expected = _BOUNDS[operator] + expected
    sides = [_cells(figure) for figure in (left, right)]
    cell = _cell_to_point_at(sides)
    where = cell.location if cell is not None else _place(left, right)
    location = Location(where.file, where.sheet, where.cell, where.line, where.column, rule.text + of_place)
    about = About(names=_names(subject, rule.each, place)) if place else NOTHING
    hint = f"{rule.hint.rstrip('。')}{_first_of_several(cell, sides)}"
    return Finding(rule.code, rule.severity, message, location, hint, found, expected, difference, about)


def _first_of_several(cell: Fact | None, sides: list[list[Fact]]) -> str:
    """What says that the cell pointed to need not be the wrong one; empty where it stands for itself."""
    count = next((len(cells) for cells in sides if cell in cells), 0)
    if cell is None or not cell.location.cell or count < 2:
        return ""
    return f"。{cell.location.cell} 是相加的 {count} 格中的第一格，不一定是它错"


def _names(subject: Subject, dimension: str, place: str) -> tuple[str, ...]:
    """The name of a case of an equation; a code of 科目 is followed by its name."""
    case = _case(subject, dimension, place)
    return (case,) if dimension == ROW else (case, *subject_names(subject, place))


def _case(subject: Subject, dimension: str, place: str) -> str:
    """What a case of an equation is called: a coordinate, or for a row of a schedule the names in it."""
    if dimension != ROW:
        return f"{dimension} {place}"
    name, _, index = place.partition("#")
    schedule = subject.department.schedules[name]
    entry = schedule.entries[int(index)]
    texts = [text for column in schedule.spec.unique if (text := entry.text(column))]
    return " ".join(texts) or f"第 {int(index) + 1} 行"


def _cells(figure: Figure) -> list[Fact]:
    """The numbers that a figure is made of, but for zeros; a place takes long to put into words."""
    return [fact for fact in figure.book.facts(figure.expression, figure.context) if fact.amount]


def _cell_to_point_at(sides: list[list[Fact]]) -> Fact | None:
    """That of a side with a single cell, else the first one involved."""
    alone = next((cells for cells in sides if len(cells) == 1), None)
    return next((cells[0] for cells in (alone, *sides) if cells), None)


def _place(left: Figure, right: Figure) -> Location:
    """The place of a schedule that an equation draws on, where no cell of it has an amount."""
    book = left.book
    for name in sorted(book.schedules(left.expression) | book.schedules(right.expression)):
        schedule = book.ledger.department.schedule(name)
        if schedule is not None:
            return schedule.location
    return NOWHERE


def _readable(side: str) -> str:
    """A side of an equation in readable form: the values of its filters without their names."""
    return _FILTERS.sub(
        lambda found: f"（{_FILTER.sub('', found[1]).replace('|', '、').replace(',', '，')}）", side.strip()
    )


def _count(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
