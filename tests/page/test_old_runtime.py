"""The page's own Python in a runtime without `externref`: the same findings and bytes, and the core's tests."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from gongkai.third_party.fetched import CACHE, fetch
from gongkai.third_party.parts import part
from tests.page.built import missing, old_node, page_file

pytestmark = [pytest.mark.trial, pytest.mark.xdist_group("page")]
CORE = ("tests/model", "tests/plans", "tests/tree", "tests/test_money.py")
COMPILING = tuple(  # of all formats: a minute and more in this runtime, on which nothing in them depends
    f"tests/plans/test_tables_of_packs.py::{name}"
    for name in ("test_what_is_not_one_to_one", "test_headings_and_labels_without_a_department")
)
LIBRARIES = ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "py")
# hypothesis is compiled. The conftest of all tests sets it up, none of these asks for it.
HYPOTHESIS = """class HealthCheck:
    too_slow = None
class settings:
    register_profile = load_profile = staticmethod(lambda *_, **__: None)
"""
HERE = Path(__file__).parent


def test_cases_and_core(root: Path, tmp_path: Path) -> None:
    folders = [root / "tests/cases/files", root.parent / "shared/cases"]
    cases = {path.name: path for folder in folders for path in sorted(folder.glob("*.xlsx"))}
    (tmp_path / "cases").mkdir()
    for name, path in cases.items():
        shutil.copy(path, tmp_path / "cases" / name)
    inputs = [f"cases/{name}" for name in cases]
    for path in sorted((root / "sample_inputs").glob("*/input.*")):
        target = tmp_path / "samples" / f"{path.parent.name}{path.suffix}"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
        inputs.append(target.relative_to(tmp_path).as_posix())
    assert len(inputs) > 20
    _lay_tests(root, tmp_path)
    (tmp_path / "wanted.json").write_text(
        json.dumps({"inputs": inputs, "tests": CORE, "not": COMPILING}), "utf-8"
    )
    inside, machine = _in_node(tmp_path)
    assert machine["externref"] is False
    assert machine["node"].startswith("v16.")
    assert machine["heap"] <= 150_000_000
    outside = _here(tmp_path, root, inputs)
    for name in inputs:
        assert inside["found"][name] == outside[name], name
    assert sum("files" in outside[name] for name in inputs) > 10
    assert inside["code"] == 0, inside["told"]
    assert " passed" in inside["told"]


@pytest.mark.skipif(sys.platform == "win32", reason="the time of ended processes is told by POSIX alone")
def test_a_later_check_with_all_files_takes_a_second(
    root: Path, tmp_path: Path, record_property: Any
) -> None:
    """Of processor time, so that other work on the machine does not count: what four more times take."""
    import resource

    shutil.copy(root / "sample_inputs/liulin-2023-final/input.xlsx", tmp_path / "input.xlsx")
    page_file()  # built before, in which nothing is measured
    used = {}
    for times in (1, 5):
        (tmp_path / "times.txt").write_text(str(times), "utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        sizes, _ = _in_node(tmp_path, "again_in_node.py")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used[times] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert len(sizes) == 3
        assert min(sizes.values()) > 5_000
    later = (used[5] - used[1]) / 4
    record_property("网页再核对一次、出齐文件", f"处理器时间 {later:.2f} 秒")
    assert later <= 1


def _lay_tests(root: Path, folder: Path) -> None:
    """The tests with what they read, pytest, and the whole standard library, which pytest asks for more of."""
    for name in (*CORE, "tests/support", "tests/conftest.py", "templates", "sample_inputs"):
        source, target = root / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for name in LIBRARIES:
        found = find_spec(name)
        assert found is not None and found.origin is not None, name
        origin, libraries = Path(found.origin), folder / "libraries"
        libraries.mkdir(exist_ok=True)
        if origin.name == "__init__.py":
            shutil.copytree(origin.parent, libraries / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, libraries)
    (folder / "libraries/hypothesis.py").write_text(HYPOTHESIS, "utf-8")
    with tarfile.open(fileobj=io.BytesIO(fetch(part("pyodide"), CACHE))) as package:
        library = package.extractfile("package/python_stdlib.zip")
        assert library is not None
        (folder / "whole.zip").write_bytes(library.read())


def _in_node(folder: Path, script: str = "in_node.py") -> tuple[dict[str, Any], dict[str, Any]]:
    output = folder / "output.json"
    command = [old_node(), HERE / "in_node.cjs", page_file(), HERE / script, folder, output]
    try:
        done = subprocess.run(
            list(map(str, command)), capture_output=True, encoding="utf-8", timeout=1200, check=False
        )
    except OSError as error:
        missing(f"npm's Node 16 does not run here: {error}")
        raise
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(output.read_text("utf-8")), json.loads(done.stdout.splitlines()[-1])


def _here(folder: Path, root: Path, inputs: list[str]) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "tests.support.anywhere", *inputs]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
