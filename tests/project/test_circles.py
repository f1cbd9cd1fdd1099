"""No module imports itself by way of others, also not for types only or inside a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest


def imports_of(source: Path) -> dict[str, set[str]]:
    """Every module below `source` with the modules below it that it imports, wherever the import stands."""
    files = {
        ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__"): path
        for path in source.rglob("*.py")
    }
    return {name: set(_imported(path, files)) - {name} for name, path in files.items()}


def _imported(path: Path, files: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield from (name for name in (inner, node.module) if name in files)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)


def faces_apart(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Without the faces of folders, which import their own modules for others and hold nothing themselves."""
    faces = {name for name in graph if any(other.startswith(f"{name}.") for other in graph)}
    return {name: found - faces for name, found in graph.items() if name not in faces}


def test_no_circle(root: Path) -> None:
    graph = faces_apart(imports_of(root / "src"))
    assert len(graph) > 200
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("a circle of modules: " + " imports ".join(reversed(error.args[1])))


def test_a_circle_is_caught(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "one.py").write_text("def f() -> None:\n    from room.two import g\n", encoding="utf-8")
    (room / "two.py").write_text("if False:\n    from room.one import f\n", encoding="utf-8")
    with pytest.raises(CycleError):
        TopologicalSorter(faces_apart(imports_of(tmp_path))).prepare()
