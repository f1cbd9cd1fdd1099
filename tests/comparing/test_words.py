"""Sentences and words: a number is one word, and only what differs is marked."""

from __future__ import annotations

import pytest

from gongkai.comparing.alignment import Abreast, aligned, only_moved, told_apart
from gongkai.comparing.likeness import alike, masked
from gongkai.comparing.words import compared, marked_text, split_sentences
from gongkai.tree.change_marks import new_side, old_side

SIGNS = str.maketrans({"\ufdd0": "[", "\ufdd1": "]", "\ufdd2": "{", "\ufdd3": "}"})


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("收入总计1,234.56万元。", "收入总计1,234.57万元。", "收入总计[1,234.56]{1,234.57}万元。"),
        ("下降3.61%。", "下降13.61%。", "下降[3.61%]{13.61%}。"),
        ("比上年-5.00万元。", "比上年5.00万元。", "比上年[-5.00]{5.00}万元。"),
        ("收入增加1.00万元。", "收入增长1.00万元。", "收入[增加]{增长}1.00万元。"),
        ("甲。乙。", "甲。丙丁戊己。乙。", "甲。{丙丁戊己。}乙。"),
        ("甲。乙。", "乙。", "[甲。]乙。"),
        ("主要原因是人员增加。", "主要原因是人员调入和工资增加。", "主要原因是人员{调入和工资}增加。"),
        ("", "全新的一句。", "{全新的一句。}"),
        ("没有变。", "没有变。", "没有变。"),
        ("第一行\n第二行", "第一行\n第三行\n第四行", None),
    ],
)
def test_marks(old: str, new: str, shown: str | None) -> None:
    marked = marked_text(old, new)
    assert old_side(marked) == old and new_side(marked) == new
    if shown is not None:
        assert marked.translate(SIGNS) == shown


def test_short_words_between_changes_are_told_with_them() -> None:
    marked = marked_text("因机构改革职能划转", "由部门合并的新设机构").translate(SIGNS)
    assert marked.count("[") <= 2


def test_sentences_are_the_text() -> None:
    text = "一、说明。“引文。”又一句！最后\n另起；一行"
    assert "".join(split_sentences(text)) == text
    assert [item.old for item in compared(text, text)] == split_sentences(text)


def test_likeness_does_not_count_figures() -> None:
    assert masked("收入 1,234.56 万元，增长3%") == "收入▢万元，增长▢"
    assert alike("收入1.00万元。", "收入2.00万元。") == 1.0
    assert alike("收入1.00万元。", "完全不同的话") < 0.2


def test_elements_are_paired_in_order() -> None:
    def like(one: int, other: int) -> float:
        return alike("abXd"[one], "abYd"[other]) if (one, other) != (2, 2) else 0.9

    assert aligned("abXd", "abYd", like, 0.5) == [
        Abreast(0, 0),
        Abreast(1, 1),
        Abreast(2, 2, True),
        Abreast(3, 3),
    ]
    assert aligned("ab", "b", lambda *_: 0.0, 0.5) == [Abreast(0, None), Abreast(1, 0)]
    assert aligned("a", "b", lambda *_: 0.0, 0.5) == [Abreast(0, None), Abreast(None, 0)]


def test_keys_that_repeat_are_told_apart_by_their_text() -> None:
    assert told_apart(["a", "b", "b"], ["1", "甲1", "乙2"]) == ["a", "b\n甲▢", "b\n乙▢"]


def test_what_only_moved() -> None:
    pairs = [Abreast(0, None), Abreast(1, 0), Abreast(None, 1), Abreast(None, 2)]
    assert only_moved(pairs, ["甲", "乙"], ["乙", "甲", "丙"]) == {1: 0}
