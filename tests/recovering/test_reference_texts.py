"""The five reference texts as Word files begin the next year: what their samples hold, and what was read off them by eye.

The real documents lie beside the repository, and their figures in the samples.
"""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.blanks.new_year import carry
from gongkai.desk.last_published import last_published
from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.model.ledger import Ledger
from gongkai.money import compare_amounts, wan
from gongkai.packs.pack import Pack
from gongkai.recovering.published_input import Recovered
from gongkai.source import Source
from tests.conftest import ROOT
from tests.recovering.test_published_input import ROUNDED, lists_come_over, names, numbers, read
from tests.support.library import LIBRARY

REFERENCES = {
    "000": "liulin-2023-final",
    "001": "xingxian-2023-budget",
    "002": "yangcheng-2024-final",
    "003": "qiemo-2023-final",
}
BY_EYE = {
    "000": {
        "收入总计": "1955.03",
        "支出总计": "1955.03",
        "财政拨款收入总计": "1955.03",
        "财政拨款支出总计": "1955.03",
        "三公经费合计": "2.01",
        "机关运行经费": "20.98",
    },
    "001": {"三公经费合计": "1.50", "机关运行经费合计": "67.72", "收入总计": "23719.12"},
    "002": {
        "收入总计": "15194.61",
        "支出总计": "15194.61",
        "财政拨款收入总计": "15194.61",
        "财政拨款支出总计": "15194.61",
        "三公经费合计": "5.21",
        "机关运行经费": "122.55",
    },
    "003": {
        "收入总计": "3938.59",
        "支出总计": "3938.59",
        "本年收入合计": "3787.92",
        "本年支出合计": "3937.34",
        "财政拨款收入总计": "3694.64",
        "财政拨款支出总计": "3694.64",
        "一般公共预算财政拨款支出": "3694.64",
        "一般公共预算基本支出": "1529.87",
        "基本支出": "1772.57",
        "项目支出": "2164.77",
        "事业收入": "92.02",
        "其他收入": "1.26",
        "使用非财政拨款结余": "149.67",
        "年末结转和结余": "1.25",
        "三公经费合计": "4.71",
        "机关运行经费": "44.67",
        "事业单位公用经费": "75.83",
    },
}
"""Figures of the documents, in 万元, that next year's report prints as last year's."""
UNPRINTED = {"003": {"基本支出经济分类"}}
"""Schedules of which the document prints no amount of a row."""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    places = (ROOT.parent / "shared", ROOT.parents[1] / "shared")
    tool = next((place for place in places if place.is_dir()), places[0]) / "tools" / "seeds_as_docx.py"
    if not tool.is_file():
        pytest.skip("the reference texts are not here")
    folder = tmp_path_factory.mktemp("references")
    subprocess.run([sys.executable, str(tool), str(folder)], check=True, capture_output=True, timeout=120)
    return folder


def begun(words: Path, number: str, following: Pack) -> tuple[Recovered, Pack]:
    [word] = words.glob(f"{number}*.docx")
    found, before, _ = last_published([Source.from_path(word)], LIBRARY, following)
    return found, before


def last_years(department: Department, pack: Pack) -> dict[str, Decimal]:
    """What next year's report prints of last year, by figure."""
    book = Book(Ledger(department), pack.definitions)
    stage = (("阶段", (pack.definitions.previous,)),)
    return {
        name: book.expression(figure, name, stage).amount for name, figure in pack.definitions.figures.items()
    }


@pytest.mark.parametrize("number", REFERENCES)
def test_a_reference_text_brings_the_figures_of_its_sample(number: str, words: Path) -> None:
    department, pack, following = read(ROOT / "sample_inputs" / REFERENCES[number] / "input.yaml")
    found, before = begun(words, number, following)
    assert before is pack
    assert found.contradictions == []
    wanted = numbers(carry(department, pack, following).department)
    new = carry(found.department, pack, following).department
    got = numbers(new)
    assert {key: number for key, number in got.items() if abs(number - wanted.get(key, 0)) > ROUNDED} == {}
    assert {schedule for schedule, _, _ in wanted.keys() - got.keys()} == UNPRINTED.get(number, set())
    for schedule in UNPRINTED.get(number, ()):
        assert any(f"没有印“{schedule}”各行的数" in text for text in found.unknown)
    assert len(found.unknown) == (2 if number in UNPRINTED else 0)
    mine = last_years(carry(department, pack, following).department, following)
    theirs = last_years(new, following)
    assert len(BY_EYE[number]) > 2
    for name, printed in BY_EYE[number].items():
        assert wan(theirs[name]) == Decimal(printed) == wan(mine[name]), name
        now = 3 * mine[name] + 1_230_000
        assert compare_amounts(now, theirs[name]) == compare_amounts(now, mine[name]), name


def test_what_sentences_do_not_tell_apart_is_named(words: Path) -> None:
    _, _, following = read(ROOT / "sample_inputs" / REFERENCES["003"] / "input.yaml")
    found, _ = begun(words, "003", following)
    for said in ("事业收入92.02", "其他收入1.26", "机关运行经费44.67", "整项放在", "没有一张是"):
        assert sum(said in text for text in found.doubtful) == 1, said
    assert found.department.unit_name == "且末县人力资源和社会保障局"
    assert found.department.line_text("文字", "绩效管理成效")


def test_offices_and_projects_come_over_from_sentences_and_from_forms_of_one_column(words: Path) -> None:
    department, _, following = read(ROOT / "sample_inputs" / REFERENCES["003"] / "input.yaml")
    found, _ = begun(words, "003", following)
    for schedule, columns, count in (
        ("机构", ("机构类别", "机构名称"), 20),
        ("项目", ("项目名称", "主管部门", "实施单位"), 9),
    ):
        assert names(found.department, schedule, *columns) == names(department, schedule, *columns)
        assert len(found.department.schedules[schedule].entries) == count


def test_projects_of_lists_with_one_cell_in_each_row_come_over(words: Path) -> None:
    department, _, following = read(ROOT / "sample_inputs" / "qinglong-2023-evaluation" / "input.yaml")
    found, _ = begun(words, "004", following)
    lists_come_over(found.department, department)


def test_a_reference_of_text_and_forms_alone(words: Path) -> None:
    _department, pack, following = read(ROOT / "sample_inputs" / "qinglong-2023-evaluation" / "input.yaml")
    found, before = begun(words, "004", following)
    assert before is pack
    assert found.department.unit_name == ""  # the document names its unit by a short form alone
    assert found.department.line_text("文字", "整体目标完成情况")
