"""2,000 damaged inputs by a fixed seed: findings or a right report, never a traceback, a hang or a wrong sum."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gongkai import pipeline
from gongkai.intake.submission import OpenedInput
from gongkai.intake.workbook_form import WorkbookForm
from gongkai.intake.yaml_form import YamlForm
from gongkai.model.department import Department
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.xlsx import read_sheets
from gongkai.tree.nodes import Document, Number, Paragraph, Table
from gongkai.yamlsource import parse_yaml
from tests.conftest import summed_up
from tests.robust import books, books_saved, trees
from tests.robust.command import everything, gongkai, refused
from tests.robust.damage import TYPED
from tests.robust.trial import (
    CLEAN,
    OUTCOMES,
    STOPPED,
    UNREADABLE,
    WARNED,
    Hang,
    check_form,
    outcome,
    time_limit,
    written_adds_up,
)
from tests.support.library import check_file
from tests.support.tree_text import dump

SEED = 20231231
TRIALS, PARTS = 2_000, 40
EACH = TRIALS // PARTS
ALWAYS = 1  # parts in `make test`; the others in `make trials`
SECONDS = 20.0  # one takes 0.1
SAMPLES = Path(__file__).parents[2] / "sample_inputs"
PROPERTY = "变异"  # tests/conftest.py adds up the counts under this name and prints them

# Of ten trials: four of the YAML form and four of the workbook form after parsing (no file is written, so that
# thousands take seconds), one workbook and one YAML file from their bytes, through the command line.
KINDS = ("tree",) * 4 + ("book",) * 4 + ("xlsx", "yaml")


@cache
def _trees() -> list[Any]:
    found = []
    for path in sorted(SAMPLES.glob("*/input.yaml")):
        node, faults = parse_yaml(path.read_text(encoding="utf-8"), path.name)
        assert node is not None and not faults, path
        found.append(node.plain())
    assert found, "no sample_inputs/*/input.yaml"
    return found


@cache
def _contents(suffix: str) -> list[bytes]:
    found = [path.read_bytes() for path in sorted(SAMPLES.glob(f"*/input.{suffix}"))]
    assert found, f"no sample_inputs/*/input.{suffix}"
    return found


@cache
def _books() -> list[list[SheetCells]]:
    return [read_sheets(content, "input.xlsx") for content in _contents("xlsx")]


@cache
def _weights(kind: str) -> list[float]:
    """Small samples more often than large ones, so that the time goes into many trials."""
    if kind == "tree":
        return [1 / sum(1 for _ in trees.scalars(root)) for root in _trees()]
    if kind == "book":
        return [1 / sum(len(row) for grid in grids for row in grid.rows.values()) for grids in _books()]
    return [1 / len(content) for content in _contents(kind)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a trial does: its number decides all of it."""

    number: int
    kind: str
    mutations: tuple[Callable[..., Any], ...]
    rng: random.Random

    @property
    def names(self) -> str:
        return f"{self.number} {self.kind} " + "+".join(mutate.__name__ for mutate in self.mutations)


def _plan(number: int) -> Plan:
    rng = random.Random(SEED * 100_003 + number)
    kind = KINDS[number % len(KINDS)]
    times = rng.choice([1, 1, 1, 2, 3])
    if kind in ("tree", "book"):
        known: tuple[Callable[..., Any], ...] = trees.MUTATIONS if kind == "tree" else books.MUTATIONS
        return Plan(number, kind, tuple(rng.choices(known, k=times)), rng)
    weighted = books_saved.BOOK_MUTATIONS if kind == "xlsx" else books_saved.TEXT_MUTATIONS
    return Plan(number, kind, tuple(rng.choices(list(weighted), list(weighted.values()))), rng)


def _parsed(plan: Plan) -> YamlForm | WorkbookForm:
    """The damaged input of a trial, as it is after parsing."""
    value: Any
    if plan.kind == "tree":
        value = trees.copied(plan.rng.choices(_trees(), _weights("tree"))[0])
    else:
        value = books.copied(plan.rng.choices(_books(), _weights("book"))[0])
    for mutate in plan.mutations:
        if value:
            mutate(value, plan.rng)
    return (
        YamlForm("变异.yaml", trees.to_node(value))
        if plan.kind == "tree"
        else WorkbookForm("变异.xlsx", value)
    )


def _trial(number: int, folder: Path) -> str:
    plan = _plan(number)
    if plan.kind in ("tree", "book"):
        return outcome(check_form(_parsed(plan)), draft=number % 20 == 0, forms=number % 4 == 0)
    path = folder / f"填报.{plan.kind}"
    content = plan.rng.choices(_contents(plan.kind), _weights(plan.kind))[0]
    for mutate in plan.mutations:
        content = mutate(content, plan.rng)
    path.write_bytes(content)
    checked = check_file(path)
    ended = outcome(checked, forms=False)
    _command_agrees(checked, ended, path, folder / "公开")
    return ended


def _command_agrees(checked: pipeline.Checked, ended: str, path: Path, out: Path) -> None:
    """`generate` writes a report where there is no error, nothing where there is, and what it wrote adds up."""
    done = gongkai("generate", path, "-o", out, seconds=SECONDS)
    if ended in (UNREADABLE, STOPPED):
        refused(done, 2 if ended == UNREADABLE else 1)
        assert not out.exists(), "a report was written in spite of errors"
        return
    assert done.code == 0, done.said
    made = everything(out)
    assert len(made) == 3, made.keys()
    word = next(content for name, content in made.items() if name.endswith(".docx"))
    excel = next(
        c for name, c in made.items() if name.endswith(".xlsx") and not name.endswith("校核报告.xlsx")
    )
    assert word is not None and excel is not None
    written_adds_up(word, excel, checked)
    for name in made:
        (out / name).unlink()
    out.rmdir()


@pytest.mark.parametrize(
    "part", [part if part < ALWAYS else pytest.param(part, marks=pytest.mark.trial) for part in range(PARTS)]
)
def test_damaged_inputs_end_in_findings_or_a_right_report(
    part: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    counts: Counter[str] = Counter()
    faults = []
    for number in range(part * EACH, (part + 1) * EACH):
        try:
            with time_limit(SECONDS):
                ended = _trial(number, tmp_path)
        except (Exception, Hang) as error:  # all of a part are reported, not the first only
            ended = "卡住" if isinstance(error, Hang) else "出错"
            faults.append(f"{_plan(number).names}: {type(error).__name__}: {error}"[:900])
        counts[ended] += 1
    record_property(PROPERTY, dict(counts))
    assert not faults, "\n".join(faults)
    assert set(counts) <= set(OUTCOMES)
    assert counts.total() == EACH


def test_there_are_2000_trials() -> None:
    assert PARTS * EACH == TRIALS == 2_000
    assert len(KINDS) == 10 and TRIALS % len(KINDS) == 0


def test_the_counts_of_all_workers_are_added_up() -> None:
    recorded = [(PROPERTY, {CLEAN: 30, STOPPED: 20})] * PARTS + [("别的", "text"), ("数字", {"查出": 1})]
    text, first, second = summed_up(recorded)
    assert text == "别的：text"
    assert first == f"变异 2,000：{STOPPED} 800，{CLEAN} 1,200"
    assert second == "数字 1：查出 1"


# The list of the issue, and what does it here. Duplicate keys and anchors are of YAML, encryption of workbooks.
ASKED: dict[str, tuple[Callable[..., Any], ...]] = {
    "cells emptied": (trees.emptied, books.emptied),
    "text in numbers": (trees.odd_number, books.odd_amount),
    "sheets renamed": (trees.renamed_key, books.sheet_renamed),
    "sheets reordered": (trees.reordered, books.sheets_reordered),
    "sheets deleted": (trees.schedule_deleted, books.sheet_deleted),
    "rows duplicated": (trees.row_duplicated, books.row_duplicated),
    "sign flipped, digits transposed": (trees.mistyped, trees.mistyped_twice, books.mistyped),
    "codes from another year": (trees.other_code, books.other_code),
    "huge and tiny numbers, NaN, dates in amount cells": (books.odd_amount, books_saved.cells_changed),
    "encrypted": (books_saved.encrypted,),
    "truncated": (books_saved.cut_off,),
    ".xls in .xlsx clothing": (books_saved.old_format,),
    "zip bombs": (books_saved.bomb,),
    "external links": (books_saved.external_links,),
    "formulas in text cells": (books_saved.cells_changed, books.no_result),
    "control characters": (books.odd_value, trees.odd_text, books_saved.control_character),
    "100,000 rows": (books_saved.rows_100_000,),
    "YAML anchors": (books_saved.anchor,),
    "duplicate keys": (books_saved.key_twice,),
}


def test_every_damage_that_was_asked_for_is_done() -> None:
    drawn = Counter(mutate for number in range(TRIALS) for mutate in _plan(number).mutations)
    for what, mutations in ASKED.items():
        for mutate in mutations:
            assert drawn[mutate] >= 3, (what, mutate.__name__, drawn[mutate])
    known = {*trees.MUTATIONS, *books.MUTATIONS, *books_saved.BOOK_MUTATIONS, *books_saved.TEXT_MUTATIONS}
    assert set(drawn) == known
    kinds = {type(value).__name__ for value in TYPED}
    assert {"float", "int", "datetime", "date", "time", "bool"} <= kinds


@pytest.mark.trial
def test_the_mutations_reach_every_outcome() -> None:
    """Else the trials would prove nothing about one of them."""
    seen: set[str] = set()
    for number in range(400):
        if _plan(number).kind in ("tree", "book"):
            seen.add(outcome(check_form(_parsed(_plan(number))), forms=False))
        if seen == {UNREADABLE, STOPPED, WARNED, CLEAN}:
            return
    pytest.fail(f"only {sorted(seen)}")


@pytest.mark.trial
@pytest.mark.parametrize("folder", sorted(SAMPLES.glob("*/input.yaml")), ids=lambda path: path.parent.name)
def test_a_trial_leaves_nothing_behind_for_the_next(folder: Path) -> None:
    """Damaged inputs later a good one still gives the report that it gave before."""

    def report() -> str:
        document = pipeline.compose(check_file(folder))
        assert document is not None
        return dump(document)

    before = report()
    for number in range(100, 150):
        if _plan(number).kind in ("tree", "book") and number % 5 == 0:
            outcome(check_form(_parsed(_plan(number))), forms=False)
    assert report() == before


# The trials themselves on trial: a fault planted in the program is caught by them.

GOOD = SAMPLES / "liulin-2023-final" / "input.yaml"


def _ten_fold(number: Number) -> Number:
    return replace(number, text="9" + number.text, value=number.value * 10)


def _in_table(document: Document) -> Document:
    """One figure of the first ledger table printed wrong."""
    blocks, done = list(document.blocks), []
    at = next(n for n, block in enumerate(blocks) if isinstance(block, Table) and not block.form)
    table = blocks[at]
    assert isinstance(table, Table)
    rows = []
    for row in table.rows:
        cells = list(row.cells)
        for n, cell in enumerate(cells):
            if not done and cell.number is not None and "." in cell.number.text and cell.number.value > 100:
                done.append(cell)
                wrong = _ten_fold(cell.number)
                cells[n] = replace(cell, text=wrong.text, number=wrong)
        rows.append(replace(row, cells=tuple(cells)))
    assert done
    blocks[at] = replace(table, rows=tuple(rows))
    return replace(document, blocks=tuple(blocks))


def _in_prose(document: Document) -> Document:
    """The total of the first list of shares printed wrong; every table is right."""
    blocks = list(document.blocks)
    at = next(n for n, b in enumerate(blocks) if isinstance(b, Paragraph) and "收入合计" in b.text)
    paragraph = blocks[at]
    assert isinstance(paragraph, Paragraph)
    runs = [
        run if run.number is None else replace(run, text="9" + run.text, number=_ten_fold(run.number))
        for run in paragraph.runs
    ]
    blocks[at] = replace(paragraph, runs=tuple(runs))
    return replace(document, blocks=tuple(blocks))


@pytest.mark.parametrize("plant", [_in_table, _in_prose])
def test_a_wrong_figure_is_caught(
    plant: Callable[[Document], Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = pipeline.compose

    def wrong(checked: pipeline.Checked, draft: bool = False) -> Document:
        document = compose(checked, draft)
        assert document is not None
        return plant(document)

    assert outcome(check_file(GOOD)) in (CLEAN, WARNED)
    monkeypatch.setattr(pipeline, "compose", wrong)
    with pytest.raises(AssertionError, match=r"印的是|没有一张表"):
        outcome(check_file(GOOD))


def test_the_report_of_another_input_is_caught() -> None:
    """Tables and prose that agree among themselves, kept from the last department."""
    last = check_file(GOOD)
    document = pipeline.compose(last)
    assert document is not None and last.loaded.department is not None
    department = last.loaded.department
    schedule = department.schedules["收入"]
    fewer = replace(schedule, entries=schedule.entries[1:])
    now = replace(department, schedules={**department.schedules, "收入": fewer})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "compose", lambda checked, draft=False: document)
        with pytest.raises(AssertionError, match="本年收入合计：填的合计是"):
            outcome(replace(last, loaded=replace(last.loaded, department=now)))


def test_an_exception_and_a_hang_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = next(n for n in range(100) if _plan(n).kind == "tree")

    def broken(*_: object) -> tuple[Department, list[Any]]:
        raise KeyError("planted")

    def slow(*_: object) -> tuple[Department, list[Any]]:
        try:
            time.sleep(60)
        except Exception:  # as a reader does that takes anything for a damaged file
            time.sleep(60)
        raise AssertionError("a minute later")

    with monkeypatch.context() as patch:
        patch.setattr(OpenedInput, "read", broken)
        with pytest.raises(KeyError, match="planted"):
            _trial(number, tmp_path)

    def busy(*_: object) -> tuple[Department, list[Any]]:
        while True:
            pass

    for hanging in (slow, busy):
        monkeypatch.setattr(OpenedInput, "read", hanging)
        with pytest.raises(Hang), time_limit(10), time_limit(0.2):
            _trial(number, tmp_path)


def test_a_report_in_spite_of_errors_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD.read_text(encoding="utf-8").replace("项目支出: 8685220.00", "项目支出: 8685230.00", 1)
    path = tmp_path / "错.yaml"
    path.write_text(text, encoding="utf-8")
    checked = check_file(path)
    ended = outcome(checked)
    assert ended == STOPPED
    _command_agrees(checked, ended, path, tmp_path / "公开")
    monkeypatch.setattr("gongkai.app.main.has_errors", lambda findings: False)
    with pytest.raises(AssertionError):
        _command_agrees(checked, ended, path, tmp_path / "公开")
