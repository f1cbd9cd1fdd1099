"""Which line of the base format's table a printed label is, where it is called otherwise."""

from __future__ import annotations

import pytest

from gongkai.learning.side_tables import BaseLines
from gongkai.model.expression import Name
from gongkai.plans.binding import Binding
from gongkai.recognition.vocabulary import Meaning

_LINES = ("一、一般公共预算", "本年收入合计", "上年结转", "收入总计")
_LEFT = Meaning("结转结余", (("结余项目", "年初结转和结余"),))


def line(label: str, last: bool = False) -> str:
    lines = [(name, Binding(Name(name), name)) for name in _LINES]
    words = {"上年结转": _LEFT, "上年结转资金": _LEFT, "本年收入合计": Meaning("收入")}
    found = BaseLines(lines, sure=True, words=words).line(label, last)
    return found.name if found is not None else ""


@pytest.mark.parametrize(
    ("label", "last", "expected"),
    [
        ("上年结转资金", False, "上年结转"),
        ("收入合计", True, "收入总计"),
        ("总计", True, "收入总计"),
        ("收入合计", False, ""),  # a total within the side may be that of this year
        ("三、其他资金", False, ""),
        ("单位预留机动经费", True, ""),
    ],
)
def test_other_names_of_a_line(label: str, last: bool, expected: str) -> None:
    assert line(label, last) == expected
