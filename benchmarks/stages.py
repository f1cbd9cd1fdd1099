"""A whole department stage by stage: reading, checking, composing, writing."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Measurement, best
from gongkai import pipeline
from gongkai.writers.docx import load_style, write_docx
from gongkai.writers.xlsx import write_xlsx


def measure(root: Path, sample: str) -> list[Measurement]:
    """ms of each stage, warm, one core, without LibreOffice."""
    folder = root / "sample_inputs" / sample
    loaded = pipeline.read(folder / "input.yaml")
    checked = pipeline.check_department(loaded)
    document = pipeline.compose(checked)
    assert document is not None
    assert loaded.pack is not None
    style = load_style(loaded.pack.style)
    return [
        Measurement("读取工作簿", best(lambda: pipeline.read(folder / "input.xlsx"), rounds=5)),
        Measurement("读取 YAML", best(lambda: pipeline.read(folder / "input.yaml"), rounds=5)),
        Measurement("核对", best(lambda: pipeline.check_department(loaded))),
        Measurement("成文", best(lambda: pipeline.compose(checked))),
        Measurement("写 Word", best(lambda: write_docx(document, style, {}))),
        Measurement("写 Excel", best(lambda: write_xlsx(document))),
    ]
