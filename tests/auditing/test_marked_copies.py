"""Marked copies: each finding at its own words, once in a PDF, once in Word."""

from __future__ import annotations

import io
from typing import Any

import docx
from pypdf import PdfReader

from gongkai.auditing.marked_pdf import marked_pdf
from gongkai.auditing.marked_word import marked_word
from gongkai.auditing.outcome import AuditFinding, GivenAnswer, Spot, found_in
from gongkai.findings import Location, Severity
from tests.auditing.test_files import FAULT, paper
from tests.support.pdf import pdf, text


def finding(
    quote: str, found: str = "", page: int = 1, level: Severity | None = None, code: str = "SJ-06"
) -> AuditFinding:
    return found_in(code, "不对", Spot(Location(file="a.pdf", page=page), quote), found=found, severity=level)


PAGE = "".join(
    (
        text(72, 700, "Trips cost 0.00, that is 0.00% of the plan;"),
        text(72, 650, "cars cost 0.00, that is 0.00% of"),
        text(72, 630, "the plan. Guests cost 2.50."),
    )
)


def marks(*findings: AuditFinding, pages: tuple[str, ...] = (PAGE,)) -> tuple[list[list[Any]], int]:
    """The annotations of each page, and how many findings found their words."""
    content = pdf(*pages)
    copy, placed = marked_pdf(content, findings)
    return [
        [each.get_object() for each in page.get("/Annots", [])] for page in PdfReader(io.BytesIO(copy)).pages
    ], placed


def heights(mark: Any) -> list[int]:
    """The upper edge of each box of a highlight."""
    points = [round(float(each)) for each in mark["/QuadPoints"]]
    return [points[start + 1] for start in range(0, len(points), 8)]


def test_the_figure_inside_its_own_quotation_is_marked() -> None:
    ((first, second),), placed = marks(
        finding("Trips cost 0.00, that is 0.00%", "0.00%"), finding("cars cost 0.00, that is 0.00%", "0.00%")
    )
    assert placed == 2
    assert 700 < heights(first)[0] < 715 and 650 < heights(second)[0] < 665
    assert len(heights(first)) == 1 and float(first["/Rect"][2]) - float(first["/Rect"][0]) < 40


def test_words_over_two_lines_have_a_box_in_each() -> None:
    ((mark,),), placed = marks(finding("0.00% of the plan. Guests"))
    upper, lower = heights(mark)
    assert placed == 1 and 650 < upper < 665 and 630 < lower < 645
    assert float(mark["/Rect"][1]) < lower and upper <= float(mark["/Rect"][3]) + 1


def test_the_same_words_twice_are_marked_once_each() -> None:
    ((first, second),), _ = marks(finding("that is 0.00% of"), finding("that is 0.00% of"))
    assert heights(first) != heights(second)


def test_each_level_has_its_colour_and_the_note_says_all() -> None:
    ((*three,),), _ = marks(*(finding("Guests", level=level) for level in Severity))
    assert len({tuple(map(float, mark["/C"])) for mark in three}) == 3
    assert "错误 SJ-06：不对" in three[0]["/Contents"] and "怎么改：" in three[0]["/Contents"]
    assert all(mark["/T"] for mark in three)


def test_words_that_stand_nowhere_are_told_at_the_edge_of_their_page() -> None:
    (first, second), placed = marks(
        finding("nowhere on it", page=2), finding("nor here", page=2), pages=(PAGE, PAGE)
    )
    assert placed == 0 and first == [] and len(second) == 2
    assert {mark["/Subtype"] for mark in second} == {"/Text"}
    assert second[0]["/Rect"] != second[1]["/Rect"]


def test_the_same_words_in_two_paragraphs_of_word_have_a_comment_each() -> None:
    content = paper(FAULT, "中间。", FAULT)
    twice = [found_in("SJ-06", "不对", Spot(Location(), "下降6.85%")) for _ in range(2)]
    copy, placed = marked_word(content, twice)
    paragraphs = docx.Document(io.BytesIO(copy)).paragraphs
    assert placed == 2
    assert ["commentRangeStart" in each._p.xml for each in paragraphs] == [True, False, True]


def test_a_comment_says_what_was_answered() -> None:
    from dataclasses import replace

    each = replace(finding("下降6.85%"), answer=GivenAnswer("与账核对过"))
    copy, _ = marked_word(paper(FAULT), [each])
    (comment,) = docx.Document(io.BytesIO(copy)).comments
    assert "已核实：与账核对过" in comment.text
