"""The parsed tier and the plain one give what openpyxl gives for whole workbooks; what is ambiguous is refused."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.readers.cells import Fault, letters
from gongkai.readers.package import Damaged
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.xlsx import read_sheets

Plain = list[tuple[str, list[tuple[int, list[tuple[Any, ...]]]]]]


def plain(grids: list[SheetCells]) -> Plain:
    return [
        (
            item.title,
            [
                (
                    number,
                    [(c.value, type(c.value), c.fault, c.percent, c.row, c.column) for _, c in row.items()],
                )
                for number, row in item.rows.items()
            ],
        )
        for item in grids
    ]


def by_openpyxl(content: bytes) -> Plain:
    """What openpyxl makes of the sheets that we read; formulas without a result have to be looked for apart."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content))
    found: Plain = []
    for sheet in values.worksheets:
        rows: list[tuple[int, list[tuple[Any, ...]]]] = []
        for cells in sheet.iter_rows() if SheetCells(sheet.title, "").is_read else ():
            row = []
            for cell in cells:
                value, fault = cell.value, Fault.NONE
                if cell.data_type == "e":
                    fault = Fault.ERROR_VALUE
                if value is None and formulas[sheet.title][cell.coordinate].data_type == "f":
                    fault = Fault.NO_RESULT
                if value is not None or fault is not Fault.NONE:
                    percent = isinstance(value, int | float) and "%" in cell.number_format
                    row.append((value, type(value), fault, percent, cell.row, cell.column))
            if row:
                rows.append((row[0][4], row))
        found.append((sheet.title, rows))
    return found


def both(content: bytes) -> tuple[Plain, Plain]:
    """Ours, which both tiers read alike, and openpyxl's."""
    ours = plain(read_sheets(content, "a.xlsx"))
    commented = repacked(
        content,
        lambda name, part: (
            part.replace(b"<sheetData>", b"<!-- parsed --><sheetData>")
            if name.startswith("xl/worksheets/")
            else part
        ),
    )
    assert plain(read_sheets(commented, "a.xlsx")) == ours
    return ours, by_openpyxl(content)


def excel(fill: Callable[[Any, Any], None]) -> bytes:
    """A workbook as XlsxWriter, so as Excel itself writes it."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(book, book.add_worksheet("明细"))
    book.close()
    return buffer.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def every_kind(book: Any, sheet: Any) -> None:
    formats = [
        "General", "0", "0%", "0.00%", "#,##0.00", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "h:mm", "[h]:mm:ss",
        "0.00;[Red]-0.00", '0.0"days"', "mm-dd-yy", "0.00E+00", "@", "_-* #,##0.00_-",
    ]  # fmt: skip
    for row, code in enumerate(formats):
        style = book.add_format({"num_format": code})
        for column, number in enumerate((0, 0.5, 1, 59, 60.25, 45291, 45291.75, 1955.03, -3, 1e-9)):
            sheet.write_number(row, column, number, style)
    for row, index in enumerate((9, 10, 14, 15, 20, 22, 37, 45, 46, 47), len(formats)):
        sheet.write_number(row, 0, 45291.5, book.add_format({"num_format": index}))
    last = 30
    sheet.write_boolean(last, 0, True)
    sheet.write_formula(last, 1, "=1+1", None, 2)
    sheet.write_formula(last, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(last, 3, '=""', None, "")
    sheet.write_formula(last, 4, '="甲"', None, "甲")
    sheet.write_formula(last, 5, "=A1>0", None, True)
    sheet.write_string(last, 6, "  两端空格\n换行  ")
    sheet.write_rich_string(last, 7, "一", book.add_format({"bold": True}), "二", "三")
    sheet.write_datetime(last, 8, dt.datetime(2023, 12, 31, 8, 30), book.add_format({"num_format": 22}))
    sheet.write_blank(last, 9, None, book.add_format({"bold": True}))
    sheet.write_number(last + 5, 40, 7)
    sheet.merge_range(50, 0, 51, 2, "合并")


def test_every_kind_of_cell() -> None:
    ours, theirs = both(excel(every_kind))
    assert ours == theirs
    assert sum(len(row) for _, rows in ours for _, row in rows) > 150


def test_samples(samples: list[Path]) -> None:
    for folder in samples:
        ours, theirs = both((folder / "input.xlsx").read_bytes())
        assert ours == theirs
        assert sum(len(rows) for _, rows in ours) > 50


def test_workbook_of_openpyxl() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["甲", 1, 2.5, dt.date(2023, 1, 2), dt.time(8, 30), None, True, "=A1"])
    sheet["C9"] = 0.25
    sheet["C9"].number_format = "0%"
    book.create_sheet("乙")
    buffer = io.BytesIO()
    book.save(buffer)
    ours, theirs = both(buffer.getvalue())
    assert ours == theirs
    assert ours[0][1][0][1][-1][2] is Fault.NO_RESULT


def test_formula_without_result() -> None:
    """A blank <v>, an absent one, and the empty text of a formula, which is a result."""
    content = excel(lambda book, sheet: [sheet.write_formula(row, 0, "=1+1", None, 2) for row in range(3)])  # type: ignore[func-returns-value]

    def change(part: bytes) -> bytes:
        part = part.replace(b'<c r="A1"><f>1+1</f><v>2</v>', b'<c r="A1"><f>1+1</f><v></v>')
        part = part.replace(b'<c r="A2"><f>1+1</f><v>2</v>', b'<c r="A2"><f>1+1</f>')
        return part.replace(b'<c r="A3"><f>1+1</f><v>2</v>', b'<c r="A3" t="str"><f>1+1</f><v></v>')

    (grid,) = read_sheets(in_sheet(content, change), "a.xlsx")
    assert {number: row[1].fault for number, row in grid.rows.items()} == {
        1: Fault.NO_RESULT,
        2: Fault.NO_RESULT,
    }


def in_sheet(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    def only(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        changed = change(part)
        assert changed != part
        return changed

    return repacked(content, only)


def two_by_two(book: Any, sheet: Any) -> None:
    for row in range(2):
        for column in range(2):
            sheet.write_number(row, column, 10 * row + column)
    sheet.write_string(2, 0, "甲")


def values(content: bytes) -> dict[str, object]:
    (grid,) = read_sheets(content, "a.xlsx")
    assert list(grid.rows) == sorted(grid.rows)
    assert all(list(row) == sorted(row) for row in grid.rows.values())
    return {
        f"{letters(cell.column)}{cell.row}": cell.value for row in grid.rows.values() for cell in row.values()
    }


WHOLE = {"A1": 0, "B1": 1, "A2": 10, "B2": 11, "A3": "甲"}
FIRST, SECOND = (
    b'<c r="A1"><v>0</v></c><c r="B1"><v>1</v></c>',
    b'<c r="A2"><v>10</v></c><c r="B2"><v>11</v></c>',
)
SWAPPED = b'<c r="B1"><v>1</v></c><c r="A1"><v>0</v></c>'

READ: dict[str, tuple[bytes, bytes, dict[str, object]]] = {
    "cells out of order": (FIRST, SWAPPED, {}),
    "inline text": (FIRST, FIRST.replace(b"<v>0</v>", b"<v>0</v><!-- -->"), {}),
    "inline string": (
        b'<c r="A1"><v>0</v></c>',
        b'<c r="A1" t="inlineStr"><is><r><t>\xe4\xb8\x80</t></r><r><t>x</t></r></is></c>',
        {"A1": "一x"},
    ),
    "no references in a row": (FIRST, b"<c><v>0</v></c><c><v>1</v></c>", {}),
    "date by its letter": (
        b'<c r="A1"><v>0</v>',
        b'<c r="A1" t="d"><v>2023-12-31</v>',
        {"A1": dt.datetime(2023, 12, 31)},
    ),
    "row without number": (b'<row r="2"', b"<row", {}),
    "exponent": (b"<v>11</v>", b"<v>1.1E1</v>", {"B2": 11.0}),
    "extension behind a value": (b"<v>11</v>", b"<v>11</v><extLst/>", {}),
    "alternative for a drawing": (
        b"</sheetData>",
        b'</sheetData><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        b'<mc:Choice Requires="x14"/></mc:AlternateContent>',
        {},
    ),
}


@pytest.mark.parametrize("case", READ)
def test_read_by_reference(case: str) -> None:
    old, new, changed = READ[case]
    content = in_sheet(excel(two_by_two), lambda part: part.replace(old, new, 1))
    assert values(content) == WHOLE | changed


def test_rows_out_of_order() -> None:
    def swap(part: bytes) -> bytes:
        first, second = re.findall(rb"<row r=\"[12]\".*?</row>", part)
        return part.replace(first, b"@").replace(second, first).replace(b"@", second)

    assert values(in_sheet(excel(two_by_two), swap)) == WHOLE


MC = b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
REFUSED: dict[str, tuple[bytes, bytes, str]] = {
    "two values": (b"<v>11</v>", b"<v>11</v><v>12</v>", "B2"),
    "two cells of one place": (b'<c r="B2">', b'<c r="A2">', "A2"),
    "two cells, one in another row": (b'<c r="B2">', b'<c r="B1">', "B1"),
    "unknown type": (b'<c r="B2">', b'<c r="B2" t="zzz">', "B2"),
    "text in a number": (b"<v>11</v>", b"<v>1_1</v>", "B2"),
    "full-width number": (b"<v>11</v>", "<v>１１</v>".encode(), "B2"),
    "not a number": (b"<v>11</v>", b"<v>NaN</v>", "B2"),
    "beyond all numbers": (b"<v>11</v>", b"<v>1E999</v>", "B2"),
    "string out of range": (b'<c r="B2">', b'<c r="B2" t="s">', "B2"),
    "string before the first": (b'<c r="B2"><v>11</v>', b'<c r="B2" t="s"><v>-1</v>', "B2"),
    "style out of range": (b'<c r="B2">', b'<c r="B2" s="999">', "B2"),
    "truth of eleven": (b'<c r="B2">', b'<c r="B2" t="b">', "B2"),
    "no reference beside others": (b'<c r="B2">', b"<c>", "A2"),
    "no place": (b'<c r="B2">', b'<c r="$B$2">', ""),
    "value in a value": (b"<v>11</v>", b"<v>1<v>1</v></v>", "B2"),
    "value in an alternative": (
        b"<v>11</v>",
        b"<mc:AlternateContent "
        + MC
        + b'><mc:Choice Requires="x14"><v>11</v></mc:Choice></mc:AlternateContent>',
        "B2",
    ),
    "cell in an alternative": (
        b'<c r="B2"><v>11</v></c>',
        b"<mc:AlternateContent " + MC + b'><mc:Choice Requires="x"><c r="B2"><v>1</v></c></mc:Choice>'
        b"</mc:AlternateContent>",
        "A2",
    ),
    "two blocks of rows": (b"</sheetData>", b"</sheetData><sheetData/>", ""),
    "cut off": (b"</sheetData>", b"", ""),
    "attribute without quotes": (b'<row r="2"', b'<row r="2" ht=3', ""),
    "unknown reference": (b"<v>11</v>", b"<v>11&x;</v>", ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_its_place(case: str) -> None:
    old, new, cell = REFUSED[case]
    with pytest.raises(Damaged) as refused:
        read_sheets(in_sheet(excel(two_by_two), lambda part: part.replace(old, new, 1)), "a.xlsx")
    place = refused.value.place("a.xlsx")
    assert (place.sheet, place.cell) == ("明细", cell)
    assert "明细" in str(refused.value)


def without(content: bytes, gone: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        assert gone in old.namelist()
        for name in old.namelist():
            if name != gone:
                new.writestr(name, old.read(name))
    return buffer.getvalue()


def test_missing_parts() -> None:
    content = excel(two_by_two)
    for gone, sheet, cell in (
        ("xl/worksheets/sheet1.xml", "明细", ""),
        ("xl/sharedStrings.xml", "明细", "A3"),
        ("xl/styles.xml", "", ""),
    ):
        with pytest.raises(Damaged) as refused:
            read_sheets(without(content, gone), "a.xlsx")
        assert (refused.value.sheet, refused.value.cell) == (sheet, cell), gone


def test_missing_relation() -> None:
    content = repacked(
        excel(two_by_two),
        lambda name, part: (
            re.sub(rb"<Relationship [^>]*worksheet[^>]*/>", b"", part)
            if name.endswith("workbook.xml.rels")
            else part
        ),
    )
    with pytest.raises(Damaged, match="“明细”丢失了内容"):
        read_sheets(content, "a.xlsx")


@pytest.mark.parametrize(
    "spelling", [lambda name: name.replace("/", "\\"), str.upper, lambda name: f"/{name}"]
)
def test_names_in_the_archive(spelling: Callable[[str], str]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(excel(two_by_two))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(spelling(name), old.read(name))
    assert values(buffer.getvalue()) == WHOLE


def test_two_parts_of_one_name() -> None:
    buffer = io.BytesIO(excel(two_by_two))
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/sheet1.xml", archive.read("xl/worksheets/sheet1.xml"))
    with pytest.raises(Damaged, match="同名的部件"):
        read_sheets(buffer.getvalue(), "a.xlsx")


def test_dates_from_1904() -> None:
    content = repacked(
        excel(every_kind),
        lambda name, part: part.replace(b"<workbookPr", b'<workbookPr date1904="1"'),
    )
    ours, theirs = both(content)
    assert ours == theirs


def test_chinese_date_formats() -> None:
    """31 is 2023年12月31日 in Chinese Excel, which writes no more than the number."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(0, 0, 45291, book.add_format({"num_format": 31}))

    assert values(excel(fill)) == {"A1": dt.datetime(2023, 12, 31)}


def test_escaped_characters() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "甲@乙")

    content = repacked(excel(fill), lambda name, part: part.replace(b"@", b"_x0041__x005F_x0041_"))
    assert values(content) == {"A1": "甲A_x0041_乙"}


@pytest.mark.parametrize("formula", ["", "<f>A1</f>"])
def test_escaped_characters_of_a_result(formula: str) -> None:
    """Once, not twice: what an escaped escape stands for is a text."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(0, 0, 7)

    cell = f'<c r="A1" t="str">{formula}<v>_x005F_x0041_</v></c>'.encode()
    content = repacked(excel(fill), lambda name, part: re.sub(rb'<c r="A1"[^>]*><v>7</v></c>', cell, part))
    assert values(content) == {"A1": "_x0041_"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2023-03-20", dt.datetime(2023, 3, 20)),
        ("2023-03-20T12:30:00Z", dt.datetime(2023, 3, 20, 12, 30)),
        ("2023-03-20T12:30:00.500", dt.datetime(2023, 3, 20, 12, 30, 0, 500_000)),
        ("20230320", None),  # a text to LibreOffice
        ("2023-W12-1", None),
        ("2023-03-20T12:30:00+08:00", None),  # whose day depends on where one is
        ("2023-13-01", None),
    ],
)
def test_dates_by_their_own_type(written: str, read: dt.datetime | None) -> None:
    """The same under every Python: what it reads as ISO 8601 grew with its versions."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(0, 0, 7)

    cell = f'<c r="A1" t="d"><v>{written}</v></c>'.encode()
    content = repacked(excel(fill), lambda name, part: re.sub(rb'<c r="A1"[^>]*><v>7</v></c>', cell, part))
    if read is None:
        with pytest.raises(Damaged, match="A1"):
            read_sheets(content, "a.xlsx")
    else:
        assert values(content) == {"A1": read}


def test_an_empty_reference_is_no_place() -> None:
    """LibreOffice leaves such a cell out; by its position it would be read."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(0, 0, 7)

    content = repacked(excel(fill), lambda name, part: part.replace(b'<c r="A1"', b'<c r=""'))
    with pytest.raises(Damaged, match="位置"):
        read_sheets(content, "a.xlsx")


def test_broken_package_is_broken() -> None:
    content = excel(every_kind)
    with pytest.raises(Damaged):
        read_sheets(content[: len(content) // 2], "a.xlsx")


CONTROLLED = {
    "in a result": lambda part: part.replace(b"<v>", b"<v>\x01", 1),
    "in an attribute of a row": lambda part: part.replace(b'<row r="1"', b'<row r="1" spans="\x0b"', 1),
    "before the rows": lambda part: part.replace(b"<sheetData>", b"<!--\x08--><sheetData>", 1),
    "after the rows": lambda part: part.replace(b"</sheetData>", b"</sheetData>\x1f", 1),
}


@pytest.mark.parametrize("case", CONTROLLED)
def test_a_part_with_a_control_character_is_damaged(case: str) -> None:
    read_sheets(excel(two_by_two), "a.xlsx")
    with pytest.raises(Damaged):
        read_sheets(in_sheet(excel(two_by_two), CONTROLLED[case]), "a.xlsx")


def test_a_text_with_a_control_character_is_damaged() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A1", "甲@乙")

    changed = repacked(excel(fill), lambda name, part: part.replace(b"@", b"\x02"))
    with pytest.raises(Damaged):
        read_sheets(changed, "a.xlsx")


def test_what_stands_around_the_rows_is_looked_at_in_every_workbook() -> None:
    good = excel(two_by_two)
    broken = in_sheet(good, lambda part: part.replace(b"</worksheet>", b"<pageMargins></worksheet>"))
    for _ in range(2):  # the same text again is not parsed again
        assert values(good)
        with pytest.raises(Damaged):
            read_sheets(broken, "a.xlsx")
