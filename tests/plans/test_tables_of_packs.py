"""Every table of every pack: its plan tells each figure cell of a document, and the document shows all of the plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.model.labels import normal
from gongkai.model.ledger import Ledger
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.plans.columns import HeadingNode
from gongkai.plans.rows import AmountLook, FigureCell
from gongkai.plans.table_plan import TablePlan
from gongkai.recognition.vocabulary import without_numbering
from gongkai.sections.code_names import CodeNames
from gongkai.sections.ledger_tables import FilledGrid, LedgerComposer
from gongkai.sections.printing import Printer
from gongkai.tree.grid import grid as placed
from gongkai.tree.nodes import Cell, Row, Table
from tests.conftest import ROOT
from tests.support.library import LIBRARY, check_file
from tests.support.parts import newest

FORMATS = sorted(LIBRARY.formats())
SAMPLES = sorted([*ROOT.glob("sample_inputs/*/input.yaml"), *ROOT.glob("tests/formats/*/input.yaml")])


def pack_of(format: str) -> Pack:
    pack, findings = LIBRARY.pack(format)
    assert pack is not None
    assert not findings
    return pack


def figure_cells(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Row, column and cell of every printed figure."""
    found = placed(table)
    for row, slot, cell in zip(found.build.rows, found.build.places, found.cells, strict=True):
        if cell.number is not None:
            yield row, slot.column, cell


def planned_row(plan: TablePlan, grid: FilledGrid, row: int) -> int | str:
    """A row of the document as the plan names it."""
    body = row - len(plan.header)
    first = list(grid.coordinates) if plan.totals_last else list(range(len(plan.rows)))
    last = list(range(len(plan.rows))) if plan.totals_last else list(grid.coordinates)
    return [*first, *last][body]


def looks(plan: TablePlan) -> dict[tuple[int | str, int], AmountLook]:
    """How each cell is printed, cells of rows that the rule makes by their column."""
    fixed = {(place.row, place.column): cell.look for place, cell in plan.fixed()}
    return {**fixed, **{("", cell.column): cell.look for cell in plan.ruled()}}


def flexible_row(plan: TablePlan, row: Row, column: int, at: int) -> int:
    """The row of the plan that a row of a side says by its label, whatever number stands before it; of two, its own."""
    told = {normal(without_numbering(cell.text)) for cell in row.cells if cell.number is None and cell.text}
    found = {
        place.row
        for place, cell in plan.fixed()
        if place.column == column
        and any(normal(without_numbering(text)) in told for text in cell.labels if not text.isdigit())
    }
    (only,) = found & {at} or found
    assert isinstance(only, int)
    return only


def holds(pack: Pack, department: Department, plan: TablePlan) -> int:
    """Cell → binding → book is what is printed, and every binding is in its cell; gives how many cells there were."""
    book = Book(Ledger(department), pack.definitions)
    printer, names = Printer(pack), CodeNames(department, pack.classification)
    composed = LedgerComposer(department, book, names, printer, str).compose(plan)
    fresh = Book(Ledger(department), pack.definitions)
    look = looks(plan)
    shown: set[tuple[int | str, int]] = set()
    for row, column, cell in figure_cells(Table(plan.key, plan.key, composed.rows, composed.widths)):
        if plan.sides:
            where: int | str = flexible_row(plan, composed.rows[row], column, row - len(plan.header))
        else:
            where = planned_row(plan, composed, row)
        binding = plan.binding(where, column)
        assert binding is not None, (plan.key, where, column)
        figure = binding.on(fresh)
        way = look[where if isinstance(where, int) else "", column]
        number = printer.cell(figure, binding.count, figure.amount, way)
        assert cell.number is not None
        unit = "" if binding.count else way.unit
        assert (cell.text, cell.number, cell.number.unit) == (number.text, number, unit)
        # A row that is called by its code alone has the code's name behind it.
        assert cell.number.name.partition(" ")[0] == number.name.partition(" ")[0]
        places = [(place.row, place.column) for place in plan.cells(binding)]
        assert (where, column) in places, (plan.key, where, column)
        assert all(plan.binding(*place) == binding for place in places)
        shown.add((where, column))
    away = {
        (place.row, place.column)
        for place, cell in plan.fixed()
        if plan.sides and cell.code and not cell.binding.on(fresh).amount
    }
    planned = {(place.row, place.column) for place, cell in plan.fixed() if not dashed(fresh, cell)}
    planned -= away - shown
    planned |= {(code, cell.column) for code in composed.coordinates for cell in plan.ruled()}
    assert shown == planned
    return len(shown)


def dashed(book: Book, cell: FigureCell) -> bool:
    return cell.dash is not None and not cell.binding.on(book).amount


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_tables_of_the_samples(path: object) -> None:
    checked = check_file(path)  # type: ignore[arg-type]
    pack, department = checked.loaded.pack, checked.loaded.department
    assert pack is not None
    assert department is not None
    counted = {plan.key: holds(pack, department, plan) for plan in pack.table_plans.values()}
    assert set(counted) == set(pack.tables)
    assert sum(counted.values()) > 0 or not pack.tables


@pytest.mark.parametrize("scenario", [Scenario.TYPICAL, Scenario.ZERO, Scenario.EXTREME])
@pytest.mark.parametrize("format", newest(FORMATS))
def test_tables_of_an_invented_department(format: str, scenario: Scenario) -> None:
    pack = pack_of(format)
    department = synthetic(pack, scenario)
    for plan in pack.table_plans.values():
        cells = holds(pack, department, plan)
        assert cells or scenario is Scenario.ZERO or plan.rule is not None, plan.key


def not_one_to_one(plan: TablePlan) -> Iterator[str]:
    """What keeps a plan from being turned round, in words."""
    for column, cells in sorted(columns_of(plan).items()):
        if column:
            yield f"同一标题下几栏：{'/'.join(column)}" if len(cells) > 1 else ""
    names = dict.fromkeys((cell.path, text) for _, cell in plan.fixed() for text in cell.labels)
    for label in dict.fromkeys(text for path, text in names if len(plan.bindings(path, text)) > 1):
        yield f"同名不同数：{label}"
    repeated = {cell.binding for _, cell in plan.fixed() if len(plan.cells(cell.binding)) > 1}
    repeated |= {
        cell.binding
        for cell in plan.ruled()
        if sum(cell.binding == other.binding for other in plan.ruled()) > 1
    }
    for name in sorted({binding.name for binding in repeated}):
        yield f"一数几格：{name}"


def columns_of(plan: TablePlan) -> dict[tuple[str, ...], set[int]]:
    found: dict[tuple[str, ...], set[int]] = {}
    for cell in [*(cell for _, cell in plan.fixed()), *plan.ruled()]:
        found.setdefault(cell.path, set()).add(cell.column)
    return found


def test_what_is_not_one_to_one() -> None:
    found = {
        format: {
            plan.key: texts
            for plan in pack_of(format).table_plans.values()
            if (texts := [text for text in not_one_to_one(plan) if text])
        }
        for format in FORMATS
    }
    told = {}
    for format, tables in found.items():
        parent = found[pack_of(format).chain[-2]] if len(pack_of(format).chain) > 1 else {}
        # What a format has from its parent is said there once.
        told |= {f"{format} {key}": texts for key, texts in tables.items() if texts != parent.get(key)}
    assert told == NOT_ONE_TO_ONE


# A new entry here is a table that cannot be read back by its texts alone: think before adding one.
NOT_ONE_TO_ONE: dict[str, list[str]] = {
    "national/budget/2023 财政拨款收支总表": [
        "同名不同数：一、一般公共预算",
        "同名不同数：二、政府性基金预算",
        "同名不同数：三、国有资本经营预算",
    ],
    "national/final_accounts/2023 一般公共预算财政拨款基本支出决算明细表": [
        "同一标题下几栏：公用经费/决算数"
    ],
    "shanghai/final_accounts/2024 一般公共预算财政拨款基本支出决算明细表": ["同一标题下几栏：决算数"],
    "shanghai/final_accounts/2024 财政拨款收入支出决算总表": [
        "同名不同数：一、一般公共预算财政拨款",
        "同名不同数：二、政府性基金预算财政拨款",
        "同名不同数：三、国有资本经营预算财政拨款",
    ],
    "shanxi/budget/2023 项目支出预算表（上年结转）": [
        "一数几格：{{年度}}年财政拨款/一般公共预算",
        "一数几格：{{年度}}年财政拨款/国有资本经营预算",
        "一数几格：{{年度}}年财政拨款/政府性基金预算",
        "一数几格：合计",
    ],
    "shanxi/budget/2023 项目支出预算表（本年预算）": [
        "一数几格：{{年度}}年财政拨款/一般公共预算",
        "一数几格：{{年度}}年财政拨款/国有资本经营预算",
        "一数几格：{{年度}}年财政拨款/政府性基金预算",
        "一数几格：单位资金",
        "一数几格：合计",
        "一数几格：财政专户管理资金",
    ],
}


def leaves(
    nodes: tuple[HeadingNode, ...], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], int]]:
    for node in nodes:
        path = (*above, node.text)
        if node.below:
            yield from leaves(node.below, path)
        else:
            yield from ((path, column) for column in range(*node.columns))


@pytest.mark.parametrize("format", newest(FORMATS))
def test_headings_and_labels_without_a_department(format: str) -> None:
    """The tree of headings leads to each column by its path, and every label of a fixed row to its own figures."""
    for plan in pack_of(format).table_plans.values():
        assert [path for path, _ in leaves(plan.headings)] == list(plan.paths)
        assert [column for _, column in leaves(plan.headings)] == list(range(len(plan.widths)))
        labels = Counter(text for label in plan.labels for text in label.texts if text)
        assert labels or plan.rule is not None or plan.rows
        for _, cell in plan.fixed():
            for text in cell.labels:
                if text:
                    assert cell.binding in plan.bindings(cell.path, text)
                    assert plan.bound(cell.path, text) in (cell.binding, None)
                    assert cell.binding in plan.bindings(
                        tuple(map(named, cell.path)), f" {named(text)} ", named
                    )
        for cell in plan.ruled():
            made = made_label(plan)
            assert binding_under(plan, cell, made) in plan.bindings(cell.path, made)


def named(text: str) -> str:
    """Templates with the names of a department in them."""
    return re.sub(r"\{\{.*?\}\}", "某县某局", text)


def made_label(plan: TablePlan) -> str:
    assert plan.rule is not None
    return "2" * plan.rule.levels[-1] if plan.rule.levels else "某一项"


def binding_under(plan: TablePlan, cell: FigureCell, label: str) -> Binding:
    assert plan.rule is not None
    return cell.binding.at(plan.rule.dimension, label)
