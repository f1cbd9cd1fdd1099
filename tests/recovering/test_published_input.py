"""A new year begun from what last year published holds what one begun from last year's own input holds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.blanks.new_year import carry
from gongkai.desk.last_published import last_published
from gongkai.model.book import Book
from gongkai.model.continuation import entry_key
from gongkai.model.department import Department
from gongkai.model.ledger import Ledger
from gongkai.packs.pack import Pack
from gongkai.pipeline import render
from gongkai.recognition.printed_fact import printed_number
from gongkai.recovering.input_cells import terms
from gongkai.sections.compose import compose_document
from gongkai.sections.printing import Printer
from gongkai.source import Source
from tests.conftest import ROOT
from tests.support.library import LIBRARY, check_file

SAMPLES = sorted([*ROOT.glob("sample_inputs/*/input.yaml"), *ROOT.glob("tests/formats/*/input.yaml")])
ROUNDED = Decimal(100)  # 元: 0.01 万元, the last digit printed
NOT_IN_TABLES = {"机关运行经费", "事业单位公用经费"}
"""Lines and schedules whose amounts some formats print in sentences alone."""


def read(path: Path) -> tuple[Department, Pack, Pack]:
    """A sample with its format and that of the next year."""
    checked = check_file(path)
    department, pack = checked.loaded.department, checked.loaded.pack
    assert department is not None and pack is not None
    folder, _, year = pack.format.rpartition("/")
    following, _ = LIBRARY.pack(f"{folder}/{int(year) + 1}")
    return department, pack, following or pack


def numbers(department: Department) -> dict[tuple[str, tuple[str, ...], str], Decimal]:
    return {
        (schedule.spec.name, entry_key(schedule.spec, entry), column.name): number
        for schedule in department.schedules.values()
        for entry in schedule
        for column in schedule.spec.number_columns
        if (number := entry.number(column.name))
    }


def published(department: Department, pack: Pack, kinds: tuple[str, ...]) -> dict[str, bytes]:
    document = compose_document(pack, department, Book(Ledger(department), pack.definitions)).document
    return render(document, pack, kinds, pages=False).files


def comes_over(sources: list[Source], department: Department, pack: Pack, following: Pack) -> None:
    found, before, reading = last_published(sources, LIBRARY, following)
    assert before is pack
    assert found.contradictions == []
    wanted = numbers(carry(department, pack, following).department)
    got = numbers(carry(found.department, pack, following).department)
    wrong = {key: number for key, number in got.items() if abs(number - wanted.get(key, 0)) > ROUNDED}
    assert wrong == {}
    missing = [key for key in wanted if key not in got]
    assert [key for key in missing if not NOT_IN_TABLES & {key[0], key[1][0].partition("（")[0]}] == []
    printer = Printer(pack)
    book = Book(Ledger(found.department), pack.definitions)
    held = {name for name, schedule in found.department.schedules.items() if schedule.present}
    for table in reading.tables:
        for fact in table.facts:
            binding = fact.binding
            assert binding is not None
            added = terms(binding.figure, binding.where, pack.definitions)
            if added is None or any(term.schedule not in held for term in added):
                continue
            if any(("阶段", (pack.definitions.current,)) not in term.filters for term in added):
                continue
            figure = binding.on(book)
            text = printer.cell(figure, binding.count, figure.amount).text
            assert (printed_number(text) or (Decimal(0), 0))[0] == fact.value, (fact.figure, fact.place)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_what_a_sample_published_brings_what_its_input_brings(path: Path) -> None:
    department, pack, following = read(path)
    if not pack.tables or following is pack:
        pytest.skip("no tables, or no format of the next year")
    files = published(department, pack, ("docx", "xlsx"))
    assert len(files) == 2
    for name, content in files.items():
        comes_over([Source(name, content)], department, pack, following)
