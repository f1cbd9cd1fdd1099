"""Formats without a sample of their own, run on the figures of a sample that was made for another format."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.findings import Severity
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.maintenance.lint import lint_format
from gongkai.packs.load import FormatInfo, formats_beside
from gongkai.tree.nodes import Contents, Document, Heading, Paragraph, Table
from tests.support.library import LIBRARY, check_file, load_pack

HERE = Path(__file__).parent
INPUTS = sorted(HERE.glob("*/input.yaml"))


def _document(path: Path) -> Document:
    checked = check_file(path)
    assert [f.message for f in checked.findings if f.severity is not Severity.HINT] == []
    assert checked.subject is not None
    document = pipeline.compose(checked)
    assert document is not None
    return document


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.parent.name)
def test_generates(path: Path) -> None:
    """Nothing found, and Word and Excel come out; a format needs no Python of its own."""
    document = _document(path)
    checked = check_file(path)
    assert checked.subject is not None
    files = pipeline.render(document, checked.subject.pack, ("docx", "xlsx")).files
    assert sorted(name.rpartition(".")[2] for name in files) == ["docx", "xlsx"]
    assert all(files.values())


UNCONFIRMED = [info for info in LIBRARY.published() if info.status]


def test_unconfirmed_formats_are_there() -> None:
    assert len(UNCONFIRMED) >= 11
    assert {info.format for info in UNCONFIRMED} >= {"shanxi/final_accounts/2025", "shanxi/budget/2027"}


@pytest.mark.parametrize("info", UNCONFIRMED, ids=lambda info: info.format)
def test_a_format_that_goes_on_with_last_years_form(info: FormatInfo) -> None:
    """It says so once in the coverage, holds for its year alone, and Word and Excel come out."""
    pack, faults = load_pack(info.format)
    assert pack is not None, faults
    assert pack.years == (pack.year,) == (info.format.rpartition("/")[2],)
    assert pack.classification.year == pack.year
    department = synthetic(pack, Scenario.TYPICAL)
    checked = pipeline.check_department(pipeline.Loaded(department, pack, []))
    said = [outcome for outcome in checked.coverage if outcome.why == info.status]
    assert [(outcome.code, outcome.status.value) for outcome in said] == [("SM-02", "无法执行")]
    document = pipeline.compose(checked)
    assert document is not None
    files = pipeline.render(document, pack, ("docx", "xlsx"), pages=False).files
    assert len(files) == 2
    assert pack.year in document.title


@pytest.mark.trial
def test_every_format_is_sound() -> None:
    """No error in any format, and no warning in one that can be published."""
    published = {info.format for info in LIBRARY.published()}
    found = [
        (name, item.message)
        for name in LIBRARY.formats()
        for item in lint_format(name, LIBRARY)
        if item.severity.rank < (2 if name in published else 1)
    ]
    assert len(LIBRARY.formats()) > 20
    assert found == []


def test_formats_beside_are_in_the_order_of_their_years() -> None:
    beside = [info.format for info in formats_beside("shanxi/budget/1999", LIBRARY.root)]
    assert beside == [f"shanxi/budget/{year}" for year in range(2023, 2028)]
    assert formats_beside("nowhere/budget/2023", LIBRARY.root) == []


def test_inputs_are_there() -> None:
    assert [path.parent.name for path in INPUTS] == [
        "shanghai-2024-final",
        "shanghai-2025-budget",
        "shanghai-2026-budget",
        "sichuan",
        "standard-2024-final",
        "standard-2025-final",
        "standard-2026-budget",
        "standard-2027-budget",
    ]


def _value(table: Table, label: str, column: int) -> str:
    """The text of a cell in the row whose code or total label is `label`."""
    (row,) = (row for row in table.rows if row.cells[0].text == label)
    return row.cells[column].text


def test_sichuan() -> None:
    """Prose first and tables last, the date behind the contents, thirteen tables, zeros written out."""
    document = _document(HERE / "sichuan" / "input.yaml")
    blocks = document.blocks
    contents = next(i for i, block in enumerate(blocks) if isinstance(block, Contents))
    date = blocks[contents + 1]
    assert isinstance(date, Paragraph)
    assert date.text == "公开时间：2024年8月30日"
    parts = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    assert [part.split("  ")[1] for part in parts] == [
        "单位概况",
        "2023年度单位决算情况说明",
        "名词解释",
        "附件",
        "附表",
    ]
    last = next(i for i, block in enumerate(blocks) if isinstance(block, Heading) and block.text == parts[-1])
    assert all(isinstance(block, Table) for block in blocks[last + 1 :])
    tables = [table for table in document.tables if table.code]
    assert [table.code for table in tables] == [f"公开{number:02}表" for number in range(1, 14)]
    text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
    assert "上级补助收入0万元，占0%" in text
    assert "国有资本经营预算财政拨款支出0万元" in text
    assert "支出决算为868.52万元，完成预算的59.05%，决算数小于预算数" in text
    by_code = {table.code: table for table in tables}
    detail = by_code["公开05表"]
    assert _value(detail, "合计", 1) == _value(by_code["公开03表"], "合计", 1) == "1955.03"
    assert _value(detail, "302", 2) == "824.06"
    assert _value(by_code["公开09表"], "合计", 3) == "1671.61"
