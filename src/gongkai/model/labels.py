"""Names that have a meaning in every format, and how labels are compared."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Where the format, the amount unit and whose figures they are is stated.
IDENTITY_SCHEDULE = "单位信息"
FORMAT_LINE = "公开格式"
UNIT_LINE = "金额单位"
YEAR_LINE = "年度"
UNIT_NAME_LINE = "单位名称"
PLACE_LINE = "行政区划名称"

# The columns of a code of functions and its name, wherever codes are filled in; and that of a project's name.
CODE_COLUMN, CODE_NAME_COLUMN = "科目编码", "科目名称"
PROJECT_NAME = "项目名称"

# Coordinates that mean the same in every format: function code, economic code, source of funds, and 基本支出 or
# 项目支出.
FUNCTION_DIMENSION, ECONOMIC_DIMENSION = "科目", "经济科目"
SOURCE_DIMENSION, NATURE_DIMENSION = "资金来源", "支出性质"

# Where changes are explained: for which slot, for which code, and the words.
REASON_SCHEDULE = "变动原因"
REASON_SLOT, REASON_CODE, REASON_TEXT = "事项", CODE_COLUMN, "原因"

# Names of 类, 款 and 项 that the year's list lacks: an optional schedule of the national formats.
NAMES_SCHEDULE, NAMES_CODE, NAMES_NAME = "科目名称补充", CODE_COLUMN, CODE_NAME_COLUMN

# Sheets beside the schedules.
GUIDE_SHEET = "填写说明"
CODE_SHEET = "代码表"
FINDINGS_SHEET = "问题清单"  # written into a marked copy, which the user may go on filling in
ORIGINS_SHEET = "填入来源"  # in a copy filled from exports: where each number came from

COMPUTED_SUFFIX = "（自动计算）"
TOTAL_LABEL = "合计"

# Headings that a blank workbook adds beside the schedule's own columns; never read.
LINE_HEADING = "项目"
UNIT_HEADING = "单位"
PROMPT_HEADING = "填写说明"

# Characters of no width: joiners, direction marks, soft hyphens, variation selectors.
INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"


_DROPPED = re.compile(rf"[\s*\"'“”‘’:、/\\\-—–_·,.;{INVISIBLE}]+")


_NUMERALS = "零一二三四五六七八九"
_UNITS = {1000: "千", 100: "百", 10: "十", 1: ""}


@lru_cache(maxsize=4096)
def normal(label: str) -> str:
    """A label in the form in which labels are compared: NFKC, casefolded, without blanks, line breaks, stars, quotes
    and separators."""
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


def nearest_label(name: str, names: Iterable[str], cutoff: float = 0.5) -> str:
    """The name most similar to `name` (difflib ratio of at least `cutoff`); empty if there is none."""
    candidates = {normal(item): item for item in names}
    close = difflib.get_close_matches(normal(name), list(candidates), n=1, cutoff=cutoff)
    return candidates[close[0]] if close else ""


def name_column(column: str) -> str:
    """The column that holds the name of a code column: 科目名称 for 科目编码."""
    return column.removesuffix("编码") + "名称"


def chinese_numeral(number: int) -> str:
    """0 to 9999 in Chinese numerals, as in headings: 十二, 二十, 一百零五, 一千一百一十."""
    number = int(number)
    if number < 10:
        return _NUMERALS[number]
    text = ""
    for power, unit in _UNITS.items():
        digit = number // power % 10
        if digit:
            text += f"{_NUMERALS[digit]}{unit}"
        elif text and not text.endswith(_NUMERALS[0]):
            text += _NUMERALS[0]
    text = text.rstrip(_NUMERALS[0])
    return text.removeprefix("一") if number < 20 else text


def relabelled(label: str, number: int) -> str:
    """A label with its number replaced: 八、甲 renumbered as 2 is 二、甲."""
    return f"{chinese_numeral(number)}、{label.partition('、')[2] or label}"
