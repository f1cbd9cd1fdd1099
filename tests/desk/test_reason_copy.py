"""Reasons written on a page go to where they stand in the user's input, in both forms of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.desk.reason_copy import draft_row, reason_copy, reason_row
from gongkai.source import Source
from tests.support import ooxml
from tests.support.library import LIBRARY

FOLDER = Path(__file__).parents[2] / "sample_inputs/liulin-2023-final"


def checked(name: str, content: bytes) -> pipeline.Checked:
    found = pipeline.check(Source(name, content, None, len(content)), LIBRARY)
    assert found.readable
    return found


@pytest.mark.parametrize("suffix", [".xlsx", ".yaml"])
def test_a_reason_is_written_where_it_stands(suffix: str, tmp_path: Path) -> None:
    name = f"input{suffix}"
    content = (FOLDER / name).read_bytes()
    before = checked(name, content)
    lines = pipeline.reasons(before)
    assert len(lines) > 3 and all(line.text for line in lines)
    rows = [
        reason_row(before, lines[0], "改过的原因，写得够长了", True),
        reason_row(before, lines[2], "还要再想的原因", False),
    ]
    made, copied = reason_copy(Source(name, content), before, rows, suffix)
    assert copied
    after = pipeline.reasons(checked(name, made))
    assert [line.slot for line in after] == [line.slot for line in lines]  # nothing was added
    assert (after[0].text, after[0].state) == ("改过的原因，写得够长了", "已写")
    assert (after[2].text, after[2].state) == ("还要再想的原因", "待核实")
    others = [number for number in range(len(lines)) if number not in (0, 2)]
    assert [after[number] for number in others] == [lines[number] for number in others]
    if suffix == ".xlsx":
        (tmp_path / name).write_bytes(made)
        assert ooxml.validate(tmp_path / name) == []


def test_a_yaml_input_may_become_a_workbook() -> None:
    content = (FOLDER / "input.yaml").read_bytes()
    before = checked("input.yaml", content)
    made, _ = reason_copy(
        Source("input.yaml", content), before, [draft_row(pipeline.reasons(before)[0])], ".xlsx"
    )
    assert made.startswith(b"PK")
