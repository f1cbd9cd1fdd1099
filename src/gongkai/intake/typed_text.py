"""Text as typed, made clean: line ends, blanks, and characters that no XML or YAML file can hold."""

from __future__ import annotations

import re

from gongkai.patterns import late

# Everything that either XML 1.0 or YAML 1.1 cannot hold; line separators are gone before this is used.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
# Spreadsheets write a control character as _x000D_.
_ESCAPED = re.compile(r"_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f])_")
# Nobody sees them, and they turn a name into another one: marks of direction, blanks without width.
_FORMAT = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_UNSEEN = re.compile(f"[{_FORMAT}]")
# Whatever the cleaning below looks for, and every line end that `splitlines` knows.
_ODD = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff{_FORMAT}]|_x00")


_TABS = re.compile("[ \u3000]*\t[ \t\u3000]*")
_CHINESE = "\u3400-\u9fff\u3001-\u3011\uff00-\uff0f\uff1a\uff1b\uff1f“”"
_GAP = late(rf"(?<=[{_CHINESE}])\s+(?=[{_CHINESE}])")
EXCEL_TEXT_LIMIT = 32767
_SURELY_FITS = EXCEL_TEXT_LIMIT // 2  # no character takes more than two UTF-16 units
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r")  # a text that Excel takes for a formula once its cell is edited


def excel_length(text: str) -> int:
    """How long Excel takes a text to be: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_plain(text: str) -> bool:
    """True for a line of plain words, in which nothing but blanks at the ends can need cleaning.

    Nothing odd is printable; what is neither (other blanks than the ASCII one) takes a closer look.
    """
    if len(text) > _SURELY_FITS:
        return False
    return (text.isprintable() and "_x00" not in text) or _ODD.search(text) is None


def without_gaps(name: str) -> str:
    """A name without the blanks and line breaks between Chinese characters, so that it is the same on each sheet."""
    return name if name.isascii() or len(name.split()) < 2 else _GAP.sub("", name)


def clean_text(text: str) -> tuple[str, list[str]]:
    """Paragraphs joined by line feeds, without blank ones; then the removed characters.

    Characters that nobody sees go without a word; a tab, which is a hole in a printed line, becomes a blank. Blanks at both ends of a paragraph go (the report indents by itself). Removed characters are given
    as U+XXXX.
    """
    text = _UNSEEN.sub("", _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))
    paragraphs = [_TABS.sub(" ", line).strip() for line in text.splitlines()]
    joined = "\n".join(line for line in paragraphs if line)
    removed = [f"U+{ord(char):04X}" for char in _CONTROL.findall(joined)]
    if removed:
        joined = "\n".join(filter(None, (line.strip() for line in _CONTROL.sub("", joined).split("\n"))))
    return joined, removed
