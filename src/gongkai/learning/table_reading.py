"""What a printed table says without its numbers: blocks, headings, and what each column and each row means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.frozen import frozen
from gongkai.learning.figures import BaseFigures
from gongkai.learning.observed import ObservedTable
from gongkai.learning.variables import Variables
from gongkai.packs.library import Library
from gongkai.packs.pack import Pack
from gongkai.packs.tables import CodesTable, LedgerTable, SidesTable
from gongkai.plans.binding import Binding
from gongkai.recognition.national_kinds import NationalKind, load_recognition
from gongkai.recognition.national_match import BlockMeanings, block_meanings
from gongkai.recognition.printed_codes import KnownCodes
from gongkai.recognition.tables import RecognisedTable
from gongkai.recognition.vocabulary import Meaning, NationalWords

_NUMBERED = re.compile(r"栏次|[\d\s]*")
_SPACES = re.compile(r"\s+")


@frozen
class Reader:
    """What reads the tables of one kind of document: the national words, all codes, the figures of the base format."""

    figures: BaseFigures
    kinds: Mapping[str, NationalKind]
    words: NationalWords
    codes: KnownCodes

    @staticmethod
    def of(library: Library, pack: Pack) -> Reader:
        """Of a base format. Raises OSError where the national words are missing."""
        kinds, words = load_recognition(library.root)
        years = [each.name for each in (library.root / "common" / "codes").iterdir() if each.is_dir()]
        codes = KnownCodes.of([library.classification(year) for year in sorted(years)])
        figures = BaseFigures(pack)
        for meaning in (each for kind in kinds for reading in kind.reads for each in reading.words.values()):
            for dimension, value in meaning.where:
                figures.extensions.known.setdefault(dimension, set()).update(value.split("|"))
        return Reader(figures, {kind.name: kind for kind in kinds}, words, codes)

    @property
    def pack(self) -> Pack:
        return self.figures.pack

    def blocks(self, found: RecognisedTable, year: str) -> list[BlockMeanings]:
        kind = self.kinds.get(found.kind)
        return block_meanings(found, kind, self.words, self.codes, year) if kind is not None else []

    def base_table(self, observed: ObservedTable) -> LedgerTable | None:
        """The table of the base format that a printed one is: the matched one, else the first of its kind."""
        if observed.match.key:
            return self.pack.tables[observed.match.key]
        kind = observed.match.recognised.kind
        for table in self.pack.tables.values():
            named = next((each for each in self.kinds.values() if each.title.fit(table.title)), None)
            if kind and named is not None and named.name == kind:
                return table
        return None

    def figure(self, meaning: Meaning | None, reading: BlockMeanings, stage: str = "") -> Binding | None:
        """The figure of a row or a column by itself."""
        if meaning is None or reading.reading is None:
            return None
        where = {**dict(reading.reading.where), **dict(meaning.where)}
        return self.figures.binding(meaning.figure or reading.reading.means, where, stage)


def column_names(table: RecognisedTable, variables: Variables) -> list[str]:
    """How a pack writes the headings over each column: one that reaches down over others stands once for each row."""
    names = []
    for path, rows in zip(
        header_paths(table, variables), header_paths(table, variables, each_row=True), strict=True
    ):
        lowest = path[-1:]
        upper = [text for text in rows if (text,) != lowest] if len(set(path)) == len(path) else path[:-1]
        names.append("/".join((*upper, *lowest)))
    return names


def header_paths(
    table: RecognisedTable, variables: Variables, each_row: bool = False
) -> list[tuple[str, ...]]:
    """The headings over each column from top to bottom as a pack writes them; what numbers the columns is left out. With
    `each_row` a heading stands once for each row that it reaches over."""
    grid = table.table.covering()[table.captions : table.header_rows]
    paths = []
    for column in range(table.table.width):
        texts: list[str] = []
        seen = None
        for row in grid:
            cell = row[column]
            fresh = each_row or cell is not seen
            if cell is not None and fresh and not _NUMBERED.fullmatch(cell.text.strip()):
                texts.append(clean(cell.text, variables).replace("/", "／"))
            seen = cell
        paths.append(tuple(texts))
    return paths


def clean(text: str, variables: Variables) -> str:
    """A printed label as a pack writes it."""
    return variables.put_into(_SPACES.sub("", text))


def column_numbers(table: RecognisedTable) -> str:
    """How the columns are numbered below the headings: 栏次, - (numbers alone), or "" (not)."""
    rows = table.table.rows()[table.captions : table.header_rows]
    for row in rows:
        texts = [text.strip() for text in row if text.strip()]
        if "栏次" in texts:
            return "栏次"
        if len(texts) > 1 and all(text.isdigit() for text in texts):
            return "-"
    return ""


def body(table: RecognisedTable) -> list[list[str]]:
    """The texts below the headings, by row and column."""
    return table.table.rows()[table.header_rows :]


def lines_of(table: LedgerTable | None) -> list[list[tuple[str, Binding]]]:
    """The labels and figures of the fixed lines of a base table, side by side."""
    return [
        [
            (line.label, Binding(line.figure, line.label))
            for line in side.lines
            if line.label and line.figure is not None and not line.code
        ]
        for side in (table.sides if isinstance(table, SidesTable) else ())
    ]


def base_columns(table: LedgerTable | None) -> dict[str, Binding]:
    """The figures of the columns of a base table by their lowest headings; those that two columns have are left out."""
    found: dict[str, Binding | None] = {}
    for column in table.columns if isinstance(table, CodesTable) else ():
        if column.figure is not None:
            name = column.path[-1]
            found[name] = None if name in found else Binding(column.figure, name, column.where)
    return {name: binding for name, binding in found.items() if binding is not None}
