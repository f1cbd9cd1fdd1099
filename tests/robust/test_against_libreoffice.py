"""What LibreOffice shows is what is read, or the workbook is refused: over workbooks changed at the XML level."""

from __future__ import annotations

import io
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged
from tests.robust.hostile import BOOK
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
MUTANTS = 405
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


def saved_by_openpyxl(content: bytes) -> bytes:
    import openpyxl

    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(io.BytesIO(content), data_only=True).save(buffer)
    return buffer.getvalue()


def tried(seeds: range, folder: Path) -> Tally:
    """Mutants of one workbook as we, LibreOffice and openpyxl save it, by turns."""
    bases = [BOOK, converted({"base": BOOK}, folder / "base")["base"], saved_by_openpyxl(BOOK)]
    books: dict[str, bytes] = {f"base{number}": base for number, base in enumerate(bases)}
    named = {}
    for seed in seeds:
        name, content = mutant(bases[seed // len(CHANGES) % len(bases)], seed)
        books[f"m{seed}"] = content
        named[seed] = name
    theirs = {name: shown_by_libreoffice(content) for name, content in converted(books, folder / "m").items()}
    tally = Tally()
    for seed, name in named.items():
        base = theirs[f"base{seed // len(CHANGES) % len(bases)}"]
        _compare(tally, f"{seed} {name}", books[f"m{seed}"], theirs.get(f"m{seed}"), base)
    return tally


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


def test_a_few_mutants(tmp_path: Path) -> None:
    tally = tried(range(4, 4 + 5 * 12, 5), tmp_path)
    assert tally.different == []
    assert tally.read and tally.refused


@pytest.mark.trial
def test_four_hundred_mutants(tmp_path: Path) -> None:
    tally = tried(range(MUTANTS), tmp_path)
    print(tally)
    assert tally.different == []
    assert tally.unchanged > 100
    assert tally.unchanged_read / tally.unchanged >= READ_AT_LEAST
