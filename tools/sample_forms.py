"""Sample exports beside the 财决 tables: performance forms, lists of results, the budget system's other tables.

Called by make_sample_exports. The forms have the layout that a sample's own format declares, which was verified cell by
cell against published ones; the amounts in them are exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from gongkai import pipeline
from gongkai.model.department import Department
from gongkai.pipeline import Loaded
from gongkai.tree.grid import grid as places_of
from gongkai.tree.nodes import Cell, Table
from tools.sample_grid import DASH, Grid

GENERAL, FUND, CAPITAL = "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"
FUNDS = (GENERAL, FUND, CAPITAL, "财政专户管理资金", "单位资金")


def performance(loaded: Loaded) -> dict[str, list[Grid]]:
    """By file name the forms and lists of the performance system; none where the format has none."""
    department = loaded.department
    assert department is not None
    sheets = [*_forms(loaded), *_lists(department)]
    return {f"{department.year}年度绩效{department.unit_name}.xls": sheets} if sheets else {}


def _forms(loaded: Loaded) -> list[Grid]:
    """Each form of the sample's publication on a sheet of its own."""
    document = pipeline.compose(pipeline.check_department(loaded), draft=True)
    assert document is not None
    tables = [block for block in document.blocks if isinstance(block, Table) and block.form and block.title]
    found = []
    for table in tables:
        sheet = Grid(table.sheet)
        sheet.put(1, 1, table.title, across=len(table.widths))
        top = 2
        for caption in table.caption:
            for column, text in zip((1, 2, len(table.widths)), caption, strict=True):
                sheet.put(top, column, text or None)
            top += 1
        grid = places_of(table)
        for slot, row, cell in zip(grid.build.places, grid.build.rows, grid.cells, strict=True):
            sheet.put(top + row, slot.column + 1, _value(cell), slot.down, slot.across)
        found.append(sheet)
    return found


def _value(cell: Cell) -> Decimal | str | None:
    """The exact amount in the table's unit, as a system keeps it; a text as it stands there."""
    number = cell.number
    if number is None or number.origin is None or number.text != cell.text.strip():
        return cell.text or None
    value = number.origin.derivation.value
    return value / 10000 if number.unit == "万元" else value


def _rows(department: Department, schedule: str) -> list[Any]:
    found = department.schedule(schedule)
    return list(found.entries) if found is not None else []


def _head(title: str, department: Department, headings: Iterable[str], unit: str = "元") -> Grid:
    grid = Grid(title)
    texts = tuple(headings)
    grid.put(1, 1, f"{department.year}年度{title}", across=len(texts))
    grid.put(2, 1, f"部门名称：{department.unit_name}")
    grid.put(2, len(texts), f"金额单位：{unit}")
    for column, text in enumerate(texts, start=1):
        grid.put(3, column, text)
    return grid


def _lists(department: Department) -> list[Grid]:
    """The lists of results: Hebei's two, and one of projects whose amounts no form has."""
    projects = _rows(department, "项目")
    found = []
    for kind, title, extra in (
        ("本级项目", "本级项目自评结果", "预算种类"),
        ("转移支付", "转移支付自评结果", "资金级次"),
    ):
        entries = [entry for entry in projects if entry.text("项目类别") == kind]
        if not entries:
            continue
        headings = (
            "序号",
            "主管部门（单位）",
            "项目名称",
            extra,
            "预算金额（调整后）",
            "全年执行数",
            "自评得分",
            "自评等级",
        )
        grid = _head(title, department, headings)
        for number, entry in enumerate(entries, start=1):
            amounts = [entry.number(name) for name in ("全年预算数", "全年执行数", "自评得分")]
            values = (number, department.unit_name, entry.text("项目名称"), entry.text(extra), *amounts)
            for column, value in enumerate(values, start=1):
                grid.put(3 + number, column, DASH if value is None else value)
        found.append(grid)
    done = [entry for entry in projects if entry.number("全年执行数") and not entry.text("项目类别")]
    if done:
        grid = _head("项目支出绩效自评结果汇总表", department, ("序号", "项目名称", "全年执行数", "自评等级"))
        for number, entry in enumerate(done, start=1):
            values = (number, entry.text("项目名称"), entry.number("全年执行数"), entry.text("自评等级"))
            for column, value in enumerate(values, start=1):
                grid.put(3 + number, column, value)
        found.append(grid)
    return found


def budget_lists(department: Department, economic: dict[str, str]) -> list[Grid]:
    """The budget system's tables without codes: projects, economic items, agency operation, procurement."""
    return [
        _projects(department, "当年预算安排", "项目支出预算表（本年预算）"),
        _projects(department, "上年结转", "项目支出预算表（上年结转）"),
        _economic(department, economic),
        _operation(department, "本年预算", int(department.year)),
        _totals(department, "当年预算安排", "上年结转", int(department.year)),
        _procurement(department),
    ]


def last_budget(department: Department) -> list[Grid]:
    """The tables of last year from which this year's input takes a number."""
    year = int(department.year) - 1
    return [
        _operation(department, "上年预算", year),
        _totals(department, "上年预算（当年安排）", "上年预算（上年结转）", year),
    ]


def _budget_head(title: str, department: Department, year: int, last: int) -> Grid:
    grid = Grid(title)
    grid.put(1, 1, f"{year}年{title}", across=last)
    grid.put(2, 1, f"部门名称：{department.unit_name}")
    grid.put(2, last, "单位：元")
    return grid


def _projects(department: Department, stage: str, title: str) -> Grid:
    """Two rows of the department and the unit, then the projects; the code and the level are ours (README)."""
    year = int(department.year)
    grid = _budget_head(title, department, year, 9)
    for column, text in (
        (1, "项目名称"),
        (2, "功能分类科目编码"),
        (3, "资金级次"),
        (4, "合计"),
        (8, "财政专户管理资金"),
        (9, "单位资金"),
    ):
        grid.put(3, column, text, down=2)
    grid.put(3, 5, f"{year}年财政拨款", across=3)
    for column, text in enumerate(("一般公共预算", "政府性基金预算", "国有资本经营预算"), start=5):
        grid.put(4, column, text)
    entries = [entry for entry in _rows(department, "项目") if entry.text("安排") == stage]
    whole = [Decimal(0)] * (len(FUNDS) + 1)
    for number, entry in enumerate(entries, start=7):
        amount = entry.number("年度资金") or Decimal(0)
        grid.put(number, 1, entry.text("项目名称"))
        grid.put(number, 2, entry.text("科目编码"))
        grid.put(number, 3, entry.text("资金级次"))
        values = [amount, *(amount if entry.text("资金来源") == name else Decimal(0) for name in FUNDS)]
        whole = [one + two for one, two in zip(whole, values, strict=True)]
        for offset, value in enumerate(values):
            grid.put(number, 4 + offset, value)
    for row in (5, 6):
        grid.put(row, 1, department.unit_name)
        for offset, value in enumerate(whole):
            grid.put(row, 4 + offset, value)
    return grid


def _economic(department: Department, economic: dict[str, str]) -> Grid:
    year = int(department.year)
    grid = _budget_head("一般公共预算安排基本支出分经济科目表（不含上年结转）"[:31], department, year, 5)
    grid.put(1, 1, f"{year}年一般公共预算安排基本支出分经济科目表（不含上年结转）", across=5)
    grid.put(3, 1, "部门预算支出经济科目名称", down=2)
    grid.put(3, 2, "政府预算支出经济科目名称", down=2)
    grid.put(3, 3, f"{year}年预算数", across=3)
    for column, text in enumerate(("合计", "人员经费", "公用经费"), start=3):
        grid.put(4, column, text)
    entries = {entry.text("经济科目编码"): entry for entry in _rows(department, "基本支出经济分类")}
    amounts = {code: entry.number("当年预算安排") or Decimal(0) for code, entry in entries.items()}

    def row(number: int, name: str, other: str, codes: list[str]) -> None:
        staff = sum((amounts[code] for code in codes if code[:3] in ("301", "303")), Decimal(0))
        rest = sum((amounts[code] for code in codes if code[:3] not in ("301", "303")), Decimal(0))
        grid.put(number, 1, name)
        grid.put(number, 2, other or None)
        for offset, value in enumerate((staff + rest, staff, rest)):
            grid.put(number, 3 + offset, value)

    row(5, "合计", "", list(amounts))
    number = 6
    for group in dict.fromkeys(code[:3] for code in sorted(amounts)):
        own = sorted(code for code in amounts if code.startswith(group))
        row(number, economic[group], "", own)
        number += 1
        for code in own:
            row(number, f"  {economic[code]}", entries[code].text("政府经济科目"), [code])
            number += 1
    return grid


def _operation(department: Department, stage: str, year: int) -> Grid:
    grid = _budget_head("机关运行经费预算财政拨款情况统计表", department, year, 5)
    grid.put(3, 1, "单位名称", down=2)
    grid.put(3, 2, f"{year}年预算数", across=4)
    for column, text in enumerate(("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"), start=2):
        grid.put(4, column, text)
    grid.put(5, 1, "部门合计")
    rows: dict[str, list[Decimal]] = {}
    for entry in _rows(department, "机关运行经费"):
        row = rows.setdefault(entry.text("单位名称"), [Decimal(0)] * 4)
        amount = entry.number(stage) or Decimal(0)
        row[0] += amount
        row[1 + FUNDS.index(entry.text("资金来源"))] += amount
    for offset in range(4):
        grid.put(5, 2 + offset, sum((row[offset] for row in rows.values()), Decimal(0)))
    for number, (name, row) in enumerate(rows.items(), start=6):
        grid.put(number, 1, name)
        for offset, value in enumerate(row):
            grid.put(number, 2 + offset, value)
    return grid


def _totals(department: Department, stage: str, carried: str, year: int) -> Grid:
    """财政拨款收支总表, the side of income; that of spending by class."""
    grid = _budget_head("财政拨款收支总表", department, year, 7)
    grid.put(3, 1, "收入", across=2)
    grid.put(3, 3, "支出", across=5)
    for column, text in enumerate(("项目", "金额", "项目"), start=1):
        grid.put(4, column, text, down=2)
    grid.put(4, 4, "金额", across=4)
    for column, text in enumerate(("小计", "一般公共预算", "政府性基金预算", "国有资本经营预算"), start=4):
        grid.put(5, column, text)
    income = department.schedule("收入")

    def amount(name: str, of: str) -> Decimal:
        entry = income.line(name) if income is not None else None
        return (entry.number(of) if entry is not None else None) or Decimal(0)

    labels = ("一、一般公共预算", "二、政府性基金预算", "三、国有资本经营预算")
    for row, (label, name) in enumerate(zip(labels, FUNDS, strict=False), start=6):
        grid.put(row, 1, label)
        grid.put(row, 2, amount(name, stage))
        grid.put(row + 5, 1, label)
        grid.put(row + 5, 2, amount(name, carried))
    for row, label, of in (
        (9, "本年收入合计", (stage,)),
        (10, "上年财政拨款结转", (carried,)),
        (14, "收入总计", (stage, carried)),
    ):
        grid.put(row, 1, label)
        grid.put(row, 2, sum((amount(name, each) for name in FUNDS[:3] for each in of), Decimal(0)))
    return grid


def _procurement(department: Department) -> Grid:
    grid = _budget_head("政府采购预算表", department, int(department.year), 2)
    grid.put(3, 1, "采购类型")
    grid.put(3, 2, "预算数")
    info = department.schedule("相关信息")
    names = ("政府采购货物", "政府采购工程", "政府采购服务")
    values = [
        (entry.number("本年预算") if info and (entry := info.line(name)) else None) or Decimal(0)
        for name in names
    ]
    for row, (label, value) in enumerate(
        zip(("合计", "货物", "工程", "服务"), (sum(values, Decimal(0)), *values), strict=True), start=4
    ):
        grid.put(row, 1, label)
        grid.put(row, 2, value)
    return grid
