"""The document tree of every sample against its golden text; a golden text of no sample fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import pipeline
from tests.support.library import LIBRARY, check_file, read_file
from tests.support.tree_text import dump

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# The samples, and the inputs by which formats without a published department are tried.
SAMPLES = sorted(
    path.parent
    for folder in ("sample_inputs", "tests/formats")
    for path in (ROOT / folder).glob("*/input.yaml")
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_golden(sample: Path, golden: Callable[[str, str], None]) -> None:
    checked = check_file(sample / "input.yaml")
    assert checked.readable
    document = pipeline.compose(checked)
    assert document is not None, checked.findings
    golden(f"{sample.name}.txt", dump(document))


def test_no_orphan() -> None:
    assert SAMPLES
    names = {f"{sample.name}.txt" for sample in SAMPLES}
    assert {path.name for path in HERE.glob("*.txt")} == names


def test_every_format_has_a_golden_tree() -> None:
    packs = [read_file(sample / "input.yaml").pack for sample in SAMPLES]
    formats = {pack.format for pack in packs if pack is not None}
    # What goes on with last year's form is composed in tests/formats/test_formats.py.
    assert formats >= {info.format for info in LIBRARY.published() if not info.status}


def test_no_mark_of_a_heading_is_printed() -> None:
    """A line break that a tag of a template swallows puts the next heading into the paragraph before it."""
    printed = [
        line
        for path in HERE.glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("[body]")
    ]
    assert len(printed) > 100
    assert [line for line in printed if "#" in line] == []
