"""The tables of a printed document as those of one format, and the figures in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from gongkai.model.labels import ECONOMIC_DIMENSION, normal
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.plans.filled_names import with_names
from gongkai.plans.rows import FixedRow, TemplateCell, TextCell
from gongkai.plans.table_plan import TablePlan, label_fits
from gongkai.readers.cells import is_nothing
from gongkai.recognition.column_match import matched_columns
from gongkai.recognition.printed_fact import PrintedFact, printed_number
from gongkai.recognition.row_match import bound_cells
from gongkai.recognition.tables import RecognisedTable

_SHORTEST = 5  # characters of a title that may be part of another: 收入决算表
_MOST = 0.7
_LEAST = 0.5
"""Of the columns of a planned table: a printed one with fewer of them is another."""


@dataclass(slots=True)
class MatchedTable:
    """A printed table that is the table `key` of the format (empty: none), with the figures in it.

    `unread` are the row and column of cells with a number that no figure of the format is certain to be, `blank` the
    figures whose cells are empty or hold a dash.
    """

    recognised: RecognisedTable
    key: str = ""
    facts: list[PrintedFact] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    blank: list[Binding] = field(default_factory=list)


def matched(
    tables: Sequence[RecognisedTable], pack: Pack, year: str, unit_name: str = ""
) -> list[MatchedTable]:
    """Each printed table with the planned one that it is; a planned table is used once, in the order of print."""
    filled = partial(with_names, year=year, unit_name=unit_name)
    left = dict(pack.table_plans)
    found: list[MatchedTable] = []
    for table in tables:
        key = _planned(table, pack, left, filled)
        match = MatchedTable(table, key)
        if key:
            _bind(match, left[key], pack, filled)
        if key and len(match.unread) > len(match.facts):
            match = MatchedTable(table)  # called the same, and another form
        elif key:
            del left[key]
        elif found and (whole := _continued(found[-1], table, pack, filled)) is not None:
            found[-1] = whole
            continue
        found.append(match)
    return found


def _continued(
    before: MatchedTable, table: RecognisedTable, pack: Pack, filled: Callable[[str], str]
) -> MatchedTable | None:
    """The table before with the rows of this one, if they are its own: as wide, and every number of them is a figure
    of it. A line between the two, such as a page's header, keeps them apart in the file."""
    first, second = before.recognised.table, table.table
    if not before.key or table.kind or first.width != second.width:
        return None
    cells = (*first.cells, *(replace(cell, row=cell.row + first.height) for cell in second.cells))
    joined = (*first.joined, f"{second.place}：没有标题，各栏与上一张表相同，各行是它的行")
    whole = replace(before.recognised, table=replace(first, cells=cells, joined=joined))
    match = MatchedTable(whole, before.key)
    _bind(match, pack.table_plans[before.key], pack, filled)
    more = len(match.facts) > len(before.facts) and len(match.unread) <= len(before.unread)
    return match if more else None


def _planned(
    table: RecognisedTable, pack: Pack, left: dict[str, TablePlan], filled: Callable[[str], str]
) -> str:
    """The planned table with the title of the printed one, or, where its title says nothing, with its columns."""
    titled = [
        key
        for key in left
        if _same_title(filled(pack.tables[key].title), table.title)
        or ((words := pack.tables[key].recognise.title) is not None and words.fit(table.title))
    ]
    scored = []
    for key in titled or ([] if table.kind else [key for key in left if left[key].header]):
        columns, share = _columns(left[key], table, pack, filled)
        if share >= (_LEAST if titled else 1.0) and len(columns) > 1:
            likeness = _likeness(filled(pack.tables[key].title), table.title)
            scored.append((likeness, share, key))
    return max(scored)[2] if scored else ""


def _columns(
    plan: TablePlan, table: RecognisedTable, pack: Pack, filled: Callable[[str], str]
) -> tuple[dict[int, int], float]:
    called = pack.tables[plan.key].recognise.headings
    header = _header(plan, table, pack, filled)
    return matched_columns(plan, table.table, header, filled, table.captions, called)


def _likeness(title: str, printed: str) -> float:
    """How much of the longer of two titles the shorter one is: 支出决算表 is also the end of other titles."""
    lengths = sorted((len(normal(title)), len(normal(printed))))
    return 2.0 if label_fits(title, printed) else lengths[0] / max(lengths[1], 1)


def _same_title(title: str, printed: str) -> bool:
    return _heading_fits(title, printed)


def _header(plan: TablePlan, table: RecognisedTable, pack: Pack, filled: Callable[[str], str]) -> int:
    """The rows of headings: those at the top that hold the planned headings, else those that look like it."""
    planned = [filled(text) for row in plan.header for text in _texts(row)]
    called = pack.tables[plan.key].recognise.headings
    if not planned:
        return table.captions
    count = 0
    for row in table.table.rows()[table.captions : table.captions + len(plan.header)]:
        texts = [text for text in row if text.strip()]
        alike = sum(
            normal(text) in called or any(_heading_fits(heading, text) for heading in planned)
            for text in texts
        )
        if not texts or alike < _MOST * len(texts):
            break
        count += 1
    return table.captions + count if count else table.header_rows


def _heading_fits(planned: str, printed: str) -> bool:
    """Whether a printed heading is the planned one, or one of the two only says more: 经济分类科目编码."""
    mine, theirs = normal(planned), normal(printed)
    part = min(len(mine), len(theirs)) >= _SHORTEST and (mine in theirs or theirs in mine)
    return part or label_fits(planned, printed)


def _texts(row: FixedRow) -> Iterator[str]:
    return (
        cell.cell.text for cell in row.cells if isinstance(cell, TextCell | TemplateCell) and cell.cell.text
    )


def _bind(match: MatchedTable, plan: TablePlan, pack: Pack, filled: Callable[[str], str]) -> None:
    table = match.recognised
    header = _header(plan, table, pack, filled)
    columns, _ = _columns(plan, table, pack, filled)
    rows = table.table.rows()
    covering = table.table.covering()
    bound: set[tuple[int, int]] = set()
    called = pack.tables[plan.key].recognise.rows
    for row, column, binding in bound_cells(plan, rows, header, columns, _names(pack, plan), filled, called):
        bound.add((row, column))
        cell = covering[row][column]
        number = printed_number(rows[row][column])
        if number is None or cell is None:
            if cell is not None and (cell.row, cell.column) == (row, column) and is_nothing(cell.text):
                match.blank.append(binding)
            continue
        unit = "" if binding.count else table.unit or "万元"
        fact = PrintedFact(
            binding.name,
            _coordinates(binding),
            binding.stage,
            rows[row][column].strip(),
            number[0],
            number[1],
            unit,
            row,
            column,
            cell.place,
            binding,
            cell.doubtful,
        )
        match.facts.append(fact)
    label_columns = {printed for column, printed in columns.items() if column not in _figure_columns(plan)}
    for row in range(header, len(rows)):
        for column, text in enumerate(rows[row]):
            if (row, column) not in bound and column not in label_columns and printed_number(text):
                match.unread.append((row, column))


def _names(pack: Pack, plan: TablePlan) -> dict[str, str]:
    """The names of the codes that name the rows of a table."""
    lists = pack.classification
    families = {family.dimension for family in plan.families}
    dimension = plan.rule.dimension if plan.rule is not None else next(iter(families), "")
    return lists.economic if dimension == ECONOMIC_DIMENSION else lists.functions


def _figure_columns(plan: TablePlan) -> set[int]:
    return {cell.column for _, cell in plan.fixed()} | {cell.column for cell in plan.ruled()}


def _coordinates(binding: Binding) -> dict[str, str]:
    return {dimension: "|".join(values) for dimension, values in binding.where if values}
