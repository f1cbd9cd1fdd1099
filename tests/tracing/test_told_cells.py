"""The HTML report tells of an input cell what stands in it, and from which cell of which export it was filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.source import Source
from gongkai.tracing.told_cells import with_told_cells
from gongkai.writers.html.writer import html_report
from tests.conftest import ROOT
from tests.filling.exported import source
from tests.filling.test_fill import changed, filled
from tests.support.library import LIBRARY

SAMPLE = "liulin-2023-final"


def cells(given: Source) -> set[str]:
    """What the page says of input cells."""
    checked = pipeline.check(given, LIBRARY)
    document = pipeline.compose(checked, draft=True)
    assert document is not None
    html = html_report(with_told_cells(document, checked, given)).decode()
    found = re.search(r'id="origins">(.*?)</script>', html)
    assert found is not None
    return {cell for entry in json.loads(found[1]) for cell in entry.get("c", ())}


@pytest.fixture(scope="module")
def content() -> bytes:
    found = filled(SAMPLE).content
    assert found is not None
    return found


def test_filled_from_an_export(content: bytes) -> None:
    found = cells(source("填好.xlsx", content))
    told = next(cell for cell in found if cell.startswith("收入!C7："))
    assert told.startswith("收入!C7：10,865,080 元；从导出表填入：2023年度")
    assert re.search(r"\.xls Z07 [^！]*![A-Z]+\d+$", told)
    filled_in = [cell for cell in found if "从导出表填入" in cell]
    assert len(filled_in) > 40


def test_changed_since(content: bytes) -> None:
    def change(book) -> None:  # type: ignore[no-untyped-def]
        book["收入"]["C7"] = 10865081

    told = next(
        cell for cell in cells(source("填好.xlsx", changed(content, change))) if cell.startswith("收入!C7：")
    )
    assert "10,865,081 元" in told
    assert told.endswith("填入后改过")


def test_typed() -> None:
    """Of a typed cell only the value; of a text form the line."""
    path = Path(ROOT / "sample_inputs" / SAMPLE / "input.yaml")
    found = cells(Source.from_path(path))
    assert [cell for cell in found if cell.endswith("：10,865,080 元")]
    assert not [cell for cell in found if "导出表" in cell]
