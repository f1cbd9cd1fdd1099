"""A workbook's parts: its sheets by name, its shared strings, its number formats.

Missing parts and ambiguous names are refused with their place: a sheet whose part is missing is not an empty
sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.office_files import SPREADSHEET
from gongkai.readers.limits import MAX_SHEETS, MAX_STRINGS, TooLarge
from gongkai.readers.package import Damaged, Parts
from gongkai.readers.relations import Link, main_part, relations
from gongkai.readers.xlsx_formats import EPOCH, EPOCH_1904, Formats, formats
from gongkai.readers.xlsx_plain import decoded, plain_strings
from gongkai.readers.xml_stream import elements

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAIN = f"{{{SPREADSHEET}}}"
_TYPES = "[Content_Types].xml"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WITHOUT_CELLS = ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_INDEXES = tuple(map(str, range(4096)))  # more strings than most workbooks have
_BESIDE_TEXT = (f"{MAIN}rPh", f"{MAIN}phoneticPr", f"{MAIN}extLst")


@dataclass(slots=True)
class Package:
    """A workbook's shared parts. `sheets` gives the name of each sheet's part by its title, in order, `hidden` the titles of those that no program shows.

    `by_index` gives the shared strings by their index as cells write it, without those that have no certain reading;
    `ways` is for `xlsx.py`: how plain cells are read by their attributes.
    """

    parts: Parts
    sheets: list[tuple[str, str]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    by_index: dict[str, str] = field(default_factory=dict)
    formats: Formats = field(default_factory=Formats)
    epoch: dt.datetime = EPOCH
    ways: dict[str, tuple[str, str, bool] | None] = field(default_factory=dict)


def open_package(content: bytes) -> Package:
    """The sheets, shared strings and number formats of a workbook. Raises Damaged, TooLarge."""
    package = Package(Parts(content))
    if _TYPES in package.parts:  # its content is not needed, but if it is damaged no program opens the file
        package.parts.read(_TYPES)
    book = main_part(package.parts, "工作簿")
    links = relations(package.parts, book)
    _read_book(package, book, links)
    by_kind: dict[str, str] = {}
    for link in links.values():
        wanted = link.kind in ("sharedStrings", "styles") and link.target
        if wanted and by_kind.setdefault(link.kind, link.target) != link.target:
            raise Damaged(f"其中有两个 {link.kind} 部件")
    strings = by_kind.get("sharedStrings", "")
    if strings in package.parts:  # if it is missing, the first cell that needs it reports it
        package.by_index = _strings(package.parts.read(strings))
    if "styles" in by_kind:
        package.formats = formats(package.parts.read(by_kind["styles"]))
    return package


def _indexes(count: int) -> Iterable[str]:
    """0, 1, 2 … as cells write them, at least so many."""
    return _INDEXES if count <= len(_INDEXES) else map(str, range(count))


def _read_book(package: Package, book: str, links: dict[str, Link]) -> None:
    listed: list[tuple[str, str]] = []
    lists = 0
    for inside, item in elements(package.parts.read(book), "工作簿", f"{MAIN}workbook", (f"{MAIN}sheets",)):
        if inside and item.tag == f"{MAIN}sheet":
            listed.append((item.get("name", ""), item.get(f"{_LINK}id", "")))
            package.hidden |= {item.get("name", "")} if item.get("state", "visible") != "visible" else set()
        elif item.tag == f"{MAIN}sheets" and not inside:
            lists += 1
        elif inside or holds_alternative(item, ("sheets", "sheet", "workbookPr")):
            raise Damaged("其中的工作表清单有不能确定的内容")
        elif item.tag == f"{MAIN}workbookPr" and item.get("date1904", "0") not in ("0", "false"):
            package.epoch = EPOCH_1904
    if lists != 1:
        raise Damaged("其中没有工作表清单，或者有两份")
    if len(listed) > MAX_SHEETS:
        raise TooLarge(f"有 {len(listed)} 张工作表，最多 {MAX_SHEETS} 张")
    titles: set[str] = set()
    targets: dict[str, str] = {}
    for title, key in listed:
        link = links.get(key)
        if not title or title.casefold() in titles:
            raise Damaged(f"其中有两张同名的工作表“{title}”" if title else "其中有没有名称的工作表", title)
        titles.add(title.casefold())
        if link is not None and link.kind in _WITHOUT_CELLS:
            continue
        if link is None or link.kind != "worksheet" or link.target not in package.parts:
            raise Damaged(f"其中的工作表“{title}”丢失了内容", title)
        if (other := targets.setdefault(link.target.casefold(), title)) != title:
            raise Damaged(f"其中的工作表“{title}”和“{other}”是同一个部件", title)
        package.sheets.append((title, link.target))


def _strings(part: bytes) -> dict[str, str]:
    plain = plain_strings(part)
    found = plain if plain is not None else _parsed_strings(part)
    if len(found) > MAX_STRINGS:
        raise TooLarge(f"有 {len(found)} 条文字，最多 {MAX_STRINGS} 条")
    if plain is not None:
        return dict(zip(_indexes(len(plain)), plain, strict=False))
    return {index: text for index, text in zip(_indexes(len(found)), found, strict=False) if text is not None}


def _parsed_strings(part: bytes) -> Sequence[str | None]:
    found = []
    for _, item in elements(part, "文字表", f"{MAIN}sst"):
        if item.tag == f"{MAIN}si":
            found.append(text_of(item))
        elif holds_alternative(item, ("si",)):
            raise Damaged("文字表中有不能确定的内容")
    return found


def text_of(item: Element) -> str | None:
    """The text of a string item without the phonetic guides above it; None where it has no certain reading."""
    pieces: list[str] = []
    plain = 0
    for child in item:
        if child.tag in _BESIDE_TEXT:
            continue
        if child.tag == f"{MAIN}t" and not len(child):
            plain += 1
            pieces.append(child.text or "")
        elif child.tag == f"{MAIN}r":
            texts = [piece for piece in child if piece.tag != f"{MAIN}rPr"]
            if len(texts) > 1 or any(piece.tag != f"{MAIN}t" or len(piece) for piece in texts):
                return None
            pieces.append((texts[0].text or "") if texts else "")
        else:
            return None
    return None if plain and len(pieces) > 1 else decoded("".join(pieces))


def holds_alternative(item: Element, names: tuple[str, ...]) -> bool:
    """True for an mc:AlternateContent that contains something we read, because it is not certain which branch
    applies.

    Also true for elements of the main namespace in a place where they do not belong.
    """
    if item.tag != _ALTERNATIVES:
        return item.tag.removeprefix(MAIN) in names and item.tag.removeprefix(MAIN) != "workbookPr"
    return any(str(child.tag).rpartition("}")[2] in names for child in item.iter())
