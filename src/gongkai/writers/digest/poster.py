"""The one page as a drawing of exactly A4, from which LibreOffice makes a PDF."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from gongkai.tree.nodes import DRAFT_MARK, Chart, Digest, KeyFigure
from gongkai.writers.chart_svg import drawing, fitted, svg_height, text_width, wrapped
from gongkai.writers.digest.page import rows
from gongkai.writers.ooxml import escape

WIDTH, HEIGHT = 595.28, 841.89  # points
_EDGE, _GAP = 36.0, 12.0
_BLUE, _INK, _SOFT, _PALE, _LINE = "#1f4e79", "#1f2933", "#52606d", "#f3f6fa", "#d5dae0"
_HEAD, _CARD, _FOOT = 92.0, 84.0, 34.0
_SAID, _LEADING = 12.0, 1.65  # the usual size of the sentences, and the height of their lines in it
_LEAST_SAID = 8.0
_LEAST_LINE, _MOST_LINES, _LEAST = 0.8, 2, 6.5  # of a line across the page: share of its size, lines, points
_INSIDE = WIDTH - 2 * _EDGE


def poster(digest: Digest, draft: bool = False) -> str:
    """The drawing: head, large figures, charts, sentences, source."""
    size, lines = _sentences(digest)
    below = sum(map(len, lines)) * size * _LEADING + 22 + 4 * len(lines)
    top = _HEAD + _GAP + _CARD + _GAP
    room = HEIGHT - _FOOT - top - below - _GAP
    parts = [
        *_head(digest, draft),
        *_cards(digest.figures, _HEAD + _GAP),
        *_charts(digest.charts, top, room),
        *_said(lines, size, HEIGHT - _FOOT - below, below),
        *_lines(digest.source, HEIGHT - 16, 8.5, _SOFT),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}pt" height="{HEIGHT}pt"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" font-family="黑体" fill="{_INK}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def flat_text(drawing: str, title: str, description: str) -> bytes:
    """A text document of one page (flat ODF) that is nothing but a drawing: LibreOffice Writer alone prints it."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
        for name, path in (
            ("office", "office"),
            ("style", "style"),
            ("text", "text"),
            ("draw", "drawing"),
            ("fo", "xsl-fo-compatible"),
            ("svg", "svg-compatible"),
            ("meta", "meta"),
        )
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document{names}'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:meta><dc:title>{escape(title)}</dc:title></office:meta><office:automatic-styles>"
        '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="210mm"'
        ' fo:page-height="297mm" fo:margin="0mm"/></style:page-layout>'
        '<style:style style:name="whole" style:family="graphic"><style:graphic-properties style:wrap="run-through"'
        ' style:vertical-pos="from-top" style:vertical-rel="page" style:horizontal-pos="from-left"'
        ' style:horizontal-rel="page"/></style:style></office:automatic-styles><office:master-styles>'
        '<style:master-page style:name="Standard" style:page-layout-name="page"/></office:master-styles>'
        '<office:body><office:text><text:p><draw:frame draw:style-name="whole" draw:name="page"'
        ' text:anchor-type="page" text:anchor-page-number="1" svg:x="0mm" svg:y="0mm" svg:width="210mm"'
        f' svg:height="297mm"><draw:image><office:binary-data>{base64.b64encode(drawing.encode()).decode()}'
        f"</office:binary-data></draw:image><svg:title>{escape(title)}</svg:title>"
        f"<svg:desc>{escape(description)}</svg:desc></draw:frame></text:p></office:text></office:body></office:document>"
    ).encode()


def _text(x: float, y: float, text: str, size: float, colour: str, more: str = "") -> str:
    return f'<text x="{x:f}" y="{y:f}" font-size="{size:f}" fill="{colour}"{more}>{escape(text)}</text>'


def _box(x: float, y: float, width: float, height: float, look: str) -> str:
    return f'<rect x="{x:f}" y="{y:f}" width="{width:f}" height="{height:f}" {look}/>'


_BOLD, _MIDDLE = ' font-weight="bold"', ' text-anchor="middle"'


def _head(digest: Digest, draft: bool) -> Iterator[str]:
    yield _box(0, 0, WIDTH, _HEAD, f'fill="{_BLUE}"')
    room = _INSIDE - (70 if draft else 0)
    yield _text(_EDGE, 46, digest.title, fitted(digest.title, 25, room), "#ffffff", _BOLD)
    yield from _lines(digest.subtitle, 74, 14, "#ffffff")
    if draft:
        yield _text(WIDTH - _EDGE, 46, DRAFT_MARK, 22, "#ffffff", ' text-anchor="end"')


def _lines(text: str, y: float, size: float, colour: str) -> Iterator[str]:
    """A line across the page; where its type would have to be much smaller, two lines around it."""
    one = fitted(text, size, _INSIDE)
    if one >= size * _LEAST_LINE:
        yield _text(_EDGE, y, text, one, colour)
        return
    size *= _LEAST_LINE
    while len(lines := wrapped(text, _INSIDE, size)) > _MOST_LINES and size > _LEAST:
        size -= 0.5
    for place, line in enumerate(lines):
        yield _text(_EDGE, y + (place - (len(lines) - 1) / 2) * size * 1.25, line, size, colour)


def _cards(figures: tuple[KeyFigure, ...], top: float) -> Iterator[str]:
    count = max(len(figures), 1)
    width = (_INSIDE - _GAP * (count - 1)) / count
    for place, figure in enumerate(figures):
        x = _EDGE + place * (width + _GAP)
        yield _box(x, top, width, _CARD, f'fill="{_PALE}"')
        yield _box(x, top, width, 3.5, f'fill="{_BLUE}"')
        yield _text(x + 9, top + 20, figure.label, fitted(figure.label, 10.5, width - 18), _SOFT)
        number, unit = figure.number.text, figure.number.unit
        size = fitted(f"{number}{unit}", 19, width - 24)
        behind = x + 9 + text_width(number, size) * 1.1 + 3
        yield _text(x + 9, top + 44, number, size, _BLUE, _BOLD)
        yield _text(behind, top + 44, unit, min(size, 10.0), _INK)
        note = "".join([run.text for run in figure.note])
        for line, text in enumerate(wrapped(note, width - 18, 8.5, most=2)):
            yield _text(x + 9, top + 60 + 12 * line, text, 8.5, _SOFT)


def _charts(charts: tuple[Chart, ...], top: float, room: float) -> Iterator[str]:
    """The rows of charts, each as high as it wants; all lower or higher where the page has less or more room."""
    placed = rows(charts)
    if not placed:
        return
    wanted = [max(svg_height(chart, _width(row)) for chart in row) + 34 for row in placed]
    given = room - _GAP * (len(placed) - 1)
    scale = min(given / sum(wanted), 1.35)
    number = 0
    for row, want in zip(placed, wanted, strict=True):
        height, width = want * scale, _width(row)
        for place, chart in enumerate(row):
            number += 1
            x = _EDGE + place * (width + 20 + _GAP)
            yield _box(x, top, width + 20, height, f'fill="none" stroke="{_LINE}"')
            yield _box(x + 10, top + 10, 4, 14, f'fill="{_BLUE}"')
            yield _text(x + 20, top + 22, chart.title, fitted(chart.title, 12, width - 12), _BLUE, _BOLD)
            inside = drawing(chart, f"chart-{number}", width, height - 38)
            yield f'<g transform="translate({x + 10:f},{top + 32:f})" font-size="11">{inside}</g>'
        top += height + _GAP


def _width(row: list[Chart]) -> float:
    """The width of a drawing in its box."""
    return (_INSIDE - _GAP) / 2 - 20 if len(row) > 1 else _INSIDE - 20


def _sentences(digest: Digest) -> tuple[float, list[list[str]]]:
    """The size of the sentences and their lines: smaller where they are so long that the charts would suffer."""
    size = _SAID
    while True:
        lines = [wrapped(sentence.text, _INSIDE - 52, size) for sentence in digest.sentences]
        if size <= _LEAST_SAID or sum(map(len, lines)) * size * _LEADING <= HEIGHT / 5:
            return size, lines
        size -= 0.5


def _said(lines: list[list[str]], size: float, top: float, height: float) -> Iterator[str]:
    if lines:
        yield _box(_EDGE, top, _INSIDE, height, f'fill="{_PALE}"')
    y = top + 11 + size
    for number, sentence in enumerate(lines, 1):
        yield f'<circle cx="{_EDGE + 20:f}" cy="{y - size * 0.36:f}" r="{size * 0.75:f}" fill="{_BLUE}"/>'
        yield _text(_EDGE + 20, y, str(number), size - 1, "#ffffff", _MIDDLE + _BOLD)
        for line in sentence:
            yield _text(_EDGE + 38, y, line, size, _INK)
            y += size * _LEADING
        y += 4
