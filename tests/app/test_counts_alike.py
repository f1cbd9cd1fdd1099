"""Screen and check report count the same, also what only rendering finds."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

from gongkai import pipeline
from gongkai.desk.counts import summary
from gongkai.findings import Severity, report
from gongkai.source import Source
from tests.support.library import LIBRARY


def test_what_rendering_finds_is_counted_in_both(root: Path) -> None:
    source = Source.from_path(root / "sample_inputs" / "qiemo-2023-final" / "input.yaml")
    before = pipeline.check(source, LIBRARY)
    checked = pipeline.with_more(before, [report("WD-01", "没有找到 LibreOffice")])
    assert len(checked.findings) == len(before.findings) + 1
    document = pipeline.compose(checked)
    assert document is not None
    (content,) = pipeline.check_report(checked, document).values()
    rows = openpyxl.load_workbook(io.BytesIO(content))["核对结论"].iter_rows(values_only=True)
    told = {row[0]: row[1] for row in rows if row[0]}
    for level in Severity:
        assert f"{level.value} {told[f'“{level.value}”级问题（条）']} 条" in summary(checked.findings)
