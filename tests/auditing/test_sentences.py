"""Quantities of one sentence against each other."""

from __future__ import annotations

import pytest

from gongkai.findings import Severity
from tests.auditing.paper import audited, codes, only, table

RIGHT = (
    "办公费3.00万元，比上年增加3.00万元（上年无此项），印刷费2.00万元，比上年减少1.00万元，下降33.33%。",
    "办公费2.00万元，比上年减少1.00万元，下降33.33%；培训费3.00万元，比上年增加3.00万元（上年无此项支出）。",
    "2024年度收入总计359.38万元。与2023年度相比，收入总计增加62.85万元，增长21.19%。",
    "机关运行经费支出142.80万元，比2023年度减少13.52万元，下降8.65%。",
    "住房公积金年初预算为452.40万元，支出决算为446.11万元，完成年初预算的98.61%。",
    "本年支出合计9759.38万元，其中：基本支出5377.64万元，占55.10%；项目支出4381.74万元，占44.90%。",
    "2023年执行数为60.13万元，2024年预算安排25.77万元，比2023年执行数减少57.14%。",
    "“三公”经费支出0.39万元，比2023年度减少0.15万元，下降27.78%。",
)


@pytest.mark.parametrize("text", RIGHT)
def test_right_sentences(text: str) -> None:
    assert audited(text).findings == []


@pytest.mark.parametrize(
    ("text", "code", "quote"),
    [
        ("机关运行经费支出142.80万元，比2023年度减少13.52万元，下降6.85%。", "SJ-06", "下降6.85%"),
        ("机关运行经费支出142.80万元，比2023年度减少13.52万元，增长8.65%。", "SJ-07", "增长8.65%"),
        ("公积金年初预算为452.40万元，支出决算为446.11万元，完成年初预算的96.61%。", "SJ-08", "96.61%"),
        ("本年支出合计9759.38万元，其中：基本支出5377.64万元，占51.10%。", "SJ-09", "占51.10%"),
        ("办公费1.00万元，比上年减少1.00万元（上年无此项支出）。", "SJ-07", "减少1.00万元"),
        ("培训费上年无此项，本年减少1.00万元。", "SJ-07", "减少1.00万元"),
        ("2023年执行数为60.13万元，2024年支出25.77万元，比2023年执行数增加57.14%。", "SJ-07", "增加57.14%"),
        ("2023年执行数为48.52万元，2024年支出52.67万元，比2023年执行数增加0.53%。", "SJ-06", "增加0.53%"),
    ],
)
def test_faults_with_all_operands_in_one_sentence(text: str, code: str, quote: str) -> None:
    found = only(audited(text))
    level = Severity.WARNING if "无此项" in text else Severity.ERROR
    assert (found.finding.code, found.severity) == (code, level)
    assert found.quote.endswith(quote)


def test_a_difference_in_the_last_digit_is_a_hint() -> None:
    found = only(audited("机关运行经费支出142.80万元，比2023年度减少13.52万元，下降8.66%。"))
    assert found.severity is Severity.HINT


def test_what_another_amount_explains_is_none() -> None:
    text = "支出142.80万元，比2023年度减少13.52万元，下降6.85%。其中公用支出183.85万元。"
    assert audited(text).findings == []


def test_a_rate_on_nothing() -> None:
    found = only(audited("2023年执行数为0.00万元，2024年支出25.00万元，比2023年执行数增加100.00%。"))
    assert (found.finding.code, found.severity) == ("SJ-11", Severity.WARNING)


def test_every_amount_is_accounted_for() -> None:
    result = audited(*RIGHT, "某项目投入12.34万元。")
    assert result.account.all == result.account.done + sum(result.account.unchecked().values())
    assert 0 < sum(result.account.unchecked().values()) < 9 and codes(result) == []


TABLE = (
    "一般公共预算财政拨款支出决算表",
    "金额单位：万元",
    table(
        ("科目代码", "科目名称", "小计", "基本支出", "项目支出"),
        ("合计", "", "300.00", "200.00", "100.00"),
        ("208", "社会保障和就业支出", "300.00", "200.00", "100.00"),
    ),
    "五、一般公共预算财政拨款支出决算情况说明",
)


@pytest.mark.parametrize(("rate", "found"), [("50.00%", []), ("50.60%", ["SJ-06"]), ("80.00%", ["SJ-06"])])
def test_a_rate_whose_amount_only_the_table_tells(rate: str, found: list[str]) -> None:
    text = f"与上年相比，一般公共预算财政拨款支出增加100.00万元，增长{rate}。主要原因是项目增加。"
    result = audited(*TABLE, text)
    assert codes(result) == found
    assert all("支出决算表" in each.compared_with for each in result.findings)


def test_nothing_falls_by_more_than_all() -> None:
    found = only(audited("政府性基金收入与上年相比，减少37.14万元，下降500.00%，主要原因是上年一次性缴费。"))
    assert (found.finding.code, found.finding.found) == ("SJ-06", "500.00%")
    assert (
        audited("结余-3.00万元，比上年减少5.00万元，下降250.00%，主要原因是清算。").findings[0].finding.code
        != "SJ-06"
    )


@pytest.mark.parametrize("text", ["基本支出283.42万元，占比14.50%；", "上缴上级支出0万元，占比0%；"])
def test_a_short_paragraph_with_an_amount_that_is_said_twice(text: str) -> None:
    assert "SJ-22" in codes(audited("支出决算情况", text, text))
    assert "SJ-22" not in codes(audited("支出决算情况", text, text.replace("支出", "收入")))


@pytest.mark.parametrize(
    "words", ["2021年度预算收入总计23,719.12万元。", "2026年二级项目绩效自评个数15个，涉及资金1,671.61万元。"]
)
def test_the_year_that_a_paragraph_begins_with(words: str) -> None:
    assert "SJ-24" in codes(audited("收支情况", words))


CELLS = table(("项目", "金额"), ("甲项", "10.52"), ("乙项", "4.69"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("补助支出2.50万元，比上年减少0.50万元，下降16.67%。", []),
        ("补助支出2.50万元，比上年减少0.50万元，下降10.67%。", [Severity.WARNING]),  # 0.50 of 4.69 by chance
        ("补助支出2.50万元，比上年减少0.40万元，下降16.67%，原因是由3万元减为2.5万元。", [Severity.ERROR]),
    ],
)
def test_a_small_change_is_explained_by_any_cell(text: str, found: list[Severity]) -> None:
    assert [each.severity for each in audited("各项补助", "金额单位：万元", CELLS, text).findings] == found


AGAIN = "2024年机关运行经费67.72万元，2023年机关运行经费70.81万元，较上年减少4.36%，主要原因是压缩支出，比上年减少{}万元。"


@pytest.mark.parametrize(("change", "found"), [("3.09", []), ("3.39", ["SJ-05"]), ("1.20", [])])
def test_a_change_behind_its_reason(change: str, found: list[str]) -> None:
    assert codes(audited(AGAIN.format(change))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("项目支出增加，主要原因是2025年项目增加。", ["SJ-24"]),
        ("项目支出增加，主要原因是2025年提前下达的资金增加。", []),
        ("项目支出增加，主要原因是2023年结转项目增加。", []),
    ],
)
def test_a_cause_is_no_later_than_what_it_causes(text: str, found: list[str]) -> None:
    assert codes(audited(text)) == found


def test_a_unit_that_differs_from_the_paragraph_s() -> None:
    text = "固定资产原值2,655.87万元。车辆5辆，价值47.15{}。"
    assert codes(audited(text.format("万元"))) == []
    assert codes(audited(text.format("元"))) == ["SJ-26"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("支出决算17.23万元。较上年决算增加17.23万元，增长100.00%，原因是上年没有此项支出。", ["SJ-11"]),
        ("支出决算34.46万元。较上年决算增加17.23万元，增长100.00%，原因是培训费17.23万元是新增的。", []),
    ],
)
def test_what_grew_by_all_that_is_there(text: str, found: list[str]) -> None:
    assert codes(audited(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "年初结转和结余-1.25万元。",  # as the table prints it
        "收入总计39.39万元，本年支出39.37万元，结余分配0.00万元。",
        "项目支出0.10万元，其中：培训费0.05万元，会议费0.09万元，差旅费0.01万元。",
        "支出共减少3.19万元，其中：用车减少3.19万元，接待费增加0.00万元，会议费增加0.00万元。",
    ],
)
def test_amounts_of_nearly_nothing_and_below_it(text: str) -> None:
    cells = table(("项目", "金额"), ("年初结转和结余", "-1.25"))
    assert codes(audited("结转结余表", "金额单位：万元", cells, text)) == []
