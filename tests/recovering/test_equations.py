"""Amounts out of printed sums: what follows, what is shared out, what stays unknown, what contradicts itself."""

from __future__ import annotations

from gongkai.recovering.equations import Equation, solved

HALF = 50_00  # 分: half of the last digit of 万元 with two decimals


def printed(parts: str, wan: str, rounding: int = HALF) -> Equation[str]:
    signs = {name.lstrip("-"): -1 if name.startswith("-") else 1 for name in parts.split()}
    return Equation(signs, int(wan.replace(".", "")) * 100_00, rounding)


def shown(amount: int) -> int:
    """In hundredths of 万元, as print rounds it."""
    return (amount + HALF) // 10_000


def test_a_total_that_differs_by_rounding_comes_out() -> None:
    """柳林: 283.42 + 803.08 stand beside 1086.51."""
    found = solved([printed("a", "283.42"), printed("b", "803.08"), printed("a b", "1086.51")])
    assert [shown(found.amounts[name]) for name in "ab"] == [28342, 80308]
    assert shown(found.amounts["a"] + found.amounts["b"]) == 108651
    assert not found.broken and not found.unknown


def test_rows_and_columns_of_a_table_come_out_at_once() -> None:
    cells = {"a": "1.00", "b": "2.00", "c": "3.00", "d": "4.00"}
    sums = {"a b": "3.01", "c d": "6.99", "a c": "4.00", "b d": "6.00", "a b c d": "10.00"}
    found = solved([printed(names, wan) for names, wan in {**cells, **sums}.items()])
    assert not found.broken
    for names, wan in {**cells, **sums}.items():
        total = sum(found.amounts[name] for name in names.split())
        assert shown(total) == int(wan.replace(".", "")), names


def test_the_only_unknown_part_is_the_rest() -> None:
    found = solved([printed("a b", "5.00"), printed("a", "2.00")])
    assert found.amounts == {"a": 20_000_00, "b": 30_000_00}
    found = solved([printed("a -b", "5.00"), printed("a", "7.00")])
    assert found.amounts["b"] == 20_000_00


def test_a_full_sum_leaves_nothing_for_its_other_parts() -> None:
    found = solved([printed("a b c", "2.01"), printed("a", "2.00")])
    assert (found.amounts["b"], found.amounts["c"]) == (0, 0)
    assert found.broken, "2.00 alone is never 2.01"


def test_what_nothing_tells_apart_stays_unknown() -> None:
    found = solved([printed("a b", "5.00"), printed("c", "1.00")])
    assert sorted(found.unknown) == ["a", "b"]
    assert found.amounts == {"c": 10_000_00}


def test_a_contradiction_is_kept_apart_and_what_is_printed_stays() -> None:
    found = solved([printed("a", "1.00"), printed("b", "2.00"), printed("a b", "9.00"), printed("c", "4.00")])
    assert [len(each.parts) for each in found.broken] == [2]
    assert found.amounts == {"a": 10_000_00, "b": 20_000_00, "c": 40_000_00}


def test_a_cell_printed_twice_and_differently_is_not_placed() -> None:
    found = solved([printed("a", "1.00"), printed("a", "2.00"), printed("b", "2.00")])
    assert found.unknown == ["a"] and found.amounts == {"b": 20_000_00}
    assert found.broken


def test_a_rest_below_zero_is_no_amount() -> None:
    found = solved([printed("a b", "5.00"), printed("a", "7.00")])
    assert found.unknown == ["b"]


def test_exact_amounts_do_not_move() -> None:
    found = solved([Equation({"a": 1}, 123_45, 0), printed("b", "1.00"), printed("a b", "1.02")])
    assert found.amounts["a"] == 123_45
    assert shown(found.amounts["a"] + found.amounts["b"]) == 102


def test_amounts_printed_in_whole_yuan_stay_what_is_printed() -> None:
    """302 prints 1 元 more than its items have; none of them is 0.04 元 more than it says."""
    yuan = 50
    items = {"办公费": 1_000_000_00, "水费": 400_000_00}
    total = Equation(dict.fromkeys(items, 1), sum(items.values()) + 1_00, yuan)
    found = solved([*(Equation({name: 1}, amount, yuan) for name, amount in items.items()), total])
    assert found.amounts == items
    assert found.broken == [total]
