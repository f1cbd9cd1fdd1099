"""Formats without a sample of their own, run on the figures of a sample that was made for another format."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.findings import Severity
from gongkai.tree.nodes import Contents, Document, Heading, Paragraph, Table
from tests.support.library import check_file

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


def test_inputs_are_there() -> None:
    assert [path.parent.name for path in INPUTS] == ["sichuan"]


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
