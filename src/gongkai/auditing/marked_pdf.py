"""A copy of a PDF with a highlight and a note at the words of each finding; the file itself is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from gongkai.auditing.outcome import AuditFinding

_MARGIN, _NOTE = 24.0, 18.0  # points: where notes stand whose words are nowhere, and their size
_LONGEST = 12  # characters that stand in one line


def marked_pdf(content: bytes, findings: Sequence[AuditFinding]) -> tuple[bytes, int]:
    """The copy, and how many findings found their words in it. Raises ImportError without pypdf or pypdfium2."""
    import pypdfium2
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    opened = pypdfium2.PdfDocument(content)
    placed, notes = 0, 0
    try:
        for each in findings:
            number = max(each.finding.location.page, 1) - 1
            if number >= len(opened):
                continue
            said = f"{each.finding.severity.value} {each.finding.code}：{each.finding.message}"
            box = _box(opened[number], each)
            placed += box is not None
            if box is None:
                top = float(writer.pages[number].mediabox.top) - _MARGIN - _NOTE * (notes % 40)
                box, notes = (_MARGIN / 4, top - _NOTE, _MARGIN / 4 + _NOTE, top), notes + 1
                writer.add_annotation(number, _note(box, said))
            else:
                writer.add_annotation(number, _highlight(box, said))
    finally:
        opened.close()
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue(), placed


def _box(page: Any, finding: AuditFinding) -> tuple[float, float, float, float] | None:
    """Where the words of a finding stand on a page, in points from its lower left corner."""
    text = page.get_textpage()
    try:
        for words in (finding.finding.found, finding.quote[-_LONGEST:], finding.quote[:_LONGEST]):
            searcher = text.search(words, match_case=True) if len(words) > 1 else None
            found = searcher.get_next() if searcher is not None else None
            if searcher is not None:
                searcher.close()
            if found is None:
                continue
            boxes = [text.get_charbox(at) for at in range(found[0], found[0] + found[1])]
            return (
                min(box[0] for box in boxes),
                min(box[1] for box in boxes),
                max(box[2] for box in boxes),
                max(box[3] for box in boxes),
            )
        return None
    finally:
        text.close()


def _highlight(box: tuple[float, float, float, float], said: str) -> Any:
    from pypdf.annotations import Highlight
    from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

    left, bottom, right, top = box
    corners = ArrayObject(map(FloatObject, (left, top, right, top, left, bottom, right, bottom)))
    mark = Highlight(rect=box, quad_points=corners, highlight_color="ffe066")
    mark[NameObject("/Contents")] = TextStringObject(said)
    return mark


def _note(box: tuple[float, float, float, float], said: str) -> Any:
    from pypdf.annotations import Text

    return Text(rect=box, text=said)
