"""`--to` may be written several times and with any comma; no kind that was asked for is dropped."""

from __future__ import annotations

import pytest

from gongkai.app.kinds_option import USUAL, chosen_kinds
from gongkai.app.wrong_usage import UserFault


@pytest.mark.parametrize(
    "to",
    [["docx,xlsx,html"], ["docx", "xlsx", "html"], ["docx，xlsx", "HTML", "docx"], [" docx、xlsx ,", "html"]],
)
def test_all_that_was_asked_for(to: list[str]) -> None:
    assert chosen_kinds(to) == ("docx", "xlsx", "html")


def test_usual() -> None:
    assert chosen_kinds(USUAL) == ("docx", "xlsx")


@pytest.mark.parametrize(
    ("to", "said"), [([], "空"), ([","], "空"), (["docx", "doc,odt"], "不认识：doc、odt")]
)
def test_no_such_kind(to: list[str], said: str) -> None:
    with pytest.raises(UserFault, match=said):
        chosen_kinds(to)
