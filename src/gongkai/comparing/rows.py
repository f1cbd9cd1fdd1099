"""Names and keys of the rows, columns and cells of a table, composed or read."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from gongkai.comparing.likeness import masked
from gongkai.comparing.sides import ReportSide
from gongkai.tree.grid import grid
from gongkai.tree.keys import row_keys
from gongkai.tree.nodes import Cell, CellKind, Row, Table

RowPlaces = tuple[tuple[int, int, bool], ...]
"""For each cell of a row: column, column span, and whether it begins here (else it reaches in from above)."""
_LABELS = (CellKind.LABEL, CellKind.TOTAL, CellKind.SECTION)
_CODE = re.compile(r"\d{3,7}")
_SOME = re.compile("[1-9]")
_LINE_NUMBER = re.compile(r"\d{1,2}")
_LONGEST = 30  # characters of a name of a place


class TableRows:
    """The rows of a table of one side, prepared for comparison with those of `other`."""

    def __init__(self, table: Table, side: ReportSide, other: ReportSide) -> None:
        self.table = table
        self.side = side
        self.builds = grid(table).builds
        self.around = frozenset(
            index
            for index, row in enumerate(table.rows if other.around else ())
            if other.says_around(filled_texts(row))
        )
        """The rows that the other version has as lines around the table."""

    @cached_property
    def columns(self) -> tuple[object, ...]:
        """Number of columns and headings (without their figures): tables are compared row by row only if these agree."""
        headings = tuple(
            (self.shape(index), tuple(masked(cell.text) for cell in self.table.rows[index].cells))
            for index in self.headings
        )
        return grid(self.table).columns, headings

    @cached_property
    def headings(self) -> tuple[int, ...]:
        """The indexes of the heading rows."""
        return tuple(index for index in range(self.table.header_rows) if index not in self.around)

    def with_headings(self, count: int) -> Table:
        """The table with only the first `count` heading rows as headings."""
        ends = self.headings[count - 1] + 1 if count else 0
        return self.table if ends == self.table.header_rows else replace(self.table, header_rows=ends)

    @cached_property
    def keys(self) -> list[str]:
        """A key of each row; heading rows are numbered, since `columns` compares their texts already."""
        found = row_keys(self.table)
        if not self.side.keyed:
            found = [masked(key) for key in found]
        for number, index in enumerate(self.headings):
            found[index] = f"表头{number}"
        return found

    @cached_property
    def texts(self) -> list[str]:
        """The texts of each row in one; for a file that was read only those that are not empty."""
        if self.side.keyed:
            return ["\t".join([cell.text for cell in row.cells]) for row in self.table.rows]
        said = ([self.side.cell_said(cell) for cell in row.cells] for row in self.table.rows)
        return ["\t".join(filter(None, texts)) for texts in said]

    @cached_property
    def said(self) -> list[str]:
        """The content of each row without line numbers (行次), which change when rows move; empty for a row without."""
        found = []
        for row in self.table.rows:
            texts = [self.side.cell_said(cell).strip() for cell in row.cells]
            told = ["" if _LINE_NUMBER.fullmatch(text) else text for text in texts]
            found.append("\t".join(told) if any(told) else "")
        return found

    @cached_property
    def codes(self) -> list[str]:
        """The code of each row, empty where its first label is none."""
        firsts = (
            next((text for cell in row.cells if (text := cell.text.strip()) and cell.kind in _LABELS), "")
            for row in self.table.rows
        )
        return [text if _CODE.fullmatch(text) else "" for text in firsts]

    @cached_property
    def named(self) -> list[str]:
        """The labels of each row without its code."""
        rows = zip(self.table.rows, self.codes, strict=True)
        return [
            "\t".join(
                text
                for cell in row.cells
                if cell.kind in _LABELS and (text := cell.text.strip()) not in ("", code)
            )
            for row, code in rows
        ]

    @cached_property
    def figures(self) -> list[tuple[str, ...]]:
        """The printed numbers of each row; empty where all are zero."""
        rows = [
            tuple(
                cell.text.strip() for cell in row.cells if cell.kind is CellKind.NUMBER and cell.text.strip()
            )
            for row in self.table.rows
        ]
        return [texts if any(_SOME.search(text) for text in texts) else () for texts in rows]

    def shape(self, index: int) -> RowPlaces:
        """The places of a row, without blank ones."""
        above = self.builds[index - 1].hanging if index else ()
        covered = {slot.column for slot, _ in above}
        return tuple(
            (slot.column, slot.across, begins)
            for slot, begins in self.builds[index].places
            if begins or slot.column in covered
        )

    def row_name(self, index: int) -> str:
        """The name of a row for people: its labels, or its number where it has none."""
        row = self.table.rows[index]
        labels = [cell.text.strip() for cell in row.cells if cell.kind in _LABELS and cell.text.strip()]
        if not labels:
            labels = [cell.text.strip() for cell in row.cells if cell.number is None and cell.text.strip()]
        return short(" ".join(labels[:3])) or f"第 {index + 1} 行"

    def cell_name(self, index: int, number: int) -> str:
        """The name of a cell for people: its row and its column."""
        row, slot = self.table.rows[index], self.builds[index].slots[number]
        if index < self.table.header_rows:
            return f"表头 第 {slot.column + 1} 列"
        name = short(" ".join(self._labels_before(row, number)))
        over = self._over(index, slot.column)
        return " ".join(part for part in (name or f"第 {index + 1} 行", over) if part)

    def _labels_before(self, row: Row, number: int) -> list[str]:
        """The labels between a cell and the value before it; line numbers only if there is no other label."""
        labels: list[str] = []
        after_value = False
        for cell in row.cells[:number]:
            if cell.kind in _LABELS and cell.text.strip():
                labels = [] if after_value else labels
                labels.append(cell.text.strip())
            after_value = cell.kind not in _LABELS
        return [text for text in labels if not _LINE_NUMBER.fullmatch(text)] or labels

    def _over(self, index: int, column: int) -> str:
        """The headings over a cell; in a form the nearest one above it."""
        heads = self.table.header_rows
        if heads and index >= heads:
            found = [self._covering(row, column) for row in range(heads)]
            texts = [cell.text.strip() for cell in found if cell is not None]
            named = [text for text in dict.fromkeys(texts) if text and not text.isdigit()]
            return short("／".join(named)) or f"第 {column + 1} 列"
        for row in reversed(range(index)):
            cell = self._covering(row, column)
            if cell is not None and cell.kind is CellKind.HEADER and cell.text.strip():
                return short(cell.text.strip())
        return ""

    def _covering(self, row: int, column: int) -> Cell | None:
        """The cell of a row that covers a column."""
        for slot, cell in zip(self.builds[row].slots, self.table.rows[row].cells, strict=True):
            if slot.column <= column < slot.column + slot.across:
                return cell
        return None


def filled_texts(row: Row) -> tuple[str, ...]:
    """The texts of the filled cells of a row."""
    return tuple(cell.text for cell in row.cells if cell.text.strip())


def short(text: str) -> str:
    """A text on one line, cut to the length of a name."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
