"""Rows of a schedule: counted, asked for alone even where names repeat, and graded by their numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.model.book import Book
from gongkai.model.definitions import Definitions
from gongkai.model.department import Department, Entry, Schedule, Value, derive
from gongkai.model.expression import Count, ExpressionError, Name, names, parse_comparison, parse_expression
from gongkai.model.ledger import ROW, Ledger, row_coordinate
from gongkai.model.schema import Column, ColumnType, DerivedText, ScheduleSpec, Shape, band_of
from gongkai.sections.schedule_rows import Record

BANDS = (("优", Decimal(90)), ("良", Decimal(80)), ("差", Decimal(0)))
SPEC = ScheduleSpec(
    name="项目",
    shape=Shape.ROWS,
    columns=(
        Column(("项目名称",), ColumnType.TEXT, dimension="项目名称"),
        Column(("预算数",), ColumnType.AMOUNT, coordinates=(("栏", "预算数"),)),
        Column(("得分",), ColumnType.NUMBER, coordinates=(("栏", "得分"),)),
    ),
    derived=(DerivedText("等级", "得分", BANDS),),
)


def _entry(name: str, budget: str, score: str) -> Entry:
    values = {
        "项目名称": Value(name),
        "预算数": Value(Decimal(budget)),
        "得分": Value(Decimal(score)),
    }
    derive(SPEC, values)
    return Entry(values)


ROWS = [("甲", "0", "95"), ("慰问", "100", "90"), ("慰问", "30", "89.99"), ("乙", "7", "-1")]


@pytest.fixture
def schedule() -> Schedule:
    return Schedule(SPEC, tuple(_entry(*row) for row in ROWS))


@pytest.fixture
def book(schedule: Schedule) -> Book:
    figures = {
        "预算": parse_expression("项目[栏=预算数]"),
        "得分": parse_expression("项目[栏=得分]"),
        "个数": parse_expression("计数(项目)"),
        "优的个数": parse_expression("计数(项目[等级=优])"),
        "平均": parse_expression("得分 / 个数"),
    }
    department = Department("x", {"项目": schedule})
    return Book(Ledger(department), Definitions(figures, {}, {"项目": SPEC.dimensions}, "决算", "上年决算"))


def test_count_is_of_rows_not_of_amounts(book: Book) -> None:
    """A project without money counts; two of the same name are two; the stage does not matter."""
    assert book.figure("个数").amount == 4
    assert book.figure("个数").previous.amount == 4
    assert book.figure("个数", 项目名称="慰问").amount == 2
    assert book.figure("优的个数").amount == 2
    assert book.figure("个数").where(等级="良").amount == 1
    assert book.figure("平均").amount == Decimal("273.99") / 4


def test_count_in_the_language() -> None:
    found = parse_expression("计数(项目[等级=优|良]) + 1")
    assert [name.name for name in names(found)] == ["项目"]
    assert isinstance(parse_comparison("计数(项目) > 0").left, Count)
    assert parse_expression("计数") == Name("计数")
    with pytest.raises(ExpressionError, match="计数"):
        parse_expression("计数(1)")
    with pytest.raises(ExpressionError):
        parse_expression("计数(项目")


def test_one_row_alone(book: Book, schedule: Schedule) -> None:
    """Rows of the same name are told apart."""
    amounts = [Record(book, schedule, entry).数("预算").amount for entry in schedule]
    assert amounts == [0, 100, 30, 7]
    assert book.figure("预算", **{ROW: row_coordinate(schedule, 2)}).amount == 30


def test_row_of_another_schedule_is_not_asked(book: Book) -> None:
    assert book.figure("预算", **{ROW: "别的明细表#0"}).amount == 137


def test_bands() -> None:
    assert [band_of(Decimal(text), BANDS) for text in ("100", "90", "89.99", "0", "-1")] == [
        "优",
        "优",
        "良",
        "差",
        "",
    ]


def test_derived_text_stands_in_the_row(book: Book, schedule: Schedule) -> None:
    assert [entry.text("等级") for entry in schedule] == ["优", "优", "良", ""]
    assert Record(book, schedule, schedule.entries[2]).等级 == "良"
    assert Record(book, schedule, schedule.entries[3]).等级 == ""


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"项目名称": "慰问"},
        {"等级": "优", "项目名称": "慰问"},
        {"项目名称": "慰问", "等级": "优"},
        {"项目名称": "无"},
    ],
)
def test_rows_with_all_of_several_texts_in_their_order(
    schedule: Schedule, conditions: dict[str, str]
) -> None:
    asked = [
        entry
        for entry in schedule
        if all(entry.text(column) == wanted for column, wanted in conditions.items())
    ]
    assert list(map(id, schedule.where(conditions))) == list(map(id, asked))
