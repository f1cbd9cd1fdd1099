"""The Excel writer: a document's tables and forms as a workbook, one sheet each, behind a list of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gongkai.office_files import RELATIONS, SPREADSHEET
from gongkai.tree.nodes import DRAFT_MARK, Align, Document, Orientation
from gongkai.writers.ooxml import XML_DECLARATION, escape, package
from gongkai.writers.task import Task
from gongkai.writers.xlsx.cell_looks import (
    BOLD,
    DRAFT_FONT,
    FONT_SIZE,
    HEADER_FILL,
    LINK,
    TITLE_FONT,
    CellLook,
)
from gongkai.writers.xlsx.geometry import page_size, text_height
from gongkai.writers.xlsx.sheet import Sheet, WorkbookSheets, column_letter
from gongkai.writers.xlsx.static_parts import (
    APP_PROPERTIES,
    ROOT_RELATIONSHIPS,
    THEME,
    content_types,
    core_properties,
    workbook_relationships,
)
from gongkai.writers.xlsx.table import TITLE_LOOK, table_sheet
from gongkai.writers.xlsx.text import quoted_sheet, sheet_names

LIST_SHEET = "目录"
_LIST_HEADS = ("序号", "表名", "表号")
_LIST_SHARES = (0.12, 0.66, 0.22)
_LIST_ALIGNS = (Align.CENTER.value, Align.LEFT.value, Align.CENTER.value)


def write(task: Task) -> bytes:
    return write_xlsx(task.document)


def write_xlsx(document: Document) -> bytes:
    """The workbook of a document: sheet 目录, then one sheet for each of its tables and charts, in order.

    The same document gives the same bytes.
    """
    book = WorkbookSheets(document.draft, document.header)
    tables, charts = document.tables, document.charts
    wanted = [table.sheet or table.title for table in tables] + [chart.title for chart in charts]
    names = sheet_names(wanted, taken=(LIST_SHEET,))
    sheets = [_list_sheet(document, names, book), *(table_sheet(table, book) for table in tables)]
    drawn: list[tuple[str, str]] = []
    parts: Iterable[tuple[str, str]] = ()
    if charts:
        from gongkai.writers.xlsx.charts import chart_sheet, drawing_parts

        for chart, name in zip(charts, names[len(tables) :], strict=True):
            sheet, made = chart_sheet(chart, name, book)
            sheets.append(sheet)
            drawn.append(made)
        parts = drawing_parts(drawn, len(tables) + 2)
    return package(_parts(document, book, [LIST_SHEET, *names], sheets, parts))


def _parts(
    document: Document,
    book: WorkbookSheets,
    names: Sequence[str],
    sheets: Sequence[Sheet],
    drawn: Iterable[tuple[str, str]],
) -> Iterator[tuple[str, str]]:
    count = len(sheets)
    yield "[Content_Types].xml", content_types(count, len(document.charts))
    yield "_rels/.rels", ROOT_RELATIONSHIPS
    yield "docProps/core.xml", core_properties(document.title, document.subject)
    yield "docProps/app.xml", APP_PROPERTIES
    yield "xl/workbook.xml", _workbook(names, sheets)
    yield "xl/_rels/workbook.xml.rels", workbook_relationships(count)
    yield "xl/theme/theme1.xml", THEME
    for n, sheet in enumerate(sheets, 1):
        yield f"xl/worksheets/sheet{n}.xml", sheet.xml(selected=n == 1)
    yield from drawn
    yield "xl/styles.xml", book.styles.xml()
    yield "xl/sharedStrings.xml", book.strings.xml()


def _workbook(names: Sequence[str], sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    defined = ""
    for n, (name, sheet) in enumerate(zip(names, sheets, strict=True)):
        ref = escape(quoted_sheet(name))
        area = f"$A$1:${column_letter(sheet.last_column)}${len(sheet.rows)}"
        defined += f'<definedName name="_xlnm.Print_Area" localSheetId="{n}">{ref}!{area}</definedName>'
        if sheet.repeated:
            rows = "${}:${}".format(*sheet.repeated)
            defined += f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">{ref}!{rows}</definedName>'
    return (
        f'{XML_DECLARATION}<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}">'
        '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="12000"/></bookViews>'
        f"<sheets>{listed}</sheets><definedNames>{defined}</definedNames></workbook>"
    )


def _list_sheet(document: Document, names: Sequence[str], book: WorkbookSheets) -> Sheet:
    """The list of tables, each a link to its sheet."""
    width = page_size(Orientation.PORTRAIT, book.draft)[0]
    widths = [width * share for share in _LIST_SHARES]
    sheet = Sheet(book, widths)
    if document.draft:
        sheet.whole_line(DRAFT_MARK, CellLook(DRAFT_FONT, align=Align.CENTER.value), 40)
    title = document.title
    sheet.whole_line(title, TITLE_LOOK, text_height(title, width, FONT_SIZE[TITLE_FONT]) + 8)
    sheet.whole_line("目    录", CellLook(BOLD, align=Align.CENTER.value), 24)
    head = CellLook(BOLD, HEADER_FILL, True, Align.CENTER.value)
    sheet.add_line([(c, c, text, head) for c, text in enumerate(_LIST_HEADS)], 24)
    sheet.repeated = (sheet.next_row - 1, sheet.next_row - 1)
    sheet.frozen = sheet.next_row - 1
    plain = [CellLook(bordered=True, align=align) for align in _LIST_ALIGNS]
    listed = [(table.listed or table.title, table.code) for table in document.tables]
    listed += [(chart.title, "") for chart in document.charts]
    for n, ((title, code), name) in enumerate(zip(listed, names, strict=True), 1):
        text = title or name
        sheet.links.append((f"B{sheet.next_row}", f"{quoted_sheet(name)}!A1", text))
        looks = (plain[0], plain[1]._replace(font=LINK), plain[2])
        parts = [
            (c, c, part, look) for c, (part, look) in enumerate(zip((str(n), text, code), looks, strict=True))
        ]
        height = max(text_height(text, widths[1]), text_height(code, widths[2]))
        sheet.add_line(parts, max(height, 20))
    return sheet
