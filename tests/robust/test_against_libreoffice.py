"""What LibreOffice shows is what is read, or the workbook is refused: over workbooks changed at the XML level."""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged
from tests.robust.hostile import SAMPLES
from tests.robust.libreoffice import (
    Shown,
    converted,
    read_by_us,
    shown_by_libreoffice,
    soffice,
    waiting,
)
from tests.robust.xml_mutants import CHANGES, mutant

pytestmark = [pytest.mark.libreoffice, pytest.mark.skipif(soffice() is None, reason="no LibreOffice")]
BASE = (SAMPLES / "qinglong-2023-evaluation" / "input.xlsx").read_bytes()
"""The smallest sample: LibreOffice needs four times as long for one of a final account."""
SAVED_BY = 3
MUTANTS = 3 * SAVED_BY * len(CHANGES)
READ_AT_LEAST = 0.7


@dataclass
class Tally:
    """How the trials ended."""

    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unopened: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    unchanged_read: int = 0
    different: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """For the summary: every mutant once."""
        refused = self.refused.total()
        same = self.read - len(self.different) - self.unopened.total()
        unlike = {"读出不同": len(self.different), "LibreOffice 打不开": self.unopened.total()}
        kept = self.unchanged - self.unchanged_read
        return {"读出相同": same, **unlike, "拒读（显示不变）": kept, "拒读（显示有变）": refused - kept}


def saved_by_openpyxl(content: bytes) -> bytes:
    import openpyxl

    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(io.BytesIO(content), data_only=True).save(buffer)
    return buffer.getvalue()


def tried(seeds: Iterable[int], folder: Path) -> Tally:
    """Mutants of one workbook as we, LibreOffice and openpyxl save it, by turns."""
    bases = [BASE, converted({"base": BASE}, folder / "base")["base"], saved_by_openpyxl(BASE)]
    books: dict[str, bytes] = {f"base{number}": base for number, base in enumerate(bases)}
    named = {}
    for seed in seeds:
        named[seed], books[f"m{seed}"] = mutant(bases[_base_of(seed)], seed)
    theirs = {name: shown_by_libreoffice(content) for name, content in converted(books, folder / "m").items()}
    tally = Tally()
    for seed, name in named.items():
        shown, base = theirs.get(f"m{seed}"), theirs[f"base{_base_of(seed)}"]
        _compare(tally, f"{seed} {name}", books[f"m{seed}"], shown, base)
    return tally


def _base_of(seed: int) -> int:
    return seed // len(CHANGES) % SAVED_BY


def _compare(tally: Tally, name: str, content: bytes, shown: Shown | None, base: Shown) -> None:
    unchanged = shown is not None and shown == base
    tally.unchanged += unchanged
    try:
        ours = read_by_us(content)
    except (Damaged, TooLarge):
        tally.refused[name.partition(" ")[2]] += 1
        return
    tally.read += 1
    tally.unchanged_read += unchanged
    if shown is None:  # there is nothing to differ from
        tally.unopened[name.partition(" ")[2]] += 1
        return
    for place in waiting(content):
        shown = {key: value for key, value in shown.items() if key != place}
    places = [place for place in {*ours, *shown} if ours.get(place) != shown.get(place)]
    if places:
        place = min(places)
        tally.different.append(f"{name}: {place} {ours.get(place)!r} {shown.get(place)!r} ({len(places)})")


@pytest.mark.trial
def test_a_few_mutants(tmp_path: Path) -> None:
    tally = tried(range(0, 12 * 13, 13), tmp_path)  # four of each base, no change twice
    assert tally.different == []
    assert tally.read and tally.refused


@pytest.mark.trial
@pytest.mark.parametrize("part", range(SAVED_BY))
def test_four_hundred_mutants(
    part: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    tally = tried((seed for seed in range(MUTANTS) if _base_of(seed) == part), tmp_path)
    print(tally)
    record_property("LibreOffice 对照", tally.counts())
    assert tally.different == []
    assert tally.unchanged > 30
    assert tally.unchanged_read / tally.unchanged >= READ_AT_LEAST
