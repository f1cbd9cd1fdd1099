"""What a published document says, in one object: its tables with their kinds and figures, and its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.findings import Finding, report
from gongkai.packs.library import Library
from gongkai.packs.pack import Pack
from gongkai.readers.document import read_document
from gongkai.readers.printed_document import PrintedDocument
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.national_match import bind_national
from gongkai.recognition.pack_match import MatchedTable, matched
from gongkai.recognition.printed_codes import KnownCodes
from gongkai.recognition.printed_fact import printed_number
from gongkai.recognition.tables import document_unit, document_year, recognised
from gongkai.source import Source

_LEAST_TABLES = 3
"""A format is that of a document if it has at least so many of its tables, and more than half of them."""


@dataclass(slots=True)
class Reading:
    """`format` is empty where no format fits; `year` and `unit_name` where nothing names them."""

    document: PrintedDocument
    format: str
    year: str
    unit_name: str
    tables: list[MatchedTable]
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """JSON-ready, in the form that `gongkai read --json` promises: these keys and no others.

        `format` and `kind` are null where nothing tells them, `page` counts from 1 (0: the file has no pages). What a
        table was recognised by, and why its parts were joined, the command says in words.
        """
        return {
            "file": self.document.file,
            "format": self.format or None,
            "year": self.year,
            "unit_name": self.unit_name,
            "tables": [_table(table, number) for number, table in enumerate(self.tables, 1)],
            "paragraphs": [{"text": line.text, "page": line.place.page} for line in self.document.lines()],
            "findings": [finding.as_dict() for finding in self.findings],
        }


def read_published(source: Source, library: Library, format: str = "") -> Reading:
    """Read a published file; with `format`, or with the one whose tables fit best, its figures too."""
    return reading_of(read_document(source), library, format)


def as_one(documents: Sequence[PrintedDocument]) -> PrintedDocument:
    """What was published in several files, such as text and tables apart, as one document."""
    return PrintedDocument(
        "、".join(each.file for each in documents),
        tuple(part for each in documents for part in each.parts),
        [finding for each in documents for finding in each.findings],
    )


def reading_of(document: PrintedDocument, library: Library, format: str = "") -> Reading:
    """What a document says; see `read_published`."""
    kinds, words = load_recognition(library.root)
    found = recognised(document, kinds)
    year, unit_name = document_year(document), document_unit(document)
    findings = list(document.findings)
    pack: Pack | None = None
    if format:
        pack, faults = library.pack(format)
        findings += faults
        tables = (
            matched(found, pack, year, unit_name)
            if pack is not None
            else [MatchedTable(each) for each in found]
        )
    else:
        pack, tables = None, [MatchedTable(each) for each in found]
        for info in library.published() if found else ():
            candidate, _ = library.pack(info.format)
            if candidate is None or candidate.year != year or not candidate.tables:
                continue
            tried = matched(found, candidate, year, unit_name)
            if _score(tried) > max(_score(tables), (_LEAST_TABLES - 1, 0)) and 2 * _score(tried)[0] > len(
                candidate.tables
            ):
                pack, tables = candidate, tried
    if others := [table for table in tables if table.recognised.kind and not table.key]:
        by_name = {kind.name: kind for kind in kinds}
        names = KnownCodes.of([library.classification(each) for each in _years(library)])
        for table in others:
            bind_national(table, by_name[table.recognised.kind], words, names, year)
    findings += _unread(tables)
    return Reading(document, pack.format if pack is not None else "", year, unit_name, tables, findings)


def _years(library: Library) -> list[str]:
    """The years of which there are code lists."""
    folder = library.root / "common" / "codes"
    return sorted(each.name for each in folder.iterdir() if each.is_dir())


def _score(tables: list[MatchedTable]) -> tuple[int, int]:
    return sum(bool(table.key) for table in tables), sum(len(table.facts) for table in tables)


def _unread(tables: list[MatchedTable]) -> list[Finding]:
    """Tables with figures that nothing tells, and figures that no figure of the format is certain to be."""
    findings = []
    for table in tables:
        found = table.recognised
        place = found.table.place
        if not table.key and not found.kind and _has_amounts(table):
            said = f"“{found.title[:30]}”" if found.title else "没有标题的表"
            findings.append(report("DQ-04", f"{said}没有认出是哪一张表", place))
        elif table.unread:
            row, column = table.unread[0]
            cells = found.table.covering()
            first = cells[row][column]
            message = f"“{table.key or found.kind}”有 {len(table.unread)} 个数没有读：不能确定是哪一项"
            findings.append(report("DQ-05", message, first.place if first is not None else place))
    return findings


def _has_amounts(table: MatchedTable) -> bool:
    """Whether amounts stand in a table: a table of contents has only numbers of pages."""
    return any(
        (number := printed_number(cell.text)) is not None and (number[1] or abs(number[0]) >= 1000)
        for cell in table.recognised.table.cells
    )


def _table(table: MatchedTable, number: int) -> dict[str, object]:
    found = table.recognised
    place = found.table.place
    return {
        "kind": found.kind or None,
        "title": found.title,
        "unit": found.unit,
        "place": {"page": place.page, "sheet": place.sheet, "index": number},
        "confidence": found.confidence,
        "header_rows": found.header_rows,
        "rows": found.table.rows(),
        "facts": [
            {
                "figure": fact.figure,
                "coordinates": fact.coordinates,
                "stage": fact.stage,
                "printed": fact.printed,
                "unit": fact.unit,
                "row": fact.row,
                "column": fact.column,
            }
            for fact in table.facts
        ],
    }
