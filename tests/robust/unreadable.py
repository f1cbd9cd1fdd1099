"""Cells of a sample made unreadable one at a time, in memory: what is then said besides the cause?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from gongkai import pipeline
from gongkai.findings import Finding
from gongkai.intake import open_input
from gongkai.intake.submission import OpenedInput
from gongkai.intake.workbook_form import WorkbookForm
from gongkai.model.department import Department
from gongkai.packs.pack import Pack
from gongkai.readers.cells import Fault, RawCell
from gongkai.source import Source
from gongkai.stages import Checked, Loaded
from tests.support.library import LIBRARY

SEED = 20231231


@dataclass(frozen=True)
class Sample:
    """An opened workbook that can be read again after a change, and what is said of it as it is."""

    opened: OpenedInput
    pack: Pack
    department: Department
    said: frozenset[tuple[str, ...]]

    def checked(self) -> Checked:
        department, findings = self.opened.read(self.pack.inputs, self.pack.classification)
        return pipeline.check_department(Loaded(department, self.pack, findings))

    def new(self, checked: Checked) -> list[Finding]:
        return [finding for finding in checked.findings if key(finding) not in self.said]


def key(finding: Finding) -> tuple[str, ...]:
    return finding.code, str(finding.location), finding.message


def sample(folder: Path) -> Sample:
    opened, _ = open_input(Source.from_path(folder / "input.xlsx"))
    assert opened is not None
    pack, _ = LIBRARY.pack(opened.format)
    assert pack is not None
    department, findings = opened.read(pack.inputs, pack.classification)
    whole = pipeline.check_department(Loaded(department, pack, findings))
    return Sample(opened, pack, department, frozenset(map(key, whole.findings)))


def cells(sample: Sample, wanted: Callable[[object], bool]) -> list[RawCell]:
    """The cells of the workbook whose values are wanted, each once, in an order drawn by a fixed seed."""
    found: dict[int, RawCell] = {}
    for schedule in sample.department.schedules.values():
        for entry in schedule:
            for value in entry.values.values():
                if isinstance(value.place, tuple) and wanted(value.value):
                    cell = value.place[0]
                    assert isinstance(cell, RawCell)
                    found.setdefault(id(cell), cell)
    assert found
    chosen = list(found.values())
    random.Random(SEED).shuffle(chosen)
    return chosen


def is_figure(value: object) -> bool:
    return isinstance(value, Decimal)


def is_text(value: object) -> bool:
    return isinstance(value, str)


@contextmanager
def damaged(cell: RawCell, as_error: bool = False) -> Iterator[None]:
    """The cell with `abc` in it, or the error value of a broken formula."""
    value, fault = cell.value, cell.fault
    cell.value = "#REF!" if as_error else "abc"
    cell.fault = Fault.ERROR_VALUE if as_error else fault
    try:
        yield
    finally:
        cell.value, cell.fault = value, fault


@contextmanager
def without_sheet(sample: Sample, title: str) -> Iterator[None]:
    form = sample.opened.form
    assert isinstance(form, WorkbookForm)
    grids = form.grids
    form.grids = [grid for grid in grids if grid.title != title]
    assert len(form.grids) == len(grids) - 1
    form.__post_init__()  # sheets are looked up by their titles
    try:
        yield
    finally:
        form.grids = grids
        form.__post_init__()


def more_than_cause(sample: Sample, chosen: Sequence[RawCell], as_error: bool = False) -> list[str]:
    """For each cell whose damage is not told as just one new finding, the fault in reading: what is said."""
    faults = []
    for cell in chosen:
        with damaged(cell, as_error):
            new = sample.new(sample.checked())
        told = [finding for finding in new if str(finding.location) == str(cell.location)]
        if len(new) != 1 or len(told) != 1 or not told[0].code.startswith("SR-"):
            said = "; ".join(f"{finding.code} {finding.location.cell} {finding.message}" for finding in new)
            faults.append(f"{cell.location}: {said or 'nothing'}")
    return faults
