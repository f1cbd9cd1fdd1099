"""The number in a cell of an export, or why there is none."""

from __future__ import annotations

import math
from decimal import Decimal

from gongkai.filling.export_fact import Exported
from gongkai.findings import report
from gongkai.intake.numbers import exact_float, read_number, without_noise
from gongkai.readers.cells import SOUND, Fault, RawCell, is_nothing

_SAVE = "请用 Excel 或 WPS 打开导出表，保存一次（公式就有结果了）再给程序"
_FAULTS = {Fault.NO_RESULT: "公式没有结果", Fault.ERROR_VALUE: "是错误值"}


def number_in(cell: RawCell | None, what: str, found: Exported) -> Decimal | None:
    """The number; None for an empty cell or a dash, and for what is no number, of which `found` gets a finding."""
    if cell is None or cell.is_blank:
        return None
    number = _number(cell) if cell.fault is SOUND else None
    if number is None and cell.fault is SOUND and isinstance(cell.value, str):
        number = read_number(cell.value.strip().removesuffix("分"))  # a score: 6.50分
    if number is None:
        reason = _FAULTS.get(cell.fault, "不是数")
        said = f"的“{cell.text}”" if cell.text.strip() else "一行的"
        message = f"{what}{said}{reason}，没有填"
        hint = _SAVE if cell.fault is Fault.NO_RESULT else "请在导出表里改正，或者自己在工作簿里填"
        found.findings.append(report("DC-04", message, cell.location, hint, found=cell.text))
    return number


def _number(cell: RawCell) -> Decimal | None:
    value = cell.value
    if isinstance(value, bool) or cell.percent:
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return without_noise(exact_float(value), value) if math.isfinite(value) else None
    return read_number(value) if isinstance(value, str) else None


def text_in(cell: RawCell, what: str, found: Exported) -> str:
    """The text of a cell as it stands there; empty for an error value, of which `found` gets a finding."""
    if cell.fault is SOUND:
        return cell.text.strip()
    message = f"{what}的“{cell.text}”{_FAULTS.get(cell.fault, '读不出来')}，没有填"
    hint = "请在导出表里改正，或者自己在工作簿里填"
    found.findings.append(report("DC-04", message, cell.location, hint, found=cell.text))
    return ""


def looks_numeric(cell: RawCell) -> bool:
    """True for a number, a dash or an error, as stand where amounts are expected; false for a label."""
    if cell.fault is not SOUND or not isinstance(cell.value, str):
        return True
    return is_nothing(cell.value) or read_number(cell.value) is not None or cell.value.startswith("#")
