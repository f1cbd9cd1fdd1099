"""`templates prove`: how much of a published document a format reproduces from an input of the same department and year.

The acceptance test of a format. A row counts by its filled cells, figures by their value; a sentence, and a clause of
one, counts where it states a figure, however its lines are broken and whichever width its marks have. A sentence that
holds a reason is as somebody worded it, a clause with a figure mostly as the format does. What is missed is told with its page,
what was printed, what the format prints in its place, and the file and line that make it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from gongkai import pipeline
from gongkai.comparing.likeness import alike, without_blanks
from gongkai.comparing.printed import printed_sides
from gongkai.comparing.sides import ReportSide
from gongkai.comparing.table_partners import table_partners
from gongkai.comparing.words import split_sentences
from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen
from gongkai.packs.inheritance import load_source
from gongkai.packs.library import Library
from gongkai.packs.pack import Pack
from gongkai.readers.document import read_document
from gongkai.readers.printed_document import PrintedDocument
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.printed_fact import printed_number
from gongkai.sentences.alignment import DocumentPassage, Sentences
from gongkai.sentences.quantities import quantities_of
from gongkai.source import Source
from gongkai.stages import Checked
from gongkai.tree.nodes import Block, Document, Heading, Paragraph, Row, Table

_HALF = str.maketrans("（），：；％“”‘’＋－０１２３４５６７８９．", "(),:;%\"\"''+-0123456789.")
_CLAUSE = re.compile("[^,;。:]+")
_LEADERS = re.compile(r"[.．…·•]{2,}\s*$")
_DECIMALS = re.compile(r"(\d)(?:(\.\d*[1-9])|\.)0+(?!\d)")
_CONTENTS = 2
_LEAST = 0.3
"""Of two rows or sentences: what has less in common was not meant to be the same."""
_LABELS = 2
"""Leading cells of a row that may be merged with those above it on one side only."""
_SURELY = 4
"""Cells that a row must have besides such labels."""
_MAKERS = ("classes", "rows", "columns")
"""The keys of a table that make rows whose words the pack does not hold."""


class CannotProve(Exception):
    """There is nothing to hold against each other; the message is Chinese."""


@frozen
class Miss:
    """A row (its filled cells joined by ｜) or a sentence that the format does not print.

    `instead` is what it prints in its place, empty where nothing is like it; `made_by` is the place in the format
    (file and line), NOWHERE where none is known.
    """

    printed: str
    place: Location
    instead: str = ""
    made_by: Location = NOWHERE


@frozen
class Share:
    """`right` of `all` reproduced."""

    right: int
    all: int

    @property
    def rate(self) -> Decimal:
        """1 where all is reproduced, or where there is nothing."""
        return Decimal(self.right) / self.all if self.all else Decimal(1)


@frozen
class Proof:
    """What a format reproduces of a published document: by table (title), by form, most of whose words are the
    accountant's, and of the sentences and clauses that state figures. A file of tables has none of these.

    `lacking` are the titles of tables that the format does not have; the rows of these are no misses of their own.
    `decimals` are sentences that count as reproduced and whose figures have other decimals there (315, 315.00).
    """

    tables: dict[str, Share]
    forms: dict[str, Share]
    sentences: Share
    clauses: Share
    missed_rows: tuple[Miss, ...]
    missed_sentences: tuple[Miss, ...]
    lacking: frozenset[str] = frozenset()
    decimals: tuple[Miss, ...] = ()

    @property
    def rows(self) -> Share:
        return _sum(self.tables.values())

    @property
    def rows_of_own(self) -> Share:
        """Of the tables that the format has."""
        return _sum(share for title, share in self.tables.items() if title not in self.lacking)

    @property
    def form_rows(self) -> Share:
        return _sum(self.forms.values())


def _sum(shares: Iterable[Share]) -> Share:
    found = list(shares)
    return Share(sum(each.right for each in found), sum(each.all for each in found))


def proof_of(checked: Checked, published: PrintedDocument, library: Library) -> Proof:
    """Hold what an input gives in its format against what was published. Raises CannotProve."""
    composed = pipeline.compose(checked, draft=True) if checked.subject is not None else None
    if composed is None or checked.subject is None:
        raise CannotProve("输入读不出来，或者格式写不出全文：先用 gongkai check 改好")
    pack = checked.subject.pack
    rendered = pipeline.render(composed, pack, ("docx",), pages=False)
    if not rendered.files:
        raise CannotProve("格式有错，排不出全文，先用 gongkai templates lint 检查")
    (content,) = rendered.files.values()
    kinds, _ = load_recognition(library.root)
    sides = printed_sides(published, read_document(Source(f"{pack.format}.docx", content)), kinds)
    return _Proving(composed, sides.old, sides.new, pack, library).proof()


class _Proving:
    def __init__(
        self, composed: Document, theirs: ReportSide, ours: ReportSide, pack: Pack, library: Library
    ) -> None:
        self.theirs, self.ours = theirs, ours
        self.tables = [block for block in composed.blocks if isinstance(block, Table)]
        self.source = load_source(library.root, pack.format)
        self.pack = pack
        self.have = {_key(_cells(row)) for block in _tables(ours.document.blocks) for row in block.rows}
        self.titles = [each.title for each in self.tables]
        self.names = {
            index: block.key or block.title or f"第 {number} 张表"
            for number, (index, block) in enumerate(
                ((at, each) for at, each in enumerate(theirs.document.blocks) if isinstance(each, Table)), 1
            )
        }
        self.partners = self._partners()

    def proof(self) -> Proof:
        tables: dict[str, Share] = {}
        forms: dict[str, Share] = {}
        rows: list[Miss] = []
        lacking: set[str] = set()
        for index, block in enumerate(self.theirs.document.blocks):
            found = [] if not isinstance(block, Table) else [_cells(row) for row in block.rows]
            wanted = [(number, cells) for number, cells in enumerate(found) if len(cells) > 1]
            if not wanted or _is_contents(found):
                continue
            missed = [(number, cells) for number, cells in wanted if not self._has(_key(cells))]
            name = self.names[index]
            ours = self._ours(name)
            group = forms if ours is not None and ours.form else tables
            before = group.get(name, Share(0, 0))
            group[name] = Share(before.right + len(wanted) - len(missed), before.all + len(wanted))
            if ours is None:
                lacking.add(name)
            else:
                rows += [self._row(ours, cells, self.theirs.place(index, number)) for number, cells in missed]
        sentences, clauses, said, decimals = self._sentences()
        return Proof(
            tables, forms, sentences, clauses, tuple(rows), tuple(said), frozenset(lacking), tuple(decimals)
        )

    def _partners(self) -> dict[str, str]:
        """Our title for each name of theirs, of tables alone: a form has a title of its own for each project."""
        theirs: dict[str, set[str]] = {}
        for index, name in self.names.items():
            block = self.theirs.document.blocks[index]
            assert isinstance(block, Table)
            theirs.setdefault(name, set()).update(_labels(block))
        ours = {each.title: _labels(each) for each in self.tables if not each.form}
        return table_partners(theirs, ours)

    def _ours(self, name: str) -> Table | None:
        """Our table that is this one; None where the format has none."""
        nearest = _nearest(name, self.titles)
        if nearest is not None and self.tables[nearest].form:
            return self.tables[nearest]
        title = self.partners.get(name)
        return self.tables[self.titles.index(title)] if title is not None else None

    def _has(self, key: tuple[str, ...]) -> bool:
        """Whether we print a row, the labels of merged cells before it left out where there are enough others."""
        shorter = (key[number:] for number in range(1, _LABELS + 1) if len(key) - number >= _SURELY)
        return key in self.have or any(each in self.have for each in shorter)

    def _row(self, ours: Table, cells: Sequence[str], place: Location) -> Miss:
        rows = [_cells(row) for row in ours.rows]
        near = _nearest("".join(cells), ["".join(row) for row in rows])
        instead = rows[near] if near is not None else []
        return Miss("｜".join(cells), place, "｜".join(instead), self._line(ours, cells, instead))

    def _line(self, table: Table, cells: Sequence[str], instead: Sequence[str]) -> Location:
        """Where the format says a row: the entry whose words are the row's label, or the label of what stands in its
        place; else what makes rows of their own (`classes`, `rows`) or the columns."""
        node = self.source.yaml.get(f"{'forms' if table.form else 'tables'}/{table.key}.yaml")
        if node is None:
            return NOWHERE
        for row in (cells, instead):
            labels = {without_blanks(cell) for cell in row if printed_number(cell) is None}
            for item in node.walk():
                if item.text and without_blanks(item.text) in labels:
                    return item.location
                found = next(
                    (place for name, place in item.keys.items() if without_blanks(name) in labels), None
                )
                if found is not None:
                    return found
        makers = (item.keys[key] for key in _MAKERS for item in node.walk() if key in item.keys)
        return next(makers, node.location)

    def _sentences(self) -> tuple[Share, Share, list[Miss], list[Miss]]:
        prose = [
            (index, block.text, isinstance(block, Heading) and block.level)
            for index, block in enumerate(self.theirs.document.blocks)
            if isinstance(block, Heading | Paragraph)
        ]
        printed = "".join(map(_plain, _prose(self.ours.document.blocks)))
        body = _by_value(printed)
        other = "".join(_plain(text) for _, text, _ in prose)
        # What only we print stands in the place of what only they do.
        only_ours = [each for each in _stated(_prose(self.ours.document.blocks)) if _plain(each) not in other]
        made_by = self._made_by([(text, level) for _, text, level in prose])
        wanted, clauses, right = 0, 0, 0
        missed: list[Miss] = []
        decimals: list[Miss] = []
        for (index, text, _), places in zip(prose, made_by, strict=True):
            begin = 0
            for sentence in _stated([text]):
                begin = text.index(sentence, begin)
                wanted += 1
                parts = [
                    each for each in _CLAUSE.findall(sentence.translate(_HALF)) if any(quantities_of(each))
                ]
                clauses += len(parts)
                right += sum(_by_value(_plain(each)) in body for each in parts)
                if (plain := _plain(sentence)) in printed:
                    continue
                within = (place for at, place in places if begin <= at < begin + len(sentence))
                near = _nearest(sentence, only_ours)
                instead = only_ours[near] if near is not None else ""
                miss = Miss(sentence, self.theirs.place(index), instead, next(within, NOWHERE))
                (decimals if _by_value(plain) in body else missed).append(miss)
        return Share(wanted - len(missed), wanted), Share(right, clauses), missed, decimals

    def _made_by(self, prose: Sequence[tuple[str, int]]) -> list[list[tuple[int, Location]]]:
        """For each paragraph the places of its figures, and the line of the format that states each."""
        above: dict[int, str] = {}
        passages = []
        for text, level in prose:
            if level:
                above = {upper: heading for upper, heading in above.items() if upper < level} | {level: text}
            passages.append(DocumentPassage(text.translate(_HALF), tuple(above.values())))
        return [
            [(written.start, match.slot.place) for written, match in numbers if match is not None]
            for numbers in Sentences(self.pack).put_to(passages).passages
        ]


def _labels(table: Table) -> set[str]:
    """The words of a table's cells, without blanks."""
    return {_plain(text) for row in table.rows for text in _cells(row) if printed_number(text) is None}


def _tables(blocks: Iterable[Block]) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table))


def _prose(blocks: Iterable[Block]) -> Iterator[str]:
    return (block.text for block in blocks if isinstance(block, Heading | Paragraph))


def _stated(texts: Iterable[str]) -> Iterator[str]:
    """The sentences that state a figure with its unit."""
    for text in texts:
        for sentence in split_sentences(text, exact=False):
            if any(quantities_of(sentence.translate(_HALF))):
                yield sentence.strip()


def _cells(row: Row) -> list[str]:
    """The filled cells of a row."""
    return [cell.text.strip() for cell in row.cells if cell.text.strip()]


def _is_contents(rows: Sequence[Sequence[str]]) -> bool:
    """A table of contents: most of its rows lead by dots to a page."""
    return sum(
        len(row) == _CONTENTS and row[1].isdigit() and _LEADERS.search(row[0]) is not None for row in rows
    ) * 2 > len(rows)


def _key(cells: Sequence[str]) -> tuple[str, ...]:
    """A row as it is compared: numbers by their value, words without blanks and width of marks."""
    found = []
    for cell in cells:
        number = printed_number(cell)
        found.append(_plain(cell) if number is None else f"{number[0].normalize():f}")
    return tuple(found)


def _plain(text: str) -> str:
    return without_blanks(text).translate(_HALF).replace(",", "")


def _by_value(text: str) -> str:
    """A text whose figures have no zeros at their end: they count by their value, as those of tables do."""
    return _DECIMALS.sub(r"\1\2", text)


def _nearest(text: str, others: Sequence[str]) -> int | None:
    """The index of the text most like this one; None where none is like it."""
    likeness = [alike(text, other) for other in others]
    best = max(range(len(others)), key=likeness.__getitem__, default=None)
    return best if best is not None and likeness[best] >= _LEAST else None
