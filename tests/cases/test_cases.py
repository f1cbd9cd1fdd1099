"""Small inputs that failed once, each by what it must give. One line adds one."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.source import Source
from tests.robust.hostile import parts, zipped
from tests.support.library import LIBRARY

FILES = Path(__file__).parent / "files"
READ, REFUSED = True, False

# File, whether it is read at all, code of a finding that must be there (none: no error at all), words in it, cell.
CASES: tuple[tuple[str, bool, str, str, str], ...] = (
    ("rows_swapped.xlsx", READ, "", "", ""),
    ("078_two_v.xlsx", REFUSED, "SR-01", "有两个值", "I7"),
    ("185_rel_missing.xlsx", REFUSED, "SR-01", "工作表“核对数”丢失了内容", ""),
    ("backslash.xlsx", READ, "", "", ""),
    ("num_zwsp.xlsx", READ, "", "", ""),
    ("date_serial.xlsx", READ, "SR-18", "2025年9月20日", "B12"),
)


@pytest.mark.parametrize(("name", "read", "code", "words", "cell"), CASES)
def test_case(name: str, read: bool, code: str, words: str, cell: str) -> None:
    checked = pipeline.check(Source.from_path(FILES / name), LIBRARY)
    assert (checked.subject is not None) == read
    if read:
        assert checked.publishable, checked.findings
    if code:
        found = [item for item in checked.findings if item.code == code]
        assert any(words in item.message and item.location.cell == cell for item in found), found


def test_every_file_has_its_line() -> None:
    assert {path.name for path in FILES.iterdir()} == {case[0] for case in CASES}


def test_rows_out_of_order_give_the_report_of_rows_in_order() -> None:
    whole = parts((FILES / "rows_swapped.xlsx").read_bytes())
    changed = 0
    for name in [name for name in whole if name.startswith("xl/worksheets/")]:
        rows = re.findall(rb"<row .*?</row>", whole[name], re.DOTALL)
        ordered = sorted(rows, key=lambda row: int(re.search(rb'r="(\d+)"', row)[1]))  # type: ignore[index]
        if rows != ordered:
            changed += 1
            whole[name] = whole[name].replace(b"".join(rows), b"".join(ordered))
    assert changed == 1
    late = pipeline.check(Source.from_path(FILES / "rows_swapped.xlsx"), LIBRARY)
    ordered_book = pipeline.check(Source("rows_swapped.xlsx", zipped(whole)), LIBRARY)
    assert late.subject is not None and ordered_book.subject is not None
    assert late.subject.document == ordered_book.subject.document
    assert late.findings == ordered_book.findings


def _declared_small() -> bytes:
    """A sheet of 200 MB that says that it has 6,000 bytes."""
    whole = parts()
    name = "xl/worksheets/sheet2.xml"
    size = len(whole[name]) + 200_000_000
    content = bytearray(zipped({**whole, name: whole[name] + b" " * 200_000_000}))
    stated = size.to_bytes(4, "little")
    assert content.count(stated) >= 2
    return bytes(content).replace(stated, (6_000).to_bytes(4, "little"))


def _deep() -> bytes:
    whole = parts()
    name = "xl/worksheets/sheet2.xml"
    nested = b"<extLst>" * 100_000 + b"</extLst>" * 100_000
    return zipped(
        {**whole, name: whole[name].replace(b"</sheetData>", b"<row>" + nested + b"</row></sheetData>")}
    )


def _sheets_of_one_part() -> bytes:
    whole = parts()
    book = whole["xl/workbook.xml"]
    more = b"".join(b'<sheet name="x%d" sheetId="%d" r:id="rId3"/>' % (n, n + 100) for n in range(60_000))
    return zipped({**whole, "xl/workbook.xml": book.replace(b"</sheets>", more + b"</sheets>")})


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "declared small": (_declared_small, "比它声明的大"),
    "deep": (_deep, "嵌套"),
    "sheets of one part": (_sheets_of_one_part, "张工作表"),
}
_PROGRAM = """
import resource, sys
from gongkai.readers.limits import TooLarge
from gongkai.readers.xlsx import read_grids
content = open(sys.argv[1], "rb").read()
try:
    read_grids(content, "a.xlsx")
except TooLarge as fault:
    print(fault)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_little_memory_and_time(name: str, tmp_path: Path) -> None:
    make, words = BOMBS[name]
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (900_000_000, 900_000_000))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))  # of the processor's time, whoever else runs

    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
        preexec_fn=limit,
    )
    said, kilobytes = done.stdout.splitlines()
    assert words in said
    assert int(kilobytes) < 300_000
