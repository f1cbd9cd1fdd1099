"""Workbooks for the walk: one with errors, and the sample without its reasons."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

SAMPLE = Path(__file__).parents[2] / "sample_inputs/liulin-2023-final/input.xlsx"
FORMAT = "shanxi/final_accounts/2023"
REASONS = "变动原因"


def whole() -> bytes:
    """The sample: no errors."""
    return SAMPLE.read_bytes()


def without_reasons() -> bytes:
    """The sample as it is before the reasons are written."""
    return _changed(errors=False)


def with_errors() -> bytes:
    """The same with a code that there is not, and an amount that is a word."""
    return _changed(errors=True)


def changed_amount() -> bytes:
    """The sample with one amount of 支出 larger by a million."""
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book["支出"]
    amount = next(
        cell for row in sheet.iter_rows(min_row=2) for cell in row[3:] if isinstance(cell.value, int | float)
    )
    amount.value += 1_000_000
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _changed(errors: bool) -> bytes:
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book[REASONS]
    head = next(row for row in range(1, 20) if str(sheet.cell(row, 1).value or "").startswith("事项"))
    sheet.delete_rows(head + 1, sheet.max_row)
    if errors:
        expenditure = book["支出"]
        first = next(row for row in range(1, 30) if str(expenditure.cell(row, 1).value or "").isdigit())
        expenditure.cell(first, 1).value = "2080199999"
        amount = next(
            cell for cell in expenditure[first + 1] if isinstance(cell.value, int | float) and cell.column > 3
        )
        amount.value = "约三万"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
