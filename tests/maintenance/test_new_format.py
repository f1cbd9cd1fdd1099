"""`templates new` makes a child that loads, lints and publishes at once, and never writes over anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongkai.findings import Severity
from gongkai.maintenance.lint import lint_format
from gongkai.maintenance.new_format import new_pack
from gongkai.packs.location import templates_root
from tests.support.library import library_of, load_pack

PARENT = "shanxi/final_accounts/2023"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = tmp_path / "templates"
    shutil.copytree(templates_root(), copy)
    return copy


def make(root: Path, format: str, parent: str = PARENT, name: str = "") -> None:
    made = new_pack(format, parent, library_of(root), name)
    assert not made.findings
    assert made.files
    for path, text in made.files.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("format", "year", "classification"),
    [
        ("nowhere/final_accounts/2023", "2023", "2023"),
        ("nowhere/final_accounts/2024", "2024", "2024"),
        ("nowhere/final_accounts/2099", "2099", "2023"),
    ],
)
def test_valid_at_once(root: Path, format: str, year: str, classification: str) -> None:
    make(root, format)
    pack, findings = load_pack(format, root)
    assert pack is not None
    assert not findings
    assert (pack.year, pack.classification.year) == (year, classification)
    assert pack.chain[-2:] == (PARENT, format)
    assert not pack.abstract
    serious = [item for item in lint_format(format, library_of(root)) if item.severity is not Severity.HINT]
    # Neither the year of the format nor the years for which it holds has a dictionary yet.
    assert [item.code for item in serious] == ([] if year == classification else ["PK-16"] * 2)


def test_the_year_moves_on_in_its_texts(root: Path) -> None:
    make(root, "nowhere/final_accounts/2024")
    pack, _ = load_pack("nowhere/final_accounts/2024", root)
    assert pack is not None
    assert "2023" not in pack.name + "".join(pack.titles.values())


def test_a_base_can_be_extended_and_named(root: Path) -> None:
    make(root, "nowhere/final_accounts/2023", "national/final_accounts/2023", "某省：部门决算 #1")
    pack, findings = load_pack("nowhere/final_accounts/2023", root)
    assert pack is not None
    assert not findings
    assert pack.name == "某省：部门决算 #1"


@pytest.mark.parametrize(
    ("format", "parent", "code"),
    [
        (PARENT, PARENT, "PK-41"),
        ("nowhere/final_accounts/2023/x", PARENT, "PK-40"),
        ("nowhere/accounts/2023", PARENT, "PK-40"),
        ("../final_accounts/2023", PARENT, "PK-40"),
        ("nowhere/final_accounts/23", PARENT, "PK-40"),
        ("nowhere/final_accounts/2024", "shanxi/final_accounts/1999", "PK-00"),
    ],
)
def test_refused(root: Path, format: str, parent: str, code: str) -> None:
    made = new_pack(format, parent, library_of(root))
    assert made.files == {}
    assert [item.code for item in made.findings] == [code]


def test_a_faulty_parent_is_not_extended(root: Path) -> None:
    (root / PARENT / "glossary.yaml").write_text("没有的词: 指。\n", encoding="utf-8")
    made = new_pack("nowhere/final_accounts/2024", PARENT, library_of(root))
    assert made.files == {}
    assert [item.code for item in made.findings] == ["PK-03"]
