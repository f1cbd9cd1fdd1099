"""Texts and figures as Excel stores them: shared strings, sheet names, header texts, numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from gongkai.money import rounded
from gongkai.office_files import SPREADSHEET
from gongkai.tree.nodes import Number
from gongkai.writers.ooxml import XML_DECLARATION, escape

MAX_CELL_TEXT = 32767  # Excel calls a workbook with a longer text damaged
MAX_HEADER_TEXT = 255
MAX_SHEET_NAME = 31
CUT_MARK = "……（内容过长，全文见 Word 报告）"
RESERVED_NAME = "history"  # Excel keeps this sheet name for itself

# A double holds 15 decimal digits for certain; a longer figure would be changed, so it stays text.
_MAX_DIGITS = 15
_FIGURE = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN = re.compile(
    "[0-9A-Za-z%.,:+*/()一-鿿，。、；：（）“”《》—-]+"
)  # nothing to escape, no edge of spaces
_SHEET_FORBIDDEN = str.maketrans("[]:*?/\\", "［］：＊？／＼")
_CONTROL = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r")


def starts_like_formula(text: str) -> bool:
    """True if Excel would take the text for a formula once a user edits the cell."""
    return text[:1] in _FORMULA_STARTS


@lru_cache(maxsize=256)
def _format(decimals: int, thousands: bool, suffix: str) -> str:
    body = ("#,##0" if thousands else "0") + ("." + "0" * decimals if decimals else "")
    return body + (suffix if suffix in ("", "%") else f'"{suffix}"')


def stored_number(number: Number, printed: str) -> tuple[str, str] | None:
    """The value and number format with which Excel shows exactly `printed`; None if there is none.

    The format follows the printed text, so that a zero printed `0` in a column of two decimals stays
    a number; the text must be what that format makes of the value. A printed percentage is stored as
    its hundredth, any other printed unit becomes a literal of the format.
    """
    # A shortcut for most figures, which are printed as the decimal itself; the rest of the function gives the
    # same.
    exact = str(number.value)
    if len(exact) <= _MAX_DIGITS:
        whole, _, part = exact.partition(".")
        grouped = number.thousands and len(whole) > 3
        if (printed == (f"{number.value:,}" if grouped else exact)) and (whole + part).isdigit():
            return exact, _format(len(part), number.thousands, "")
    suffix = number.unit if number.unit and printed.endswith(number.unit) else ""
    body = printed[: -len(suffix)] if suffix else printed
    match = _FIGURE.fullmatch(body)
    if match is None or '"' in suffix or not number.value.is_finite():
        return None
    plain = body.replace(",", "")
    shown, value = Decimal(plain), number.value
    decimals = len(match[1] or "")
    # The distance is checked first, because quantize fails if the value is much longer than the text.
    if shown != value and (abs(shown - value) > 1 or rounded(value, decimals) != shown):
        return None
    if (plain[0] == "-" and shown.is_zero()) or len(
        plain.lstrip("-").replace(".", "").strip("0")
    ) > _MAX_DIGITS:
        return None
    if suffix == "%":
        value = value.scaleb(-2)
        stored = format(value, "f")
    else:
        stored = plain if shown == value else format(value, "f")
    thousands = "," in body or (number.thousands and abs(shown) < 1000)
    return stored, _format(decimals, thousands, suffix)


_HIGH_SURROGATE = 0xD8  # how the upper byte of the first of two units begins, its last two bits aside


def sheet_names(wanted: list[str], taken: tuple[str, ...] = ()) -> list[str]:
    """Names Excel accepts, one for each wanted one: no forbidden sign, at most 31 units, no two alike.

    Forbidden signs become their full-width forms, so that the name still reads the same.
    """
    used = {name.casefold() for name in taken} | {RESERVED_NAME}
    names: list[str] = []
    for order, text in enumerate(wanted, 1):
        base = _CONTROL.sub("", text.replace("\n", " ")).translate(_SHEET_FORBIDDEN).strip().strip("'")
        base = base or f"表{order}"
        name, copy = _cut(base, MAX_SHEET_NAME), 1
        while name.casefold() in used:
            copy += 1
            mark = f"（{copy}）"
            name = _cut(base, MAX_SHEET_NAME - len(mark)) + mark
        used.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, units: int) -> str:
    """The longest start of `text` of at most that many UTF-16 units, which is how Excel counts."""
    if len(text) > units // 2:  # a character takes one unit or two
        kept = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
        halved = (
            bool(kept) and kept[-1] & 0xFC == _HIGH_SURROGATE
        )  # the first half of a pair without the second
        text = (kept[:-2] if halved else kept).decode("utf-16-le", "surrogatepass")
    return text.rstrip(" '")


def quoted_sheet(name: str) -> str:
    """A sheet name as a formula refers to it."""
    return "'" + name.replace("'", "''") + "'"


def header_text(text: str) -> str:
    """Free text as part of a print header, where & starts a code."""
    return text.replace("\r", "").replace("&", "&&")


class Strings:
    """The shared strings of one workbook, in order of first use."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self.uses = 0  # how many cells show one of them

    def index(self, text: str) -> int:
        return self._index.setdefault(text, len(self._index))

    def xml(self) -> str:
        items = "".join([_short_item(text) if len(text) < _SHORT else _item(text) for text in self._index])
        counts = f'count="{self.uses}" uniqueCount="{len(self._index)}"'
        return f'{XML_DECLARATION}<sst xmlns="{SPREADSHEET}" {counts}>{items}</sst>'


_SHORT = 40  # characters; labels and the words of forms are the same in every department


def _item(text: str) -> str:
    if _PLAIN.fullmatch(text) and len(text) <= MAX_CELL_TEXT // 2:
        return f"<si><t>{text}</t></si>"
    if len(text) > MAX_CELL_TEXT // 2:  # astral characters count twice
        kept = _cut(text, MAX_CELL_TEXT)
        text = text if kept == text else _cut(text, MAX_CELL_TEXT - len(CUT_MARK)) + CUT_MARK
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)  # otherwise Excel would read _x0041_ as the letter A
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    space = "" if text == text.strip() and "\n" not in text else ' xml:space="preserve"'
    return f"<si><t{space}>{escape(text)}</t></si>"


_short_item = lru_cache(maxsize=4096)(_item)
