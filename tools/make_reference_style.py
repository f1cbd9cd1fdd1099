"""Make `templates/common/style/reference.docx`: the Word file whose look every report takes.

The sizes follow GB/T 9704-2012 (A4, 仿宋 三号 body on a 29 pt line, 黑体 and 楷体 headings, 小标宋
titles). A pack may bring a reference file of its own, edited in Word: the writer reads styles by
their names below, the page setup of its portrait and landscape sections, and its footers.

Run `python tools/make_reference_style.py [target]`; the result has the same bytes each time.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TARGET = Path(__file__).parent.parent / "templates/common/style/reference.docx"
SONG, FANG, HEI, KAI, TITLE = "宋体", "仿宋", "黑体", "楷体", "方正小标宋简体"
CENTER, RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
KEEP = "<w:keepNext/><w:keepLines/>"
# No air between figures and characters: in a cell it would break what was measured to fit.
CLOSE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'


def spacing(line: float, before: float = 0, after: float = 0) -> str:
    """Exact line height and the space around a paragraph, in points."""
    return (
        f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}" '
        f'w:line="{line * 20:.0f}" w:lineRule="exact"/>'
    )


def paragraph_style(
    style_id: str, name: str, font: str, size: float, ppr: str, *, based: str = "Normal", bold: bool = False
) -> str:
    """A paragraph style; `size` in points, `ppr` the paragraph properties in schema order."""
    follow = '<w:next w:val="BodyText"/>' if style_id.startswith("Heading") else ""
    parent = "" if style_id == "Normal" else f'<w:basedOn w:val="{based}"/>'
    default = ' w:default="1"' if style_id == "Normal" else ""
    custom = "" if style_id.isascii() else ' w:customStyle="1"'
    weight = "<w:b/><w:bCs/>" if bold else ""
    return (
        f'<w:style {W} w:type="paragraph"{default}{custom} w:styleId="{style_id}"><w:name w:val="{name}"/>{parent}{follow}'
        f"<w:qFormat/><w:pPr>{ppr}</w:pPr>"
        f'<w:rPr><w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="Times New Roman"/>'
        f'{weight}<w:sz w:val="{size * 2:.0f}"/><w:szCs w:val="{size * 2:.0f}"/></w:rPr></w:style>'
    )


def heading(level: int, font: str, size: float, ppr_head: str, ppr_tail: str, bold: bool = False) -> str:
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    return paragraph_style(
        f"Heading{level}", f"heading {level}", font, size, ppr_head + ppr_tail + outline, bold=bold
    )


def styles() -> list[str]:
    """All styles, in the order in which Word shall list them."""
    dotted = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'
    result = [
        paragraph_style("Normal", "Normal", FANG, 16, spacing(29)),
        paragraph_style("BodyText", "Body Text", FANG, 16, spacing(29) + INDENT + '<w:jc w:val="both"/>'),
        heading(1, TITLE, 22, KEEP + "<w:pageBreakBefore/>", spacing(36, 0, 14) + CENTER),
        heading(2, HEI, 16, KEEP, spacing(29) + INDENT),
        heading(3, KAI, 16, KEEP, spacing(29) + INDENT),
        heading(4, FANG, 16, KEEP, spacing(29) + INDENT, bold=True),
        paragraph_style("Title", "Title", TITLE, 36, spacing(54) + CENTER),
        paragraph_style("Subtitle", "Subtitle", KAI, 22, spacing(40) + CENTER),
        paragraph_style("封面单位", "封面单位", TITLE, 26, spacing(44) + CENTER),
        paragraph_style("封面日期", "封面日期", FANG, 18, spacing(32) + CENTER),
        paragraph_style("TOCHeading", "TOC Heading", TITLE, 22, spacing(36, 0, 14) + CENTER),
        paragraph_style("TOC1", "toc 1", HEI, 14, dotted + spacing(24)),
        paragraph_style(
            "TOC2",
            "toc 2",
            FANG,
            14,
            dotted + spacing(24) + '<w:ind w:leftChars="200" w:left="560"/>',
        ),
        paragraph_style(
            "TOC3",
            "toc 3",
            FANG,
            14,
            dotted + spacing(24) + '<w:ind w:leftChars="400" w:left="1120"/>',
        ),
        paragraph_style("Header", "header", SONG, 9, spacing(12) + CENTER),
        paragraph_style("Footer", "footer", SONG, 14, spacing(18)),
        paragraph_style(
            "表标题",
            "表标题",
            TITLE,
            16,
            KEEP + CLOSE + spacing(28, 0, 2) + CENTER + '<w:outlineLvl w:val="3"/>',
        ),
        paragraph_style("表号", "表号", SONG, 10.5, "<w:keepNext/>" + spacing(14) + RIGHT),
        paragraph_style("表题行", "表题行", SONG, 10.5, "<w:keepNext/>" + CLOSE + spacing(14, 0, 1)),
        paragraph_style("表注", "表注", SONG, 9, CLOSE + spacing(12, 1)),
        paragraph_style(
            "说明文字",
            "说明文字",
            FANG,
            12,
            spacing(20) + '<w:ind w:firstLineChars="200" w:firstLine="480"/>',
        ),
        paragraph_style("表格文字", "表格文字", SONG, 10.5, CLOSE + spacing(13)),
    ]
    for size, line in ((9, 11.5), (8, 10), (7.5, 9.5), (6.5, 8)):
        label = f"表格文字{size:g}"
        result.append(paragraph_style(label, label, SONG, size, CLOSE + spacing(line), based="表格文字"))
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    result.append(
        f'<w:style {W} w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        "</w:tblPr></w:style>"
    )
    result.append(
        f'<w:style {W} w:type="table" w:customStyle="1" w:styleId="公开表格"><w:name w:val="公开表格"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>'
        '<w:top w:w="20" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return result


def set_styles(document: Any) -> None:
    """Replace python-docx's styles, with their Western fonts, by ours."""
    from docx.oxml import parse_xml

    root = document.styles.element
    for node in list(root):
        root.remove(node)
    fonts = f'<w:rFonts w:ascii="{FANG}" w:eastAsia="{FANG}" w:hAnsi="{FANG}" w:cs="Times New Roman"/>'
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    root.append(
        parse_xml(
            f"<w:docDefaults {W}><w:rPrDefault><w:rPr>{fonts}{language}</w:rPr></w:rPrDefault>"
            "<w:pPrDefault/></w:docDefaults>"
        )
    )
    for style in styles():
        root.append(parse_xml(style))


def set_page(section: Any, landscape: bool) -> None:
    """A4 with the margins of GB/T 9704; a landscape page is the portrait page turned to the left."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height, margins = 210, 297, (37, 26, 35, 28)
    if landscape:
        width, height, margins = 297, 210, (28, 26, 26, 26)
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.header_distance, section.footer_distance = Mm(20), Mm(16 if landscape else 25)


def set_footer(footer: Any, align: str) -> None:
    """`— 1 —`, one character away from the outer edge, as the standard asks."""
    from docx.oxml import parse_xml

    paragraph = footer.paragraphs[0]._p
    for node in list(paragraph):
        paragraph.remove(node)
    side = "right" if align == "right" else "left"
    ppr = f'<w:pPr {W}><w:pStyle w:val="Footer"/><w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>'
    paragraph.append(parse_xml(ppr))
    pieces = (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    )
    for piece in pieces:
        paragraph.append(parse_xml(f"<w:r {W}>{piece}</w:r>"))


def set_fonts(document: Any) -> None:
    """A font table that names a substitute for the one font that Windows does not bring."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            entries = "".join(
                f'<w:font w:name="{name}">{alternative}<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
                for name, alternative in (
                    (SONG, '<w:altName w:val="SimSun"/>'),
                    (FANG, '<w:altName w:val="FangSong"/>'),
                    (HEI, '<w:altName w:val="SimHei"/>'),
                    (KAI, '<w:altName w:val="KaiTi"/>'),
                    (TITLE, '<w:altName w:val="宋体"/>'),
                )
            )
            relation.target_part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {W}>{entries}</w:fonts>'.encode()


def drop_unused(document: Any) -> None:
    """Leave out what python-docx's template brings and no report uses, to keep every report small."""
    unused = ("stylesWithEffects", "customXml", "numbering", "theme", "thumbnail", "webSettings")
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(unused)]:
            del relations[key]


def build() -> bytes:
    """The reference file's bytes."""
    from docx import Document
    from docx.enum.section import WD_SECTION
    from docx.oxml import parse_xml

    document = Document()
    set_styles(document)
    set_fonts(document)
    document.settings.odd_and_even_pages_header_footer = True
    settings = document.settings.element
    for tag in (
        "themeFontLang",
        "decimalSymbol",
        "listSeparator",
        "shapeDefaults",
        "rsids",
        "zoom",
        "proofState",
        "mathPr",
        "clrSchemeMapping",
        "docId",
        "defaultImageDpi",
        "savePreviewPicture",
        "doNotAutoCompressPictures",
    ):
        for node in settings.xpath(f"./*[local-name()='{tag}']"):
            settings.remove(node)
    for node in settings.xpath("./w:compat"):
        node.getparent().replace(
            node,
            parse_xml(
                f'<w:compat {W}><w:compatSetting w:name="compatibilityMode" '
                'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
            ),
        )
    portrait = document.sections[0]
    set_page(portrait, landscape=False)
    set_footer(portrait.footer, "right")
    set_footer(portrait.even_page_footer, "left")
    document.add_paragraph("本文件只提供样式、页边距和页脚；正文由程序生成。", style="Body Text")
    set_page(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    drop_unused(document)
    core = document.core_properties
    core.author, core.title, core.comments = "", "公开文本样式", ""
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed(buffer.getvalue())


def fixed(data: bytes) -> bytes:
    """The same package with fixed time stamps."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return buffer.getvalue()


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(build())
    print(path)
