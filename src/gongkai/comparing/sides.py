"""One of two versions of a report: its document, the keys of its blocks, and their places in a file that was read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal

from gongkai.comparing.likeness import NUMBER_PATTERN, masked, without_blanks
from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen
from gongkai.money import plain
from gongkai.tree.change_marks import has_marks, unmarked_text
from gongkai.tree.keys import paragraph_key
from gongkai.tree.nodes import Block, Cell, Chart, Contents, Cover, Document, Heading, Paragraph, Row, Table

_NUMBER = re.compile(NUMBER_PATTERN)
BY_TEXT = "~"
"""In a key: the block is identified by its words only, since its template line exists in one of the formats only."""


@frozen
class ReportSide:
    """`keyed` is True for a composed document, whose blocks have the keys of their templates.

    `renamed` maps template lines (`file:line`) of the old version to those of the new one, where both formats have
    them; blocks of other lines are identified by their text only. `places` are the places of the blocks in a file that
    was read. With `by_value` numbers are compared by value, not as printed. `around` are the lines outside the tables of
    a file that was read, since in other files such a line may be a row of the table.
    """

    document: Document
    keyed: bool
    renamed: Mapping[str, str] | None = None
    places: tuple[Location, ...] = ()
    by_value: bool = False
    around: frozenset[str] = field(default_factory=frozenset)

    def said(self, text: str) -> str:
        """The form in which texts are compared: for a file that was read without blanks and line breaks."""
        return text if self.keyed else without_blanks(text)

    def cell_said(self, cell: Cell) -> str:
        """The form in which cells of tables are compared."""
        said = self.said(cell.text)
        return _value(said) if self.by_value and _NUMBER.fullmatch(said) else said

    def says_around(self, texts: Sequence[str]) -> bool:
        """Whether the texts of a row are lines outside the tables here."""
        said = [without_blanks(text) for text in texts]
        return bool(said) and (all(text in self.around for text in said) or "".join(said) in self.around)

    def place(self, block: int | None, row: int | None = None, column: int = 0) -> Location:
        """Where a block, or a row of a table, stands in the file."""
        if block is None or block >= len(self.places):
            return NOWHERE
        found = self.places[block]
        return replace(found, row=row + 1, column=column + 1) if row is not None and found.table else found

    def keys(self) -> list[str]:
        """A key of each block; not always unique."""
        above = ""
        found = []
        for block in self.document.blocks:
            if isinstance(block, Heading):
                above = block.place or block.key
            found.append(f"{type(block).__name__} {self._key(block, above)}")
        return found

    def _key(self, block: Block, above: str) -> str:
        if isinstance(block, Cover | Contents):
            return ""
        if isinstance(block, Table | Chart):
            return block.key if self.keyed else masked(block.key)
        if isinstance(block, Heading):
            return (
                self._line(block.place or block.key, block.place, block.text)
                if self.keyed
                else masked(block.text)
            )
        if isinstance(block, Paragraph):
            return (
                self._line(paragraph_key(block, above), block.place, block.text)
                if self.keyed
                else masked(block.text)
            )
        return above

    def _line(self, key: str, place: str, text: str) -> str:
        """The key of a block made by a template line; `place` is `part/file:line`."""
        part, _, line = place.partition("/")
        if self.renamed is None or ":" not in line:
            return key
        other = self.renamed.get(line)
        return f"{part}/{other}{key.removeprefix(place)}" if other is not None else f"{BY_TEXT}{masked(text)}"


def _value(printed: str) -> str:
    """A printed number without separators and trailing zeros."""
    bare = printed.removesuffix("%").replace(",", "").replace("，", "").replace("−", "-")
    return f"{plain(Decimal(bare))}{'%' * printed.endswith('%')}"


def block_texts(document: Document) -> list[str]:
    """The text of each block (of a table its title, headings and labels), for comparison by likeness."""
    return [_text(block) for block in document.blocks]


def _text(block: Block) -> str:
    if isinstance(block, Heading | Paragraph):
        return block.text
    if isinstance(block, Table):
        cells = [cell.text for row in block.rows for cell in row.cells if cell.number is None]
        return "\n".join([block.title, *cells])
    if isinstance(block, Chart):
        return "\n".join([block.title, *block.categories])
    if isinstance(block, Cover):
        return "\n".join(line.text for line in block.lines)
    return ""


def without_marks(document: Document) -> Document:
    """The document without the characters that `tree.change_marks` uses, in case a file contains them."""
    if not any(has_marks(text) for text in (document.header, *block_texts(document))):
        return document
    return replace(
        document, blocks=tuple(map(_without_marks, document.blocks)), header=unmarked_text(document.header)
    )


def _without_marks(block: Block) -> Block:
    if isinstance(block, Heading):
        return replace(block, text=unmarked_text(block.text))
    if isinstance(block, Paragraph):
        return replace(block, runs=tuple(replace(run, text=unmarked_text(run.text)) for run in block.runs))
    if isinstance(block, Cover):
        return Cover(tuple(replace(line, text=unmarked_text(line.text)) for line in block.lines))
    if isinstance(block, Table):
        rows = tuple(
            Row(tuple(replace(cell, text=unmarked_text(cell.text)) for cell in row.cells))
            for row in block.rows
        )
        return replace(block, title=unmarked_text(block.title), rows=rows)
    if isinstance(block, Chart):
        return replace(block, title=unmarked_text(block.title))
    return block
