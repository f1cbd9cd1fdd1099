"""Compile `forms/*.yaml`: performance forms, grids with spans and repeated rows."""

from __future__ import annotations

import math

from gongkai.findings import Finding
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.compilers.tables import captions
from gongkai.packs.pack import Form, FormCell, FormRow
from gongkai.packs.told import pack_finding
from gongkai.yamlsource import Node

_KINDS = ["text", "label", "header", "number", "section"]
_ALIGNS = ["", "left", "center", "right"]


def compile_form(key: str, node: Node, findings: list[Finding]) -> Form:
    """A form from its merged YAML."""
    reader = MappingReader(node, findings, f"附表“{key}”")
    form = Form(
        key=key,
        title=reader.text("title"),
        subtitle=reader.text("subtitle", ""),
        widths=_widths(reader),
        rows=tuple(_row(item, findings) for item in reader.nodes("rows")),
        each=reader.text("each", ""),
        sheet=reader.text("sheet", ""),
        caption=captions(reader),
        notes=reader.texts("notes"),
        header_rows=reader.whole("header_rows", 0, 0),
        landscape=reader.flag("landscape"),
        heading=reader.flag("heading"),
        location=node.location,
    )
    reader.close()
    if not form.widths or not form.rows:
        reader.fault("附表要写 widths 和 rows")
    _check_spans(form, findings)
    return form


def _widths(reader: MappingReader) -> tuple[float, ...]:
    widths: list[float] = []
    for text in reader.texts("widths"):
        try:
            width = float(text)
        except ValueError:
            width = math.nan
        if not (math.isfinite(width) and width > 0):
            reader.fault(f"widths 应是大于零的数，写的是“{text}”", reader.node_of("widths"))
            width = 1
        widths.append(width)
    return tuple(widths)


def _row(node: Node, findings: list[Finding]) -> FormRow:
    if node.is_list:
        return FormRow(tuple(_cell(item, findings) for item in node.items), location=node.location)
    reader = MappingReader(node, findings, "行")
    row = FormRow(
        cells=tuple(_cell(item, findings) for item in reader.nodes("cells")),
        repeat=reader.text("repeat", ""),
        when=reader.text("when", ""),
        location=node.location,
    )
    reader.close()
    return row


def _cell(node: Node, findings: list[Finding]) -> FormCell:
    """A cell from a plain text (a label, or text if it holds `{{`) or a mapping."""
    if not node.is_mapping:
        return FormCell(node.text, "text" if "{{" in node.text else "label")
    reader = MappingReader(node, findings, "格")
    text = reader.text("text", "")
    cell = FormCell(
        text=text,
        kind=reader.one_of("kind", _KINDS, "text" if "{{" in text else "label"),
        colspan=reader.whole("span", 1, 1),
        rowspan=reader.whole("rows", 1, 0),
        align=reader.one_of("align", _ALIGNS, ""),
        merge=reader.flag("merge"),
    )
    reader.close()
    return cell


def _check_spans(form: Form, findings: list[Finding]) -> None:
    """Every row must fill the grid exactly, cells hanging down from above included."""
    hanging = [0] * len(form.widths)
    for index, row in enumerate(form.rows):
        free = sum(1 for rows in hanging if rows == 0)
        wide = sum(cell.colspan for cell in row.cells)
        if wide != free:
            message = f"附表“{form.key}”的一行占 {wide} 格，应占 {free} 格"
            findings.append(pack_finding("PK-08", message, row.location, "请检查 span 和 rows"))
        hanging = _hang(hanging, row, _reach(form.rows[index + 1 :]))


def _reach(following: tuple[FormRow, ...]) -> int:
    """How many declared rows a span of 0 covers: its own, and all to the end of the next repetition."""
    return next((number for number, row in enumerate(following, 2) if row.repeat), 2)


def _hang(hanging: list[int], row: FormRow, reach: int) -> list[int]:
    after = [max(0, rows - 1) for rows in hanging]
    position = 0
    for cell in row.cells:
        while position < len(hanging) and hanging[position]:
            position += 1
        for column in range(position, min(position + cell.colspan, len(after))):
            after[column] = (cell.rowspan or reach) - 1
        position += cell.colspan
    return after
