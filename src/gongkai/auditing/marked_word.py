"""A copy of a Word file with a comment at the words of each finding; the file itself is never changed."""

from __future__ import annotations

import copy
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gongkai.auditing.outcome import AuditFinding
from gongkai.files import same_on_every_system

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run

_AUTHOR = "gongkai"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # no clock: the same input gives the same bytes
_DATE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}date"
_SHORTEST = 2


def marked_word(content: bytes, findings: Sequence[AuditFinding]) -> tuple[bytes, int]:
    """The copy, and how many findings found their words in it. Raises ImportError without python-docx.

    A finding whose words are nowhere is told at the first paragraph of the file.
    """
    import docx

    document = docx.Document(BytesIO(content))
    paragraphs = list(_paragraphs(document))
    placed = 0
    told: Counter[tuple[str, str]] = Counter()
    for each in findings:
        turn = told[each.finding.code, each.quote]
        told[each.finding.code, each.quote] += 1
        runs = _runs_of(document, paragraphs, each, turn)
        placed += bool(runs)
        if not runs:
            runs = next((paragraph.runs[:1] for paragraph in paragraphs if paragraph.runs), [])
        if runs:
            comment = document.add_comment(runs=runs, text=each.note, author=_AUTHOR, initials="审")
            stamped = comment._comment_elm.attrib
            if _DATE in stamped:
                del stamped[_DATE]
    buffer = BytesIO()
    document.save(buffer)
    return _without_times(buffer.getvalue()), placed


def _paragraphs(document: WordDocument) -> Iterator[WordParagraph]:
    """All paragraphs of the body, those of tables where they stand."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _of_table(block)
        else:
            yield block


def _of_table(table: Any) -> Iterator[WordParagraph]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs
            for inner in cell.tables:
                yield from _of_table(inner)


def _runs_of(
    document: WordDocument, paragraphs: Sequence[WordParagraph], finding: AuditFinding, turn: int
) -> list[Run]:
    """The runs that hold exactly the words of a finding; `turn` counts the findings of the same words, each of which
    stands in a paragraph of its own."""
    words = (finding.quote, finding.finding.found)
    own: list[WordParagraph] = []
    if finding.table and finding.table <= len(document.tables):
        rows = document.tables[finding.table - 1].rows
        if 0 < finding.row <= len(rows):
            cells = rows[finding.row - 1].cells
            if 0 < finding.column <= len(cells):
                own = list(cells[finding.column - 1].paragraphs)
    for quote in filter(None, words):
        for paragraph in own:
            if (start := paragraph.text.find(quote)) >= 0:
                return _cut(paragraph, start, start + len(quote))
        saying = [each for each in paragraphs if quote in each.text] if len(quote) >= _SHORTEST else []
        if saying:
            paragraph = saying[min(turn, len(saying) - 1)]
            start = paragraph.text.find(quote)
            return _cut(paragraph, start, start + len(quote))
    return []


def _cut(paragraph: WordParagraph, start: int, end: int) -> list[Run]:
    """The runs between two places of a paragraph; a run that reaches over one of them is parted there."""
    for place in (start, end):
        at = 0
        for run in paragraph.runs:
            length = len(run.text)
            if at < place < at + length:
                _part(run, place - at)
                break
            at += length
    found, at = [], 0
    for run in paragraph.runs:
        if start <= at and at + len(run.text) <= end and run.text:
            found.append(run)
        at += len(run.text)
    return found or paragraph.runs[:1]


def _part(run: Run, at: int) -> None:
    """Make two runs of one that holds nothing but text."""
    text = run.text
    if any(not child.tag.endswith(("}t", "}rPr")) for child in run._r):
        return
    second = copy.deepcopy(run._r)
    run._r.addnext(second)
    run.text = text[:at]
    type(run)(second, run._parent).text = text[at:]


def _without_times(package: bytes) -> bytes:
    """A package whose parts bear no time."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), old.read(name), zipfile.ZIP_DEFLATED)
    return same_on_every_system(buffer.getvalue())
