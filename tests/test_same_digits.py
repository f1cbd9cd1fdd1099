"""One amount has the same digits wherever it is printed: table, sentence, message, screen, draft, overview, 校核报告."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml

from gongkai import money, pipeline
from gongkai.app.printed_findings import reasons_text
from gongkai.batch.overview_sheet import overview_xlsx
from gongkai.batch.work_list import DONE, Job, Options, Result
from gongkai.model.book import Book
from gongkai.model.definitions import Definitions
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.ledger import Ledger
from gongkai.model.schema import Column, ColumnType, ScheduleSpec, Shape
from gongkai.publication_files import check_report
from gongkai.sections.printing import Printer
from gongkai.writers.check_report import ChangeRow, CheckReport, write_check_report
from tests.support.library import check_file, load_pack
from tests.support.tree_text import dump

SAMPLE = Path(__file__).parents[1] / "sample_inputs" / "yangcheng-2024-final" / "input.yaml"
AMOUNTS = {"1250": "0.13", "20850": "2.09", "123456750": "12,345.68", "40": "0.00"}
SPEC = ScheduleSpec(
    "表",
    Shape.ROWS,
    tuple(
        Column((stage,), ColumnType.AMOUNT, coordinates=(("阶段", stage),)) for stage in ("决算", "上年决算")
    ),
)
SLOT, LINE = "机关运行经费变动", "机关运行经费（行政单位）"


def _checked(folder: Path, now: str, before: str) -> pipeline.Checked:
    """The sample with such an amount of 机关运行经费, whose reason is missing."""
    content = yaml.load(SAMPLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    content["相关信息"][LINE] = {"决算": now, "上年决算": before}
    content["变动原因"] = [row for row in content["变动原因"] if row["事项"] != SLOT]
    path = folder / "input.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return check_file(path)


@pytest.mark.parametrize(("amount", "digits"), AMOUNTS.items())
def test_positive_amounts_from_the_input_to_every_output(amount: str, digits: str, tmp_path: Path) -> None:
    checked = _checked(tmp_path, amount, "900000")
    assert checked.subject is not None
    document = checked.subject.document
    assert document is not None
    lines = dump(document).replace("[[", "").replace("]]", "").split("\n")
    sentence = next(line for line in lines if "年机关运行经费支出" in line)
    assert f"机关运行经费支出{digits}万元" in sentence
    change = money.digits(abs(money.change(Decimal(amount), Decimal(900000))))
    word = money.direction(Decimal(amount), Decimal(900000))
    assert f"{word}{change}万元" in sentence
    heading = next(at for at, line in enumerate(lines) if "|→3S: 二、机关运行经费|" in line)
    assert f"|{digits.replace(',', '')}|" in lines[heading + 2], "a table has no thousands separators"

    [message] = [item.message for item in checked.findings if item.code == "BW-10" and SLOT in item.message]
    told = f"本年 {digits} 万元，上年 90.00 万元，{word} {change} 万元"
    assert told in message
    reasons = pipeline.reasons(checked)
    assert told in reasons_text(reasons)
    [reason] = [item for item in reasons if item.slot == SLOT]
    assert change in reason.draft or digits in reason.draft, reason.draft

    content = check_report(checked, document)
    [report] = [openpyxl.load_workbook(io.BytesIO(data)) for data in content.values()]
    [cells] = [cells for cells in report["变动原因"].iter_rows(values_only=True) if cells[0] == SLOT]
    assert f"{cells[2]:,.2f}" == digits
    assert f"{abs(cells[5]):,.2f}" == change


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(("amount", "digits"), AMOUNTS.items())
def test_both_signs_in_messages_overview_and_report(
    amount: str, digits: str, sign: str, tmp_path: Path
) -> None:
    value = Decimal(sign + amount)
    expected = digits if digits == "0.00" else sign + digits
    assert money.in_wan(value) == f"{expected} 万元"
    pack, _ = load_pack("shanxi/final_accounts/2023")
    assert pack is not None
    printer = Printer(pack)
    values = {"决算": Value(value), "上年决算": Value(Decimal(0))}
    department = Department("x", {"表": Schedule(SPEC, (Entry(values),))})
    book = Book(Ledger(department), Definitions({}, {}, {"表": SPEC.dimensions}, "决算", "上年决算"))
    figure = book.figure("表")
    assert str(printer.wan(figure)) == expected
    assert printer.cell(figure, False, value).text == expected.replace(",", "")

    result = Result("a.yaml", DONE, "甲局", figures={"收入总计": [str(value), "0"]})
    job = Job("a.yaml", "a.yaml", str(tmp_path / "a"), Options())
    sheet = openpyxl.load_workbook(
        io.BytesIO(overview_xlsx([result], [job], tmp_path, [], [], lambda key: []))
    )["总览"]
    shown = [
        cell for cell in sheet[3] if isinstance(cell.value, float | int) and cell.number_format == "#,##0.00"
    ]
    assert [f"{cell.value:,.2f}" for cell in shown] == [expected, "0.00", expected]
    assert not any(str(cell.value).startswith("-0") and not cell.value for cell in shown)

    row = ChangeRow("收支总体变动", "", "上年", value, Decimal(0), None, "已写", "")
    book_bytes = write_check_report(CheckReport("某局校核报告", (), False, (), (), (row,)))
    [cells] = list(
        openpyxl.load_workbook(io.BytesIO(book_bytes))["变动原因"].iter_rows(min_row=2, values_only=True)
    )[:1]
    assert [f"{cells[place]:,.2f}" for place in (2, 4, 5)] == [expected, "0.00", expected]
