"""What an accountant must type: whole departments typed into today's blank workbook, every cell counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from gongkai.findings import Severity
from gongkai.model.department import Department, Entry, Value
from gongkai.packs.pack import Pack
from tests.support.library import check_file, read_file
from tests.support.typist import Typist, type_whole

MINZHENG = Path(__file__).parents[1] / "cases" / "files" / "minzheng.xlsx"
SHUILI = Path(__file__).parent / "shuili.yaml"
NAMES = {"20819": "最低生活保障", "20821": "特困人员救助供养", "22960": "彩票公益金安排的支出"}


def facts_of(path: Path) -> tuple[Department, Pack]:
    loaded = read_file(path)
    assert loaded.department is not None and loaded.pack is not None
    return loaded.department, loaded.pack


def with_names(facts: Department) -> Department:
    """With the names of the three 款 that no published list holds, as the finding asks for them."""
    schedule = facts.schedules["科目名称补充"]
    entries = tuple(Entry({"科目编码": Value(code), "科目名称": Value(name)}) for code, name in NAMES.items())
    return replace(
        facts, schedules={**facts.schedules, schedule.spec.name: replace(schedule, entries=entries)}
    )


@pytest.fixture(scope="module")
def minzheng(tmp_path_factory: pytest.TempPathFactory) -> tuple[Typist, Path]:
    """Civil affairs: 532 cells when it was typed first, 180 of which said again what another said."""
    facts, pack = facts_of(MINZHENG)
    path = tmp_path_factory.mktemp("typed") / "民政.xlsx"
    return type_whole(with_names(facts), pack, path), path


def test_a_department_takes_no_more_than_330_cells(minzheng: tuple[Typist, Path]) -> None:
    typist, _ = minzheng
    assert 250 < len(typist.cells) <= 330, typist.by_sheet


def test_nothing_is_typed_twice(minzheng: tuple[Typist, Path]) -> None:
    typist, _ = minzheng
    assert [str(cell) for cell in typist.repeated] == []


def test_it_is_publishable_without_a_warning(minzheng: tuple[Typist, Path]) -> None:
    _, path = minzheng
    checked = check_file(path)
    told = [(item.code, item.message) for item in checked.findings if item.severity is not Severity.HINT]
    assert (told, checked.publishable) == ([], True)


def test_the_report_is_that_of_the_first_typing(minzheng: tuple[Typist, Path], tmp_path: Path) -> None:
    """But for the names that were missing, and the reasons of what was nothing this year and nothing last year."""
    _, path = minzheng
    old = openpyxl.load_workbook(MINZHENG)
    reasons = old["变动原因"]
    zero = [row for row in range(8, 12) if str(reasons.cell(row, 5).value) == "0.00"]
    assert len(zero) == 4
    reasons.delete_rows(zero[0], len(zero))
    sheet = old.create_sheet("科目名称补充")
    for row in (("科目编码", "科目名称"), *NAMES.items()):
        sheet.append(row)
    old.save(tmp_path / "旧.xlsx")
    before, now = check_file(tmp_path / "旧.xlsx").subject, check_file(path).subject
    assert before is not None and now is not None
    assert before.document is not None and now.document is not None
    assert len(now.document.blocks) > 100
    assert before.document == now.document


@pytest.fixture(scope="module")
def shuili(tmp_path_factory: pytest.TempPathFactory) -> tuple[Typist, Path]:
    """Water works, in another year's format: scored indicators, steps of managing a transfer, reasons by 类."""
    facts, pack = facts_of(SHUILI)
    path = tmp_path_factory.mktemp("typed") / "水利.xlsx"
    return type_whole(facts, pack, path), path


def test_another_field_is_typed_once(shuili: tuple[Typist, Path]) -> None:
    typist, _ = shuili
    assert [str(cell) for cell in typist.repeated] == []
    assert 250 < len(typist.cells) <= 300, typist.by_sheet


def test_another_field_gives_the_report_of_its_facts(shuili: tuple[Typist, Path]) -> None:
    """No finding of any level, and what stands in YAML, with every cell written out, gives the same."""
    _, path = shuili
    checked, spelled = check_file(path), check_file(SHUILI)
    assert ([item.message for item in checked.findings], checked.publishable) == ([], True)
    assert checked.subject is not None and spelled.subject is not None
    assert checked.subject.document is not None
    assert checked.subject.document == spelled.subject.document


def test_what_is_said_on_the_way_is_what_is_missing(shuili: tuple[Typist, Path]) -> None:
    """Before the second round nothing is asked for but the words that have not been written yet."""
    typist, _ = shuili
    assert typist.on_the_way
    assert {item.code for item in typist.on_the_way} == {"BW-10", "BW-27"}
    texts = [cell for cell in typist.cells if cell.sheet in ("变动原因", "科目用途")]
    assert len(typist.on_the_way) == len(texts)
