"""Pairs of inputs that differ in one thing, and documents as plain lines, told apart without the code under test."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from gongkai import pipeline
from gongkai.comparing.comparison import VersionComparison, compare_checked
from gongkai.model.department import Department
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.source import Source
from gongkai.tree.change_marks import WHOLE_ADDED, WHOLE_REMOVED, new_side, old_side
from gongkai.tree.nodes import Chart, Cover, Document, Heading, Paragraph, Table
from tests.support.library import LIBRARY


def sample(name: str) -> str:
    return (Path("sample_inputs") / name / "input.yaml").read_text("utf-8")


@lru_cache(maxsize=12)  # the same few inputs are compared again and again, and nobody changes what was found
def checked(text: str, name: str = "input.yaml") -> pipeline.Checked:
    return pipeline.check(Source(name, text.encode()), LIBRARY)


def compared(old: str, new: str) -> VersionComparison:
    """Two inputs in YAML compared."""
    return compare_checked(checked(old, "old.yaml"), checked(new, "new.yaml"), ("old.yaml", "new.yaml"))


def edited(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first passage replaced, which must be there."""
    for old, new in changes:
        assert old in text, f"not in the sample: {old}"
        text = text.replace(old, new, 1)
    return text


def changed_leaves(department: Department, seed: int, count: int) -> Iterator[Department]:
    """The department with one leaf changed: a number made another one, or a text another text."""
    leaves = [
        (name, index, column)
        for name, schedule in department.schedules.items()
        if name != IDENTITY_SCHEDULE and not schedule.spec.control
        for index, entry in enumerate(schedule.entries)
        for column, value in entry.values.items()
        if isinstance(value.value, Decimal) or len(value.value) > 12
    ]
    chance = random.Random(seed)
    assert len(leaves) > 30
    for name, index, column in chance.sample(leaves, min(count, len(leaves))):
        schedule = department.schedules[name]
        entry = schedule.entries[index]
        value = entry.values[column]
        new: Decimal | str
        if isinstance(value.value, Decimal):
            new = value.value + chance.choice((1, 7, 100)) * (10_000 if abs(value.value) >= 10_000 else 1)
        else:
            new = chance.choice((value.value[: len(value.value) // 2] + "。", value.value + "另有新增。"))
        row = replace(entry, values={**entry.values, column: replace(value, value=new)})
        entries = (*schedule.entries[:index], row, *schedule.entries[index + 1 :])
        yield replace(
            department, schedules={**department.schedules, name: replace(schedule, entries=entries)}
        )


Line = tuple[str, ...]
"""A sentence or line by itself, or the cells of a row behind the name of their table."""


def lines(document: Document, side: str = "") -> list[Line]:
    """A document as plain lines; of a merged one those of a side (`old` or `new`)."""
    other = {"old": WHOLE_ADDED, "new": WHOLE_REMOVED}.get(side, "\0")
    take = {"old": old_side, "new": new_side}.get(side, str)
    found: list[Line] = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(() if other in block.text else (take(block.text),))
        elif isinstance(block, Cover):
            found += [(take(line.text),) for line in block.lines if other not in line.text]
        elif isinstance(block, Chart):
            found.append(() if other in block.title else (take(block.title),))
        elif isinstance(block, Table):
            around = [block.title, block.code, *[" ".join(line) for line in block.caption]]
            found += [(take(text),) for text in around if other not in text]
            for row in block.rows:
                texts = tuple(cell.text for cell in row.cells)
                found.append(() if any(other in text for text in texts) else tuple(map(take, texts)))
            found += [(take(text),) for text in block.notes if other not in text]
    return [line for line in found if "".join(line).strip()]


def plain_sentences(document: Document) -> list[str]:
    """The sentences of all paragraphs."""
    return [text for block in document.blocks if isinstance(block, Paragraph) for text in split(block.text)]


def split(text: str) -> list[str]:
    """The sentences of a text, taken apart at 。！？ only."""
    found = re.split(r"(?<=[。！？])(?![”’）】])|(?<=[。！？][”’）】])|\n", text)
    return [sentence.strip() for sentence in found if sentence.strip()]
