"""One meaning per name: no class or constant is defined in two modules, and a function only where it means the same."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

# Names that stand in several modules because somebody asks each of them for it, or because they do the same.
SHARED = {
    "RULE": "each module of a rule holds its rule under this name; `rules.engine` finds it there",
    "T": "the type variable of a function that gives back what it was given",
    "write": "each writer of `writers.registry` is asked for a file by this name",
    "read": "the command, and the stage of the pipeline that reads an input; each reads a user's file",
    "check": "the command, and the stage of the pipeline that it runs",
    "reasons": "the command, and the stage of the pipeline that it runs",
}

# Rooms that are being built; their names are settled when they stand.
NOT_YET = {"board", "page", "third_party", "web"}


def defined(tree: ast.Module) -> Iterator[str]:
    """The public names of a module: classes, functions, constants and aliases of types."""
    for node in tree.body:
        names: list[ast.expr] = []
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            names = node.targets
        elif isinstance(node, ast.AnnAssign):
            names = [node.target]
        for target in names:
            yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))


def repeated(modules: dict[str, ast.Module]) -> dict[str, list[str]]:
    """The public names that more than one module defines, with these modules."""
    places = defaultdict(list)
    for module, tree in modules.items():
        for name in set(defined(tree)):
            if not name.startswith("_"):
                places[name].append(module)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_one_meaning_per_name(root: Path) -> None:
    source = root / "src" / "gongkai"
    modules = {
        path.relative_to(source).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(source.rglob("*.py"))
        if path.relative_to(source).parts[0] not in NOT_YET
    }
    assert len(modules) > 200, "hardly any module was read"
    found = repeated(modules)
    assert {name: places for name, places in found.items() if name not in SHARED} == {}
    assert SHARED.keys() - found.keys() == set(), "spared, but no longer shared"


def test_a_second_meaning_is_found() -> None:
    first = ast.parse("class Grid: pass\nLEFT, RIGHT = 1, 2\ndef nearest(): pass\n_OWN = 1")
    second = ast.parse("Grid = dict[str, int]\nRIGHT: int = 3\nasync def nearest(): pass\n_OWN = 2")
    assert repeated({"a": first, "b": second}).keys() == {"Grid", "RIGHT", "nearest"}
