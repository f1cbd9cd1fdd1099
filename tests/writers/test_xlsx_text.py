"""Texts and figures in Excel: what is a number, what is never a formula, what a name may hold."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.cell import Cell as ExcelCell

from gongkai.tree.nodes import Align, Cell, CellKind, Document, Number, Row, Table
from gongkai.writers.xlsx.text import CUT_MARK, MAX_CELL_TEXT, Strings, sheet_names, stored_number
from gongkai.writers.xlsx.writer import write_xlsx


def written(cell: Cell) -> ExcelCell:
    """The cell as a reader gets it, from a table of this one cell."""
    table = Table("k", "表", (Row((cell,)),), (1.0,), sheet="甲")
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(Document("题", "", "名", (table,)))))
    found = book["甲"]["A2"]
    assert isinstance(found, ExcelCell)
    return found


def figure(text: str, value: str, unit: str = "万元", thousands: bool = False) -> Number:
    return Number(text, Decimal(value), 2, unit, thousands)


@pytest.mark.parametrize(
    ("number", "value", "number_format"),
    [
        (figure("15194.61", "15194.61"), 15194.61, "0.00"),
        (figure("1,234.50", "1234.50", thousands=True), 1234.5, "#,##0.00"),
        (figure("34.50", "34.50", thousands=True), 34.5, "#,##0.00"),
        (figure("-12.30", "-12.30"), -12.3, "0.00"),
        (figure("0.00", "0"), 0, "0.00"),
        (figure("0", "0.00"), 0, "0"),
        (figure("12", "12", "辆"), 12, "0"),
        (figure("12辆", "12", "辆"), 12, '0"辆"'),
        (figure("32.45%", "32.45", "%"), 0.3245, "0.00%"),
        (figure("-5%", "-5", "%"), -0.05, "0%"),
        (figure("32.45", "32.45", "%"), 32.45, "0.00"),
        (figure("12.35", "12.3456"), 12.3456, "0.00"),
        (figure("1234567890123.45", "1234567890123.45"), 1234567890123.45, "0.00"),
    ],
)
def test_a_figure_is_a_number_whose_format_prints_its_text(
    number: Number, value: float, number_format: str
) -> None:
    cell = written(Cell(number.text, CellKind.NUMBER, number))
    assert (cell.data_type, cell.value, cell.number_format) == ("n", value, number_format)


@pytest.mark.parametrize(
    "number",
    [
        figure("———", "0"),
        figure("约12.00", "12.00"),
        figure("12.00", "13.00"),
        figure("012.00", "12.00"),
        figure("1,23.00", "123.00"),
        figure("-0.00", "0.00"),
        figure("12345678901234.56", "12345678901234.56"),  # a double cannot hold it exactly
        figure("NaN", "NaN"),
        figure("5.00", "1E+40"),
        figure("1E+3", "1E+3"),
    ],
)
def test_any_other_printed_text_stays_text(number: Number) -> None:
    cell = written(Cell(number.text, CellKind.NUMBER, number))
    assert (cell.data_type, cell.value) == ("s", number.text)


def test_a_zero_printed_blank_is_an_empty_cell() -> None:
    cell = written(Cell("", CellKind.NUMBER, figure("", "0")))
    assert cell.value is None
    assert cell.border.top.style == "thin"


def test_the_text_of_the_figure_stands_in_for_a_cell_without_text() -> None:
    assert written(Cell("", CellKind.NUMBER, figure("5.00", "5.00"))).value == 5


@pytest.mark.parametrize("value", ["0", "7", "-7", "10.50", "999.99", "1000", "-1234567.80", "0.005"])
def test_the_quick_way_agrees_with_the_general_one(value: str) -> None:
    number = Number(value, Decimal(value))
    general = Number(value, Decimal(value).scaleb(3).scaleb(-3) + Decimal("0.0000"))
    assert str(general.value) != value, "so that the general way is taken"
    assert stored_number(number, value) == stored_number(general, value)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@SUM(A1)", '=HYPERLINK("x")', "＝1"])
def test_a_text_that_looks_like_a_formula_is_text_for_good(text: str) -> None:
    cell = written(Cell(text))
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix, "else editing the cell in Excel turns it into a formula"
    assert not written(Cell("甲=1")).quotePrefix


def test_codes_stay_text() -> None:
    cell = written(Cell("2080101", CellKind.LABEL))
    assert (cell.data_type, cell.value) == ("s", "2080101")


def test_forbidden_characters_are_dropped_and_special_ones_kept() -> None:
    assert written(Cell("甲\x00\x0b\ufffe<乙>&\"'\n 丙 ")).value == "甲<乙>&\"'\n 丙 "
    assert written(Cell("行\r\n二")).value == "行\n二"


def test_what_excel_would_read_as_an_escape_is_escaped() -> None:
    strings = Strings()
    strings.index("a_x0041_b")
    assert "<t>a_x005F_x0041_b</t>" in strings.xml()


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    value = written(Cell("字" * (MAX_CELL_TEXT + 1))).value
    assert isinstance(value, str)
    assert len(value) == MAX_CELL_TEXT
    assert value.endswith(CUT_MARK)
    assert written(Cell("字" * MAX_CELL_TEXT)).value == "字" * MAX_CELL_TEXT


@pytest.mark.parametrize("text", ["𠮷" * (MAX_CELL_TEXT // 2 + 1), "字" + "𠮷" * (MAX_CELL_TEXT // 2 + 1)])
def test_a_sign_of_two_units_is_kept_or_left_out_whole(text: str) -> None:
    value = written(Cell(text)).value
    assert isinstance(value, str)
    assert value.endswith(CUT_MARK)
    assert text.startswith(value.removesuffix(CUT_MARK))
    assert MAX_CELL_TEXT - 1 <= len(value.encode("utf-16-le")) // 2 <= MAX_CELL_TEXT


def test_equal_texts_are_stored_once() -> None:
    strings = Strings()
    assert [strings.index(text) for text in ("甲", "乙", "甲")] == [0, 1, 0]
    assert 'uniqueCount="2"' in strings.xml()


def test_shared_strings_are_counted_by_the_cells_that_show_them() -> None:
    table = Table("k", "表", tuple(Row((Cell(text),)) for text in ("甲", "=乙", "甲", "", "=乙")), (1.0,))
    with zipfile.ZipFile(io.BytesIO(write_xlsx(Document("题", "", "名", (table,))))) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").count(b' t="s"') for n in (1, 2)]
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert sheets == [7, 5]
    assert 'count="12" ' in strings


def test_sheet_names_are_what_excel_accepts() -> None:
    wanted = [
        "a/b[1]:c*?\\",
        "",
        "目录",
        "Abc",
        "aBC",
        "表" * 40,
        "表" * 40,
        "'引'",
        "History",
        "甲\n\x01乙",
        "𠮷" * 20,
    ]
    names = sheet_names(wanted, taken=("目录",))
    assert names[:5] == ["a／b［1］：c＊？＼", "表2", "目录（2）", "Abc", "aBC（2）"]
    assert names[5:8] == ["表" * 31, "表" * 28 + "（2）", "引"]
    assert names[8:] == ["History（2）", "甲 乙", "𠮷" * 15]
    assert len({name.casefold() for name in names}) == len(wanted)


def test_look_follows_kind_alignment_and_indent() -> None:
    header = written(Cell("项目", CellKind.HEADER))
    assert header.font.b
    assert header.fill.fgColor.rgb == "FFE3ECF5"
    assert header.alignment.horizontal == "center"
    label = written(Cell("其中", CellKind.LABEL, indent=2))
    assert (label.alignment.horizontal, label.alignment.indent, label.alignment.wrap_text) == (
        "left",
        2,
        True,
    )
    total = written(Cell("合计", CellKind.TOTAL))
    assert (total.font.b, total.font.name, total.alignment.horizontal) == (True, "宋体", "center")
    amount = written(Cell("1.00", CellKind.NUMBER, figure("1.00", "1.00")))
    assert (amount.alignment.horizontal, amount.alignment.shrink_to_fit) == ("right", True)
    assert written(Cell("—", CellKind.NUMBER, align=Align.CENTER)).alignment.horizontal == "center"
