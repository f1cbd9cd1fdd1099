"""Sections of a Word report: page setup, page numbers, running header and the draft mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gongkai.frozen import frozen
from gongkai.office_files import PACKAGE, RELATIONS, WORD
from gongkai.tree.nodes import (
    DRAFT_MARK,
    Block,
    Contents,
    Cover,
    Heading,
    Orientation,
    PageBreak,
    Paragraph,
    Table,
)
from gongkai.writers.docx.reference_style import Style
from gongkai.writers.docx.text import text_xml
from gongkai.writers.ooxml import XML_DECLARATION

# Blocks, and characters of each: prose that stays on the turned page of the table before it.
FEW, SHORT = 4, 40


@frozen
class Section:
    """Blocks that share a page setup. `kind` is `cover`, `contents` or `body`; `first` restarts at 1."""

    kind: str
    orientation: Orientation
    blocks: tuple[Block, ...]
    first: bool = False


def split(blocks: Sequence[Block]) -> list[Section]:
    """The document's sections: cover, contents, then a new one only where the page is turned.

    Headings that stand right before a table go with it onto its page. The pages of the cover and
    the contents, when they open the document, carry no number; the first page after them is 1.
    Lines that follow the contents, such as a date, stand on its page.
    """
    sections: list[Section] = []
    front = 0
    while front < len(blocks):
        block = blocks[front]
        if isinstance(block, Paragraph) and sections and sections[-1].kind == "contents":
            sections[-1] = replace(sections[-1], blocks=(*sections[-1].blocks, block))
        elif isinstance(block, Cover | Contents):
            kind = "cover" if isinstance(block, Cover) else "contents"
            sections.append(Section(kind, Orientation.PORTRAIT, (block,)))
        elif not isinstance(block, PageBreak):
            break
        front += 1
    current: list[Block] = []
    turned = Orientation.PORTRAIT
    first = True
    staying = 0  # blocks of prose that stay on the turned page
    for index, block in enumerate(blocks[front:], front):
        wanted = block.orientation if isinstance(block, Table) else Orientation.PORTRAIT
        if wanted is not turned and isinstance(block, Heading | Paragraph):
            staying = staying or _short(blocks, index)
        if wanted is turned or staying:
            staying = max(staying - 1, 0)
            current.append(block)
            continue
        keep = len(current)
        if isinstance(block, Table):
            while keep and isinstance(current[keep - 1], Heading):
                keep -= 1
        moved = current[keep:]
        stay = _trimmed(current[:keep])
        if stay:
            sections.append(Section("body", turned, stay, first))
            first = False
        current, turned = [*moved, block], wanted
    if stay := _trimmed(current):
        sections.append(Section("body", turned, stay, first))
    return sections


def _short(blocks: Sequence[Block], index: int) -> int:
    """How many blocks of short prose stand here before a new part, or the end: alone on a page they would look lost."""
    end = index
    while end < len(blocks):
        block = blocks[end]
        if isinstance(block, Heading) and block.level == 1:
            break
        if not isinstance(block, Heading | Paragraph) or len(block.text) > SHORT:
            return 0
        end += 1
    return end - index if end - index <= FEW else 0


def _trimmed(blocks: list[Block]) -> tuple[Block, ...]:
    """Without page breaks at the ends, where the section begins a page anyhow."""
    start, stop = 0, len(blocks)
    while start < stop and isinstance(blocks[start], PageBreak):
        start += 1
    while stop > start and isinstance(blocks[stop - 1], PageBreak):
        stop -= 1
    return tuple(blocks[start:stop])


def section_xml(section: Section, style: Style, plain_header: str, running: Sequence[tuple[str, str]]) -> str:
    """`w:sectPr`. `running` are (type, relationship id) of the headers of numbered pages."""
    references = ""
    if section.kind == "body":
        references = "".join(f'<w:headerReference w:type="{kind}" r:id="{key}"/>' for kind, key in running)
        references += "".join(
            f'<w:footerReference w:type="{kind}" r:id="{key}"/>' for kind, key in style.footers
        )
    elif plain_header:
        references = "".join(
            f'<w:headerReference w:type="{kind}" r:id="{plain_header}"/>' for kind in ("default", "even")
        )
    restart = '<w:pgNumType w:start="1"/>' if section.first else ""
    page = style.pages[section.orientation].xml
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/>{page}{restart}<w:cols w:space="720"/></w:sectPr>'
    )


@frozen
class HeaderPart:
    """A header file of the package: part name, relationship id and XML."""

    name: str
    relation: str
    xml: str


def headers(text: str, draft: bool, style: Style) -> tuple[str, list[tuple[str, str]], list[HeaderPart]]:
    """(relation of the front pages' header, running headers by type, the parts).

    The front pages have a header only to carry the draft mark. Numbered pages get one part for
    odd and one for even pages, because a drawing's id must not occur twice.
    """
    parts: list[HeaderPart] = []
    for index, kind in enumerate(("front", "default", "even"), start=1):
        words = text if kind != "front" else ""
        if not words and not draft:
            continue
        parts.append(
            HeaderPart(f"header{index}.xml", f"rIdHeader{index}", _header_xml(words, draft, style, index))
        )
    front = next((part.relation for part in parts if part.name == "header1.xml"), "")
    running = [
        (kind, part.relation)
        for kind, name in (("default", "header2.xml"), ("even", "header3.xml"))
        for part in parts
        if part.name == name
    ]
    return front, running, parts


def _header_xml(text: str, draft: bool, style: Style, index: int) -> str:
    mark = _watermark(index) if draft else ""
    words = f"<w:r>{text_xml(text)}</w:r>" if text else ""
    return (
        f'{XML_DECLARATION}<w:hdr xmlns:w="{WORD}" xmlns:r="{RELATIONS}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office">'
        f'<w:p><w:pPr><w:pStyle w:val="{style.id("header")}"/></w:pPr>{words}{mark}</w:p></w:hdr>'
    )


def _watermark(index: int) -> str:
    """The word 草稿 across the page, in the form in which Word itself writes a watermark."""
    formulas = "".join(
        f'<v:f eqn="{formula}"/>'
        for formula in (
            *("sum #0 0 10800", "prod #0 2 1", "sum 21600 0 @1", "sum 0 0 @2", "sum 21600 0 @3"),
            *("if @0 @3 0", "if @0 21600 @1", "if @0 0 @2", "if @0 @4 21600", "mid @5 @6", "mid @8 @5"),
            *("mid @7 @8", "mid @6 @7", "sum @6 0 @5"),
        )
    )
    place = (
        "position:absolute;margin-left:0;margin-top:0;width:360pt;height:180pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        f'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>{formulas}</v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" '
        'xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="DraftMark{index}" o:spid="_x0000_s{2048 + index}" type="#_x0000_t136" style="{place}" '
        'o:allowincell="f" fillcolor="#d8d8d8" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt" string="{DRAFT_MARK}"/></v:shape></w:pict></w:r>'
    )


def relations_xml(style: Style, parts: Sequence[HeaderPart], more: str = "") -> str:
    """word/_rels/document.xml.rels; `more` are further relations."""
    added = "".join(
        f'<Relationship Id="{part.relation}" Type="{RELATIONS}/header" Target="{part.name}"/>'
        for part in parts
    )
    return f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{style.relations}{added}{more}</Relationships>'


def types_xml(style: Style, parts: Sequence[HeaderPart], more: str = "") -> str:
    """[Content_Types].xml; `more` are the types of further parts."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    added = "".join(f'<Override PartName="/word/{part.name}" ContentType="{kind}"/>' for part in parts)
    return f'{XML_DECLARATION}<Types xmlns="{PACKAGE}/content-types">{style.types}{added}{more}</Types>'
