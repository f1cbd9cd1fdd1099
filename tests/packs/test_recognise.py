"""`recognise` of a table: every word is checked when the format is loaded, and used when others' tables are read."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.packs.location import templates_root
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.pack_match import MatchedTable, matched
from gongkai.recognition.tables import recognised
from tests.conftest import ROOT
from tests.readers.test_joining import document, table
from tests.support.library import LIBRARY, load_pack

FORMAT = "standard/final_accounts/2024"
TABLE = "national/final_accounts/2023/tables/支出决算表.yaml"
KINDS = load_recognition(ROOT / "templates")[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("title: {any: [支出总表]}", "自己的标题“支出决算表”不合"),
        ("title: {not: [收入]}", "要写 all 或 any"),
        ("title: {any: [支出决算], not: [三公, 基本支出]}", "也合“收入支出决算总表”"),
        ("title: {any: [支出决算表], besides: [收入]}", "besides"),
        ("headings: {本年支出小计: [合计]}", "没有叫“本年支出小计”的表头"),
        ("headings: {基本支出: [项目支出]}", "不能又是“基本支出”的别的叫法"),
        ("headings: {基本支出: [基本], 项目支出: [基本]}", "既是“项目支出”又是“基本支出”"),
        ("headings: {基本支出: [基本, ' ']}", "“基本支出”的别的叫法是空的"),
        ("rows: {总计: [合计数]}", "没有叫“总计”的行名"),
        ("rows: {合计: [总计]}", ""),
        ("heading: {基本支出: [基本]}", "heading"),
    ],
)
def test_words_are_checked(words: str, said: str, tmp_path: Path) -> None:
    root = tmp_path / "templates"
    shutil.copytree(templates_root(), root)
    path = root / TABLE
    before, _, _ = path.read_text(encoding="utf-8").partition("recognise:")
    path.write_text(f"{before}recognise:\n  {words}\n", encoding="utf-8")
    _, faults = load_pack(FORMAT, root)
    if not said:
        assert not faults
        return
    assert faults and all(fault.location.line > 0 for fault in faults)
    assert any(said in fault.message for fault in faults), [fault.message for fault in faults]


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ("机关运行经费支出决算表", "加上 not: [机关运行经费]"),
        ("支出决算表", "用 all、any 写它才有的字"),
    ],
)
def test_words_that_fit_another_title_are_told_where_they_stand_and_what_is_missing(
    title: str, hint: str, tmp_path: Path
) -> None:
    root = tmp_path / "templates"
    shutil.copytree(templates_root(), root)
    path = root / TABLE
    text = path.read_text(encoding="utf-8")
    before, _, _ = text.partition("recognise:")
    path.write_text(
        f"{before}recognise:\n  title: {{any: [支出决算表], not: [收入, 财政, 基金]}}\n", encoding="utf-8"
    )
    (root / FORMAT / "tables").mkdir(exist_ok=True)
    (root / FORMAT / "tables" / "又一张.yaml").write_text(
        before.replace("title: 支出决算表", f"title: {title}"), encoding="utf-8"
    )
    _, faults = load_pack(FORMAT, root)
    [fault] = [each for each in faults if each.message == f"表“支出决算表”认标题的字也合“{title}”"]
    assert hint in fault.hint
    assert fault.location.line == before.count("\n") + 1


def test_the_national_tables_say_how_others_call_them() -> None:
    formats = [load_pack(info.format)[0] for info in LIBRARY.published()]
    told = [
        each.recognise
        for pack in formats
        if pack is not None
        for each in pack.tables.values()
        if each.recognise.title is not None
    ]
    assert len(told) > 60
    assert sum(bool(words.headings) for words in told) > 30


def reads(title: str, *rows: list[str]) -> MatchedTable:
    pack, _ = LIBRARY.pack(FORMAT)
    assert pack is not None
    found = recognised(document([title, "金额单位：万元", table(*rows)]), KINDS)
    (match,) = matched(found, pack, "2024", "某局")
    return match


def test_another_title_and_other_headings() -> None:
    match = reads(
        "2024年度部门支出总表",
        ["功能分类科目编码", "科目名称", "本年支出小计", "基本支出", "项目支出", "事业单位经营支出"],
        ["2080101", "行政运行", "3.00", "1.00", "2.00", ""],
    )
    assert match.key == "支出决算表" and match.unread == []
    assert [(fact.coordinates, fact.value) for fact in match.facts] == [
        ({"科目": "2080101"}, Decimal("3.00")),
        ({"科目": "2080101"}, Decimal("1.00")),
        ({"科目": "2080101"}, Decimal("2.00")),
    ]


def test_rows_that_are_numbered_otherwise() -> None:
    """Classes that a county leaves out are not counted, so 二十四 of one is 二十二 of another."""
    match = reads(
        "收入支出决算总表",
        ["项目", "金额", "项目", "金额"],
        ["一、一般公共预算财政拨款收入", "5.00", "三、社会保障和就业支出", "4.00"],
        ["二、其他收入", "1.00", "四、卫生健康支出", "2.00"],
        ["总计", "6.00", "总计", "6.00"],
    )
    assert match.key == "收入支出决算总表" and match.unread == []
    assert sorted(fact.value for fact in match.facts) == list(
        map(Decimal, ("1.00", "2.00", "4.00", "5.00", "6.00", "6.00"))
    )
    assert {fact.coordinates.get("科目") for fact in match.facts} >= {"208", "210"}


def test_a_table_that_is_called_the_same_and_has_another_form_is_not_the_formats() -> None:
    match = reads(
        "支出决算表",
        ["单位", "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["甲中心", "某项", "3.00", "1.00", "2.00"],
        ["乙中心", "某项", "3.00", "1.00", "2.00"],
    )
    assert match.key == "" and match.facts == []
