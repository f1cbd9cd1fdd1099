"""How number formats show a number: as a percentage, a date or a duration."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import field
from functools import lru_cache

from gongkai.frozen import frozen
from gongkai.office_files import SPREADSHEET
from gongkai.readers.cells import BEYOND_CALENDAR
from gongkai.readers.package import Damaged
from gongkai.readers.xml_stream import elements

_MAIN = f"{{{SPREADSHEET}}}"
_PERCENT_IDS = (9, 10)  # 0% and 0.00%
# Built-in date formats: those of every language, and those of Chinese Excel and WPS (27: 2023年12月 …).
_DATE_IDS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
_DURATION_ID, _DATE, _DURATION = 46, "yyyy-mm-dd", "[h]:mm:ss"
_WORDS = re.compile(r'"[^"]*"|\[[A-Za-z]{3,}\]')  # literal text and colours: their letters mean no date
_KEPT_STYLES = 50_000  # bytes of a part with styles that is kept for the next workbook
_LITERAL = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE_LETTER = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_ELAPSED = re.compile(r"\[hh?\](:mm(:ss(\.0*)?)?)?|\[mm?\](:ss(\.0*)?)?|\[ss?\](\.0*)?", re.IGNORECASE)
_MAYBE_DATE = re.compile(r"[dmhysDMHYS]")
EPOCH = dt.datetime(1899, 12, 30)
EPOCH_1904 = dt.datetime(1904, 1, 1)  # used by workbooks from old Macintosh versions of Excel


@frozen
class Formats:
    """By the number of a cell's style: which there are (None: any), which show percentages, which may show dates."""

    known: frozenset[str] | None = None
    percent: frozenset[str] = frozenset()
    codes: dict[str, str] = field(default_factory=dict)


def formats(part: bytes) -> Formats:
    """The formats of a part with styles. Raises Damaged, TooLarge."""
    return _kept(part) if len(part) <= _KEPT_STYLES else _read(part)


@lru_cache(maxsize=8)  # the departments of a county fill in the same workbook, with the same styles
def _kept(part: bytes) -> Formats:
    return _read(part)


def _read(part: bytes) -> Formats:
    own: dict[int, str] = {}
    styles: list[int] = []
    entered = (f"{_MAIN}numFmts", f"{_MAIN}cellXfs")
    for inside, item in elements(part, "样式", f"{_MAIN}styleSheet", entered):
        try:
            if inside and item.tag == f"{_MAIN}numFmt":
                own[int(item.get("numFmtId", "-1"))] = item.get("formatCode", "")
            elif inside and item.tag == f"{_MAIN}xf":
                styles.append(int(item.get("numFmtId", "0")))
            elif inside:
                raise ValueError
        except ValueError as error:
            raise Damaged("样式中的数字格式写得不对") from error
    percent, codes = set(), {}
    for index, number in enumerate(styles):
        code = own.get(number)
        if number in _PERCENT_IDS if code is None else "%" in code:
            percent.add(str(index))
        if code is None and number in _DATE_IDS:
            code = _DURATION if number == _DURATION_ID else _DATE
        if code and _MAYBE_DATE.search(_WORDS.sub("", code)):
            codes[str(index)] = code
    return Formats(frozenset(map(str, range(len(styles)))), frozenset(percent), codes)


def as_shown(number: float, code: str | None, epoch: dt.datetime) -> tuple[object, bool]:
    """A number as its format shows it; True if it is an impossible date, which is shown as ####."""
    is_duration = _shows_duration(code) if code is not None else None
    if is_duration is None:
        return number, False
    try:
        return (_duration(number) if is_duration else _day(number, epoch)), False
    except (OverflowError, ValueError):
        return BEYOND_CALENDAR, True


@lru_cache(maxsize=256)
def _shows_duration(code: str) -> bool | None:
    """Whether a number format shows a duration (True) or a date (False); None where it shows a number."""
    first = code.split(";", maxsplit=1)[0]
    if not _DATE_LETTER.search(_LITERAL.sub("", first)):
        return None
    return _ELAPSED.search(first) is not None


def _duration(number: float) -> dt.timedelta:
    length = dt.timedelta(days=number)
    if length.microseconds:
        return dt.timedelta(seconds=length.total_seconds() // 1, microseconds=round(length.microseconds, -3))
    return length


def _day(number: float, epoch: dt.datetime) -> dt.datetime | dt.time:
    """A date as Excel counts it: days since 1899-12-30, with the 29 February 1900 that never was."""
    day, fraction = divmod(number, 1)
    rest = dt.timedelta(milliseconds=round(fraction * 86400 * 1000))
    if 0 <= number < 1 and rest.days == 0:
        return (epoch + rest).time()
    if 0 < number < 60 and epoch == EPOCH:
        day += 1
    return epoch + dt.timedelta(days=day) + rest
