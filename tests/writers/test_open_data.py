"""Open data: what the tables print and nothing else, in CSV and JSON that other programs read without a question."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.own_files import untouched
from gongkai.pipeline import compose, render
from gongkai.tree.nodes import Cell, CellKind, Document, Number, Row, Table
from gongkai.writers.open_data import safe_in_spreadsheets
from gongkai.writers.registry import write_kinds
from tests.conftest import ROOT
from tests.support.library import check_file

SAMPLES = sorted(path.parent.name for path in ROOT.glob("sample_inputs/*/input.xlsx"))
assert len(SAMPLES) == 5
WAN = Decimal(10_000)


def made(document: Document) -> dict[str, bytes]:
    def style() -> Any:
        raise AssertionError("data have no look")

    files, findings = write_kinds(document, style, ("data",), pages=False)
    assert not findings
    return unpacked(files["-数据.zip"])


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        return {name: archive.read(name) for name in archive.namelist()}


def document_of(sample: str) -> Document:
    document = compose(check_file(ROOT / "sample_inputs" / sample / "input.xlsx"))
    assert document is not None
    return document


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def half_up(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_printed_cell_is_a_row_and_nothing_else_is(sample: str) -> None:
    document = document_of(sample)
    files = made(document)
    package = json.loads(files["datapackage.json"])
    assert len(package["resources"]) == 2 * len(document.tables)
    assert set(files) == {"datapackage.json", "schema.json", *(item["path"] for item in package["resources"])}
    labels = (CellKind.HEADER, CellKind.LABEL, CellKind.TOTAL, CellKind.SECTION)
    for number, table in enumerate(document.tables, 1):
        [content] = [files[name] for name in files if name.startswith(f"csv/{number:02d}-")]
        rows = rows_of(content)
        printed = [
            cell.text
            for row in table.rows[table.header_rows :]
            for cell in row.cells
            if cell.kind not in labels and (cell.text or cell.number is not None)
        ]
        assert sorted(row["印出"] for row in rows) == sorted(map(safe_in_spreadsheets, printed))
        assert {row["年度"] for row in rows} <= {document.year} and document.year.isdigit()
        for row in rows:
            scale = {"万元": WAN}.get(row["印出单位"], Decimal(1))
            shown = row["印出"].replace(",", "")
            if row["数值"] and shown.lstrip("-").replace(".", "").isdigit():
                decimals = len(shown.partition(".")[2])
                assert half_up(Decimal(row["数值"]) / scale, decimals) == Decimal(shown), row
            assert row["计量单位"] == ("元" if row["印出单位"] == "万元" else row["印出单位"])


def test_json_says_the_same_with_exact_numbers() -> None:
    files = made(document_of("yangcheng-2024-final"))
    names = [name for name in files if name.startswith("json/")]
    assert len(names) > 10
    amounts = 0
    for name in names:
        rows = json.loads(files[name], parse_float=Decimal, parse_int=Decimal)
        beside = rows_of(files[name.replace("json", "csv")])
        assert [list(row) for row in rows] == [list(row) for row in beside]
        for row, other in zip(rows, beside, strict=True):
            assert (row["数值"] is None) == (other["数值"] == "")
            if row["数值"] is not None:
                assert row["数值"] == Decimal(other["数值"])
                amounts += row["计量单位"] == "元" and bool(row["数值"] % 100)
            assert safe_in_spreadsheets(row["印出"]) == other["印出"]
    assert amounts, "no amount is finer than what is printed"


def test_codes_are_those_of_the_figures() -> None:
    files = made(document_of("liulin-2023-final"))
    [spending] = [rows_of(files[name]) for name in files if name.startswith("csv/03-")]
    assert {row["编码"] for row in spending} >= {"208", "20801", "2080101"}
    [whole] = [rows_of(files[name]) for name in files if name.startswith("csv/01-")]
    assert {row["编码"] for row in whole if "社会保障和就业" in row["项目"]} == {"208"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("  =HYPERLINK(1)", "'  =HYPERLINK(1)"),
        ("\t=1", "'\t=1"),
        ("\r@a", "'\r@a"),
        ("-12.50", "-12.50"),
        ("-1,234.50", "-1,234.50"),
        ("-3.2%", "-3.2%"),
        ("-", "-"),
        ("——", "——"),
        ("≥95%", "≥95%"),
        ("一、=", "一、="),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula(text: str, shown: str) -> None:
    assert safe_in_spreadsheets(text) == shown


def hostile() -> Document:
    number = Number("-5.00", Decimal("-5.00"), name="数")
    cells = (
        Cell("=cmd|'/c calc'!A0", CellKind.LABEL),
        Cell("@x\n=1"),
        Cell("-5.00", CellKind.NUMBER, number),
    )
    table = Table('a/..\\"=b', "=题", (Row(cells),), (1.0, 1.0, 1.0), sheet="../../x")
    return Document("=题", "", "名", (table,), year="2024", publisher="@单位")


def test_hostile_texts_in_csv_and_in_names_of_files() -> None:
    files = made(hostile())
    assert all(".." not in name and name.count("/") <= 1 for name in files)
    [content] = [files[name] for name in files if name.startswith("csv/")]
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert not [text for text in row if text.startswith(("=", "+", "@"))]
    text, amount = rows_of(content)
    assert text["印出"] == "'@x\n=1" and text["项目"].startswith("'=cmd")
    assert (amount["数值"], amount["印出"], amount["单位名称"]) == ("-50000", "-5.00", "'@单位")
    [exact] = [json.loads(files[name]) for name in files if name.startswith("json/")]
    assert exact[0]["印出"] == "@x\n=1"


def test_the_same_bytes_and_a_mark_of_ours(tmp_path: Path) -> None:
    checked = check_file(ROOT / "sample_inputs" / "qinglong-2023-evaluation" / "input.xlsx")
    document = compose(checked, draft=True)
    assert document is not None and checked.subject is not None
    one, other = (render(document, checked.subject.pack, ("data",), pages=False).files for _ in range(2))
    assert one == other
    [(name, content)] = one.items()
    assert name.endswith("（草稿）-数据.zip")
    assert "草稿" in json.loads(unpacked(content)["datapackage.json"])["title"]
    path = tmp_path / name
    path.write_bytes(content)
    assert untouched(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.comment.startswith(b"#gongkai ")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x.txt", "x")
    assert not untouched(path)
    path.write_bytes(content.replace(b"datapackage.json", b"datapackagf.json"))
    assert not untouched(path)


def test_a_document_that_nobody_knows_the_year_of() -> None:
    package = json.loads(made(replace(hostile(), year="", publisher=""))["datapackage.json"])
    assert package["name"] == "gongkai-tables" and package["contributors"] == []


@pytest.mark.trial
def test_frictionless_finds_no_fault(tmp_path: Path) -> None:
    from frictionless import Package

    for sample in SAMPLES:
        checked = check_file(ROOT / "sample_inputs" / sample / "input.xlsx")
        document = compose(checked)
        assert document is not None and checked.subject is not None
        [content] = render(document, checked.subject.pack, ("data",), pages=False).files.values()
        path = tmp_path / f"{sample}.zip"
        path.write_bytes(content)
        report = Package(str(path)).validate()
        assert report.valid, report.flatten(["type", "message"])[:5]
        assert len(report.tasks) == 2 * len(document.tables)
