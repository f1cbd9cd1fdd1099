"""A row whose total is not the sum of its parts, where every other row of the table adds up."""

from __future__ import annotations

import pytest

from tests.auditing.paper import audited, only, table
from tests.auditing.test_by_hand import told

TITLE = ("各乡镇补助资金分配情况表", "金额单位：万元")
HEADINGS = ("乡镇", "合计", "中央资金", "省级资金", "县级资金")
ROWS = (
    ("甲乡", "60.00", "30.00", "20.00", "10.00"),
    ("乙乡", "45.50", "45.50", "", ""),
    ("丙镇", "8.35", "", "8.35", ""),
    ("丁镇", "31.00", "11.00", "12.00", "8.00"),
    ("戊乡", "17.26", "7.26", "5.00", "5.00"),
)


def with_row(*row: str, headings: tuple[str, ...] = HEADINGS) -> str:
    return table(headings, *ROWS, row)


def test_one_row_that_does_not_add_up() -> None:
    found = only(audited(*TITLE, with_row("己乡", "50.00", "20.00", "10.00", "2.00")))
    assert (found.finding.code, found.severity.value, found.row, found.quote) == ("SJ-01", "警告", 7, "50.00")
    assert (found.finding.found, found.finding.expected) == ("50.00", "32.00")


@pytest.mark.parametrize(
    "row",
    [
        ("己乡", "50.00", "20.00", "10.00", "20.00"),
        ("己乡", "50.00", "20.00", "10.00", "20.01"),  # a rounding remainder
        ("己乡", "", "", "", ""),
        ("己乡", "50.00", "20.00", "10万", "20.00"),  # what is no number is not guessed
    ],
)
def test_rows_that_add_up_or_say_too_little(row: tuple[str, ...]) -> None:
    assert told(audited(*TITLE, with_row(*row))) == []


@pytest.mark.parametrize("heading", ["其中：县级资金", "上年资金", "增减额"])
def test_columns_that_are_no_parts(heading: str) -> None:
    row = ("己乡", "50.00", "20.00", "10.00", "2.00")
    assert told(audited(*TITLE, with_row(*row, headings=(*HEADINGS[:4], heading)))) == []


def test_a_table_in_which_few_rows_add_up_has_other_columns() -> None:
    rows = [(name, "99.00", *rest) for name, _, *rest in ROWS[:3]]
    assert told(audited(*TITLE, table(HEADINGS, *rows, *ROWS[3:]))) == []
