"""`new`, `check` and `generate` need nothing compiled: the same bytes and findings without any of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import LIBRARY

Result = dict[str, Any]


def run(root: Path, *arguments: str) -> Result:
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "tests.support.anywhere", *arguments]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    result: Result = json.loads(done.stdout)
    return result


@pytest.fixture(scope="module")
def arguments(root: Path) -> list[str]:
    inputs = sorted((root / "sample_inputs").glob("*/input.*"))
    assert {path.suffix for path in inputs} == {".xlsx", ".yaml"}
    formats = [info.format for info in LIBRARY.published()]
    assert formats
    return [*map(str, inputs), *(f"new:{name}" for name in formats)]


@pytest.fixture(scope="module")
def results(root: Path, arguments: list[str]) -> tuple[Result, Result]:
    """What comes out as things are, and with all that is compiled out of reach."""
    return run(root, *arguments), run(root, "--blocked", *arguments)


@pytest.mark.trial
def test_the_samples_are_the_same(results: tuple[Result, Result], arguments: list[str]) -> None:
    usual, blocked = results
    for argument in arguments:
        assert blocked[argument] == usual[argument], argument
        if not argument.startswith("new:"):
            assert len(usual[argument]["files"]) == 3, f"{argument}: Word, Excel and 校核报告"


def test_nothing_compiled_is_loaded(results: tuple[Result, Result]) -> None:
    usual, blocked = results
    assert blocked["compiled"] == []
    assert "yaml._yaml" in usual["compiled"], "nothing was blocked: this environment has no libyaml"


@pytest.mark.trial
def test_babel_reads_chinese_only(results: tuple[Result, Result]) -> None:
    assert set(results[1]["babel"]) <= {"root.dat", "zh.dat", "zh_Hans.dat", "zh_Hans_CN.dat"}


@pytest.mark.trial
def test_the_cases_are_the_same(root: Path) -> None:
    """Inputs that failed once: unusual, damaged, hostile. The same findings, whatever they are."""
    _same_without(root, sorted((root / "tests" / "cases").rglob("*.xlsx")))


@pytest.mark.trial
def test_all_other_inputs_are_the_same(root: Path) -> None:
    """The inputs of formats that are made for tests, and the cases beside the repository where they are at hand."""
    beside = [folder / "shared" / "cases" for folder in root.parents]
    _same_without(
        root,
        [
            *sorted((root / "tests" / "formats").glob("*/input.*")),
            *(path for folder in beside for path in sorted(folder.rglob("*.xlsx"))),
        ],
    )


def _same_without(root: Path, inputs: list[Path]) -> None:
    assert inputs
    names = [str(path) for path in inputs]
    usual, blocked = run(root, *names), run(root, "--blocked", *names)
    for name in names:
        assert blocked[name] == usual[name], name
        assert usual[name]["findings"] or usual[name]["files"], name
