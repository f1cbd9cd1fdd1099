"""One meaning per name: no class or constant is defined in two modules, and a function only where it means the same."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

# Names that stand in several modules because somebody asks each of them for it, or because they do the same.
SHARED = {
    "PAGES": "each module of pages holds its addresses under this name; the applications put them together",
    "TASKS": "each module of tasks holds its kinds under this name; the processes of a board put them together",
    "create": "the application of one accountant's pages, and that of a board, which adds to it",
    "environment": "the templates of one accountant's pages, and those of a board, which add to them",
    "policy": "what a browser may run on one accountant's pages, and on those of a board",
    "style": "the style of one accountant's pages, and of a board, which adds to it",
    "RULE": "each module of a rule holds its rule under this name; `rules.engine` finds it there",
    "T": "the type variable of a function that gives back what it was given",
    "write": "each writer of `writers.registry` is asked for a file by this name",
    "read": "the command, and the stage of the pipeline that reads an input; each reads a user's file",
    "check": "the command, and the stage of the pipeline that it runs",
    "reasons": "the command, and the stage of the pipeline that it runs",
}

# Tables by which a module says what answers an address, does a job or takes in what came of it. The functions in them
# are called by what is done, as is the command that does the same.
TABLES = {"PAGES", "TASKS", "OUTCOMES"}


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


def in_tables(tree: ast.Module) -> set[str]:
    """The functions that stand in the tables of a module and nowhere else."""
    listed: set[str] = set()
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id in TABLES:
            listed |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    return listed & {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def repeated(modules: dict[str, ast.Module]) -> dict[str, list[str]]:
    """The public names that more than one module defines, with these modules."""
    places = defaultdict(list)
    for module, tree in modules.items():
        for name in set(defined(tree)) - in_tables(tree):
            if not name.startswith("_"):
                places[name].append(module)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_one_meaning_per_name(root: Path) -> None:
    source = root / "src" / "gongkai"
    modules = {
        path.relative_to(source).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(source.rglob("*.py"))
    }
    assert len(modules) > 200, "hardly any module was read"
    found = repeated(modules)
    assert {name: places for name, places in found.items() if name not in SHARED} == {}
    assert SHARED.keys() - found.keys() == set(), "spared, but no longer shared"


def test_a_second_meaning_is_found() -> None:
    first = ast.parse("class Grid: pass\nLEFT, RIGHT = 1, 2\ndef nearest(): pass\n_OWN = 1")
    second = ast.parse("Grid = dict[str, int]\nRIGHT: int = 3\nasync def nearest(): pass\n_OWN = 2")
    assert repeated({"a": first, "b": second}).keys() == {"Grid", "RIGHT", "nearest"}


def test_the_functions_of_a_table_may_be_called_by_what_they_do() -> None:
    page = ast.parse('async def compare(): pass\ndef chosen(): pass\nPAGES = (("GET", "/", compare),)')
    command = ast.parse("def compare(): pass\ndef chosen(): pass")
    third = ast.parse("def compare(): pass")
    assert repeated({"page": page, "command": command}).keys() == {"chosen"}
    assert repeated({"page": page, "command": command, "third": third}).keys() == {"compare", "chosen"}
