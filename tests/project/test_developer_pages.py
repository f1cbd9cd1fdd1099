"""What AGENTS.md and the architecture say of the layout is what is there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.test_way_of_a_figure import found

MOST_LINES = 220  # of the architecture: what is longer is not read
PAGES = ("AGENTS.md", "docs/architecture.md", "docs/decisions.md")
_PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|yaml|js|csv|docx|toml))`")
_SUFFIXES = (".py", ".yaml", ".xml", ".docx", ".js")
# Modules that replaced entries of the decisions speak of.
GONE = {"inputs/sheetxml.py", "inputs/plainxml.py", "tests/inputs/test_sheetxml.py"}


def test_the_layers_are_those_of_the_contract(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(item for item in settings["tool"]["importlinter"]["contracts"] if item["id"] == "layers")
    found = re.search(r"\n\n((?:    .* > .*\n)+)", (root / "AGENTS.md").read_text(encoding="utf-8"))
    assert found is not None
    assert [" ".join(layer.split()) for layer in found[1].split(">")] == contract["layers"]


def test_every_package_is_explained(root: Path) -> None:
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = [path.parent.name for path in (root / "src" / "gongkai").glob("*/__init__.py")]
    assert len(packages) > 15
    assert [name for name in packages if not re.search(rf"`{name}[`/.]", text)] == []
    assert text.count("\n") <= MOST_LINES


@pytest.mark.parametrize("page", PAGES)
def test_named_files_are_there(root: Path, page: str) -> None:
    named = set(_PATH.findall((root / page).read_text(encoding="utf-8"))) - GONE
    assert named
    assert [name for name in sorted(named) if not any(_places(root, name))] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_heading_begins_its_line(root: Path, page: str) -> None:
    """One that stands behind other words is none, and the table below it is no table."""
    text = (root / page).read_text(encoding="utf-8")
    assert re.findall(r"^##? ", text, re.MULTILINE)
    assert re.findall(r"^[^#`\n]+ #{2,} .*", text, re.MULTILINE) == []


def test_named_functions_are_there(root: Path) -> None:
    """The architecture names functions and classes by their module: `packs.library.Library`."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.stem for path in (root / "src" / "gongkai").iterdir() if path.stem.isalpha()}
    named = {name for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", text) if name.split(".")[0] in rooms}
    named -= {name for name in named if name.endswith(_SUFFIXES)}
    assert len(named) > 15
    assert [name for name in sorted(named) if not is_there(name)] == []


def is_there(name: str) -> bool:
    try:
        return found(name) is not None
    except (AssertionError, AttributeError):
        return False


def _places(root: Path, name: str) -> Iterator[Path]:
    """Pages name a file from the root, from the package, from within a package, or from within a format."""
    for folder in (
        ".",
        "src",
        "src/gongkai",
        "src/gongkai/*",
        "templates/common",
        "templates/common/*",
        "templates/*/*/*",
    ):
        yield from root.glob(f"{folder}/{name}")
