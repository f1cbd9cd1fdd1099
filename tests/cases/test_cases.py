"""Small inputs that failed once, each by what it must give. One line adds one."""

from __future__ import annotations

import io
import itertools
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from gongkai import pipeline
from gongkai.batch.expected_list import read_expected
from gongkai.findings import Severity
from gongkai.maintenance.code_list_import import import_codes
from gongkai.packs.location import templates_root
from gongkai.source import Source
from gongkai.tree.nodes import CellKind
from tests.robust.hostile import parts, zipped
from tests.support.library import LIBRARY

FILES = Path(__file__).parent / "files"
READ, REFUSED = True, False

# File, whether it is read at all, all its errors and warnings by code, and of one finding its code, words and cell.
CASES: tuple[tuple[str, bool, tuple[str, ...], str, str, str], ...] = (
    ("rows_swapped.xlsx", READ, (), "", "", ""),
    ("078_two_v.xlsx", REFUSED, ("SR-01",), "SR-01", "有两个值", "I7"),
    ("185_rel_missing.xlsx", REFUSED, ("SR-01",), "SR-01", "工作表“核对数”丢失了内容", ""),
    ("backslash.xlsx", READ, (), "", "", ""),
    ("num_zwsp.xlsx", READ, (), "", "", ""),
    ("date_serial.xlsx", READ, (), "SR-18", "2025年9月20日", "B12"),
    ("near.xlsx", READ, ("WN-10a", "WN-10a"), "WN-10a", "持平", "C12"),
    ("culture.xlsx", READ, (), "", "", ""),
    ("year_liulin_2035.xlsx", READ, ("JG-01a",), "JG-01a", "2035", "B6"),
    ("name10.xlsx", READ, ("JG-02",), "JG-02", "=1+1局", "B8"),
    ("usertotal_wrong.xlsx", READ, ("SR-26",), "SR-26", "J7、J8、J9", "J67"),
    # Three 款 that no published list that we know holds: they are asked for, each with the name it may have.
    ("minzheng.xlsx", READ, ("BN-06a", "BN-06a", "BN-06a"), "BN-06a", "22960", "A20"),
    # Two rows of different names share a merged code: nobody can say which of them it is.
    ("merge_code.xlsx", READ, ("SR-27",), "SR-27", "合并单元格（A8:A9）", "A8"),
)
LISTS = ("n1.xlsx", "n4.xlsx", "n6.txt")
CODES = "codes_cn.xlsx"


@pytest.mark.parametrize(("name", "read", "grave", "code", "words", "cell"), CASES)
def test_case(name: str, read: bool, grave: tuple[str, ...], code: str, words: str, cell: str) -> None:
    checked = pipeline.check(Source.from_path(FILES / name), LIBRARY)
    assert (checked.subject is not None) == read
    told = [item for item in checked.findings if item.severity is not Severity.HINT]
    assert tuple(item.code for item in told) == grave, told
    assert checked.publishable == all(item.severity is not Severity.ERROR for item in told)
    if code:
        found = [item for item in checked.findings if item.code == code]
        assert any(words in item.message and item.location.cell == cell for item in found), found


def test_every_file_has_its_line() -> None:
    assert {path.name for path in FILES.iterdir()} == {case[0] for case in CASES} | {*LISTS, CODES}


def test_amounts_that_print_alike_are_told_as_unchanged() -> None:
    checked = pipeline.check(Source.from_path(FILES / "near.xlsx"), LIBRARY)
    told = [item for item in checked.findings if item.code == "WN-10a"]
    assert [(item.found, item.expected) for item in told] == [("少于", "持平"), ("减少", "持平")]


def test_no_printed_subject_lacks_its_name() -> None:
    checked = pipeline.check(Source.from_path(FILES / "culture.xlsx"), LIBRARY)
    assert checked.subject is not None and checked.subject.document is not None
    names: dict[str, set[str]] = {}
    for table in checked.subject.document.tables:
        for row in table.rows:
            for cell, following in zip(row.cells, row.cells[1:], strict=False):
                if re.fullmatch(r"\d{3}|\d{5}|\d{7}", cell.text) and cell.kind is CellKind.LABEL:
                    names.setdefault(cell.text, set()).add(following.text.strip())
    assert {"207", "20701", "2070104"} <= set(names)
    assert not [code for code, found in names.items() if "" in found]


def test_a_name_that_looks_like_a_formula_is_text_in_every_file() -> None:
    loaded = pipeline.read(Source.from_path(FILES / "name10.xlsx"), LIBRARY)
    checked = pipeline.check_department(loaded)
    document = pipeline.compose(checked)
    assert document is not None and loaded.pack is not None
    files = {
        **pipeline.render(document, loaded.pack, {"xlsx"}).files,
        **pipeline.check_report(checked, document),
    }
    assert len(files) == 2
    for name, content in files.items():
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [
            cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
        assert any(str(cell.value).startswith("=1+1局") for cell in cells), name
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == [], name
        sheets = [part for path, part in parts(content).items() if path.startswith("xl/worksheets/")]
        assert sheets and not any(re.search(rb"<f[ >]", part) for part in sheets), name


@pytest.mark.parametrize("name", LISTS)
def test_only_departments_are_expected(name: str) -> None:
    assert read_expected(FILES / name) == ["柳林县人力资源和社会保障局第16分局", "财政局"]


def test_names_that_begin_with_their_own_code() -> None:
    made = import_codes(FILES / CODES, "2025", templates_root(), partial=True)
    assert made.findings == []
    assert made.files["functions.csv"].splitlines() == [
        "code,name",
        "201,一般公共服务支出",
        "20101,人大事务",
        "2010101,行政运行",
    ]
    assert made.compared
    assert all(change.startswith("取消") for change in made.changes["functions"])


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
from gongkai.readers.xlsx import read_sheets
content = open(sys.argv[1], "rb").read()
try:
    read_sheets(content, "a.xlsx")
except TooLarge as fault:
    print(fault)
# What getrusage says begins with the memory of the process that was forked.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
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


def _merge_equal_keys(book: openpyxl.Workbook) -> int:
    """Merge the cells of equal keys that stand below each other; how many ranges there are."""
    ranges = 0
    for name, columns in (("支出", (1, 2)), ("绩效指标", (1, 2, 3)), ("转移支付指标", (1, 2, 3))):
        sheet = book[name]
        for column in columns:
            texts = [sheet.cell(row, column).value for row in range(1, sheet.max_row + 1)]
            first = 7
            for text, same in itertools.groupby(texts[first - 1 :]):
                last = first + len(list(same)) - 1
                if text and last > first:
                    sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)
                    ranges += 1
                first = last + 1
    return ranges


def test_keys_that_are_merged_give_the_report_of_keys_in_every_row() -> None:
    checked = []
    for merges in (False, True):
        book = openpyxl.load_workbook(FILES / "minzheng.xlsx")
        if merges:
            assert _merge_equal_keys(book) > 4
        content = io.BytesIO()
        book.save(content)
        checked.append(pipeline.check(Source("a.xlsx", content.getvalue()), LIBRARY))
    plain, merged = checked
    assert plain.subject is not None and merged.subject is not None
    assert plain.subject.document is not None
    assert plain.subject.document == merged.subject.document
    assert plain.findings == merged.findings
