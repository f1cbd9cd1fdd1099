"""The workbook that we write: complete, live, marked, and the same bytes every time."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongkai.blanks import write_workbook, write_yaml
from gongkai.blanks.sheet_places import rows_layout
from gongkai.model.department import Entry, Schedule, Value
from gongkai.model.schema import Column, ColumnType, InputSpec, ScheduleSpec, Shape
from tests.intake.support import CODES, FILLED, ROWS, SMALL, formats, pack_spec, read
from tests.support import ooxml
from tests.support.parts import newest


def book_of(content: bytes, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def validation(sheet: Any, cell: str) -> Any:
    found = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    assert len(found) == 1, cell
    return found[0]


@pytest.fixture(scope="module")
def blank() -> tuple[InputSpec, bytes]:
    spec, codes = pack_spec()
    return spec, write_workbook(spec, codes)


def test_same_input_same_bytes(blank: tuple[InputSpec, bytes]) -> None:
    spec, codes = pack_spec()
    assert write_workbook(spec, codes) == blank[1]
    assert write_yaml(spec, codes) == write_yaml(spec, codes)


def test_same_bytes_in_another_process(blank: tuple[InputSpec, bytes], tmp_path: Path) -> None:
    script = (
        "import sys; from tests.intake.support import pack_spec; from gongkai.blanks import write_workbook;"
        "open(sys.argv[1], 'wb').write(write_workbook(*pack_spec()))"
    )
    path = tmp_path / "other.xlsx"
    command = [sys.executable, "-c", script, str(path)]
    source = f"src{':' if sys.platform != 'win32' else ';'}."
    environment = {"PYTHONPATH": source, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    subprocess.run(command, check=True, env=environment, cwd=Path(__file__).parents[2])
    assert path.read_bytes() == blank[1]


def test_sheets_in_order(blank: tuple[InputSpec, bytes]) -> None:
    spec, content = blank
    book = book_of(content)
    assert book.sheetnames == ["填写说明", *sheets_in_order_of(spec), "代码表"]
    assert book.active.title == "填写说明"
    assert not any(sheet.protection.sheet for sheet in book.worksheets)


def sheets_in_order_of(spec: InputSpec) -> list[str]:
    return [found.name for schedule in spec.schedules for found in (schedule.sheets or (schedule,))]


def test_every_sheet_is_set_up_for_paper_and_frozen(blank: tuple[InputSpec, bytes]) -> None:
    spec, content = blank
    book = book_of(content)
    asked = [found for schedule in spec.schedules for found in (schedule.sheets or (schedule,))]
    assert len(asked) > len(spec.schedules)  # a schedule may be asked for on several sheets
    for schedule in asked:
        sheet = book[schedule.name]
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 0), (None, 0)}
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert sheet["A1"].value == schedule.name
        assert sheet["A2"].value == schedule.purpose


def test_headings_are_merged_and_required_ones_starred() -> None:
    sheet = book_of(write_workbook(SMALL, CODES))["明细"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:A5", "H4:J4", "K4:M4"} <= merged
    assert sheet["A4"].value == "科目编码 *"
    assert sheet["B4"].value == "科目名称"
    assert (sheet["H4"].value, sheet["H5"].value, sheet["J5"].value) == (
        "决算",
        "基本支出",
        "合计（自动计算）",
    )


def test_totals_are_live_and_have_their_values() -> None:
    spec, codes = pack_spec()
    department, _ = read(FILLED, spec, codes)
    content = write_workbook(spec, codes, department)
    formulas, values = book_of(content)["支出"], book_of(content, values=True)["支出"]
    assert formulas["A6"].value == "合计（自动计算）"
    assert formulas["D6"].value.startswith("=SUM(D7:D")
    assert int(formulas["D6"].value.rstrip(")").rpartition("D")[2]) > 1000  # rows can be added freely
    assert values["D6"].value == 2700000
    assert formulas["F7"].value == "=SUM(D7:E7)"
    assert values["F7"].value == 2800000
    assert values["F6"].value == 2800000
    assert formulas["F66"].value == "=SUM(D66:E66)"  # blank rows too
    assert values["F66"].value == 0


def test_every_formula_has_a_value(blank: tuple[InputSpec, bytes]) -> None:
    formulas, values = book_of(blank[1]), book_of(blank[1], values=True)
    seen = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    seen += 1
                    assert values[sheet.title][cell.coordinate].value is not None, cell
    assert seen > 100


def test_opening_and_closing_balances_are_not_added_up() -> None:
    spec, _ = pack_spec()
    schedule = spec.schedule("结转结余")
    assert schedule is not None
    assert not any(slot.parts for slot in rows_layout(schedule).slots)
    schedule = spec.schedule("收入")
    assert schedule is not None
    assert [slot.path[0] for slot in rows_layout(schedule).slots if slot.parts] == ["决算", "上年决算"]


def test_computed_cells_are_grey_and_input_cells_yellow() -> None:
    book = book_of(write_workbook(SMALL, CODES))
    rows, lines = book["明细"], book["按项"]
    grey, yellow = "FFE7E6E6", "FFFFF9DB"
    for cell in ("A6", "H6", "J6", "J7", "J66"):
        assert rows[cell].fill.fgColor.rgb == grey, cell
    areas = {
        str(area.sqref): rule
        for area, rules in rows.conditional_formatting._cf_rules.items()
        for rule in rules
    }
    assert set(areas) == {"A7:I66", "K7:L66"}
    for rule in areas.values():
        assert rule.dxf.fill.bgColor.rgb == yellow
    assert lines["C6"].fill.fgColor.rgb == yellow
    assert lines["C8"].fill.fgColor.rgb == grey  # 接待批次 takes 决算 only
    assert lines["D8"].fill.fgColor.rgb == yellow


def test_number_formats() -> None:
    book = book_of(write_workbook(SMALL, CODES))
    columns = book["明细"].column_dimensions
    shown = {letter: columns[letter].number_format for letter in "ADEGH"}
    date = 'yyyy"年"m"月"d"日"'
    assert shown == {"A": "@", "D": "General", "E": date, "G": "0", "H": "#,##0.00"}
    assert book["按项"]["C6"].number_format == "#,##0.00"
    assert book["按项"]["D8"].number_format == "0"


def test_amounts_in_ten_thousands_show_every_digit() -> None:
    identity = SMALL.schedules[0]
    entries = (Entry({"内容": Value("万元")}, line="金额单位"),)
    department = replace(read_blank(), amount_unit="万元")
    department.schedules["单位信息"] = Schedule(identity, entries)
    book = book_of(write_workbook(SMALL, CODES, department), values=True)
    assert book["按项"]["C6"].number_format == "#,##0.00####"
    assert book["明细"]["A3"].value.startswith("金额单位：万元")


def read_blank() -> Any:
    from gongkai.blanks.prefilled import blank_department

    return blank_department(SMALL)


def test_unit_line_follows_the_identity_sheet() -> None:
    book = book_of(write_workbook(SMALL, CODES))
    assert book["单位信息"]["A6"].value == "金额单位 *"
    assert "'单位信息'!$B$6" in book["明细"]["A3"].value
    assert book["按项"]["B6"].value == "='单位信息'!$B$6"


def test_drop_downs() -> None:
    book = book_of(write_workbook(SMALL, CODES))
    sheet = book["明细"]
    codes = validation(sheet, "A7")
    assert (codes.type, codes.errorStyle, bool(codes.showErrorMessage)) == ("list", "warning", False)
    assert codes.formula1 == "'代码表'!$A$2:$A$3"
    assert book["代码表"]["A2"].value == "2080101 行政运行"
    choice = validation(sheet, "C7")
    assert choice.formula1 == '"财政拨款,其他资金"'
    assert choice.showErrorMessage
    count = validation(sheet, "G7")
    assert (count.type, count.operator, count.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert "A900" in codes.sqref  # also where rows are added
    unit = validation(book["单位信息"], "B6")
    assert unit.formula1 == '"元,万元"'


def test_long_choices_stand_on_the_code_sheet() -> None:
    choices = tuple(f"第{number}种很长的选项内容说明" for number in range(30))
    column = Column(("种类",), ColumnType.CHOICE, choices=choices)
    spec = InputSpec(SMALL.format, "", (SMALL.schedules[0], ScheduleSpec("表", Shape.ROWS, (column,))))
    book = book_of(write_workbook(spec, CODES))
    formula = validation(book["表"], "A5").formula1
    assert formula.startswith("'代码表'!")
    area = book["代码表"][formula.partition("!")[2].replace("$", "")]
    assert tuple(row[0].value for row in area) == choices


def test_prompts_are_input_messages(blank: tuple[InputSpec, bytes]) -> None:
    spec, content = blank
    book, seen = book_of(content), 0
    for schedule in spec.schedules:
        if schedule.shape is not Shape.ROWS or schedule.sheets:
            continue
        layout = rows_layout(schedule)
        for index, slot in enumerate(layout.slots):
            if slot.column is not None and slot.column.prompt:
                seen += 1
                cell = book[schedule.name].cell(layout.first_row + 1, index + 1).coordinate
                assert validation(book[schedule.name], cell).prompt.endswith(slot.column.prompt)
    assert seen > 5


def test_prompts_of_lines_stand_beside_them(blank: tuple[InputSpec, bytes]) -> None:
    spec, content = blank
    schedule = spec.schedule("文字")
    assert schedule is not None
    book = book_of(content)
    shown = {row[0].value.removesuffix(" *"): row[2].value for row in book["文字"].iter_rows(min_row=5)}
    assert shown == {line.name: line.prompt or None for line in schedule.lines}


def test_prefilled_codes_have_their_names_and_room_below(blank: tuple[InputSpec, bytes]) -> None:
    spec, content = blank
    schedule = spec.schedule("基本支出经济分类")
    assert schedule is not None
    sheet = book_of(content)["基本支出经济分类"]
    shown = [
        (sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(6, 6 + len(schedule.prefill))
    ]
    assert tuple(code for code, _ in shown) == schedule.prefill
    assert all(name for _, name in shown)


def test_unlisted_code_stands_in_its_place_among_prefilled_ones() -> None:
    economic = SMALL.schedules[3]
    entries = (
        Entry({"经济科目编码": Value("30102")}),
        Entry({"经济科目编码": Value("30190"), "经济科目名称": Value("某费")}),
    )
    department = read_blank()
    department.schedules["经济分类"] = Schedule(economic, entries)
    sheet = book_of(write_workbook(SMALL, CODES, department))["经济分类"]
    assert [sheet.cell(row, 1).value for row in range(6, 9)] == ["30101", "30102", "30190"]
    assert [sheet.cell(row, 2).value for row in range(6, 9)] == ["基本工资", "津贴补贴", "某费"]


def test_rows_have_room_for_their_text_and_can_grow() -> None:
    spec, codes = pack_spec()
    department, _ = read(FILLED, spec, codes)
    content = write_workbook(spec, codes, department)
    assert (book_of(content)["文字"].row_dimensions[5].height or 0) >= 33  # two paragraphs
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    measured = [part for part in sheets if b' ht="' in part and b"customHeight" not in part]
    assert len(measured) > 10  # every sheet but the guide and the code list


def test_more_rows_than_the_blank_sheet_has() -> None:
    entries = tuple(Entry({"科目编码": Value(str(2080000 + number))}) for number in range(90))
    department = read_blank()
    department.schedules["明细"] = Schedule(ROWS, entries)
    sheet = book_of(write_workbook(SMALL, CODES, department))["明细"]
    assert sheet["A96"].value == "2080089"
    assert sheet["J116"].value == "=SUM(H116:I116)"


def test_text_too_long_for_a_cell_is_not_cut() -> None:
    department = read_blank()
    entry = Entry({"科目编码": Value("2080101"), "说明": Value("字" * 32768)})
    department.schedules["明细"] = Schedule(ROWS, (entry,))
    with pytest.raises(ValueError, match="放不下"):
        write_workbook(SMALL, CODES, department)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    department = read_blank()
    department.schedules["明细"] = Schedule(
        ROWS, (Entry({"科目编码": Value("2080101"), "说明": Value("=1+1")}),)
    )
    content = write_workbook(SMALL, CODES, department)
    assert book_of(content, values=True)["明细"]["D7"].value == "=1+1"


def test_guide_names_every_sheet_and_the_commands(blank: tuple[InputSpec, bytes]) -> None:
    spec, content = blank
    sheet = book_of(content)["填写说明"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    for name in sheets_in_order_of(spec):
        assert name in texts
    assert any("gongkai check" in text for text in texts)
    assert any("gongkai generate" in text for text in texts)
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in sheets_in_order_of(spec)]


@pytest.mark.trial
@pytest.mark.parametrize("format", newest(formats()))
def test_valid_office_file(tmp_path: Path, format: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_workbook(*pack_spec(format)))
    assert ooxml.validate(path) == []


def test_lines_sheet_labels() -> None:
    sheet = book_of(write_workbook(SMALL, CODES))["按项"]
    labels = [sheet.cell(row, 1).value for row in range(4, 10)]
    assert labels == ["项目", "金额", "接待费", "数量", "接待批次", "保有量"]
    assert [sheet.cell(row, 2).value for row in (8, 9)] == ["批次", "辆"]
