"""`gongkai fill`: the samples' own numbers come back, nothing typed is touched, every number says where it is from."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from gongkai import pipeline
from gongkai.app.main import app
from gongkai.desk.new_input import NewInput
from gongkai.filling.fill import Filled, fill_workbook
from gongkai.model.department import Department
from gongkai.model.labels import ORIGINS_SHEET
from gongkai.model.schema import ColumnType
from gongkai.source import Source
from tests.conftest import ROOT
from tests.filling.exported import FINAL, RICH, source
from tests.support.library import LIBRARY

SAMPLES = [*FINAL, "xingxian-2023-budget", "qinglong-2023-evaluation"]
COMPUTED = ("定性完成率",)
"""Numbers that a form prints for every row and the input asks for only where they do not follow."""


def loaded(content: bytes) -> Any:
    return pipeline.read(source("filled.xlsx", content), LIBRARY)


@lru_cache
def own(name: str) -> Any:
    """A sample as it is read."""
    return pipeline.read(Source.from_path(ROOT / "sample_inputs" / name / "input.yaml"), LIBRARY)


def exports_of(name: str) -> list[Source]:
    found = sorted((ROOT / "sample_inputs" / name / "exports").glob("*.xls"))
    assert found
    return [Source.from_path(path) for path in found]


@lru_cache
def blank(name: str) -> bytes:
    pack = own(name).pack
    assert pack is not None
    return NewInput(pack).workbook()


@lru_cache
def filled(name: str) -> Filled:
    return fill_workbook(source("blank.xlsx", blank(name)), exports_of(name), LIBRARY)


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def numbers(department: Department) -> dict[tuple[str, tuple[str, ...], str], Any]:
    """Every number of the input but the control totals, by schedule, row and column."""
    found = {}
    for name, schedule in department.schedules.items():
        for entry in schedule.entries if not schedule.spec.control else ():
            keys = (entry.line,) if entry.line else tuple(map(entry.text, schedule.spec.unique))
            for column in schedule.spec.number_columns:
                number = entry.number(column.name)
                if number:
                    found[name, keys, column.name] = number
    return found


def amounts(department: Department) -> set[tuple[str, tuple[str, ...], str]]:
    """Those of `numbers` that are money."""
    found = set()
    for name, keys, column in numbers(department):
        spec = department.schedules[name].spec
        line = next((each for each in spec.lines if each.name == keys[0]), None)
        kind = line.type if line is not None else spec.column(column).type
        found |= {(name, keys, column)} if kind is ColumnType.AMOUNT else set()
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_come_back(name: str) -> None:
    """At least 95 of 100 amounts of every sample, none wrong; what is in no export is listed."""
    result = filled(name)
    assert result.content is not None
    department = own(name).department
    wanted, found = numbers(department), numbers(loaded(result.content).department)
    money = amounts(department)
    assert len(money) > 60
    assert len([each for each in money if found.get(each) == wanted[each]]) >= 0.95 * len(money)
    assert not {
        each: (found[each], wanted[each])
        for each in found.keys() & wanted.keys()
        if found[each] != wanted[each]
    }
    more = {
        each for each in found.keys() - wanted.keys() if not each[2].startswith(("全年预算/", "实施期资金"))
    }
    assert more == set()
    assert {finding.code for finding in result.findings} <= {"DC-07", "DC-08", "DC-14"}
    listed = "".join(finding.message for finding in result.findings)
    absent = {each[0] for each in money if each not in found}
    assert all(schedule in listed for schedule in absent)


@pytest.mark.parametrize("name", SAMPLES)
def test_check_finds_nothing_more(name: str) -> None:
    """With the texts and the few numbers that are in no export the filled workbook is as good as the sample."""
    content = filled(name).content
    assert content is not None
    sample, ours = own(name), loaded(content).department
    assert sample.department is not None
    schedules = dict(sample.department.schedules)
    done = numbers(ours)
    for schedule, spec in ((each, schedules[each].spec) for each in schedules):
        asked = {key: number for key, number in numbers(sample.department).items() if key[0] == schedule}
        if spec.control or (asked and all(key in done for key in asked)):
            schedules[schedule] = _with_texts(ours.schedules[schedule], sample.department.schedules[schedule])
    assert len([each for each in schedules if schedules[each] is not sample.department.schedules[each]]) > 1
    whole = dataclasses.replace(sample.department, schedules=schedules)
    found = pipeline.check_department(dataclasses.replace(sample, department=whole)).findings
    known = {(each.code, each.message) for each in pipeline.check_department(sample).findings}
    assert [each.message for each in found if (each.code, each.message) not in known] == []


def _with_texts(filled: Any, sample: Any) -> Any:
    """The filled rows, each with the texts of the sample's row that no export has."""
    if sample.spec.control:
        return filled
    rows = {(each.line, *map(each.text, sample.spec.unique)): each for each in sample.entries}
    entries = []
    for each in filled.entries:
        other = rows.get((each.line, *map(each.text, sample.spec.unique)))
        texts = {
            name: value
            for name, value in (other.values if other is not None else {}).items()
            if name not in each.values
        }
        entries.append(dataclasses.replace(each, values={**each.values, **texts}))
    order = list(rows)
    entries.sort(key=lambda each: order.index((each.line, *map(each.text, sample.spec.unique))))
    return dataclasses.replace(filled, entries=tuple(entries))


def test_every_cell_says_where_it_is_from() -> None:
    content = filled(RICH).content
    assert content is not None
    book = openpyxl.load_workbook(io.BytesIO(content))
    before = openpyxl.load_workbook(io.BytesIO(blank(RICH)))
    rows = [row for row in book[ORIGINS_SHEET].iter_rows(min_row=4, values_only=True) if row[0] == "已填"]
    listed = {(row[1], row[2]) for row in rows}
    written = set()
    for sheet in before.worksheets:
        for line in book[sheet.title].iter_rows():
            for cell in line:
                if cell.comment is not None and "来源" in cell.comment.text:
                    assert sheet[cell.coordinate].value is None
                    written.add((sheet.title, cell.coordinate))
                    assert "单元格" in cell.comment.text
    assert written == listed
    assert len(written) > 100
    assert all(row[5].endswith(".xls") and row[6] and row[7] for row in rows)
    assert loaded(content).department is not None
    assert not [each for each in loaded(content).findings if ORIGINS_SHEET in each.message]


@pytest.mark.parametrize("name", SAMPLES[:-1])
def test_rows_of_the_blank_workbook_are_used(name: str) -> None:
    """What stands in the blank workbook already, a code or an asked total, does not stand there a second time."""
    book = openpyxl.load_workbook(io.BytesIO(filled(name).content or b""))
    for title, keys in (("基本支出经济分类", 1), ("核对数", 3)):
        rows = [
            tuple(str(cell or "") for cell in row[:keys])
            for row in book[title].iter_rows(min_row=5, values_only=True)
            if row[0]
        ]
        assert len(rows) > 10
        assert len(set(rows)) == len(rows)


def test_nothing_typed_is_changed() -> None:
    """A number that differs stays, and is listed with both values and places; the same number agrees."""
    first = filled("liulin-2023-final").content
    assert first is not None

    def change(book: Any) -> None:
        sheet = book["收入"]
        assert sheet["C7"].value == 10865080
        sheet["C7"] = 123.45

    typed = changed(first, change)
    again = fill_workbook(source("typed.xlsx", typed), exports_of("liulin-2023-final"), LIBRARY)
    assert again.decision.writes == []
    assert again.decision.rows == []
    assert again.decision.agreed > 40
    conflicts = [finding for finding in again.findings if finding.code == "DC-09"]
    assert [(each.location.sheet, each.location.cell, each.found, each.expected) for each in conflicts] == [
        ("收入", "C7", "123.45", "10865080")
    ]
    assert "Z07" in conflicts[0].message
    ranks = [finding.severity.rank for finding in again.findings]
    assert len(set(ranks)) > 1
    assert ranks == sorted(ranks), "what must be decided stands before what is only told"
    book = openpyxl.load_workbook(io.BytesIO(again.content or b""))
    assert book["收入"]["C7"].value == 123.45
    listed = [row for row in book[ORIGINS_SHEET].iter_rows(values_only=True) if row[0] == "没有填"]
    assert any("123.45" in str(row[-1]) for row in listed)


def test_in_wan() -> None:
    """A workbook in 万元 gets 万元; counts stay counts."""

    def change(book: Any) -> None:
        assert book["单位信息"]["B7"].value == "元"
        book["单位信息"]["B7"] = "万元"

    content = changed(blank("liulin-2023-final"), change)
    result = fill_workbook(source("wan.xlsx", content), exports_of("liulin-2023-final"), LIBRARY)
    assert result.content is not None
    book = openpyxl.load_workbook(io.BytesIO(result.content))
    assert book["收入"]["C7"].value == 1086.508
    department = loaded(result.content).department
    assert numbers(department) == numbers(loaded(filled("liulin-2023-final").content).department)


def test_a_zip_and_a_folder_of_exports(tmp_path: Path) -> None:
    """A zip is as good as the folder that it was made of; what is no workbook is named."""
    folder, packed = tmp_path / "导出", tmp_path / "导出.zip"
    folder.mkdir()
    with zipfile.ZipFile(packed, "w") as archive:
        for each in exports_of(RICH):
            archive.writestr(f"导出/{each.name}", each.content)
            (folder / each.name).write_bytes(each.content)
        for name in ("说明.txt", "Thumbs.db"):
            archive.writestr(f"导出/{name}", "x")
            (folder / name).write_text("x")
    book = tmp_path / "空白.xlsx"
    book.write_bytes(blank(RICH))
    made = []
    for given in (folder, packed):
        out = tmp_path / f"{given.suffix or 'folder'}.xlsx"
        result = CliRunner().invoke(app, ["fill", str(book), "--from", str(given), "-o", str(out)])
        assert result.exit_code == 0, result.output
        assert "没有读（不是 Excel、WPS 的表格文件）：说明.txt\n" in result.output
        made.append(numbers(loaded(out.read_bytes()).department))
    assert made[0] == made[1] != {}
    packed.write_bytes(packed.read_bytes()[:100])
    result = CliRunner().invoke(
        app, ["fill", str(book), "--from", str(packed), "-o", str(tmp_path / "b.xlsx")]
    )
    assert "打不开" in str(result.exception)


def test_command(tmp_path: Path) -> None:
    """The command takes a folder; the user's own file stays as it is, and an existing one is not written over."""
    own, out = tmp_path / "空白.xlsx", tmp_path / "填好.xlsx"
    content = blank("liulin-2023-final")
    own.write_bytes(content)
    folder = str(ROOT / "sample_inputs" / "liulin-2023-final" / "exports")
    run = CliRunner().invoke(app, ["fill", str(own), "--from", folder, "-o", str(out)])
    assert run.exit_code == 0, run.output
    assert "填了" in run.output
    assert own.read_bytes() == content
    assert out.read_bytes() == filled("liulin-2023-final").content
    assert CliRunner().invoke(app, ["fill", str(own), "--from", folder, "-o", str(out)]).exit_code != 0
