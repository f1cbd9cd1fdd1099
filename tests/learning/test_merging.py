"""Several documents learned as one format: what one cannot tell another does, branches add up, and doubts are told."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from gongkai.learning.draft import FormatDraft
from gongkai.learning.learn import CannotLearn
from gongkai.learning.variables import Variables, short_name
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedPart
from tests.support.made_documents import learned_from, prose_of, published

HEADING = (2, "一、收支预算总体情况")


def document(name: str, *paragraphs: str) -> PrintedDocument:
    return published(name, HEADING, *paragraphs)


def asked(draft: FormatDraft, words: str) -> Sequence[str]:
    return [f"{each.text} {each.printed}" for each in draft.open_questions() if words in each.text]


MORE = document("农业", "2025年收入总计120.50万元，比上年增加20.50万元，增长20.50%。")
LESS = document("水利", "2025年收入总计80.00万元，比上年减少10.00万元，降低11.11%。")
SAME = document("林业", "2025年收入总计80.00万元，与上年持平。")


def test_branches_of_several_documents_are_one_phrase() -> None:
    one, all_of_them = learned_from(MORE), learned_from(MORE, LESS, SAME)
    assert asked(one, "没有印出这几种情形")
    assert not asked(all_of_them, "没有印出这几种情形")
    written = all_of_them.files()["pack.yaml"]
    [name] = set(re.findall(r"\{\{收入总计\|(变动\d)\}\}", prose_of(all_of_them)))
    own = written[written.index(f"+{name}:") :]
    assert (
        "增加{差额}万元，增长{比率}%" in own and "减少{差额}万元，降低{比率}%" in own and "与上年持平" in own
    )


def test_a_sentence_that_one_cannot_turn_is_turned_as_another_has_it() -> None:
    odd = document(
        "农业", "2025年收入总计120.50万元。", "甲乙县农业局全年支出总计为120.50万元，占全县的12.30%。"
    )
    plain = document("水利", "2025年收入总计80.00万元。", "甲乙县水利局全年支出总计为80.00万元。")
    alone, both = prose_of(learned_from(odd)), learned_from(odd, plain)
    assert "{{支出总计|万元}}" not in alone
    assert "{{单位名称}}全年支出总计为{{支出总计|万元}}万元。" in prose_of(both)
    assert asked(both, "照另一份材料的写法")


def test_what_only_another_says_stands_where_there_is_some() -> None:
    with_funds = document("水利", "2025年收入总计80.00万元。", "政府性基金预算支出合计5.00万元。")
    without = document("农业", "2025年收入总计120.50万元。")
    draft = learned_from(without, with_funds)
    found = re.search(
        r"\{% if (\w+) %\}\n政府性基金预算支出合计\{\{\1\|万元\}\}万元。\n\{% endif %\}", prose_of(draft)
    )
    assert found is not None
    assert asked(draft, "只有“水利.docx”有这一句")


def test_other_words_are_asked_with_both_wordings() -> None:
    first = document("农业", "本年度收入总计120.50万元，全部来自财政。")
    second = document("水利", "本年度收入总计80.00万元，都由财政安排。")
    [question] = [each for each in learned_from(first, second).open_questions() if "写法不同" in each.text]
    assert "全部来自财政" in question.printed and "都由财政安排" in question.choices[0]


def test_a_document_that_says_little_does_not_tell_the_order() -> None:
    little = document("林业", "共有车辆3辆。")
    much = document(
        "农业", *(f"2025年{side}总计{number}.50万元。" for number in (1, 2) for side in ("收入", "支出"))
    )
    draft = learned_from(little, much)
    assert draft.reading.document.file == "农业.docx" and "{{收入总计|万元}}" in prose_of(draft)


def test_a_short_name_is_a_line_to_fill_in() -> None:
    unit, place = "甲乙省人民丙丁院", "甲乙省"
    assert short_name(unit, place, ["省丙丁院收入增加。", "省丙丁院支出减少。", unit]) == "省丙丁院"
    assert short_name(unit, place, ["省戊己院收入增加。", "省戊己院支出减少。"]) == ""
    names = Variables(unit, "2025", frozenset({"单位名称"}), "省丙丁院")
    assert names.put_into("省丙丁院的支出") == "{{单位简称 or 单位名称}}的支出"


def test_a_reason_without_the_word_and_a_use_are_told_apart() -> None:
    draft = learned_from(
        document(
            "农业",
            "2025年收入总计120.50万元，比上年增加20.50万元，增长20.50%，主要是新增了两个项目。",
            "2025年支出总计120.50万元，主要是办公用房的修缮。",
        )
    )
    text = prose_of(draft)
    assert re.search(r'主要是\{\{原因\("\w+"\)\}\}', text) and "主要是{{支出总计用途|句}}" in text
    assert "新增了两个项目" not in text and "修缮" not in text


def test_a_document_of_another_kind_or_of_no_money_is_refused_by_name() -> None:
    accounts = PrintedDocument(
        "决算.docx",
        (PrintedPart((PrintedLine("甲乙县农业局2024年度部门决算"), PrintedLine("收入总计120.50万元。"))),),
    )
    prices = PrintedDocument("清单.docx", (PrintedPart((PrintedLine("零件清单"), PrintedLine("螺母"))),))
    for wrong, words in (
        (accounts, "部门决算"),
        (prices, "没有认出"),
        (PrintedDocument("空.docx"), "没有正文"),
    ):
        with pytest.raises(CannotLearn) as refused:
            learned_from(MORE, wrong)
        assert words in str(refused.value) and wrong.file in str(refused.value)
