"""What writers keep of a table's build: the same whatever was written before, and never another table's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gongkai.pipeline import compose
from gongkai.tree import grid as grids
from gongkai.tree.grid import grid, row_shape
from gongkai.tree.nodes import Cell, CellKind, Document, Row, Table
from gongkai.writers.xlsx import grid_cells
from gongkai.writers.xlsx.writer import write_xlsx
from tests.conftest import ROOT
from tests.support.library import check_file

SAMPLES = sorted(path.parent for path in ROOT.glob("sample_inputs/*/input.xlsx"))
assert len(SAMPLES) == 5


@pytest.fixture(scope="module")
def documents() -> Iterator[list[Document]]:
    made = [compose(check_file(folder / "input.xlsx")) for folder in SAMPLES]
    yield [document for document in made if document is not None]


def test_a_row_that_says_its_shape_has_it(documents: list[Document]) -> None:
    rows = [row for document in documents for table in document.tables for row in table.rows]
    said = [row for row in rows if row.shape is not None]
    assert len(documents) == 5 and len(said) > 0.9 * len(rows)
    for row in said:
        assert row.shape is not None and row.shape.cells == row_shape(row.cells).cells


def test_a_workbook_does_not_depend_on_what_was_written_before(documents: list[Document]) -> None:
    warm = [write_xlsx(document) for document in documents]
    grid_cells._pieces.cache_clear()
    grids._table_build.cache_clear()
    for document, before in reversed(list(zip(documents, warm, strict=True))):
        fresh = replace(document, blocks=tuple(_again(block) for block in document.blocks))
        assert write_xlsx(fresh) == before


def _again(block: object) -> object:
    return replace(block) if isinstance(block, Table) else block


def test_tables_alike_share_their_build_and_not_their_texts() -> None:
    first, second = (
        Table("t", "", (Row((Cell(text, CellKind.LABEL), Cell("1"))), Row((Cell(), Cell("2")))), (1.0, 1.0))
        for text in ("甲", "乙")
    )
    assert grid(first).build is grid(second).build
    assert [grid(table).texts[0] for table in (first, second)] == ["甲", "乙"]
    wider = replace(first, rows=(*first.rows[:1], Row((Cell("2", colspan=2),))))
    assert grid(wider).build is not grid(first).build
