"""`templates diff` tells accountants what changes, piece by piece, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.findings import Severity
from gongkai.maintenance.change_lines import changes_of_order
from gongkai.maintenance.format_difference import diff
from gongkai.maintenance.page import FormatPage, Items, Title, as_markdown, as_text
from gongkai.model.expression import expression_text, parse_expression
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.packs.plain_words import reader_text, sentences_in_words
from tests.support.library import LIBRARY, load_pack

PARENT = "shanxi/final_accounts/2023"
NAME = "test/final_accounts/2024"

Note = Callable[..., list[str]]


@pytest.fixture
def note(tmp_path: Path) -> Note:
    """The items of the note from the parent to a child made of `files`."""
    root = tmp_path / "templates"
    shutil.copytree(
        templates_root(),
        root,
        ignore=shutil.ignore_patterns("hebei", "sichuan", "xinjiang", "standard", "budget"),
    )

    def make(files: dict[str, str], more: str = "") -> list[str]:
        folder = root / NAME
        text = f"format: {NAME}\nextends: {PARENT}\nname: 试\n{more}"
        for path, content in {"pack.yaml": text, **files}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8")
        page, findings = diff(PARENT, NAME, Library(root))
        assert not findings, [(str(item.location), item.message) for item in findings]
        assert page is not None
        return items(page)

    return make


def items(page: FormatPage) -> list[str]:
    return [text for block in page.blocks if isinstance(block, Items) for text in block.texts]


def test_a_child_that_changes_nothing(note: Note) -> None:
    assert note({}) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tables/收入决算表.yaml": "title: 收入决算一览表\n"}, "表名由“收入决算表”改为“收入决算一览表”"),
        (
            {"tables/收入决算表.yaml": "columns:\n  +新栏: {figure: 事业收入}\n"},
            "新增栏“新栏”（在“其他收入”之后）",
        ),
        ({"tables/收入决算表.yaml": "columns:\n  -经营收入:\n"}, "取消栏“经营收入”"),
        (
            {"tables/收入决算表.yaml": "columns:\n  经营收入: {figure: 事业收入}\n"},
            "栏“经营收入”的数由“经营收入”改为“事业收入”",
        ),
        (
            {"tables/收入支出决算总表.yaml": "sides:\n  收入:\n    lines:\n      4: {label: 四、上级拨入}\n"},
            "行“四、上级补助收入”改为“四、上级拨入”",
        ),
        (
            {
                "tables/一般公共预算财政拨款基本支出决算明细表.yaml": "blocks:\n  - {group: 人员经费, codes: 301-30199}\n"
                "  - {group: 公用经费, codes: 302-30299}\n  - {group: 公用经费, codes: 307-31010}\n"
                "  - {group: 公用经费, codes: 31011-39999}\n"
            },
            "取消科目：303 对个人和家庭的补助、30301 离休费",
        ),
        ({"glossary.yaml": "-事业收入:\n"}, "取消名词“事业收入”"),
        ({"glossary.yaml": "+新词: 指新。\n"}, "“新词”：指新。"),
        ({"schedules/文字.yaml": "lines:\n  机构设置: {required: 否}\n"}, "“文字”：“机构设置”改为可以不填"),
        (
            {"schedules/文字.yaml": "lines:\n  +新事: {type: 文字}\n"},
            "“文字”：新增项“新事”（在“其他需要说明的事项”之后）",
        ),
        (
            {"schedules/单位信息.yaml": "lines:\n  公开主体: {choices: [部门, 单位, 机关]}\n"},
            "“公开主体”新增可选内容“机关”",
        ),
        ({"reasons.yaml": "-机关运行经费变动:\n"}, "取消事项“机关运行经费变动”"),
        (
            {"reasons.yaml": "机关运行经费变动: {+threshold: 5}\n"},
            "“机关运行经费变动”要写的情形由“有变动”改为“变动达到 5%”",
        ),
        (
            {"figures.yaml": "figures:\n  基本支出: 支出\n"},
            "“基本支出”的算法由“支出[支出性质=基本支出]”改为“支出”",
        ),
        ({"forms/项目支出绩效目标表.yaml": "title: 项目目标表\n"}, "改为“项目目标表”"),
    ],
)
def test_each_kind_of_change(note: Note, files: dict[str, str], expected: str) -> None:
    found = note(files)
    assert found
    assert any(expected in text for text in found), found
    assert len(found) <= 40


def test_rules_added_dropped_and_changed(note: Note) -> None:
    pack, _ = load_pack(PARENT)
    assert pack is not None
    one, other = (
        next(rule for rule in pack.equations if rule.severity is Severity.ERROR),
        pack.requirements[0],
    )
    found = note(
        {
            "rules.yaml": f"equations:\n  {one.code}: {{level: 提示}}\nrequirements:\n  -{other.code}:\n"
            "references: {}\n"
        }
    )
    assert f"取消 {other.code} {other.name}" in found
    assert any(text.startswith(f"{one.code} {one.name}由“错误：") for text in found)
    assert len(found) == 2


def test_a_sentence_rewritten_added_and_left_out(note: Note) -> None:
    old = (templates_root() / PARENT / "narrative/收入支出决算总体情况.j2").read_text(encoding="utf-8")
    first = next(line for line in old.splitlines() if line.startswith("{{年度}}"))
    sentence = first.split("。")[0] + "。"
    new = old.replace(sentence, sentence.replace("万元，支出总计", "万元，另支出总计") + "以上均含结转。")
    found = note({"narrative/收入支出决算总体情况.j2": new})
    assert len(found) == 2
    assert found[0].startswith("改写：〔年度〕年度收入总计〔收入总计〕万元")
    assert "\n改为：" in found[0]
    assert found[1] == "新增：以上均含结转。"


def test_order_codes_and_wording(note: Note) -> None:
    found = note(
        {},
        "classification: 2024\nphrases:\n  增减: {持平: 没有变化}\nnumbers:\n  正文: {zero: 零}\n",
    )
    assert any("“增减”持平时由“持平”改为“没有变化”" in text for text in found)
    assert any("正文的零由" in text for text in found)
    assert any(text.startswith("新增 2013901") for text in found)


def test_a_format_that_does_not_exist() -> None:
    page, findings = diff(PARENT, "shanxi/final_accounts/1999", LIBRARY)
    assert page is None
    assert findings[0].code == "PK-00"


def test_pages_are_text_and_markdown() -> None:
    page = FormatPage("题")
    page.heading("一、甲")
    page.items(["乙\n丙"])
    page.grid(("名", "空", "说明"), [("一", "", "甲|乙"), ("二二", "", "丙")])
    assert as_markdown(page) == (
        "# 题\n\n## 一、甲\n\n- 乙\n  \n  丙\n\n| 名 | 说明 |\n| --- | --- |\n| 一 | 甲\\|乙 |\n| 二二 | 丙 |\n"
    )
    assert "  一    甲|乙\n  二二  丙\n" in as_text(page)
    assert isinstance(page.blocks[0], Title)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{年度}}年收入{{收入总计|万元}}万元。", "〔年度〕年收入〔收入总计〕万元。"),
        ("{{甲|占比(乙)}}%", "〔甲占乙的比例〕%"),
        ("{{甲|增减}}", "〔甲的增减〕"),
        ('{{甲|在("年初预算")|万元}}', "〔年初预算的甲〕"),
        ('{% if 原因("乙") %}因{{原因("乙")}}。{% endif %}', "〔有乙的原因时：因〔乙的原因〕。〕"),
        ("{% if 甲 and not 乙 %}丙{% else %}丁{% endif %}", "〔有甲且没有乙时：丙；否则：丁〕"),
        ("{% for 行 in 科目(甲, 3) %}{{行.名称}}{% endfor %}", "〔逐个甲的科目：〔名称〕〕"),
        ('{% macro 因(x) %}因{{原因(x)}}{% endmacro %}{{因("乙")}}', "因〔乙的原因〕"),
        ('{% set 乙 = 甲|限(科目="208") %}{{乙|万元}}', "〔208的甲〕"),
        ('{{记录.数("年度资金")|元}}', "〔年度资金〕"),
    ],
)
def test_templates_in_words(template: str, words: str) -> None:
    assert reader_text(template) == words


def test_sentences_keep_conditions_whole() -> None:
    assert sentences_in_words("甲。〔有乙时：丙。〕丁；戊") == ["甲。", "〔有乙时：丙。〕丁；", "戊"]


@pytest.mark.parametrize(
    "text", ["甲[科目=1|2, 乙=丙] - (丁 + 2)", "甲 + 乙", "计数(甲[乙=丙])", "(甲 + 乙) * 3"]
)
def test_expressions_read_back(text: str) -> None:
    assert expression_text(parse_expression(text)) == text


def _told(old: str, new: str) -> dict[str, list[str]]:
    """What is said under each heading of the note from one published format to another."""
    page, findings = diff(old, new, LIBRARY)
    assert page is not None and not findings
    found: dict[str, list[str]] = {}
    title = ""
    for block in page.blocks:
        if isinstance(block, Title):
            title = block.text.rpartition("、")[2]
        elif isinstance(block, Items):
            found.setdefault(title, []).extend(block.texts)
    return found


def test_a_new_year_is_told_with_its_dictionary() -> None:
    told = _told("shanxi/final_accounts/2024", "shanxi/final_accounts/2025")
    assert told["适用的年度"] == ["年度由“2024”改为“2025”", "科目字典的年度由“2024”改为“2025”"]
    assert any(text.startswith("新增 2170404 ") for text in told["功能分类"])


def test_another_line_of_parents_has_no_table_left_out_and_no_name_invented() -> None:
    told = _told("shanxi/final_accounts/2023", "xinjiang/final_accounts/2023")
    assert told["国有资本经营预算财政拨款收入支出决算表"][0] == "新增这张表（公开09表）"
    assert any(
        "表名由“一般公共预算财政拨款基本支出决算明细表”改为" in text
        for text in told["一般公共预算财政拨款基本支出决算表"]
    )
    assert not any("国有资本" in text and "改为" in text for text in told["要填的内容"])
    assert "内容“项目支出绩效目标表”改为" not in "".join(text for texts in told.values() for text in texts)


def test_a_base_is_held_against_a_format_table_by_table() -> None:
    """A base prints no table; each of its tables is compared all the same, and none is told as new."""
    told = _told("national/final_accounts/2023", "shanxi/final_accounts/2023")
    assert not any(
        "新增这张表" in text for title, texts in told.items() for text in texts if "统计表" not in title
    )
    assert any(text.startswith("新增这张表") for text in told["部门决算公开相关信息统计表"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (["甲表", "乙"], ["甲表", "丙"], ["新增行“丙”（在“甲表”之后）", "取消行“乙”"]),
        (["年初结转", "收入"], ["年末结转", "收入"], ["行“年初结转”改为“年末结转”"]),
        (
            ["事业收入", "丁"],
            ["科目代码", "事业的收入", "丁"],
            ["行“事业收入”改为“事业的收入”", "新增行“科目代码”（在最前）"],
        ),
    ],
)
def test_only_what_is_said_alike_was_renamed(old: list[str], new: list[str], told: list[str]) -> None:
    assert changes_of_order(old, new, "行") == told
