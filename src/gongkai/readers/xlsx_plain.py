"""Sheets and shared strings written the plain way, which almost every program does: no parser needed.

A sheet is read by one pattern over its text. Every cell with content has to fit the pattern; where one does not, or where
anything stands in the part that could make a pattern see what a parser would not (comments, character
references, prefixes, other encodings), the answer is None and the part is parsed as XML.
"""

from __future__ import annotations

import re

PlainCell = tuple[str, str, str, str, str]
"""Reference, style, type and text of a cell with content; or only the number of a row that begins, at the end.

The text is as in the file, and must go through `unescaped` unless it stands for a number.
"""

# The value may follow a formula; the text in front of `</v>` is never empty here. Nothing is ever given back
# (`++`): what follows a run cannot stand in it.
_CELL = re.compile(
    r'<c r="([^"]++)"(?: s="([0-9]++)")?+(?: t="([a-z]++)")?+>'
    r"(?:<f>[^<]*+</f>)?+<v>([^<]++)</v></c>"
    r'|<row r="([1-9][0-9]*+)"[^>]*+>'
)
_STRING = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_HEAD = re.compile(
    r'\s*(?:<\?xml version="1\.0" encoding="UTF-8"(?: standalone="(?:yes|no)")?\?>\s*)?<(\w+)\b([^<>]*)>'
)
# What is found by the rarer of its two characters is found three times as fast.
_DECLARATION = re.compile("!(?<=<!)")
_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
# The ampersand last: what it stood before is no reference any more. (xml.sax.saxutils would import a web client.)
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_OPEN, _CLOSE = "<sheetData>", "</sheetData>"


def plain_cells(part: bytes) -> list[PlainCell] | None:
    """Every cell with content as it stands in a sheet's part, or None where the part has to be parsed."""
    text = _plain(part, "worksheet")
    if text is None or text.count(_OPEN) != 1 or text.count(_CLOSE) != 1:
        return None
    rows = text[text.index(_OPEN) : text.rindex(_CLOSE)]
    cells: list[PlainCell] = _CELL.findall(rows)
    return cells if len(cells) == rows.count("</c>") + rows.count("<row") else None


def unescaped(text: str) -> str:
    """A text as a parser would give it; nothing but the five named references can stand in it."""
    if "&" in text:
        for reference, character in _REFERENCES:
            text = text.replace(reference, character)
    return text


def plain_strings(part: bytes) -> list[str] | None:
    """The shared strings, or None where they have to be parsed: one with runs or phonetic guides is enough."""
    text = _plain(part, "sst")
    if text is None:
        return None
    found: list[str] = _STRING.findall(text)
    if len(found) != text.count("<si") or "x005F_" in text:
        return None
    return [unescaped(item) for item in found] if "&" in text else found


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
