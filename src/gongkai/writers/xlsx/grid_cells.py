"""The cells of a table's grid as XML.

Nearly all cells take the look of their place, so that the XML around the contents of a row is the same wherever rows are
alike and stand in the same sheet row. Only figures, and texts that look like formulas, have looks of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from gongkai.tree.nodes import Build, Grid, Slot
from gongkai.writers.xlsx.cell_looks import cell_look
from gongkai.writers.xlsx.sheet import RowFrame, WorkbookSheets, column_letter
from gongkai.writers.xlsx.text import starts_like_formula, stored_number


@lru_cache(
    maxsize=4096
)  # a form's rows stand at the same places in every department, the rows of codes at some fifty
def _pieces(build: Build, looks: tuple[str, ...], own: tuple[str, ...], row: int) -> list[str]:
    """The XML of a sheet row around the contents of its cells, which belong between them; every second piece is empty,
    to be replaced by one.

    `looks` are those of all places of the build, `own` those of the cells that start in the row.
    """
    pieces: list[str] = []
    text = ""
    column = 0
    left = iter(own)
    for (slot, starts), look in zip(build.places, looks, strict=True):
        for covering in range(column, column + slot.across):
            name = f'<c r="{column_letter(covering)}{row}" s="'
            if starts and covering == column:
                pieces += (f"{text}{name}{next(left)}", "")
                text = ""
            else:
                text += f'{name}{look}"/>'
        column += slot.across
    return [*pieces, text]


class _Apart(NamedTuple):
    """A cell that does not take the usual look of its place: its number in the table, its number format, empty for a
    text that looks like a formula, and what follows its look."""

    number: int
    number_format: str
    content: str


class CellWriter:
    """Writes the grids of tables; the book keeps what rows of a build share."""

    def __init__(self, book: WorkbookSheets) -> None:
        self._book = book

    def rows(self, found: Grid, first: Sequence[int]) -> Iterator[str]:
        """The cells of each row of a grid, in the sheet rows `first`."""
        contents, apart = self._contents(found)
        frames = self._book.frames
        start = 0
        for row, build in enumerate(found.builds):
            special: Sequence[_Apart] = apart.get(row, ())
            frame = frames.get(build)
            if frame is None:
                frame = frames[build] = self._frame(build, {cell.number - start: cell for cell in special})
            own = frame.own
            if special:
                looks = list(own)
                for cell in special:
                    place = cell.number - start
                    looks[place] = self._apart_look(build.slots[place], cell.number_format)
                own = tuple(looks)
            end = start + len(own)
            pieces = _pieces(build, frame.looks, own, first[row])[:]
            pieces[1::2] = contents[start:end]
            yield "".join(pieces)
            start = end

    def covered(self, build: Build, row: int) -> str:
        """A further sheet row of a high grid row: no content, but the borders of the cells."""
        looks = [self._look(slot) for slot, _ in build.places for _ in range(slot.across)]
        return "".join(
            [f'<c r="{column_letter(column)}{row}" s="{look}"/>' for column, look in enumerate(looks)]
        )

    def _contents(self, found: Grid) -> tuple[list[str], Mapping[int, list[_Apart]]]:
        """What follows the look of each cell, and by rows the cells apart. A figure is a number, if Excel can show it as
        printed."""
        book, rows = self._book, found.build.rows
        texts = found.texts[:]
        apart: defaultdict[int, list[_Apart]] = defaultdict(list)
        for place, cell in enumerate(found.cells):
            number = cell.number
            if number is not None and (text := cell.text or number.text):
                stored = stored_number(number, text)
                texts[place] = text if stored is None else ""
                if stored is not None:
                    apart[rows[place]].append(_Apart(place, stored[1], f'"><v>{stored[0]}</v></c>'))
        known = book.known
        different = dict.fromkeys(texts)
        for text in different:
            if text not in known:
                known[text] = f'" t="s"><v>{book.strings.index(text)}</v></c>'
                if starts_like_formula(text):
                    book.formulas.add(text)
        formulas = book.formulas.intersection(different)
        for place, text in enumerate(texts) if formulas else ():
            if text in formulas:
                apart[rows[place]].append(_Apart(place, "", known[text]))
        contents = list(map(known.__getitem__, texts))
        for special in apart.values():
            for found_apart in special:
                contents[found_apart.number] = found_apart.content
        return contents, apart

    def _frame(self, build: Build, special: Mapping[int, _Apart]) -> RowFrame:
        """What rows of a build share. Looks are numbered in the order of the cells of the first one, those of its cells
        apart among them."""
        looks: list[str] = []
        own: list[str] = []
        for slot, starts in build.places:
            look = self._look(slot)
            looks.append(look)
            if starts:
                if (cell := special.get(len(own))) is not None:
                    self._apart_look(slot, cell.number_format)
                own.append(look)
        return RowFrame(tuple(looks), tuple(own))

    def _look(self, slot: Slot) -> str:
        """The number of the look of a cell without content, or with text that is no formula."""
        looks = self._book.looks
        look = looks.get(slot.look)
        if look is None:
            look = looks[slot.look] = str(self._book.styles.index(cell_look(slot)))
        return look

    def _apart_look(self, slot: Slot, number_format: str) -> str:
        """The number of the look of a cell apart."""
        looks = self._book.apart
        found = looks.get((slot.look, number_format))
        if found is None:
            look = cell_look(slot, number_format) if number_format else cell_look(slot, quote=True)
            found = looks[slot.look, number_format] = str(self._book.styles.index(look))
        return found
