"""`templates lint` finds each fault with file and line, and says nothing of the formats that are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.findings import Finding, Severity
from gongkai.maintenance.lint import lint_format
from tests.maintenance.child_format import NAME, PARENT, Child
from tests.support.library import library_of, load_pack

BASE = "national/final_accounts/2023"


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, [(item.code, str(item.location), item.message) for item in findings]
    return findings[0]


def at(finding: Finding, file: str, line: int) -> None:
    assert (finding.location.file, finding.location.line) == (f"{NAME}/{file}", line), finding
    assert finding.location.path.endswith(NAME)
    assert " → " in finding.location.path


def parent_lines(root: Path, file: str) -> list[str]:
    return (root / PARENT / file).read_text(encoding="utf-8").splitlines()


# What is published is clean.


def test_an_untouched_child_is_clean(child: Child) -> None:
    assert child({}) == []


# The faults of the acceptance list.


def test_a_misspelt_figure_in_prose(child: Child) -> None:
    text = "## 二、情况\n{{年度}}年度收入合计{{本年收入合汁|万元}}万元。\n"
    found = child({"narrative/收入决算情况.j2": text})
    first = found[0]
    at(first, "narrative/收入决算情况.j2", 2)
    assert first.severity is Severity.ERROR
    assert "本年收入合汁" in first.message
    assert "本年收入合计" in first.hint


def test_a_misspelt_figure_in_a_branch_that_is_never_taken(child: Child) -> None:
    text = "## 二、情况\n有。\n{% if 1 == 2 %}\n{{本年收入合汁|万元}}\n{% endif %}\n"
    found = only(child({"narrative/收入决算情况.j2": text}))
    at(found, "narrative/收入决算情况.j2", 4)
    assert found.code == "PK-21"


def test_a_misspelt_figure_in_a_table(child: Child) -> None:
    text = "columns:\n  本年收入合计: {figure: 本年收入合汁}\n"
    found = only(child({"tables/收入决算表.yaml": text}))
    at(found, "tables/收入决算表.yaml", 2)
    assert "本年收入合计" in found.hint


def test_an_override_of_nothing(child: Child) -> None:
    found = only(child({"glossary.yaml": "其他收入: 指其他。\n事业收人: 指。\n"}))
    at(found, "glossary.yaml", 2)
    assert "事业收入" in found.hint


def test_a_cycle(root: Path) -> None:
    other = "test/final_accounts/2025"
    for name, parent in ((NAME, other), (other, NAME)):
        (root / name).mkdir(parents=True)
        (root / name / "pack.yaml").write_text(
            f"format: {name}\nextends: {parent}\nname: 试\n", encoding="utf-8"
        )
    found = only(lint_format(NAME, library_of(root)))
    assert found.code == "PK-02"
    assert f"{NAME} → {other} → {NAME}" in found.message
    assert (found.location.file, found.location.line) == (f"{other}/pack.yaml", 2)


def test_a_missing_parent(child: Child) -> None:
    found = only(child({}, parent="shanxi/final_accounts/2032"))
    assert found.code == "PK-01"
    assert (found.location.file, found.location.line) == (f"{NAME}/pack.yaml", 2)
    assert "final_accounts/20" in found.hint


def test_a_column_bound_to_nothing(child: Child) -> None:
    text = "title: 收入一览表\ncolumns:\n  +新栏: {width: 2}\n"
    found = only(child({"tables/收入决算表.yaml": text}))
    at(found, "tables/收入决算表.yaml", 3)
    assert "新栏" in found.message


def test_a_column_bound_to_cells_that_nobody_fills(child: Child) -> None:
    text = "columns:\n  +年初预算: {figure: 政府采购合计, where: {阶段: 年初预算}}\n"
    found = only(child({"tables/收入决算表.yaml": text}))
    assert (found.code, found.severity) == ("PK-14", Severity.WARNING)
    at(found, "tables/收入决算表.yaml", 2)


@pytest.mark.parametrize(
    ("file", "text", "line", "code"),
    [
        (
            "tables/一般公共预算财政拨款基本支出决算明细表.yaml",
            'blocks:\n  - {group: 人员经费, codes: ["30188"]}\n',
            2,
            "30188",
        ),
        (
            "tables/一般公共预算财政拨款基本支出决算明细表.yaml",
            "blocks:\n  - {group: 人员经费, codes: 301-30188}\n",
            2,
            "30188",
        ),
        ("figures.yaml", "figures:\n  人员经费: 基本支出经济分类[经济科目=301|30399|305]\n", 2, "305"),
        ("figures.yaml", "figures:\n  基本支出: 支出[支出性质=基本支出, 科目=2989901]\n", 2, "2989901"),
        (
            "narrative/收入决算情况.j2",
            '## 二、情况\n\n{{本年收入合计|限(科目="2989901")|万元}}万元。\n',
            3,
            "2989901",
        ),
    ],
)
def test_a_code_that_the_year_lacks(child: Child, file: str, text: str, line: int, code: str) -> None:
    found = [item for item in child({file: text}) if code in item.message]
    assert found, "not found"
    assert all(item.severity is Severity.ERROR for item in found)
    at(found[0], file, line)


def test_a_reason_without_a_place(child: Child) -> None:
    text = "收支总体变动: {figure: 支出总计}\n+新变动: {figure: 收入总计, compare: 上年}\n"
    found = only(child({"reasons.yaml": text}))
    at(found, "reasons.yaml", 2)
    assert (found.code, found.severity) == ("PK-23", Severity.ERROR)
    assert "新变动" in found.message


def test_a_reason_by_code_without_a_place(child: Child) -> None:
    text = "+科目变动: {figure: 本年支出合计, compare: 上年, each: 科目}\n"
    found = only(child({"reasons.yaml": text}))
    at(found, "reasons.yaml", 1)


def test_prose_rewritten_without_its_reason(child: Child) -> None:
    text = "## 一、情况\n{{年度}}年度收入总计{{收入总计|万元}}万元。\n"
    found = only(child({"narrative/收入支出决算总体情况.j2": text}))
    assert found.code == "PK-23"
    assert "收支总体变动" in found.message
    assert found.location.file == f"{BASE}/reasons.yaml"


# Names of other kinds.


@pytest.mark.parametrize(
    ("line", "wrong", "near"),
    [
        ('{{原因("收支总体变劝")}}甲。', "收支总体变劝", "收支总体变动"),
        (
            '{% macro 因(事) %}{{原因(事)}}{% endmacro %}{{因("三公经费变劝")}}甲。',
            "三公经费变劝",
            "三公经费变动",
        ),
        (
            '{% for 行 in 明细("项目", 开展自平="是") %}{{行.项目名称}}{% endfor %}甲。',
            "开展自平",
            "开展自评",
        ),
        ('{% for 行 in 明细("项目", 开展自评="时") %}{{行.项目名称}}{% endfor %}甲。', "时", ""),
        ('{% for 行 in 明细("项目") %}{{行.项目名秤}}{% endfor %}甲。', "项目名秤", "项目名称"),
        ('{% for 行 in 明细("项日") %}{{行.项目名称}}{% endfor %}甲。', "项日", "项目"),
        ("{% for 行 in 科目(本年收入合计, 3) %}{{行.名秤}}{% endfor %}甲。", "名秤", "名称"),
        ('{{段("绩效报告", "段落", "内客")("项目概况")}}甲。', "内客", "内容"),
        ("{{收入总计|增咸}}。", "增咸", "增减"),
        ('{{收入总计|在("上年决箅")|万元}}。', "上年决箅", "上年决算"),
        ('{{收入总计|限(科日="208")|万元}}。', "科日", "科目"),
    ],
)
def test_a_misspelt_word_in_a_template(child: Child, line: str, wrong: str, near: str) -> None:
    text = f"## 二、情况\n{line}\n"
    found = [item for item in child({"narrative/收入决算情况.j2": text}) if f"{wrong}”" in item.message]
    assert found, "not found"
    at(found[0], "narrative/收入决算情况.j2", 2)
    assert found[0].severity is Severity.ERROR
    assert near in found[0].hint


def test_a_reason_by_code_needs_its_code(child: Child) -> None:
    text = '## 二、情况\n{{原因("科目基本支出变动")}}甲{{原因("收支总体变动", "208")}}。\n'
    found = [item for item in child({"narrative/收入决算情况.j2": text}) if item.code == "PK-22"]
    assert len(found) == 2


def test_a_misspelt_column_in_a_form(child: Child, root: Path) -> None:
    lines = parent_lines(root, "forms/项目支出绩效目标表.yaml")
    number = next(index for index, line in enumerate(lines, 1) if "记录.项目概况" in line)
    lines[number - 1] = lines[number - 1].replace("记录.项目概况", "记录.项目慨况")
    found = child({"forms/项目支出绩效目标表.yaml": "rows:\n" + "\n".join(lines[lines.index("rows:") + 1 :])})
    named = [item for item in found if "项目慨况" in item.message]
    assert named, "not found"
    at(named[0], "forms/项目支出绩效目标表.yaml", number - lines.index("rows:"))
    assert "项目概况" in named[0].hint


# What comes out.


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('甲{{收入总计|万元}}万元。主要原因是{{原因("收支总体变动")}}。', "原因是。"),
        ("甲{{收入总计|万元}}万元，主要用于{{其他车}}。", "用于。"),
        ("甲{% if 收入总计 %}乙{% endif %}，。", "，。"),
        ("{{主要职责}}。。", "。。"),
        ("减少{{'-3'}}万元。", "减少-"),
    ],
)
def test_an_empty_sentence(child: Child, line: str, what: str) -> None:
    line = line.replace("{{其他车}}", "{{其他用车用途}}")
    text = f"## 一、情况\n{{% if 年度 %}}\n{line}\n{{% endif %}}\n{{{{原因('收支总体变动')}}}}\n"
    found = [item for item in child({"narrative/收入支出决算总体情况.j2": text}) if item.code == "PK-32"]
    assert found, "not found"
    at(found[0], "narrative/收入支出决算总体情况.j2", 3)
    assert what in found[0].message


def test_a_heading_over_nothing(child: Child) -> None:
    text = "## 二、情况\n### （一）甲\n### （二）乙\n丙。\n"
    found = only(child({"narrative/收入决算情况.j2": text}))
    assert (found.code, found.location.line) == ("PK-33", 2)


def test_a_form_whose_rows_do_not_fit(child: Child) -> None:
    text = (
        "title: 新表\nwidths: [1, 1]\nrows:\n  - [甲, 乙]\n"
        "  - [{text: 丙, rows: 2}, 丁]\n"
        "  - when: 年度 == 1\n    cells: [戊]\n"
    )
    more = "parts:\n  附件:\n    items: [附表 新表]\n"
    found = child({"forms/新表.yaml": text}, more)
    assert [item.code for item in found if item.code == "PK-31"] == ["PK-31"]


def test_a_span_that_is_none(child: Child) -> None:
    """A cell over no column would never let a row end."""
    cells = ["span: 0", "span: -1", "span: 1.5", "span: nan", "rows: inf", "span: 很多"]
    rows = "".join(f"  - [甲, {{text: 乙, {cell}}}]\n" for cell in cells)
    text = f"title: 新表\nwidths: [1, 1]\nrows:\n{rows}"
    found = child({"forms/新表.yaml": text}, "parts:\n  附件:\n    items: [附表 新表]\n")
    told = [item for item in found if item.severity is Severity.ERROR]
    assert [item.location.line for item in told] == [4, 5, 6, 7, 8, 9], found
    assert all("整数" in item.message or "数字" in item.message for item in told), found


# Waste.


def test_what_is_in_no_part(child: Child) -> None:
    found = child(
        {
            "narrative/多余.j2": "## 甲\n乙。\n",
            "forms/多余.yaml": "title: 多余\nwidths: [1]\nrows:\n  - [甲]\n",
            "figures.yaml": "figures:\n  +多余的数: 收入 + 支出\n",
            "table/错.yaml": "title: 错\n",
        },
        hints=True,
    )
    codes = {item.location.file.removeprefix(f"{NAME}/"): item.code for item in found}
    assert codes["narrative/多余.j2"] == "PK-24"
    assert codes["forms/多余.yaml"] == "PK-24"
    assert codes["figures.yaml"] == "PK-24"
    assert codes["table/错.yaml"] == "PK-10"


def test_an_override_that_says_the_same(child: Child, root: Path) -> None:
    glossary = next(
        line
        for line in (root / BASE / "glossary.yaml").read_text(encoding="utf-8").splitlines()
        if line.startswith("事业收入:")
    )
    narrative = (root / PARENT / "narrative/概况.j2").read_text(encoding="utf-8")
    found = child({"glossary.yaml": f"{glossary}\n", "narrative/概况.j2": narrative})
    assert [(item.code, item.location.line) for item in found] == [("PK-11", 1), ("PK-11", 1)]


def test_last_years_year_left_in_a_text(child: Child) -> None:
    found = child({"tables/收入决算表.yaml": "title: 2019年收入决算表\n"}, hints=True)
    year = only([item for item in found if item.code == "PK-13" and "2019" in item.message])
    at(year, "tables/收入决算表.yaml", 1)


def test_what_looks_like_a_heading(child: Child, root: Path) -> None:
    """It would be printed with its signs: a hint names its line. The headings of the format are none."""
    signs = ["# 标题", "##标题", "##### 标题", " ## 标题", "＃＃ 标题"]
    name = sorted((root / PARENT / "narrative").glob("*.j2"))[0].name
    text = (root / PARENT / "narrative" / name).read_text(encoding="utf-8")
    found = child({f"narrative/{name}": text + "".join(f"{line}\n" for line in signs)}, hints=True)
    hints = [item for item in found if item.code == "PK-27"]
    last = len(text.splitlines())
    assert len(hints) == len(signs)
    for number, hint in enumerate(hints, last + 1):
        at(hint, f"narrative/{name}", number)


def test_a_year_without_its_dictionary(child: Child) -> None:
    found = child({}, more="years: ['2023', '2031']\n")
    missing = only([item for item in found if item.code == "PK-16"])
    assert (missing.severity, "2031" in missing.message) == (Severity.ERROR, True)
    assert "gongkai codes import 科目表 --year 2031" in missing.hint


def test_the_dictionary_of_another_year(child: Child) -> None:
    found = child({}, more="years: ['2024']\n")
    other = only([item for item in found if item.code == "PK-16"])
    assert other.severity is Severity.WARNING
    assert "适用于 2024 年度，用的是 2023 年的科目字典" in other.message


def test_a_setting_of_no_rule(child: Child) -> None:
    found = only(child({"rules.yaml": "settings:\n  +YS-99: {enabled: 否}\n"}))
    at(found, "rules.yaml", 2)
    assert found.code == "PK-26"


def test_what_is_asked_for_and_never_printed(child: Child) -> None:
    found = child({"schedules/文字.yaml": "lines:\n  +多问的话: {type: 文字}\n"}, hints=True)
    asked = only([item for item in found if item.code == "PK-25"])
    at(asked, "schedules/文字.yaml", 2)


def test_lint_sees_what_the_pack_holds(root: Path) -> None:
    pack, _ = load_pack(PARENT, root)
    assert pack is not None
    assert len(pack.reasons) > 5


def test_figures_are_printed_with_their_unit(child: Child, root: Path) -> None:
    """Every line is a fault, at its line; the last is a hint: a figure without the unit of its neighbours."""
    bare = "“本年收入合计”是一个数，没有写怎样印"
    faults = {
        "本年{{本年收入合计}}万元。": bare,
        "本年{{本年收入合计 if 年度 else 支出总计}}。": bare,
        "上年{{本年收入合计|在('上年决算')}}万元。": bare,
        "本年{{本年收入合计|元}}万元。": "按“元”印的数，后面写的是“万元”",
        "本年{{本年收入合计|万元}}元。": "按“万元”印的数，后面写的是“元”",
        "本年{{本年收入合计|万元}}亿元。": "按“万元”印的数，后面写的是“亿元”",
    }
    before = parent_lines(root, "narrative/收入决算情况.j2")
    lines = [
        *before,
        *faults,
        "本年{{收入总计|万元}}万元，支出{{支出总计|万元}}，其中{{本年收入合计|万元}}万元。",
    ]
    found = child({"narrative/收入决算情况.j2": "\n".join(lines)}, hints=True)
    said: dict[str, list[str]] = {}
    for item in found:
        if item.code == "PK-28":
            said.setdefault(lines[item.location.line - 1], []).append(item.message)
    assert {line: messages[0] for line, messages in said.items()} == faults
    assert [item.location.line for item in found if item.code == "PK-29"] == [len(lines)]
