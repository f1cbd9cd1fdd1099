"""What we write is read back: read(write(x)) = printed x, for every table of every format, from Word and Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.model.ledger import Ledger
from gongkai.packs.pack import Pack
from gongkai.pipeline import render
from gongkai.readers.document import read_document
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.pack_match import matched
from gongkai.recognition.printed_fact import printed_number
from gongkai.recognition.tables import document_unit, recognised
from gongkai.sections.compose import compose_document
from gongkai.sections.printing import Printer
from gongkai.source import Source
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Document
from tests.conftest import ROOT
from tests.support.library import LIBRARY, check_file
from tests.support.parts import newest

KINDS = load_recognition(ROOT / "templates")[0]
FORMATS = [
    format
    for format in sorted(LIBRARY.formats())
    if (found := LIBRARY.pack(format)[0]) is not None and not found.abstract and found.tables
]
SAMPLES = sorted([*ROOT.glob("sample_inputs/*/input.yaml"), *ROOT.glob("tests/formats/*/input.yaml")])


def printed(document: Document, pack: Pack) -> dict[str, list[str]]:
    """By table of the format the figures that it prints, row by row."""
    return {
        table.key: [
            cell.text
            for cell in grid(table).cells
            if cell.number is not None and printed_number(cell.text) is not None
        ]
        for table in document.tables
        if table.key in pack.tables
    }


def holds(pack: Pack, department: Department, year: str) -> int:
    """Every figure that a report prints is read from its Word and Excel files as the figure that it is."""
    book = Book(Ledger(department), pack.definitions)
    document = compose_document(pack, department, book).document
    wanted = printed(document, pack)
    fresh = Book(Ledger(department), pack.definitions)
    printer = Printer(pack)
    files = render(document, pack, ("docx", "xlsx"), pages=False).files
    assert len(files) == 2
    looks = {
        key: {cell.look for cell in (*(cell for _, cell in plan.fixed()), *plan.ruled())}
        for key, plan in pack.table_plans.items()
    }
    count = 0
    for name, content in files.items():
        read = read_document(Source(name, content))
        assert read.findings == []
        found = {
            match.key: match
            for match in matched(recognised(read, KINDS), pack, year, document_unit(read))
            if match.key
        }
        assert set(found) == set(wanted), name
        for key, match in found.items():
            assert match.unread == [], (name, key)
            assert len(match.facts) == len(wanted[key]), (name, key)
            for fact in match.facts:
                assert fact.binding is not None
                figure = fact.binding.on(fresh)
                ways = looks[key]
                texts = [printer.cell(figure, fact.binding.count, figure.amount, way).text for way in ways]
                shown = {found for text in texts if (found := printed_number(text)) is not None}
                assert (fact.value, fact.decimals) in shown or name.endswith(".xlsx"), (key, fact)
                assert fact.value in {value for value, _ in shown}, (name, key, fact)
                count += 1
    return count


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_reports_of_the_samples(path: Path) -> None:
    checked = check_file(path)
    pack, department = checked.loaded.pack, checked.loaded.department
    assert pack is not None and department is not None
    assert holds(pack, department, department.year) > 0 or not pack.tables


@pytest.mark.parametrize("format", newest(FORMATS))
def test_reports_of_an_invented_department(format: str) -> None:
    pack, _ = LIBRARY.pack(format)
    assert pack is not None
    department = synthetic(pack, Scenario.TYPICAL)
    assert holds(pack, department, department.year) > 50
