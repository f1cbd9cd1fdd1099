"""A document tree as a Word file.

Only document.xml, the headers and the core properties are made for each document, as XML text;
everything else comes unchanged from the pack's reference file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gongkai.office_files import PACKAGE, RELATIONS, WORD
from gongkai.tree.nodes import (
    Block,
    Chart,
    Contents,
    Cover,
    Document,
    Heading,
    Orientation,
    PageBreak,
    Paragraph,
    Table,
)
from gongkai.writers.docx import page_sections as parts
from gongkai.writers.docx.last_lines import closer_lines
from gongkai.writers.docx.reference_style import TABLE_TITLE, Style
from gongkai.writers.docx.table import add_table
from gongkai.writers.docx.table_fit import fit, line_count
from gongkai.writers.docx.text import (
    ContentsEntry,
    body_xml,
    caption_xml,
    contents_xml,
    cover_xml,
    heading_xml,
    simple,
    table_title_xml,
    thin,
    title_size,
)
from gongkai.writers.ooxml import XML_DECLARATION, escape, package

UNLISTED_LEVEL = 4  # outline level of the title of a table that does not stand in the contents
FIXED_TIME = "2000-01-01T00:00:00Z"
KEPT_TOGETHER = 300.0  # points; a table in running text that is no taller stays on one page


def write_docx(document: Document, style: Style, page_numbers: Mapping[str, int] | None = None) -> bytes:
    """The Word file of a document.

    `page_numbers` gives the printed page of each heading and table by its key; without it Word is
    told to bring the contents up to date when the file is opened.
    """
    return package(docx_parts(document, style, page_numbers))


def docx_parts(
    document: Document,
    style: Style,
    page_numbers: Mapping[str, int] | None = None,
    measured: Callable[[Table], Table] | None = None,
) -> dict[str, str | bytes]:
    """The parts of the Word file by name, in the order of the package.

    `measured` gives for a table the one, of the same build, by whose texts it is fitted to its page.
    """
    front, running, headers = parts.headers(document.header, document.draft, style)
    drawn: dict[str, str | bytes] = {}
    types = relations = ""
    if charts := document.charts:
        from gongkai.writers.docx.charts import chart_parts, chart_relations, chart_types

        drawn, types, relations = chart_parts(charts), chart_types(len(charts)), chart_relations(len(charts))
    outdated = page_numbers is None and any(isinstance(block, Contents) for block in document.blocks)
    result: dict[str, str | bytes] = {
        "[Content_Types].xml": parts.types_xml(style, headers, types),
        "_rels/.rels": _package_relations(style),
        "docProps/core.xml": _core(document),
        "word/document.xml": _Writer(document, style, page_numbers, measured).document_xml(front, running),
        "word/_rels/document.xml.rels": parts.relations_xml(style, headers, relations),
        style.settings_name: style.settings[1 if outdated else 0],
    }
    result.update((f"word/{part.name}", part.xml) for part in headers)
    result.update(drawn)
    result.update(style.parts)
    return result


def entries(document: Document) -> list[ContentsEntry]:
    """Headings and table titles in document order, as the contents and the outline list them."""
    found: list[tuple[str, int, str]] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append((block.key, block.level, block.text))
        elif isinstance(block, Table) and block.title:
            found.append((block.key, 2 if block.heading else UNLISTED_LEVEL, block.listed or block.title))
    return [
        ContentsEntry(key, level, text, f"_Toc{n:08d}", n)
        for n, (key, level, text) in enumerate(found, start=1)
    ]


class _Writer:
    """Walks the blocks of one document and collects the XML of its body."""

    def __init__(
        self,
        document: Document,
        style: Style,
        page_numbers: Mapping[str, int] | None,
        measured: Callable[[Table], Table] | None,
    ) -> None:
        self.style = style
        self.measured = measured
        self.page_numbers = page_numbers
        self.sections = parts.split(document.blocks)
        self.document = document
        self.entries = entries(document)
        self.coming = iter(self.entries)
        self.charts = 0  # how many have been written
        self.pieces: list[bytes] = []  # kept encoded, because most of it is the same in every row of a table

    def document_xml(self, front: str, running: list[tuple[str, str]]) -> bytes:
        """word/document.xml; the last section's properties stand at its end, the others in a paragraph."""
        self._add(f'{XML_DECLARATION}<w:document xmlns:w="{WORD}" xmlns:r="{RELATIONS}"><w:body>')
        last = len(self.sections) - 1
        for index, section in enumerate(self.sections):
            self._section(section)
            properties = parts.section_xml(section, self.style, front, running)
            if index == last:
                self._add(properties)
            else:
                self._close(properties)
        if not self.sections:
            empty = parts.Section("body", Orientation.PORTRAIT, (), True)
            self._add("<w:p/>" + parts.section_xml(empty, self.style, front, running))
        self._add("</w:body></w:document>")
        return b"".join(self.pieces)

    def _add(self, xml: str) -> None:
        self.pieces.append(xml.encode())

    def _close(self, properties: str) -> None:
        """End a section in its last paragraph, or in one of its own that takes no room."""
        last = self.pieces[-1]
        if last.startswith(b"<w:p>") and last.count(b"<w:p>") == 1:
            self.pieces[-1] = last.replace(b"</w:pPr>", properties.encode() + b"</w:pPr>", 1)
        else:
            self._add(thin(properties))

    def _section(self, section: parts.Section) -> None:
        blocks = section.blocks
        closer = closer_lines(blocks, self.style, lambda index: self._begins_page(blocks, index))
        for index, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                self._add(body_xml(block, self.style, closer.get(index, "")))
            elif isinstance(block, Heading):
                new_page = index > 0 and self._opens_page(blocks, index)
                self._add(
                    heading_xml(next(self.coming), self.style, new_page, closer.get(index, ""), block.look)
                )
            elif isinstance(block, Table):
                self._table(block, blocks, index)
            elif isinstance(block, Chart):
                self._chart(block, section.orientation)
            elif isinstance(block, Cover):
                for line in cover_xml(block, self.style):
                    self._add(line)
            elif isinstance(block, Contents):
                below = self.style.looks["Body Text"].line * (len(blocks) - index - 1)
                marks = any(table.listed for table in self.document.tables)
                self._add(contents_xml(block, self.entries, self.style, self.page_numbers, below, marks))
            elif isinstance(block, PageBreak) and self._breaks(blocks, index):
                self._add(
                    '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'
                )

    def _chart(self, chart: Chart, orientation: Orientation) -> None:
        from gongkai.writers.docx.charts import chart_xml  # a document without charts pays nothing for them

        self.charts += 1
        self._add(chart_xml(chart, self.charts, self.style, self.style.pages[orientation].text_width))

    def _breaks(self, blocks: tuple[Block, ...], index: int) -> bool:
        """Whether a page break is one: a page is not broken twice, and a report begins below the heading of its part."""
        before = blocks[index - 1] if index else None
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if isinstance(before, Heading) and isinstance(after, Heading) and before.level == 1 and after.raised:
            return False
        return not self._opens_page(blocks, index + 1)

    def _begins_page(self, blocks: tuple[Block, ...], index: int) -> bool:
        """Whether a new page begins with the block, for whatever reason."""
        block = blocks[index]
        if isinstance(block, Paragraph):  # as most are
            return False
        first = isinstance(block, Heading) and block.level == 1  # its style starts a new page
        broken = isinstance(block, PageBreak) and self._breaks(blocks, index)
        return first or broken or self._opens_page(blocks, index)

    def _opens_page(self, blocks: tuple[Block, ...], index: int) -> bool:
        """Whether the block at `index` begins a page of itself: a part, or what leads to a full table."""
        if index >= len(blocks) or (index > 0 and isinstance(blocks[index - 1], Heading)):
            return False
        while index < len(blocks):
            block = blocks[index]
            if isinstance(block, Table):
                return bool(block.code) or block.form or block.heading
            if not isinstance(block, Heading):
                return False
            if block.level == 1:
                return True
            index += 1
        return False

    def _table(self, table: Table, blocks: tuple[Block, ...], index: int) -> None:
        """Title, code, caption lines, grid and notes."""
        style = self.style
        page = style.pages[table.orientation]
        formal = bool(table.code) or table.form or table.heading
        if table.title:
            new_page = index > 0 and self._opens_page(blocks, index)
            self._add(table_title_xml(table, next(self.coming), style, new_page))
        if table.code:
            self._add(simple(style, "表号", table.code))
        for parts_ in table.caption:
            self._add(caption_xml(parts_, style, page.text_width))
        if table.rows:  # Word reports a file with an empty table as damaged
            taken = self._taken(table, blocks, index)
            layout = fit(self.measured(table) if self.measured is not None else table, style, taken)
            keep = not formal and layout.total < KEPT_TOGETHER
            add_table(table, style, layout, keep, self.pieces)
        for note in table.notes:
            self._add(simple(style, "表注", note))
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if not table.notes and (following is None or (isinstance(following, Table) and not following.title)):
            # Word joins tables that touch, and wants a paragraph after the last one.
            self._add(thin(""))

    def _taken(self, table: Table, blocks: tuple[Block, ...], index: int) -> float:
        """Points of the table's page used by the headings before it, its title lines and its notes, and by the prose that
        stays on a turned page."""
        looks = self.style.looks
        width = self.style.pages[table.orientation].text_width / 20

        def height(name: str, text: str) -> float:
            look = looks[name]
            return look.height(line_count(text, width, look.size))

        taken = 0.0
        if table.title:
            title = looks[TABLE_TITLE]
            taken = title.height(line_count(table.title, width, title_size(table, self.style)))
        taken += looks["表号"].height() if table.code else 0.0
        taken += looks["表题行"].height() * len(table.caption)
        taken += sum(height("表注", note) for note in table.notes)
        for block in blocks[index + 1 :] if table.orientation is Orientation.LANDSCAPE else ():
            if not isinstance(block, Heading | Paragraph):
                break
            name = f"heading {block.look}" if isinstance(block, Heading) else "Body Text"
            taken += height(name, block.text)
        while index > 0 and isinstance(heading := blocks[index - 1], Heading):
            taken += height(f"heading {heading.look}", heading.text)
            index -= 1
        return taken


def _package_relations(style: Style) -> str:
    office = f"{RELATIONS}/officeDocument"
    relations = (
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/>'
    )
    if any(name == "docProps/app.xml" for name, _ in style.parts):
        relations += (
            f'<Relationship Id="rId3" Type="{RELATIONS}/extended-properties" Target="docProps/app.xml"/>'
        )
    return f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'


def _core(document: Document) -> str:
    """Core properties: title and subject, no author, no clock."""
    return (
        f'{XML_DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title><dc:subject>{escape(document.subject)}</dc:subject>"
        f'<dc:creator></dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">{FIXED_TIME}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{FIXED_TIME}</dcterms:modified></cp:coreProperties>'
    )
