"""Amounts of prose against tables, lists, and one figure in two places."""

from __future__ import annotations

import pytest

from gongkai.findings import Severity
from tests.auditing.paper import HEADINGS, SPENDING, audited, codes, only, table

ROWS = (
    HEADINGS,
    ("合计", "", "300.00", "200.00", "100.00"),
    ("208", "社会保障和就业支出", "200.00", "150.00", "50.00"),
    ("20805", "行政事业单位养老支出", "200.00", "150.00", "50.00"),
    ("2080501", "行政单位离退休", "120.00", "110.00", "10.00"),
    ("2080502", "事业单位离退休", "80.00", "40.00", "40.00"),
    ("210", "卫生健康支出", "100.00", "50.00", "50.00"),
)
TABLE = (*SPENDING, table(*ROWS))
SECTION = "三、支出决算情况说明"


@pytest.mark.parametrize(
    "text",
    [
        "本年支出合计300.00万元，其中：基本支出200.00万元，占66.67%；项目支出100.00万元，占33.33%。",
        "社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）支出决算为120.00万元。",
        "卫生健康支出100.00万元。",
        "2023年度本年支出合计280.00万元。",
        "某项目支出12.34万元。",
    ],
)
def test_what_the_tables_say_or_do_not_speak_of(text: str) -> None:
    assert audited(*TABLE, SECTION, text).findings == []


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("本年支出合计310.00万元。", "310.00万元", "300.00万元"),
        ("社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）支出决算为102.00万元。", "102.00万元", "120.00万元"),
        ("卫生健康支出10.00万元。", "10.00万元", "100.00万元"),
    ],
)  # fmt: skip
def test_another_amount_than_the_table_s(text: str, found: str, expected: str) -> None:
    result = only(audited(*TABLE, SECTION, text))
    assert (result.finding.code, result.severity) == ("SJ-03", Severity.ERROR)
    assert (result.finding.found, result.finding.expected) == (found, expected)
    assert "支出决算表" in result.compared_with and result.quote.endswith(found)


def test_a_last_digit_is_a_hint() -> None:
    assert only(audited(*TABLE, SECTION, "卫生健康支出100.01万元。")).severity is Severity.HINT


def test_an_amount_in_the_section_of_another_fund_is_not_bound() -> None:
    assert (
        audited(*TABLE, "八、政府性基金预算财政拨款收入支出决算情况说明", "本年支出0.00万元。").findings == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "采购总额23.00万元，其中：货物采购3.00万元、工程采购0.00万元、服务采购20.00万元。",
        "采购总额23.00万元。其中：货物采购3.00万元、工程采购0.00万元、服务采购20.00万元。",
        "总投资23.00万元，其中：设备9.00万元。",
        "收入总计23719.12万元，其中：本年收入22943.00万元，上年结转776.13万元，比上年增加11893.16万元。",
        "支出减少939.18万元。主要原因是奖金减少85.52万元；往来资金741.88万元不再发生；就业补助减少111.78万元。",
        "支出减少939.18万元。主要原因是奖金减少85.52万元；往来资金20.00万元不再发生；就业补助减少11.00万元。",
        "支持甲8.00万元、支持乙3.00万元、支持丙4.00万元，合计15.00万元。",
    ],
)
def test_lists_that_come_out_or_are_not_complete(text: str) -> None:
    assert audited(text).findings == []


@pytest.mark.parametrize(
    "text",
    [
        "采购总额24.00万元，其中：货物采购3.00万元、工程采购0.00万元、服务采购20.00万元。",
        "采购总额23.00万元。其中：货物采购3.00万元、工程采购0.00万元、服务采购21.00万元。",
        "资金22680.96万元，其中：中央资金19146.36万元；省级资金3474.60万元；市级资金240.00万元。",
        "全年31600.00万元(其中:正常待遇29000.00万元,新增人员1600.00万元,增资100.00万元)。",
        "房屋原值27.00万元，累计折旧13.50万元，净值23.50万元。",
        "收入总计23719.12万元，其中：本年收入22943.00万元，上年结转876.13万元，比上年增加11893.16万元。",
        "支出减少939.18万元。主要原因是奖金减少85.52万元；往来资金341.88万元不再发生；就业补助减少111.78万元。",
    ],
)
def test_lists_that_do_not_come_out(text: str) -> None:
    assert codes(audited(text)) == ["SJ-10"]


def test_one_figure_in_two_places() -> None:
    first = "就业补助资金支出比上年减少111.78万元。"
    again = "再说明一次：" + first
    assert audited(first, again).findings == []
    found = only(audited(first, again, "就业补助其他支出868.52万元，较上年减少117.78万元。"))
    assert (found.finding.code, found.severity, found.finding.found) == (
        "SJ-04",
        Severity.WARNING,
        "117.78万元",
    )


def test_two_changes_one_slip_apart_of_two_amounts() -> None:
    """All funds and the general budget, which is a part of them: 30 were lost by the other part."""
    whole = "财政拨款收入支出总计20323.21万元。与上年相比，财政拨款收入支出总计减少959.49万元。"
    part = "一般公共预算财政拨款支出20218.21万元。与上年相比，一般公共预算财政拨款支出减少929.49万元。"
    assert audited(whole, f"再说明一次：{whole}", part).findings == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("其中：公务用车购置及运行维护费减少3.59万元；公务接待费增加0.30万元。", ["SJ-10"]),
        ("其中：公务用车购置及运行维护费减少3.89万元；公务接待费增加0.30万元。", []),
        ("其中：公务用车购置及运行维护费减少3.00万元；公务接待费增加0.30万元。", []),  # another part fell too
    ],
)
def test_changes_of_parts_of_which_one_was_not_counted(text: str, found: list[str]) -> None:
    abroad = "因公出国（境）费没有发生。"
    assert codes(audited(abroad, f"“三公”经费比上年减少3.59万元，{text}")) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("机关运行经费支出142.80万元，比2023年度减少13.52万元，下降8.65。", "SJ-26"),
        ("机关运行经费支出-142.80万元。", "SJ-26"),
        ("机关运行经费支出142.80元，公用经费支出3.00万元。", "SJ-26"),
        ("截至2026年12月31日，共有车辆1辆。", "SJ-24"),
        ("与2021年度相比，支出增加3.00万元。", "SJ-24"),
        ("根据要求，我部门2021年度绩效自评项目9个。", "SJ-24"),
        ("2024年机关运行经费为67.72万元，2024年机关运行经费70.81万元。", "SJ-24"),
        ("部门名称：甲县某局　2022年度　金额单位：万元", "SJ-24"),
        ("主要用于XX项目。", "SJ-20"),
        ("决算数大于（小于）预算数。", "SJ-20"),
        ("政府性基金预算支出0万元，与2023年决算增加持平。", "SJ-20"),
        ("&lt;p&gt;目前项目多。&lt;/p&gt;", "SJ-20"),
        ("执行率#DIV/0!。", "SJ-20"),
        ("补贴标准为1880人/月/元。", "SJ-21"),
        ("比上年减少5.00万元，主要原因是甲减少3.00万元，乙增加2.00万元。", "SJ-07"),
        ("占政府采购支出总额的345.94%。", "SJ-09"),
        ("2021年甲县某局各单位政府采购预算总额295.00万元。", "SJ-24"),
        ("比上年减少643.17万元，原因是甲减少741.88万元，乙增加98.71万元，增减相抵后增加643.17万元。", "SJ-07"),
    ],
)  # fmt: skip
def test_what_stands_in_words(text: str, code: str) -> None:
    assert codes(audited(text)) == [code]


ITEMS = (
    "一般公共预算财政拨款基本支出决算表",
    "金额单位：万元",
    table(
        ("科目代码", "科目名称", "决算数"),
        ("", "合计", "30.00"),
        ("302", "商品和服务支出", "30.00"),
        ("30201", "办公费", "10.00"),
        ("30207", "邮电费", "5.00"),
        ("30239", "其他交通费用", "15.00"),
    ),
    "六、一般公共预算财政拨款基本支出决算情况说明",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公用经费30.00万元，主要包括办公费10.00万元、邮电费5.00万元、其他交通费用15.00万元。", []),
        ("公用经费30.00万元，主要包括办公费10.01万元、邮电费5.00万元、其他交通费用15.00万元。", ["提示"]),
        (
            "公用经费30.00万元，主要包括办公费5.00万元、邮电费10.00万元、其他交通费用15.00万元。",
            ["警告", "警告"],
        ),
        ("公用经费30.00万元，主要包括办公费10.00万元、邮电费5.00万元、其他交通费用18.00万元。", ["警告"]),
    ],
)
def test_items_of_basic_expenditure(text: str, found: list[str]) -> None:
    result = audited(*ITEMS, text)
    assert [each.severity.value for each in result.findings if each.finding.code == "SJ-03"] == found
    assert set(codes(result)) <= {"SJ-03", "SJ-10"}


@pytest.mark.parametrize(("rate", "found"), [("59.05", []), ("79.05", ["SJ-08"])])
def test_completion_of_a_budget_that_only_the_table_tells(rate: str, found: list[str]) -> None:
    tables = (
        "一般公共预算财政拨款项目支出决算表",
        "金额单位：万元",
        table(
            ("科目代码", "科目名称", "年初预算数", "全年预算数", "决算数"),
            ("合计", "", "", "1470.88", "868.52"),
            ("208", "社会保障和就业支出", "", "1470.88", "868.52"),
            ("20807", "就业补助", "", "1470.88", "868.52"),
            ("2080799", "其他就业补助支出", "", "1470.88", "868.52"),
        ),
        "一般公共预算财政拨款支出决算表",
        "金额单位：万元",
        table(
            HEADINGS,
            ("合计", "", "868.52", "", "868.52"),
            ("2080799", "其他就业补助支出", "868.52", "", "868.52"),
        ),
        SECTION,
    )
    text = f"社会保障和就业支出（类）就业补助（款）其他就业补助支出（项）：支出决算为868.52万元，完成预算的{rate}%。"
    assert codes(audited(*tables, text)) == found


@pytest.mark.parametrize(("end", "told"), [("；", 0), ("。", 1)])
def test_a_total_may_count_what_stands_on_the_line_before(end: str, told: int) -> None:
    """In a PDF a line that ends with a ； may be full: its amounts belong to the list that goes on below."""
    before = f"全年支出构成为：见习补贴558.52万元{end}"
    result = audited(before, "甲补贴24.26万元；乙补贴195.84万元；丙补贴66.85万元。以上合计845.47万元。")
    assert codes(result).count("SJ-10") == told


def test_a_rate_on_nothing_whose_amount_now_a_table_tells() -> None:
    rows = table(
        ("项目", "决算数"),
        ("“三公”经费", "3.30"),
        ("因公出国（境）费", "0.00"),
        ("公务用车购置及运行维护费", "3.00"),
        ("公务接待费", "0.30"),
    )
    text = "公务接待费支出增加0.30万元，增长100.00%。"
    title = ("财政拨款“三公”经费支出决算表", "金额单位：万元")
    assert "SJ-11" in codes(audited(*title, rows, text))
    assert "SJ-11" not in codes(audited(*title, rows, text.replace("0.30", "0.15")))


def test_a_sum_of_the_right_side_of_a_table_is_told_by_the_label_of_its_side() -> None:
    rows = table(
        ("科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"),
        ("301", "工资福利支出", "10.00", "302", "商品和服务支出", "9.00"),
        ("30101", "基本工资", "10.00", "30201", "办公费", "5.00"),
        ("人员经费合计", "", "10.00", "公用经费合计", "", "9.00"),
    )
    found = audited("一般公共预算财政拨款基本支出决算表", "金额单位：万元", rows).findings
    assert any("“商品和服务支出”一行" in each.finding.message for each in found)


CULTURE = (
    "一般公共预算财政拨款支出决算表",
    "金额单位：万元",
    table(
        ("科目代码", "科目名称", "小计", "基本支出", "项目支出"),
        ("合计", "", "60.00", "20.00", "40.00"),
        ("207", "文化旅游体育与传媒支出", "60.00", "20.00", "40.00"),
        ("20799", "其他文化旅游体育与传媒支出", "60.00", "20.00", "40.00"),
        ("2079999", "其他文化旅游体育与传媒支出", "60.00", "20.00", "40.00"),
        ("210", "三、卫生健康支出", "0.00", "0.00", "0.00"),
    ),
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("文化旅游体育与传媒支出（类）", []),
        ("文化体育与传媒支出（类）", ["SJ-21"]),
        ("文化旅游体育与传媒（类）", []),  # 支出 is often left off
        ("卫生健康支出（类）", []),
        ("公共安全支出（类）", []),  # no name of the table is like it
    ],
)
def test_a_name_of_a_function_that_the_tables_write_otherwise(name: str, found: list[str]) -> None:
    assert codes(audited(*CULTURE, f"1、{name}主要用于日常工作。")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "总投资为526.06万元，其中工程费400.00万元，其他费用126.06万元。2023年安排资金50.00万元。",
            ["SJ-24"],
        ),
        ("2023年安排资金50.00万元，2024年安排资金60.00万元。", []),
        ("2023年安排资金50.00万元，本年不再安排。", []),
        ("按季度拨付。", []),
    ],
)
def test_the_money_of_the_year_of_a_project(text: str, found: list[str]) -> None:
    assert codes(audited("一、项目概述", "建设实训楼。", "二、年度预算安排", text)) == found


@pytest.mark.parametrize(("amount", "found"), [("80.00", []), ("88.00", ["SJ-03"])])
def test_a_code_that_a_paragraph_begins_with(amount: str, found: list[str]) -> None:
    rows = (
        ("科目代码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
        ("", "合计", "80.00", "0.00", "80.00"),
        ("208", "社会保障和就业支出", "80.00", "0.00", "80.00"),
        ("20807", "就业补助", "80.00", "0.00", "80.00"),
        ("2080799", "其他就业补助支出", "80.00", "0.00", "80.00"),
    )
    text = f"2080799就业补助其他就业补助支出年初预算0万元，支出决算{amount}万元，主要用于发放补贴。"
    heading = "五、一般公共预算财政拨款支出决算情况说明"
    assert codes(audited("支出决算表", "金额单位：万元", table(*rows), heading, text)) == found


@pytest.mark.parametrize(("planned", "found"), [("3.00", []), ("", ["SJ-11"])])
def test_nothing_was_done_of_what_a_table_plans(planned: str, found: list[str]) -> None:
    rows = (
        ("预算数", "", "决算数", ""),
        ("公务用车运行维护费", "公务接待费", "公务用车运行维护费", "公务接待费"),
        (planned, "2.00", "", "1.00"),
    )
    title = "财政拨款“三公”经费支出决算表"
    text = "公务用车运行维护费支出0万元，完成全年预算的0%。"
    told = codes(audited(title, "金额单位：万元", table(*rows), text))
    assert [code for code in told if code == "SJ-11"] == found


@pytest.mark.parametrize(("amount", "found"), [("0.00", []), ("37.14", ["SJ-33"])])
def test_an_empty_table_of_a_fund(amount: str, found: list[str]) -> None:
    rows = (("科目编码", "科目名称", "本年支出", "基本支出", "项目支出"), ("", "合计", "", "", ""))
    heading = "八、政府性基金预算财政拨款支出决算情况说明"
    text = f"2024年度政府性基金预算财政拨款支出{amount}万元，上年政府性基金预算财政拨款支出5.00万元。"
    assert (
        codes(audited("政府性基金预算财政拨款支出决算表", "金额单位：万元", table(*rows), heading, text))
        == found
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("局内设5个科室：办公室、财务股、就业股、培训股、监察股。", []),
        ("局内设5个科室：办公室、财务股（含档案、机要）、就业股、培训股和监察股。", []),
        ("局内设7个科室：办公室、财务股、就业股、培训股、监察股。", ["SJ-23"]),
        ("局内设7个科室：办公室、财务股、就业股、培训股等。", []),
    ],
)
def test_as_many_as_are_said(text: str, found: list[str]) -> None:
    assert codes(audited(text)) == found


def test_headings_of_a_part_are_numbered_in_order() -> None:
    headings = [
        "第二部分 情况说明",
        *(f"{number}、{name}情况说明" for number, name in zip("一二三", "甲乙丙", strict=True)),
    ]
    assert audited(*headings).findings == []
    found = audited(*headings[:3], "二、丙情况说明").findings
    assert [(each.finding.code, each.severity) for each in found] == [("SJ-23", Severity.HINT)]


def test_a_table_of_another_place() -> None:
    name, other = "丙县人力资源和社会保障局", "丁县人力资源和社会保障局"
    texts = [f"部门名称：{name}", f"{name}负责就业。", f"单位名称：{name}", f"{name}下设3个单位。"]
    assert "SJ-25" not in codes(audited(*texts, f"部门名称：{name}"))
    assert "SJ-25" in codes(audited(*texts, f"部门名称：{other}"))


def test_the_words_of_a_finding_cut_no_number() -> None:
    (found,) = audited("城乡社区支出15411.43万元，占76.23；住房保障支出1076.78万元，占5.33%。").findings
    assert found.quote.startswith("15411.43万元")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公务接待费比上年减少2.00万元，主要原因是公务用车减少一辆，燃料费下降。", ["SJ-22"]),
        ("公务接待费比上年减少2.00万元，主要原因是来访的少了，公务用车也少了。", []),
        ("公务接待费比上年减少2.00万元，主要原因是厉行节约。", []),
        ("“三公”经费比上年减少2.00万元，主要原因是公务用车减少一辆。", []),
        ("机关事业单位职业年金缴费支出（项）。主要用于：单位缴纳的基本养老保险。", ["SJ-22"]),
        ("机关事业单位职业年金缴费支出（项）。主要用于：单位缴纳的职业年金。", []),
        ("行政单位医疗（项）2.00万元，主要用于缴纳在职职工的社会保障和医疗缴费。", []),
    ],
)
def test_reasons_and_uses_that_speak_of_another_expense(text: str, found: list[str]) -> None:
    others = "因公出国（境）费没有发生，公务用车购置及运行维护费没有变动，公务接待费见下。"
    assert codes(audited(others, text)) == found


def test_a_table_that_the_contents_list_and_that_is_not_there() -> None:
    names = ("收入决算表", "支出决算表", "财政拨款支出决算表", "一般公共预算财政拨款支出决算表")
    contents = [f"{number}、{name}" for number, name in zip("一二三四", names, strict=True)]
    rows = table(("科目代码", "科目名称", "合计"), ("208", "社会保障和就业支出", "300.00"))
    blocks = [(name, "金额单位：万元", rows) for name in (*names, "其他决算表")]
    whole = audited("目 录", *contents, *(each for block in blocks for each in block))
    assert "SJ-32" not in codes(whole)
    without = audited("目 录", *contents, *(each for block in blocks[:2] + blocks[3:] for each in block))
    (missing,) = [each for each in without.findings if each.finding.code == "SJ-32"]
    assert missing.finding.expected == "财政拨款支出决算表"
    apart = audited("目 录", *contents, *(each for block in blocks[3:] for each in block))
    assert "SJ-32" not in codes(apart)  # more than two: published in a file of their own
