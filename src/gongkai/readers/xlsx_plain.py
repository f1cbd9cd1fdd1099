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
# each cell bears the number of its row. Most cells hold the number of a shared text.
_ATTRIBUTES = r'(?: [A-Za-z][\w:]*+="[^"<]*+")*+'
_ROWS = re.compile(
    rf'(?:<row r="([1-9][0-9]*+)"{_ATTRIBUTES}(?:/>|>'
    r'(?:<c r="[A-Z]{1,3}+\1"(?: s="[0-9]++" t="s"><v>[0-9]++</v></c>|(?: s="[0-9]++")?+(?: t="[a-z]++")?+'
    r"(?:/>|><(?:v|f>[^<]*+</f><v)>[^<]++</v></c>)))*+</row>))*+"
)
_MERGE = re.compile(r'<mergeCell ref="([^"]*)"/>')
_BEGINS, _ENDS = "<si><t>", "</t></si>"  # of a string, with four tags
_WITH_BLANKS = '<t xml:space="preserve">'
# What cannot stand in XML, and the line end that a parser would change.
_CHANGED = bytes({*range(32)} - {9, 10})
_BAD_REFERENCE = re.compile("&(?!(?:lt|gt|quot|apos|amp);)")
_KEPT = 16_000  # bytes around the rows of a sheet that are remembered as plain
_HEAD = re.compile(
    r'\s*(?:<\?xml version="1\.0" encoding="UTF-8"(?: standalone="(?:yes|no)")?\?>\s*)?<(\w+)\b([^<>]*)>'
)
_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
# The ampersand comes last, so that it does not create new references. (xml.sax.saxutils would import a web
# client.)
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain_cells(part: bytes) -> tuple[list[PlainCell], list[str]] | None:
    """Every cell with content as it stands in a sheet's part, and the merged ranges; None where it has to be parsed."""
    begin, end = part.find(_OPEN) + len(_OPEN), part.rfind(_CLOSE)
    if begin < len(_OPEN) or end < begin:
        return None
    ranges, rows = _around(part[:begin], part[end:], "worksheet"), _plain_text(part[begin:end])
    if ranges is None or rows is None or _ROWS.fullmatch(rows) is None:
        return None
    return _CELL.findall(rows), ranges


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
    begin, end = part.find(b">", part.find(b"<sst")) + 1, part.rfind(b"</sst>")
    if begin > end or _around(part[:begin], part[end:], "sst") is None:
        return None
    text = _plain_text(part[begin:end])
    if text is None:
        return None
    listed = text.strip().replace(_WITH_BLANKS, "<t>")
    found = listed[len(_BEGINS) : -len(_ENDS)].split(_ENDS + _BEGINS)
    if not listed.startswith(_BEGINS) or not listed.endswith(_ENDS) or listed.count("<") != 4 * len(found):
        return None  # not one after the other, each of four tags
    if "&" in text:
        found = [without_references(item) if "&" in item else item for item in found]
    return [decoded(item) if "_x" in item else item for item in found] if "_x" in text else found


def _plain_text(middle: bytes) -> str | None:
    """The middle of a part, of which a pattern finds out whether its elements are plain; None where its texts are
    not: nothing but the five named references may stand in them."""
    if len(middle.translate(None, _CHANGED)) != len(middle):
        return None
    try:
        text = middle.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "&" in text and _BAD_REFERENCE.search(text) else text


def _around(head: bytes, behind: bytes, root: str) -> list[str] | None:
    """The merged ranges that stand before and behind the middle of a part; None where a parser might understand
    anything there differently."""
    small = len(head) + len(behind) <= _KEPT
    return _known_around(head, behind, root) if small else _read_around(head, behind, root)


def _read_around(head: bytes, behind: bytes, root: str) -> list[str] | None:
    from xml.parsers.expat import ExpatError, ParserCreate

    try:
        first, last = head.decode("utf-8"), behind.decode("utf-8")
        ParserCreate(namespace_separator=" ").Parse(head + behind, True)
    except (UnicodeDecodeError, ExpatError):
        return None
    begins, ranges = _HEAD.match(first), _MERGE.findall(last)
    if begins is None or begins[1] != root or _NAMESPACE not in begins[2] or "AlternateContent" in first:
        return None
    if not last.rstrip().endswith(f"</{root}>") or len(ranges) != last.count("<mergeCell "):
        return None
    if root == "worksheet" and (first + last).count("sheetData") != 2:
        return None
    # Comments, CDATA and references other than the five named ones; line ends that a parser would change.
    return None if any(odd in text for text in (first, last) for odd in ("<!", "&#", "\r")) else ranges


# The departments of a county fill in the same workbook: what stands around the rows of its sheets is the same.
_known_around = lru_cache(maxsize=128)(_read_around)
