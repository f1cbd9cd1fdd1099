"""Text as typed, made clean."""

from __future__ import annotations

import pytest

from gongkai.intake.typed_text import clean_text, is_plain


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u2066", "\u00ad", "\u200f", "\ufeff"])
def test_what_nobody_sees_goes_without_a_word(mark: str) -> None:
    assert not is_plain(f"甲{mark}局")
    assert clean_text(f"{mark}甲{mark}局{mark}") == ("甲局", [])


@pytest.mark.parametrize("text", ["人员\t增加", "人员 \t\t 增加", "\t人员\t增加\t", "人员　\t增加"])
def test_a_tab_is_a_blank(text: str) -> None:
    assert not is_plain(text)
    assert clean_text(text) == ("人员 增加", [])
