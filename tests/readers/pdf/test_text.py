"""Lines of a page: which of them begins a paragraph."""

from __future__ import annotations

from gongkai.readers.pdf.text import TextLine, openings


def page(*lines: tuple[float, float]) -> list[TextLine]:
    """Lines of 16 points by their left and right ends."""
    return [TextLine("字", 20.0 * number, left, right, 16.0) for number, (left, right) in enumerate(lines)]


def test_indented_lines_begin_and_lines_at_the_edge_go_on() -> None:
    heading, first, full, last = (112, 288), (112, 528), (80, 512), (80, 160)
    lines = page(heading, first, full, last, first, last)
    assert openings(lines) == [True, True, False, False, True, False]


def test_a_page_begins_in_the_middle_of_a_paragraph() -> None:
    assert openings(page((80, 512), (80, 200), (112, 512))) == [False, False, True]


def test_a_line_that_ends_before_a_long_word_goes_on() -> None:
    """What cannot be broken, as a name in brackets, leaves some ems; after a short line a paragraph begins."""
    lines = page((112, 534), (80, 470), (80, 512), (80, 300), (80, 512))
    assert openings(lines) == [True, False, False, False, True]


def test_below_a_running_head_nothing_is_told() -> None:
    assert openings(page((80, 200), (80, 512), (112, 512)))[1] is None


def test_pages_that_do_not_indent_tell_nothing() -> None:
    assert openings(page((80, 512), (80, 200), (80, 512))) == [None, None, None]
    assert openings(page((80, 512), (200, 400), (112, 512))) == [None, None, None]
    assert openings([]) == []


def test_what_stands_in_the_middle_tells_nothing() -> None:
    assert openings(page((207, 394), (112, 528), (80, 512), (80, 300)))[0] is None
