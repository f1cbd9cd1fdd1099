"""Merges two versions of a table: added and removed rows, and changed cells in the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from gongkai.comparing.alignment import Abreast, aligned, only_moved, told_apart
from gongkai.comparing.difference import CAME, CELL, CHANGED, MOVED, WENT, WHOLE_ROW, ReportDifference
from gongkai.comparing.likeness import alike
from gongkai.comparing.notes import Notes
from gongkai.comparing.rows import RowPlaces, TableRows, filled_texts
from gongkai.comparing.words import change_of, marked_text
from gongkai.frozen import frozen
from gongkai.tree.change_marks import added, numbered, removed
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Cell, Row, Table

_LEAST_ALIKE = 0.5
_RENAMED = 0.8  # the likeness of rows that differ only in their name or code


@frozen
class _Line:
    """A row of the merged table: the indexes of its rows in both versions, and its shape."""

    pair: Abreast
    shape: RowPlaces


class MergedRows:
    """The merged rows of two versions of a table; `fits` is False where they cannot be merged into one table."""

    def __init__(self, old: TableRows, new: TableRows) -> None:
        self.old, self.new = old, new
        self.lines = list(self._lines())
        self.moved = only_moved([line.pair for line in self.lines], old.said, new.said)
        self.fits = old.columns == new.columns and self._holds_together()
        self.split = any(
            one.pair.new is None
            and other.pair.old is None
            and old.texts[one.pair.old or 0] == new.texts[other.pair.new or 0]
            for one, other in pairwise(self.lines)
        )
        """Whether a row with the same text has different spans in both versions."""

    def rows(self, notes: Notes, where: str) -> tuple[Row, ...]:
        """The rows with marks; each difference is noted under `where`, the name of the table."""
        return tuple(self._row(index, notes, where) for index in range(len(self.lines)))

    def _lines(self) -> Iterator[_Line]:
        old, new = self.old, self.new
        for found in aligned(
            told_apart(old.keys, old.texts),
            told_apart(new.keys, new.texts),
            self._alike,
            _LEAST_ALIKE,
        ):
            certain = (
                found.old is not None and found.new is not None and self._same_code(found.old, found.new)
            )
            pair = replace(found, presumed=False) if certain else found
            if pair.old is None and pair.new is not None:
                yield _Line(pair, new.shape(pair.new))
            elif pair.new is None and pair.old is not None:
                yield _Line(pair, old.shape(pair.old))
            elif pair.old is not None and pair.new is not None:
                shape = new.shape(pair.new)
                if old.shape(pair.old) == shape:
                    yield _Line(pair, shape)
                else:
                    yield _Line(Abreast(pair.old, None), old.shape(pair.old))
                    yield _Line(Abreast(None, pair.new), shape)

    def _same_code(self, one: int, other: int) -> bool:
        return bool(self.old.codes[one]) and self.old.codes[one] == self.new.codes[other]

    def _alike(self, one: int, other: int) -> float:
        """The likeness of two rows without a common key: by their codes, whatever their names, else by texts or equal
        figures."""
        if self._same_code(one, other):
            return 1.0
        if self.old.codes[one] and self.new.codes[other]:  # a corrected code under the same name, or two rows
            return _RENAMED if self.old.named[one] and self.old.named[one] == self.new.named[other] else 0.0
        like = alike(self.old.texts[one], self.new.texts[other])
        figures = self.old.figures[one]
        return max(like, _RENAMED) if figures and figures == self.new.figures[other] else like

    def _holds_together(self) -> bool:
        """Whether every cell that reaches in from above begins or continues in the row above."""
        above: set[tuple[int, int]] = set()
        for line in self.lines:
            places = {(column, across) for column, across, _ in line.shape}
            if any((column, across) not in above for column, across, begins in line.shape if not begins):
                return False
            above = places
        return True

    def _down(self, index: int, column: int, across: int) -> int:
        """The row span of a cell that begins in this row."""
        count = 1
        for line in self.lines[index + 1 :]:
            if (column, across, False) not in line.shape:
                break
            count += 1
        return count

    def _row(self, index: int, notes: Notes, where: str) -> Row:
        line = self.lines[index]
        pair = line.pair
        begun = [(column, across) for column, across, begins in line.shape if begins]
        if pair.old is not None and pair.new is not None:
            before, after = self.old.table.rows[pair.old].cells, self.new.table.rows[pair.new].cells
            cells = [
                self._cell(one, other, pair, number, notes, where)
                for number, (one, other) in enumerate(zip(before, after, strict=True))
            ]
        else:
            cells = self._whole(pair, notes, where)
        return Row(
            tuple(
                replace(cell, colspan=across, rowspan=self._down(index, column, across))
                for cell, (column, across) in zip(cells, begun, strict=True)
            )
        )

    def _whole(self, pair: Abreast, notes: Notes, where: str) -> list[Cell]:
        """The cells of a row that only one version has; a moved row is noted at its new position only."""
        went = pair.new is None
        rows, index = (self.old, pair.old) if went else (self.new, pair.new)
        assert index is not None
        row = rows.table.rows[index]
        if index in rows.around:
            return list(row.cells)
        mark = removed if went else added
        marked = [replace(cell, text=mark(cell.text, whole=True), number=None) for cell in row.cells]
        if (went and index in self.moved.values()) or not marked:
            return marked
        told, name = filled_texts(row), rows.row_name(index)
        text = " | ".join(told)
        kind = WENT if went else MOVED if index in self.moved else CAME
        before = "" if kind == CAME else text
        if kind == MOVED:
            before = " | ".join(filled_texts(self.old.table.rows[self.moved[index]]))
        change = ReportDifference(
            kind,
            WHOLE_ROW,
            where,
            before,
            "" if kind == WENT else text,
            marked_text(before, text) if kind == MOVED else mark(text),
            inside=name,
            cells=told,
        )
        number = notes.add(change, (index, None) if went else (self.moved.get(index), index))
        return [replace(marked[0], text=numbered(marked[0].text, number)), *marked[1:]]

    def _cell(self, old: Cell, new: Cell, pair: Abreast, number: int, notes: Notes, where: str) -> Cell:
        if self.old.side.cell_said(old) == self.new.side.cell_said(new):
            return new
        assert pair.old is not None and pair.new is not None
        marked = marked_text(old.text, new.text, self.new.side.keyed)
        change = ReportDifference(
            CHANGED,
            CELL,
            where,
            old.text,
            new.text,
            marked,
            inside=self.new.cell_name(pair.new, number),
            presumed=pair.presumed,
            difference=change_of(old.number, new.number),
        )
        column = self.new.builds[pair.new].slots[number].column
        told = notes.add(change, (pair.old, pair.new), column)
        return replace(new, text=numbered(marked, told), number=None)


def apart(table: Table) -> Table:
    """A table whose row spans are dissolved into blank cells, because they are uncertain in a file that was read (at
    page ends, and where a label stands for a group of rows)."""
    rows = []
    for row, build in zip(table.rows, grid(table).builds, strict=True):
        own = iter(row.cells)
        cells = [
            replace(next(own), colspan=slot.across, rowspan=1) if begins else Cell("", colspan=slot.across)
            for slot, begins in build.places
        ]
        rows.append(Row(tuple(cells)))
    return replace(table, rows=tuple(rows))


def whole_table(table: Table, went: bool, number: int) -> Table:
    """An added or removed table with every text marked and the number of its difference, if not 0."""
    mark = removed if went else added
    rows = tuple(
        Row(tuple(replace(cell, text=mark(cell.text, whole=True), number=None) for cell in row.cells))
        for row in table.rows
    )
    title = mark(table.title, whole=True) if table.title else ""
    if title and number:
        title = numbered(title, number)
    elif number and rows and rows[0].cells:
        first = rows[0].cells[0]
        cells = (replace(first, text=numbered(first.text, number)), *rows[0].cells[1:])
        rows = (Row(cells), *rows[1:])
    return replace(
        table,
        title=title,
        rows=rows,
        code=mark(table.code, whole=True) if table.code else "",
        caption=tuple(
            (mark(left, whole=True), mark(mid, whole=True), mark(right, whole=True))
            for left, mid, right in table.caption
        ),
        notes=tuple(mark(note, whole=True) for note in table.notes),
        heads=(),
    )
