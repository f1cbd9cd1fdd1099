"""Numerals of headings, also where a department has a hundred targets and more."""

import pytest

from gongkai.model.labels import chinese_numeral


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "零"),
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (200, "二百"),
        (999, "九百九十九"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (2026, "二千零二十六"),
        (9999, "九千九百九十九"),
    ],
)
def test_numeral(number: int, written: str) -> None:
    assert chinese_numeral(number) == written


def test_no_two_numbers_are_written_alike() -> None:
    assert len({chinese_numeral(number) for number in range(10_000)}) == 10_000
