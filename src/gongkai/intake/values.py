"""One raw cell to one typed value: money, counts, numbers, choices, text and dates."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import field
from datetime import date, time, timedelta
from decimal import Decimal

from gongkai import money
from gongkai.findings import Finding, Severity, report
from gongkai.frozen import frozen
from gongkai.intake.numbers import (
    LIMIT,
    UNIT_FACTORS,
    exact_float,
    print_date,
    read_date,
    read_number,
    read_serial,
    split_suffix,
    without_noise,
)
from gongkai.intake.typed_text import EXCEL_TEXT_LIMIT, clean_text, excel_length, is_plain
from gongkai.model.department import Place, Scalar, located
from gongkai.model.labels import nearest_label, normal
from gongkai.model.schema import CODE_TYPES, ColumnType
from gongkai.money import plain, tidy
from gongkai.readers.cells import BEYOND_CALENDAR, SOUND, Fault, RawCell, folded, is_nothing, shown

Typed = tuple[Scalar | None, list[Finding]]
ValueReader = Callable[["RawCell", "CellRule", Place], Typed]

_TIMES = (date, time, timedelta)
_UNITS = tuple(UNIT_FACTORS)
# What is typed for a number, and what to do about it where the general remedy would miss the cause.
_NO_NUMBERS = (
    (
        re.compile("="),
        "公式成了文字，没有计算：把单元格格式改成“常规”，在格里再按一次回车，保存；或者直接填数",
    ),
    (
        re.compile(r"[-+]?[0-9.]+E[-+]?[0-9]+$", re.IGNORECASE),
        "这是科学计数法，后面的位数可能已经丢了：请照原来的报表填完整的数",
    ),
    (re.compile(r"[-+]?[0-9.,]+(万|亿|千元|百万元|亿元)$"), "请换算成“单位信息”中的金额单位再填，只填数字"),
    (re.compile(r"同上|同左|〃|″"), "请把数写出来，不写“同上”"),
    (re.compile(r"[-+]?[0-9,]+[。·][0-9]+$"), "小数点写英文的句点"),
)
_YEARS = ("年", "年度")
_FINEST = 6  # of marks and other plain numbers
_FLOAT_NOISE = Decimal("0.000000001")


@frozen
class CellRule:
    """How a cell is read: its type, what it may be, the words for messages, the digits of codes (0: the finest).

    `words` are other words for some of the choices. `is_name` tells that a text is a key, the same on each sheet.
    """

    label: str
    type: ColumnType
    choices: tuple[str, ...] = ()
    unit: str = ""
    length: int = 0
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_name: bool = False
    # Worked out once: they are asked for with every cell.
    is_text: bool = field(init=False, default=False)
    is_code: bool = field(init=False, default=False)
    offered: frozenset[str] = field(init=False, default=frozenset())
    reader: ValueReader | None = field(init=False, default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_text", self.type is ColumnType.TEXT)
        object.__setattr__(self, "is_code", self.type in CODE_TYPES)
        object.__setattr__(self, "offered", frozenset(self.choices if self.type is ColumnType.CHOICE else ()))
        object.__setattr__(self, "reader", _READERS.get(self.type))


def read_value(cell: RawCell, rule: CellRule, amount_unit: str, place: Place) -> Typed:
    """The typed value, None where the cell says nothing or cannot be used; and the findings."""
    if cell.fault is not SOUND:
        return None, [] if cell.fault is Fault.MERGED else [_faulty(cell, rule, place)]
    value = cell.value
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None, []
        if rule.is_text and is_plain(value):  # as most are
            return text, []
    if rule.reader is None:
        return _amount(cell, rule, amount_unit, place)
    return rule.reader(cell, rule, place)


def _faulty(cell: RawCell, rule: CellRule, place: Place) -> Finding:
    if cell.fault is Fault.ERROR_VALUE:
        if cell.text == BEYOND_CALENDAR:
            message = f"“{rule.label}”显示成 {cell.text}：格里是数，格式却是日期或时间"
            hint = "把单元格格式改成“数值”，看清是哪个数"
            return report("SR-08", message, located(place), hint, found=cell.text, expected=rule.type.value)
        message = f"“{rule.label}”显示错误值 {cell.text}"
        return report("SR-08", message, located(place), found=cell.text, expected=rule.type.value)
    if cell.fault is Fault.NO_RESULT:
        message = f"“{rule.label}”是公式，但文件中没有它的计算结果"
        return report("SR-07", message, located(place), found="公式", expected="公式的计算结果")
    message = f"“{rule.label}”下面应是一个{rule.type.value}，却是列表或下级内容"
    return report("SR-23", message, located(place), found="列表或下级内容", expected=rule.type.value)


def _not_a_number(cell: RawCell, rule: CellRule, place: Place, what: str = "") -> Typed:
    found = what or f"“{cell.text}”"
    message = f"“{rule.label}”应填{rule.type.value}，却是{found}"
    hint = (
        next((hint for pattern, hint in _NO_NUMBERS if pattern.match(folded(cell.text))), "")
        if not what
        else ""
    )
    return None, [report("SR-06", message, located(place), hint, found=cell.text, expected=rule.type.value)]


def _wrong_kind(cell: RawCell) -> str:
    """What a cell holds that can be no number whatever its text; empty if it can."""
    value = cell.value
    if isinstance(value, bool):
        return f"逻辑值 {cell.text}"
    if isinstance(value, _TIMES):
        return f"日期或时间 {cell.text}"
    if cell.percent or (isinstance(value, str) and folded(value).endswith("%")):
        return f"百分数 {cell.text if isinstance(value, str) else _percent(value)}"
    return ""


def _number(cell: RawCell, suffixes: tuple[str, ...]) -> tuple[Decimal | None, str]:
    """The number in a cell that can be one, and the unit written behind it."""
    value, suffix = cell.value, ""
    number: Decimal | None
    if isinstance(value, int):
        number = Decimal(value)
    elif isinstance(value, float):
        number = exact_float(value)
    else:
        body, suffix = split_suffix(folded(str(value)), suffixes)
        number = read_number(body)
    usable = number is not None and number.is_finite() and abs(number) < LIMIT
    return (number if usable else None), suffix


def _amount(cell: RawCell, rule: CellRule, unit: str, place: Place) -> Typed:
    if isinstance(cell.value, str) and is_nothing(cell.value):
        return None, []
    wrong = _wrong_kind(cell)
    if wrong:
        return _not_a_number(cell, rule, place, wrong)
    number, suffix = _number(cell, _UNITS)
    if number is None:
        return _not_a_number(cell, rule, place)
    if suffix and suffix != unit:
        message = f"“{rule.label}”写的是“{cell.text}”，而“单位信息”中的金额单位是{unit}"
        return None, [report("SR-22", message, located(place), found=suffix, expected=unit)]
    source = cell.value if isinstance(cell.value, float) else None
    amount = without_noise(number * UNIT_FACTORS[unit], source)
    findings = []
    if money.rounded(amount) < 0:  # what a formula leaves over is none
        message = f"“{rule.label}”是负数 {cell.text}"
        findings.append(report("SR-16", message, located(place), found=cell.text, expected="不小于 0"))
    if amount != money.rounded(amount):
        exact, amount = plain(amount), tidy(money.rounded(amount))
        message = f"“{rule.label}”换算成元是 {exact}，多于两位小数，按 {plain(amount)} 使用"
        findings.append(report("SR-17", message, located(place), found=exact, expected="最多两位小数"))
    return amount, findings


def _count(cell: RawCell, rule: CellRule, place: Place) -> Typed:
    if isinstance(cell.value, str) and is_nothing(cell.value):
        return None, []
    wrong = _wrong_kind(cell)
    if wrong:
        return _not_a_number(cell, rule, place, wrong)
    number, _ = _number(cell, (folded(rule.unit), *_YEARS) if rule.unit else _YEARS)
    if number is None:
        return _not_a_number(cell, rule, place)
    if number < 0 or number != number.to_integral_value():
        what = "负数" if number < 0 else "小数"
        message = f"“{rule.label}”是{what} {cell.text}，应是不小于 0 的整数"
        return None, [report("SR-15", message, located(place), found=cell.text, expected="不小于 0 的整数")]
    return tidy(number), []


def _plain_number(cell: RawCell, rule: CellRule, place: Place) -> Typed:
    if isinstance(cell.value, str) and is_nothing(cell.value):
        return None, []
    wrong = _wrong_kind(cell)
    if wrong:
        return _not_a_number(cell, rule, place, wrong)
    number, _ = _number(cell, (folded(rule.unit),))
    if number is None:
        return _not_a_number(cell, rule, place)
    rounded = money.rounded(number, _FINEST)
    kept = tidy(rounded)
    if rounded == number or abs(number - kept) < _FLOAT_NOISE:
        return kept, []
    message = f"“{rule.label}”是 {cell.text}，多于六位小数，按 {plain(kept)} 使用"
    warning = Severity.WARNING
    return kept, [
        report("SR-17", message, located(place), found=cell.text, expected="最多六位小数", severity=warning)
    ]


def _choice(cell: RawCell, rule: CellRule, place: Place) -> Typed:
    if cell.value in rule.choices:
        return str(cell.value), []
    wanted = normal(cell.text)
    for choice in rule.choices:
        if normal(choice) == wanted:
            return choice, []
    for choice, words in rule.words:
        if wanted in map(normal, words):
            return choice, []
    close = nearest_label(cell.text, rule.choices)
    offered = "、".join(rule.choices[:8]) + ("等" if len(rule.choices) > 8 else "")
    hint = f"是不是“{close}”？" if close else ""
    hint += f"可以填：{offered}"
    message = f"“{rule.label}”填的是“{cell.text}”，不在可选范围内"
    return None, [report("SR-14", message, located(place), hint, found=cell.text, expected=close or offered)]


def _percent(value: object) -> str:
    """A number as the percentage that the cell shows."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return shown(value)
    return plain(without_noise(Decimal(repr(value)) * 100)) + "%"


def _text(cell: RawCell, rule: CellRule, place: Place) -> Typed:
    value = cell.value
    if isinstance(value, date):
        text = print_date(value)
        message = f"“{rule.label}”是文字栏，其中的内容被改成了日期，读作“{text}”"
        hint = f"确实要写“{text}”的不用改；不是日期的，先把单元格格式改成“文本”再重填"
        warning = Severity.WARNING
        return text, [
            report("SR-18", message, located(place), hint, found=cell.text, expected="文字", severity=warning)
        ]
    if cell.percent and isinstance(value, int | float):
        return _percent(value), []
    text, removed = clean_text(cell.text)
    findings = []
    if 2 * len(text) > EXCEL_TEXT_LIMIT and (length := excel_length(text)) > EXCEL_TEXT_LIMIT:
        message = f"“{rule.label}”有 {length} 字，太长，没有读取"
        most = f"最多 {EXCEL_TEXT_LIMIT} 字"
        return None, [report("SR-25", message, located(place), found=f"{length} 字", expected=most)]
    if removed:
        names = "、".join(dict.fromkeys(removed))
        message = f"“{rule.label}”中有不能使用的控制字符 {names}，已去掉"
        findings.append(report("SR-21", message, located(place), found=names))
    return text or None, findings


def _date(cell: RawCell, rule: CellRule, place: Place) -> Typed:
    value = cell.value
    if not isinstance(value, date):
        if isinstance(value, str) and is_nothing(value):
            return None, []
        day = read_date(cell.text)
        if day is None:
            day = read_serial(cell.text)
            if day is None:
                message = f"“{rule.label}”应填日期，却是“{cell.text}”"
                hint = "请写成 2024-09-18、2024年9月18日 或 20240918"
                return None, [
                    report("SR-18", message, located(place), hint, found=cell.text, expected="日期")
                ]
            text = print_date(day)
            message = f"“{rule.label}”是没有日期格式的数 {cell.text}，按 Excel 的日期读作“{text}”"
            hint = "读对了就不用改；不对的写成 2024-09-18 这样的日期"
            level = Severity.HINT
            return text, [
                report("SR-18", message, located(place), hint, found=cell.text, expected=text, severity=level)
            ]
        value = day
    return print_date(value), []


# Money is not among them, which needs the unit too, nor are codes, which need the lists (`subjects.read_code`).
_READERS: dict[ColumnType, ValueReader] = {
    ColumnType.TEXT: _text,
    ColumnType.COUNT: _count,
    ColumnType.NUMBER: _plain_number,
    ColumnType.CHOICE: _choice,
    ColumnType.DATE: _date,
}
