"""The cells of a printed table to the figures of a planned one: by the texts that name their rows and columns.

A cell whose texts fit more than one figure is not bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.plans.binding import Binding
from gongkai.plans.rows import CodeCell, FigureCell, FixedRow, NameCell, RowRule, TemplateCell, TextCell
from gongkai.plans.table_plan import TablePlan, label_fits
from gongkai.recognition.vocabulary import without_numbering

Fill = Callable[[str], str]
_LAST = 1_000_000
"""Behind every planned row."""


@frozen
class _Anchored:
    """A figure of a fixed row with what names it, by column of the plan: texts, and names of codes, which count where
    the printed table has no column with those texts."""

    row: int
    cell: FigureCell
    anchors: tuple[tuple[int, str], ...]
    names: tuple[tuple[int, str], ...]


@frozen
class _Labels:
    """The normal forms of the labels of a plan by column, and which of them is meant where another number stands
    before it (一、)."""

    labels: Mapping[int, frozenset[str]]
    bare: Mapping[tuple[int, str], str]
    called: Mapping[str, str]

    @staticmethod
    def of(anchored: Sequence[_Anchored], called: Mapping[str, str], filled: Fill) -> _Labels:
        labels: dict[int, set[str]] = {}
        bare: dict[tuple[int, str], set[str]] = {}
        for found in anchored:
            for column, text in found.anchors:
                said = normal(filled(text))
                labels.setdefault(column, set()).add(said)
                bare.setdefault((column, without_numbering(filled(text))), set()).add(said)
        own = {other: normal(filled(text)) for other, text in called.items()}
        return _Labels(
            {column: frozenset(found) for column, found in labels.items()},
            {key: min(found) for key, found in bare.items() if len(found) == 1},
            own,
        )

    def own(self, column: int, printed: str) -> str:
        """The normal form of the plan's label that a printed one means; its own where that is not certain."""
        text = normal(printed)
        if text in self.labels.get(column, ()):
            return text
        alone = without_numbering(printed)
        found = self.called.get(text) or self.called.get(alone) or self.bare.get((column, alone))
        return found or text


def bound_cells(
    plan: TablePlan,
    rows: Sequence[Sequence[str]],
    header: int,
    columns: Mapping[int, int],
    names: Mapping[str, str],
    filled: Fill,
    called: Mapping[str, str] | None = None,
) -> Iterator[tuple[int, int, Binding]]:
    """Row and column of each printed cell whose figure is certain, with the figure.

    `columns` gives the printed column of a plan's column; `names` the names of all codes, `filled` a template with its
    year, `called` the plan's label by the normal form of another word for it.
    """
    anchored = [found for number, row in enumerate(plan.rows) for found in _anchored(number, row, names)]
    by_column: dict[int, list[_Anchored]] = {}
    for found in anchored:
        by_column.setdefault(found.cell.column, []).append(found)
    known = _Labels.of(anchored, called or {}, filled)
    seen: list[str] = []
    by_rule: list[tuple[int, int, Binding]] = []
    claims: dict[int, dict[int, _Anchored]] = {column: {} for column in by_column if column in columns}
    for number in range(header, len(rows)):
        texts = {column: known.own(column, rows[number][printed]) for column, printed in columns.items()}
        taken = False
        for column, claimed in claims.items():
            fitting = [found for found in by_column[column] if _fits(found, texts, filled, number - header)]
            if (only := _only(fitting, number - header)) is not None:
                claimed[number] = only
                taken = True
        if plan.rule is not None and not taken:
            by_rule += _ruled(plan, rows[number], number, columns, names, seen)
    told = [
        (number, columns[column], found.cell.binding)
        for column, claimed in claims.items()
        for number, found in told_by_neighbours(claimed, by_column[column], filled).items()
    ]
    yield from sorted([*told, *by_rule], key=lambda each: each[:2])


def _anchored(number: int, row: FixedRow, names: Mapping[str, str]) -> Iterator[_Anchored]:
    column = 0
    group: list[tuple[int, str]] = []
    named: list[tuple[int, str]] = []
    fresh = True
    for cell in row.cells:
        if isinstance(cell, FigureCell):
            fresh = True
            yield _Anchored(number, cell, tuple(group), tuple(named))
            column += 1
            continue
        if fresh:
            group, named, fresh = [], [], False
        if isinstance(cell, TextCell | TemplateCell):
            if cell.cell.text:
                group.append((column, cell.cell.text))
            column += cell.cell.colspan
        else:
            if isinstance(cell, NameCell) and (name := names.get(cell.code, "")):
                named.append((column, name))
            column += 1


def _fits(found: _Anchored, texts: Mapping[int, str], filled: Fill, position: int) -> bool:
    """Whether a row says all that names the figure, as far as the printed table has those columns; at least one text."""
    if not (found.anchors or found.names):
        return True
    there = [(column, text) for column, text in found.anchors if column in texts]
    there = there or [(column, text) for column, text in found.names if column in texts]
    if found.row != position and all("{{" in filled(text) for _, text in there):
        return False  # a name that nobody knows stands for any text, so only the place tells such a row
    return bool(there) and all(label_fits(filled(text), texts[column]) for column, text in there)


def _only(fitting: Sequence[_Anchored], position: int) -> _Anchored | None:
    if not fitting:
        return None
    if len({found.cell.binding.identity for found in fitting}) == 1:
        alone = not (
            fitting[0].anchors or fitting[0].names
        )  # a row without a label is told by its place alone
        return fitting[0] if not alone or fitting[0].row == position else None
    same = [found for found in fitting if found.row == position]
    return same[0] if len(same) == 1 and same[0].anchors else None


def told_by_neighbours(
    claimed: Mapping[int, _Anchored], candidates: Sequence[_Anchored], filled: Fill
) -> dict[int, _Anchored]:
    """By printed row the one planned row of a column that it is, where several claim the same: 一、一般公共预算 among the
    income and again below 年初结转. That one is meant which stands between the planned rows of its neighbours; another
    is the planned row there whose label differs in its number alone, or none."""
    rows_of: dict[int, list[int]] = {}
    for number, found in claimed.items():
        rows_of.setdefault(found.row, []).append(number)
    result = {
        number: found
        for number, found in claimed.items()
        if len(rows_of[found.row]) <= _twins(found, candidates, filled)
    }
    alone = [number for number, found in result.items() if len(rows_of[found.row]) == 1]
    for number, found in claimed.items():
        if number in result:
            continue
        above = max((claimed[other].row for other in alone if other < number), default=-1)
        below = min((claimed[other].row for other in alone if other > number), default=_LAST)
        within = [each for each in candidates if above < each.row < below and _alike(each, found, filled)]
        exact = [each for each in within if each.row == found.row] or within
        if len({each.row for each in exact}) == 1:
            result[number] = exact[0]
    again = Counter(found.row for found in result.values())
    return {
        number: found
        for number, found in result.items()
        if again[found.row] <= _twins(found, candidates, filled)
    }


def _twins(found: _Anchored, candidates: Sequence[_Anchored], filled: Fill) -> int:
    """How many planned rows are this one: a department and its only unit have one name and one figure."""
    same = [each for each in candidates if each.cell.binding.identity == found.cell.binding.identity]
    return sum(_alike(each, found, filled) for each in same)


def _alike(one: _Anchored, other: _Anchored, filled: Fill) -> bool:
    """Whether two planned rows have the same label but for its number, the column 行次 left out."""
    mine, theirs = (
        [without_numbering(label) for _, text in each.anchors if not (label := filled(text)).isdigit()]
        for each in (one, other)
    )
    return mine == theirs


def _ruled(
    plan: TablePlan,
    row: Sequence[str],
    number: int,
    columns: Mapping[int, int],
    names: Mapping[str, str],
    seen: list[str],
) -> Iterator[tuple[int, int, Binding]]:
    rule = plan.rule
    assert rule is not None
    texts: dict[type, str] = {}
    for column, cell in enumerate(rule.cells):
        if column in columns and isinstance(cell, CodeCell | NameCell):
            part = isinstance(cell, CodeCell) and cell.first > 0  # 款 and 项, in columns behind that of 类
            before = texts.get(type(cell), "") if part else ""
            texts[type(cell)] = before + row[columns[column]].strip()
    label = texts.get(CodeCell, "" if rule.levels else texts.get(NameCell, ""))
    if rule.levels:
        named = _code(texts.get(NameCell, ""), rule, names, seen)
        label = "".join(label.split()) if CodeCell in texts else named
    if not label or not rule.may_make(label):
        return
    seen.append(label)
    for cell in plan.ruled():
        if cell.column in columns:
            yield number, columns[cell.column], cell.binding.at(rule.dimension, label)


def _code(name: str, rule: RowRule, names: Mapping[str, str], seen: Sequence[str]) -> str:
    """The code of a name; "" where there is none, or more than one.

    Of several, that counts which is not there yet and whose class stands above it: 其他支出 is 399, then 39999.
    """
    wanted = normal(name)
    found = [code for code, known in names.items() if normal(known) == wanted and rule.may_make(code)]
    if len(found) > 1:
        least = min(rule.levels)
        found = [
            code
            for code in found
            if code not in seen
            and (
                len(code) == least or any(code.startswith(above) and len(above) < len(code) for above in seen)
            )
        ]
        found = [code for code in found if len(code) == min(map(len, found))]
    return found[0] if len(found) == 1 else ""
