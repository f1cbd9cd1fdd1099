"""Paragraphs, headings, cover and contents as WordprocessingML text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from gongkai.frozen import frozen
from gongkai.measure import ems
from gongkai.tree.nodes import Contents, Cover, Orientation, Paragraph, Run, Table
from gongkai.writers.docx.reference_style import TABLE_TITLE, Style
from gongkai.writers.docx.table_fit import line_count
from gongkai.writers.ooxml import escape

LEAST_CONTENTS_LINE = 1.4  # of the type size: the line height below which contents rather run over
SMALLEST_CONTENTS = 12.0  # points: the type below which contents rather run over
SMALLEST_TITLE = 0.8  # of its usual type in which the title of a table is set to stand on one line
_SPACING = re.compile("<w:spacing [^>]*/>")
_SIZES = re.compile("<w:szC?s? [^>]*/>")
_TEXT = '<w:t xml:space="preserve">'
_ROLES = {
    "body": ("Body Text", ""),
    "plain": ("Body Text", '<w:ind w:firstLineChars="0" w:firstLine="0"/>'),
    "center": ("Body Text", '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>'),
    "right": ("Body Text", '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>'),
    "note": ("说明文字", ""),
}
_COVER = {"title": "Title", "subtitle": "Subtitle", "unit": "封面单位", "date": "封面日期"}


@frozen
class ContentsEntry:
    """A line of the contents: a heading, or a table that counts as one."""

    key: str
    level: int
    text: str
    bookmark: str
    number: int


def text_xml(text: str) -> str:
    """`w:t` elements for a text; line ends and tab characters become their own elements."""
    if "\n" not in text and "\t" not in text:
        return f"{_TEXT}{escape(text)}</w:t>"
    plain = escape(text).replace("\n", f"</w:t><w:br/>{_TEXT}").replace("\t", f"</w:t><w:tab/>{_TEXT}")
    return f"{_TEXT}{plain}</w:t>"


def paragraph_xml(style_id: str, content: str, properties: str = "") -> str:
    """A paragraph; `properties` stand after `w:pStyle` and must be in schema order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/>{properties}</w:pPr>{content}</w:p>'


def simple(style: Style, name: str, text: str, properties: str = "") -> str:
    """A paragraph of plain text in the style with this name."""
    return paragraph_xml(style.id(name), f"<w:r>{text_xml(text)}</w:r>", properties)


def thin(properties: str) -> str:
    """A paragraph that takes one point of height."""
    return (
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        f'<w:rPr><w:sz w:val="2"/></w:rPr>{properties}</w:pPr></w:p>'
    )


def body_xml(paragraph: Paragraph, style: Style, spacing: str = "") -> str:
    """A body paragraph by its role; neighbouring runs of one look become one run."""
    name, properties = _ROLES.get(paragraph.role, _ROLES["body"])
    runs = paragraph.runs
    for run in runs:
        if run.bold:
            content = "".join(_runs(runs))
            break
    else:  # as in nearly all paragraphs
        content = f"<w:r>{text_xml(paragraph.text)}</w:r>" if runs else ""
    return paragraph_xml(style.id(name), content, spacing + properties)


def _runs(runs: Sequence[Run]) -> Iterable[str]:
    for bold, alike in groupby(runs, key=attrgetter("bold")):
        look = "<w:rPr><w:b/></w:rPr>" if bold else ""
        yield f"<w:r>{look}{text_xml(''.join([run.text for run in alike]))}</w:r>"


def marked(entry: ContentsEntry, content: str) -> str:
    """Content between the ends of the entry's bookmark."""
    return (
        f'<w:bookmarkStart w:id="{entry.number}" w:name="{entry.bookmark}"/>{content}'
        f'<w:bookmarkEnd w:id="{entry.number}"/>'
    )


def heading_xml(entry: ContentsEntry, style: Style, new_page: bool, spacing: str, look: int) -> str:
    """A heading with the look of a level, on a new page where that is asked for (level 1 asks in its style)."""
    level = min(max(entry.level, 1), 4)
    breaks = "<w:pageBreakBefore/>" if new_page else ""
    if look == level:
        content = marked(entry, f"<w:r>{text_xml(entry.text)}</w:r>")
        return paragraph_xml(style.id(f"heading {level}"), content, breaks + spacing)
    paragraph, run = style.headings[look]
    if spacing:
        paragraph = _SPACING.sub(spacing, paragraph)
    content = marked(entry, f"<w:r><w:rPr>{run}</w:rPr>{text_xml(entry.text)}</w:r>")
    return paragraph_xml(style.id(f"heading {level}"), content, breaks + _unindented(paragraph))


def table_title_xml(table: Table, entry: ContentsEntry, style: Style, new_page: bool) -> str:
    """A table's title: a real heading 2 in the look of a table title, or a title outside the contents."""
    breaks = "<w:pageBreakBefore/>" if new_page else ""
    usual = style.looks[TABLE_TITLE].size
    size = title_size(table, style)
    smaller = f'<w:sz w:val="{int(size * 2)}"/><w:szCs w:val="{int(size * 2)}"/>' if size < usual else ""
    if not table.heading or table.listed:
        look = f"<w:rPr>{smaller}</w:rPr>" if smaller else ""
        field = _contents_field(table.listed) if table.heading else ""
        content = marked(entry, f"<w:r>{look}{text_xml(table.title)}</w:r>{field}")
        return paragraph_xml(style.id(TABLE_TITLE), content, breaks)
    paragraph, run = style.title_properties
    if smaller:
        run = _SIZES.sub("", run) + smaller
    content = marked(entry, f"<w:r><w:rPr>{run}</w:rPr>{text_xml(table.title)}</w:r>")
    return paragraph_xml(style.id("heading 2"), content, breaks + _unindented(paragraph))


def _contents_field(text: str) -> str:
    """A mark that makes Word's contents say another text than the title, also when they are brought up to date."""
    said = escape(text.replace("\\", "").replace('"', "”"))
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    return (
        f'<w:r>{hidden}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{hidden}<w:instrText xml:space="preserve"> TC "{said}" \\f C \\l "2" </w:instrText></w:r>'
        f'<w:r>{hidden}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def title_size(table: Table, style: Style) -> float:
    """The type size of a table's title: smaller where it would not stand on one line by a few characters."""
    usual = style.looks[TABLE_TITLE].size
    width = ems(table.title) or 1.0
    fitting = int(style.pages[table.orientation].text_width / 20 / width * 2) / 2
    return fitting if usual * SMALLEST_TITLE <= fitting < usual else usual


@lru_cache(maxsize=16)
def _unindented(properties: str) -> str:
    """Paragraph properties with a zero indent, if they have none, put in the place that the schema gives it.

    A heading 2 has a first-line indent, which a centred title must not inherit.
    """
    zero = "" if "<w:ind " in properties else '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    head, jc, tail = properties.partition("<w:jc ")
    return f"{head}{zero}{jc}{tail}"


def caption_xml(parts: tuple[str, str, str], style: Style, width: int) -> str:
    """The line left / middle / right above a table, set with tab stops; smaller where it is long."""
    left, middle, right = parts
    look = style.looks["表题行"]
    room = width / 20
    size = look.size
    while size > 7 and sum(ems(part) * size for part in parts) + 2 * size > room:
        size -= 0.5
    sizes = f'<w:rPr><w:sz w:val="{int(size * 2)}"/></w:rPr>' if size != look.size else ""
    # The middle stands in the middle, unless the left or the right part is in its way.
    half = ems(middle) * size / 2
    centre = max(room / 2, ems(left) * size + size + half) if left else room / 2
    centre = min(centre, room - ems(right) * size - size - half) if right else centre
    tabs = f'<w:tab w:val="center" w:pos="{int(centre * 20)}"/>' if middle else ""
    tabs += f'<w:tab w:val="right" w:pos="{width}"/>' if right else ""
    content = f"<w:r>{sizes}{text_xml(left)}</w:r>" if left else ""
    content += f"<w:r>{sizes}<w:tab/>{text_xml(middle)}</w:r>" if middle else ""
    content += f"<w:r>{sizes}<w:tab/>{text_xml(right)}</w:r>" if right else ""
    return paragraph_xml(style.id("表题行"), content, f"<w:tabs>{tabs}</w:tabs>" if tabs else "")


def cover_xml(cover: Cover, style: Style) -> list[str]:
    """The cover's lines, spread over the page: title block in the upper part, date near the foot."""
    page = style.pages[Orientation.PORTRAIT]
    room, width = page.text_height / 20, page.text_width / 20
    heights = []
    for line in cover.lines:
        look = style.looks[_COVER.get(line.role, "Subtitle")]
        heights.append(look.height(line_count(line.text, width, look.size)))
    free = max(room - sum(heights) - 24, 0)
    result = []
    dated = False
    for index, line in enumerate(cover.lines):
        name = _COVER.get(line.role, "Subtitle")
        if index == 0:
            before = free * 0.26
        elif line.role == "date" and not dated:
            before, dated = free * 0.5, True
        else:
            before = min(free * 0.06, 30)
        spacing = f'<w:spacing w:before="{int(before * 20)}"/>'
        result.append(simple(style, name, line.text, spacing))
    return result


def contents_xml(
    contents: Contents,
    entries: Iterable[ContentsEntry],
    style: Style,
    page_numbers: Mapping[str, int] | None,
    below: float = 0.0,
    marks: bool = False,
) -> str:
    """A real contents field whose stored result already holds the lines and their page numbers.

    `below` are the points of what follows on its page; with `marks` some entries are not headings, but marks in titles.

    Without page numbers the field is marked as out of date, so that Word fills it on opening.
    """
    depth = min(max(contents.depth, 1), 3)
    shown = [entry for entry in entries if entry.level <= depth]
    chosen = f'\\f C \\l "1-{depth}" ' if marks else ""
    dirty = ' w:dirty="true"' if page_numbers is None else ""
    begin = (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{depth}" {chosen}\\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    lines = []
    size, closer = _contents_look(shown, contents.title, style, below)
    for index, entry in enumerate(shown):
        number = "" if page_numbers is None else str(page_numbers.get(entry.key, ""))
        link = _contents_line(entry, number, size)
        content = (begin if index == 0 else "") + link + (end if index == len(shown) - 1 else "")
        lines.append(paragraph_xml(style.id(f"toc {entry.level}"), content, closer))
    if not shown:
        lines.append(paragraph_xml(style.id("toc 1"), begin + end))
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{simple(style, 'TOC Heading', contents.title)}"
        f"{''.join(lines)}</w:sdtContent></w:sdt>"
    )


def _contents_look(shown: Sequence[ContentsEntry], title: str, style: Style, below: float) -> tuple[str, str]:
    """Run and paragraph properties that set the contents smaller or closer where that saves their last page; else none."""
    looks = [style.looks[f"toc {entry.level}"] for entry in shown]
    usual = max([look.size for look in looks], default=SMALLEST_CONTENTS)
    page = style.pages[Orientation.PORTRAIT]
    room, width = page.text_height / 20, page.text_width / 20
    heading = (
        style.looks["TOC Heading"].height(line_count(title, width, style.looks["TOC Heading"].size)) + below
    )
    pages = 0
    size = usual
    while size >= SMALLEST_CONTENTS:
        lines = sum(
            [
                # The page number and some dots stand behind the text; deeper levels are indented.
                line_count(entry.text.replace("\n", ""), width - look.size * 2 * entry.level - size, size)
                for entry, look in zip(shown, looks, strict=True)
            ]
        )
        if size == usual:
            taken = lines * max([look.line for look in looks], default=0.0)
            pages = int((taken + heading) // room)
            if pages < 1:
                return "", ""
        # Each page but the first may lose part of a line at its foot.
        line = int((room * pages - heading) / (lines + pages - 1) * 2) / 2
        if line >= LEAST_CONTENTS_LINE * size:
            smaller = f'<w:rPr><w:sz w:val="{int(size * 2)}"/><w:szCs w:val="{int(size * 2)}"/></w:rPr>'
            return (
                smaller if size < usual else ""
            ), f'<w:spacing w:line="{int(line * 20)}" w:lineRule="exact"/>'
        size -= 0.5
    return "", ""


def _contents_line(entry: ContentsEntry, number: str, look: str) -> str:
    text = text_xml(entry.text.replace("\n", ""))
    return (
        f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1"><w:r>{look}{text}</w:r><w:r>{look}<w:tab/></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> PAGEREF {entry.bookmark} \\h </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r>{look}{_TEXT}{number}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink>'
    )
