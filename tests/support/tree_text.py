"""A document tree as text, for golden tests: stable, one fact to a line, readable in a diff.

Marks: `#` headings by level with their key in braces; `[body]` a paragraph's role; `**` bold;
`[[` `]]` around a figure, in prose and in cells, so that a figure that turned into mere text shows.
In a table `|` opens a cell, `→3` and `↓2` are its spans, `<` `^` `>` an alignment that was asked for,
`·` one step of indent, and a letter in front of the text is its kind (`H` header, `L` label, `T` total,
`S` section, none for text and numbers).
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.tree.nodes import (
    Align,
    Block,
    Cell,
    CellKind,
    Chart,
    Contents,
    Cover,
    Document,
    Heading,
    Number,
    Paragraph,
    Run,
    Table,
)

_KINDS = {CellKind.HEADER: "H:", CellKind.LABEL: "L:", CellKind.TOTAL: "T:", CellKind.SECTION: "S:"}
_ALIGNS = {None: "", Align.LEFT: "<", Align.CENTER: "^", Align.RIGHT: ">"}


def dump(document: Document) -> str:
    """The document as text, ending in a line end."""
    return "\n".join(_document(document)) + "\n"


def _document(document: Document) -> Iterator[str]:
    yield f"标题: {document.title}"
    yield f"主题: {document.subject}"
    yield f"文件: {document.file_stem}"
    yield f"页眉: {document.header}"
    if document.draft:
        yield "草稿"
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            yield ""
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level}{'↑' if block.raised else ''} {_line(block.text)} {{{block.key}}}"
    elif isinstance(block, Paragraph):
        yield f"[{block.role}] {''.join(map(_run, block.runs))}"
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Chart):
        yield from _chart(block)
    elif isinstance(block, Cover):
        yield "封面"
        yield from (f"  [{line.role}] {_line(line.text)}" for line in block.lines)
    elif isinstance(block, Contents):
        yield f"目录 {_line(block.title)} (到 {block.depth} 级)"
    else:
        yield "--- 换页 ---"


def _chart(chart: Chart) -> Iterator[str]:
    yield f"{chart.kind.value} ({chart.unit}): {chart.title} {{{chart.key}}}"
    yield f"  类别: {' | '.join(map(_line, chart.categories))}"
    for series in chart.series:
        yield f"  {series.name}: {' | '.join(_figure(number.text, number) for number in series.values)}"
        if series.shares:
            yield f"  占比: {' | '.join(_figure(number.text, number) for number in series.shares)}"
    yield f"  描述: {_line(chart.description)}"


def _run(run: Run) -> str:
    text = _line(run.text) if run.number is None else _figure(run.text, run.number)
    return f"**{text}**" if run.bold else text


def _figure(text: str, number: Number) -> str:
    """A figure by its printed text; its value too where the text does not say it."""
    plain = text.replace(",", "").removesuffix("%")
    differs = "" if plain == str(number.value) else f"={number.value}"
    unit = "" if number.unit == "万元" else f" {number.unit}"
    return f"[[{text}{differs}{unit}]]"


def _table(table: Table) -> Iterator[str]:
    marks = ["表单" if table.form else "表", table.orientation.value]
    marks += [] if table.heading else ["不入目录"]
    yield f"{' '.join(marks)}: {table.title} {{{table.key}}}"
    yield f"  列宽: {' '.join(f'{width:g}' for width in table.widths)}"
    if table.code:
        yield f"  表号: {table.code}"
    if table.sheet:
        yield f"  工作表: {table.sheet}"
    for line in table.caption:
        yield f"  表头: {' / '.join(map(_line, line))}"
    heads = {head for head, _ in table.heads}
    for index, row in enumerate(table.rows):
        mark = "  =" if index < table.header_rows else "  ~" if index in heads else "  "
        yield f"{mark}{''.join(map(_cell, row.cells))}|"
    for note in table.notes:
        yield f"  注: {_line(note)}"


def _cell(cell: Cell) -> str:
    spans = (f"→{cell.colspan}" if cell.colspan > 1 else "") + (
        f"↓{cell.rowspan}" if cell.rowspan > 1 else ""
    )
    text = _line(cell.text) if cell.number is None else _figure(cell.text, cell.number)
    look = f"{spans}{_ALIGNS[cell.align]}{'·' * cell.indent}{_KINDS.get(cell.kind, '')}"
    return f"|{look}{' ' if look and text else ''}{text}"


def _line(text: str) -> str:
    """Text on one line; a bar is escaped, so that it opens no cell."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n").replace("\t", "\\t")
