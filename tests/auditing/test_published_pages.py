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


@pytest.mark.parametrize(("spent", "found"), [("1,266.95", []), ("1,276.95", [("SJ-03", Severity.ERROR)])])
def test_what_is_spent_of_an_appropriation_is_not_what_is_received(
    spent: str, found: list[tuple[str, Severity]]
) -> None:
    sums = (
        ("收入", "", "支出", ""),
        ("项目", "金额", "项目", "金额"),
        ("一、一般公共预算财政拨款", "1,286.45", "一、一般公共服务支出", "1,266.95"),
        ("本年收入合计", "1,286.45", "本年支出合计", "1,266.95"),
        ("年初财政拨款结转和结余", "10.00", "年末财政拨款结转和结余", "29.50"),
        ("总计", "1,296.45", "总计", "1,296.45"),
    )
    spending = (
        ("科目代码", "科目名称", "小计", "基本支出", "项目支出"),
        ("合计", "", "1,266.95", "890.45", "376.50"),
        ("201", "一般公共服务支出", "1,266.95", "890.45", "376.50"),
    )
    result = page(
        "甲县某中心2022年度部门决算",
        *("财政拨款收入支出决算总表", "金额单位：万元", table(*sums)),
        *("一般公共预算财政拨款支出决算表", "金额单位：万元", table(*spending)),
        "五、一般公共预算财政拨款支出决算情况说明",
        f"2022年度一般公共预算财政拨款支出年初预算为1,180.00万元，支出决算为{spent}万元，超过预算。",
    )
    assert told(result) == found


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


RECEIVED = (
    "财政拨款收入支出决算总表",
    "金额单位：万元",
    table(
        ("收入", "", "支出", ""),
        ("项目", "金额", "项目", "金额"),
        ("一、一般公共预算财政拨款", "1,328.15", "一、一般公共服务支出", "1,328.15"),
        ("本年收入合计", "1,328.15", "本年支出合计", "1,328.15"),
        ("总计", "1,328.15", "总计", "1,328.15"),
    ),
    "四、财政拨款收入支出决算总体情况说明",
)


@pytest.mark.parametrize(
    ("total", "rate", "found"),
    [
        ("1,328.15", "6.25", []),
        ("1,382.15", "6.25", ["SJ-03"]),
        ("1,328.15", "2.65", ["SJ-06"]),
    ],
)
def test_receipts_and_spending_in_one_word(total: str, rate: str, found: list[str]) -> None:
    text = f"2022年度财政拨款收、支总计均为{total}万元。与2021年度相比，财政拨款收、支总计各增加78.15万元，增长{rate}%。"
    result = page("甲县某中心2022年度部门决算", *RECEIVED, text)
    assert [code for code, level in told(result) if level == Severity.ERROR] == found


@pytest.mark.parametrize(
    ("change", "found"),
    [("减少2.20万元，下降14.67%", []), ("增加2.20万元，增长14.67%", [("SJ-06", Severity.ERROR)])],
)
def test_a_change_behind_a_semicolon(change: str, found: list[tuple[str, Severity]]) -> None:
    text = "会议费支出预算为16.00万元，支出决算为12.80万元，完成预算的80.00%；"
    assert told(page("甲县某局2023年度部门决算", f"{text}较上年{change}。")) == found


@pytest.mark.parametrize(("share", "found"), [("80.00", []), ("85.00", [("SJ-09", Severity.ERROR)])])
def test_a_share_of_what_the_sentence_before_names(share: str, found: list[tuple[str, Severity]]) -> None:
    text = "2023年度政府采购支出总额120.00万元。授予中小企业合同金额96.00万元，占政府采购支出总额的"
    assert told(page("甲县某局2023年度部门决算", f"{text}{share}%。")) == found


@pytest.mark.parametrize(("count", "found"), [("2", []), ("3", [("SJ-10", Severity.WARNING)])])
def test_vehicles_are_counted(count: str, found: list[tuple[str, Severity]]) -> None:
    text = f"截至2023年12月31日，甲县某中心共有车辆{count}辆，其中：应急保障用车1辆、其他用车1辆。"
    assert told(page("甲县某中心2023年度部门决算", "办公费支出10.00万元。", text)) == found


def test_vehicles_of_another_body_and_of_another_year() -> None:
    cover = ("甲县招商中心2023年度部门决算", "部门名称：甲县招商服务中心")
    right = "截至2023年12月31日，甲县招商服务中心共有车辆2辆。"
    assert told(page(*cover, right)) == []
    assert told(page(*cover, right.replace("招商服务", "投资促进"))) == [("SJ-25", Severity.WARNING)]
    late = "截至2022年12月31日，公务用车保有量2辆，没有因公出国、公务接待。"
    assert told(page(*cover, right, late)) == [("SJ-24", Severity.ERROR)]
    assert told(page(*cover, late)) == []


def test_a_reason_of_what_the_paragraph_is_about() -> None:
    text = "公务接待费支出预算为16.00万元，支出决算为12.80万元。决算数小于预算数的主要原因是压缩{}开支。没有因公出国、公车。"
    cover = "甲县某局2023年度部门决算"
    assert told(page(cover, text.format("接待"))) == []
    assert ("SJ-22", Severity.WARNING) in told(page(cover, text.format("车辆运行")))


@pytest.mark.parametrize(("total", "found"), [("300.00", []), ("330.00", [("SJ-10", Severity.WARNING)])])
def test_budgets_of_the_items_below(total: str, found: list[tuple[str, Severity]]) -> None:
    items = [
        f"{at}.{name}（项）。年初预算为{plan}万元，支出决算为{spent}万元。"
        for at, name, plan, spent in (
            (1, "行政运行", "100.00", "110.00"),
            (2, "招商引资", "120.00", "115.00"),
            (3, "住房公积金", "80.00", "85.00"),
        )
    ]
    whole = f"2023年度一般公共预算财政拨款支出年初预算为{total}万元，支出决算为310.00万元。其中："
    assert told(page("甲县某局2023年度部门决算", whole, *items)) == found


@pytest.mark.parametrize(
    ("amount", "rate", "faults"),
    [
        ("-4,000.00", "-33.33%", 0),
        ("4,000.00", "-33.33%", 1),
        ("-4,000.00", "-36.33%", 1),
        ("4,000.00", "33.33%", 2),
    ],
)
def test_columns_of_changes(amount: str, rate: str, faults: int) -> None:
    rows = (
        ("项目", "2023年预算数", "2024年预算数", "增减额", "增减%"),
        ("合计", "52,000.00", "48,000.00", "-4,000.00", "-7.69%"),
        ("因公出国（境）费", "", "", "", ""),
        ("公务接待费", "12,000.00", "8,000.00", amount, rate),
        ("公务用车购置及运行费", "40,000.00", "40,000.00", "0.00", "0.00%"),
    )
    result = page("甲县某站2024年单位预算公开", "2024年“三公”经费支出表", "单位：元", table(*rows))
    assert told(result) == [("SJ-01", Severity.WARNING)] * faults


@pytest.mark.parametrize(("total", "found"), [("7,357.18", []), ("7,375.18", [("SJ-01", Severity.ERROR)])])
def test_a_title_that_says_neither_budget_nor_accounts(total: str, found: list[tuple[str, Severity]]) -> None:
    rows = (
        ("收入", "", "支出", ""),
        ("项目", "预算数", "项目", "预算数"),
        ("一、一般公共预算拨款", "7,334.18", "一、一般公共服务支出", "7,357.18"),
        ("本年收入合计", "7,334.18", "本年支出合计", "7,357.18"),
        ("上年结转", "23.00", "结转下年", ""),
        ("收入总计", total, "支出总计", "7,357.18"),
    )
    result = page("甲县某站2024年单位预算公开", "2024年收支总表", "单位：万元", table(*rows))
    assert sorted(set(told(result))) == found
