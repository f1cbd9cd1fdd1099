"""Each line of exports.md, section 4, on forms of one record: the same facts, or refused with the place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

import pytest

from gongkai.filling.export_fact import Exported
from gongkai.filling.export_files import Wanted, read_exports
from gongkai.filling.fill import workbook_texts
from tests.filling.exported import SPECS, department, grids_of, source
from tests.filling.test_tolerances import FULL
from tools.sample_grid import DASH, Grid, as_xls, as_xlsx

FORMS = {
    "申报表": "xingxian-2023-budget",
    "目标表": "liulin-2023-final",
    "项目自评表": "yangcheng-2024-final",
    "转移支付自评表": "yangcheng-2024-final",
    "整体自评表": "qiemo-2023-final",
    "新疆": "qiemo-2023-final",
    "本级项目自评结果": "qinglong-2023-evaluation",
}
KINDS = {"budget": "budget", "final": "final_accounts", "evaluation": "self_evaluation"}
Change = Callable[[Grid], None]
Said = set[tuple[str, tuple[tuple[str, str], ...], Decimal | str]]


@lru_cache
def sheet(form: str) -> Grid:
    """One sheet of the kind; of projects the one with most amounts."""
    kind = "项目自评表" if form == "新疆" else form
    found = [grid for grid in grids_of(FORMS[form]) if grid.title.startswith(kind)]
    assert found
    return max(
        found,
        key=lambda grid: len([1 for value in grid.cells.values() if isinstance(value, Decimal) and value]),
    )


def read(
    form: str, change: Change = lambda grid: None, binary: bool = False, file: str = "导出.xlsx"
) -> Exported:
    grid = copy.deepcopy(sheet(form))
    change(grid)
    unit, classification = department(FORMS[form])
    wanted = Wanted(
        int(unit.year),
        unit.unit_name,
        classification,
        KINDS[FORMS[form].rpartition("-")[2]],
        workbook_texts(unit),
    )
    content = as_xls([grid]) if binary else as_xlsx([grid])
    found = Exported()
    for _, exported in read_exports([source(file, content)], SPECS, wanted):
        found.add([exported])
    return found


def said(exported: Exported) -> Said:
    return {
        (fact.figure.schedule, tuple(sorted(fact.figure.coordinates)), fact.text or fact.amount)
        for fact in exported.facts
    }


@lru_cache
def expected(form: str) -> frozenset[tuple[str, tuple[tuple[str, str], ...], Decimal | str]]:
    found = read(form)
    assert [finding.message for finding in found.findings] == []
    return frozenset(said(found))


def _shifted(grid: Grid) -> None:
    grid.cells = {(row + 2, column + 1): value for (row, column), value in grid.cells.items()}
    grid.merged = [(top + 2, left + 1, bottom + 2, right + 1) for top, left, bottom, right in grid.merged]


def _no_merges(grid: Grid) -> None:
    grid.merged = []


def _each(change: Callable[[object], object]) -> Change:
    def changed(grid: Grid) -> None:
        grid.cells = {key: change(value) for key, value in grid.cells.items()}  # type: ignore[misc]

    return changed


def _amounts(change: Callable[[Decimal], object]) -> Change:
    return _each(lambda value: change(value) if isinstance(value, Decimal) else value)


def _named(grid: Grid) -> None:
    grid.title = "Sheet1"


def _breaks(grid: Grid) -> None:
    """Labels with line breaks, blanks and half-width brackets."""
    for key, value in grid.cells.items():
        if isinstance(value, str) and 3 < len(value) < 9 and key[1] < 4 and "年度" not in value:
            grid.cells[key] = f" {value[:2]}\n{value[2:]}　".replace("（", "(").replace("）", ")")


SAME: dict[str, Change] = {
    "shifted": _shifted,
    "no merged cells": _no_merges,
    "nothing in the sheet's name": _named,
    "thousands": _amounts(lambda amount: f"{amount:,f}"),
    "full-width": _amounts(lambda amount: f"{amount:,f}".translate(FULL)),
    "blanks": _amounts(lambda amount: f" {amount:f}　"),
    "一": _each(lambda value: "一" if value == DASH else value),
    "——": _each(lambda value: "——" if value == DASH else value),
    "blank": _each(lambda value: None if value == DASH else value),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SAME)
def test_same(form: str, name: str) -> None:
    assert len(expected(form)) > 10
    assert said(read(form, SAME[name])) == expected(form)


@pytest.mark.parametrize("form", FORMS)
def test_binary(form: str) -> None:
    assert said(read(form, binary=True)) == expected(form)


@pytest.mark.parametrize("form", ["项目自评表", "新疆"])
def test_scores_with_their_unit(form: str) -> None:
    """分值 as 6.50分; a rate is never read, however it is written: it is computed."""

    def change(grid: Grid) -> None:
        for (row, column), value in list(grid.cells.items()):
            heading = [grid.cells.get((above, column)) for above in range(1, row)]
            if isinstance(value, Decimal) and {"分值", "指标分值权重"} & set(heading[-20:]):
                grid.cells[row, column] = f"{value}分"
            if isinstance(value, str) and value.endswith("%") and value[:1].isdigit():
                grid.cells[row, column] = value.rstrip("%")

    changed = read(form, change)
    scores = {
        each for each in said(changed) if ("栏", "分值") in each[1] or ("栏", "指标分值权重") in each[1]
    }
    assert scores == {
        each for each in expected(form) if ("栏", "分值") in each[1] or ("栏", "指标分值权重") in each[1]
    }
    assert len(scores) > 3


def test_name_with_another_year() -> None:
    """A year in a project's name, or in a number of a document, is not the form's."""

    def change(grid: Grid) -> None:
        for key in list(grid.cells):
            if grid.cells.get((key[0], 1)) == "项目名称" and key[1] == 3:
                grid.cells[key] = "2021年中央补助（晋财社〔2020〕1号）"

    found = read("目标表", change)
    names = {dict(coordinates).get("项目名称") for _, coordinates, _ in said(found)}
    assert names == {"2021年中央补助（晋财社〔2020〕1号）"}


def _first(grid: Grid, wanted: Callable[[object], bool]) -> tuple[int, int]:
    return next(key for key, value in sorted(grid.cells.items()) if wanted(value))


def test_in_yuan() -> None:
    """The unit is what the form says."""

    def change(grid: Grid) -> None:
        for key, value in grid.cells.items():
            if isinstance(value, str) and value.endswith("（万元）"):
                grid.cells[key] = value.replace("万元", "元")
            elif isinstance(value, Decimal) and key[0] < 15:
                grid.cells[key] = value * 10000

    money = {each for each in expected("项目自评表") if "执行" in dict(each[1])}
    assert money
    assert money <= said(read("项目自评表", change))


def test_no_unit() -> None:
    def change(grid: Grid) -> None:
        for key, value in grid.cells.items():
            if isinstance(value, str) and "（万元）" in value:
                grid.cells[key] = value.replace("（万元）", "")

    found = read("项目自评表", change)
    assert not found.facts
    assert [finding.code for finding in found.findings] == ["DC-02"]


@pytest.mark.parametrize("text", ["#DIV/0!", "<p>12</p>", "约12"])
def test_no_number(text: str) -> None:
    """What is no number is said with its place, and the total that it belongs to no longer comes out."""
    places: list[tuple[int, int]] = []

    def change(grid: Grid) -> None:
        place = _first(grid, lambda value: value == "其中：当年财政拨款")
        at = min(
            key for key, value in grid.cells.items() if key[0] == place[0] and isinstance(value, Decimal)
        )
        places.append(at)
        grid.cells[at] = text

    found = read("新疆", change)
    assert [finding.code for finding in found.findings] == ["DC-04", "DC-05"]
    assert found.findings[0].location.cell.endswith(str(places[0][0]))
    assert found.findings[0].found == text
    assert said(found) < expected("新疆")


def test_error_in_a_text() -> None:
    def change(grid: Grid) -> None:
        place = _first(grid, lambda value: value == "项目概况")
        grid.cells[min(key for key in grid.cells if key[0] == place[0] and key[1] > place[1])] = "#REF!"

    found = read("目标表", change)
    assert [finding.code for finding in found.findings] == ["DC-04"]
    assert said(found) < expected("目标表")


def test_markup_stays() -> None:
    """Markup in a text is kept as it stands there: the check of the workbook reports it."""

    def change(grid: Grid) -> None:
        place = _first(grid, lambda value: value == "立项依据")
        grid.cells[min(key for key in grid.cells if key[0] == place[0] and key[1] > place[1])] = "<p>文件</p>"

    assert "<p>文件</p>" in {value for _, _, value in said(read("目标表", change))}


def test_parts_differ_from_the_total() -> None:
    def change(grid: Grid) -> None:
        place = _first(grid, lambda value: isinstance(value, str) and value.startswith("年度资金总额"))
        at = min(key for key, value in grid.cells.items() if key[0] == place[0] and key[1] > place[1])
        assert isinstance(grid.cells[at], Decimal)
        grid.cells[at] += 1  # type: ignore[operator]

    found = read("目标表", change)
    [finding] = found.findings
    assert (finding.code, finding.difference) == ("DC-05", "-1")
    lost = expected("目标表") - said(found)
    assert lost
    assert all(("资金期", "年度资金") in coordinates for _, coordinates, _ in lost)


def test_another_unit() -> None:
    def change(grid: Grid) -> None:
        for key, value in grid.cells.items():
            if isinstance(value, str):
                grid.cells[key] = value.replace(department(FORMS["目标表"])[0].unit_name, "某县财政局")

    found = read("目标表", change)
    assert not found.facts
    assert [finding.code for finding in found.findings] == ["DC-02"]
    assert "某县财政局" in found.findings[0].message
    assert found.findings[0].location.cell


def test_another_year() -> None:
    def change(grid: Grid) -> None:
        for key, value in grid.cells.items():
            if value == "（2023年度）":
                grid.cells[key] = "（2022年度）"

    found = read("目标表", change)
    assert not found.facts
    [finding] = found.findings
    assert (finding.code, finding.found, finding.expected) == ("DC-02", "2022", "2023")


def test_no_name() -> None:
    def change(grid: Grid) -> None:
        row, column = _first(grid, lambda value: value == "项目名称")
        grid.cells = {key: value for key, value in grid.cells.items() if key[0] != row or key[1] == column}

    found = read("目标表", change)
    assert not found.facts
    assert [finding.code for finding in found.findings] == ["DC-03"]


def test_repeated_headings() -> None:
    """The headings of the indicators again in the middle, the first columns empty after a page break."""

    def change(grid: Grid) -> None:
        row, _ = _first(grid, lambda value: value == "一级指标")
        head = {key: value for key, value in grid.cells.items() if key[0] == row}
        below = {(key[0] + 1, key[1]): value for key, value in grid.cells.items() if key[0] > row + 2}
        grid.cells = {key: value for key, value in grid.cells.items() if key[0] <= row + 2}
        grid.cells |= below | {(row + 3, column): value for (_, column), value in head.items()}
        grid.merged = []

    assert said(read("项目自评表", change)) == expected("项目自评表")


def test_same_name_twice() -> None:
    """Projects of one name are told apart by their order, as the input does."""
    found = {
        dict(coordinates)["同名区分"]: value
        for _, coordinates, value in expected("本级项目自评结果")
        if "同名区分" in dict(coordinates) and ("栏", "全年预算数") in coordinates
    }
    assert found == {"第1笔": Decimal("98200.00"), "第2笔": Decimal("13992.00")}


def test_list_with_a_total() -> None:
    """A total that the rows do not give is said, and the column is not used."""

    def change(grid: Grid, more: int = 0) -> None:
        last = max(row for row, _ in grid.cells)
        grid.cells[last + 1, 3] = "合计"
        amounts = [
            value for (row, column), value in grid.cells.items() if column == 5 and isinstance(value, Decimal)
        ]
        grid.cells[last + 1, 5] = sum(amounts, Decimal(more))

    assert said(read("本级项目自评结果", change)) > expected("本级项目自评结果")  # and the total
    found = read("本级项目自评结果", lambda grid: change(grid, 1))
    assert [(finding.code, finding.difference) for finding in found.findings] == [("DC-05", "-1.00")]
    assert not [1 for _, coordinates, _ in said(found) if ("栏", "全年预算数") in coordinates]


def test_unit_below() -> None:
    """A form of a unit below is read where the workbook names that unit, else refused with both names."""
    unit, classification = department(FORMS["新疆"])
    content = as_xlsx([sheet("新疆")])
    for texts, codes in (("", ["DC-02"]), (workbook_texts(unit), [])):
        wanted = Wanted(int(unit.year), unit.unit_name, classification, "final_accounts", texts)
        found = Exported()
        for _, exported in read_exports([source("导出.xlsx", content)], SPECS, wanted):
            found.add([exported])
        assert [finding.code for finding in found.findings] == codes
        assert bool(found.facts) is not bool(codes)
