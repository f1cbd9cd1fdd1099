"""Small specs, classifications and workbooks for the input tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from gongkai.findings import Finding
from gongkai.intake import open_input
from gongkai.model.classification import Classification, load_classification
from gongkai.model.department import Department
from gongkai.model.schema import Column, ColumnType, InputSpec, Line, ScheduleSpec, Shape
from gongkai.packs.compilers.input_spec import compile_inputs
from gongkai.packs.inheritance import list_formats, load_source
from gongkai.packs.location import templates_root
from gongkai.source import Source

FORMAT = "shanxi/final_accounts/2023"
FILLED = Path(__file__).parent / "filled.yaml"
A = ColumnType

CODES = Classification(
    year="2023",
    functions={
        "208": "社会保障和就业支出",
        "20801": "人力资源和社会保障管理事务",
        "2080101": "行政运行",
        "2080102": "一般行政管理事务",
    },
    economic={"301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴"},
)

IDENTITY = ScheduleSpec(
    name="单位信息",
    shape=Shape.LINES,
    columns=(Column(("内容",), A.TEXT),),
    lines=(
        Line("公开格式", A.TEXT, required=True),
        Line("金额单位", A.CHOICE, choices=("元", "万元"), required=True),
        Line("单位名称", A.TEXT),
    ),
)
ROWS = ScheduleSpec(
    name="明细",
    shape=Shape.ROWS,
    columns=(
        Column(("科目编码",), A.FUNCTION, dimension="科目", required=True),
        Column(("科目名称",), A.TEXT),
        Column(("来源",), A.CHOICE, choices=("财政拨款", "其他资金")),
        Column(("说明",), A.TEXT, width=60),
        Column(("日期",), A.DATE),
        Column(("权重",), A.NUMBER),
        Column(("人数",), A.COUNT),
        Column(("决算", "基本支出"), A.AMOUNT),
        Column(("决算", "项目支出"), A.AMOUNT),
        Column(("上年决算", "基本支出"), A.AMOUNT),
        Column(("上年决算", "项目支出"), A.AMOUNT),
    ),
    unique=("科目编码", "来源"),
)
LINES = ScheduleSpec(
    name="按项",
    shape=Shape.LINES,
    columns=(Column(("预算",), A.AMOUNT), Column(("决算",), A.AMOUNT)),
    lines=(
        Line("接待费", group="金额"),
        Line("接待批次", A.COUNT, unit="批次", columns=("决算",), group="数量"),
        Line("保有量", A.COUNT, unit="辆", columns=("决算",), group="数量"),
    ),
    line_dimension="项目",
)
ECONOMIC = ScheduleSpec(
    name="经济分类",
    shape=Shape.ROWS,
    columns=(
        Column(("经济科目编码",), A.ECONOMIC, required=True),
        Column(("经济科目名称",), A.TEXT),
        Column(("决算",), A.AMOUNT),
    ),
    unique=("经济科目编码",),
    prefill=("30101", "30102"),
    optional=True,
)
SMALL = InputSpec("某省/某类/2023", "测试格式", (IDENTITY, ROWS, LINES, ECONOMIC))

HEADINGS = [column.name for column in ROWS.columns]
TOP = ["科目编码", "科目名称", "来源", "说明", "日期", "权重", "人数", "决算", "", "上年决算", ""]
BOTTOM = ["", "", "", "", "", "", "", "基本支出", "项目支出", "基本支出", "项目支出"]


def pack_spec(format: str = FORMAT) -> tuple[InputSpec, Classification]:
    """What a real format asks for."""
    root = templates_root()
    source = load_source(root, format)
    codes = load_classification(root / "common" / "codes" / "2023")
    findings = list(source.findings)
    spec = compile_inputs(source, codes, findings)
    assert not findings, findings
    return spec, codes


def formats() -> list[str]:
    found = list_formats(templates_root())
    assert FORMAT in found
    return found


def read(
    path: Path, spec: InputSpec = SMALL, codes: Classification = CODES
) -> tuple[Department, list[Finding]]:
    """The department without its file name, and all findings."""
    opened, findings = open_input(Source.from_path(path))
    assert opened is not None, findings
    department, more = opened.read(spec, codes)
    return replace(department, file=""), [*findings, *more]


def sheet_of(book: Any, name: str, rows: Iterable[Sequence[object]]) -> Any:
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append([None if value == "" else value for value in row])
    return sheet


def strict(content: bytes) -> bytes:
    """A workbook as Excel saves it as “Strict Open XML”: the same parts under other names."""
    changes = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            for before, after in changes.items():
                part = part.replace(before, after)
            target.writestr(name, part)
    return made.getvalue()


def small_workbook(
    path: Path,
    rows: Iterable[Sequence[object]] = (),
    lines: Iterable[Sequence[object]] = (),
    unit: str = "元",
    edit: Callable[[Any], None] | None = None,
) -> Path:
    """A workbook for SMALL as somebody else would write it: two heading rows, data from row 3."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet_of(book, "单位信息", [["项目", "内容"], ["公开格式", SMALL.format], ["金额单位", unit]])
    sheet = sheet_of(book, "明细", [TOP, BOTTOM, *rows])
    sheet.merge_cells("H1:I1")
    sheet.merge_cells("J1:K1")
    sheet_of(book, "按项", [["项目", "预算", "决算"], *lines])
    if edit is not None:
        edit(book)
    book.save(path)
    return path


def amount_row(value: object) -> list[object]:
    """A row of 明细 with one amount, in H."""
    return ["2080101", "", "", "", "", "", "", value]


def edited(content: bytes, path: Path, edit: Callable[[Any], None]) -> Path:
    """A written workbook as changed by hand (openpyxl drops the cached values of its formulas)."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    book.save(path)
    return path


def codes_of(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def the(findings: Sequence[Finding], code: str) -> Finding:
    """The one finding of a code."""
    found = [finding for finding in findings if finding.code == code]
    assert len(found) == 1, [(item.code, item.message) for item in findings]
    return found[0]
