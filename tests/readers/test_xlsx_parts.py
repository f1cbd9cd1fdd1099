"""Reading the sheets' XML directly gives exactly what openpyxl gives, and leaves to it what is unusual."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.readers import xlsx as grid
from gongkai.readers.xlsx import Grid, read_grids
from gongkai.readers.xlsx_parts import Unusual, open_package


def plain(grids: list[Grid]) -> list[Any]:
    return [
        (
            item.title,
            [
                (
                    number,
                    [
                        (c.value, type(c.value), c.fault, c.percent, c.row, c.column, c.origin)
                        for _, c in sorted(row.items())
                    ],
                )
                for number, row in item.rows.items()
            ],
        )
        for item in grids
    ]


def both(content: bytes) -> tuple[list[Any], list[Any]]:
    return plain(grid._read_directly(content, "a.xlsx")), plain(grid._read_by_openpyxl(content, "a.xlsx"))


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
    sheet.write_string(last, 6, "  两端空格\n换行_x005F_  ")
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
    assert [fault.name for *_, fault, _, _, _, _ in ours[0][1][0][1]][-1] == "NO_RESULT"


def test_formula_without_result() -> None:
    """A blank <v>, an absent one, and the empty text of a formula, which is a result."""
    content = excel(lambda book, sheet: [sheet.write_formula(row, 0, "=1+1", None, 2) for row in range(3)])  # type: ignore[func-returns-value]

    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        part = part.replace(b'<c r="A1"><f>1+1</f><v>2</v>', b'<c r="A1"><f>1+1</f><v></v>')
        part = part.replace(b'<c r="A2"><f>1+1</f><v>2</v>', b'<c r="A2"><f>1+1</f>')
        return part.replace(b'<c r="A3"><f>1+1</f><v>2</v>', b'<c r="A3" t="str"><f>1+1</f><v></v>')

    ours, theirs = both(repacked(content, change))
    assert ours == theirs
    assert [number for number, _ in ours[0][1]] == [1, 2]


INLINE = b'<c r="A1" t="inlineStr"><is><t>\xe7\x94\xb2</t></is></c>'


@pytest.mark.parametrize(
    ("old", "new", "usual"),
    [
        (b'<c r="A1"><v>1</v></c>', INLINE, True),
        (b'<c r="A1"><v>1</v></c>', b'<c r="A1" t="d"><v>2023-12-31</v></c>', False),
        (b'<c r="A1"><v>1</v></c>', b"<c><v>1</v></c>", False),
        (b'<row r="1"', b"<row", False),
        (b'<row r="2"', b'<row r="1"', False),
    ],
)
def test_rare_spellings(old: bytes, new: bytes, usual: bool) -> None:
    """What is rare is read here like openpyxl does, or left to it; in either case the answer is openpyxl's."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(0, 0, 1)
        sheet.write_number(1, 0, 2)

    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        assert old in part
        return part.replace(old, new)

    content = repacked(excel(fill), change)
    if not usual:
        with pytest.raises(Unusual):
            grid._read_directly(content, "a.xlsx")
    assert plain(read_grids(content, "a.xlsx")) == plain(grid._read_by_openpyxl(content, "a.xlsx"))


def test_dates_from_1904_are_left_to_openpyxl() -> None:
    content = repacked(
        excel(every_kind),
        lambda name, part: part.replace(b"<workbookPr", b'<workbookPr date1904="1"'),
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive, pytest.raises(Unusual):
        open_package(archive)


def test_broken_package_is_broken() -> None:
    content = excel(every_kind)
    with pytest.raises(Exception):  # noqa: B017 - whatever the libraries raise; open_input catches it
        read_grids(content[: len(content) // 2], "a.xlsx")
