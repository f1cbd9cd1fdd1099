"""A last page of a few lines is saved by setting the prose before it a little closer."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai.measure import half_widths
from gongkai.tree.nodes import (
    Block,
    Cell,
    CellKind,
    Contents,
    Heading,
    Orientation,
    Paragraph,
    Row,
    Run,
    Table,
)
from gongkai.writers.docx import docx_parts
from gongkai.writers.docx.last_lines import AIR, INDENT, LEAST_PROSE_LINE, closer_lines, prose_lines
from gongkai.writers.docx.reference_style import Style, load_style
from tests.writers.sample_tree import sample_document


@pytest.fixture(scope="module")
def style(root: Path) -> Style:
    return load_style(root / "templates/common/style/reference.docx")


def prose(lines: int) -> list[Block]:
    return [Heading(1, "第一部分", "h"), *[Paragraph((Run("一" * 20),)) for _ in range(lines)]]


# A page holds 21 lines of 29 points, the first one 20 below a heading of 50 points.
@pytest.mark.parametrize(
    ("lines", "closer"),
    [
        (20, False),  # one page
        (41, False),  # two full pages
        (42, True),  # one line on a third page
        (44, True),
        (52, False),  # half a page is a page
        (24, False),  # a single page has no room for three more lines
    ],
)
def test_only_a_few_last_lines_are_drawn_in(style: Style, lines: int, closer: bool) -> None:
    blocks = prose(lines)
    found = closer_lines(blocks, style, lambda index: isinstance(blocks[index], Heading))
    assert bool(found) is closer
    if closer:
        assert set(found) == set(range(1, len(blocks))), "the heading of a part keeps its height"
        (spacing,) = set(found.values())
        line = int(spacing.split('w:line="')[1].split('"')[0]) / 20
        assert 29 * LEAST_PROSE_LINE <= line < 29
        assert lines * line + 50 <= 2 * style.pages[Orientation.PORTRAIT].text_height / 20


def test_each_part_is_judged_by_itself(style: Style) -> None:
    blocks = [*prose(42), *prose(30)]
    found = closer_lines(blocks, style, lambda index: isinstance(blocks[index], Heading))
    assert set(found) == set(range(1, 43))


def test_prose_with_a_table_stays(style: Style) -> None:
    table = Table("k", "", (Row((Cell("一", CellKind.TEXT),)),), (1,))
    blocks = [*prose(42), table]
    assert not closer_lines(blocks, style, lambda index: isinstance(blocks[index], Heading))


@pytest.mark.parametrize(("entries", "closer"), [(20, False), (24, False), (28, True), (40, False)])
def test_contents_of_a_few_lines_too_many(style: Style, entries: int, closer: bool) -> None:
    """A page holds 24 lines of 24 points below the title; 28 of them find room, 40 would be too close."""
    blocks = [Heading(2, f"第{number}个标题", f"h{number}") for number in range(entries)]
    document = replace(sample_document(), blocks=(Contents("目录"), *blocks))
    xml = str(docx_parts(document, style, {})["word/document.xml"], "utf-8")
    lines = re.findall(r'<w:pStyle w:val="TOC2"/>(<w:spacing w:line="(\d+)"[^>]*/>)?', xml)
    assert len(lines) == entries
    heights = {int(line or 480) / 20 for _, line in lines}
    assert (max(heights) < 24) is closer
    if closer:
        assert entries * max(heights) + 50 <= style.pages[Orientation.PORTRAIT].text_height / 20


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("一" * 8, 1),  # two characters of the first line are its indent
        ("一" * 9, 2),
        ("一" * 8 + "。", 2),  # with its mark the last character goes down
        ("一" * 7 + "1,234.56", 2),  # a number is not broken
        ("一" * 18, 2),
        ("一" * 19, 3),
    ],
)
def test_lines_of_a_paragraph(text: str, lines: int) -> None:
    assert prose_lines(text, 20) == lines


def test_lines_are_those_of_pieces_set_one_after_another() -> None:
    """The count by the widths of characters is that of setting piece by piece, which is simple and slow."""
    unbroken = re.compile("[（《“‘]*(?:[!-~]+|.)[，。、；：！？）》”’…]*")
    boundary = re.compile("[0-9A-Za-z][一-鿿]|[一-鿿][0-9A-Za-z]")

    def set_by_pieces(text: str, holding: int) -> int:
        count, filled, last = 1, float(INDENT), ""
        for piece in unbroken.findall(text):
            air = AIR if boundary.match(last + piece[0]) else 0.0
            if filled + air + half_widths(piece) > holding:
                count, filled, air = count + 1, 0.0, 0.0
            filled += air + half_widths(piece)
            last = piece[-1]
        return count

    chance = random.Random(11)
    for _ in range(2000):
        text = "".join(chance.choices("中文字，。“”（）…1234.5abc %é", k=chance.randint(1, 200)))
        holding = chance.randint(4, 70)
        assert prose_lines(text, holding) == set_by_pieces(text, holding), (text, holding)
