"""The samples' exports in memory, to be varied and read."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache

from gongkai import pipeline
from gongkai.filling.export_fact import Exported
from gongkai.filling.export_files import Wanted, read_exports
from gongkai.filling.export_spec import load_exports
from gongkai.filling.sums import add_remainders
from gongkai.model.classification import Classification
from gongkai.model.department import Department
from gongkai.source import Source
from tests.conftest import ROOT
from tests.support.library import LIBRARY
from tools.make_sample_exports import exports, planned, sample
from tools.sample_forms import performance
from tools.sample_grid import Grid, as_xls, as_xlsx

FINAL = sorted(path.name for path in (ROOT / "sample_inputs").glob("*-final"))
RICH = "qiemo-2023-final"  # other income, other funds, a fund last year, balances
SPECS = load_exports(ROOT / "templates")
Change = Callable[[list[Grid]], Iterable[Grid]]


@lru_cache
def department(name: str) -> tuple[Department, Classification]:
    return sample(ROOT / "sample_inputs" / name, LIBRARY)


@lru_cache
def grids(name: str) -> dict[str, list[Grid]]:
    return exports(*department(name))


@lru_cache
def grids_of(name: str) -> tuple[Grid, ...]:
    """Every sheet of this year's exports of a sample: the budget system's and the forms."""
    loaded = pipeline.read(Source.from_path(ROOT / "sample_inputs" / name / "input.yaml"), LIBRARY)
    files = [*planned(*department(name)).items(), *performance(loaded).items()]
    year = department(name)[0].year
    return tuple(grid for file, sheets in files if file.startswith(year) for grid in sheets)


def source(name: str, content: bytes) -> Source:
    return Source(name, content, None, len(content))


def read(name: str, change: Change = lambda found: found, file: str = "", xlsx: bool = True) -> Exported:
    """This year's export of a sample, changed, as it is read."""
    own, sheets = next(iter(grids(name).items()))
    changed = list(change(copy.deepcopy(sheets)))
    content = as_xlsx(changed) if xlsx else as_xls(changed)
    unit, classification = department(name)
    wanted = Wanted(int(unit.year), unit.unit_name, classification, "final_accounts")
    found = Exported()
    for spec, exported in read_exports([source(file or own, content)], SPECS, wanted):
        add_remainders(exported, spec)
        found.add([exported])
    return found


def said(exported: Exported) -> set[tuple[str, tuple[tuple[str, str], ...], Decimal]]:
    """What the facts say, without their places."""
    return {
        (fact.figure.schedule, tuple(sorted(fact.figure.coordinates)), fact.amount) for fact in exported.facts
    }


def by_code(sheets: list[Grid]) -> list[Grid]:
    """The sheets whose rows are codes."""
    found = [grid for grid in sheets if (5, 1) in grid.cells and "编码" in str(grid.cells[5, 1])]
    assert len(found) == 9
    return found


@lru_cache
def expected(name: str) -> frozenset[tuple[str, tuple[tuple[str, str], ...], Decimal]]:
    """What an unchanged export says."""
    return frozenset(said(read(name)))


def next_years(name: str) -> dict[str, bytes]:
    """By file name the exports of the year after a sample's: its own numbers once more, and its own as last year's."""
    loaded = pipeline.read(Source.from_path(ROOT / "sample_inputs" / name / "input.yaml"), LIBRARY)
    year = department(name)[0].year
    files = {**exports(*department(name)), **planned(*department(name)), **performance(loaded)}
    own = f"{year}年度{department(name)[0].unit_name}.xls"
    found = {own: as_xls(files[own])}
    for file, sheets in files.items():
        if not file.startswith(year):
            continue
        for grid in sheets:
            for key, value in grid.cells.items():
                if isinstance(value, str) and len(value) < 30:
                    grid.cells[key] = _later(value, year)
        found[_later(file, year)] = as_xls(sheets)
    return found


def _later(text: str, year: str) -> str:
    return text.replace(f"{year}年", f"{int(year) + 1}年")
