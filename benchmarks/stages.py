"""A whole department stage by stage: reading, composing, checking, writing."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Measurement, best, forget_grids, read_file
from gongkai.memory import collect_seldom
from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.model.ledger import Ledger
from gongkai.packs.pack import Pack
from gongkai.rules.engine import run_rules
from gongkai.rules.rule import Subject
from gongkai.sections.compose import compose_document
from gongkai.writers.docx import load_style, write_docx
from gongkai.writers.xlsx.writer import write_xlsx


def measure(root: Path, sample: str) -> list[Measurement]:
    """ms of each stage, warm, one core, without LibreOffice."""
    collect_seldom()  # as the program itself does
    folder = root / "sample_inputs" / sample
    loaded = read_file(folder / "input.yaml")
    pack, department = loaded.pack, loaded.department
    assert pack is not None and department is not None

    run = _Run(pack, department)
    run.compose()
    style = load_style(pack.style)
    document = run.document

    def write_word() -> None:
        forget_grids(document)
        write_docx(document, style, {})

    return [
        Measurement("读取工作簿", best(lambda: read_file(folder / "input.xlsx"))),
        Measurement("成文（含汇总）", best(run.compose)),
        Measurement("核对", best(run.check, prepare=run.compose)),
        Measurement("写 Word", best(write_word)),
        Measurement(
            "写 Excel（表的格局写 Word 时已经排好）", best(lambda: write_xlsx(document), prepare=write_word)
        ),
        Measurement("（读取 YAML）", best(lambda: read_file(folder / "input.yaml"), rounds=5)),
    ]


class _Run:
    """A department with a book of its own each time it is composed, as in a real run: a book keeps its amounts."""

    def __init__(self, pack: Pack, department: Department) -> None:
        self.pack = pack
        self.department = department

    def compose(self) -> None:
        self.book = Book(Ledger(self.department), self.pack.definitions)
        document = compose_document(self.pack, self.department, self.book).document
        assert document is not None
        self.document = document

    def check(self) -> None:
        run_rules(Subject(self.pack, self.department, self.book, self.document))
