"""Paragraphs of made-up documents as templates: loops of loops, sentences without a subject, what is the department's own."""

from __future__ import annotations

import re

import pytest

from gongkai.learning.drafted_input import drafted_input
from gongkai.model.labels import FUNCTION_DIMENSION
from tests.support.library import LIBRARY
from tests.support.made_documents import BASE, learned_from, prose_of, published

SPENT = (2, "一、财政拨款支出预算情况")
TOTAL = "2025年财政拨款支出总计120.00万元。其中："
BY_CLASS = (
    SPENT,
    TOTAL,
    (3, "（一）教育支出（类）"),
    "1.普通教育（款）小学教育（项）支出60.00万元，与上年相比增加10.00万元，增长20.00%。主要原因是新招教师。",
    "2.普通教育（款）初中教育（项）支出40.00万元，与上年相比减少10.00万元，下降20.00%。主要原因是退休增多。",
    (3, "（二）住房保障（类）"),
    "1.住房改革支出（款）住房公积金（项）支出20.00万元，与上年持平。",
)


def test_items_below_the_headings_of_their_classes_are_a_loop_of_loops_each_with_its_reason() -> None:
    draft = learned_from(published("农业", *BY_CLASS))
    text = prose_of(draft)
    found = re.search(
        r"\{% for 类 in 科目\(.+, 3\) %\}\n### （\{\{loop.index\|中文数\}\}）\{\{类.名称\}\}（类）\n"
        r"\{% for 行 in 科目\(类.数, 7\) %\}\n"
        r"\{\{loop.index\}\}.\{\{行.款名称\}\}（款）\{\{行.名称\}\}（项）支出\{\{行.数\|万元\}\}万元，\{\{行.数\|变动\d\}\}",
        text,
    )
    assert found is not None, text
    assert "教育" not in text and "住房" not in text and "教师" not in text
    assert "each: 科目" in draft.files()["reasons.yaml"]
    assert dict(draft.reasons.filled)  # what the document says is kept for an input
    assert {code for _, code in draft.reasons.filled} == {"2050202", "2050203"}


def test_the_name_of_a_class_is_written_as_most_paragraphs_write_it() -> None:
    lines = (
        "1．教育（类）支出60.00万元，主要用于学校。与上年相比增加10.00万元，增长20.00%。",
        "2．卫生健康（类）支出20.00万元，主要用于医院。与上年相比增加5.00万元，增长33.33%。增减相抵后多出1.00万元。",
        "3、住房保障支出20.00万元，主要用于公积金。与上年相比增加5.00万元，增长33.33%。",
    )
    draft = learned_from(published("农业", SPENT, TOTAL, *lines))
    assert "{{loop.index}}．{{行.简称}}（类）支出{{行.数|万元}}万元" in prose_of(draft)
    assert "增减相抵" not in prose_of(draft)  # one class of three: no sentence of all
    assert [each.printed for each in draft.open_questions() if "只有一个科目有" in each.text]


def test_a_change_whose_subject_is_the_sentence_before_is_its_change_though_the_base_knows_no_such_figure() -> (
    None
):
    draft = learned_from(
        published("农业", SPENT, "预留机动经费预算数为30.00万元。与上年相比增加10.00万元，增幅50.00%。")
    )
    text = prose_of(draft)
    assert re.search(r"\{\{(\w+)\|万元\}\}万元。\{\{\1\|变动\d\}\}。", text), text
    assert "+上年预算" in draft.files()["schedules/相关信息.yaml"]


def test_the_words_before_a_number_lose_their_numbering_and_the_short_name() -> None:
    draft = learned_from(
        published("农业", SPENT, "（一）收入预算总计120.00万元。", "（二）支出预算总计120.00万元。")
    )
    text = prose_of(draft)
    assert "（一）收入预算总计{{收入总计|万元}}万元。" in text
    assert "（二）支出预算总计{{支出总计|万元}}万元。" in text
    assert not [each for each in draft.open_questions() if "名称不完全相同" in each.text]


def test_what_the_year_before_was_planned_or_done_is_no_amount_of_this_year() -> None:
    said = (
        "1.“教育支出（类）普通教育（款）小学教育（项）”60.00万元，主要用于学校。"
        "2024年当年预算执行数为50.00万元，2025年预算安排60.00万元，比2024年预算执行数增加20.00%。"
    )
    other = (
        said.replace("小学", "初中")
        .replace("60.00", "40.00")
        .replace("50.00", "32.00")
        .replace("20.00%", "25.00%")
    )
    document = published("农业", SPENT, TOTAL, said, other)
    assert "2024年当年" not in prose_of(learned_from(document))
    assert '{{上年度}}年当年预算执行数为{{行.数|在("上年预算")|万元}}万元' in prose_of(learned_from(document))


def test_what_is_dated_in_the_year_before_is_not_of_its_plan() -> None:
    text = prose_of(learned_from(published("农业", SPENT, "截至2024年12月31日，共有车辆3辆。")))
    assert re.search(r"\{\{\w+\|数\}\}辆", text) and "在(" not in text


def test_a_limit_of_the_rules_is_no_amount() -> None:
    text = prose_of(learned_from(published("农业", SPENT, "单价20万元（含）以上的设备63台（套）。")))
    assert re.search(r"单价20万元（含）以上的设备\{\{\w+\|数\}\}台（套）。", text), text


@pytest.mark.parametrize("said", ["原值1,655.87万元的设备", "完成率达98%以上"])
def test_an_amount_of_the_department_is_no_limit_whatever_stands_around_it(said: str) -> None:
    text = prose_of(learned_from(published("农业", SPENT, f"本部门有{said}。")))
    assert not re.search(r"1,655|98", text), text


def test_a_doubled_stop_is_no_part_of_the_form() -> None:
    said = "农业支出50.00万元，比上年增加10.00万元，增长25.00%，主要原因是项目增加。；"
    text = prose_of(learned_from(published("农业", SPENT, f"{said}其他一律从简。")))
    assert "项目增加" not in text and "。；" not in text, text


def test_revenue_is_not_taken_for_expenditure_however_alike_the_names() -> None:
    said = "2025年一般公共预算拨款安排的会议费预算支出15.00万元。"
    text = prose_of(learned_from(published("农业", SPENT, said)))
    assert "收入" not in text and "万元}}万元" in text


def test_the_plans_of_the_department_are_one_text_with_the_headings_within_them() -> None:
    draft = learned_from(
        published(
            "农业",
            (2, "一、主要职责"),
            "负责全县农业。",
            (2, "二、2025年度部门主要工作任务"),
            "今年的任务如下。",
            (2, "一、切实担当起职责"),
            "做好甲。",
            (2, "二、全面深化改革"),
            "做好乙。",
            (2, "三、部门机构设置"),
            "下设三个科。",
            (2, "四、收支总体情况"),
            "2025年收入总计120.00万元。",
        )
    )
    headings = re.findall(r"^## (.*)$", prose_of(draft), re.M)
    assert headings == [
        "一、主要职责",
        "二、{{年度}}年度部门主要工作任务",
        "三、部门机构设置",
        "四、收支总体情况",
    ]
    assert "二、全面深化改革" in "".join(draft.texts.filled.values())


def test_a_paragraph_broken_within_a_title_is_one() -> None:
    document = published(
        "农业", SPENT, "支出总计120.00万元，增加的项目见《财政拨款支出预算表", "（功能科目）》。"
    )
    assert "{% if" not in prose_of(learned_from(document)).split("功能科目")[0][-12:]
    assert prose_of(learned_from(document)).count("\n（功能科目）") == 0


def test_the_parts_of_expenditure_in_a_sentence_of_their_own_are_its_codes() -> None:
    said = "（一）人员经费60.00万元。主要包括：基本工资、津贴补贴、奖金、绩效工资、住房公积金。"
    text = prose_of(learned_from(published("农业", SPENT, said)))
    assert '{% if 人员经费 %}主要包括：{{列举(科目(人员经费, 5, "经济科目")' in text
    assert "。{% endif %}" in text


def test_an_input_of_sentences_alone_holds_what_they_say_and_the_year_before_by_the_change() -> None:
    base, _ = LIBRARY.pack(BASE)
    assert base is not None
    document = published(
        "农业",
        SPENT,
        TOTAL,
        "1.教育支出（类）普通教育（款）小学教育（项）。支出60.00万元。",
        "2.教育支出（类）普通教育（款）初中教育（项）。支出60.00万元。",
        "2025年收入总计120.00万元，其中：公务接待费3.00万元，与上年持平。",
    )
    department = drafted_input(document, LIBRARY, base).department
    spent = department.schedules["支出"].entries
    codes = {
        str(value.value)
        for entry in spent
        for name, value in entry.values.items()
        if name.startswith("科目编码")
    }
    assert {"2050202", "2050203"} <= codes, (codes, FUNCTION_DIMENSION)


def test_lines_called_alike_are_told_apart_by_their_turn_and_another_list_of_things_is_another() -> None:
    said = (
        "共有车辆5辆，其中：机要通信用车2辆、应急保障用车3辆。",
        "2025年安排购置车辆1辆，其中：机要通信用车1辆、应急保障用车0辆。",
    )
    text = prose_of(learned_from(published("农业", SPENT, *said)))
    names = re.findall(r"机要通信用车\{\{(\w+)\|数\}\}", text)
    assert len(names) == 2 and names[0] != names[1], text


def test_a_sample_says_of_codes_what_published_documents_say_more() -> None:
    sample = published(
        "XX",
        SPENT,
        "XX局2025年财政拨款支出总计XXX万元。其中：",
        *(f"{number}、XX（类）XX（款）XX（项）。主要用于：XXXXXX。支出XXX万元。" for number in range(1, 7)),
    )
    done = (
        "1、教育支出（类）普通教育（款）小学教育（项）。主要用于：学校。支出60.00万元，与上年相比增加10.00万元，增长20.00%。",
        "2、教育支出（类）普通教育（款）初中教育（项）。主要用于：学校。支出40.00万元，与上年相比增加8.00万元，增长25.00%。",
    )
    alone = prose_of(learned_from(sample))
    both = prose_of(learned_from(sample, published("农业", SPENT, TOTAL, *done)))
    assert "行.数|变动" not in alone and "{% for 行" in alone
    assert re.search(r"支出\{\{行.数\|万元\}\}万元，\{\{行.数\|变动\d\}\}。", both), both
