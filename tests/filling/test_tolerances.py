"""Each line of exports.md, section 4, on a sample's export: the same facts, or refused with the place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.filling.exported import FINAL, RICH, by_code, expected, read, said
from tests.support.parts import every
from tools.sample_grid import DASH, Grid

CODE_ROWS = range(10, 200)


def _codes_as(change):
    def changed(sheets: list[Grid]) -> list[Grid]:
        for grid in by_code(sheets):
            for row in CODE_ROWS:
                value = grid.cells.get((row, 1))
                if isinstance(value, str) and value.isdigit():
                    grid.cells[row, 1] = change(value)
        return sheets

    return changed


def _three_columns(sheets: list[Grid]) -> list[Grid]:
    """类 a number, 款 and 项 texts of two digits."""
    for grid in by_code(sheets):
        grid.merged = [area for area in grid.merged if area[0] < 9]
        for row in CODE_ROWS:
            value = grid.cells.get((row, 1))
            if isinstance(value, str) and value.isdigit():
                grid.cells[row, 1] = int(value[:3])
                for column, part in ((2, value[3:5]), (3, value[5:7])):
                    if part:
                        grid.cells[row, column] = part
    return sheets


def _three_numbers(sheets: list[Grid]) -> list[Grid]:
    for grid in by_code(_three_columns(sheets)):
        for row in CODE_ROWS:
            for column in (2, 3):
                if (row, column) in grid.cells:
                    grid.cells[row, column] = int(str(grid.cells[row, column]))
    return sheets


def _moved(grid: Grid, from_column: int, by: int) -> None:
    def new(column: int) -> int:
        return column + by if column >= from_column else column

    grid.cells = {(row, new(column)): value for (row, column), value in grid.cells.items()}
    grid.merged = [(top, new(left), bottom, new(right)) for top, left, bottom, right in grid.merged]


def _one_column(sheets: list[Grid]) -> list[Grid]:
    for grid in by_code(sheets):
        grid.merged = [area for area in grid.merged if area[1] > 3 or area[0] < 4]
        grid.cells = {key: value for key, value in grid.cells.items() if key[0] != 8 or key[1] > 3}
        _moved(grid, 4, -2)
        grid.merged = [area for area in grid.merged if area[3] > 4]
    return sheets


def _shifted(sheets: list[Grid]) -> list[Grid]:
    for grid in sheets:
        _moved(grid, 1, 2)
    return sheets


def _column_between(sheets: list[Grid]) -> list[Grid]:
    for grid in by_code(sheets):
        _moved(grid, 6, 1)
        grid.put(4, 6, "新增的一栏")
    return sheets


def _rows_shifted(sheets: list[Grid]) -> list[Grid]:
    for grid in sheets:
        grid.cells = {(row + 2, column): value for (row, column), value in grid.cells.items()}
        grid.merged = [(top + 2, left, bottom + 2, right) for top, left, bottom, right in grid.merged]
        grid.cells[1, 1] = "部门决算报表"
    return sheets


def _renamed(change):
    def changed(sheets: list[Grid]) -> list[Grid]:
        for grid in sheets:
            grid.title = change(grid.title)
        return sheets

    return changed


def _numbered(sheets: list[Grid]) -> list[Grid]:
    """The names that a spreadsheet program gives; only the titles tell the tables."""
    for number, grid in enumerate(sheets, start=1):
        grid.title = f"Sheet{number}"
    return sheets


def _other_mark(title: str) -> str:
    return title.replace("Z01-1", "Z01_1").replace("Z08_1", "Z08-1")


def _no_merges(sheets: list[Grid]) -> list[Grid]:
    for grid in sheets:
        grid.merged = []
    return sheets


def _dashes(mark: str | None):
    def changed(sheets: list[Grid]) -> list[Grid]:
        for grid in sheets:
            grid.cells = {
                key: mark if value == DASH else value
                for key, value in grid.cells.items()
                if value != DASH or mark is not None
            }
        return sheets

    return changed


def _amounts(change):
    def changed(sheets: list[Grid]) -> list[Grid]:
        for grid in sheets:
            grid.cells = {
                key: change(value) if isinstance(value, Decimal) else value
                for key, value in grid.cells.items()
            }
        return sheets

    return changed


FULL = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def _names(sheets: list[Grid]) -> list[Grid]:
    """Names with line breaks and half-width brackets, row 合计 with an empty name."""
    for grid in by_code(sheets):
        del grid.cells[9, 4]
        grid.cells[9, 1] = "合计"
        grid.merged = [area for area in grid.merged if area[:2] not in ((8, 1), (8, 2), (8, 3))]
        for row in CODE_ROWS:
            name = grid.cells.get((row, 4))
            if isinstance(name, str):
                grid.cells[row, 4] = f" {name[:2]}\n{name[2:]} ".replace("（", "(")
    return sheets


def _repeated(sheets: list[Grid]) -> list[Grid]:
    """The headings again in the middle, as after a page break."""
    for grid in by_code(sheets):
        last = max(row for row, _ in grid.cells)
        if last < 20:
            continue
        head = {key: value for key, value in grid.cells.items() if 4 <= key[0] <= 8}
        below = {(row + 5, column): value for (row, column), value in grid.cells.items() if row > 14}
        kept = {key: value for key, value in grid.cells.items() if key[0] <= 14}
        grid.merged = [area for area in grid.merged if area[0] <= 14]
        grid.cells = kept | below | {(row + 11, column): value for (row, column), value in head.items()}
    return sheets


SAME = {
    "codes as numbers": _codes_as(int),
    "codes as text numbers": _codes_as(lambda code: f"{code}.0"),
    "codes full-width": _codes_as(lambda code: code.translate(FULL)),
    "codes with blanks": _codes_as(lambda code: f" {code}　"),
    "codes in three columns": _three_columns,
    "codes in three columns as numbers": _three_numbers,
    "codes in one column": _one_column,
    "columns shifted": _shifted,
    "a column more": _column_between,
    "rows shifted": _rows_shifted,
    "other mark": _renamed(_other_mark),
    "blank behind the name": _renamed(lambda title: title[:30] + " "),
    "only the code": _renamed(lambda title: title.partition(" ")[0]),
    "full-width brackets": _renamed(lambda title: title.replace("(", "（").replace(")", "）")),
    "no code": _renamed(lambda title: title.partition(" ")[2]),
    "no noughts": _renamed(lambda title: title.replace("Z0", "Z").lower()),
    "nothing in the name": _numbered,
    "no merged cells": _no_merges,
    "一": _dashes("一"),
    "——": _dashes("——"),
    "———": _dashes("———"),
    "blank": _dashes(None),
    "thousands": _amounts(lambda amount: f"{amount:,.2f}"),
    "full-width": _amounts(lambda amount: f"{amount:,.2f}".translate(FULL)),
    "blanks": _amounts(lambda amount: f"  {amount:.2f} "),
    "names": _names,
    "repeated headings": _repeated,
}


@pytest.mark.parametrize("sample", FINAL)
@pytest.mark.parametrize("name", every(6, list(SAME)))
def test_same(sample: str, name: str) -> None:
    assert len(expected(sample)) > 40
    found = read(sample, SAME[name])
    assert said(found) == expected(sample), [finding.message for finding in found.findings]
    unexpected = [finding.message for finding in found.findings if finding.code not in ("DC-07", "DC-08")]
    assert not unexpected


@pytest.mark.parametrize("sample", FINAL)
def test_binary(sample: str) -> None:
    assert said(read(sample, xlsx=False)) == expected(sample)


def test_in_wan() -> None:
    def changed(sheets: list[Grid]) -> list[Grid]:
        for grid in sheets:
            for key, value in grid.cells.items():
                if value == "金额单位：元":
                    grid.cells[key] = "金额单位：万元"
        return _amounts(lambda amount: amount / 10000)(
            [grid for grid in sheets if not grid.title.startswith("F03")]
        )

    plain = read(RICH, lambda sheets: [grid for grid in sheets if not grid.title.startswith("F03")])
    assert said(read(RICH, changed)) == said(plain)


def test_no_planned_number() -> None:
    """Z01 without 全年预算数: the other columns are read, the missing one is said."""

    def changed(sheets: list[Grid]) -> list[Grid]:
        first = sheets[0]
        gone = [column for (row, column), value in first.cells.items() if row == 5 and value == "全年预算数"]
        assert len(gone) == 3
        for column in sorted(gone, reverse=True):
            first.cells = {key: value for key, value in first.cells.items() if key[1] != column}
            first.merged = [area for area in first.merged if not area[1] <= column <= area[3]]
            _moved(first, column + 1, -1)
        return sheets

    found = read("liulin-2023-final", changed)
    lost = expected("liulin-2023-final") - said(found)
    assert lost
    assert said(found) < expected("liulin-2023-final")
    assert all(("阶段", "全年预算") in coordinates for _, coordinates, _ in lost)
    assert [finding.expected for finding in found.findings if finding.code == "DC-03"] == ["全年预算数"]


def _z04(sheets: list[Grid]) -> Grid:
    return next(grid for grid in sheets if grid.title.startswith("Z04"))


def test_error_value() -> None:
    def changed(sheets: list[Grid]) -> list[Grid]:
        _z04(sheets).cells[12, 6] = "#DIV/0!"
        return sheets

    found = read(RICH, changed)
    places = [(each.code, each.location.cell) for each in found.findings if each.code in ("DC-04", "DC-05")]
    assert places == [("DC-04", "F12"), ("DC-05", "F9")]
    assert said(found) < expected(RICH)


@pytest.mark.parametrize(
    ("table", "label"),
    [("Z01 ", "年初结转和结余"), ("F03", "（2）公务用车运行维护费"), ("Z01-1", "一、一般公共预算财政拨款")],
)
def test_text_for_a_number(table: str, label: str) -> None:
    """A text where a number belongs is no label: it is said, and the numbers beside it are still read."""

    def changed(sheets: list[Grid]) -> list[Grid]:
        grid = next(grid for grid in sheets if grid.title.startswith(table))
        row = next(row for (row, _), value in grid.cells.items() if value == label)
        grid.cells[
            min(key for key, value in grid.cells.items() if key[0] == row and isinstance(value, Decimal))
        ] = "约12"
        return sheets

    found = read(RICH, changed)
    assert [each.found for each in found.findings if each.code == "DC-04"] == ["约12"]
    assert len(expected(RICH) - said(found)) <= 2  # with what is worked out of it


def test_missing_row() -> None:
    """A lost row shows in the totals: no amount of the columns that do not add up is used."""

    def changed(sheets: list[Grid]) -> list[Grid]:
        grid = _z04(sheets)
        row = next(row for row in CODE_ROWS if len(str(grid.cells[row, 1])) == 7)
        grid.cells = {key: value for key, value in grid.cells.items() if key[0] != row}
        return sheets

    found = read(RICH, changed)
    assert "DC-05" in {finding.code for finding in found.findings}
    assert said(found) < expected(RICH)


def test_heading_twice() -> None:
    def changed(sheets: list[Grid]) -> list[Grid]:
        grid = _z04(sheets)
        grid.cells[4, 7] = "基本支出"
        return sheets

    found = read(RICH, changed)
    assert [each.location.cell for each in found.findings if each.code == "DC-03"] == ["G5", "A5"]
    assert said(found) < expected(RICH)


def test_another_unit() -> None:
    def changed(sheets: list[Grid]) -> list[Grid]:
        for grid in sheets:
            grid.cells[3, 1] = "编制单位：另一个县财政局"
        return sheets

    found = read(RICH, changed)
    assert not found.facts
    assert {(each.code, each.location.cell) for each in found.findings} == {("DC-02", "A3")}


def test_no_year() -> None:
    def changed(sheets: list[Grid]) -> list[Grid]:
        for grid in sheets:
            grid.cells = {key: value for key, value in grid.cells.items() if value != "2023年度"}
        return sheets

    assert not read(RICH, changed, file="决算.xlsx").facts
    assert said(read(RICH, changed, file="2023年度决算.xlsx")) == expected(RICH)


def test_wrong_title() -> None:
    """A code with another table's title is not read."""

    def changed(sheets: list[Grid]) -> list[Grid]:
        sheets[3].title = "Z04 收入决算表(财决03表)"
        sheets[3].cells[1, 1] = "收入决算表"
        return sheets

    found = read(RICH, changed)
    assert said(found) < expected(RICH)


def test_no_table_of_a_fund() -> None:
    """Without the tables of funds the rest is not certain, unless their totals are known to be nought."""
    left_out = ("Z09", "Z11", "Z01-1")
    found = read(RICH, lambda sheets: [grid for grid in sheets if not grid.title.startswith(left_out)])
    others = [
        fact for fact in found.facts if ("资金来源", "其他资金") in fact.figure.coordinates and fact.others
    ]
    assert not others
    assert "DC-07" in {finding.code for finding in found.findings}
    known = read(RICH, lambda sheets: [grid for grid in sheets if not grid.title.startswith(left_out[:2])])
    assert said(known) == expected(RICH)
