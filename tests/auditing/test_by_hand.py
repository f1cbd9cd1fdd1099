"""What a peer's list of September 2026 asks for, on documents typed by hand: no words of ours, no table of a format."""

from __future__ import annotations

import io

import docx
import pytest

from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditResult
from gongkai.source import Source
from tests.support.library import LIBRARY

Rows = tuple[tuple[str, ...], ...]


def typed(
    *blocks: str | Rows, title: str = "", name: str = "丙县水务局", author: str = "打字员"
) -> AuditResult:
    """The audit of a Word file as a person would type it: paragraphs and plain tables."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, author
    for block in (f"{name}2024年度部门决算", f"部门名称：{name}", *blocks):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return audit_published([Source("手打.docx", buffer.getvalue())], LIBRARY)


def told(result: AuditResult) -> list[tuple[str, str]]:
    return [(each.finding.code, each.severity.value) for each in result.findings]


THREE_TITLE = ("财政拨款“三公”经费支出决算表", "单位：万元")
THREE = (
    ("项目", "决算数"),
    ("“三公”经费", "5.00"),
    ("因公出国（境）费", "0.00"),
    ("公务用车购置及运行维护费", "3.00"),
    ("公务用车购置费", "0.00"),
    ("公务用车运行维护费", "3.00"),
    ("公务接待费", "2.00"),
)
BASIC_TITLE = ("一般公共预算财政拨款基本支出决算表", "单位：万元")


def basic(reception: str, vehicles: str, abroad: str) -> Rows:
    total = f"{float(reception) + float(vehicles) + float(abroad):.2f}"
    rows = [
        ("30217", "公务接待费", reception),
        ("30231", "公务用车运行维护费", vehicles),
        ("30212", "因公出国（境）费用", abroad),
    ]
    kept = tuple(row for row in sorted(rows) if row[2] != "0.00")
    return (("科目编码", "科目名称", "金额"), ("", "合计", total), ("302", "商品和服务支出", total), *kept)


@pytest.mark.parametrize(
    ("reception", "vehicles", "abroad", "found"),
    [
        ("2.00", "3.00", "0.00", []),
        ("1.50", "3.00", "0.00", []),  # the rest was spent on projects
        ("2.60", "3.00", "0.00", ["30217"]),
        ("2.00", "4.00", "0.00", ["30231"]),
        ("2.00", "3.00", "1.00", ["30212"]),
    ],
)
def test_the_three_against_their_economic_codes(
    reception: str, vehicles: str, abroad: str, found: list[str]
) -> None:
    result = typed(*THREE_TITLE, THREE, *BASIC_TITLE, basic(reception, vehicles, abroad))
    assert told(result) == [("SJ-30", "警告")] * len(found)
    assert all(code in each.finding.message for code, each in zip(found, result.findings, strict=True))


def test_an_economic_code_with_money_and_none_of_it_in_the_table_of_the_three() -> None:
    blank = tuple((name, "" if "出国" in name else amount) for name, amount in THREE)
    found = typed(*THREE_TITLE, blank, *BASIC_TITLE, basic("2.00", "3.00", "1.00"))
    assert told(found) == [("SJ-30", "警告")] and "没有数" in found.findings[0].finding.message


def test_the_running_of_vehicles_without_a_word_of_their_purchase() -> None:
    whole = "2024年度公务用车购置及运行维护费支出3.00万元，其中：公务用车运行维护费支出3.00万元"
    assert told(typed(*THREE_TITLE, THREE, f"{whole}。")) == [("SJ-23", "提示")]
    for said in ("，公务用车购置费支出0.00万元", "，本年没有新增公务用车", "，未购置车辆"):
        assert told(typed(*THREE_TITLE, THREE, f"{whole}{said}。")) == []


SAID = "2024年度“三公”经费5.00万元，其中：因公出国（境）费0.00万元，公务用车购置及运行维护费3.00万元，公务接待费2.00万元。"


def test_an_item_of_the_three_that_is_left_out() -> None:
    assert told(typed(SAID)) == []
    found = typed(
        "2024年度“三公”经费支出3.00万元，其中：因公出国（境）费0.00万元，公务用车购置及运行维护费3.00万元。"
    )
    assert told(found) == [("SJ-33", "警告")] and "公务接待" in found.findings[0].finding.message


FUND = (
    "政府性基金预算财政拨款支出决算表",
    "单位：万元",
    (
        ("科目编码", "科目名称", "本年支出", "基本支出", "项目支出"),
        ("", "合计", "37.14", "0.00", "37.14"),
        ("212", "城乡社区支出", "37.14", "0.00", "37.14"),
    ),
    "八、政府性基金预算财政拨款支出决算情况说明",
)


@pytest.mark.parametrize(("amount", "found"), [("37.14", []), ("31.74", [("SJ-03", "错误")])])
def test_the_table_of_funds_against_the_text(amount: str, found: list[tuple[str, str]]) -> None:
    assert told(typed(*FUND, f"2024年度政府性基金预算财政拨款支出{amount}万元，用于污水处理。")) == found


def form(
    *indicators: tuple[str, str], budget: str = "180.00", spent: str = "171.00", said: str = ""
) -> tuple[str | Rows, ...]:
    """A form of self-evaluation."""
    rows = (
        ("项目名称", "农村饮水维修", "", "", ""),
        ("项目资金（万元）", "全年预算数", "全年执行数", "执行率", "得分"),
        ("年度资金总额", budget, spent, "95.00%", "9.5"),
        ("执行情况", said or "按计划完成了维修任务并通过了验收", "", "", ""),
        ("一级指标", "三级指标", "年度指标值", "实际完成值", "得分"),
        *(("产出指标", name, value, value.strip("≥≤"), "10") for name, value in indicators),
    )
    return "项目支出绩效自评表", "单位：万元", rows


def test_an_indicator_that_comes_twice() -> None:
    once = (("维修管道长度", "≥12公里"), ("水质合格率", "≥95%"))
    assert told(typed(*form(*once))) == []
    assert ("SJ-42", "错误") in told(typed(*form(*once, once[0])))


def test_a_rate_without_its_sign() -> None:
    assert told(typed(*form(("水质合格率", "≥95%"), ("维修管道长度", "≥12公里")))) == []
    assert ("SJ-41", "警告") in told(typed(*form(("水质合格率", "95个"), ("维修管道长度", "≥12公里"))))
    assert told(typed("供水收入比上年增加3.00万元，增长13.95。")) == [("SJ-26", "错误")]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("年初预算数为180.00万元，全年执行数为171.00万元，按计划完成了维修。", []),
        ("年初预算数为180.00万元，全年执行数为117.00万元，按计划完成了维修。", [("SJ-40", "错误")]),
        ("年初预算数为180.00万元，全年执行数为180.00万元，按计划完成了维修。", [("SJ-40", "错误")]),
    ],
)
def test_amounts_of_an_evaluation_by_their_phase(said: str, found: list[tuple[str, str]]) -> None:
    """A text that gives the budget as what was spent, or slips in it."""
    assert [
        each for each in told(typed(*form(("水质合格率", "≥95%"), said=said))) if each[0] == "SJ-40"
    ] == found


GOALS = (
    ("项目名称", "农村饮水维修", "", ""),
    ("项目资金（万元）", "年度资金总额", "1800000.00", ""),
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "维修管道长度", "≥12公里"),
)
SPENT = (
    "支出决算表",
    "单位：万元",
    (
        ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
        ("", "合计", "300.00", "120.00", "180.00"),
        ("213", "农林水支出", "300.00", "120.00", "180.00"),
    ),
)


def test_yuan_taken_for_ten_thousands() -> None:
    right = tuple(tuple(text.replace("1800000.00", "180.00") for text in row) for row in GOALS)
    assert told(typed(*SPENT, "项目支出绩效目标表", right)) == []
    assert told(typed(*SPENT, "项目支出绩效目标表", GOALS)) == [("SJ-40", "警告")]
    yuan = ("一般公共预算财政拨款支出决算表", "单位：元", SPENT[2])
    assert ("SJ-26", "警告") in told(typed(*SPENT, *yuan))


MOBILE, IDENTITY = "1" + "38" + "0000" + "1234", "11010119900101" + "123"


def test_numbers_of_persons() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[
        sum(int(digit) * weight for digit, weight in zip(IDENTITY, weights, strict=True)) % 11
    ]
    result = typed(
        f"联系电话{MOBILE}。",
        f"身份证号{IDENTITY}{check}。",
        f"合同编号{IDENTITY}{'0' if check != '0' else '1'}。",
    )
    assert told(result) == [("SJ-27", "错误")] * 2
    assert all(
        MOBILE not in str(each.as_dict()) and IDENTITY not in str(each.as_dict()) for each in result.findings
    )


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("", []),
        ("丙县水务局2024年部门决算", []),
        ("丁县教育局2023年部门预算", ["SJ-29"]),
        ("Microsoft Word - 文档1", []),
    ],
)
def test_the_title_among_the_properties(title: str, found: list[str]) -> None:
    assert [code for code, _ in told(typed("一、主要职责", title=title))] == found


@pytest.mark.parametrize(
    ("author", "found"),
    [
        ("王某", [("SJ-29", "警告")]),
        ("李某某（拟稿）", [("SJ-29", "警告")]),
        ("水务局", []),
        ("任务中心", []),
        ("Administrator", []),
        ("", []),
    ],
)
def test_a_person_among_the_properties(author: str, found: list[tuple[str, str]]) -> None:
    result = typed("一、主要职责", author=author)
    assert told(result) == found
    assert not found or author not in str(result.findings[0].as_dict())


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("主要用于XX项目。",), "SJ-20"),
        (("（请根据实际情况填写）",), "SJ-20"),
        (("一、主要职责", "（一）水源保护", "（二）供水", "（四）节水", "其他。"), "SJ-23"),
    ],
)
def test_words_of_a_template_numbering_and_names(texts: tuple[str, ...], code: str) -> None:
    assert code in {each for each, _ in told(typed(*texts))}


def test_a_slip_in_the_name() -> None:
    name = "丙县人力资源和社会保障局"
    texts = (f"{name}负责就业。", f"{name}下设3个单位。")
    assert told(typed(*texts, name=name)) == []
    assert told(typed(*texts, "丙县人力资源与社会保障局负责培训。", name=name)) == [("SJ-25", "警告")]


@pytest.mark.parametrize(("printed", "found"), [("3.00", []), ("-3.00", ["SJ-26"])])
def test_none_of_the_three_is_below_nothing(printed: str, found: list[str]) -> None:
    """Numbered with ①, and beside nothing of which it is a part."""
    three = (
        *((name, text) for name, text in THREE if "公务用车" not in name),
        ("②公务用车运行维护费", printed),
    )
    assert [code for code, _ in told(typed(*THREE_TITLE, three)) if code == "SJ-26"] == found
