"""What a template may print: texts and whole numbers. Anything else would be an object of the program in a report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.findings import Location
from gongkai.model.book import Book
from gongkai.model.ledger import Ledger
from gongkai.sections.compose import templates_of
from gongkai.sections.fragment import NoTextOfItsOwn, text_as_printed
from gongkai.sections.narrative import TemplateFault
from tests.conftest import ROOT
from tests.support.library import check_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml"


def test_texts_and_whole_numbers() -> None:
    assert (text_as_printed("情况"), text_as_printed(3), text_as_printed("")) == ("情况", "3", "")


@pytest.mark.parametrize("value", [None, True, Decimal("1.50"), 1.5, ["一"], object()])
def test_the_rest_is_refused(value: object) -> None:
    with pytest.raises(NoTextOfItsOwn):
        text_as_printed(value)


@pytest.mark.parametrize(
    "source", ["{{收入总计}}", "本年{{收入总计}}万元", "{% if 1 %}{{[收入总计]|first}}{% endif %}"]
)
def test_a_figure_says_its_name_and_line(source: str) -> None:
    checked = check_file(LIULIN)
    pack, department = checked.loaded.pack, checked.loaded.department
    assert pack is not None and department is not None
    book = Book(Ledger(department), pack.definitions)
    templates = templates_of(pack)
    with pytest.raises(TemplateFault, match="“收入总计”是一个数，没有写怎样印") as fault:
        templates.runs(source, {"收入总计": book.figure("收入总计")}, Location(file="x.yaml", line=7))
    assert (fault.value.finding.location.file, fault.value.finding.location.line) == ("x.yaml", 7)
