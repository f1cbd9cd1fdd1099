"""A cell as a file holds it, and its value as text."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from gongkai.derivation import place_text
from gongkai.findings import Location
from gongkai.model.labels import INVISIBLE
from gongkai.money import plain

# `一` (the numeral one) stands for a dash in files of the finance systems.
_NOTHING = re.compile(r"[-‐‑–—―−─一_/\\]{1,4}$")
_LONGEST_NOTHING = 8  # characters, with the blanks between them


_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_MINUS = str.maketrans({"−": "-", "‐": "-", "‑": "-"})


BEYOND_CALENDAR = "########"
"""What Excel shows for a number in a date format that is no day: an amount, mostly."""


class Fault(Enum):
    """Why a cell has no usable value at all."""

    NONE = 0
    ERROR_VALUE = 1
    NO_RESULT = 2
    WRONG_SHAPE = 3
    MERGED = 4  # merged with cells of other rows; reported once for all of them


SOUND = Fault.NONE
"""The same member under a short name: looking it up in its class is ten times slower (Python 3.11), and this is
done for every cell."""


@dataclass(slots=True, eq=False)
class RawCell:
    """A value as the file holds it: str, int, float, bool, datetime … and where it stands.

    `origin` is the place itself (YAML), or the sheet, in which `row` and `column` tell the cell. A Location is
    made only when it is asked for, because most cells never need one. `percent` tells that the cell shows the
    number as a percentage, `again` that the content is another cell's, with which whatever is wrong is told.
    """

    value: object
    origin: Location
    fault: Fault = Fault.NONE
    percent: bool = False
    row: int = 0
    column: int = 0
    again: bool = False

    def at(self, path: str = "") -> Location:
        """The place of the cell, with its path in the model."""
        where = self.origin
        if self.row:
            return Location(where.file, where.sheet, letters(self.column) + str(self.row), 0, 0, path)
        return Location(where.file, where.sheet, where.cell, where.line, where.column, path)

    @property
    def location(self) -> Location:
        return self.at()

    @property
    def called(self) -> str:
        """支出!F12 or the line of a text form; empty where only its path in the model can tell it."""
        where = self.origin
        if self.row and where.sheet:
            return f"{where.sheet}!{letters(self.column)}{self.row}"
        return place_text(where) if where.cell or where.line else ""

    @property
    def text(self) -> str:
        """The value as the user sees it, roughly; for keys, labels and messages."""
        value = self.value
        return value if type(value) is str else shown(value)

    @property
    def is_blank(self) -> bool:
        """True for nothing, and for the dashes that mean nothing."""
        value = self.value
        if type(value) is not str:
            return value is None and self.fault is SOUND
        text = value.strip()
        return len(text) <= _LONGEST_NOTHING and self.fault is SOUND and _says_nothing(text)


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def is_nothing(text: str) -> bool:
    """True for an empty cell and for the dashes that mean “no amount”."""
    text = text.strip()
    return len(text) <= _LONGEST_NOTHING and _says_nothing(text)


@lru_cache(maxsize=4096)  # short texts repeat: codes, yes and no, dashes
def _says_nothing(text: str) -> bool:
    text = folded(text).replace(" ", "")
    return not text or bool(_NOTHING.match(text))


def folded(text: str) -> str:
    """The text with full-width digits, brackets and signs made half-width, outer blanks and invisible characters
    removed.

    A leading apostrophe, which tells Excel that a number is text, is removed too.
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_MINUS)
    return text.strip().lstrip("'‘’`′").lstrip()


def shown(value: object) -> str:
    """A raw value as text: whole floats without .0, dates as year-month-day."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return plain(Decimal(repr(value))) if math.isfinite(value) else str(value)
    if isinstance(value, date):
        return f"{value.year}-{value.month:02d}-{value.day:02d}"
    return str(value)
