"""One digit of every amount changed, one at a time: what is found, and that the rest is listed with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.robust.undetectable import PAGE, Part, part_of, samples

# Of all amounts: found with the control totals that the samples carry, and without them. Neither may sink.
LEAST, LEAST_WITHOUT = 0.95, 0.72
SOME = 30  # amounts of each sample in `make test`; all of them in `make trials`


@pytest.mark.trial
@pytest.mark.parametrize("folder", samples(), ids=lambda folder: folder.name)
def test_some_that_are_not_found_are_listed(folder: Path) -> None:
    """Amounts drawn by a fixed seed: what is not found stands in the page, with its schedule, column and reason."""
    listed = PAGE.read_text(encoding="utf-8").partition(f"## {folder.name}\n")[2].partition("\n## ")[0]
    part = part_of(folder, SOME)
    assert part.total == SOME
    assert part.found > 0
    for change, why in part.missed:
        row = rf"^\| {re.escape(change.schedule)} \| {re.escape(change.column)} \| \d+ \| .* \| {re.escape(why)} \|$"
        assert re.search(row, listed, re.MULTILINE), (change, why)


@pytest.mark.trial
@pytest.mark.parametrize("folder", samples(), ids=lambda folder: folder.name)
def test_what_is_not_found_is_listed(folder: Path, record_property: Callable[[str, object], None]) -> None:
    part = part_of(folder)
    assert part.total > 20, "a sample without amounts proves nothing"
    record_property("改一位数字", {"查出": part.found, "没有查出": len(part.missed)})
    listed = PAGE.read_text(encoding="utf-8")
    assert part.text in listed, "run python -m tests.robust.undetectable and read what changed\n" + part.text


def test_the_share_that_is_found() -> None:
    listed = PAGE.read_text(encoding="utf-8")
    line = r"^金额 (\d+) 个，查出 (\d+) 个（[\d.]+%），不靠核对数查出 (\d+) 个"
    counts = re.findall(line, listed, re.MULTILINE)
    assert len(counts) == len(samples())
    total, found, without = (sum(int(numbers[n]) for numbers in counts) for n in range(3))
    assert f"共 {total} 个金额，查出 {found} 个" in listed
    assert f"其中不靠核对数查出 {without} 个" in listed
    assert found >= LEAST * total, f"{found} of {total}"
    assert without >= LEAST_WITHOUT * total, f"{without} of {total}"


def test_the_page_says_why() -> None:
    part = Part("样例", 1, ())
    assert "100.0%" in part.text
