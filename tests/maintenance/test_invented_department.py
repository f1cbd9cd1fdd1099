"""Invented departments show which figure stands where: no two amounts of a row are alike."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from gongkai.maintenance.balanced_department import balanced, gaps
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.definitions import STAGE
from gongkai.model.ledger import Ledger
from tests.support.library import LIBRARY


@pytest.mark.parametrize(
    "format", ["shanxi/final_accounts/2023", "shanxi/budget/2026", "sichuan/final_accounts/2023"]
)
@pytest.mark.parametrize("balance", [False, True])
def test_no_two_amounts_of_a_typical_department_are_alike(format: str, balance: bool) -> None:
    """基本支出, 项目支出 and 经营支出 were all 65.59, so that a preview could not show a binding swapped."""
    pack, _ = LIBRARY.pack(format)
    assert pack is not None
    ledger = Ledger(balanced(pack) if balance else synthetic(pack, Scenario.TYPICAL))
    for schedule in ("收入", "支出"):
        rows = [fact for fact in ledger.schedule(schedule).facts if fact.amount]
        assert len(rows) >= 20
        now = pack.definitions.current
        amounts = Counter(
            fact.amount for fact in rows if fact.coordinates[STAGE] in (now, "本年预算", "当年预算安排")
        )
        assert amounts and max(amounts.values()) == 1, [
            amount for amount, times in amounts.items() if times > 1
        ]
        assert all(amount == amount.quantize(Decimal("0.01")) for amount in amounts)


@pytest.mark.parametrize(
    "format",
    [
        "shanghai/final_accounts/2024",
        "shanghai/budget/2025",
        "shanxi/final_accounts/2024",
        "xinjiang/final_accounts/2023",
    ],
)
def test_what_a_preview_shows_adds_up(format: str) -> None:
    """An income that is not the expenditure would be taken for a fault of the format."""
    pack, _ = LIBRARY.pack(format)
    assert pack is not None
    typical = synthetic(pack, Scenario.TYPICAL)
    assert len(gaps(pack, typical)) > 5
    department = balanced(pack)
    assert gaps(pack, department) == []
    before = {
        value.location: value.value
        for schedule in typical.schedules.values()
        for entry in schedule
        for value in entry.values.values()
        if isinstance(value.value, Decimal)
    }
    after = {
        value.location: value.value
        for schedule in department.schedules.values()
        for entry in schedule
        for value in entry.values.values()
        if isinstance(value.value, Decimal)
    }
    assert after.keys() == before.keys()
    assert all(value >= 0 for value in after.values())
    moved = [place for place, value in after.items() if value != before[place]]
    assert len(moved) < len(after) / 4  # the others stay as they were
