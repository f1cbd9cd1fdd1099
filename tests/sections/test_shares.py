"""Shares that add up, and scores that stop at the full mark."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from gongkai.model.book import Book, Figure
from gongkai.model.definitions import Definitions
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.expression import ExpressionError, parse_expression
from gongkai.model.ledger import Ledger
from gongkai.model.schema import Column, ColumnType, ScheduleSpec, Shape
from gongkai.sections.printing import Printer
from gongkai.sections.vocabulary import attained
from tests.support.library import load_pack

SPEC = ScheduleSpec(
    "表",
    Shape.ROWS,
    (
        Column(("名",), ColumnType.TEXT, dimension="名"),
        Column(("数",), ColumnType.AMOUNT, coordinates=(("阶段", "决算"),)),
    ),
)


def _book(*amounts: str) -> Book:
    rows = tuple(
        Entry({"名": Value(str(place)), "数": Value(Decimal(text))}) for place, text in enumerate(amounts)
    )
    department = Department("x", {"表": Schedule(SPEC, rows)})
    return Book(Ledger(department), Definitions({}, {}, {"表": SPEC.dimensions}, "决算", "上年决算"))


def _printed(amounts: Sequence[str]) -> list[str]:
    pack, _ = load_pack("xinjiang/final_accounts/2023")
    assert pack is not None
    total = _book(*amounts).figure("表")
    figures: list[Figure] = [total.where(名=str(place)) for place in range(len(amounts))]
    return [str(part) for part in Printer(pack).parts(figures, total)]


def test_the_last_share_takes_the_remainder() -> None:
    shares = _printed(["5556.8", "23925.7", "416.6", "6370.5", "541.4", "135.3"])
    assert shares == ["15.04", "64.76", "1.13", "17.24", "1.47", "0.36"]
    assert sum(map(Decimal, shares)) == 100


def test_a_last_share_that_would_vanish_leaves_the_remainder_to_the_largest() -> None:
    assert _printed(["33335", "33335", "33325", "5"]) == ["33.32", "33.34", "33.33", "0.01"]


def test_nothing_to_share() -> None:
    assert _printed([]) == []
    assert _printed(["0", "0"]) == ["0.00", "0.00"]


@pytest.mark.parametrize(
    ("amounts", "lesser", "greater"),
    [(("8", "10"), "0.8", "1"), (("12", "10"), "1", "1.2"), (("5", "0"), "0", "1")],
)
def test_lesser_and_greater(amounts: tuple[str, str], lesser: str, greater: str) -> None:
    book = _book(*amounts)
    for function, expected in (("较小", lesser), ("较大", greater)):
        found = book.expression(parse_expression(f"{function}(表[名=0] / 表[名=1], 1)"))
        assert found.amount == Decimal(expected)


def test_lesser_takes_two() -> None:
    with pytest.raises(ExpressionError, match="应有“,”"):
        parse_expression("较小(表)")


def test_attained_in_words_is_what_was_stated() -> None:
    one, none = _book("1").figure("表"), _book("0").figure("表")
    assert attained("有效提升", "达成目标", one) == 1
    assert attained("有效提升", "达成目标", none) is None
    assert attained(">=10人", "5人", one) == Decimal("0.5")
