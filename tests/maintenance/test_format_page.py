"""`templates explain` names what a format asks for and publishes, and who supplied it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongkai.maintenance.format_page import explain
from gongkai.maintenance.page import FormatPage, PageTable, as_markdown, as_text
from gongkai.packs.inheritance import list_formats
from gongkai.packs.location import templates_root
from tests.support.library import LIBRARY, library_of, load_pack

FORMAT = "shanxi/final_accounts/2023"
BASE = "national/final_accounts/2023"


@pytest.fixture(scope="module")
def page() -> FormatPage:
    found, _ = explain(FORMAT, LIBRARY)
    assert found is not None
    return found


def rows(page: FormatPage) -> list[tuple[str, ...]]:
    return [row for block in page.blocks if isinstance(block, PageTable) for row in block.rows]


def test_every_format_can_be_explained() -> None:
    formats = list_formats(templates_root())
    assert len(formats) > len(LIBRARY.published()) > 0
    for format in formats:
        found, opened = explain(format, LIBRARY)
        assert opened.pack is not None
        assert found is not None
        assert as_text(found).startswith(opened.pack.name)


@pytest.mark.parametrize(
    ("first", "supplied"),
    [
        ("主要职责", BASE),
        ("其他用车用途", FORMAT),
        ("收支总体变动", BASE),
        ("科目基本支出变动", FORMAT),
        ("收入总计", BASE),
        ("自评项目资金", FORMAT),
        ("增减", f"{BASE}，改于 {FORMAT}"),
        ("比某年", FORMAT),
        ("BN-05", BASE),
        ("JX-19", FORMAT),
        ("事业收入", BASE),
    ],
)
def test_who_supplied_it(page: FormatPage, first: str, supplied: str) -> None:
    found = [row for row in rows(page) if first in row[:2]]
    assert found, first
    assert supplied in {row[-1] for row in found}


def test_all_that_is_asked_for_stands_there(page: FormatPage) -> None:
    pack, _ = load_pack(FORMAT)
    assert pack is not None
    text = as_markdown(page)
    for spec in pack.inputs.schedules:
        assert spec.name in text
        for name in [line.name for line in spec.lines] + [column.path[-1] for column in spec.columns]:
            assert name in text, (spec.name, name)
    for name in [
        *pack.reasons,
        *(term for term, _ in pack.glossary),
        *(rule.code for rule in pack.equations),
    ]:
        assert name in text, name


def test_a_patch_of_one_cell_is_seen(tmp_path: Path) -> None:
    root = tmp_path / "templates"
    shutil.copytree(templates_root(), root)
    name = "test/final_accounts/2024"
    folder = root / name
    (folder / "tables").mkdir(parents=True)
    (folder / "pack.yaml").write_text(f"format: {name}\nextends: {FORMAT}\nname: 试\n", encoding="utf-8")
    (folder / "tables" / "收入决算表.yaml").write_text("columns:\n  经营收入: {width: 3}\n", encoding="utf-8")
    page, opened = explain(name, library_of(root))
    assert not opened.findings
    assert page is not None
    found = {row[1]: row[-1] for row in rows(page) if row[0] == "表"}
    assert found["收入决算表"] == f"{BASE}，改于 {name}"
    assert found["支出决算表"] == BASE


def test_an_unknown_format() -> None:
    page, opened = explain("shanxi/final_accounts/1999", LIBRARY)
    assert page is None
    assert opened.findings[0].code == "PK-00"
