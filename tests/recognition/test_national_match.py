"""Figures of tables that no format describes: bound where headings and labels are known, left out where they are not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.recognition.national_kinds import BadKinds, load_recognition
from gongkai.recognition.reading import Reading, read_published
from gongkai.source import Source
from tests.conftest import ROOT
from tests.readers.test_docx import SPAN, cell, paragraph, word
from tests.recognition.test_reading import row
from tests.support.library import LIBRARY

Fact = tuple[str, dict[str, str], str, str]


def read(title: str, *rows: str, unit: str = "元") -> Reading:
    body = paragraph("某市某局2031年") + paragraph(title) + (paragraph(f"单位：{unit}") if unit else "")
    return read_published(Source("a.docx", word(body + f"<w:tbl>{''.join(rows)}</w:tbl>")), LIBRARY)


def facts(found: Reading) -> list[Fact]:
    (table,) = found.tables
    return [(fact.figure, fact.coordinates, fact.stage, fact.printed) for fact in table.facts]


def unread(found: Reading) -> int:
    (table,) = found.tables
    return len(table.unread)


def test_codes_in_three_columns_and_the_total_at_the_foot() -> None:
    found = read(
        "2031年部门支出预算总表",
        row("类", "款", "项", "功能分类科目名称", "合计", "基本支出", "项目支出"),
        row("201", "05", "07", "专项普查活动", "257,700", "0", "257,700"),
        row("合计", "", "", "", "257,700", "", "257,700"),
    )
    assert facts(found) == [
        ("支出", {"科目": "2010507"}, "", "257,700"),
        ("支出", {"支出性质": "基本支出", "科目": "2010507"}, "", "0"),
        ("支出", {"支出性质": "项目支出", "科目": "2010507"}, "", "257,700"),
        ("支出", {}, "", "257,700"),
        ("支出", {"支出性质": "项目支出"}, "", "257,700"),
    ]
    assert not unread(found)


def test_a_code_that_lost_its_nought_needs_its_name() -> None:
    found = read(
        "一般公共预算基本支出预算表",
        row("类", "款", "经济分类科目名称", "合计"),
        row("301", "2", "津贴补贴", "5,000"),
        row("301", "7", "别的名称", "7,000"),
    )
    assert facts(found) == [("基本支出经济分类", {"经济科目": "30102"}, "", "5,000")]
    assert unread(found) == 1 and [each.code for each in found.findings] == ["DQ-05"]


def test_two_sides_of_one_table_and_labels_that_come_again() -> None:
    found = read(
        "财政拨款收入支出决算总表",
        f"<w:tr>{cell('收入', SPAN)}{cell('支出', SPAN.replace('2', '3'))}</w:tr>",
        row("项目", "决算数", "项目", "合计", "一般公共预算财政拨款"),
        row("一、一般公共预算财政拨款", "97.50", "八、社会保障和就业支出", "75.47", "75.47"),
        row("年初财政拨款结转和结余", "3.00", "某种新的支出", "1.00", "1.00"),
        row("一、一般公共预算财政拨款", "3.00", "", "", ""),
        row("总计", "100.50", "总计", "76.47", "76.47"),
        unit="万元",
    )
    general = {"资金来源": "一般公共预算财政拨款"}
    assert facts(found) == [
        ("收入", general, "", "97.50"),
        ("结转结余", {"资金来源": "财政拨款", "结余项目": "年初结转和结余"}, "", "3.00"),
        ("收入总计", {"资金来源": "财政拨款"}, "", "100.50"),
        ("支出", {"资金来源": "财政拨款", "科目": "208"}, "", "75.47"),
        ("支出", {**general, "科目": "208"}, "", "75.47"),
        ("支出总计", {"资金来源": "财政拨款"}, "", "76.47"),
        ("支出总计", general, "", "76.47"),
    ]
    assert unread(found) == 3
    assert found.tables[0].facts[0].amount == Decimal(975_000)


@pytest.mark.parametrize(
    ("heading", "bound"),
    [
        ("合计", True),
        ("2031年合计", True),
        ("2030年合计", False),  # another year's
        ("增减", False),
        ("上年结转", False),
    ],
)
def test_a_heading_that_is_not_known_is_not_read(heading: str, bound: bool) -> None:
    found = read(
        "一般公共预算支出预算表",
        row("科目编码", "科目名称", heading),
        row("201", "一般公共服务支出", "5,000"),
    )
    assert bool(facts(found)) is bound and unread(found) == (not bound)


def test_without_a_unit_nothing_is_certain() -> None:
    rows = row("科目编码", "科目名称", "合计"), row("201", "一般公共服务支出", "5,000")
    assert not facts(read("一般公共预算支出预算表", *rows, unit=""))


def test_a_column_of_a_group_has_its_codes_only() -> None:
    found = read(
        "一般公共预算基本支出预算表",
        row("科目编码", "科目名称", "合计", "人员经费", "公用经费"),
        row("30201", "办公费", "5,000", "0", "5,000"),
        row("30202", "印刷费", "6,000", "6,000", "0"),
    )
    assert [(fact[1]["经济科目"], fact[3]) for fact in facts(found)] == [
        ("30201", "5,000"),
        ("30201", "5,000"),
        ("30202", "6,000"),
        ("30202", "0"),
    ]
    assert unread(found) == 1  # 6,000 of a code of goods among the expenses for persons


def test_the_budgeted_column_of_final_accounts_is_left_out() -> None:
    found = read(
        "财政拨款“三公”经费支出决算表",
        f"<w:tr>{cell('合计', SPAN)}{cell('公务接待费', SPAN)}</w:tr>",
        row("预算数", "决算数", "预算数", "决算数"),
        row("2.85", "0.39", "2.85", "0.39"),
        unit="万元",
    )
    assert [(fact[0], fact[3]) for fact in facts(found)] == [("三公经费合计", "0.39"), ("公务接待费", "0.39")]


def test_a_total_with_meetings_in_it_is_no_total_of_three() -> None:
    found = read(
        "“三公”经费、会议费、培训费支出预算表",
        row("合计", "“三公”经费", "会议费"),
        row("25.42", "8.33", "17.09"),
        unit="万元",
    )
    assert [(fact[0], fact[3]) for fact in facts(found)] == [("三公经费合计", "8.33")] and unread(found) == 2


@pytest.mark.parametrize(
    "text",
    [
        "kinds: {甲: {title: {all: [甲]}, reads: [{words: [没有]}]}}",
        "kinds: {甲: {title: {all: [甲]}, reads: [{means: 支出}]}}",
        "words: {甲: {'支出[科目': [乙]}}\nkinds: {}",
        "kinds: {甲: {title: {all: [甲]}, reads: [{words: [], wrong: 1}]}}",
        "wrong: 1\nkinds: {}",
    ],
)
def test_a_file_that_cannot_be_used(text: str, tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "recognition.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadKinds):
        load_recognition(tmp_path)


def test_every_heading_of_the_file_means_one_thing_in_a_group() -> None:
    kinds, words = load_recognition(ROOT / "templates")
    assert sum(bool(kind.reads) for kind in kinds) >= 10
    assert words.stages_of("收入支出决算总表")["决算数"] == ""
    assert not words.stages_of("收支总表")
