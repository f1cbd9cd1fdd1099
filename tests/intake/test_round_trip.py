"""What is written reads back equal, in both forms and both units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.blanks import write_workbook, write_yaml
from gongkai.blanks.prefilled import blank_department
from gongkai.findings import Severity
from gongkai.intake.typed_text import clean_text
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.labels import normal
from gongkai.model.schema import InputSpec
from tests.intake.support import CODES, FILLED, SMALL, codes_of, formats, pack_spec, read


def write(form: str, spec: InputSpec, department: Department | None, folder: Path, codes=CODES) -> Path:  # type: ignore[no-untyped-def]
    path = folder / f"a.{form}"
    if form == "xlsx":
        path.write_bytes(write_workbook(spec, codes, department))
    else:
        path.write_text(write_yaml(spec, codes, department), encoding="utf-8")
    return path


def in_ten_thousands(department: Department) -> Department:
    identity = department.schedules["单位信息"]
    entries = tuple(
        replace(entry, values={"内容": Value("万元")}) if entry.line == "金额单位" else entry
        for entry in identity.entries
    )
    schedules = department.schedules | {"单位信息": replace(identity, entries=entries)}
    return replace(department, amount_unit="万元", schedules=schedules)


@pytest.mark.parametrize("form", ["xlsx", "yaml"])
@pytest.mark.parametrize("format", formats())
def test_blank(tmp_path: Path, format: str, form: str) -> None:
    spec, codes = pack_spec(format)
    department, findings = read(write(form, spec, None, tmp_path, codes), spec, codes)
    assert department == blank_department(spec)
    assert set(codes_of(findings)) == {"SR-13"}  # required lines, nothing else
    assert all(finding.location.cell or finding.location.line for finding in findings)


@pytest.mark.parametrize("form", ["xlsx", "yaml"])
@pytest.mark.parametrize("unit", ["元", "万元"])
def test_filled(tmp_path: Path, unit: str, form: str) -> None:
    spec, codes = pack_spec()
    department, findings = read(FILLED, spec, codes)
    assert {finding.severity for finding in findings} == {Severity.HINT}
    filled = [schedule for schedule in department.schedules.values() if schedule.entries]
    assert len(filled) > 12
    if unit == "万元":
        department = in_ten_thousands(department)
    again, more = read(write(form, spec, department, tmp_path, codes), spec, codes)
    for name, schedule in department.schedules.items():
        assert again.schedules[name] == schedule, name
    assert again == department
    assert codes_of(more) == codes_of(findings)


def test_both_forms_and_both_units_hold_the_same_amounts(tmp_path: Path) -> None:
    spec, codes = pack_spec()
    department, _ = read(FILLED, spec, codes)
    other, _ = read(write("xlsx", spec, in_ten_thousands(department), tmp_path, codes), spec, codes)
    assert other.schedules["支出"] == department.schedules["支出"]


def test_absent_optional_schedule_stays_absent(tmp_path: Path) -> None:
    department = blank_department(SMALL)
    schedules = department.schedules | {"经济分类": Schedule(SMALL.schedules[3], (), present=False)}
    department = replace(department, schedules=schedules)
    for form in ("xlsx", "yaml"):
        again, _ = read(write(form, SMALL, department, tmp_path))
        assert again == department


PROSE = st.text(min_size=1, max_size=200).map(lambda text: clean_text(text)[0]).filter(bool)


@settings(max_examples=60)
@given(st.lists(PROSE, min_size=1, max_size=4))
@pytest.mark.parametrize("form", ["xlsx", "yaml"])
def test_any_text(tmp_path_factory: pytest.TempPathFactory, form: str, texts: list[str]) -> None:
    department = blank_department(SMALL)
    spec = SMALL.schedules[1]
    entries = tuple(
        Entry({"科目编码": Value("2080101"), "来源": Value("其他资金"), "说明": Value(text)})
        for text in texts
    )
    department = replace(department, schedules=department.schedules | {"明细": Schedule(spec, entries)})
    path = write(form, SMALL, department, tmp_path_factory.getbasetemp())
    again, _ = read(path)
    assert [entry.text("说明") for entry in again.schedules["明细"].entries] == texts


@pytest.mark.parametrize("format", formats())
def test_no_two_labels_are_the_same_to_the_reader(format: str) -> None:
    spec, _ = pack_spec(format)
    assert spec.schedules
    names = [normal(schedule.name) for schedule in spec.schedules]
    assert len(set(names)) == len(names)
    for schedule in spec.schedules:
        for labels in ([column.name for column in schedule.columns], [line.name for line in schedule.lines]):
            assert len({normal(label) for label in labels}) == len(labels)
