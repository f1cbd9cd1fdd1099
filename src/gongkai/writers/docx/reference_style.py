"""The look of a report: what the writer takes from a pack's reference Word file.

The reference file is opened once. Its styles are found by their names (Word keeps names such as
`heading 1` whatever its language, while style ids differ), its page setup by the orientation of
its sections, its footers by the first section that has any. Its own text is never used.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from gongkai.frozen import frozen
from gongkai.office_files import MAX_UNPACKED, RELATIONS, WORD
from gongkai.tree.nodes import Orientation
from gongkai.writers.docx.reference_xml import DamagedXml, as_utf8, children, parse, word_text
from gongkai.writers.ooxml import escape

_W = f"{{{WORD}}}"

CELL_STYLE = "表格文字"
TABLE_STYLE = "公开表格"
TABLE_TITLE = "表标题"
NEEDED = (
    *("Body Text", "heading 1", "heading 2", "heading 3", "heading 4", "Title", "Subtitle"),
    *("封面单位", "封面日期", "TOC Heading", "toc 1", "toc 2", "header", "footer"),
    *(TABLE_TITLE, "表号", "表题行", "表注", "说明文字", CELL_STYLE),
)
"""Paragraph styles that a reference file must have, by name."""


class StyleError(Exception):
    """The reference file cannot serve as a style; the message is for the template maintainer."""


@frozen
class ReportLook:
    """A paragraph style: its id in the file, and what is needed to foretell its height (points)."""

    id: str
    size: float
    line: float
    before: float
    after: float

    def height(self, lines: int = 1) -> float:
        return self.before + self.after + self.line * lines


@frozen
class PaperPage:
    """The page setup of one orientation, as XML and as the size of its text area in twips."""

    xml: str
    text_width: int
    text_height: int


@frozen
class Style:
    """A reference file, ready for writing: looks by style name, and the parts that never change."""

    looks: Mapping[str, ReportLook]
    cells: tuple[ReportLook, ...]
    table: str
    title_properties: tuple[str, str]
    headings: Mapping[int, tuple[str, str]]
    pages: Mapping[Orientation, PaperPage]
    footers: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, bytes], ...]
    settings_name: str
    settings: tuple[bytes, bytes]
    types: str
    relations: str

    def id(self, name: str) -> str:
        """The style id, escaped for an attribute, of the style with this name."""
        return escape(self.looks[name].id)


def load_style(path: Path) -> Style:
    """The style of a reference file, as it stands now; whoever writes many documents keeps it.

    Raises StyleError where the file is missing, is no Word file, or lacks a style.
    """
    try:
        return _load(path)
    except StyleError:
        raise
    except OSError as error:
        raise StyleError(f"找不到样式文件 {path.name}，或文件打不开。") from error
    except Exception as error:
        # Reading a damaged package may raise almost anything.
        raise StyleError(f"样式文件 {path.name} 不是完整的 Word（.docx）文件。") from error


def _load(path: Path) -> Style:
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise StyleError(f"样式文件 {path.name} 解压后太大（最多 {MAX_UNPACKED // 1_000_000} MB）。")
        files = {name: archive.read(name) for name in archive.namelist()}
    try:
        main = _main_part(files)
        document, links = parse(files[main]), parse(files[_relations_of(main)])
        kept = _kept(links)
        styles = parse(files[_target(kept, "styles")])
        types = parse(files["[Content_Types].xml"])
        settings = _settings(files[_target(kept, "settings")])
    except DamagedXml as error:
        raise StyleError(f"样式文件 {path.name} 的内容已损坏。") from error
    looks = _looks(styles)
    if missing := [name for name in NEEDED if name not in looks]:
        raise StyleError(f"样式文件 {path.name} 缺少段落样式：{'、'.join(missing)}。")
    tables = [
        node.get(_W + "styleId", "")
        for node in styles.iter(_W + "style")
        if node.get(_W + "type") == "table" and _value(node, "name") == TABLE_STYLE
    ]
    if not tables:
        raise StyleError(f"样式文件 {path.name} 缺少表格样式“{TABLE_STYLE}”。")
    parts = _parts(files, kept)
    return Style(
        looks=looks,
        cells=_cell_looks(looks),
        table=escape(tables[0]),
        title_properties=_direct_properties(styles, TABLE_TITLE),
        headings={level: _heading_properties(styles, level) for level in (1, 2, 3)},
        pages=_pages(document, path.name),
        footers=_footers(document, kept),
        parts=parts,
        settings_name=_target(kept, "settings"),
        settings=settings,
        types=_types(types, kept, [name for name, _ in parts]),
        relations="".join(
            f'<Relationship Id="{escape(key)}" Type="{escape(kind)}" Target="{escape(target)}"/>'
            for key, (kind, target) in kept.items()
        ),
    )


def _value(node: Element, tag: str, attribute: str = "val") -> str:
    """Attribute of a direct child, or an empty string."""
    child = node.find(_W + tag)
    return "" if child is None else child.get(_W + attribute, "")


def _looks(styles: Element) -> dict[str, ReportLook]:
    """Every paragraph style by name, its metrics inherited along `basedOn`."""
    nodes = {
        node.get(_W + "styleId", ""): node
        for node in styles.iter(_W + "style")
        if node.get(_W + "type") == "paragraph"
    }
    return {_known(_value(node, "name")): _look(style_id, nodes) for style_id, node in nodes.items()}


_NAMES = {name.casefold(): name for name in NEEDED}


def _known(name: str) -> str:
    """The name as Word writes it: LibreOffice writes `Heading 1` and `TOC 1`, and case does not count."""
    return _NAMES.get(name.casefold(), name)


def _look(style_id: str, nodes: Mapping[str, Element]) -> ReportLook:
    found: dict[str, float] = {}
    current, visited = style_id, set[str]()
    while current in nodes and current not in visited:
        visited.add(current)
        node = nodes[current]
        sizes = node.find(f"{_W}rPr/{_W}sz")
        if sizes is not None:
            found.setdefault("size", float(sizes.get(_W + "val", "21")) / 2)
        spacing = node.find(f"{_W}pPr/{_W}spacing")
        for name in ("line", "before", "after") if spacing is not None else ():
            text = "" if spacing is None else spacing.get(_W + name)
            if text:
                # A line height without a rule is in 240ths of a line, not in twips.
                relative = (
                    name == "line" and spacing is not None and spacing.get(_W + "lineRule", "auto") == "auto"
                )
                found.setdefault("lines" if relative else name, float(text) / (240 if relative else 20))
        current = _value(node, "basedOn")
    size = found.get("size", 10.5)
    line = found.get("line", size * 1.3 * found.get("lines", 1.0))
    return ReportLook(style_id, size, line, found.get("before", 0.0), found.get("after", 0.0))


def _cell_looks(looks: Mapping[str, ReportLook]) -> tuple[ReportLook, ...]:
    """The sizes a table may take, largest first."""
    found = [look for name, look in looks.items() if name.startswith(CELL_STYLE)]
    return tuple(sorted(found, key=lambda look: -look.size))


def _inner(node: Element | None, leave_out: tuple[str, ...]) -> str:
    """The children of a properties element as XML text in the `w` prefix, some left out."""
    if node is None:
        return ""
    names = {_W + name for name in leave_out}
    return "".join(word_text(child) for child in node if child.tag not in names)


def _direct_properties(styles: Element, name: str) -> tuple[str, str]:
    """Paragraph and run properties of a style, to be laid over a real heading style."""
    for node in styles.iter(_W + "style"):
        if _value(node, "name").casefold() == name.casefold():
            leave_out = ("keepNext", "keepLines", "pageBreakBefore", "outlineLvl", "pStyle", "numPr")
            return _inner(node.find(_W + "pPr"), leave_out), _inner(node.find(_W + "rPr"), ())
    return "", ""


def _heading_properties(styles: Element, level: int) -> tuple[str, str]:
    """Paragraph and run properties that give a heading of another level the look of this one."""
    paragraph, run = _direct_properties(styles, f"heading {level}")
    if "<w:b/>" not in run and "<w:b " not in run:
        fonts, end, rest = run.partition("/>") if run.startswith("<w:rFonts") else ("", "", run)
        run = f'{fonts}{end}<w:b w:val="0"/><w:bCs w:val="0"/>{rest}'
    return paragraph, run


def _pages(document: Element, file_name: str) -> dict[Orientation, PaperPage]:
    """Page setup by orientation; a missing landscape page is the portrait page turned."""
    pages: dict[Orientation, PaperPage] = {}
    for section in document.iter(_W + "sectPr"):
        size, margin = section.find(_W + "pgSz"), section.find(_W + "pgMar")
        if size is None or margin is None:
            continue
        numbers = {str(key).removeprefix(_W): int(text) for key, text in margin.items()}
        width, height = int(size.get(_W + "w", "11906")), int(size.get(_W + "h", "16838"))
        turned = Orientation.LANDSCAPE if width > height else Orientation.PORTRAIT
        pages.setdefault(turned, _page(width, height, numbers))
        if turned is Orientation.PORTRAIT:
            sides = ("right", "top", "left", "bottom")
            rotated = dict(
                zip(("top", "left", "bottom", "right"), (numbers[side] for side in sides), strict=True)
            )
            spare = _page(height, width, {**numbers, **rotated, "footer": rotated["bottom"] * 3 // 5})
    if Orientation.PORTRAIT not in pages:
        raise StyleError(f"样式文件 {file_name} 里没有纵向页面的页边距设置。")
    pages.setdefault(Orientation.LANDSCAPE, spare)
    return pages


def _page(width: int, height: int, margin: Mapping[str, int]) -> PaperPage:
    orient = ' w:orient="landscape"' if width > height else ""
    sides = ("top", "right", "bottom", "left", "header", "footer", "gutter")
    attributes = " ".join(f'w:{side}="{margin.get(side, 0)}"' for side in sides)
    xml = f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar {attributes}/>'
    text_width = width - margin["left"] - margin["right"] - margin.get("gutter", 0)
    return PaperPage(xml, text_width, height - abs(margin["top"]) - abs(margin["bottom"]))


def _kept(links: Element) -> dict[str, tuple[str, str]]:
    """Relationships of the reference that a report keeps; its headers are written for each report."""
    return {
        link.get("Id", ""): (link.get("Type", ""), link.get("Target", "").removeprefix("/word/"))
        for link in links
        if link.get("TargetMode") != "External"
        and link.get("Type", "").rpartition("/")[2]
        in {"styles", "settings", "fontTable", "theme", "numbering", "webSettings", "footer"}
    }


def _target(kept: Mapping[str, tuple[str, str]], kind: str) -> str:
    """The part of a kind, such as `settings`; KeyError where there is none."""
    for type_, target in kept.values():
        if type_.endswith("/" + kind):
            return posixpath.normpath(posixpath.join("word", target))
    raise KeyError(kind)


def _footers(document: Element, kept: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(type, relationship id) of the footers of the first section that has some."""
    for section in document.iter(_W + "sectPr"):
        found = [
            (node.get(_W + "type", "default"), node.get(f"{{{RELATIONS}}}id", ""))
            for node in section.iter(_W + "footerReference")
        ]
        if found := [(kind, key) for kind, key in found if key in kept and kind != "first"]:
            return tuple(found)
    return ()


def _main_part(files: Mapping[str, bytes]) -> str:
    """The part that holds the text; some programs name it word/document2.xml."""
    for link in parse(files["_rels/.rels"]):
        if link.get("Type", "").endswith("/officeDocument"):
            return link.get("Target", "").lstrip("/")
    raise KeyError("officeDocument")


def _relations_of(part: str) -> str:
    folder, base = posixpath.split(part)
    return f"{folder}/_rels/{base}.rels"


def _parts(files: Mapping[str, bytes], kept: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, bytes], ...]:
    """The unchanging parts with their own relationships (a footer may hold a picture), but settings."""
    names = [posixpath.normpath(posixpath.join("word", target)) for _, target in kept.values()]
    names = [name for name in names if name != _target(kept, "settings")]
    for name in list(names):
        relations = _relations_of(name)
        if relations in files:
            names.append(relations)
            targets = [
                link.get("Target", "")
                for link in parse(files[relations])
                if link.get("TargetMode") != "External"
            ]
            folder = posixpath.dirname(name)
            names += [posixpath.normpath(posixpath.join("/", folder, target))[1:] for target in targets]
    names += [name for name in ("docProps/app.xml",) if name in files]
    return tuple((name, files[name]) for name in dict.fromkeys(names) if name in files)


# What follows updateFields in settings.xml, as the schema orders it.
_AFTER_UPDATE = (
    *("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr"),
    *("attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats"),
    *("doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown", "smartTagType"),
    *("schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator"),
)
# They refer to notes in the text of the reference file.
_OF_THE_TEXT = ("footnotePr", "endnotePr")


def _settings(data: bytes) -> tuple[bytes, bytes]:
    """settings.xml as it is, and with the order to bring the fields up to date on opening.

    Omitted is what a report does not have: the separators of notes, and whatever depends on a relation of the
    settings part, such as the template on the maintainer's disk.
    """
    data = as_utf8(data)
    found, prefix, end = children(data, RELATIONS)
    dropped = {_W + name for name in ("updateFields", *_OF_THE_TEXT)}
    stays = [child for child in found if child.tag not in dropped and not child.related]
    first = found[0].start if found else end
    # Each child with the white space behind it.
    ends = dict(zip(found, [*(child.start for child in found[1:]), end], strict=True))
    texts = [data[child.start : ends[child]] for child in stays]
    ours = [index for index, child in enumerate(stays, 1) if child.tag.startswith(_W)]
    later = [index for index, child in enumerate(stays) if child.tag.rpartition("}")[2] in _AFTER_UPDATE]
    place = later[0] if later else max(ours, default=0)
    value = f' {prefix}val="true"' if prefix else ""  # without the attribute it is true as well
    order = f"<{prefix}updateFields{value}/>".encode()
    head, tail = data[:first], data[end:]
    return b"".join((head, *texts, tail)), b"".join((head, *texts[:place], order, *texts[place:], tail))


def _types(types: Element, kept: Mapping[str, tuple[str, str]], parts: Sequence[str]) -> str:
    """The content type entries of the parts that are kept, document.xml and the core properties."""
    names = {"/" + name for name in parts}
    names |= {"/" + posixpath.normpath(posixpath.join("word", target)) for _, target in kept.values()}
    names |= {"/word/document.xml", "/docProps/core.xml", "/docProps/app.xml"}
    entries = []
    for node in types:
        if "Extension" in node.attrib:
            extension, kind = (escape(node.get(key, "")) for key in ("Extension", "ContentType"))
            entries.append(f'<Default Extension="{extension}" ContentType="{kind}"/>')
        elif node.get("PartName") in names:
            part = escape(node.get("PartName", ""))
            entries.append(f'<Override PartName="{part}" ContentType="{node.get("ContentType")}"/>')
    return "".join(entries)
