"""A published document ready to be audited: its tables with their figures, its prose, and the amounts in both."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.auditing.outcome import Account, AmountPlace
from gongkai.auditing.prose import Writing, cell_writing, is_long, prose_of
from gongkai.auditing.quantities_said import Sentence, sentences_of
from gongkai.auditing.words import AuditWords, load_audit_words
from gongkai.packs.library import Library
from gongkai.readers.printed_document import PrintedCell, PrintedDocument, PrintedTable
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.national_match import bind_national
from gongkai.recognition.pack_match import MatchedTable
from gongkai.recognition.printed_codes import KnownCodes
from gongkai.recognition.printed_fact import PrintedFact, printed_number
from gongkai.recognition.tables import RecognisedTable, document_unit, document_year, recognised

_FIRST = 3  # paragraphs in which a document says what it is
_ENDS = ("。", "；", ";")
_STAMP = 12  # digits of a time as systems write it
_CODE = re.compile(r"\d{3,7}")
_MONEY = re.compile(r"\d,\d{3}|\.\d")
FactKey = tuple[str, tuple[tuple[str, str], ...], str]


@dataclass(slots=True)
class AuditedTable:
    """A table with its number (from 1 through the document) and its figures. `rows` are its texts."""

    number: int
    match: MatchedTable
    rows: list[list[str]]

    @property
    def kind(self) -> str:
        return self.match.recognised.kind

    @property
    def title(self) -> str:
        return self.match.recognised.title

    @property
    def facts(self) -> list[PrintedFact]:
        return self.match.facts

    @property
    def named(self) -> str:
        """How a message calls the table."""
        return f"“{self.title[:40]}”" if self.title else f"第 {self.number} 张表"


@dataclass(slots=True)
class AuditedDocument:
    """`amounts_of_cells` are all amounts of tables in 元, by which a printed rate may be explained; `continued` counts
    the tables that were put to the one before them; a digest (一图读懂) is one page of pictures with a few sentences."""

    printed: PrintedDocument
    year: int
    unit_name: str
    tables: list[AuditedTable]
    prose: list[Writing]
    sentences: list[tuple[int, Sentence]]
    codes: KnownCodes
    words: AuditWords
    cells: list[Writing]
    account: Account = field(default_factory=Account)
    amounts_of_cells: frozenset[Decimal] = frozenset()
    continued: int = 0
    is_digest: bool = False
    binders: list[object] = field(default_factory=list)
    """Its one `subjects.Binder`, once it was asked for."""

    def table(self, number: int) -> AuditedTable | None:
        """The table with this number; None for one that was put to the table before it."""
        return next((table for table in self.tables if table.number == number), None)

    @property
    def is_upper_level(self) -> bool:
        """Whether it is a department of a province or of the state: 省直 is then its own word."""
        return re.match(
            r".{2,8}?(?:省|自治区|市)(?!.{0,6}[县区])", self.unit_name
        ) is not None and not re.search(r"[县区旗]", self.unit_name)

    @property
    def file(self) -> str:
        return self.printed.file


def figure_key(fact: PrintedFact) -> FactKey:
    """What a printed figure is, whichever table it stands in."""
    return fact.figure, tuple(sorted(fact.coordinates.items())), fact.stage


def place_of(table: AuditedTable, fact: PrintedFact) -> AmountPlace:
    return AmountPlace(True, table.number - 1, fact.row, fact.column)


def audited_document(printed: PrintedDocument, library: Library) -> AuditedDocument:
    """Read what a document says. Raises BadKinds where the words of tables cannot be used."""
    kinds, words = load_recognition(library.root)
    by_name = {kind.name: kind for kind in kinds}
    codes = all_known_codes(library)
    year, unit = document_year(printed), document_unit(printed)
    tables: list[AuditedTable] = []
    for count, each in enumerate(recognised(printed, kinds), 1):
        whole = continuation_of(tables[-1].match.recognised, each) if tables else None
        number, found = (count, each) if whole is None else (tables.pop().number, whole)
        match = MatchedTable(replace(found, table=with_wide_headings(found)))
        if found.kind:
            bind_national(match, by_name[found.kind], words, codes, year)
        tables.append(AuditedTable(number, match, found.table.rows()))
    audit_words = load_audit_words(library.root)
    prose, labels = sentences_and_labels(prose_of(printed), audit_words)
    sentences = [
        (index, sentence) for index, each in enumerate(prose) for sentence in sentences_of(each.text)
    ]
    document = AuditedDocument(
        printed,
        int(year) if year else 0,
        unit,
        tables,
        prose,
        sentences,
        codes,
        audit_words,
        _short_cells(printed),
    )
    document.is_digest = bool(labels)
    document.continued = sum(1 for _ in printed.tables()) - len(tables)
    _count(document)
    for index, label in enumerate(labels, len(prose)):
        for sentence in sentences_of(label.text):
            for said in sentence.said:
                if said.is_amount:
                    document.account.enter(AmountPlace(False, index, said.start), "图解里的标注，不成句")
    return document


def sentences_and_labels(prose: list[Writing], words: AuditWords) -> tuple[list[Writing], list[Writing]]:
    """What a document says, and the labels of its pictures where it is one page of pictures: these are no sentences."""
    first = [each.text for each in prose if not each.table][:_FIRST]
    if not any(words.digests.search(text) for text in first):
        return prose, []
    return (
        [each for each in prose if each.text.rstrip().endswith(_ENDS)],
        [each for each in prose if not each.text.rstrip().endswith(_ENDS)],
    )


def _short_cells(printed: PrintedDocument) -> list[Writing]:
    """The cells of text that are no prose: names, indicators, values with signs."""
    return [
        cell_writing(cell, number)
        for number, table in enumerate(printed.tables(), 1)
        for cell in table.cells
        if cell.text.strip()
        and not is_long(cell.text)
        and (not cell.text.strip().isdigit() or len(cell.text.strip()) >= _STAMP)
    ]


def continuation_of(first: RecognisedTable, second: RecognisedTable) -> RecognisedTable | None:
    """Both as one table, where the second goes on with the first without headings of its own: it has as many columns
    and begins with a code; None otherwise."""
    rows = second.table.rows()
    if not first.kind or second.kind or second.table.width != first.table.width or not rows:
        return None
    if not any(_CODE.fullmatch(text.strip()) for text in rows[0]) or not any(
        _CODE.fullmatch(text.strip()) for text in first.table.rows()[-1]
    ):
        return None
    height = first.table.height
    below = tuple(replace(cell, row=cell.row + height) for cell in second.table.cells)
    return replace(first, table=replace(first.table, cells=(*first.table.cells, *below)))


def all_known_codes(library: Library) -> KnownCodes:
    """The names of codes of all years of a library."""
    folder = library.root / "common" / "codes"
    years = sorted(each.name for each in folder.iterdir() if each.is_dir())
    return KnownCodes.of([library.classification(each) for each in years])


def with_wide_headings(found: RecognisedTable) -> PrintedTable:
    """The table with each heading as wide as the empty cells to its right: files lose what was merged."""
    table, header = found.table, found.header_rows
    if header < 2 or any(cell.colspan > 1 for cell in table.cells):
        return table
    rows = table.rows()
    widths: dict[tuple[int, int], int] = {}
    gone: set[tuple[int, int]] = set()
    for row in range(header - 1):
        at = -1
        for column, text in enumerate(rows[row]):
            below = any(_is_heading_text(rows[lower][column]) for lower in range(row + 1, header))
            if text.strip():
                at = column
            elif at >= 0 and below:
                widths[row, at] = column - at + 1
                gone.add((row, column))
            else:
                at = -1
    for row in range(header, len(rows)):
        for column, text in enumerate(rows[row]):
            after = next((at for at in range(column + 1, len(rows[row])) if rows[row][at].strip()), 0)
            if text.strip().endswith("合计") and after > column + 1:
                widths[row, column] = after - column
                gone |= {(row, at) for at in range(column + 1, after)}
    if not widths:
        return table
    cells = tuple(
        _widened(cell, widths.get((cell.row, cell.column), 1))
        for cell in table.cells
        if (cell.row, cell.column) not in gone
    )
    return replace(table, cells=cells)


def _is_heading_text(text: str) -> bool:
    """Whether a text is a heading: the number of a column (栏次) is none."""
    return bool(text.strip()) and not text.strip().isdigit()


def _widened(cell: PrintedCell, width: int) -> PrintedCell:
    return cell if width == 1 else replace(cell, colspan=width)


def _count(document: AuditedDocument) -> None:
    """Enter all amounts of the document into its account."""
    account = document.account
    amounts: set[Decimal] = set()
    for table in document.tables:
        found = table.match.recognised
        factor = Decimal(10_000) if found.unit == "万元" else Decimal(1)
        bound = {(fact.row, fact.column) for fact in table.facts}
        for cell in found.table.cells:
            number = printed_number(cell.text) if cell.row >= found.header_rows else None
            if number is None or not _is_amount(cell.text, number[0], (cell.row, cell.column) in bound):
                continue
            amounts.add(number[0] * factor)
            reason = (
                "没有可以相加、相比的数"
                if (cell.row, cell.column) in bound
                else "表或行列没有认出，不能确定是哪个数"
            )
            place = AmountPlace(True, table.number - 1, cell.row, cell.column)
            account.enter(place, reason)
            if (cell.row, cell.column) in bound:
                account.bind(place, found.kind)
    for index, sentence in document.sentences:
        for said in sentence.said:
            if said.is_amount:
                account.enter(AmountPlace(False, index, said.start), "文字里的主语没有对上表或别处的同一个数")
    document.amounts_of_cells = frozenset(amounts)


def _is_amount(text: str, value: Decimal, bound: bool) -> bool:
    """Codes, numbers of rows and years are none."""
    return bound or (bool(_MONEY.search(text)) and value != 0)
