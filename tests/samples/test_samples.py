"""Every sample as its user would run it: clean, the same from both forms, valid, readable by others."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gongkai import pipeline
from gongkai.blanks import write_workbook, write_yaml
from gongkai.findings import Severity
from gongkai.model.department import Department, Value
from gongkai.tree.nodes import Document, Heading, Orientation, Table
from tests.support import ooxml
from tests.support.library import check_file, read_file

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "sample_inputs").glob("*/input.yaml"))
pytestmark = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)


def _files(path: Path, kinds: tuple[str, ...] = ("docx", "xlsx")) -> dict[str, bytes]:
    checked = check_file(path)
    assert checked.publishable, [finding.message for finding in checked.findings]
    document = pipeline.compose(checked)
    assert document is not None
    assert checked.subject is not None
    files = pipeline.render(document, checked.subject.pack, kinds, pages=False).files
    return {Path(name).suffix[1:]: content for name, content in files.items()}


@cache
def _report(sample: Path) -> dict[str, bytes]:
    """The report of a sample, made once; `test_both_forms_give_the_same_bytes_twice` makes it anew."""
    return _files(sample / "input.yaml")


@cache
def _tree(sample: Path) -> Document:
    tree = pipeline.compose(check_file(sample / "input.yaml"))
    assert tree is not None
    return tree


def test_clean(sample: Path) -> None:
    """No error and no warning in either form; hints are explained in the sample's README."""
    for name in ("input.yaml", "input.xlsx"):
        checked = check_file(sample / name)
        assert checked.readable
        assert [f.message for f in checked.findings if f.severity is not Severity.HINT] == []
        assert checked.coverage
        not_run = [outcome for outcome in checked.coverage if outcome.status.name == "NOT_RUN"]
        # What compares with another year's input cannot run on one input alone, and says so; the date of
        # publication is not known before it.
        told = ("（--last-year 文件）", "没有填批复日期、公开日期", "没有填批复日期")
        assert all(outcome.why.endswith(told) for outcome in not_run), not_run


def test_both_forms_give_the_same_bytes_twice(sample: Path) -> None:
    first = _files(sample / "input.yaml")
    assert set(first) == {"docx", "xlsx"}
    assert first == _files(sample / "input.xlsx")
    assert first == _files(sample / "input.yaml")


@pytest.mark.parametrize("suffix", ["xlsx", "yaml"])
def test_either_unit_gives_the_same_bytes(sample: Path, suffix: str, tmp_path: Path) -> None:
    """The same department filled in in the other unit (元 or 万元) gives the same reports."""
    loaded = read_file(sample / "input.yaml")
    assert loaded.pack is not None
    assert loaded.department is not None
    other = _in_other_unit(loaded.department)
    path = tmp_path / f"input.{suffix}"
    inputs, classification = loaded.pack.inputs, loaded.pack.classification
    if suffix == "xlsx":
        path.write_bytes(write_workbook(inputs, classification, other))
    else:
        path.write_text(write_yaml(inputs, classification, other), encoding="utf-8")
    assert read_file(path).department.amount_unit == other.amount_unit  # type: ignore[union-attr]
    assert _files(path) == _report(sample)


def _in_other_unit(department: Department) -> Department:
    unit = {"元": "万元", "万元": "元"}[department.amount_unit]
    facts = department.schedules["单位信息"]
    entries = tuple(
        replace(entry, values={name: Value(unit) for name in entry.values})
        if entry.line == "金额单位"
        else entry
        for entry in facts.entries
    )
    schedules = {**department.schedules, "单位信息": replace(facts, entries=entries)}
    return replace(department, amount_unit=unit, schedules=schedules)


@pytest.mark.trial
def test_valid_open_xml(sample: Path, tmp_path: Path) -> None:
    for kind, content in _report(sample).items():
        path = tmp_path / f"report.{kind}"
        path.write_bytes(content)
        assert ooxml.validate(path) == []
    assert ooxml.validate(sample / "input.xlsx") == []


def test_word_as_python_docx_reads_it(sample: Path) -> None:
    import docx

    tree = _tree(sample)
    report = docx.Document(io.BytesIO(_report(sample)["docx"]))
    headings = [block for block in tree.blocks if isinstance(block, Heading)]
    read = [(p.style.name, p.text) for p in report.paragraphs if p.style is not None]
    assert headings
    for heading in headings:
        assert (f"Heading {heading.level}", heading.text) in read
    tables = tree.tables
    assert len(report.tables) >= len(tables)
    landscape = [table for table in tables if table.orientation is Orientation.LANDSCAPE]
    turned = [section for section in report.sections if section.page_width > section.page_height]
    assert bool(landscape) == bool(turned)
    xml = report.element.xml
    repeated = sum(table.header_rows for table in tables)
    assert len(re.findall(r"<w:tblHeader", xml)) >= repeated
    assert "TOC \\o" in xml or not _has_contents(tree)


def _has_contents(tree: Any) -> bool:
    return any(type(block).__name__ == "Contents" for block in tree.blocks)


def test_excel_holds_the_tables_as_numbers(sample: Path) -> None:
    import openpyxl

    tree = _tree(sample)
    book = openpyxl.load_workbook(io.BytesIO(_report(sample)["xlsx"]))
    sheets = [sheet for sheet in book.worksheets if sheet.title != "目录"]
    assert len(sheets) == len(tree.tables)
    for sheet, table in zip(sheets, tree.tables, strict=True):
        expected = sorted(_shown(table))
        found = sorted(
            round(float(cell.value), 6)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int | float)
        )
        assert found == expected, table.title
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == table.orientation.value
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if table.header_rows:
            assert sheet.print_title_rows


def _shown(table: Table) -> list[float]:
    """The figures that a table prints, percentages as fractions as Excel stores them."""
    shown = []
    for row in table.rows:
        for cell in row.cells:
            number = cell.number
            if number is None or not cell.text or not re.search(r"\d", cell.text):
                continue
            percent = cell.text.endswith("%")
            shown.append(round(float(number.value) / (100 if percent else 1), 6))
    return shown
