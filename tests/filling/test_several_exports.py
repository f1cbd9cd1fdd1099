"""Several exports at once: the same twice, two that contradict each other, another unit's, another year's, 万元."""

from __future__ import annotations

import copy
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from gongkai.filling.fill import Filled, fill_workbook
from tests.conftest import ROOT
from tests.filling.exported import RICH, grids, grids_of, source
from tests.filling.test_fill import blank
from tests.support.library import LIBRARY
from tools.sample_grid import Grid, as_xlsx

BUDGET = "xingxian-2023-budget"


def fill(name: str, *files: tuple[str, list[Grid]]) -> Filled:
    exports = [source(file, as_xlsx(sheets)) for file, sheets in files]
    return fill_workbook(source("空白.xlsx", blank(name)), exports, LIBRARY)


def written(filled: Filled) -> set[tuple[object, object]]:
    """Of each target what is written there."""
    found = [(write.targeted.target, write.shown) for write in filled.decision.writes]
    assert len(set(found)) == len(found)
    return set(found)


def of_tables(name: str, *titles: str) -> list[Grid]:
    found = next(iter(grids(name).values())) if name == RICH else grids_of(name)
    return [copy.deepcopy(grid) for grid in found if grid.title.startswith(titles)]


def test_the_same_export_twice() -> None:
    """Nothing is counted twice, and it is said which sheet was not needed."""
    once = fill(RICH, ("2023年度.xlsx", of_tables(RICH, "Z0")))
    twice = fill(
        RICH, ("2023年度.xlsx", of_tables(RICH, "Z0")), ("2023年度（再导一次）.xlsx", of_tables(RICH, "Z0"))
    )
    assert len(written(once)) > 60
    assert written(twice) == written(once)
    said = [finding for finding in twice.findings if finding.code == "DC-13"]
    assert {finding.location.file for finding in said} == {"2023年度（再导一次）.xlsx"}
    assert len(said) > 4
    assert {finding.code for finding in twice.findings} - {"DC-13"} == {
        finding.code for finding in once.findings
    }


def test_projects_exported_twice() -> None:
    """The sum over a project's rows does not double."""
    tables = ("项目支出预算表（本年", "申报表1")
    once, copied = of_tables(BUDGET, *tables), of_tables(BUDGET, *tables)
    for sheets in (once, copied):
        sheets[0].cells = {
            key: value for key, value in sheets[0].cells.items() if key[1] != 3
        }  # without the level
    assert written(fill(BUDGET, ("2023年预算.xlsx", once), ("2023年预算2.xlsx", copied))) == written(
        fill(BUDGET, ("2023年预算.xlsx", once))
    )


def test_two_exports_contradict() -> None:
    """Both numbers and both places; neither is filled in."""
    other = of_tables(RICH, "F03")
    row = next(row for (row, _), value in other[0].cells.items() if value == "（2）公务用车运行维护费")
    other[0].cells[row, 4] = Decimal(1)
    once = fill(RICH, ("2023年度.xlsx", of_tables(RICH, "F03")))
    both = fill(RICH, ("2023年度.xlsx", of_tables(RICH, "F03")), ("2023年度改.xlsx", other))
    [finding] = [each for each in both.findings if each.code == "DC-06"]
    assert "2023年度.xlsx" in finding.message and "2023年度改.xlsx" in finding.message
    assert finding.expected == "1"
    assert f"D{row}" in finding.message
    assert len(written(once) - written(both)) == 1
    assert written(both) < written(once)


@pytest.mark.parametrize(("year", "refused"), [("2021年度", True), ("2022年度", False), ("2024年度", True)])
def test_another_year(year: str, refused: bool) -> None:
    """Last year's is last year's; of other years nothing is read, and both years are said."""
    sheets = of_tables(RICH, "Z04")
    for grid in sheets:
        grid.cells = {key: year if value == "2023年度" else value for key, value in grid.cells.items()}
    found = fill(RICH, ("决算.xlsx", sheets))
    codes = [(each.code, each.found, each.expected) for each in found.findings if each.code == "DC-02"]
    assert codes == ([("DC-02", year[:4], "2023")] if refused else [])
    assert bool(found.tables) is not refused
    assert not [
        write for write in found.decision.writes if "上年" not in write.targeted.target.column and refused
    ]


def test_another_unit_among_ours() -> None:
    """A folder of several units: only our own is read, the others are said by name."""
    other = of_tables(RICH, "Z04")
    for grid in other:
        grid.cells[3, 1] = "编制单位：某县财政局"
    mine = next(iter(grids(RICH).values()))[0].cells[3, 1]
    assert isinstance(mine, str)
    filled = openpyxl.load_workbook(io.BytesIO(blank(RICH)))
    row = next(
        cells[0].row
        for cells in filled["单位信息"].iter_rows(min_row=4, max_col=1)
        if str(cells[0].value or "").startswith("单位名称")
    )
    filled["单位信息"].cell(row, 2).value = mine.partition("：")[2]
    buffer = io.BytesIO()
    filled.save(buffer)
    exports = [
        source("2023年度甲.xlsx", as_xlsx(of_tables(RICH, "Z04"))),
        source("2023年度乙.xlsx", as_xlsx(other)),
    ]
    both = fill_workbook(source("有名称.xlsx", buffer.getvalue()), exports, LIBRARY)
    [finding] = [each for each in both.findings if each.code == "DC-02"]
    assert finding.found == "某县财政局"
    assert finding.location.file == "2023年度乙.xlsx"
    assert len(both.tables) == 1


def test_in_wan_and_in_yuan() -> None:
    """Each file is read in the unit of its own caption."""
    wan = of_tables(RICH, "Z04")
    for grid in wan:
        grid.cells = {
            key: "金额单位：万元"
            if value == "金额单位：元"
            else value / 10000
            if isinstance(value, Decimal)
            else value
            for key, value in grid.cells.items()
        }
    plain = fill(RICH, ("2023年度.xlsx", of_tables(RICH, "Z04", "Z07", "Z09", "Z11")))
    mixed = fill(RICH, ("2023年度.xlsx", [*of_tables(RICH, "Z07", "Z09", "Z11"), *wan]))
    assert len(written(plain)) > 20
    assert written(mixed) == written(plain)


def test_our_own_files_are_no_exports() -> None:
    """A workbook to fill in has the names of tables in it; a published table has their titles, and rounded amounts."""
    sheets = of_tables(RICH, "Z04")
    for grid in sheets:
        grid.cells[2, 1] = "公开03表"
    book = source("空白.xlsx", blank(RICH))
    found = fill_workbook(
        book, [source("2023.xlsx", own_workbook()), source("公开.xlsx", as_xlsx(sheets))], LIBRARY
    )
    assert [(each.code, each.location.file) for each in found.findings] == [
        ("DC-02", "公开.xlsx"),
        ("DC-08", "2023.xlsx"),
    ]
    assert found.decision.writes == []


def own_workbook() -> bytes:
    return (ROOT / "sample_inputs" / RICH / "input.xlsx").read_bytes()


def test_two_units_and_a_workbook_that_names_none() -> None:
    """Either could be meant: nothing is read, and it is said what to fill in first."""
    mine, other = of_tables(RICH, "Z04"), of_tables(RICH, "Z07")
    other[0].cells[3, 1] = "编制单位：某某县财政局"
    filled = fill(RICH, ("2023年度甲.xlsx", mine), ("2023年度乙.xlsx", other))
    [finding] = filled.findings
    assert written(filled) == set() and finding.code == "DC-02"
    assert finding.location.file == "2023年度乙.xlsx" and "单位信息" in finding.hint
    assert "某某县财政局" in finding.message and "且末县人力资源和社会保障局" in finding.message
    below = of_tables(RICH, "Z07")
    below[0].cells[3, 1] = "编制单位：且末县人力资源和社会保障局（汇总）"
    assert not any(
        each.code == "DC-02"
        for each in fill(RICH, ("2023年度甲.xlsx", mine), ("2023年度乙.xlsx", below)).findings
    )


@pytest.mark.parametrize("unit", ["千元", "百万元", "亿元"])
def test_a_unit_that_is_not_read_is_no_other(unit: str) -> None:
    table = of_tables(RICH, "Z04")
    for place, value in table[0].cells.items():
        if isinstance(value, str) and "金额单位" in value:
            table[0].cells[place] = f"金额单位：{unit}"
    filled = fill(RICH, ("2023年度.xlsx", table))
    assert written(filled) == set()
    assert [f"“{unit}”" in each.message and "元" in each.hint for each in filled.findings] == [True]


def test_tables_of_another_year_are_told_once_for_a_file() -> None:
    sheets = of_tables(RICH, "Z0")
    for grid in sheets:
        for place, value in grid.cells.items():
            if isinstance(value, str):
                grid.cells[place] = value.replace("2023", "2021")
    filled = fill(RICH, ("2021年度.xlsx", sheets))
    [finding] = filled.findings
    assert written(filled) == set() and f"等 {len(sheets)} 张表是 2021 年度的" in finding.message


def _packed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("2023年度.xls", b"")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("导出.zip", _packed(), "解压"),
        ("2023年度.csv", "科目编码,金额\r\n208,1\r\n".encode("gb18030"), "另存为 .xlsx"),
        ("2023年度.xls", b"<html><table><tr><td>1</td></tr></table></html>", "另存为 .xlsx"),
        (
            "2023年度.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "另存为",
        ),
    ],
)
def test_files_of_other_kinds_say_how_to_mend(name: str, content: bytes, hint: str) -> None:
    filled = fill_workbook(source("空白.xlsx", blank(RICH)), [source(name, content)], LIBRARY)
    [finding] = filled.findings
    assert finding.code == "DC-01" and hint in finding.hint and written(filled) == set()


def test_a_formula_without_a_result_says_to_save_it_once() -> None:
    table = of_tables(RICH, "F03")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(table)))
    book.worksheets[0]["D11"] = "=D9+D10"
    saved = io.BytesIO()
    book.save(saved)
    filled = fill_workbook(
        source("空白.xlsx", blank(RICH)), [source("2023年度.xlsx", saved.getvalue())], LIBRARY
    )
    [told] = [each for each in filled.findings if each.code == "DC-04"]
    assert told.location.cell == "D11" and "保存一次" in told.hint and "“”" not in told.message
