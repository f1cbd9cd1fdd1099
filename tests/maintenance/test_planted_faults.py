"""Planted faults are all found, each at its file and line, and nothing else is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.findings import Finding
from gongkai.maintenance.lint import lint_format
from gongkai.packs.location import templates_root
from tests.maintenance.planted import PLANTED, Planted
from tests.maintenance.planted_names import PLANTED_NAMES
from tests.support.library import library_of

_OTHERS = ("hebei", "sichuan", "xinjiang", "shanxi", "shanghai", "budget", "self_evaluation")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One copy of the formats; every child has a folder of its own."""
    copy = tmp_path_factory.mktemp("planted") / "templates"
    shutil.copytree(templates_root(), copy, ignore=shutil.ignore_patterns(*_OTHERS))
    yield copy


def _linted(root: Path, planted: Planted) -> tuple[str, list[Finding]]:
    name = f"test_{planted.name}/final_accounts/2024"
    head = f"format: {name}\nextends: {planted.parent}\nname: 试\n{planted.more}"
    for file, text in {"pack.yaml": head, **planted.files}.items():
        (root / name / file).parent.mkdir(parents=True, exist_ok=True)
        (root / name / file).write_text(text, encoding="utf-8")
    return name, lint_format(name, library_of(root))


def test_enough_is_planted() -> None:
    assert sum(len(planted.told) for planted in PLANTED) >= 40


@pytest.mark.parametrize("planted", (*PLANTED, *PLANTED_NAMES), ids=lambda planted: planted.name)
def test_each_is_told_at_its_place(shared: Path, planted: Planted) -> None:
    name, found = _linted(shared, planted)
    places = [(item.location.file.removeprefix(f"{name}/"), item.location.line, item.code) for item in found]
    assert sorted(set(places)) == sorted(planted.told)
    assert all(item.message and item.location.path.endswith(name) for item in found)
