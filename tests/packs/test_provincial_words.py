"""What a province says once for a whole format: other names, one head for all tables, its own list of classes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.findings import Finding
from gongkai.maintenance.lint import lint_format
from gongkai.model.book import Book
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.ledger import Ledger
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.packs.pack import Pack
from gongkai.packs.tables import CodesTable, EconomicTable, SidesTable, SingleTable
from gongkai.plans.rows import TextCell
from gongkai.sections.code_names import CodeNames
from gongkai.sections.compose import compose_document
from gongkai.sections.ledger_tables import LedgerComposer
from gongkai.sections.printing import Printer
from tests.support.library import load_pack

PARENT = "standard/final_accounts/2024"
NAME = "test/final_accounts/2024"
Made = Callable[..., tuple[Pack | None, tuple[Finding, ...]]]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A child of the plain format with these files and the rest of its pack.yaml (from line 4 on)."""
    root = tmp_path / "templates"
    for folder in ("common", "national/final_accounts", "standard/final_accounts"):
        shutil.copytree(templates_root() / folder, root / folder)

    def make(files: dict[str, str], more: str = "") -> tuple[Pack | None, tuple[Finding, ...]]:
        head = f"format: {NAME}\nextends: {PARENT}\nname: 试\n{more}"
        for path, text in {"pack.yaml": head, **files}.items():
            (root / NAME / path).parent.mkdir(parents=True, exist_ok=True)
            (root / NAME / path).write_text(text, encoding="utf-8")
        return load_pack(NAME, root)

    return make


def good(found: tuple[Pack | None, tuple[Finding, ...]]) -> Pack:
    pack, findings = found
    assert not findings, [(str(item.location), item.message) for item in findings]
    assert pack is not None
    return pack


def spent(pack: Pack, amounts: dict[str, str]) -> Department:
    """A department that spent these amounts (元) by code, out of general appropriations."""
    spec = pack.inputs.schedule("支出")
    assert spec is not None
    rows = tuple(
        Entry(
            {
                "科目编码": Value(code),
                "资金来源": Value("一般公共预算财政拨款"),
                "决算/基本支出": Value(Decimal(amount)),
            }
        )
        for code, amount in amounts.items()
    )
    return Department(pack.format, {"支出": Schedule(spec, rows)})


def texts(pack: Pack, table: str, department: Department) -> list[list[str]]:
    """The rows of a table below its headings."""
    book = Book(Ledger(department), pack.definitions)
    composer = LedgerComposer(
        department, book, CodeNames(department, pack.classification), Printer(pack), str
    )
    grid = composer.compose(pack.table_plans[table])
    return [[cell.text for cell in row.cells] for row in grid.rows[grid.header_rows :]]


# Names.


def test_an_entry_is_renamed_in_its_place(made: Made) -> None:
    text = "columns:\n  财政拨款收入 → 财政拨款: {width: 3}\n  事业收入 → 事业:\n"
    table = good(made({"tables/收入决算表.yaml": text})).tables["收入决算表"]
    assert isinstance(table, CodesTable)
    assert [column.path[-1] for column in table.columns][2:6] == [
        "本年收入合计",
        "财政拨款",
        "上级补助收入",
        "事业",
    ]
    assert table.columns[3].width == 3


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("没有的栏 → 新栏:", "PK-03", "上级格式没有“没有的栏”，无从改名"),
        ("事业收入 → 经营收入:", "PK-04", "要改名为“经营收入”，已经有“经营收入”"),
        ("'事业收入 → ':", "PK-04", "没有写新名称"),
    ],
)
def test_a_name_that_cannot_be_given(made: Made, line: str, code: str, said: str) -> None:
    _, findings = made({"tables/收入决算表.yaml": f"columns:\n  {line}\n"})
    assert [(item.code, item.location.line) for item in findings][:1] == [(code, 2)]
    assert said in findings[0].message


def test_a_renamed_stage_is_followed_everywhere(made: Made) -> None:
    """One line instead of a schedule, six columns, five rules and a chart; in sentences too, for the name is long."""
    pack = good(made({}, "renames: {全年预算: 年初预算}\n"))
    amounts = pack.inputs.schedule("三公经费")
    assert amounts is not None
    assert [column.name for column in amounts.columns] == ["年初预算", "决算", "上年决算"]
    table = pack.tables["财政拨款“三公”经费支出决算表"]
    assert isinstance(table, SingleTable)
    assert table.columns[0].where == (("阶段", ("年初预算",)),)
    rule = next(rule for rule in pack.equations if rule.code == "SG-03")
    assert rule.name == "“三公”经费决算不超过年初预算"
    assert "阶段=年初预算" in rule.text
    assert '在("年初预算")' in pack.narrative["三公经费决算情况"].text
    assert "BJ-18" not in {rule.code for rule in pack.equations}  # it needs the other budget
    spending = pack.inputs.schedule("支出")
    assert spending is not None
    named = [column.name for column in spending.columns if column.name.startswith("年初预算")]
    assert named == [
        "年初预算/基本支出",
        "年初预算/项目支出",
    ]  # of two entries that are called alike the first stays


def test_a_short_name_is_not_looked_for_inside_words(made: Made) -> None:
    _, findings = made({}, "renames: {其他用车: 别的车, 没有这个名称: 新}\n")
    assert [(item.code, item.location.line) for item in findings] == [("PK-03", 4)]
    pack = good(made({}, "renames: {决算: 结算}\nstages: {current: 结算}\n"))
    assert pack.definitions.current == "结算"
    assert pack.definitions.previous == "上年决算"


def test_a_name_changed_in_its_schedule_is_followed_everywhere(made: Made) -> None:
    """The line of a schedule gives its name to figures, sums, rules, prose and charts; the reason to its sentence."""
    files = {
        "schedules/三公经费.yaml": "lines:\n  公务用车购置费 → 公车购置费:\n",
        "schedules/支出.yaml": "columns:\n  科目编码 → 功能科目编码:\n",
        "reasons.yaml": "收支总体变动 → 收支增减: {prompt: 写清}\n",
        "figures.yaml": "figures:\n  财政拨款收入 → 财政资金收入:\n",
    }
    pack = good(made(files))
    lines = pack.inputs.schedule("三公经费")
    assert lines is not None and "公车购置费" in [line.name for line in lines.lines]
    assert {"公车购置费", "财政资金收入"} <= set(pack.definitions.figures)
    assert not {"公务用车购置费", "财政拨款收入"} & set(pack.definitions.figures)
    assert next(iter(pack.reasons)) == "收支增减" and pack.reasons["收支增减"].prompt == "写清"
    assert '因("收支增减")' in pack.narrative["收支决算情况"].text
    assert "财政资金收入, 上级补助收入" in pack.narrative["收支决算情况"].text
    assert [rule.code for rule in pack.equations if "公车购置费" in rule.text]


def test_a_name_that_is_taken_is_followed_nowhere(made: Made) -> None:
    _, findings = made(
        {"schedules/三公经费.yaml": "lines:\n  公务用车购置费 → 公务用车运行维护费:\n  没有的 → 新的:\n"}
    )
    assert [(item.code, item.location.line) for item in findings] == [("PK-04", 2), ("PK-03", 3)]


# All of an entry at once.


def test_an_entry_replaced_as_a_whole_stays_in_its_place(made: Made) -> None:
    columns = "=columns:\n  项目/科目名称: {bind: 名称}\n  支出/合计: {figure: 本年支出合计}\n"
    pack = good(made({"tables/支出决算表.yaml": columns, "glossary.yaml": "=其他收入: 指别的收入。\n"}))
    table = pack.tables["支出决算表"]
    assert isinstance(table, CodesTable)
    assert [column.path for column in table.columns] == [("项目", "科目名称"), ("支出", "合计")]
    usual = [term for term, _ in good(made({})).glossary]
    assert [term for term, _ in pack.glossary] == usual


@pytest.mark.parametrize(
    ("line", "said", "advice"),
    [
        ("=没有的键: {甲: 乙}", "无从整个换掉", "+没有的键"),
        ("=colums: {甲: {figure: 本年支出合计}}", "无从整个换掉", "“columns”"),
        ("=columns:", "下面却没有内容", "-columns:"),
        ('="columns": {甲: 乙}', "无从整个换掉", '"=columns":'),
    ],
)
def test_what_cannot_be_replaced(made: Made, line: str, said: str, advice: str) -> None:
    _, findings = made({"tables/支出决算表.yaml": f"{line}\n"})
    assert [(item.code, item.location.line) for item in findings] == [("PK-03", 1)]
    assert said in findings[0].message and advice in findings[0].hint


# One head for all tables.


def test_a_head_for_all_tables_gives_way_to_what_the_format_says_of_one(made: Made) -> None:
    more = (
        'tables:\n  caption: [["", "", 单位：元]]\n  unit: 元\n  numbers: 元\n  numbered: ""\n'
        "  headings: {科目代码: 科目编码, 行次: ''}\nnumbers:\n  +元: {decimals: 2, thousands: 是}\n"
    ).replace("tables:", "+tables:", 1)
    files = {"tables/支出决算表.yaml": "caption: [[本表, '', '']]\n+unit: 万元\n"}
    pack = good(made(files, more))
    income, spending = pack.tables["收入决算表"], pack.tables["支出决算表"]
    assert (income.caption, income.look.unit) == ((("", "", "单位：元"),), "元")
    assert (spending.caption, spending.look.unit) == ((("本表", "", ""),), "万元")
    assert isinstance(income, CodesTable)
    assert income.columns[0].path == ("项目", "科目编码")
    overall = pack.tables["收入支出决算总表"]
    assert isinstance(overall, SidesTable)
    assert [column.path for column in overall.sides[0].columns] == [("项目",), ("金额",)]
    assert texts(pack, "一般公共预算财政拨款支出决算表", spent(pack, {"2080501": "1234567.8"}))[0] == [
        "合计",
        "1,234,567.80",
        "1,234,567.80",
        "0.00",
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("+tables: {title: 甲}\n", "不认识“title”"),
        ("+tables: {numbers: 没有}\n", "没有样式“没有”"),
        ('+tables: {classes: {without: ["299"]}}\n', "299 不是功能分类的类"),
    ],
)
def test_a_head_that_cannot_be(made: Made, more: str, said: str) -> None:
    _, findings = made({}, more)
    assert findings and all(item.location.line == 4 for item in findings)
    assert said in findings[0].message


# Classes.


def test_a_class_that_a_province_does_not_list_stands_there_once_it_has_money(made: Made) -> None:
    pack = good(made({}, '+tables: {classes: {without: ["202", "231"]}}\n'))
    table = "收入支出决算总表"
    usual = [row[3] for row in texts(pack, table, spent(pack, {"2080501": "10000"}))]
    assert usual[:2] == ["一、一般公共服务支出", "二、国防支出"]
    assert len([label for label in usual if "、" in label]) == 24
    with_it = [row[3] for row in texts(pack, table, spent(pack, {"2020101": "10000"}))]
    assert with_it[:3] == ["一、一般公共服务支出", "二、外交支出", "三、国防支出"]
    assert with_it[-5:] == usual[-5:]


def test_only_classes_with_figures(made: Made) -> None:
    """Numbered anew, and the totals of both sides in one row, however few classes there are."""
    pack = good(made({}, "+tables: {classes: {filled: 是}}\n"))
    rows = texts(pack, "收入支出决算总表", spent(pack, {"2080501": "20000", "2210201": "10000"}))
    assert [row[3] for row in rows[:3]] == ["一、社会保障和就业支出", "二、住房保障支出", ""]
    assert (rows[-1][0], rows[-1][3]) == ("总计", "总计")
    assert rows[-1][5] == "3.00"
    assert rows[7][0] == "八、其他收入"


# Columns and rows.


def test_codes_in_columns_of_their_own_and_totals_at_the_end(made: Made) -> None:
    text = "+totals_last: 是\n"
    pack = good(made({"tables/支出决算表.yaml": text}, "+tables: {split_codes: 是}\n"))
    rows = texts(pack, "支出决算表", spent(pack, {"2080501": "10000"}))
    assert [row[:4] for row in rows[:-1]] == [
        ["208", "", "", "社会保障和就业支出"],
        ["208", "05", "", "行政事业单位养老支出"],
        ["208", "05", "01", "行政单位离退休"],
    ]
    assert rows[-1][:2] == ["合计", "1.00"]


def test_every_column_once_for_each_part(made: Made) -> None:
    text = (
        "-columns:\n+columns: {三公/合计: {figure: 三公经费合计}, 三公/接待: {figure: 公务接待费}}\n"
        "+split: {预算: {阶段: 全年预算}, 决算: {阶段: 决算}}\n"
    )
    table = good(made({"tables/财政拨款“三公”经费支出决算表.yaml": text})).tables[
        "财政拨款“三公”经费支出决算表"
    ]
    assert isinstance(table, SingleTable)
    assert [("/".join(column.path), column.where) for column in table.columns] == [
        ("三公/合计/预算", (("阶段", ("全年预算",)),)),
        ("三公/合计/决算", (("阶段", ("决算",)),)),
        ("三公/接待/预算", (("阶段", ("全年预算",)),)),
        ("三公/接待/决算", (("阶段", ("决算",)),)),
    ]


def test_blocks_without_a_heading_of_their_own(made: Made) -> None:
    text = "blocks: [{codes: 301-30199}, {codes: 302-30299}]\nfooters: {公用经费合计: {blocks: 1}}\n"
    pack = good(made({"tables/一般公共预算财政拨款基本支出决算明细表.yaml": text}))
    table = pack.tables["一般公共预算财政拨款基本支出决算明细表"]
    assert isinstance(table, EconomicTable)
    assert len(pack.table_plans[table.key].header) == 1


def test_lines_that_differ_by_name_alone_and_are_figures(made: Made) -> None:
    files = {
        "schedules/相关信息.yaml": "lines:\n  +培训: {group: 培训, type: 数量, unit: 人, names: [培训班次, 培训人数]}\n",
        "figures.yaml": "+lines: [相关信息]\n",
    }
    pack = good(made(files))
    schedule = pack.inputs.schedule("相关信息")
    assert schedule is not None
    assert [(line.name, line.unit) for line in schedule.lines][-2:] == [
        ("培训班次", "人"),
        ("培训人数", "人"),
    ]
    assert {"培训班次", "培训人数", "政府采购货物"} <= set(pack.definitions.figures)
    _, findings = made({**files, "figures.yaml": "+lines: [支出]\n"})
    assert [(item.code, item.location.line) for item in findings] == [("PK-07", 1)]


def test_a_wording_in_a_style_of_its_own(made: Made) -> None:
    more = (
        "numbers:\n  +整数: {decimals: 0, thousands: 是}\nphrases:\n"
        "  +约: {base: 上年决算, numbers: 整数, 任意: '由{基数}万元到{本数}万元，差{差额}万元'}\n"
    )
    pack = good(made({}, more))
    department = spent(pack, {"2080501": "171915169"})
    figure = Book(Ledger(department), pack.definitions).figure("本年支出合计")
    said = Printer(pack).phrase(pack.phrases["约"], figure, None, {})
    assert str(said) == "由0万元到17,192万元，差17,192万元"


# Two forms of one table.

FORMS_OF_ONE = {
    "tables/收入支出决算总表.yaml": '+when: 公开主体 == "部门"\n',
    "tables/单位总表.yaml": """title: 单位收支总表
kind: 对列
when: 公开主体 == "单位"
sides:
  支出:
    columns: {项目: {bind: 名称}, 合计: {}, 其中基本: {figure: 基本支出}, 项目支出: {where: {支出性质: 项目支出}}}
    lines: {类: {classes: {figure: 本年支出合计, filled: 是}}, 合计: {label: 合计, figure: 本年支出合计}}
""",
}
PART = "parts:\n  +两种: {heading: 表, items: [表 收入支出决算总表, 表 单位总表]}\n"


@pytest.mark.parametrize(("whose", "title"), [("部门", "收入支出决算总表"), ("单位", "单位收支总表")])
def test_a_table_stands_only_where_its_condition_holds(made: Made, whose: str, title: str) -> None:
    pack = good(made(FORMS_OF_ONE, PART))
    spec = pack.inputs.schedule("单位信息")
    assert spec is not None
    spending = spent(pack, {"2010101": "30000"})
    identity = Schedule(spec, (Entry({"内容": Value(whose)}, line="公开主体"),))
    department = Department(pack.format, {**spending.schedules, "单位信息": identity})
    only = replace(pack, parts=tuple(part for part in pack.parts if part.key == "两种"))
    composed = compose_document(only, department, Book(Ledger(department), pack.definitions))
    assert composed.document is not None, composed.findings
    assert [table.title.partition("、")[2] for table in composed.document.tables] == [title]


def test_a_column_beside_fixed_lines_may_show_a_figure_of_its_own(made: Made) -> None:
    pack = good(made(FORMS_OF_ONE, PART))
    rows = texts(pack, "单位总表", spent(pack, {"2010101": "30000", "2080501": "20000"}))
    assert [row[1:3] for row in rows if row[0] == "合计"] == [["5.00", "5.00"]]
    assert [row[1:3] for row in rows[:2]] == [["3.00", "3.00"], ["2.00", "2.00"]]


def test_sides_under_one_heading_print_it_once_over_both(made: Made) -> None:
    """收入｜支出: the second of the two blocks of 支出 has a key of its own, which nobody sees."""
    lines = "{合计: {label: 合计, figure: 本年支出合计}}"
    table = f"""title: 三侧总表
kind: 对列
sides:
  收入: {{columns: {{项目: {{bind: 名称}}, 金额: {{}}}}, lines: {lines}}}
  支出: {{columns: {{功能分类/项目: {{bind: 名称}}, 功能分类/金额: {{}}}}, lines: {lines}}}
  第三块: {{heading: 支出, columns: {{用途/项目: {{bind: 名称}}, 用途/金额: {{}}}}, lines: {lines}}}
"""
    pack = good(
        made({"tables/三侧总表.yaml": table}, "parts:\n  +三侧: {heading: 表, items: [表 三侧总表]}\n")
    )
    plan = pack.table_plans["三侧总表"]
    cells = [cell.cell for cell in plan.header[0].cells if isinstance(cell, TextCell)]
    upper = [(cell.text, cell.colspan) for cell in cells]
    assert upper == [("收入", 2), ("支出", 4)]
    assert "第三块" not in str(plan.header)


def test_a_condition_that_knows_no_such_name_is_found_by_lint(made: Made, tmp_path: Path) -> None:
    made(FORMS_OF_ONE | {"tables/收入支出决算总表.yaml": '+when: 公开单体 == "部门"\n'}, PART)
    found = lint_format(NAME, Library(tmp_path / "templates"))
    assert [(item.code, item.location.line) for item in found if "公开单体" in item.message] == [("PK-21", 1)]


def test_totals_at_the_end_are_said_once_for_all_tables_that_have_totals(made: Made) -> None:
    pack = good(made({}, "+tables: {totals_last: 是}\n"))
    ends = [
        table.totals_last for table in pack.tables.values() if isinstance(table, CodesTable) and table.totals
    ]
    assert len(ends) > 3 and all(ends)


def test_a_rule_may_be_for_one_choice_alone(made: Made) -> None:
    line = "equations: {+SS-90: {name: 试, equation: 本年收入合计 = 本年支出合计, hint: 试, identity: {公开主体: %s}}}\n"
    pack = good(made({"rules.yaml": line % "单位"}))
    assert [rule.identity for rule in pack.equations if rule.code == "SS-90"] == [(("公开主体", "单位"),)]
    _, findings = made({"rules.yaml": line % "单住"})
    assert [(item.code, item.location.line) for item in findings] == [("PK-05", 1)]
    assert "没有选项“公开主体”是“单住”的" in findings[0].message
