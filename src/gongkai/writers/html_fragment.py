"""A document as HTML to be looked at: its pages one under another, every text escaped, no style and no script.

It is what a page shows before the files are made, and what the HTML report consists of. A figure stands in `<data>`
with its exact printed value; who can tell where it came from gives a `FigureMark`, which adds that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import count

from gongkai.derivation import Origin
from gongkai.tree.grid import row_shape
from gongkai.tree.nodes import (
    Block,
    CellKind,
    Chart,
    Contents,
    Cover,
    Document,
    Heading,
    Number,
    Orientation,
    PageBreak,
    Paragraph,
    Row,
    RowShape,
    Run,
    Table,
)
from gongkai.tree.spoken import comparing_words

_KINDS = {
    CellKind.HEADER: "head",
    CellKind.LABEL: "label",
    CellKind.TOTAL: "total",
    CellKind.TEXT: "text",
    CellKind.NUMBER: "number",
    CellKind.SECTION: "section",
}
_MOST_INDENT = 6
_LANDSCAPE = Orientation.LANDSCAPE  # looking up members of enumerations is slow
_OWN_PAGE = (PageBreak, Cover, Contents)
"""Each begins a new page."""
NARROW = 330.0
"""The width of a chart on a telephone, in points of its type."""
_LINE_END = "\n"

FigureMark = Callable[[Origin, Number | None], str]
"""What stands in the tag of a figure or of a word that compares figures, to tell where it came from."""


def fragment(document: Document, mark: FigureMark | None = None) -> str:
    """The pages as `<div class="paper">` elements, wide ones with the class `wide`."""
    return fragment_utf8(document, mark).decode()


def fragment_utf8(document: Document, mark: FigureMark | None = None) -> bytes:
    """The same in UTF-8, in which it is made: what the texts of a format say again and again is encoded once."""
    draft = '<p class="draft-mark">草稿</p>' if document.draft else ""
    written = _Written(document, mark)
    behind = ""
    for wide, page in _pages(document):
        written.pieces.append(f'{behind}<div class="paper{" wide" if wide else ""}">{draft}'.encode())
        for block in page:
            written.add(block)
        behind = "</div>\n"
    written.pieces.append(behind.rstrip().encode())
    return b"".join(written.pieces)


def _pages(document: Document) -> Iterator[tuple[bool, list[Block]]]:
    """Runs of blocks that stand on paper of one orientation, whether it is wide; a break begins a new one. Headings right
    before a table go with it onto its page, as in Word."""
    page: list[Block] = []
    wide = False
    for block in document.blocks:
        turned = isinstance(block, Table) and block.orientation is _LANDSCAPE
        if turned == wide and not isinstance(block, _OWN_PAGE):
            page.append(block)
            continue
        keep = len(page)
        while isinstance(block, Table) and keep and isinstance(page[keep - 1], Heading):
            keep -= 1
        if keep:
            yield wide, page[:keep]
        page = page[keep:] if isinstance(block, PageBreak) else [*page[keep:], block]
        wide = turned
    if page:
        yield wide, page


class _Written:
    """What is written of a document so far, as `pieces` in UTF-8."""

    def __init__(self, document: Document, mark: FigureMark | None) -> None:
        self.pieces: list[bytes] = []
        self._document = document
        self._mark = mark
        self._anchors = {
            entry.key: f"part-{number}" for number, entry in enumerate(_entries(document), start=1)
        }
        self._charts = count(1)

    def add(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self.pieces += (
                b'<p class="p-',
                _utf8(block.role),
                b'">',
                *_runs(block.runs, self._mark),
                b"</p>",
            )
        elif isinstance(block, Heading):
            level = min(block.level + 1, 6)
            text = f'<h{level} id="{self._anchors[block.key]}">{_text(block.text)}</h{level}>'
            self.pieces.append(text.encode())
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Cover):
            self.pieces += [
                f'<p class="cover {_text(line.role)}">{_text(line.text)}</p>'.encode() for line in block.lines
            ]
        elif isinstance(block, Contents):
            self.pieces.append(_contents(block, self._document, self._anchors).encode())
        elif isinstance(block, Chart):
            self.pieces.append(chart_figure(block, f"chart-{next(self._charts)}", self._mark).encode())

    def _table(self, table: Table) -> None:
        title = f'<p class="table-title">{_text(table.title)}</p>' if table.title else ""
        if table.heading:
            title = f'<h3 id="{self._anchors[table.key]}">{_text(table.title)}</h3>'
        lines = "".join(
            [
                f'<p class="caption">{" ".join([f"<span>{_text(text)}</span>" for text in line])}</p>'
                for line in table.caption
            ]
        )
        code = f'<p class="caption"><span></span><span>{_text(table.code)}</span></p>' if table.code else ""
        name = escape(table.title or table.code or "附表")
        before = (
            f'{title}{code}{lines}<div class="scroll" tabindex="0" role="group" aria-label="{name}">'
            f"<table>{columns_by_share(table.widths)}"
        )
        rows = [_row(row, self._mark) for row in table.rows]
        if headings := rows[: table.header_rows]:
            headings = [b"<thead>", *headings, b"</thead>"]
        notes = "".join([f'<p class="p-note">{_text(note)}</p>' for note in table.notes])
        behind = f"</tbody></table></div>{notes}"
        self.pieces += (before.encode(), *headings, b"<tbody>", *rows[table.header_rows :], behind.encode())


def _entries(document: Document) -> Iterator[Heading | Table]:
    for block in document.blocks:
        if isinstance(block, Heading) or (isinstance(block, Table) and block.heading):
            yield block


def _contents(block: Contents, document: Document, anchors: dict[str, str]) -> str:
    listed = "".join(
        f'<li class="level-{level}"><a href="#{anchors[entry.key]}">{_text(text.replace(_LINE_END, ""))}</a></li>'
        for entry in _entries(document)
        for level, text in [(entry.level, entry.text) if isinstance(entry, Heading) else (2, entry.title)]
        if level <= block.depth
    )
    return f'<p class="cover subtitle">{_text(block.title)}</p><ul class="contents">{listed}</ul>'


def runs_html(runs: Iterable[Run], mark: FigureMark | None) -> str:
    """The runs of a paragraph."""
    return b"".join(_runs(runs, mark)).decode()


def _runs(runs: Iterable[Run], mark: FigureMark | None) -> list[bytes]:
    return [
        _run(run, mark).encode()
        if run.bold or run.words
        else _utf8(run.text)
        if run.number is None
        else figure_html(run.text, run.number, mark).encode()
        for run in runs
    ]


def _run(run: Run, mark: FigureMark | None) -> str:
    if run.number is not None:
        text = figure_html(run.text, run.number, mark)
    elif mark is not None and run.words:
        text = "".join(_words(run, mark))
    else:
        text = _text(run.text)
    return f"<b>{text}</b>" if run.bold else text


def _words(run: Run, mark: FigureMark) -> Iterator[str]:
    """The text of a run, its words that compare figures marked."""
    behind = 0
    for start, end, origin in comparing_words(run):
        yield _text(run.text[behind:start])
        yield f"<data{mark(origin, None)}>{_text(run.text[start:end])}</data>"
        behind = end
    yield _text(run.text[behind:])


def figure_html(text: str, number: Number, mark: FigureMark | None) -> str:
    if not text:
        return ""
    origin = number.origin
    told = mark(origin, number) if mark is not None and origin is not None else ""
    return f'<data value="{number.value!s}"{told}>{_text(text)}</data>'


def chart_figure(chart: Chart, name: str, mark: FigureMark | None, width: float = 480.0) -> str:
    """A chart with its title, and its figures as a table for those who cannot see it; `name` is unique in the
    page, `width` that of the drawing in points of its type. A page with figures of its own (`mark`) has it once more in
    the width of a telephone, where the type of a wide one would be too small."""
    from gongkai.writers.chart_svg import chart_svg

    drawn = chart_svg(chart, name, width)
    if mark is not None and width > NARROW:
        drawn = f'<div class="broad">{drawn}</div><div class="narrow">{chart_svg(chart, f"{name}-n", NARROW)}</div>'
    shares = chart.series[0].shares
    heads = [chart.unit, *(series.name for series in chart.series), *["占比（%）"] * bool(shares)]
    columns = [*(series.values for series in chart.series), *[shares] * bool(shares)]
    rows = "".join(
        f'<tr><th scope="row" class="label">{_text(category)}</th>'
        + "".join(
            f'<td class="number">{figure_html(column[place].text, column[place], mark)}</td>'
            for column in columns
        )
        + "</tr>"
        for place, category in enumerate(chart.categories)
    )
    head = "".join(f'<th scope="col" class="head">{_text(text)}</th>' for text in heads)
    return (
        f'<figure class="chart">{drawn}<figcaption>{_text(chart.title)}</figcaption>'
        f"<details><summary>图中的数</summary><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        "</details></figure>"
    )


@lru_cache(maxsize=256)
def columns_by_share(widths: tuple[float, ...]) -> str:
    """The shares of the columns in the width: classes `w1` to `w100`, because a policy forbids styles in tags."""
    whole = sum(widths)
    shares = [max(1, round(100 * width / whole)) for width in widths] if whole else []
    columns = "".join([f'<col class="w{share}">' for share in shares])
    return f"<colgroup>{columns}</colgroup>"


def _row(row: Row, mark: FigureMark | None) -> bytes:
    shape = row.shape or row_shape(row.cells)
    made, headed = _row_of(shape)
    if headed and (blank := tuple([n for n, cell in enumerate(row.cells) if not cell.text.strip()])):
        made, _ = _row_of(shape, blank)
    texts = [
        _utf8(cell.text) if cell.number is None else figure_html(cell.text, cell.number, mark).encode()
        for cell in row.cells
    ]
    return made % tuple(texts)


@lru_cache(maxsize=1024)
def _row_of(shape: RowShape, blank: tuple[int, ...] = ()) -> tuple[bytes, bool]:
    """A row with a gap for the text of each cell, and whether there are headings in it. One without text (its place is
    in `blank`) heads nothing."""
    made, headed = "", False
    for place, (kind, across, down, indent, align) in enumerate(shape.cells):
        look = _KINDS[kind] + (f" {align.value}" if align is not None else "")
        look += f" indent-{min(indent, _MOST_INDENT)}" if indent else ""
        spans = f' colspan="{across}"' if across > 1 else ""
        spans += f' rowspan="{down}"' if down > 1 else ""
        heading = kind is CellKind.HEADER
        headed = headed or heading
        tag = "th" if heading and place not in blank else "td"
        made += f'<{tag} class="{look}"{spans}>%b</{tag}>'
    return f"<tr>{made}</tr>".encode(), headed


@lru_cache(maxsize=4096)  # labels and amounts come again and again
def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


@lru_cache(maxsize=4096)
def _utf8(text: str) -> bytes:
    return _text(text).encode()
