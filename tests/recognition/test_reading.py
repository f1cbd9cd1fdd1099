"""`gongkai read`: the JSON that others rely on, and what is said where something was not read."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from gongkai.app.main import app
from gongkai.readers.printed_document import PrintedCell, PrintedTable
from gongkai.recognition.national_kinds import BadKinds, load_recognition
from gongkai.recognition.pack_match import matched
from gongkai.recognition.printed_fact import printed_number
from gongkai.recognition.reading import read_published
from gongkai.recognition.tables import document_unit, document_year, recognised, rows_of_heading
from gongkai.source import Source
from tests.conftest import ROOT
from tests.readers.test_docx import cell, paragraph, word
from tests.readers.test_joining import document, table
from tests.support.library import LIBRARY
from tests.support.pdf import grid, pdf, text

KINDS = load_recognition(ROOT / "templates")[0]


def row(*texts: str) -> str:
    return f"<w:tr>{''.join(map(cell, texts))}</w:tr>"


INCOME = (
    paragraph("甲县某局2024年度部门决算")
    + paragraph("收入决算表")
    + paragraph("部门名称：甲县某局")
    + paragraph("金额单位：万元")
    + "<w:tbl>"
    + row("科目代码", "科目名称", "本年收入合计", "财政拨款收入")
    + row("2080101", "行政运行", "1,086.51", "1,086.51")
    + "</w:tbl>"
)


def test_the_json_of_a_document() -> None:
    found = read_published(Source("a.docx", word(INCOME)), LIBRARY).as_dict()
    assert (found["file"], found["year"], found["unit_name"]) == ("a.docx", "2024", "甲县某局")
    (first,) = found["tables"]  # type: ignore[misc]
    assert first["kind"] == "收入总表" and first["title"] == "收入决算表" and first["unit"] == "万元"
    assert first["header_rows"] == 1 and first["confidence"] > 0.9
    assert first["rows"][1] == ["2080101", "行政运行", "1,086.51", "1,086.51"]
    assert found["paragraphs"][0] == {"text": "甲县某局2024年度部门决算", "page": 0}  # type: ignore[index]
    assert json.loads(json.dumps(found)) == found


SHAPE = {
    "file": str,
    "format": (str, type(None)),
    "year": str,
    "unit_name": str,
    "tables": [
        {
            "kind": (str, type(None)),
            "title": str,
            "unit": str,
            "place": {"page": int, "sheet": str, "index": int},
            "confidence": float,
            "header_rows": int,
            "rows": [[str]],
            "facts": [
                {
                    "figure": str,
                    "coordinates": dict,
                    "stage": str,
                    "printed": str,
                    "unit": str,
                    "row": int,
                    "column": int,
                }
            ],
        }
    ],
    "paragraphs": [{"text": str, "page": int}],
    "findings": [dict],
}


def has_shape(data: object, shape: object, at: str = "") -> int:
    """Exactly the keys and types that the JSON promises; gives the number of values compared."""
    if isinstance(shape, dict):
        assert isinstance(data, dict) and list(data) == list(shape), at
        return sum(has_shape(data[key], shape[key], f"{at}.{key}") for key in shape)
    if isinstance(shape, list):
        assert isinstance(data, list), at
        return sum(has_shape(item, shape[0], at) for item in data)
    assert isinstance(data, shape), at  # type: ignore[arg-type]
    return 1


@pytest.mark.parametrize("format", ["", "standard/final_accounts/2024"])
def test_the_json_has_the_promised_keys_and_no_others(format: str) -> None:
    body = INCOME + paragraph("其他") + "<w:tbl>" + row("甲", "乙") + row("某项", "12.50") + "</w:tbl>"
    found = read_published(Source("a.docx", word(body)), LIBRARY, format).as_dict()
    assert has_shape(json.loads(json.dumps(found)), SHAPE) > 40
    first, second = found["tables"]  # type: ignore[misc]
    assert (first["place"], second["place"]["index"]) == ({"page": 0, "sheet": "", "index": 1}, 2)
    assert found["format"] == (format or None) and second["kind"] is None
    for fact in first["facts"]:
        assert first["rows"][fact["row"]][fact["column"]].strip() == fact["printed"]
    assert len(first["facts"]) == 2


def test_a_spanned_text_stands_in_its_first_place_alone() -> None:
    body = (
        paragraph("收入决算表")
        + "<w:tbl><w:tr>"
        + cell("项目", '<w:gridSpan w:val="2"/>')
        + cell("合计", '<w:vMerge w:val="restart"/>')
        + "</w:tr><w:tr>"
        + cell("编码")
        + cell("名称")
        + cell("", "<w:vMerge/>")
        + "</w:tr></w:tbl>"
    )
    (found,) = read_published(Source("a.docx", word(body)), LIBRARY).as_dict()["tables"]  # type: ignore[misc]
    assert found["rows"] == [["项目", "", "合计"], ["编码", "名称", ""]]


def test_pages_count_from_one() -> None:
    body = text(100, 720, "before") + grid((100, 200, 300), (700, 680, 660)) + text(105, 686, "1.5")
    found = read_published(Source("a.pdf", pdf(body)), LIBRARY).as_dict()
    assert has_shape(found, SHAPE) > 10 and found["tables"]
    assert {line["page"] for line in found["paragraphs"]} | {  # type: ignore[index, attr-defined]
        table["place"]["page"]
        for table in found["tables"]  # type: ignore[index, attr-defined]
    } == {1}


def test_figures_by_a_named_format() -> None:
    found = read_published(Source("a.docx", word(INCOME)), LIBRARY, "standard/final_accounts/2024")
    assert [(fact.coordinates.get("科目"), fact.value) for fact in found.tables[0].facts] == [
        ("2080101", printed_number("1086.51")[0])  # type: ignore[index]
    ] * 2


def test_a_table_that_nothing_tells_is_named() -> None:
    body = paragraph("其他") + "<w:tbl>" + row("甲", "乙") + row("某项", "12.50") + "</w:tbl>"
    found = read_published(Source("a.docx", word(body)), LIBRARY)
    assert [(finding.code, finding.location.table) for finding in found.findings] == [("DQ-04", 1)]


def test_figures_that_are_not_certain_are_counted() -> None:
    body = INCOME.replace("</w:tbl>", row("某项支出", "没有编码", "3.00", "4.00") + "</w:tbl>")
    found = read_published(Source("a.docx", word(body)), LIBRARY, "standard/final_accounts/2024")
    assert [finding.code for finding in found.findings] == ["DQ-05"]
    assert "2 个数" in found.findings[0].message


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2024年部门财务收支预算总表", "收支总表"),
        ("收入支出决算总表", "收支总表"),
        ("财政拨款收入支出决算总表", "财政拨款收支总表"),
        ("一般公共预算财政拨款支出决算表", "一般公共预算支出表"),
        ("一般公共预算财政拨款基本支出决算明细表", "一般公共预算基本支出表"),
        ("政府性基金预算财政拨款收入支出决算表", "政府性基金表"),
        ("2023年政府性基金预算收入表（不含上年结转）", "政府性基金收入表"),
        ("国有资本经营预算财政拨款支出决算表", "国有资本经营表"),
        ("一般公共预算“三公”经费支出预算表", "三公经费表"),
        ("“三公”经费、会议费、培训费支出预算表", "三公经费表"),
        ("部门“三公”经费和机关运行经费预算表", "三公经费表"),
        ("一般公共预算机关运行经费支出预算表", "机关运行经费表"),
        ("2019年政府采购预算表", "政府采购表"),
        ("项目支出预算表（本年预算）", "项目支出表"),
        ("财政拨款基本支出预算表（经济科目）", "财政拨款基本支出表"),
        ("财政拨款支出预算表（功能科目）", "财政拨款支出表"),
        ("支出决算表", "支出总表"),
        ("收入预算总表", "收入总表"),
        ("部门决算公开相关信息统计表", "相关信息统计表"),
        ("项目支出绩效自评表", "项目支出自评表"),
        ("就业补助资金转移支付项目绩效目标自评表", "转移支付自评表"),
        ("县级预算部门（单位）项目支出绩效目标申报表", "项目支出绩效目标表"),
        ("人员情况表", ""),
    ],
)
def test_kinds_by_title(title: str, kind: str) -> None:
    (found,) = recognised(document([title, "单位：万元", table(["甲", "乙"], ["一", "1.00"])]), KINDS)
    assert (found.kind, found.title, found.unit) == (kind, title, "万元")


def test_a_heading_inside_a_section_is_no_title() -> None:
    lines = ["十、部门决算公开相关信息统计表", "一、政府采购情况"]
    (found,) = recognised(document([*lines, table(["项目", "统计数"], ["货物", "1.00"])]), KINDS)
    assert found.kind == "相关信息统计表"


def test_a_title_in_two_lines() -> None:
    lines = ["“三公”经费、会议费、培训费支出预算", "表"]
    (found,) = recognised(document([*lines, table(["合计", "会议费"], ["1.00", "2.00"])]), KINDS)
    assert found.kind == "三公经费表" and found.title.endswith("预算表")


def test_a_table_without_title_by_its_headings() -> None:
    heads = ["功能分类科目编码", "科目名称", "本年收入合计", "上级补助收入", "事业收入"]
    (found,) = recognised(document([table(heads, ["205", "教育", "1.00", "", ""])]), KINDS)
    assert found.kind == "收入总表" and found.confidence < 0.9
    assert "表头" in found.evidence


def test_rows_of_headings_with_spans_and_numbers_of_columns() -> None:
    cells = (
        PrintedCell("项目", 0, 0, 1, 2),
        PrintedCell("金额", 0, 2, 2, 1),
        PrintedCell("编码", 1, 0),
        PrintedCell("名称", 1, 1),
        PrintedCell("栏次", 2, 0, 1, 2),
        PrintedCell("1", 2, 2),
        PrintedCell("205", 3, 0),
        PrintedCell("教育", 3, 1),
        PrintedCell("1.00", 3, 2),
    )
    assert rows_of_heading(PrintedTable(cells)) == 3


@pytest.mark.parametrize(("text", "rows"), [("2024年", 2), ("20.10", 1), ("20.24", 1)])
def test_an_amount_that_begins_as_years_do_is_no_heading(text: str, rows: int) -> None:
    cells = (
        PrintedCell("合计", 0, 0),
        PrintedCell("小计", 0, 1),
        PrintedCell(text, 1, 0),
        PrintedCell("", 1, 1),
    )
    assert rows_of_heading(PrintedTable((*cells, PrintedCell("1.00", 2, 0), PrintedCell("", 2, 1)))) == rows


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,086.51", ("1086.51", 2)),
        ("１２.5", ("12.5", 1)),
        ("-3", ("-3", 0)),
        ("（3.00）", ("-3.00", 2)),
        ("0.00", ("0.00", 2)),
        ("—", None),
        ("", None),
        ("1,08.51", None),
        ("12.50%", None),
        ("3台", None),
    ],
)
def test_printed_numbers(text: str, number: tuple[str, int] | None) -> None:
    found = printed_number(text)
    assert (found and (str(found[0]), found[1])) == number


def test_a_name_of_the_department_is_no_row_of_any_other() -> None:
    """A planned row named after the unit is not the row of each project."""
    pack, _ = LIBRARY.pack("shanxi/budget/2023")
    assert pack is not None
    plan = pack.table_plans["项目支出预算表（本年预算）"]
    heads = [path[-1].replace("{{年度}}", "2023") for path in plan.paths]
    rows = [["甲项目", *["1.00"] * (len(heads) - 1)], ["乙项目", *["2.00"] * (len(heads) - 1)]]
    found = recognised(document(["项目支出预算表（本年预算）", table(heads, *rows)]), KINDS)
    (match,) = matched(found, pack, "2023", "某局")
    assert {fact.coordinates.get("项目", fact.coordinates.get("项目名称")) for fact in match.facts} == {
        "甲项目",
        "乙项目",
    }


def test_kinds_that_cannot_be_used_are_refused(tmp_path: object) -> None:
    folder = tmp_path / "common"  # type: ignore[operator]
    folder.mkdir()
    for said in (
        "kinds: [a]",
        "kinds: {甲: {words: {all: [乙]}}}",
        "kinds: {甲: {title: {alle: [乙]}}}",
        "a: [",
    ):
        (folder / "recognition.yaml").write_text(said, encoding="utf-8")
        with pytest.raises(BadKinds):
            load_recognition(tmp_path)  # type: ignore[arg-type]


def test_the_command_says_what_is_in_a_file_and_fails_where_none_can_be_read(tmp_path: object) -> None:
    good, bad = tmp_path / "好.docx", tmp_path / "坏.pdf"  # type: ignore[operator]
    good.write_bytes(word(INCOME))
    bad.write_bytes(b"%PDF-1.4 broken")
    told = CliRunner().invoke(app, ["read", str(good)])
    assert told.exit_code == 0
    assert "甲县某局，2024 年度" in told.stdout and "收入总表" in told.stdout
    both = CliRunner().invoke(app, ["read", str(good), str(bad), "--json"])
    assert both.exit_code == 1
    assert [entry["file"] for entry in json.loads(both.stdout)] == ["好.docx", "坏.pdf"]
    assert "DQ-01" in both.stdout


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["甲市乙区自然", "资源局", "2024年度部门决算", "目 录"], "甲市乙区自然资源局"),
        (["目 录", "第二部分甲市乙局2024年度部门决算"], "甲市乙局"),
        (["甲市乙局2025年部门预算", "2024年度部门决算"], "甲市乙局"),
        (["一、编报说明：甲", "2024年度部门决算"], ""),
        (["收入决算表", "部门：甲局机关", "乙县丙局2024年度部门决算"], "甲局机关"),
        (["2024年度部门决算"], ""),
        (["按照甲县财政局关于开展2024年度部门决算公开工作的通知"], ""),
    ],
)
def test_the_name_on_the_cover_where_no_table_names_it(lines: list[str], name: str) -> None:
    assert document_unit(document([*lines])) == name


def test_the_year_that_only_headings_name() -> None:
    assert document_year(document(["支出表", table(["科目", "2024年预算数"], ["201", "1.00"])])) == "2024"
    assert document_year(document(["支出表", table(["2023年", "2024年"], ["1.00", "1.00"])])) == ""
