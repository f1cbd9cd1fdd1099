"""Changing one leaf marks exactly the sentences and cells that change: held against a diff of the two plain texts."""

from __future__ import annotations

from collections import Counter

import pytest

from gongkai.comparing.difference import (
    CELL,
    CHANGED,
    HEADING,
    LINE_AROUND,
    PARAGRAPH,
    SENTENCE,
    WENT,
    WHOLE_ROW,
    WHOLE_TABLE,
    ReportDifference,
)
from gongkai.comparing.merging import merged
from gongkai.comparing.sides import ReportSide
from gongkai.tree.nodes import Document, Heading, Table
from tests.comparing.support import changed_leaves, lines, plain_sentences, split
from tests.support.composed import SAMPLES, composed, loaded


def told(differences: list[ReportDifference], *whats: str) -> tuple[Counter[str], Counter[str]]:
    """What the comparison says went and came, each text as often as it is told."""
    items = [item for item in differences if item.what in whats and item.old != item.new]
    apart = (lambda text: [text] if text else []) if HEADING in whats else split
    return (
        Counter(text for item in items for text in apart(item.old)),
        Counter(text for item in items for text in apart(item.new)),
    )


def cells(document: Document) -> dict[str, list[tuple[str, ...]]]:
    return {
        block.key: [tuple(cell.text for cell in row.cells) for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    }


def check(old: Document, new: Document) -> int:
    """Fails unless exactly what differs is marked; how many places differ."""
    both = merged(ReportSide(old, True), ReportSide(new, True))
    assert lines(both.document, "old") == lines(old) and lines(both.document, "new") == lines(new)
    before, after = Counter(plain_sentences(old)), Counter(plain_sentences(new))
    went, came = told(both.differences, SENTENCE, PARAGRAPH)
    assert (went, came) == (before - after, after - before)
    headings = [
        Counter(block.text for block in side.blocks if isinstance(block, Heading)) for side in (old, new)
    ]
    assert told(both.differences, HEADING) == (headings[0] - headings[1], headings[1] - headings[0])
    expected = marked = 0
    ones, others = cells(old), cells(new)
    for key in ones.keys() & others.keys():
        if len(ones[key]) == len(others[key]):
            expected += sum(
                len(row) != len(other) or sum(one != two for one, two in zip(row, other, strict=True))
                for row, other in zip(ones[key], others[key], strict=True)
            )
    rows = [item for item in both.differences if item.what in (WHOLE_ROW, WHOLE_TABLE)]
    marked = sum(item.what == CELL for item in both.differences)
    assert all(
        item.kind == CHANGED and item.old != item.new for item in both.differences if item.what == CELL
    )
    if not rows:
        assert marked == expected
    else:  # rows that came or went: each told once, as it stands in its table
        for item in rows:
            if item.what == WHOLE_ROW:
                side = ones if item.kind == WENT else others
                texts = [
                    tuple(text for text in row if text.strip()) for table in side.values() for row in table
                ]
                assert item.cells in texts
    assert all(item.old != item.new for item in both.differences if item.what == LINE_AROUND)
    assert [item.number for item in both.differences] == list(range(1, len(both.differences) + 1))
    return len(both.differences)


def found(name: str, count: int) -> list[int]:
    pack, department = loaded(name)
    old = composed(pack, department)
    assert check(old, composed(pack, department)) == 0
    return [check(old, composed(pack, other)) for other in changed_leaves(department, 14, count)]


@pytest.mark.parametrize("name", SAMPLES)
def test_some_leaves(name: str) -> None:
    assert sum(found(name, 1)) > 0


@pytest.mark.trial
@pytest.mark.parametrize("name", SAMPLES)
def test_fifty_leaves(name: str) -> None:
    changes = found(name, 50)
    assert len(changes) == 50 and sum(changes) > 100
