"""Sheets and shared strings written in the plain way of almost every program, read without building a tree.

A sheet is read by one pattern over its text, and everything in it has to fit. If something does not fit, or if the
part contains anything that a pattern might understand differently from a parser (comments, character references,
prefixes, other encodings), the result is None and the part is parsed as XML.
"""

from __future__ import annotations

import re
from functools import lru_cache

PlainCell = tuple[str, str, str]
"""Reference, other attributes (`style_and_type`) and text of a cell with content.

The text is as in the file, and must go through `without_references` unless it stands for a number.
"""

# The value may follow a formula; the text in front of `</v>` is never empty here. Nothing is ever given back
# (`++`): what follows a run cannot stand in it.
_CELL = re.compile(r'<c r="([^"]++)"([^>]*+)><(?:v|f>[^<]*+</f><v)>([^<]++)')
_STYLE_AND_TYPE = re.compile(r'(?: s="([0-9]++)")?+(?: t="([a-z]++)")?+')
# The same for everything between <sheetData> and its end: nothing else may stand there, nor in another order, and
# each cell bears the number of its row.
_FORBIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f"  # in XML
_ATTRIBUTES = rf'(?: [A-Za-z][\w:]*+="[^"<{_FORBIDDEN}]*+")*+'
_ROWS = re.compile(
    rf'(?:<row r="([1-9][0-9]*+)"{_ATTRIBUTES}(?:/>|>'
    r'(?:<c r="[A-Z]{1,3}+\1"(?: s="[0-9]++")?+(?: t="[a-z]++")?+'
    rf"(?:/>|><(?:v|f>[^<{_FORBIDDEN}]*+</f><v)>[^<{_FORBIDDEN}]++</v></c>))*+</row>))*+"
)
_MERGE = re.compile(r'<mergeCell ref="([^"]*)"/>')
_BEGINS, _ENDS = "<si><t>", "</t></si>"  # of a string, with four tags
_WITH_BLANKS = '<t xml:space="preserve">'
_NO_XML = re.compile(f"[{_FORBIDDEN}]")
_BAD_REFERENCE = re.compile("&(?!(?:lt|gt|quot|apos|amp);)")
_KEPT = 16_000  # characters around the rows of a sheet that are remembered as well formed
_HEAD = re.compile(
    r'\s*(?:<\?xml version="1\.0" encoding="UTF-8"(?: standalone="(?:yes|no)")?\?>\s*)?<(\w+)\b([^<>]*)>'
)
# Searching for the rarer of its two characters is three times faster.
_DECLARATION = re.compile("!(?<=<!)")
_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
# The ampersand comes last, so that it does not create new references. (xml.sax.saxutils would import a web
# client.)
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_OPEN, _CLOSE = "<sheetData>", "</sheetData>"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain_cells(part: bytes) -> tuple[list[PlainCell], list[str]] | None:
    """Every cell with content as it stands in a sheet's part, and the merged ranges; None where it has to be parsed."""
    text = _plain(part, "worksheet")
    if text is None or text.count("sheetData") != 2 or _OPEN not in text or _CLOSE not in text:
        return None
    begin, end = text.index(_OPEN) + len(_OPEN), text.index(_CLOSE)
    if "AlternateContent" in text[:begin] or not _is_xml(text, begin, end):
        return None
    if _ROWS.fullmatch(text, begin, end) is None:
        return None
    ranges = _MERGE.findall(text, end)
    if len(ranges) != text.count("<mergeCell ", end):
        return None
    return _CELL.findall(text, begin, end), ranges


@lru_cache(maxsize=1024)  # the same few in every sheet
def style_and_type(attributes: str) -> tuple[str, str]:
    """What the other attributes of a plain cell say; each empty where it is not given."""
    match = _STYLE_AND_TYPE.fullmatch(attributes)
    assert match is not None  # a cell of any other kind does not fit
    return match[1] or "", match[2] or ""


def without_references(text: str) -> str:
    """A text as a parser would give it; nothing but the five named references can stand in it."""
    if "&" in text:
        for reference, character in _REFERENCES:
            text = text.replace(reference, character)
    return text


def decoded(text: str) -> str:
    """A text with the characters that spreadsheets write as `_x000D_`, and as `_x005F_` an underscore before one."""
    if "_x" not in text:
        return text
    found = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def plain_strings(part: bytes) -> list[str] | None:
    """The shared strings, or None if they must be parsed, for which one string with runs or phonetic guides is
    enough."""
    text = _plain(part, "sst")
    if text is None:
        return None
    head = _HEAD.match(text)
    assert head is not None
    begin, end = head.end(), text.rindex("</sst>")
    listed = text[begin:end].strip().replace(_WITH_BLANKS, "<t>")
    found = listed[len(_BEGINS) : -len(_ENDS)].split(_ENDS + _BEGINS)
    if not listed.startswith(_BEGINS) or not listed.endswith(_ENDS) or listed.count("<") != 4 * len(found):
        return None  # not one after the other, each of four tags
    if _NO_XML.search(listed) or not _is_xml(text, begin, end):
        return None
    return [decoded(without_references(item)) for item in found] if "&" in text or "_x" in text else found


def _is_xml(text: str, begin: int, end: int) -> bool:
    """Whether a part is well formed, given that its middle matches a pattern of plain elements with plain
    texts."""
    around = text[:begin] + text[end:]
    well_formed = _known_well_formed(around) if len(around) <= _KEPT else _is_well_formed(around)
    return well_formed and ("&" not in text or _BAD_REFERENCE.search(text, begin, end) is None)


def _is_well_formed(text: str) -> bool:
    from xml.parsers.expat import ExpatError, ParserCreate

    try:
        ParserCreate(namespace_separator=" ").Parse(text.encode(), True)
    except ExpatError:
        return False
    return True


# The departments of a county fill in the same workbook: what stands around the rows of its sheets is the same.
_known_well_formed = lru_cache(maxsize=128)(_is_well_formed)


def _plain(part: bytes, root: str) -> str | None:
    """The text of a part that holds nothing but plain elements of the main namespace; else None."""
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        return None
    head = _HEAD.match(text)
    if (
        head is None
        or head[1] != root
        or _NAMESPACE not in head[2]
        or not text.rstrip().endswith(f"</{root}>")
    ):
        return None
    # Comments, CDATA and references other than the five named ones; line ends that a parser would change.
    odd = _DECLARATION.search(text) or ("#" in text and "&#" in text) or "\r" in text
    return None if odd else text
