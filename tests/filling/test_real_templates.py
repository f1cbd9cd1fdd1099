"""The official templates of a district, filled in place as an accountant does, bring the figures into the workbook.

The real files lie beside the repository. Rows are added where the codes need more than the template has; the sample
rows of the template are written over.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongkai import pipeline
from gongkai.blanks import write_workbook
from gongkai.filling.fill import fill_workbook
from gongkai.model.department import Department
from gongkai.source import Source
from tests.conftest import ROOT
from tests.filling.exported import source
from tests.robust.libreoffice import saved_as, soffice
from tests.support.library import LIBRARY

REAL = next((each / "shared/real" for each in ROOT.parents if (each / "shared/real").is_dir()), ROOT / "none")
SAMPLE = ROOT / "tests" / "formats" / "standard-2026-budget" / "input.yaml"
FIRST = 9
"""The first row of figures in the templates' tables of codes."""
Amounts = dict[str, tuple[Decimal, Decimal]]
"""By code the two parts of its amount, such as basic and project expenditure."""

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real documents lie beside the repository"),
]


def department() -> Department:
    found = pipeline.read(Source.from_path(SAMPLE), LIBRARY).department
    assert found is not None
    return found


def spending(found: Department) -> Amounts:
    """Basic and project expenditure of this year by 项; the template has no carried over amounts."""
    return {
        entry.text("科目编码"): (
            entry.number("当年预算安排/基本支出") or Decimal(0),
            entry.number("当年预算安排/项目支出") or Decimal(0),
        )
        for entry in found.schedules["支出"]
        if entry.number("当年预算安排/基本支出") or entry.number("当年预算安排/项目支出")
    }


def economic(found: Department) -> Amounts:
    """Staff and other expenditure by 款."""
    amounts: Amounts = {}
    for entry in found.schedules["基本支出经济分类"]:
        code, amount = entry.text("经济科目编码"), entry.number("当年预算安排")
        if amount:
            staff = code.startswith(("301", "303"))
            amounts[code] = (amount, Decimal(0)) if staff else (Decimal(0), amount)
    return amounts


def levels(amounts: Amounts, lengths: tuple[int, ...]) -> Iterator[tuple[str, tuple[Decimal, Decimal]]]:
    """Every code of every level in order, with the sums below it."""
    codes = sorted({code[:length] for code in amounts for length in lengths})
    for code in codes:
        below = [pair for other, pair in amounts.items() if other.startswith(code)]
        yield code, (sum((one for one, _ in below), Decimal(0)), sum((two for _, two in below), Decimal(0)))


def without_this_year(found: Department) -> Department:
    """The sample without what the template says: what was carried over, last year's and all texts stay."""
    schedules = {
        name: replace(
            schedule,
            entries=tuple(
                replace(
                    entry,
                    values={
                        column: value
                        for column, value in entry.values.items()
                        if not column.startswith("当年预算安排")
                    },
                )
                for entry in schedule.entries
            ),
        )
        if name in ("收入", "支出", "基本支出经济分类")
        else schedule
        for name, schedule in found.schedules.items()
    }
    return replace(found, schedules=schedules)


def write_codes(
    sheet: Any, amounts: Amounts, lengths: tuple[int, ...], names: dict[str, str], parts: int
) -> None:
    """A table of codes: 类 as a number and 款, 项 as texts, each in its column; then name, total and parts."""
    [total] = [row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, 1).value == "合计"]
    rows = list(levels(amounts, lengths))
    merged = next(each for each in sheet.merged_cells.ranges if each.min_row == total and each.min_col == 1)
    span = merged.size["columns"]
    sheet.unmerge_cells(str(merged))
    for row in range(FIRST, total + 1):
        for column in range(1, sheet.max_column + 1):
            sheet.cell(row, column).value = None
    more = max(len(rows) - (total - FIRST), 0)
    if more:
        sheet.insert_rows(total, more)
    total += more
    steps = [0, *lengths]
    for row, (code, pair) in enumerate(rows, FIRST):
        for level in range(len(lengths)):
            if len(code) > steps[level]:
                text = code[steps[level] : steps[level + 1]]
                sheet.cell(row, level + 1).value = int(text) if level == 0 else text
        sheet.cell(row, len(lengths) + 1).value = names.get(code, "")
        put(sheet, row, len(lengths) + 2, pair, parts)
    sheet.cell(total, 1).value = "合计"
    sheet.merge_cells(start_row=total, end_row=total, start_column=1, end_column=span)
    whole = tuple(sum((pair[at] for pair in amounts.values()), Decimal(0)) for at in (0, 1))
    put(sheet, total, len(lengths) + 2, (whole[0], whole[1]), parts)


def put(sheet: Any, row: int, column: int, pair: tuple[Decimal, Decimal], parts: int) -> None:
    sheet.cell(row, column).value = float(sum(pair))
    if parts == 1:  # of income all is 财政拨款
        sheet.cell(row, column + 1).value = float(sum(pair))
    else:
        for offset, amount in enumerate(pair, 1):
            if amount:
                sheet.cell(row, column + offset).value = float(amount)


def filled_in(content: bytes, found: Department) -> bytes:
    """A template with the figures of the sample typed into it, whichever of the two it is."""
    pack, _ = LIBRARY.pack(found.format)
    assert pack is not None
    functions, kinds = dict(pack.classification.functions), dict(pack.classification.economic)
    book = openpyxl.load_workbook(io.BytesIO(content))
    money, basic = spending(found), economic(found)
    total = sum((sum(pair) for pair in money.values()), Decimal(0))
    wrote = 0
    for sheet in book:
        title = sheet.title.strip().removeprefix("部门").removeprefix("单位")
        for row in (3, 4):
            for cell in sheet[row]:
                if str(cell.value or "").startswith(("编制部门", "编制单位")):
                    cell.value = f"{str(cell.value).rstrip('：')}：{found.unit_name}"
        if title == "收入总表":
            write_codes(sheet, money, (3, 5, 7), functions, 1)
        elif title in ("支出总表", "一般公共预算拨款表"):
            write_codes(sheet, money, (3, 5, 7), functions, 2)
        elif title == "一般公共预算拨款基本支出明细表":
            write_codes(sheet, basic, (3, 5), kinds, 2)
        elif title in ("收支总表", "财政拨款收支总表"):
            write_totals(sheet, title == "收支总表", money, functions, total)
        else:
            continue
        wrote += 1
    assert wrote == 6
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_totals(sheet: Any, whole: bool, money: Amounts, names: dict[str, str], total: Decimal) -> None:
    """Income by source on the left, expenditure by 类 on the right, the totals in the last row."""
    first = next(row for row in range(7, 21) if str(sheet.cell(row, 1).value or "").startswith("一、"))
    for row in range(first, 21):
        if str(sheet.cell(row, 1).value or "").endswith(("一般公共预算", "财政拨款收入")):
            sheet.cell(row, 2).value = float(total)
        sheet.cell(row, 3).value = None
    numerals = "一二三四五六"
    for at, (code, pair) in enumerate(levels(money, (3,))):
        sheet.cell(first + at, 3).value = f"{numerals[at]}、{names[code]}"
        for column in (4,) if whole else (4, 5):
            sheet.cell(first + at, column).value = float(sum(pair))
    for column in (2, 4) if whole else (2, 4, 5):
        sheet.cell(21, column).value = float(total)


def with_templates(number: str, tmp_path: Path) -> tuple[str, Callable[[Department], bytes]]:
    """The template by its number, and how it is filled in: an old workbook by way of LibreOffice, as there is no other."""
    if number == "16":
        return "16.xlsx", lambda found: filled_in((REAL / "16.xlsx").read_bytes(), found)
    if soffice() is None:
        pytest.skip("no LibreOffice")

    def old(found: Department) -> bytes:
        new = saved_as((REAL / "20.xls").read_bytes(), "xlsx", tmp_path, "xls")
        return saved_as(filled_in(new, found), "xls", tmp_path, "xlsx")

    return "20.xls", old


@pytest.mark.parametrize("number", ["16", "20"])
def test_a_template_filled_in_place_fills_the_workbook(number: str, tmp_path: Path) -> None:
    found = department()
    name, fill = with_templates(number, tmp_path)
    pack, _ = LIBRARY.pack(found.format)
    assert pack is not None
    blank = write_workbook(pack.inputs, pack.classification, without_this_year(found))
    done = fill_workbook(source("空白.xlsx", blank), [source(name, fill(found))], LIBRARY)
    assert done.content is not None
    assert [each.message for each in done.findings if each.code in ("DC-03", "DC-04", "DC-05", "DC-06")] == []
    got = pipeline.read(source("填好.xlsx", done.content), LIBRARY).department
    assert got is not None
    assert spending(got) == spending(found)
    assert economic(got) == economic(found)
    income = got.schedules["收入"].line("一般公共预算财政拨款")
    assert income is not None
    assert income.number("当年预算安排") == sum((sum(pair) for pair in spending(found).values()), Decimal(0))
    own, checked = (
        sorted((each.code, each.message) for each in pipeline.check(each, LIBRARY).findings)
        for each in (Source.from_path(SAMPLE), source("填好.xlsx", done.content))
    )
    assert [each for each in checked if each not in own] == []
