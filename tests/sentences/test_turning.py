"""A format's prose turned round: what its sentences say where."""

from __future__ import annotations

from dataclasses import replace

from gongkai.packs.inheritance import NarrativeFile
from gongkai.packs.pack import Pack
from gongkai.sentences.slots import GAP, NO_SLOT, CodeRows, Says, SentenceSlot
from gongkai.sentences.turning import turned
from tests.support.library import LIBRARY

FORMAT = "standard/final_accounts/2024"


def pack_with(*lines: str) -> Pack:
    """The format with one prose template of these lines."""
    pack, _ = LIBRARY.pack(FORMAT)
    assert pack is not None
    return replace(pack, narrative={"一": NarrativeFile("\n".join(lines), "narrative/一.j2")})


def said(slots: list[SentenceSlot]) -> list[tuple[str, str, str]]:
    return [(slot.meaning.role, slot.meaning.name, slot.unit) for slot in slots]


def test_literals_are_the_words_between_numbers() -> None:
    slots = turned(
        pack_with("## 一、情况", "{{年度}}年度收入总计{{收入总计|万元}}万元，支出总计{{支出总计|万元}}万元。")
    )
    assert said(slots) == [(Says.AMOUNT, "收入总计", "万元"), (Says.AMOUNT, "支出总计", "万元")]
    assert slots[0].before == [(NO_SLOT, "2024年度收入总计")]
    assert slots[1].before == [(0, "万元，支出总计")]
    assert (slots[0].heading, slots[0].place.line, slots[0].place.file) == (
        "一、情况",
        2,
        "narrative/一.j2",
    )


def test_every_wording_of_a_comparison_is_a_way() -> None:
    slots = turned(pack_with("支出总计{{支出总计|增减}}。"))
    assert said(slots) == [(Says.CHANGE, "支出总计", "万元"), (Says.RATE, "支出总计", "%")]
    assert {words for _, words in slots[0].before} == {"支出总计增加", "支出总计减少"}
    assert slots[0].meaning.base is not None
    assert slots[0].meaning.base.stage == "上年决算"


def test_a_condition_may_be_left_out_and_a_reason_is_any_text() -> None:
    slots = turned(
        pack_with(
            '收入总计{{收入总计|万元}}万元{% if 原因("收支总体变动") %}，主要原因是{{原因("收支总体变动")}}{% endif %}；'
            "支出总计{{支出总计|万元}}万元。"
        )
    )
    assert {words for _, words in slots[1].before} == {
        "万元；支出总计",
        f"万元，主要原因是{GAP}；支出总计",
    }


def test_a_loop_over_codes_leads_back_to_itself() -> None:
    slots = turned(
        pack_with(
            "支出{{本年支出合计|万元}}万元{% for 行 in 科目(本年支出合计, 3) %}；{{行.名称}}{{行.数|万元}}万元，"
            "占{{行.数|占比(本年支出合计)}}%{% endfor %}。"
        )
    )
    assert [slot.meaning.role for slot in slots] == [Says.AMOUNT, Says.AMOUNT, Says.SHARE]
    assert slots[1].meaning.rows == slots[2].meaning.rows == CodeRows("科目", 3)
    assert {before for before, _ in slots[1].before} == {0, 2}
    assert slots[1].loop == slots[2].loop != 0


def test_loops_over_known_figures_and_macros_are_written_out() -> None:
    slots = turned(
        pack_with(
            "{% macro 说(数) %}{{数|名称}}{{数|万元}}万元{% endmacro %}"
            "{% for 数 in [基本支出, 项目支出] if 数 %}{{说(数)}}，{% endfor %}"
        )
    )
    assert said(slots) == [(Says.AMOUNT, "基本支出", "万元"), (Says.AMOUNT, "项目支出", "万元")]
    assert (NO_SLOT, "基本支出") in slots[0].before
    assert (NO_SLOT, "项目支出") in slots[1].before  # 基本支出 may be left out


def test_stages_limits_and_variables_narrow_the_figure() -> None:
    slots = turned(
        pack_with(
            '{% set 数 = 一般公共预算财政拨款支出|在("年初预算") %}',
            "年初预算{{数|万元}}万元，{{一般公共预算财政拨款支出|完成年初预算}}，车辆{{车辆合计|数}}辆。",
        )
    )
    assert [slot.meaning.role for slot in slots] == [Says.AMOUNT, Says.COMPLETION, Says.COUNT]
    assert slots[0].meaning.figure is not None and slots[0].meaning.figure.stage == "年初预算"
    assert slots[2].after == {"辆。"}


def test_every_format_is_turned_round() -> None:
    numbers = {}
    for info in LIBRARY.published():
        pack, _ = LIBRARY.pack(info.format)
        assert pack is not None
        slots = turned(pack)
        numbers[info.format] = len(slots)
        assert turned(pack) is slots
        assert all(slot.before and slot.place.line for slot in slots)
    assert len(numbers) > 10
    assert all(count >= 15 for count in numbers.values()), numbers
