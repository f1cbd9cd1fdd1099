"""What both input forms hand over before typing: raw cells by column or line, and label matching."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from gongkai.findings import Location
from gongkai.frozen import frozen

# Names that are structural in every format: where the format and the amount unit are said.
IDENTITY_SCHEDULE = "单位信息"
FORMAT_LINE = "公开格式"
UNIT_LINE = "金额单位"
YEAR_LINE = "年度"

GUIDE_SHEET = "填写说明"
CODE_SHEET = "代码表"
FINDINGS_SHEET = "问题清单"  # written into a marked copy, which may be filled in further
COMPUTED_SUFFIX = "（自动计算）"
TOTAL_LABEL = "合计"
# Headings that write_workbook adds beside the schedule's own columns; never read.
LINE_HEADING = "项目"
UNIT_HEADING = "单位"
PROMPT_HEADING = "填写说明"

_DROPPED = re.compile(r"[\s*\"'“”‘’:、/\\\-—–_·,.;\u200b\ufeff]+")
# `一` (the numeral one) stands for a dash in files of the finance systems.
_NOTHING = re.compile(r"[-‐‑–—―−─一_/\\]{1,4}$")
_MINUS = str.maketrans({"−": "-", "‐": "-", "‑": "-"})


class Fault(Enum):
    """Why a cell has no usable value at all."""

    NONE = 0
    ERROR_VALUE = 1
    NO_RESULT = 2
    WRONG_SHAPE = 3


SOUND = Fault.NONE
"""The same member: to look one up in its class costs ten times as much (Python 3.11), and every cell is asked."""


@dataclass(slots=True, eq=False)
class RawCell:
    """A value as the file holds it: str, int, float, bool, datetime … and where it stands.

    `origin` is the place itself (YAML), or the sheet, in which `row` and `column` tell the cell. A
    Location is made only for the cells that are asked for one: a sheet has many that nobody reads.
    `percent` tells that the cell shows the number as a percentage.
    """

    value: object
    origin: Location
    fault: Fault = Fault.NONE
    percent: bool = False
    row: int = 0
    column: int = 0

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
    def text(self) -> str:
        """The value as the user sees it, roughly; for keys, labels and messages."""
        value = self.value
        return value if type(value) is str else shown(value)

    @property
    def is_blank(self) -> bool:
        """True for nothing, and for the dashes that mean nothing."""
        return self.fault is SOUND and (self.value is None or is_nothing(self.text))


@frozen
class RawRow:
    """A row with its non-empty cells by column name, in the order of the schedule.

    `origin` is the place itself (YAML), or the sheet, in which `row` and `first` tell its first cell and
    `where` gives the number of every column, so that an empty cell has a place too.
    """

    cells: dict[str, RawCell]
    origin: Location
    line: str = ""
    row: int = 0
    first: int = 0
    where: Mapping[str, int] = field(default_factory=dict)

    def at(self, path: str, column: str = "") -> Location:
        """The place of a column's cell, else of the row, with its path in the model."""
        return RawCell(None, self.origin, row=self.row, column=self.where.get(column, self.first)).at(path)


@dataclass(slots=True)
class RawSchedule:
    """A schedule as found. `missing` names the columns that it lacks (already reported)."""

    location: Location
    rows: list[RawRow] = field(default_factory=list)
    missing: frozenset[str] = frozenset()


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
    if len(text) > 8:
        return False
    text = folded(text).replace(" ", "")
    return not text or bool(_NOTHING.match(text))


def folded(text: str) -> str:
    """Full-width digits, brackets and signs as half-width, blanks at the ends cut."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).translate(_MINUS).strip()


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


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    return format(tidy(number), "f")


def tidy(number: Decimal) -> Decimal:
    """The same number in one form: no trailing zeros, no exponent, no negative zero."""
    number = number.normalize()
    if not number:
        return Decimal(0)
    return Decimal(int(number)) if "E+" in str(number) else number


@lru_cache(maxsize=4096)
def normal(label: str) -> str:
    """A label for comparison: width, blanks, line breaks, stars, quotes and separators do not count."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", label)).casefold()


_COMPUTED = normal(COMPUTED_SUFFIX)
_TOTAL = re.compile(r"(本页|本年)?(合计|小计|总计)(\W.*)?$")


@lru_cache(maxsize=4096)
def is_computed(label: str) -> bool:
    """True for a heading or row label of something that the program computes."""
    return normal(label).endswith(_COMPUTED)


@lru_cache(maxsize=4096)
def is_total(label: str) -> bool:
    """True for 合计, 小计, 总计 with or without something in brackets after it."""
    return bool(_TOTAL.match(normal(label)))


def nearest(name: str, names: Iterable[str], cutoff: float = 0.5) -> str:
    """The name that looks most like `name`; empty if none comes near."""
    candidates = {normal(item): item for item in names}
    close = difflib.get_close_matches(normal(name), list(candidates), n=1, cutoff=cutoff)
    return candidates[close[0]] if close else ""


def name_column(column: str) -> str:
    """The column that holds the name of a code column: 科目名称 for 科目编码."""
    return column.removesuffix("编码") + "名称"
