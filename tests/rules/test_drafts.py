"""Drafts of reasons: the items that contributed most, with amounts that add up to the change."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai import pipeline
from gongkai.rules.reason_drafts import DraftPart, ReasonLine, largest_parts, state_of
from tests.support.library import check_file, load_pack

SAMPLES = Path(__file__).parents[2] / "sample_inputs"
AMOUNT = re.compile(r"(增加|减少)([\d,]+\.\d\d)万元")


def lines(sample: str, folder: Path | None = None, **changes: Any) -> dict[str, ReasonLine]:
    path = SAMPLES / sample / "input.yaml"
    if folder is not None:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        content.update(changes)
        path = folder / "input.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    checked = check_file(path)
    assert checked.readable
    return {line.label: line for line in pipeline.reasons(checked)}


def told(draft: str) -> Decimal:
    signs = {"增加": 1, "减少": -1}
    return sum(
        (signs[word] * Decimal(text.replace(",", "")) for word, text in AMOUNT.findall(draft)), Decimal(0)
    )


@pytest.mark.parametrize("sample", sorted(path.parent.name for path in SAMPLES.glob("*/input.yaml")))
def test_the_amounts_add_up_to_the_change(sample: str) -> None:
    found = lines(sample)
    parts = 0
    for line in found.values():
        assert line.draft, line.label
        said = AMOUNT.findall(line.draft)
        if said:
            rounding = Decimal("0.005") * (len(said) + 1)
            assert abs(told(line.draft) - line.change / 10000) <= rounding, line
            parts += len(said)
    assert bool(parts) == bool(found)


def test_the_largest_come_first() -> None:
    line = lines("liulin-2023-final")["收支总体变动"]
    assert line.draft == "行政运行减少827.40万元，其他就业补助支出减少111.78万元"
    assert (line.change, line.state) == (Decimal(-9391800), "已写")
    assert line.rate is not None
    assert round(line.rate * 100, 2) == Decimal("-32.45")


def test_no_more_than_three_are_named_and_the_rest_added_up() -> None:
    draft = lines("qiemo-2023-final")["收支总体变动"].draft
    assert len(AMOUNT.findall(draft)) == 4
    assert "其他合计增加" in draft
    amounts = [Decimal(text.replace(",", "")) for _, text in AMOUNT.findall(draft)][:3]
    assert amounts == sorted(amounts, reverse=True)


def test_equal_names_are_told_apart_by_their_codes() -> None:
    assert "行政运行（2013201）减少" in lines("qiemo-2023-final")["收支总体变动"].draft


def test_nothing_in_either_year_is_not_asked() -> None:
    assert "公务接待费变动" not in lines("liulin-2023-final")


def test_a_change_against_the_budget_says_so() -> None:
    draft = lines("qiemo-2023-final")["一般公共预算预决算差异"].draft
    assert draft.startswith("与年初预算相比，")


def test_a_detail_is_used_only_where_it_is_the_same_money(tmp_path: Path) -> None:
    rows = [
        {"经济科目编码": "30101", "决算": "2800000.00", "上年决算": "4676540.00"},
        {"经济科目编码": "30102", "决算": "34240.00"},
    ]
    same = lines("liulin-2023-final", tmp_path, 基本支出经济分类=rows)
    assert (
        same["科目基本支出变动（2080101）"].draft
        == "基本工资减少187.65万元，津贴补贴增加3.42万元（上年无此项）"
    )
    rows[0]["上年决算"] = "4676541.00"
    other = lines("liulin-2023-final", tmp_path, 基本支出经济分类=rows)
    assert "工资" not in other["科目基本支出变动（2080101）"].draft


@pytest.mark.parametrize(
    ("text", "status", "state"),
    [
        ("", "", "没有写"),
        ("", "待核实", "没有写"),
        ("甲减少1.00万元", "", "还是草稿"),
        ("甲减少 1.00万元。", "", "还是草稿"),
        ("甲减少1.00万元", "待核实", "待核实"),
        ("甲减少1.00万元", "已核实", "已写"),
        ("人员减少", "", "已写"),
        ("人员减少", "待核实", "待核实"),
        ("甲减少1.00万元", "草稿", "还是草稿"),
        ("甲减少2.50万元，乙增加3.00万元（上年无此项），其他合计增加0.10万元", "草稿", "还是草稿"),
        ("与年初预算相比，甲减少1.00万元", "草稿", "还是草稿"),
        ("人员减少，甲减少1.00万元", "草稿", "已写"),
        ("甲减少1.00万元，主要是人员减少", "草稿", "已写"),
        ("甲减少1.00万元", "待核实", "待核实"),
    ],
)
def test_states(text: str, status: str, state: str) -> None:
    pack, _ = load_pack("shanxi/final_accounts/2023")
    assert pack is not None
    assert state_of(text, status, "甲减少1.00万元", pack) == state


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ([50, 40, 30, 5], [50, 40, 30]),
        ([50, 40, 30, 20, 20, 20], [50, 40, 30, 20]),  # 60 left over would be the largest, 40 is not
        ([10, 10, 10, 10, 10, 10], [10, 10, 10, 10, 10, 10]),
        ([50, -40, 30, -20, -20, -20], [50, -40, 30, -20]),
        ([7], [7]),
    ],
)
def test_what_is_left_over_is_never_the_largest(changes: list[int], named: list[int]) -> None:
    parts = [
        DraftPart(str(number), Decimal(100 + change), Decimal(100)) for number, change in enumerate(changes)
    ]
    found = largest_parts(parts, Decimal(sum(changes)), 3)
    assert [part.change for part in found] == named
