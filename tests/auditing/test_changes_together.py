"""Changes that make up another: items of a section, the three expenses, the amounts of a reason."""

from __future__ import annotations

import pytest

from tests.auditing.paper import audited
from tests.auditing.test_by_hand import told

HEADING = ("第二部分 部门决算情况说明", "五、一般公共预算财政拨款支出决算情况说明")
WHOLE = "2024年度一般公共预算财政拨款支出900.00万元，与上年相比，减少130.00万元，下降12.62%。"
ITEMS = (
    "1.教育支出（类）职业教育（款）技校教育（项）：支出决算数为553.31万元，比上年决算减少{},下降21.92%。",
    "2.教育支出（类）进修及培训（款）培训支出（项）：支出决算数为2.37万元，比上年决算{}（上年无此项支出）。",
    "3.农林水支出（类）普惠金融发展支出（款）其他普惠金融发展支出（项）：支出决算数为344.32万元，比上年决算增加{}。",
)


def items(first: str = "155.34万元", second: str = "增加2.37万元", third: str = "22.97万元") -> list[str]:
    return [text.format(said) for text, said in zip(ITEMS, (first, second, third), strict=True)]


def sums(*paragraphs: str) -> list[tuple[str, str]]:
    """What is told of sums and directions in the quotations."""
    result = audited(*HEADING, *paragraphs)
    return [
        (each.finding.code, each.quote)
        for each in result.findings
        if "合起来" in each.finding.message or "原因里" in each.finding.message
    ]


def test_the_changes_of_all_items_make_up_that_of_the_whole() -> None:
    assert sums(WHOLE, *items()) == []
    assert sums(WHOLE, *items(third="22.79万元")) == [("SJ-10", "比上年决算增加22.79万元")]


@pytest.mark.parametrize(
    "said",
    [
        items(third="61.04万元"),  # an item is left out, or another fund is in it: nothing tells which
        items()[:2],
        [each.replace("上年", "年初预算") for each in items(third="22.79万元")],
    ],
)
def test_what_may_be_no_list_of_all(said: list[str]) -> None:
    assert sums(WHOLE, *said) == []


THREE = (
    "2024年财政拨款安排的“三公”经费预算1.50万元比2023年同口径减少0.50万元。",
    "其中：因公出国（境）费0.00万元与上年预算数相同；公务接待费0.00万元与上年预算数相同；"
    "公务用车运行维护费1.50万元与上年相比预算数{}0.50万元；公务用车购置费0.00万元与上年预算数相同。",
)


@pytest.mark.parametrize(("word", "found"), [("减少", []), ("增加", ["SJ-07"])])
def test_the_three_expenses_go_where_their_sum_goes(word: str, found: list[str]) -> None:
    assert [code for code, _ in sums(THREE[0], THREE[1].format(word))] == found


REASON = "2024年度收入总计减少939.18万元，主要原因是考核奖金减少85.52万元；上年往来资金741.88万元不再发生；补助支出{}111.78万元。"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (REASON.format("减少"), []),
        (REASON.format("增加"), ["SJ-07"]),
        ("会议费支出减少3.75万元，主要原因是压缩会议，比上年增加3.75万元。", ["SJ-07"]),
        ("会议费支出增加3.75万元，原因是从差旅费预算中调减3.75万元。", []),  # moved from one to the other
        (
            "基本支出283.42万元，比上年减少184.23万元，原因是奖金减少85.52万元，人员经费减少98.31万元；"
            "项目支出803.08万元，比上年减少643.17万元，原因是补助减少643.17万元。",
            ["SJ-10"],
        ),
    ],
)
def test_amounts_of_a_reason(text: str, found: list[str]) -> None:
    assert [code for code, _ in sums(text)] == found


@pytest.mark.parametrize(("part", "found"), [("71.00万元", ["SJ-10"]), ("7.10万元", [])])
def test_a_part_is_no_more_than_the_whole(part: str, found: list[str]) -> None:
    text = f"当年安排的项目支出21.70万元，其中养老保险补助{part}、就业补助资金3.83万元。"
    assert [code for code, _ in told(audited(text))] == found
