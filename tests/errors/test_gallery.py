"""The gallery of errors: for each input what `gongkai check` prints, to the letter, and the page made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.codes import INPUT_CODES
from tests.errors.gallery import BASE, build, cases, load, run_check
from tests.support.tools import load_tool

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_output(case: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    described = load(case)
    code, printed = run_check(build(described, tmp_path))
    assert "Traceback" not in printed
    for expected in described["codes"]:
        assert f"] {expected} " in printed, printed
    assert code == described["exit"], printed
    path = case / "expected.txt"
    if request.config.getoption("--golden-update"):
        path.write_text(printed, encoding="utf-8", newline="\n")
    assert path.is_file(), f"no {path.name}: run `make golden` and read what it wrote"
    assert printed == path.read_text(encoding="utf-8"), "if this is meant, run `make golden`"


def test_the_base_is_clean() -> None:
    """What a case shows comes from its change, not from the base."""
    code, printed = run_check(BASE)
    assert code == 0
    assert printed.startswith("核对结果：没有发现问题")


def test_every_input_code_is_shown() -> None:
    shown = {code for case in CASES for code in load(case)["codes"]}
    assert set(INPUT_CODES) <= shown
    rules = shown - set(INPUT_CODES)
    assert len(rules) >= 10


def test_the_page_is_current() -> None:
    module = load_tool("make_errors")
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), "run `make docs`"
    for code in INPUT_CODES:
        assert f"[{INPUT_CODES[code].severity.value}] {code} " in module.page() or any(
            f"] {code} " in line for line in module.page().splitlines()
        ), code
