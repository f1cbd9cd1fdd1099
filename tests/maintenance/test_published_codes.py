"""`codes learn`: what published documents print of a year's codes, put upon the lists of the nearest year."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from gongkai.findings import Location
from gongkai.maintenance.published_codes import LearntCodes, learn_codes
from gongkai.packs.location import templates_root
from gongkai.readers.printed_document import PrintedCell, PrintedDocument, PrintedPart, PrintedTable

UPPER = [("201", "一般公共服务支出"), ("20101", "人大事务")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A templates folder with the lists of one year."""
    shutil.copytree(
        templates_root() / "common" / "codes" / "2023", tmp_path / "t" / "common" / "codes" / "2023"
    )
    return tmp_path / "t"


def _document(
    *rows: tuple[str, ...], head: tuple[str, ...] = ("科目编码", "科目名称", "金额")
) -> PrintedDocument:
    cells = [
        PrintedCell(text, row, column)
        for row, texts in enumerate([head, *rows])
        for column, text in enumerate(texts)
    ]
    table = PrintedTable(tuple(cells), Location(file="公开.pdf", page=3))
    return PrintedDocument("公开.pdf", (PrintedPart((table,), page=3),))


def _list(made: LearntCodes, kind: str = "functions") -> dict[str, str]:
    return {row["code"]: row["name"] for row in csv.DictReader(made.files[f"{kind}.csv"].splitlines())}


@pytest.mark.parametrize("year", ["2019", "2024"])
def test_the_lists_of_another_year_with_the_printed_names(root: Path, year: str) -> None:
    before = _list_of(root, "2023", "functions")
    made = learn_codes(
        [_document(*((*pair, "1.00") for pair in UPPER), ("2010101", "行政 运转", "1.00"))], year, root
    )
    assert made.base == "2023" and made.doubts == [] and made.printed == {"functions": 3}
    assert _list(made) == before | {"2010101": "行政运转"}
    assert made.changes == {"functions": [f"2010101 由“{before['2010101']}”改称“行政运转”"]}
    assert sorted(made.files) == ["economic.csv", "function_classes.csv", "functions.csv"]
    assert _list(made, "economic") == _list_of(root, "2023", "economic")
    assert not made.folder.exists(), "nothing is written"


def _list_of(root: Path, year: str, kind: str) -> dict[str, str]:
    with (root / "common" / "codes" / year / f"{kind}.csv").open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["name"] for row in csv.DictReader(handle)}


@pytest.mark.parametrize(
    "head",
    [
        ("科目代码", "功能科目名称", "金额"),
        ("支出功能分类科目编码", "科目名称", "合计"),
        ("功能科目\n编码", "功能 科目\n名称", "金额"),
    ],
)
def test_headings_in_the_words_of_provinces(root: Path, head: tuple[str, ...]) -> None:
    made = learn_codes([_document(*((*pair, "1") for pair in UPPER), head=head)], "2019", root)
    assert made.printed == {"functions": len(UPPER)}


def test_columns_of_class_group_and_item(root: Path) -> None:
    rows = [("201", "", "", "一般公共服务支出"), ("", "01", "", "人大事务"), ("", "", "01", "行政运转")]
    made = learn_codes([_document(*rows, head=("类", "款", "项", "科目名称"))], "2019", root)
    assert _list(made)["2010101"] == "行政运转"


def test_a_new_class_name_stands_in_the_lines_of_the_overall_table(root: Path) -> None:
    made = learn_codes([_document(("207", "文化体育与传媒支出", "1"))], "2018", root)
    lines = [row["name"] for row in csv.DictReader(made.files["function_classes.csv"].splitlines())]
    assert "七、文化体育与传媒支出" in lines and not any("文化旅游体育" in line for line in lines)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("2010101", "行政运转"), ("2010101", "行政运行")], "有几个名称：行政运转、行政运行"),
        ([("2010102", "一般行政管理")], "印的是“一般行政管理”，像是没有印全"),
        ([("2019801", "某项支出")], "某项支出的上级 20198 没有印出"),
    ],
)
def test_what_is_not_certain_is_left_and_told(root: Path, rows: list[tuple[str, ...]], why: str) -> None:
    made = learn_codes([_document(*rows)], "2019", root)
    assert [(doubt.text, doubt.place.page) for doubt in made.doubts] == [(f"{rows[0][0]} {why}", 3)]
    assert _list(made) == _list_of(root, "2023", "functions")


def test_two_documents_that_differ_are_not_certain(root: Path) -> None:
    documents = [_document(("2010101", "行政运转")), _document(("2010101", "行政运行费"))]
    made = learn_codes(documents, "2019", root)
    assert len(made.doubts) == 1


def test_a_year_that_has_its_lists_only_gains_codes(root: Path) -> None:
    made = learn_codes([_document(*UPPER, ("2010101", "行政运转"), ("2010188", "新的一项"))], "2023", root)
    assert [doubt.text for doubt in made.doubts] == [
        f"2010101 印的是“行政运转”，这一年的字典是“{_list_of(root, '2023', 'functions')['2010101']}”"
    ]
    assert sorted(made.files) == ["functions.csv"]
    assert _list(made) == _list_of(root, "2023", "functions") | {"2010188": "新的一项"}


def test_tables_without_codes_make_nothing(root: Path) -> None:
    amounts = _document(("基本支出", "201", "3"), head=("项目名称", "金额", "备注"))
    codes_of_units = _document(("201001", "某局"), head=("单位编码", "单位名称"))
    made = learn_codes([amounts, codes_of_units], "2019", root)
    assert made.printed == {} and made.files == {}
