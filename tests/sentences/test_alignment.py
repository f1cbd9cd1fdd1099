"""Sentences of documents put to those of a format: the right figure, in spite of other words, or none."""

from __future__ import annotations

import random
from functools import lru_cache

import pytest

from gongkai import pipeline
from gongkai.sentences.alignment import DocumentPassage, Match, Sentences
from gongkai.sentences.slots import Says
from gongkai.tree.nodes import Heading, Paragraph
from tests.conftest import ROOT
from tests.support.library import LIBRARY, check_file

SAMPLES = sorted(path.parent.name for path in (ROOT / "sample_inputs").glob("*/input.yaml"))
FORMAT = "standard/final_accounts/2024"
_WIDTHS = str.maketrans("（）：；％", "():;%")


@lru_cache(maxsize=1)
def standard() -> Sentences:
    pack, _ = LIBRARY.pack(FORMAT)
    assert pack is not None
    return Sentences(pack)


def matches(text: str, *headings: str) -> list[Match | None]:
    return [
        match
        for _, match in standard().put_to([DocumentPassage(text.translate(_WIDTHS), headings)]).passages[0]
    ]


def figures(text: str, *headings: str) -> list[str]:
    return [match.slot.meaning.name if match is not None else "" for match in matches(text, *headings)]


Printed = list[tuple[list[tuple[str, str]], tuple[str, ...]]]
"""Paragraphs as pieces of text with the name of the figure that each is ("" for words), and the headings above."""
CHANGES = (
    ("其中：", ""),
    ("，占", "，占比为"),
    ("增长", "增加"),
    ("下降", "减少"),
    ("、", "，"),
    ("；", "。"),
    ("主要原因是", "原因为"),
    ("“三公”", "三公"),
    ("与上年相比，", "比上年"),
    ("年度", "年"),
    ("支出决算", "决算支出"),
)


@lru_cache(maxsize=8)
def printed(sample: str) -> tuple[Sentences, Printed]:
    """The sentences of a sample's format, and what its report prints."""
    checked = check_file(ROOT / "sample_inputs" / sample / "input.yaml")
    document = pipeline.compose(checked)
    assert document is not None and checked.loaded.pack is not None
    found: Printed = []
    above: list[Heading] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            above = [*(each for each in above if each.level < block.level), block]
        elif isinstance(block, Paragraph):
            pieces = [
                (
                    run.text,
                    run.number.name if run.number is not None and run.number.unit in ("万元", "%") else "",
                )
                for run in block.runs
            ]
            found.append((pieces, tuple(heading.text for heading in above)))
    return Sentences(checked.loaded.pack), found


def outcome(sentences: Sentences, paragraphs: Printed) -> tuple[int, int, list[tuple[str, str]]]:
    """How many numbers are bound to their figure, how many are not bound to it, and the sure ones that are wrong."""
    passages, truth = [], []
    for pieces, headings in paragraphs:
        names, text = {}, ""
        for piece, name in pieces:
            if name:
                names[len(text)] = name
            text += piece
        passages.append(DocumentPassage(text.translate(_WIDTHS), headings))
        truth.append(names)
    right, others, wrong = 0, 0, []
    for names, row in zip(truth, sentences.put_to(passages).passages, strict=True):
        for quantity, match in row:
            name = names.get(quantity.start, "")
            if name and match is not None and name.startswith(match.slot.meaning.name):
                right += 1
            elif name:
                others += 1
                if match is not None and match.sure:
                    wrong.append((quantity.words, match.slot.meaning.name))
    return right, others, wrong


@pytest.mark.parametrize("sample", SAMPLES)
def test_amounts_of_our_own_reports_are_those_that_were_printed(sample: str) -> None:
    right, others, wrong = outcome(*printed(sample))
    assert (others, wrong) == (0, [])
    assert right > 20


@pytest.mark.parametrize("sample", ["qiemo-2023-final", "yangcheng-2024-final"])
def test_other_words_and_missing_sentences_change_little_and_nothing_wrong_is_sure(sample: str) -> None:
    sentences, paragraphs = printed(sample)
    every = outcome(sentences, paragraphs)[0]
    for old, new in CHANGES:
        reworded = [
            ([(text if name else text.replace(old, new), name) for text, name in pieces], headings)
            for pieces, headings in paragraphs
        ]
        right, _, wrong = outcome(sentences, reworded)
        assert wrong == []
        assert right >= 0.95 * every, (old, right, every)
    chance = random.Random(3)
    missing = [each for each in paragraphs if chance.random() > 0.3]
    right, others, wrong = outcome(sentences, missing)
    assert wrong == [] and right >= 0.95 * (right + others)
    bare: Printed = [(pieces, ()) for pieces, _ in paragraphs]
    right, _, wrong = outcome(sentences, bare)
    assert wrong == [] and right >= 0.9 * every


def test_other_words_say_the_same() -> None:
    heading = "一、收入支出决算总体情况说明"
    assert figures("2024年度收入总计1.00万元，支出总计1.00万元。", heading) == ["收入总计", "支出总计"]
    assert figures("收入总计为1.00万元;支出总计共1.00万元", heading) == ["收入总计", "支出总计"]
    text = "与2023年度相比，收入总计增加了2.00万元，增长3%，原因是人员增加3人、调资4.00万元。支出总计减少2.00万元"
    assert figures(text, heading) == ["收入总计", "收入总计", "", "", "支出总计"]


def test_the_heading_tells_what_is_called_the_same() -> None:
    text = "基本支出1.00万元，项目支出2.00万元"
    assert figures(text, "七、政府性基金预算财政拨款收入支出决算情况说明")[0] == "政府性基金基本支出"
    assert figures(text, "八、国有资本经营预算财政拨款支出决算情况说明")[0] == "国有资本经营基本支出"


def test_what_no_sentence_says_is_bound_to_nothing() -> None:
    assert figures("我局全年走访群众3000人，发放慰问金12.50万元，惠及面扩大20%。", "二、机构设置") == [""] * 3
    assert figures("比上年减少85.52万元") == [""]
    assert figures("") == []


def test_rows_of_a_list_are_told_by_the_names_of_codes() -> None:
    heading = "（三）具体情况"
    text = "2.社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）：年初预算3.00万元，支出决算2.00万元，完成年初预算的66.67%。"
    found = matches(text, heading)
    assert [match and match.codes for match in found] == [("2080501",)] * 3
    assert all(match is not None and match.sure for match in found)


def test_sums_of_a_share_and_of_a_change_are_known() -> None:
    share, change = (
        matches("占本年支出合计的12.00%", "（一）总体情况")[0],
        matches("与上年相比，一般公共预算财政拨款支出减少3.00万元", "（一）总体情况")[0],
    )
    assert share is not None and share.slot.meaning.role == Says.SHARE
    assert share.slot.meaning.base is not None and share.slot.meaning.base.name == "本年支出合计"
    assert change is not None and change.slot.meaning.role == Says.CHANGE


def test_long_text_without_sense_takes_no_long_time() -> None:
    """Every number is looked at once: a text of many numbers and of no stop at all."""
    text = "收入" * 3000 + "，".join(f"占{number}.00%（" for number in range(2000))
    assert len(matches(text)) == 2000
