"""Kinds of sentences and tables that pages of other provinces publish, each as a made-up twin: what is right, what is not."""

from __future__ import annotations

import pytest

from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditResult
from gongkai.findings import Severity
from gongkai.source import Source
from tests.auditing.paper import table
from tests.readers.test_docx import paragraph, word
from tests.support.library import LIBRARY


def page(*blocks: str) -> AuditResult:
    """The audit of a document that has these paragraphs and tables and no cover."""
    body = "".join(block if block.startswith("<w:tbl>") else paragraph(block) for block in blocks)
    return audit_published([Source("a.docx", word(body))], LIBRARY)


def told(result: AuditResult) -> list[tuple[str, Severity]]:
    """Errors and warnings."""
    return [(each.finding.code, each.severity) for each in result.findings if each.severity != Severity.HINT]


PLAN = "某开发区2023年一般公共预算“三公”经费预算情况说明"


@pytest.mark.parametrize(
    "text",
    [
        # the change is that of the part, against the budget of another year
        "2023年公务用车购置及运行费预算80万元，其中公务用车运行费80万元，与2022年预算相比减少30万元。",
        "没有因公出国。公务用车购置费0万元，主要原因是严控支出，三、2023年公务接待费预算60万元，与2022年预算相比持平。",
    ],
)
def test_the_budget_of_another_year_is_not_the_one_of_this(text: str) -> None:
    assert told(page(PLAN, text)) == []


def test_the_reason_of_one_expense_ends_where_the_next_begins() -> None:
    text = "没有因公出国。公务用车购置费0万元，主要原因是严控支出，公务接待费预算60万元。"
    assert told(page(PLAN, text)) == []
    copied = text.replace("严控支出", "压缩接待批次")
    assert told(page(PLAN, copied)) == [("SJ-22", Severity.WARNING)]


def test_the_budget_of_the_same_year_is() -> None:
    accounts = "甲县某局2023年度部门决算"
    text = "2023年接待费预算80.00万元，支出决算60.00万元，比2023年预算减少35.00万元。"
    assert told(page(accounts, text)) == [("SJ-05", Severity.ERROR)]


ACCOUNTS = "2023年甲省某厅“三公”经费支出决算情况说明"


def test_a_comparison_with_a_year_further_back_beside_that_with_last_year() -> None:
    text = "支出决算为60.00万元，比上年决算数增加10.00万元，增长20.0%；比2019年（疫情前）决算数减少20.00万元，降低25.0%。"
    assert told(page(ACCOUNTS, text)) == []
    alone = "支出决算为60.00万元，比2019年决算数减少20.00万元，降低25.0%。"
    assert told(page(ACCOUNTS, alone)) == [("SJ-24", Severity.ERROR)]


def test_a_section_of_a_budget_about_the_accounts_of_last_year() -> None:
    title, text = (
        "某办事处2022年“三公”经费预算",
        "2021年度“三公”经费合计支出20.12万元，其中公务接待12.39万元。",
    )
    assert told(page(title, "二、2021年“三公”经费决算情况", text)) == []
    assert told(page(title, "二、“三公”经费预算情况", text)) == [("SJ-24", Severity.ERROR)]


EXPENSES = (
    (
        "“三公”经费合计",
        "因公出国（境）费",
        "公务用车购置及运行费",
        "公务用车购置费",
        "公务用车运行费",
        "公务接待费",
    ),
    ("79", "0", "75", "50", "25", "4"),
)


def test_a_row_of_small_amounts_is_no_heading() -> None:
    title = "一、2022年一般公共预算“三公”经费支出预算表"
    right = "公务用车购置费50万元，公务用车运行费25万元，公务接待费支出预算为4万元。"
    assert told(page(title, "单位：万元", table(*EXPENSES), right)) == []
    swapped = "公务用车运行费50万元。公务用车购置费25万元。"
    assert told(page(title, "单位：万元", table(*EXPENSES), swapped)) == [("SJ-03", Severity.ERROR)] * 2


DONE = "没有因公出国、公务用车。公务接待费支出决算为0.00万元，完成年初预算的0%。"


def test_no_budget_is_known_where_no_table_prints_any() -> None:
    assert told(page(ACCOUNTS, DONE)) == []
    budgets = table(
        ("项目", "预算数", "决算数"), ("公务接待费", "0.00", "0.00"), ("因公出国（境）费", "2.00", "1.00")
    )
    shown = page(ACCOUNTS, "“三公”经费支出决算表", "单位：万元", budgets, DONE)
    assert told(shown) == [("SJ-11", Severity.WARNING)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("完成年初预算的98.61%，决算数小于年初预算数的主要原因是节约。", []),
        ("完成年初预算的98.61%，决算数大于年初预算数的主要原因是节约。", [("SJ-07", Severity.ERROR)]),
        ("完成年初预算的108.61%，支出决算数小于预算数的主要原因是节约。", [("SJ-07", Severity.ERROR)]),
        ("完成年初预算100%，决算数大于预算数5.93万元，原因是人员增加。", [("SJ-07", Severity.WARNING)]),
        ("完成年初预算的100.00%，决算数小于预算数0.01万元，原因是节约。", []),
    ],
)
def test_the_side_of_the_budget(text: str, found: list[tuple[str, Severity]]) -> None:
    assert told(page(ACCOUNTS, f"教育支出决算为195.95万元，{text}")) == found


SHARES = (
    "甲县某站2024年单位预算公开说明",
    "五、一般公共预算支出情况说明",
    "1. 基本支出预算800000.00元，占一般公共预算支出的80.00%。其中：",
    "工资福利支出预算800000.00元，占基本支出预算100%。",
)


@pytest.mark.parametrize(("share", "found"), [("20.00%", []), ("25.10%", [("SJ-09", Severity.ERROR)])])
def test_shares_of_one_whole_that_stand_apart(share: str, found: list[tuple[str, Severity]]) -> None:
    last = f"2. 项目支出200000.00元，占一般公共预算支出的{share}。"
    assert told(page(*SHARES, last)) == found


@pytest.mark.parametrize(
    ("total", "found"), [("881300.39", []), ("911000.39", [("SJ-10", Severity.WARNING)])]
)
def test_parts_in_the_paragraphs_below(total: str, found: list[tuple[str, Severity]]) -> None:
    below = ("人员经费809961.19元，主要包括：基本工资。", "公用经费71339.20元，主要包括：办公费。")
    assert told(page(SHARES[0], f"2024年基本支出{total}元，其中：", *below)) == found


def test_all_parts_below_count() -> None:
    parts = (
        "基本支出70.00万元，占70.00%；",
        "项目支出29.00万元，占29.00%；",
        "预留机动经费1.00万元，占1.00%。",
    )
    title = "甲省某厅2024年度部门预算公开"
    assert told(page(title, "本年支出预算合计100.00万元，其中：", *parts)) == []
    wrong = page(title, "本年支出预算合计102.00万元，其中：", *parts)
    assert told(wrong) == [("SJ-10", Severity.WARNING)]


def form(total: str, spent: str, rate: str) -> str:
    return table(
        ("项目名称", "委托业务"),
        ("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("", "年度资金总额：", "90", total, spent, "10", rate, "10"),
        ("", "其中：本年财政拨款", "90", "80", spent, "", "", ""),
        ("", "上年结转资金", "", "10", "", "", "", ""),
        ("", "其他资金", "", "", "", "", "", ""),
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
        ("产出指标", "数量指标", "委托业务个数", "≥5个", "5个", "90", "90"),
    )


@pytest.mark.parametrize(
    ("total", "spent", "rate", "faults"),
    [
        ("90", "45", "50.00%", 0),
        ("90", "45", "50.0", 0),  # a number without a sign may be a score
        ("0", "45", "0", 1),
        ("95", "45", "47.37%", 1),
        ("90", "45", "55.00%", 1),
    ],
)
def test_funds_of_a_form(total: str, spent: str, rate: str, faults: int) -> None:
    found = told(page("项目支出绩效自评表", "（2022年度）", form(total, spent, rate)))
    assert [code for code, _ in found] == ["SJ-40"] * faults


def test_a_prompt_that_fills_a_cell() -> None:
    title = "部门预算项目支出绩效自评表（2023年度）"
    rows = (
        ("项目名称", "工资性支出"),
        ("一级指标", "三级指标"),
        ("自评结论（200字以内）", "已经完成，效果良好。"),
    )
    assert told(page(title, table(*rows))) == []
    left = ("存在问题", "结合自评情况，分析存在的问题及原因。（200字以内）")
    assert told(page(title, table(*rows, left))) == [("SJ-20", Severity.WARNING)]


def test_a_part_of_the_document_that_is_called_by_another_unit() -> None:
    parts = [
        f"第{count}部分：甲县某镇林业站2024年单位预算{what}"
        for count, what in (("二", "说明"), ("四", "报表"))
    ]
    title = "甲县某镇林业站2024年单位预算公开说明"
    assert told(page(title, *parts, "第五部分：甲县某镇林业站2024年绩效目标")) == []
    assert told(page(title, *parts, "第五部分：甲县某镇农业农村站2024年绩效目标")) == [
        ("SJ-25", Severity.WARNING)
    ]
