"""The layers hold, a breach is caught, dependencies are declared, and the command starts light."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

DISTRIBUTIONS = {
    "argon2": "argon2-cffi",
    "cv2": "opencv-python-headless",
    "docx": "python-docx",
    "python_multipart": "python-multipart",
    "yaml": "pyyaml",
}  # imported by another name than installed
HEAVY = ("starlette", "uvicorn", "docx", "openpyxl", "xlsxwriter", "pypdf", "lxml", "jinja2")
BREACHES = {
    "writer reads the model": (
        "writers",
        "import gongkai.model",
        "Writers know only the document tree BROKEN",
    ),
    "writer reads a pack": ("writers", "import gongkai.packs", "Writers know only the document tree BROKEN"),
    "model calls a rule": ("model", "import gongkai.rules", "beside or above BROKEN"),
    "intake knows the rules": ("intake", "import gongkai.rules", "beside or above BROKEN"),
    "a section prints": ("sections", "import rich", "Only the app talks to the terminal BROKEN"),
    "a rule answers a browser": ("rules", "import starlette", "Only the pages talk to browsers BROKEN"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """The import contract on the package in `folder`/src, by the project's own configuration."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "300"}
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def copied(root: Path, folder: Path) -> Path:
    shutil.copytree(root / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", folder)
    return folder


def test_contract_holds(root: Path, tmp_path: Path) -> None:
    done = lint_imports(copied(root, tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 kept, 0 broken" in done.stdout


MAY = {"terminal": {"app"}, "pages": {"board", "page", "web"}}


@pytest.mark.parametrize("contract", ["terminal", "pages"])
def test_the_contract_names_every_room(root: Path, contract: str) -> None:
    """A room that was forgotten in the list might print or answer browsers unseen."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    (found,) = [item for item in settings["tool"]["importlinter"]["contracts"] if item["id"] == contract]
    source = root / "src" / "gongkai"
    rooms = {path.name for path in source.iterdir() if (path / "__init__.py").is_file()}
    rooms |= {path.stem for path in source.glob("[a-z]*.py")}
    assert len(rooms) > 30
    assert {f"gongkai.{name}" for name in rooms - MAY[contract]} == set(found["source_modules"])


@pytest.mark.parametrize("breach", BREACHES)
def test_contract_catches(root: Path, tmp_path: Path, breach: str) -> None:
    layer, statement, expected = BREACHES[breach]
    folder = copied(root, tmp_path)
    (folder / "src" / "gongkai" / layer / "breach.py").write_text(f"{statement}\n", encoding="utf-8")
    done = lint_imports(folder)
    assert done.returncode == 1, done.stdout + done.stderr
    assert expected in done.stdout


def test_starting_the_command_loads_nothing_heavy(root: Path) -> None:
    script = "import sys, gongkai.app.main; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "gongkai" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


IN_THE_PAGE_ALONE = {"pyodide"}
"""Where the offline page runs Python, this comes with it."""


def test_what_is_declared_is_what_is_used(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {Requirement(line).name.lower() for line in project["dependencies"]}
    sources = list((root / "src").rglob("*.py"))
    assert len(sources) > 30, "hardly any source was read"
    used = set().union(*(imported(path) for path in sources)) - sys.stdlib_module_names - {"gongkai"}
    assert used >= IN_THE_PAGE_ALONE
    used -= IN_THE_PAGE_ALONE
    extras = project["optional-dependencies"]
    optional = {Requirement(line).name.lower() for name in extras if name != "dev" for line in extras[name]}
    assert {DISTRIBUTIONS.get(name, name) for name in used} - optional == declared
