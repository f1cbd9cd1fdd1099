"""Figures over facts: cuts, stages, shares, sources."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.findings import Location
from gongkai.model.book import Book
from gongkai.model.definitions import Definitions
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.expression import parse_expression
from gongkai.model.ledger import Ledger
from gongkai.model.schema import Column, ColumnType, ScheduleSpec, Shape

SPEC = ScheduleSpec(
    name="支出",
    shape=Shape.ROWS,
    columns=(
        Column(("科目编码",), ColumnType.FUNCTION, dimension="科目"),
        Column(("来源",), ColumnType.CHOICE, dimension="来源", choices=("一般", "基金", "其他")),
        *(
            Column((stage, kind), ColumnType.AMOUNT, coordinates=(("阶段", stage), ("性质", kind)))
            for stage in ("决算", "上年", "预算")
            for kind in ("基本", "项目")
        ),
    ),
)


def _row(code: str, source: str, **amounts: str) -> Entry:
    values = {"科目编码": Value(code), "来源": Value(source)}
    for name, amount in amounts.items():
        values[name.replace("_", "/")] = Value(Decimal(amount), Location(cell=f"{code}{name}"))
    return Entry(values)


@pytest.fixture
def book() -> Book:
    rows = (
        _row("2080101", "一般", 决算_基本="100.10", 决算_项目="50", 上年_基本="200", 预算_基本="80"),
        _row("2080799", "一般", 决算_项目="25.05"),
        _row("2120801", "基金", 决算_项目="10", 上年_项目="10"),
        _row("2100101", "其他", 上年_基本="7"),
    )
    department = Department("x", {"支出": Schedule(SPEC, rows)})
    figures = {
        "合计": parse_expression("支出"),
        "基本": parse_expression("支出[性质=基本]"),
        "拨款": parse_expression("合计[来源=财政拨款]"),
        "差": parse_expression("合计 - 基本"),
        "倍": parse_expression("基本 * 2"),
        "比": parse_expression("基本 / (合计 - 合计)"),
    }
    groups = {"财政拨款": ("一般", "基金")}
    definitions = Definitions(figures, groups, {"支出": SPEC.dimensions}, "决算", "上年")
    return Book(Ledger(department), definitions)


def test_sums_at_the_current_stage(book: Book) -> None:
    assert book.figure("合计").amount == Decimal("185.15")
    assert book.figure("基本").amount == Decimal("100.10")
    assert book.figure("差").amount == Decimal("85.05")
    assert book.figure("倍").amount == Decimal("200.20")


def test_codes_count_under_their_prefixes(book: Book) -> None:
    total = book.figure("合计")
    assert total.where(科目="208").amount == Decimal("175.15")
    assert total.where(科目="20807").amount == Decimal("25.05")
    assert total.where(科目="2080101").amount == Decimal("150.10")
    assert total.where(科目="999").amount == 0


def test_groups_and_several_values(book: Book) -> None:
    assert book.figure("拨款").amount == Decimal("185.15")
    assert book.figure("合计").where(来源=("一般", "其他")).amount == Decimal("175.15")
    assert book.figure("拨款").previous.amount == Decimal(210)


def test_other_stages(book: Book) -> None:
    total = book.figure("合计")
    assert total.previous.amount == Decimal(217)
    assert total.at("预算").amount == Decimal(80)
    assert total.change(total.previous) == Decimal("-31.85")
    assert total.rate(total.previous) == Decimal("31.85") / 217
    assert total.ratio(total.at("预算")) == Decimal("185.15") / 80


def test_zero_bases_have_no_rate(book: Book) -> None:
    fund = book.figure("合计", 科目="2080799")
    assert fund.previous.amount == 0
    assert fund.rate(fund.previous) is None
    assert fund.ratio(fund.previous) is None
    assert book.figure("比").amount == 0


def test_sources_are_the_cells(book: Book) -> None:
    cells = {location.cell for location in book.figure("基本").sources}
    assert cells == {"2080101决算_基本"}


def test_coordinates_leave_out_what_has_no_amount(book: Book) -> None:
    assert book.figure("合计").coordinates("科目") == ["2080101", "2080799", "2120801"]
    assert book.figure("合计").previous.coordinates("科目") == ["2080101", "2100101", "2120801"]


def test_a_narrowed_figure_does_not_disturb_another(book: Book) -> None:
    """Results are kept by expression and context; temporary expressions must not be mixed up."""
    amounts = [
        book.expression(parse_expression(f"支出[性质={kind}, 来源={source}]")).amount
        for kind in ("基本", "项目")
        for source in ("一般", "基金", "其他")
    ]
    assert amounts == [Decimal("100.10"), 0, 0, Decimal("75.05"), Decimal(10), 0]


def test_filters_on_one_coordinate_all_hold(book: Book) -> None:
    """What is narrowed to two classes and then to one item is that item, not the classes again."""
    figure = book.expression(parse_expression("支出[科目=208|212]"))
    assert figure.amount == Decimal("185.15")
    assert figure.where(科目="2080101").amount == Decimal("150.10")
    assert figure.where(科目="2100101").amount == 0
    assert book.figure("拨款").where(来源="其他").amount == 0


def test_what_is_asked_by_many_names_is_not_kept_for_ever(book: Book) -> None:
    """A server answers whoever asks where a figure comes from, each by words of their own."""
    for number in range(10_000):
        figure = book.expression(parse_expression("支出"), f"第{number}个问题")
        assert figure.derivation.name == f"第{number}个问题"
    assert len(book.definitions.steps) < 5_000
