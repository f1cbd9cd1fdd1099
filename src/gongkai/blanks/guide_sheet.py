"""The first sheet of the input workbook: how to fill it, what the colours mean, what to run."""

from __future__ import annotations

from typing import Any

from gongkai.blanks.cell_formats import COMPUTED_COLOUR, HEADING_COLOUR, INPUT_COLOUR, Styles
from gongkai.intake.workbook_form import sheet_name
from gongkai.model.labels import GUIDE_SHEET, IDENTITY_SCHEDULE, UNIT_LINE
from gongkai.model.schema import InputSpec

_STEPS = (
    f"先填“{IDENTITY_SCHEDULE}”。金额单位在“{IDENTITY_SCHEDULE}／{UNIT_LINE}”中说一次，全部工作表都按它理解。",
    "每件事只在最细的一级填一次。合计、小计、占比、增减额、增减率和文字中的数都由程序计算，不用填。",
    "科目编码可以从下拉清单中选，也可以直接输入编码；清单里没有的编码照样可以填，但要写上科目名称。",
    "没有数的格留空，或者填 0、—。标有 * 的必填。",
    "行不够时直接往下接着填；不要改动表头、工作表名称和按项填写的第一列。可以增加自己的工作表，程序不读。",
    "文字可以写多段，段与段之间按 Alt+Enter 换行。",
)
_BLANKS = (
    "表头写着“（空=同上）”的，与上一行相同就空着；写着“（空=同……）”的，与那一栏相同就空着；"
    "写着“（都空=同……）”的，几栏都空着才算相同。确实没有的填 0 或 —。"
)
_COMMANDS = (
    (
        "gongkai check 文件名.xlsx",
        "检查：列出全部问题，每个都有工作表和单元格；加 --mark 标注.xlsx 另存一份标好问题的",
    ),
    (
        "gongkai reasons 文件名.xlsx -o 新文件.xlsx",
        "把要写的变动原因连同草稿、科目用途等要写的各行补进一份新的工作簿，写好后再生成",
    ),
    ("gongkai generate 文件名.xlsx", "生成：没有错误时写出公开报告"),
)


def write_guide(book: Any, styles: Styles, spec: InputSpec) -> None:
    """Write the guide sheet with the format's own remarks and a list of all sheets with links."""
    sheet = book.add_worksheet(GUIDE_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_tab_color("#4472C4")
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 76)
    sheet.set_column(2, 2, 12)
    text = styles.make(text_wrap=True, valign="vcenter")
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"{spec.name or spec.format}　{GUIDE_SHEET}", styles.title())
    row = 2
    row = _section(sheet, styles, row, "怎样填")
    steps = (*_STEPS, *([_BLANKS] if _says_blank(spec) else []), *spec.guide)
    for number, step in enumerate(steps, start=1):
        sheet.merge_range(row, 0, row, 2, f"{number}．{step}", text)
        # Merged cells do not grow by themselves.
        sheet.set_row(row, 18 * (1 + len(step) // 62))
        row += 1
    row = _section(sheet, styles, row + 1, "颜色")
    for colour, name, meaning in (
        (INPUT_COLOUR, "浅黄色", "要填的格"),
        (COMPUTED_COLOUR, "灰色", "程序计算的合计，或这一项不用填的格；不要填，填了会指出来"),
        (HEADING_COLOUR, "浅蓝色", "表头，不要改动"),
    ):
        sheet.write_string(row, 0, name, styles.make(bg_color=colour, border=1, border_color="#BFBFBF"))
        sheet.write_string(row, 1, meaning, text)
        row += 1
    row = _section(sheet, styles, row + 1, "填好以后")
    for command, meaning in _COMMANDS:
        sheet.write_string(row, 0, command, styles.make(font_name="Consolas", bold=True))
        sheet.write_string(row, 1, meaning, text)
        row += 1
    row = _section(sheet, styles, row + 1, "工作表")
    for schedule in spec.schedules:
        sheets = [(matrix.name, matrix.purpose) for matrix in schedule.sheets]
        for title, purpose in sheets or [(schedule.name, schedule.purpose)]:
            name = sheet_name(title)
            link = styles.make(font_color="#0563C1", underline=1, valign="vcenter")
            sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name)
            sheet.write_string(row, 1, purpose, text)
            sheet.write_string(row, 2, "没有可不填" if schedule.optional else "必填", text)
            row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.activate()


def _says_blank(spec: InputSpec) -> bool:
    return any(column.blank for schedule in spec.schedules for column in schedule.columns)


def _section(sheet: Any, styles: Styles, row: int, title: str) -> int:
    sheet.write_string(row, 0, title, styles.make(bold=True, font_size=12, font_color="#1F3864"))
    sheet.set_row(row, 22)
    return row + 1
