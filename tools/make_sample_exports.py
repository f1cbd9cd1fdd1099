"""Write sample_inputs/*/exports: the finance system's tables as exports.md describes them, from the samples' figures.

No real export of a 财决 table is public. Structure after what was verified of it; what is ours stands in the README
beside the files. Run by hand: `python tools/make_sample_exports.py`; tests/filling makes the same files and varies them.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai import pipeline
from gongkai.model.classification import Classification
from gongkai.model.department import Department
from gongkai.packs.library import Library
from gongkai.source import Source

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools.sample_economic import BASIC_ITEM, Head, Items, amounts, headings, of_basic, of_projects, together
from tools.sample_forms import budget_lists, last_budget, performance
from tools.sample_grid import DASH, Grid, Value, as_xls

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_inputs"
GENERAL, FUND, CAPITAL, OTHER = (
    "一般公共预算财政拨款",
    "政府性基金预算财政拨款",
    "国有资本经营预算财政拨款",
    "其他资金",
)
NATURES = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
INCOMES = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
Sums = dict[str, dict[str, Decimal]]  # code to column to amount


@dataclass
class Figures:
    """The sample's figures of one stage, and the budget's where the stage is this year's."""

    department: Department
    classification: Classification
    stage: str
    budgets: tuple[str, ...]
    year: int

    def rows(self, schedule: str) -> Iterable[Any]:
        found = self.department.schedule(schedule)
        return found.entries if found is not None else ()

    def amount(self, entry: Any, column: str, stage: str = "") -> Decimal:
        stage = stage or self.stage
        if stage == "全年预算" and not any(name.startswith("全年预算/") for name in entry.values):
            stage = "决算"  # left empty, it is the same
        return entry.number(f"{stage}/{column}" if column else stage) or Decimal(0)

    def spending(self, source: str = "", stage: str = "") -> Sums:
        """By code and nature."""
        found: Sums = defaultdict(lambda: defaultdict(Decimal))
        for entry in self.rows("支出"):
            if source in ("", entry.text("资金来源")):
                for nature in NATURES:
                    found[entry.text("科目编码")][nature] += self.amount(entry, nature, stage)
        return found

    def income(self) -> Sums:
        found: Sums = defaultdict(lambda: defaultdict(Decimal))
        for entry in self.rows("收入"):
            for name in (GENERAL, FUND, CAPITAL, *INCOMES):
                found[entry.text("科目编码")][name] += self.amount(entry, name)
        return found

    def balance(self, item: str, source: str = "", code: str | None = None) -> Decimal:
        total = Decimal(0)
        for entry in self.rows("结转结余"):
            if source in ("", entry.text("资金来源")) and code in (None, entry.text("科目编码")):
                for name in (item,) if "使用" not in item else _USED:
                    total += self.amount(entry, name)
        return total

    def budget_of_projects(self) -> bool:
        """Whether the format asks for projects by subject, as a budget does."""
        return any(entry.text("科目编码") for entry in self.rows("项目"))

    def projects(self, source: str) -> dict[str, Decimal]:
        """By code, where projects are asked for with their subjects."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for entry in self.rows("项目"):
            if entry.text("资金来源") == source and entry.text("安排") == self.stage:
                found[entry.text("科目编码")] += entry.number("年度资金") or Decimal(0)
        return found

    def line_of_spending(self, stage: str) -> list[Decimal]:
        """The amounts of a stage; none where the format does not ask for it by subject."""
        schedule = self.department.schedule("支出")
        if schedule is None or f"{stage}/基本支出" not in schedule.spec.names:
            return []
        return [
            amount for found in self.spending(stage=stage).values() for amount in found.values() if amount
        ]

    def line(self, schedule: str, name: str, stage: str = "") -> Decimal | None:
        found = self.department.schedule(schedule)
        entry = found.line(name) if found is not None else None
        return entry.number(stage or self.stage) if entry is not None else None


_USED = ("使用非财政拨款结余和专用结余", "使用非财政拨款结余（含专用结余）")


def exports(department: Department, classification: Classification) -> dict[str, list[Grid]]:
    """By file name the sheets: this year's final accounts and last year's."""
    year = int(department.year)
    found = {}
    for stage, budgets, of in (("决算", ("年初预算", "全年预算"), year), ("上年决算", (), year - 1)):
        figures = Figures(department, classification, stage, budgets, of)
        found[f"{of}年度{department.unit_name}.xls"] = _sheets(figures)
    return found


def planned(department: Department, classification: Classification) -> dict[str, list[Grid]]:
    """The budget system's tables of the same year; none where the format has no planned numbers by subject."""
    year = int(department.year)
    is_budget = (f := Figures(department, classification, "当年预算安排", (), year)).budget_of_projects()
    if not is_budget:
        f = Figures(department, classification, "年初预算", (), year)
    sheets = [
        _planned_table(f, "一般公共预算支出表", GENERAL),
        _planned_table(f, "政府性基金预算支出表", FUND),
    ]
    if is_budget:
        sheets += [_planned_income(f), _planned_three(f), *budget_lists(department, classification.economic)]
    if not is_budget and any(f.line_of_spending("全年预算")):
        sheets.append(_performed(f))
    if not any(isinstance(value, Decimal) and value for grid in sheets for value in grid.cells.values()):
        return {}
    found = {f"{year}年部门预算{department.unit_name}.xls": sheets}
    if is_budget:
        last = [_planned_three(f, "上年预算", year - 1), *last_budget(department)]
        found[f"{year - 1}年部门预算{department.unit_name}.xls"] = last
    return found


def _planned_head(f: Figures, title: str, last: int) -> Grid:
    grid = Grid(title)
    grid.put(1, 1, f"{f.year}年{title}", across=last)
    grid.put(2, 1, f"部门名称：{f.department.unit_name}")
    grid.put(2, last, "单位：元")
    return grid


def _planned_table(f: Figures, title: str, source: str) -> Grid:
    grid = _planned_head(f, title, 5)
    grid.put(3, 1, "项目", across=2)
    grid.put(3, 3, f"{f.year}年预算数", across=3)
    for column, text in enumerate(("科目编码", "科目名称", "合计", "基本支出", "项目支出"), start=1):
        grid.put(4, column, text)
    spent = f.spending(source)
    for code, amount in f.projects(source).items():
        spent[code]["项目支出"] += amount
    rows: Rows = {
        code: [found["基本支出"] + found["项目支出"], found["基本支出"], found["项目支出"]]
        for code, found in spent.items()
    }
    _planned_rows(f, grid, 5, rows, 3)
    return grid


def _planned_rows(f: Figures, grid: Grid, top: int, rows: Rows, width: int) -> None:
    levels = _levels(rows, width)
    grid.put(top, 1, "合计", across=2)
    for offset in range(width):
        grid.put(top, 3 + offset, sum((row[offset] or Decimal(0) for row in rows.values()), Decimal(0)))
    for number, code in enumerate(sorted(levels), start=top + 1):
        grid.put(number, 1, code)
        grid.put(number, 2, f.classification.functions.get(code) or _typed_name(f, code))
        for offset, amount in enumerate(levels[code]):
            grid.put(number, 3 + offset, amount)


def _performed(f: Figures) -> Grid:
    """The final budget by subject, of the general budget; the layout is ours (README)."""
    grid = _planned_head(f, "一般公共预算支出执行情况表", 5)
    grid.put(3, 1, "项目", across=2)
    grid.put(3, 3, "全年预算数", across=3)
    for column, text in enumerate(("科目编码", "科目名称", "合计", "基本支出", "项目支出"), start=1):
        grid.put(4, column, text)
    rows: Rows = {
        code: [found["基本支出"] + found["项目支出"], found["基本支出"], found["项目支出"]]
        for code, found in f.spending(GENERAL, "全年预算").items()
    }
    _planned_rows(f, grid, 5, rows, 3)
    return grid


def _planned_income(f: Figures) -> Grid:
    """By subject everything is general budget here but what the funds' subjects spend: as the budget balances."""
    names = (GENERAL, FUND, CAPITAL, "财政专户管理资金", "单位资金")
    grid = _planned_head(f, "预算收入总表", 8)
    grid.put(3, 1, "项目", across=2)
    grid.put(3, 3, "本年收入", across=6)
    for column, text in enumerate(
        (
            "科目编码",
            "科目名称",
            "合计",
            "一般公共预算",
            "政府性基金",
            "国有资本经营预算",
            "财政专户管理资金",
            "单位资金",
        ),
        start=1,
    ):
        grid.put(4, column, text)
    by_code: dict[str, list[Decimal]] = {}
    for index, name in enumerate(names, start=1):
        spent: dict[str, Decimal] = defaultdict(Decimal)
        for code, found in f.spending(name).items():
            spent[code] += sum(found.values(), Decimal(0))
        for code, amount in f.projects(name).items():
            spent[code] += amount
        for code, amount in spent.items():
            row = by_code.setdefault(code, [Decimal(0)] * 6)
            row[0] += amount
            row[index] += amount
    _planned_rows(f, grid, 5, {code: list(row) for code, row in by_code.items()}, 6)
    return grid


def _planned_three(f: Figures, stage: str = "本年预算", year: int = 0) -> Grid:
    year = year or f.year
    grid = _planned_head(f, "一般公共预算“三公”经费支出预算表", 5)
    grid.put(1, 1, f"{year}年一般公共预算“三公”经费支出预算表")
    grid.put(3, 1, "项目", down=2)
    grid.put(3, 2, f"{year}年预算数", across=4)
    for column, text in enumerate(("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"), start=2):
        grid.put(4, column, text)
    labels = (
        ("因公出国（境）费", "因公出国（境）费"),
        ("公务接待费", "公务接待费"),
        ("①公务用车购置费", "公务用车购置费"),
        ("②公务用车运行维护费", "公务用车运行维护费"),
    )
    for row, (label, name) in enumerate(labels, start=5):
        grid.put(row, 1, label)
        values = [
            f.line("三公经费", name, f"{stage}/{kind}") or Decimal(0) for kind in (GENERAL, FUND, CAPITAL)
        ]
        for offset, value in enumerate((sum(values, Decimal(0)), *values)):
            grid.put(row, 2 + offset, value)
    return grid


def _sheets(f: Figures) -> list[Grid]:
    return [
        _overall(f),
        _appropriation(f),
        _codes(f, "Z03 收入决算表(财决03表)", _income_columns(), _income_rows(f)),
        _codes(f, "Z04 支出决算表(财决04表)", _spending_columns(), _spending_rows(f)),
        _codes(
            f,
            "Z07 一般公共预算财政拨款收入支出决算表(财决07表)"[:31],
            _fund_columns(),
            _fund_rows(f, GENERAL),
        ),
        *_economic(f),
        _codes(
            f, "Z09 政府性基金预算财政拨款收入支出决算表(财决09表)"[:31], _fund_columns(), _fund_rows(f, FUND)
        ),
        _codes(
            f,
            "Z11 国有资本经营预算财政拨款收入支出决算表(财决11表)"[:31],
            _fund_columns(),
            _fund_rows(f, CAPITAL),
        ),
        _information(f),
        *_kept(f),
    ]


def _head(f: Figures, sheet: str, title: str, number: str, last: int) -> Grid:
    grid = Grid(sheet)
    grid.put(1, 1, title, across=last)
    grid.put(2, last, number)
    grid.put(3, 1, f"编制单位：{f.department.unit_name}")
    grid.put(3, max(2, last // 2), f"{f.year}年度")
    grid.put(3, last, "金额单位：元")
    return grid


def _shown(amount: Decimal | None) -> Value:
    """A number, nought too; a dash where the system prints none."""
    return DASH if amount is None else amount


def _overall(f: Figures) -> Grid:
    """Z01: three groups of 项目, 行次, 年初预算数, 全年预算数, 决算数; data from row 7."""
    grid = _head(f, "Z01 收入支出决算总表(财决01表)", "收入支出决算总表", "财决01表", 15)
    for start, group, label in (
        (1, "收入", "项目"),
        (6, "支出", "项目(按功能分类)"),
        (11, "支出", "项目(按支出性质和经济分类)"),
    ):
        grid.put(4, start, group, across=5)
        for offset, heading in enumerate((label, "行次", "年初预算数", "全年预算数", "决算数")):
            grid.put(5, start + offset, heading)
        grid.put(6, start, "栏次")
        for offset in (2, 3, 4):
            grid.put(6, start + offset, (start - 1) // 5 * 3 + offset - 1)
    income = _totals(f.income())
    spent = {stage: _totals(f.spending(stage=stage)) for stage in (*f.budgets, f.stage)}

    def line(
        row: int, column: int, label: str, sequence: int, values: Mapping[str, Decimal] | Decimal
    ) -> None:
        grid.put(row, column, label)
        grid.put(row, column + 1, sequence)
        given = {f.stage: values} if isinstance(values, Decimal) else values
        for offset, stage in enumerate(("年初预算", "全年预算", f.stage)):
            grid.put(row, column + 2 + offset, _shown(given.get(stage)))

    own = [GENERAL, FUND, CAPITAL, *INCOMES]
    for number, name in enumerate(own, start=1):
        label = f"{'一二三四五六七八'[number - 1]}、{name}" + (
            "收入" if name in (GENERAL, FUND, CAPITAL) else ""
        )
        line(6 + number, 1, label, number, income.get(name, Decimal(0)))
    total = sum(income.values(), Decimal(0))
    used, opening = f.balance("使用非财政拨款结余"), f.balance("年初结转和结余")
    line(33, 1, "本年收入合计", 27, total)
    line(34, 1, "使用非财政拨款结余（含专用结余）", 28, used)
    line(35, 1, "年初结转和结余", 29, opening)
    line(37, 1, "总计", 31, total + used + opening)
    classes = f.classification.function_classes["final_accounts"]
    by_class = {stage: _by_prefix(f.spending(stage=stage), 3) for stage in (*f.budgets, f.stage)}
    for each in classes:
        line(
            6 + each.number,
            6,
            each.label,
            31 + each.number,
            {s: v.get(each.code, Decimal(0)) for s, v in by_class.items()},
        )
    natures = (
        "一、基本支出",
        "人员经费",
        "公用经费",
        "二、项目支出",
        "其中：基本建设类项目",
        "三、上缴上级支出",
        "四、经营支出",
        "五、对附属单位补助支出",
    )
    for number, label in enumerate(natures, start=58):
        name = label.split("、")[-1]
        line(
            number - 51,
            11,
            label,
            number,
            {stage: values.get(name, Decimal(0)) for stage, values in spent.items()},
        )
    spending = sum(spent[f.stage].values(), Decimal(0))
    left, shared = f.balance("年末结转和结余"), f.balance("结余分配")
    foot = (
        ("本年支出合计", 84, spending),
        ("结余分配", 85, shared),
        ("年末结转和结余", 86, left),
        ("总计", 88, spending + shared + left),
    )
    for label, sequence, amount in foot:
        row = sequence - 51
        grid.put(row, 6, label, across=6)
        grid.put(row, 12, sequence)
        values = {f.stage: amount}
        if sequence == 84:
            values |= {stage: sum(spent[stage].values(), Decimal(0)) for stage in f.budgets}
        for offset, stage in enumerate(("年初预算", "全年预算", f.stage)):
            grid.put(row, 13 + offset, _shown(values.get(stage)))
    return grid


def _appropriation(f: Figures) -> Grid:
    """Z01-1: income; spending by function and by nature, each of the three stages by kind of budget."""
    grid = _head(
        f, "Z01-1 财政拨款收入支出决算总表(财决01-1表)"[:31], "财政拨款收入支出决算总表", "财决01-1表", 33
    )
    groups = ("年初预算数", "全年预算数", "决算数")
    grid.put(4, 1, "收入", across=5)
    for offset, heading in enumerate(("项目", "行次", *groups)):
        grid.put(5, 1 + offset, heading, down=2)
    for start, label in ((6, "项目(按功能分类)"), (20, "项目(按支出性质和经济分类)")):
        grid.put(4, start, "支出", across=14)
        grid.put(5, start, label, down=2)
        grid.put(5, start + 1, "行次", down=2)
        for index, group in enumerate(groups):
            grid.put(5, start + 2 + 4 * index, group, across=4)
            for offset, kind in enumerate(("小计", GENERAL, FUND, CAPITAL)):
                grid.put(6, start + 2 + 4 * index + offset, kind)
    grid.put(7, 1, "栏次")
    income = _totals(f.income())
    for index, name in enumerate((GENERAL, FUND, CAPITAL)):
        row = 8 + index
        grid.put(row, 1, f"{'一二三'[index]}、{name}")
        grid.put(row, 2, index + 1)
        grid.put(row, 5, _shown(income.get(name)))
    grid.put(34, 1, "本年收入合计")
    grid.put(
        34, 5, _shown(sum((income.get(name, Decimal(0)) for name in (GENERAL, FUND, CAPITAL)), Decimal(0)))
    )
    grid.put(35, 1, "年初财政拨款结转和结余")
    opening = {name: f.balance("年初结转和结余", name) for name in (GENERAL, FUND, CAPITAL)}
    grid.put(35, 5, _shown(sum(opening.values(), Decimal(0))))
    for index, name in enumerate(opening):
        grid.put(36 + index, 1, f"{'一二三'[index]}、{name}")
        grid.put(36 + index, 5, _shown(opening[name]))
    natures = (("一、基本支出", "基本支出"), ("二、项目支出", "项目支出"))
    for row, (label, nature) in zip((8, 11), natures, strict=True):
        grid.put(row, 20, label)
        _by_kind(
            f,
            grid,
            row,
            lambda source, stage, n=nature: _totals(f.spending(source, stage)).get(n, Decimal(0)),
        )
    grid.put(34, 20, "本年支出合计")
    _by_kind(f, grid, 34, lambda source, stage: _planned(f, source, stage))
    grid.put(35, 20, "年末财政拨款结转和结余")
    _by_kind(
        f,
        grid,
        35,
        lambda source, stage: f.balance("年末结转和结余", source) if stage == f.stage else Decimal(0),
    )
    return grid


def _planned(f: Figures, source: str, stage: str) -> Decimal:
    """The spending of a kind of budget; a format that asks for one planned number per kind has it by itself."""
    own = f.line("年初预算", source, stage) if stage == "年初预算" else None
    return own if own is not None else sum(_totals(f.spending(source, stage)).values(), Decimal(0))


def _by_kind(f: Figures, grid: Grid, row: int, amount: Any) -> None:
    for index, stage in enumerate(("年初预算", "全年预算", f.stage)):
        if stage != f.stage and stage not in f.budgets:
            continue
        values = [amount(source, stage) for source in (GENERAL, FUND, CAPITAL)]
        for offset, value in enumerate((sum(values, Decimal(0)), *values)):
            grid.put(row, 22 + 4 * index + offset, _shown(value))


def _kept(f: Figures) -> list[Grid]:
    """Staff and assets, where the format asks for them; the labels are ours (README)."""
    info = {
        name: f.line("相关信息", name)
        for name in ("在职人员", "离休人员", "退休人员", "固定资产原值", "房屋面积", "房屋价值", "车辆价值")
    }
    if not any(info.values()) and not f.line("相关信息", "事业单位公用经费"):
        return []
    staff = _head(f, "F02 基本数字表(财决附02表)", "基本数字表", "财决附02表", 3)
    assets = _head(f, "Z12 国有资产情况表", "国有资产情况表", "财决12表", 3)
    for grid in (staff, assets):
        for column, text in enumerate(("项目", "行次", "年末数"), start=1):
            grid.put(4, column, text)
    labels = (("一、在职人员", "在职人员"), ("二、离休人员", "离休人员"), ("三、退休人员", "退休人员"))
    for number, (label, name) in enumerate(labels, start=1):
        staff.put(4 + number, 1, label)
        staff.put(4 + number, 2, number)
        staff.put(4 + number, 3, _shown(info[name]))
    labels = (
        ("固定资产原值", "固定资产原值"),
        ("其中：房屋", "房屋价值"),
        ("车辆", "车辆价值"),
        ("房屋面积（平方米）", "房屋面积"),
    )
    for number, (label, name) in enumerate(labels, start=1):
        assets.put(4 + number, 1, label)
        assets.put(4 + number, 2, number)
        assets.put(4 + number, 3, _shown(info[name]))
    spent = _head(f, "F01 预算支出相关信息表(财决附01表)", "预算支出相关信息表", "财决附01表", 3)
    for column, text in enumerate(("项目", "行次", "决算数"), start=1):
        spent.put(4, column, text)
    for column, value in enumerate(
        ("事业单位公用经费", 1, _shown(f.line("相关信息", "事业单位公用经费"))), start=1
    ):
        spent.put(5, column, value)
    return [spent, staff, assets]


def _income_columns() -> Head:
    names: Head = [
        ("本年收入合计",),
        ("财政拨款收入",),
        ("上级补助收入",),
        ("事业收入", "小计"),
        ("事业收入", "其中：教育收费"),
    ]
    return [*names, ("经营收入",), ("附属单位上缴收入",), ("其他收入",)]


def _spending_columns() -> Head:
    return [("本年支出合计",), *((nature,) for nature in NATURES)]


def _fund_columns() -> Head:
    opening: Head = [("年初结转和结余", name) for name in ("合计", "基本支出结转", "项目支出结转和结余")]
    income: Head = [("本年收入", name) for name in ("合计", "基本支出", "项目支出")]
    basic: Head = [("本年支出", "基本支出", name) for name in ("合计", "人员经费", "公用经费")]
    left: Head = [("年末结转和结余", "合计"), ("年末结转和结余", "基本支出结转")]
    project: Head = [
        ("年末结转和结余", "项目支出结转和结余", name) for name in ("合计", "项目支出结转", "项目支出结余")
    ]
    return [*opening, *income, ("本年支出", "合计"), *basic, ("本年支出", "项目支出"), *left, *project]


Rows = dict[str, list[Decimal | None]]


def _income_rows(f: Figures) -> Rows:
    rows: Rows = {}
    for code, found in f.income().items():
        money = [sum((found[name] for name in (GENERAL, FUND, CAPITAL)), Decimal(0))]
        rest = [
            found["上级补助收入"],
            found["事业收入"],
            Decimal(0),
            found["经营收入"],
            found["附属单位上缴收入"],
            found["其他收入"],
        ]
        rows[code] = [sum(found.values(), Decimal(0)), *money, *rest]
    return rows


def _spending_rows(f: Figures) -> Rows:
    return {
        code: [sum(found.values(), Decimal(0)), *(found[nature] for nature in NATURES)]
        for code, found in f.spending().items()
    }


def _fund_rows(f: Figures, source: str) -> Rows:
    spent, income = f.spending(source), f.income()
    codes = dict.fromkeys([*spent, *(code for code in income if income[code][source])])
    codes |= dict.fromkeys(
        entry.text("科目编码") for entry in f.rows("结转结余") if entry.text("资金来源") == source
    )
    rows: Rows = {}
    for code in codes:
        opening, left = f.balance("年初结转和结余", source, code), f.balance("年末结转和结余", source, code)
        basic, project = spent[code]["基本支出"], spent[code]["项目支出"]
        row: list[Decimal | None] = [opening, None, None, income[code][source], None, None]
        rows[code] = [*row, basic + project, basic, None, None, project, left, None, None, None, None]
    return {code: row for code, row in rows.items() if any(row)}


def _codes(f: Figures, sheet: str, head: Head, rows: Rows, before: int = 4) -> Grid:
    """A table of codes: A-C the code, D the name, amounts behind the columns `before`; 合计 in row 9, data from row 10."""
    title = sheet.partition(" ")[2].partition("(")[0]
    grid = _head(f, sheet, title, f"财决{sheet.split(' ', maxsplit=1)[0][1:]}表", before + len(head))
    grid.put(4, 1, "项目", across=before)
    grid.put(5, 1, "支出功能分类科目编码", down=3, across=3)
    grid.put(5, 4, "科目名称", down=3)
    _headings(grid, head, before)
    for column, text in enumerate(("类", "款", "项"), start=1):
        grid.put(8, column, text, down=2)
    grid.put(8, 4, "栏次")
    grid.put(9, 4, "合计")
    for offset in range(len(head)):
        grid.put(8, before + 1 + offset, offset + 1)
    _data(f, grid, rows, len(head), before)
    return grid


def _headings(grid: Grid, head: Head, before: int) -> None:
    """Headings in rows 4 to 7, equal ones side by side merged."""
    deepest = 3
    for level in range(deepest):
        start = 0
        while start < len(head):
            path = head[start]
            end = start + 1
            if level < len(path):
                while end < len(head) and head[end][: level + 1] == path[: level + 1]:
                    end += 1
                down = 4 - level if len(path) == level + 1 else 1
                grid.put(4 + level, before + 1 + start, path[level], down=down, across=end - start)
            start = end


def _data(f: Figures, grid: Grid, rows: Rows, width: int, before: int) -> None:
    levels = _levels(rows, width)
    whole: list[Decimal | None] = [None] * width
    for code in rows:
        whole = [_plus(one, two) for one, two in zip(whole, rows[code], strict=True)]
    for offset, amount in enumerate(whole):
        grid.put(9, before + 1 + offset, _shown(amount))
    number = 9
    for number, code in enumerate(sorted(levels), start=10):
        grid.put(number, 1, code, across=3)
        grid.put(number, 4, f.classification.functions.get(code) or _typed_name(f, code))
        for offset, amount in enumerate(levels[code]):
            grid.put(number, before + 1 + offset, _shown(amount))
    for index, note in enumerate(
        ("注：1.本表依据部门决算数据生成。", "    2.本表含政府性基金预算。", "    3.本表以“元”为金额单位。")
    ):
        grid.put(number + 1 + index, 1, note)


def _levels(rows: Rows, width: int) -> Rows:
    """The rows with those of 类 and 款; the system leaves rows of nothing out."""
    levels: Rows = {}
    for code in sorted(rows):
        if not any(rows[code]):
            continue
        for length in (3, 5, 7):
            known = levels.setdefault(code[:length], [None] * width)
            levels[code[:length]] = [_plus(one, two) for one, two in zip(known, rows[code], strict=True)]
    return levels


def _typed_name(f: Figures, code: str) -> str:
    names = [entry.text("科目名称") for entry in f.rows("支出") if entry.text("科目编码") == code]
    return next(filter(None, names), "")


def _plus(one: Decimal | None, two: Decimal | None) -> Decimal | None:
    return two if one is None else one if two is None else one + two


def _economic(f: Figures) -> list[Grid]:
    """Z05, Z08 and its two parts: a column for each economic item; what the samples do not have is ours (README)."""
    head, codes = headings(f.classification.economic)
    given = {entry.text("经济科目编码"): self_amount(entry, f.stage) for entry in f.rows("基本支出经济分类")}
    general, everything = f.spending(GENERAL), f.spending()
    if not any(given.values()):
        return []  # last year's, of which a sample may have no items
    basic = of_basic(given, _of_nature(general, "基本支出"))
    project = of_projects(_of_nature(general, "项目支出"))
    general_items = together(basic, project)
    rest = {
        code: {BASIC_ITEM: amount}
        for code, found in everything.items()
        if (amount := sum(found.values(), Decimal(0)) - sum(general_items.get(code, {}).values(), Decimal(0)))
    }

    def rows(items: Mapping[str, Items]) -> Rows:
        return {code: amounts(found, codes) for code, found in items.items()}

    name = "一般公共预算财政拨款"
    return [
        _codes(f, "Z05 支出决算明细表(财决05表)", head, rows(together(general_items, rest))),
        _codes(f, f"Z08 {name}支出决算明细表(财决08表)"[:31], head, rows(general_items)),
        _codes(f, f"Z08_1 {name}基本支出决算明细表(财决08-1表)"[:31], head, rows(basic)),
        _of_projects(f, f"Z08_2 {name}项目支出决算明细表(财决08-2表)"[:31], head, rows(project)),
    ]


def _of_nature(spending: Sums, nature: str) -> Items:
    return {code: found[nature] for code, found in spending.items() if found[nature]}


def _of_projects(f: Figures, sheet: str, head: Head, rows: Rows) -> Grid:
    """Z08-2: 项目类别 in F, 基建项目属性 in I, amounts from K; below each 项 a row for its project (ours)."""
    grid = _codes(f, sheet, head, rows, 10)
    grid.put(5, 6, "项目类别", down=3, across=3)
    grid.put(5, 9, "基建项目属性", down=3, across=2)
    data = {row for row, column in grid.cells if row > 9 and column == 4}
    moved = Grid(grid.title, merged=[each for each in grid.merged if each[0] < 10])
    added = 0
    for (row, column), value in sorted(grid.cells.items(), key=lambda item: item[0]):
        code = grid.cells.get((row, 1))
        moved.cells[row + added, column] = value
        if row in data and column == 1:
            moved.merged.append((row + added, 1, row + added, 3))
        if row in data and column == 10 + len(head) and len(str(code)) == 7:
            added += 1
            of = {at: grid.cells[row, at] for at in range(11, column + 1) if (row, at) in grid.cells}
            moved.cells |= {(row + added, at): amount for at, amount in of.items()}
            moved.cells |= {(row + added, 1): code, (row + added, 4): f"{grid.cells[row, 4]}项目"}
            moved.cells |= {(row + added, 6): "其他项目", (row + added, 9): "非基建项目"}
            moved.merged.append((row + added, 1, row + added, 3))
    return moved


def self_amount(entry: Any, stage: str) -> Decimal:
    return entry.number(stage) or Decimal(0)


def _information(f: Figures) -> Grid:
    """F03: 项目, 行次, 预算数, 统计数 beside 项目, 行次, 统计数."""
    grid = _head(f, "F03 机构运行信息表(财决附03表)", "机构运行信息表", "财决附03表", 7)
    for column, text in enumerate(("项目", "行次", "预算数", "统计数", "项目", "行次", "统计数"), start=1):
        grid.put(4, column, text)
    grid.put(5, 1, "栏次")
    for column, number in ((3, 1), (4, 2), (7, 3)):
        grid.put(5, column, number)

    def three(name: str, stage: str) -> Decimal | None:
        if name == "合计":
            names = (
                "因公出国（境）费",
                "公务用车购置费",
                "公务用车运行维护费",
                "国内公务接待费",
                "国（境）外公务接待费",
            )
            return sum((f.line("三公经费", each, stage) or Decimal(0) for each in names), Decimal(0))
        if name == "用车":
            return sum(
                (
                    f.line("三公经费", each, stage) or Decimal(0)
                    for each in ("公务用车购置费", "公务用车运行维护费")
                ),
                Decimal(0),
            )
        if name == "接待":
            return sum(
                (
                    f.line("三公经费", each, stage) or Decimal(0)
                    for each in ("国内公务接待费", "国（境）外公务接待费")
                ),
                Decimal(0),
            )
        return f.line("三公经费", name, stage)

    left = (
        ("一、“三公”经费支出", ""),
        ("（一）支出合计", "合计"),
        ("1．因公出国（境）费", "因公出国（境）费"),
        ("2．公务用车购置及运行维护费", "用车"),
        ("（1）公务用车购置费", "公务用车购置费"),
        ("（2）公务用车运行维护费", "公务用车运行维护费"),
        ("3．公务接待费", "接待"),
        ("（1）国内接待费", "国内公务接待费"),
        ("其中：外事接待费", "其中外事接待费"),
        ("（2）国（境）外接待费", "国（境）外公务接待费"),
        ("（二）相关统计数", ""),
        ("1．因公出国（境）团组数（个）", "因公出国（境）团组数"),
        ("2．因公出国（境）人次数（人）", "因公出国（境）人次"),
        ("3．公务用车购置数（辆）", "公务用车购置数"),
        ("4．公务用车保有量（辆）", "公务用车保有量"),
        ("5．国内公务接待批次（个）", "国内公务接待批次"),
        ("其中：外事接待批次（个）", "其中外事接待批次"),
        ("6．国内公务接待人次（人）", "国内公务接待人次"),
        ("其中：外事接待人次（人）", "其中外事接待人次"),
        ("7．国（境）外公务接待批次（个）", "国（境）外公务接待批次"),
        ("8．国（境）外公务接待人次（人）", "国（境）外公务接待人次"),
    )
    for number, (label, name) in enumerate(left, start=1):
        grid.put(5 + number, 1, label)
        grid.put(5 + number, 2, number)
        budget = "全年预算" in f.budgets and number <= 10
        grid.put(5 + number, 3, _shown(three(name, "全年预算")) if name and budget else DASH)
        grid.put(5 + number, 4, _shown(three(name, f.stage)) if name else DASH)
    info = "相关信息"
    run = ("机关运行经费（行政单位）", "机关运行经费（参照公务员法管理事业单位）")
    cars = (
        "副部（省）级及以上领导用车",
        "主要负责人用车",
        "机要通信用车",
        "应急保障用车",
        "执法执勤用车",
        "特种专业技术用车",
        "离退休干部服务用车",
        "其他用车",
    )
    buy = ("政府采购货物", "政府采购工程", "政府采购服务")

    def total(names: Iterable[str]) -> Decimal:
        return sum((f.line(info, name) or Decimal(0) for name in names), Decimal(0))

    right: list[tuple[str, Decimal | None]] = [
        ("二、机关运行经费", total(run)),
        ("（一）行政单位", f.line(info, run[0])),
        ("（二）参照公务员法管理事业单位", f.line(info, run[1])),
        ("三、国有资产占用情况", None),
        ("（一）车辆数合计（辆）", total(cars)),
    ]
    right += [(f"{index}．{name}", f.line(info, name)) for index, name in enumerate(cars, start=1)]
    device = "单价100万元（含）以上设备（不含车辆）"
    right += [
        (f"（二）{device}", f.line(info, device)),
        ("四、政府采购支出信息", None),
        ("（一）政府采购支出合计", total(buy)),
    ]
    right += [(f"{index}．{name}支出", f.line(info, name)) for index, name in enumerate(buy, start=1)]
    right += [
        ("（二）政府采购授予中小企业合同金额", f.line(info, "授予中小企业合同金额")),
        ("其中：授予小微企业合同金额", f.line(info, "授予小微企业合同金额")),
    ]
    for number, (label, amount) in enumerate(right, start=22):
        grid.put(number - 16, 5, label)
        grid.put(number - 16, 6, number)
        grid.put(number - 16, 7, _shown(amount))
    return grid


def _totals(sums: Sums) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for columns in sums.values():
        for name, amount in columns.items():
            found[name] += amount
    return found


def _by_prefix(sums: Sums, length: int) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for code, columns in sums.items():
        found[code[:length]] += sum(columns.values(), Decimal(0))
    return found


def sample(folder: Path, library: Library) -> tuple[Department, Classification]:
    """The department of a sample and the code lists of its format."""
    loaded = pipeline.read(Source.from_path(folder / "input.yaml"), library)
    assert loaded.department is not None
    assert loaded.pack is not None
    return loaded.department, loaded.pack.classification


def main() -> int:
    library = Library(ROOT / "templates")
    for folder in sorted(SAMPLES.iterdir()):
        kind = folder.name.rpartition("-")[2]
        target = folder / "exports"
        target.mkdir(exist_ok=True)
        loaded = pipeline.read(Source.from_path(folder / "input.yaml"), library)
        given = sample(folder, library)
        files = performance(loaded)
        files |= planned(*given) if kind != "evaluation" else {}
        files |= exports(*given) if kind == "final" else {}
        for name, grids in files.items():
            (target / name).write_bytes(as_xls(grids))
            print(target / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
