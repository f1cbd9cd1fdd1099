"""The look of a report: what the writer takes from a pack's reference Word file.

The reference file is opened once. Its styles are found by their names (Word keeps names such as
`heading 1` whatever its language, while style ids differ), its page setup by the orientation of
its sections, its footers by the first section that has any. Its own text is never used.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.tree.nodes import Orientation
from gongkai.writers.ooxml import escape

if TYPE_CHECKING:
    from lxml.etree import _Element

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_W = f"{{{WORD}}}"
_NAMESPACE_DECLARATION = re.compile(r' xmlns(?::\w+)?="[^"]*"')

CELL_STYLE = "表格文字"
TABLE_STYLE = "公开表格"
TABLE_TITLE = "表标题"
MAX_UNPACKED = 40_000_000  # bytes: far above what styles, headers and footers take
NEEDED = (
    *("Body Text", "heading 1", "heading 2", "heading 3", "heading 4", "Title", "Subtitle"),
    *("封面单位", "封面日期", "TOC Heading", "toc 1", "toc 2", "header", "footer"),
    *(TABLE_TITLE, "表号", "表题行", "表注", "说明文字", CELL_STYLE),
)
"""Paragraph styles that a reference file must have, by name."""


class StyleError(Exception):
    """The reference file cannot serve as a style; the message is for the template maintainer."""


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: its id in the file, and what is needed to foretell its height (points)."""

    id: str
    size: float
    line: float
    before: float
    after: float

    def height(self, lines: int = 1) -> float:
        return self.before + self.after + self.line * lines


@dataclass(frozen=True, slots=True)
class Page:
    """The page setup of one orientation, as XML and as the size of its text area in twips."""

    xml: str
    text_width: int
    text_height: int


@dataclass(frozen=True, slots=True)
class Style:
    """A reference file, ready for writing: looks by style name, and the parts that never change."""

    looks: Mapping[str, Look]
    cells: tuple[Look, ...]
    table: str
    title_properties: tuple[str, str]
    pages: Mapping[Orientation, Page]
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
    """The style of a reference file, read once for each state of the file.

    Raises StyleError where the file is missing, is no Word file, or lacks a style.
    """
    try:
        return _load(path, path.stat().st_mtime_ns)
    except StyleError:
        raise
    except OSError as error:
        raise StyleError(f"找不到样式文件 {path.name}，或文件打不开。") from error
    except Exception as error:
        # A damaged package makes zipfile, zlib, lxml and the readers below raise almost anything.
        raise StyleError(f"样式文件 {path.name} 不是完整的 Word（.docx）文件。") from error


@lru_cache(maxsize=16)
def _load(path: Path, _modified: int) -> Style:
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise StyleError(f"样式文件 {path.name} 解压后太大（最多 {MAX_UNPACKED // 1_000_000} MB）。")
        files = {name: archive.read(name) for name in archive.namelist()}
    try:
        document = etree.fromstring(files["word/document.xml"])
        styles = etree.fromstring(files["word/styles.xml"])
        links = etree.fromstring(files["word/_rels/document.xml.rels"])
        types = etree.fromstring(files["[Content_Types].xml"])
    except etree.XMLSyntaxError as error:
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
    kept = _kept(links)
    footers = _footers(document, kept)
    return Style(
        looks=looks,
        cells=_cell_looks(looks),
        table=escape(tables[0]),
        title_properties=_direct_properties(styles, TABLE_TITLE),
        pages=_pages(document, path.name),
        footers=footers,
        parts=_parts(files, kept),
        settings_name=_target(kept, "settings"),
        settings=_settings(files[_target(kept, "settings")]),
        types=_types(types, kept),
        relations="".join(
            f'<Relationship Id="{escape(key)}" Type="{escape(kind)}" Target="{escape(target)}"/>'
            for key, (kind, target) in kept.items()
        ),
    )


def _value(node: _Element, tag: str, attribute: str = "val") -> str:
    """Attribute of a direct child, or an empty string."""
    child = node.find(_W + tag)
    return "" if child is None else child.get(_W + attribute, "")


def _looks(styles: _Element) -> dict[str, Look]:
    """Every paragraph style by name, its metrics inherited along `basedOn`."""
    nodes = {
        node.get(_W + "styleId", ""): node
        for node in styles.iter(_W + "style")
        if node.get(_W + "type") == "paragraph"
    }
    return {_value(node, "name"): _look(style_id, nodes) for style_id, node in nodes.items()}


def _look(style_id: str, nodes: Mapping[str, _Element]) -> Look:
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
    return Look(style_id, size, line, found.get("before", 0.0), found.get("after", 0.0))


def _cell_looks(looks: Mapping[str, Look]) -> tuple[Look, ...]:
    """The sizes a table may take, largest first."""
    found = [look for name, look in looks.items() if name.startswith(CELL_STYLE)]
    return tuple(sorted(found, key=lambda look: -look.size))


def _inner(node: _Element | None, leave_out: tuple[str, ...]) -> str:
    """The children of a properties element as XML text in the `w` prefix, some left out."""
    from lxml import etree

    if node is None:
        return ""
    names = {_W + name for name in leave_out}
    text = "".join(etree.tostring(child, encoding="unicode") for child in node if child.tag not in names)
    return _NAMESPACE_DECLARATION.sub("", text)


def _direct_properties(styles: _Element, name: str) -> tuple[str, str]:
    """Paragraph and run properties of a style, to be laid over a real heading style."""
    for node in styles.iter(_W + "style"):
        if _value(node, "name") == name:
            leave_out = ("keepNext", "keepLines", "pageBreakBefore", "outlineLvl", "pStyle", "numPr")
            return _inner(node.find(_W + "pPr"), leave_out), _inner(node.find(_W + "rPr"), ())
    return "", ""


def _pages(document: _Element, file_name: str) -> dict[Orientation, Page]:
    """Page setup by orientation; a missing landscape page is the portrait page turned."""
    pages: dict[Orientation, Page] = {}
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


def _page(width: int, height: int, margin: Mapping[str, int]) -> Page:
    orient = ' w:orient="landscape"' if width > height else ""
    sides = ("top", "right", "bottom", "left", "header", "footer", "gutter")
    attributes = " ".join(f'w:{side}="{margin.get(side, 0)}"' for side in sides)
    xml = f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar {attributes}/>'
    text_width = width - margin["left"] - margin["right"] - margin.get("gutter", 0)
    return Page(xml, text_width, height - abs(margin["top"]) - abs(margin["bottom"]))


def _kept(links: _Element) -> dict[str, tuple[str, str]]:
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


def _footers(document: _Element, kept: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(type, relationship id) of the footers of the first section that has some."""
    for section in document.iter(_W + "sectPr"):
        found = [
            (node.get(_W + "type", "default"), node.get(f"{{{RELATION}}}id", ""))
            for node in section.iter(_W + "footerReference")
        ]
        if found := [(kind, key) for kind, key in found if key in kept and kind != "first"]:
            return tuple(found)
    return ()


def _parts(files: Mapping[str, bytes], kept: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, bytes], ...]:
    """The unchanging parts with their own relationships (a footer may hold a picture), but settings."""
    names = [posixpath.normpath(posixpath.join("word", target)) for _, target in kept.values()]
    names = [name for name in names if name != _target(kept, "settings")]
    for name in list(names):
        folder, base = posixpath.split(name)
        relations = f"{folder}/_rels/{base}.rels"
        if relations in files:
            names.append(relations)
            targets = re.findall(rb'Target="([^"]+)"', files[relations])
            names += [posixpath.normpath(posixpath.join(folder, target.decode())) for target in targets]
    names += [name for name in ("docProps/app.xml",) if name in files]
    return tuple((name, files[name]) for name in dict.fromkeys(names) if name in files)


def _settings(data: bytes) -> tuple[bytes, bytes]:
    """settings.xml as it is, and with the order to bring the fields up to date on opening."""
    from lxml import etree

    root = etree.fromstring(data)
    for node in root.findall(_W + "updateFields"):
        root.remove(node)
    plain: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    # The schema wants updateFields before these; without any of them it goes last.
    later = {"hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr"}
    later |= {
        "attachedSchema",
        "themeFontLang",
        "clrSchemeMapping",
        "shapeDefaults",
        "decimalSymbol",
        "listSeparator",
    }
    position = next((i for i, node in enumerate(root) if etree.QName(node).localname in later), len(root))
    root.insert(position, etree.Element(_W + "updateFields", {_W + "val": "true"}))
    updating: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return plain, updating


def _types(types: _Element, kept: Mapping[str, tuple[str, str]]) -> str:
    """The content type entries of the parts that are kept, document.xml and the core properties."""
    names = {"/" + posixpath.normpath(posixpath.join("word", target)) for _, target in kept.values()}
    names |= {"/word/document.xml", "/docProps/core.xml", "/docProps/app.xml"}
    entries = []
    for node in types:
        if "Extension" in node.attrib:
            entries.append(
                f'<Default Extension="{node.get("Extension")}" ContentType="{node.get("ContentType")}"/>'
            )
        elif node.get("PartName") in names:
            part = escape(node.get("PartName", ""))
            entries.append(f'<Override PartName="{part}" ContentType="{node.get("ContentType")}"/>')
    return "".join(entries)
