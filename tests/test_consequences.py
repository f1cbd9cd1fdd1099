"""What only follows from an unreadable cell is counted with its cause, not listed."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.findings import Severity
from gongkai.model.labels import IDENTITY_SCHEDULE, YEAR_LINE
from gongkai.rules.rule import Status
from gongkai.stages import Loaded
from tests.conftest import ROOT
from tests.robust import unreadable

FOLDERS = sorted(path.parent for path in (ROOT / "sample_inputs").glob("*/input.xlsx"))
YANGCHENG = ROOT / "sample_inputs" / "yangcheng-2024-final"
PARTS = 24  # of which three are tried: an eighth of all cells, drawn by a fixed seed
_opened = cache(unreadable.sample)


def ids(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_some_figures(folder: Path) -> None:
    sample = _opened(folder)
    chosen = unreadable.cells(sample, unreadable.is_figure)[:3]
    assert unreadable.more_than_cause(sample, chosen) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_some_keys_and_texts(folder: Path) -> None:
    sample = _opened(folder)
    chosen = unreadable.cells(sample, unreadable.is_text)[:2]
    assert unreadable.more_than_cause(sample, chosen, as_error=True) == []


@pytest.mark.trial
@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_every_figure(folder: Path, part: int) -> None:
    sample = _opened(folder)
    chosen = unreadable.cells(sample, unreadable.is_figure)[part::PARTS]
    assert unreadable.more_than_cause(sample, chosen) == []


@pytest.mark.trial
@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_every_text(folder: Path, part: int) -> None:
    sample = _opened(folder)
    chosen = unreadable.cells(sample, unreadable.is_text)[part::PARTS]
    assert unreadable.more_than_cause(sample, chosen, as_error=True) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_some_missing_sheets(folder: Path) -> None:
    _without_sheets(_opened(folder), 2)


@pytest.mark.trial
@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_every_missing_sheet(folder: Path) -> None:
    _without_sheets(_opened(folder), 100)


def _without_sheets(sample: unreadable.Sample, most: int) -> None:
    """A sheet that is not there is one finding, whatever rules would have to say of what it lacks."""
    tried = 0
    needed = [spec for spec in sample.pack.inputs.schedules if not spec.optional]
    random.Random(unreadable.SEED).shuffle(needed)
    for spec in needed[: most + 1]:
        if spec.name == IDENTITY_SCHEDULE:
            continue
        with unreadable.without_sheet(sample, spec.name):
            new = sample.new(sample.checked())
        tried += 1
        assert [(item.code, item.location.sheet) for item in new] == [("SR-02", spec.name)], [
            f"{item.code} {item.message}" for item in new
        ]
    assert tried


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_year(folder: Path) -> None:
    sample = _opened(folder)
    year = sample.department.line_entry(IDENTITY_SCHEDULE, YEAR_LINE)
    assert year is not None
    place = next(iter(year.values.values())).location
    cell = next(
        item for item in unreadable.cells(sample, lambda _: True) if item.location == replace(place, path="")
    )
    assert unreadable.more_than_cause(sample, [cell]) == []


@pytest.mark.parametrize(
    ("name", "sheet", "cell", "as_error"),
    [
        ("qiemo-2023-final", "三公经费", "D17", False),  # a reason is asked for where two counts differ
        ("qiemo-2023-final", "相关信息", "C16", False),
        ("qiemo-2023-final", "核对说明", "A5", True),  # the number of the rule that the row explains
        ("qinglong-2023-evaluation", "核对说明", "A6", True),
    ],
)
def test_figures_and_explanations(name: str, sheet: str, cell: str, as_error: bool) -> None:
    sample = _opened(ROOT / "sample_inputs" / name)
    chosen = [
        item
        for item in unreadable.cells(sample, lambda _: True)
        if (item.location.sheet, item.location.cell) == (sheet, cell)
    ]
    assert len(chosen) == 1
    assert unreadable.more_than_cause(sample, chosen, as_error=as_error) == []


def test_count_and_coverage() -> None:
    """The cause says how many are held back; a rule whose findings are held back has not been run."""
    sample = _opened(YANGCHENG)
    cell = next(
        item
        for item in unreadable.cells(sample, unreadable.is_figure)
        if item.location.sheet == "支出" and item.value
    )
    with unreadable.damaged(cell):
        checked = sample.checked()
    cause = next(item for item in checked.findings if item.code == "SR-06")
    assert "条问题由它引起，改好后再核对" in cause.hint
    said = int(cause.hint.split("另有 ")[1].split(" 条")[0])
    assert said > 0
    held = [item for item in checked.coverage if item.why == "有内容没有填或者读不出来，改好后再核对"]
    assert held
    assert all(item.status is Status.NOT_RUN and not item.findings for item in held)


def test_independent_findings_stay() -> None:
    """Faults of other cells are told as ever, with the same words."""
    sample = _opened(YANGCHENG)
    spending = [
        item
        for item in unreadable.cells(sample, unreadable.is_figure)
        if item.location.sheet == "支出" and isinstance(item.value, int | float) and item.value
    ]
    text = next(
        item
        for item in unreadable.cells(sample, unreadable.is_text)
        if item.location.sheet == "文字" and isinstance(item.value, str) and len(item.value) > 40
    )
    whole = text.value
    text.value = f"{whole}联系电话1380000" + "1234。"
    try:
        alone = sample.new(sample.checked())
        with unreadable.damaged(spending[0]):
            both = sample.new(sample.checked())
    finally:
        text.value = whole
    assert [item.code for item in alone] == ["YS-01"]
    assert [item.message for item in both if item.code == "YS-01"] == [alone[0].message]
    assert sorted(item.code for item in both) == ["SR-06", "YS-01"]


def test_nothing_is_held_back_where_nothing_else_stops() -> None:
    """What is not read may be a warning only: then what follows from it must go on stopping the report."""
    sample = _opened(YANGCHENG)
    cell = next(
        item
        for item in unreadable.cells(sample, unreadable.is_figure)
        if item.location.sheet == "支出" and item.value
    )
    with unreadable.damaged(cell):
        department, findings = sample.opened.read(sample.pack.inputs, sample.pack.classification)
    mild = [replace(item, severity=Severity.WARNING) for item in findings]
    checked = pipeline.check_department(Loaded(department, sample.pack, mild))
    assert not checked.publishable
    assert any(not item.code.startswith("SR-") for item in sample.new(checked))
