"""The YAML form: its shapes, its tolerance, and its findings with line and column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.findings import Severity
from gongkai.intake import open_input
from gongkai.source import Source
from tests.conftest import ROOT
from tests.intake.support import SMALL, codes_of, read, the
from tests.support.library import read_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml"

HEAD = f"单位信息:\n  公开格式: {SMALL.format}\n  金额单位: 元\n"
BARE = "明细:\n按项:\n"


def written(path: Path, text: str, head: str = HEAD) -> Path:
    path = path / "a.yaml"
    path.write_text(head + text, encoding="utf-8")
    return path


def test_rows_and_lines(tmp_path: Path) -> None:
    text = (
        "明细:\n"
        "  - 科目编码: 2080101\n"
        "    决算: {基本支出: 1955.03, 项目支出: —}\n"
        "    上年决算/基本支出: 1,000\n"
        "    说明: |\n"
        "      第一段\n"
        "      第二段\n"
        "  - {科目编码: 2080102, 决算: , 日期: 2023-01-05}\n"
        "按项:\n"
        "  接待费: {预算: 5, 决算: 4}\n"
        "  保有量: 2\n"
        "  接待批次: {决算: 3}\n"
    )
    department, findings = read(written(tmp_path, text))
    assert findings == []
    first, second = department.schedules["明细"].entries
    assert first.number("决算/基本支出") == Decimal("1955.03")
    assert first.number("决算/项目支出") is None
    assert first.number("上年决算/基本支出") == 1000
    assert first.text("说明") == "第一段\n第二段"
    assert second.text("日期") == "2023年1月5日"
    place = first.place("决算/基本支出")
    assert (place.file, place.line, place.column, place.path) == (
        "a.yaml",
        6,
        16,
        "明细/2080101/决算/基本支出",
    )
    line = department.line_entry("按项", "保有量")
    assert line is not None
    assert line.number("决算") == 2


def test_byte_order_mark_and_loose_labels(tmp_path: Path) -> None:
    text = "明 细:\n  - {科目编码*: 2080101, 决　算: {基本支出: 1}}\n按项:\n"
    path = tmp_path / "a.yml"
    path.write_text(HEAD + text, encoding="utf-8-sig")
    department, findings = read(path)
    assert findings == []
    assert department.schedules["明细"].entries[0].number("决算/基本支出") == 1


def test_list_of_paragraphs(tmp_path: Path) -> None:
    text = "明细:\n  - 科目编码: 2080101\n    说明: [第一段, 第二段]\n按项:\n"
    department, findings = read(written(tmp_path, text))
    assert findings == []
    assert department.schedules["明细"].entries[0].text("说明") == "第一段\n第二段"


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("明细:\n  科目编码: 1\n按项:\n", "SR-23", 5, 3, "列表"),
        ("明细:\n  - 2080101\n按项:\n", "SR-23", 5, 5, "栏目: 内容"),
        ("明细:\n  - {科目编码: 2080101, 决算: 5}\n按项:\n", "SR-23", 5, 25, "基本支出、项目支出"),
        ("明细:\n  - {科目编码: 2080101, 决算: {基本支出: {甲: 1}}}\n按项:\n", "SR-23", 5, 32, "基本支出"),
        ("明细:\n  - {科目编码: 2080101, 结算: {基本支出: 1}}\n按项:\n", "SR-05", 5, 21, "结算"),
        ("明细:\n按项:\n  接待费: 5\n", "SR-23", 6, 8, "预算、决算"),
        ("明细:\n按项:\n  接待费用: 5\n", "SR-19", 6, 3, "接待费用"),
        ("明细:\n按项:\n  保有量: {预算: 3}\n", "SR-20", 6, 13, "预算"),
        ("明细:\n按项:\n  保有量: -1\n", "SR-15", 6, 8, "负数"),
        ("明细:\n  - {科目编码: 2080101, 决算: {基本支出: 待定}}\n按项:\n", "SR-06", 5, 32, "待定"),
        ("明细:\n  - {科目编码: 2080101}\n  - {科目编码: 2080101}\n按项:\n", "SR-12", 6, 12, "第 5 行"),
        ("明细:\n  - {决算: {基本支出: 1}}\n按项:\n", "SR-13", 5, 5, "科目编码"),
        ("明细:\n按项:\n底稿: 1\n", "SR-23", 6, 1, "底稿"),
        ("明细表:\n按项:\n", "SR-02", 4, 1, "明细"),
        ("按项:\n", "SR-02", 1, 1, "明细"),
        ("明细:\n按项:\n按项:\n", "SR-23", 6, 1, "重复"),
    ],
)
def test_fault(tmp_path: Path, text: str, code: str, line: int, column: int, words: str) -> None:
    _, findings = read(written(tmp_path, text))
    found = the(findings, code)
    assert len(findings) == 1, [(item.code, item.message) for item in findings]
    assert (found.location.file, found.location.line, found.location.column) == ("a.yaml", line, column)
    assert found.severity is Severity.ERROR
    assert words in found.message + found.expected
    assert found.hint


@pytest.mark.parametrize(
    ("typed", "count", "remedy"),
    [("基本支出: 18,172,320.00", 2, "不写逗号"), ("基本支出：18172320.00", 1, "半角")],
)
def test_the_remedy_for_signs_that_break_a_number_from_its_column(
    typed: str, count: int, remedy: str, tmp_path: Path
) -> None:
    _, findings = read(written(tmp_path, f"明细:\n  - {{科目编码: 2080101, 决算: {{{typed}}}}}\n按项:\n"))
    assert codes_of(findings) == ["SR-05"] * count
    assert all(remedy in item.hint for item in findings)


def test_unit_is_said_once(tmp_path: Path) -> None:
    head = f"单位信息: {{公开格式: {SMALL.format}, 金额单位: 万元}}\n"
    text = "明细:\n  - {科目编码: 2080101, 决算: {基本支出: 1955.030001}}\n按项:\n"
    department, findings = read(written(tmp_path, text, head))
    assert findings == []
    assert department.amount_unit == "万元"
    assert department.schedules["明细"].entries[0].number("决算/基本支出") == Decimal("19550300.01")


def test_wrong_unit_is_reported_and_the_rest_still_checked(tmp_path: Path) -> None:
    head = f"单位信息: {{公开格式: {SMALL.format}, 金额单位: 千元}}\n"
    text = "明细:\n  - {科目编码: 2080101, 决算: {基本支出: 待定}}\n按项:\n"
    _, findings = read(written(tmp_path, text, head))
    assert codes_of(findings) == ["SR-14", "SR-06"]


def test_prefilled_rows_without_a_number_are_no_rows(tmp_path: Path) -> None:
    text = BARE + "经济分类:\n  - {经济科目编码: 30101}\n  - {经济科目编码: 30102, 决算: 3}\n"
    department, findings = read(written(tmp_path, text))
    assert findings == []
    assert [entry.text("经济科目编码") for entry in department.schedules["经济分类"].entries] == ["30102"]


def test_a_second_document(tmp_path: Path) -> None:
    opened, (found,) = open_input(Source.from_path(written(tmp_path, "---\n单位信息:\n")))
    assert opened is None
    assert ("又开始了一份" in found.message, found.location.line, found.location.column) == (True, 4, 1)


def test_every_repeated_key_is_told(tmp_path: Path) -> None:
    text = "按项:\n  接待费: {预算: 5, 预算: 6}\n  接待费: {预算: 7, 预算: 8}\n  [接待批次]: 3\n"
    opened, findings = open_input(Source.from_path(written(tmp_path, text)))
    assert opened is not None
    assert [(item.message[:4], item.location.line, item.location.column) for item in findings] == [
        ("“预算”", 5, 16),
        ("“预算”", 6, 16),
        ("“接待费", 6, 3),
        ("键只能是", 7, 3),
    ]


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("单位名称: 柳林县人力资源和社会保障局", "单位名称: [柳林县人力资源和社会保障局, 乙]"),
        ("年度: 2023", "年度: [2023, 2024]"),
        ("{一般公共预算财政拨款: 10865080.00}", "{一般公共预算财政拨款: [10865080.00, 5]}"),
        ("项目名称: 2023年全民意外伤害保险\n", "项目名称: [2023年全民意外伤害保险, 乙]\n"),
    ],
)
def test_a_list_where_one_thing_is_asked_for(written: str, listed: str, tmp_path: Path) -> None:
    text = LIULIN.read_text(encoding="utf-8")
    assert written in text
    path = tmp_path / "a.yaml"
    path.write_text(text.replace(written, listed, 1), encoding="utf-8")
    assert [item.code for item in read_file(path).findings if item.severity is Severity.ERROR] == ["SR-23"]
    one = listed.replace(", 乙]", "]").replace(", 2024]", "]").replace(", 5]", "]")
    path.write_text(text.replace(written, one, 1), encoding="utf-8")
    assert not [item for item in read_file(path).findings if item.severity is Severity.ERROR]
