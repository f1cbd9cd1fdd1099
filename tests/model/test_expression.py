"""The language of figures: what it accepts, and that what it does not is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.model.expression import (
    Constant,
    ExpressionError,
    Name,
    Operation,
    names,
    parse_comparison,
    parse_expression,
)


def test_names_filters_and_groups() -> None:
    parsed = parse_expression("支出[资金来源=财政拨款, 科目=208|210] + 因公出国（境）费 - (甲 + 2)")
    assert [item.name for item in names(parsed)] == ["支出", "因公出国（境）费", "甲"]
    assert isinstance(parsed, Operation)
    first = next(names(parsed))
    assert first == Name("支出", (("资金来源", ("财政拨款",)), ("科目", ("208", "210"))))


def test_precedence() -> None:
    parsed = parse_expression("甲 + 乙 * 2")
    assert parsed == Operation("+", Name("甲"), Operation("*", Name("乙"), Constant(Decimal(2))))


def test_a_name_may_hold_digits_and_brackets() -> None:
    assert parse_expression("相关信息[信息项目=单价100万元（含）以上设备（不含车辆）]") == Name(
        "相关信息", (("信息项目", ("单价100万元（含）以上设备（不含车辆）",)),)
    )


@pytest.mark.parametrize("operator", ["=", "!=", "<=", ">=", "<", ">"])
def test_comparisons(operator: str) -> None:
    parsed = parse_comparison(f"甲 + 乙 {operator} 丙")
    assert parsed.operator == operator
    assert parsed.right == Name("丙")


@pytest.mark.parametrize(
    "text", ["", "甲 +", "甲 乙", "支出[资金来源]", "支出[资金来源=]", "(甲", "甲]", "甲 = 乙", "支出[=甲]"]
)
def test_faults_are_named(text: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse_expression(text)
    assert f"“{text}”" in str(error.value)


def test_a_comparison_needs_two_sides() -> None:
    with pytest.raises(ExpressionError):
        parse_comparison("甲 + 乙")


def test_only_equal_expressions_have_the_same_key() -> None:
    written = (
        "甲",
        "甲[科目=1]",
        "甲[科目=1|2]",
        "甲 / (乙 * 丙)",
        "甲 / 乙 * 丙",
        "甲 - (乙 - 丙)",
        "计数(甲)",
        "1",
        "较小(甲, 1)",
    )
    first, second = ([parse_expression(text) for text in written] for _ in range(2))
    assert first == second
    assert [item.key for item in first] == [item.key for item in second]
    assert len({item.key for item in first}) == len(written)
