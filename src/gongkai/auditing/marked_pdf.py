"""A copy of a PDF with a highlight and a note at the words of each finding; the file itself is never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from gongkai.auditing.outcome import AuditFinding
from gongkai.auditing.widths import half_width
from gongkai.findings import Severity
from gongkai.frozen import frozen

_MARGIN, _NOTE = 24.0, 18.0  # points: where notes stand whose words are nowhere, and their size
_LONGEST = 12  # characters of a quotation that are looked for where the whole is not found
_AUTHOR = "gongkai 审核"
_COLOURS = {Severity.ERROR: "ff9b9b", Severity.WARNING: "ffe066", Severity.HINT: "a8d1ff"}
Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points from the lower left corner of a page."""


@frozen
class PageText:
    """The characters of a page without blanks, as quotations are compared, and where each stands among all."""

    text: str
    places: tuple[int, ...]


def marked_pdf(content: bytes, findings: Sequence[AuditFinding]) -> tuple[bytes, int]:
    """The copy, and how many findings found their words in it. Raises ImportError without pypdf or pypdfium2, and what
    these raise of a file that they cannot work on."""
    import pypdfium2
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    opened = pypdfium2.PdfDocument(content)
    placed, notes = 0, 0
    told: Counter[tuple[int, str, str]] = Counter()
    try:
        for number, on_page in _by_page(findings, len(opened)):
            page = opened[number].get_textpage()
            text = _page_text(page)
            for each in on_page:
                turn = told[number, each.finding.code, each.quote]
                told[number, each.finding.code, each.quote] += 1
                lines = _lines(page, _place(text, each, turn))
                placed += bool(lines)
                if lines:
                    writer.add_annotation(number, _highlight(lines, each))
                else:
                    top = float(writer.pages[number].mediabox.top) - _MARGIN - _NOTE * (notes % 40)
                    box, notes = (_MARGIN / 4, top - _NOTE, _MARGIN / 4 + _NOTE, top), notes + 1
                    writer.add_annotation(number, _note(box, each))
            page.close()
    finally:
        opened.close()
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue(), placed


def _by_page(findings: Sequence[AuditFinding], pages: int) -> Iterator[tuple[int, list[AuditFinding]]]:
    """Findings by the number of their page from 0; those of the whole file stand on the first."""
    for number in range(pages):
        on_page = [each for each in findings if max(each.finding.location.page, 1) - 1 == number]
        if on_page:
            yield number, on_page


def _page_text(page: Any) -> PageText:
    import pypdfium2.raw as pdfium

    every = [(at, chr(pdfium.FPDFText_GetUnicode(page.raw, at))) for at in range(page.count_chars())]
    kept = [(at, char) for at, char in every if char > " " and not char.isspace()]
    return PageText(half_width("".join(char for _, char in kept)), tuple(at for at, _ in kept))


def _place(text: PageText, finding: AuditFinding, turn: int) -> Sequence[int]:
    """Which characters of a page the finding is about: what was found inside the quotation, else the quotation. `turn`
    counts the findings of the same words on this page."""
    quote, found = _plain(finding.quote), _plain(finding.finding.found)
    start = _nth(text.text, quote, turn) if quote else -1
    if start >= 0:
        inside = quote.rfind(found) if len(found) > 1 else -1
        begin, length = (start + inside, len(found)) if inside >= 0 else (start, len(quote))
        return text.places[begin : begin + length]
    for words in (found, quote[-_LONGEST:], quote[:_LONGEST]):
        start = text.text.find(words) if len(words) > 1 else -1
        if start >= 0:
            return text.places[start : start + len(words)]
    return ()


def _nth(text: str, words: str, turn: int) -> int:
    """Where words stand for the nth time, the last where they stand less often; -1 for nowhere."""
    start = text.find(words)
    for _ in range(turn):
        following = text.find(words, start + 1)
        if following < 0:
            break
        start = following
    return start


def _plain(text: str) -> str:
    return half_width("".join(text.split()))


def _lines(page: Any, characters: Sequence[int]) -> list[Box]:
    """A box for each line that characters stand in."""
    lines: list[Box] = []
    for at in characters:
        left, bottom, right, top = page.get_charbox(at)
        if lines and bottom < lines[-1][3] and top > lines[-1][1] and right >= lines[-1][0]:
            last = lines[-1]
            lines[-1] = (min(last[0], left), min(last[1], bottom), max(last[2], right), max(last[3], top))
        else:
            lines.append((left, bottom, right, top))
    return lines


def _highlight(lines: Sequence[Box], finding: AuditFinding) -> Any:
    from pypdf.annotations import Highlight
    from pypdf.generic import ArrayObject, FloatObject

    corners = [
        edge
        for left, bottom, right, top in lines
        for edge in (left, top, right, top, left, bottom, right, bottom)
    ]
    whole = (
        min(box[0] for box in lines),
        min(box[1] for box in lines),
        max(box[2] for box in lines),
        max(box[3] for box in lines),
    )
    colour = _COLOURS[finding.severity]
    mark = Highlight(rect=whole, quad_points=ArrayObject(map(FloatObject, corners)), highlight_color=colour)
    return _signed(mark, finding)


def _note(box: Box, finding: AuditFinding) -> Any:
    from pypdf.annotations import Text

    return _signed(Text(rect=box, text=""), finding)


def _signed(mark: Any, finding: AuditFinding) -> Any:
    """What the note says and who says it; without an author viewers show the name of whoever looks."""
    from pypdf.generic import NameObject, TextStringObject

    mark[NameObject("/Contents")] = TextStringObject(finding.note)
    mark[NameObject("/T")] = TextStringObject(_AUTHOR)
    return mark
