"""A whole department stage by stage: reading, composing, checking, writing."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Measurement, best
from gongkai import pipeline
from gongkai.memory import collect_seldom
from gongkai.model.book import Book
from gongkai.model.ledger import Ledger
from gongkai.rules.base import Subject
from gongkai.rules.engine import check
from gongkai.sections.compose import compose
from gongkai.writers.docx import load_style, write_docx
from gongkai.writers.xlsx import write_xlsx


def measure(root: Path, sample: str) -> list[Measurement]:
    """ms of each stage, warm, one core, without LibreOffice."""
    collect_seldom()  # as the program itself does
    folder = root / "sample_inputs" / sample
    loaded = pipeline.read(folder / "input.yaml")
    pack, department = loaded.pack, loaded.department
    assert pack is not None and department is not None

    def book() -> Book:
        return Book(Ledger(department), pack.definitions)

    kept = book()
    document = compose(pack, department, kept).document
    assert document is not None
    style = load_style(pack.style)
    return [
        Measurement("读取工作簿", best(lambda: pipeline.read(folder / "input.xlsx"), rounds=9)),
        Measurement("成文（含汇总）", best(lambda: compose(pack, department, book()))),
        Measurement("核对", best(lambda: check(Subject(pack, department, kept, document)))),
        Measurement("写 Word", best(lambda: write_docx(document, style, {}))),
        Measurement("写 Excel", best(lambda: write_xlsx(document))),
        Measurement("（读取 YAML）", best(lambda: pipeline.read(folder / "input.yaml"), rounds=5)),
    ]
