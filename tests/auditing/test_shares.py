"""Shares in a list, where one of them is of another whole."""

from __future__ import annotations

import pytest

from gongkai.findings import Severity
from tests.auditing.paper import audited, codes

RIGHT = (
    "教育支出798.38万元，占20.28%；社会保障和就业支出2,392.57万元，占60.77%；卫生健康支出41.66万元，占1.06%；"
    "农林水支出637.05万元，占16.18%；住房保障支出54.14万元，占1.38%；其他支出13.53万元，占0.34%。"
)
THREE = ("1.教育支出（类）20.00万元，占20.00%。", "2.卫生健康支出（类）30.00万元，占30.00%。")


def test_a_list_that_comes_out_or_leaves_the_remainder_to_the_last() -> None:
    assert audited(RIGHT).findings == []
    assert audited(RIGHT.replace("占0.34%", "占0.33%")).findings == []
    assert audited(*THREE, "3.住房保障支出（类）50.00万元，占50.00%。").findings == []


@pytest.mark.parametrize(("wrong", "right"), [("20.38%", "20.28%"), ("6.77%", "60.77%"), ("1.66%", "1.06%")])
def test_one_share_of_a_list(wrong: str, right: str) -> None:
    found = [each for each in audited(RIGHT.replace(right, wrong)).findings if each.finding.code == "SJ-09"]
    assert [(each.severity, each.finding.found) for each in found] == [(Severity.ERROR, wrong)]
    assert found[0].finding.expected == right and found[0].quote.endswith(wrong)


def test_a_list_of_paragraphs() -> None:
    assert codes(audited(*THREE, "3.住房保障支出（类）50.00万元，占56.00%。")) == ["SJ-09"]


def test_shares_of_different_wholes_are_no_list() -> None:
    text = "甲项目20.00万元，占总投资的12.00%；乙项目30.00万元，占年度资金的75.00%；丙项目8.00万元，占收入的2.00%。"
    assert audited(text).findings == []


@pytest.mark.parametrize(("share", "found"), [("98.29%", []), ("68.29%", ["SJ-09"])])
def test_two_shares_of_what_the_paragraph_before_says(share: str, found: list[str]) -> None:
    text = (
        f"授予中小企业合同金额345.94万元，占政府采购支出总额的{share}，"
        "其中：授予小微企业合同金额332.42万元，占政府采购支出总额的94.45%。"
    )
    assert codes(audited("2024年度政府采购支出总额351.97万元。", text)) == found
