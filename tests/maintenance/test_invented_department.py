"""Invented departments show which figure stands where: no two amounts of a row are alike."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.definitions import STAGE
from gongkai.model.ledger import Ledger
from tests.support.library import LIBRARY


@pytest.mark.parametrize(
    "format", ["shanxi/final_accounts/2023", "shanxi/budget/2026", "sichuan/final_accounts/2023"]
)
def test_no_two_amounts_of_a_typical_department_are_alike(format: str) -> None:
    """基本支出, 项目支出 and 经营支出 were all 65.59, so that a preview could not show a binding swapped."""
    pack, _ = LIBRARY.pack(format)
    assert pack is not None
    ledger = Ledger(synthetic(pack, Scenario.TYPICAL))
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
