"""A copy of the formats, and a child pack in it that is linted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongkai.findings import Finding, Severity
from gongkai.maintenance.lint import lint_format
from gongkai.packs.location import templates_root
from tests.maintenance.child_format import NAME, PARENT, Child
from tests.support.library import library_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = tmp_path / "templates"
    shutil.copytree(
        templates_root(), copy, ignore=shutil.ignore_patterns("hebei", "sichuan", "xinjiang", "standard")
    )
    return copy


@pytest.fixture
def child(root: Path) -> Child:
    """Lint a child pack made of `files`; the errors and warnings, hints left out unless asked for."""

    def lint(
        files: dict[str, str], more: str = "", parent: str = PARENT, hints: bool = False, name: str = NAME
    ) -> list[Finding]:
        text = f"format: {name}\nextends: {parent}\nname: 试\n{more}"
        for path, content in {"pack.yaml": text, **files}.items():
            (root / name / path).parent.mkdir(parents=True, exist_ok=True)
            (root / name / path).write_text(content, encoding="utf-8")
        found = lint_format(name, library_of(root))
        return [item for item in found if hints or item.severity is not Severity.HINT]

    return lint
