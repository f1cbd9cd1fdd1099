"""A text that says nothing is one finding, whatever else could be said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongkai.findings import Severity
from gongkai.rules.rule import Status
from tests.conftest import ROOT
from tests.intake.support import edited
from tests.support.library import check_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"


@pytest.mark.parametrize("text", ["无", "没有", "×××", "???", "abc", "……", "测试", "5.2万元", "主要原因是无"])
def test_a_reason_that_says_nothing_is_told_once(tmp_path: Path, text: str) -> None:
    def edit(book: Any) -> None:
        book["变动原因"]["C5"] = text

    checked = check_file(edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit))
    here = [
        item for item in checked.findings if item.location.cell == "C5" and item.location.sheet == "变动原因"
    ]
    assert [(item.code, item.severity) for item in here] == [("WZ-14", Severity.ERROR)]


def test_a_rule_whose_only_finding_follows_has_not_passed(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["变动原因"]["C5"] = "×××"

    checked = check_file(edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit))
    answers = {outcome.code: outcome for outcome in checked.coverage}
    assert answers["WN-09"].status is Status.NOT_RUN
    assert answers["WZ-04"].status is Status.NOT_RUN
    assert answers["WZ-14"].status is Status.FAILED


def test_other_cells_are_told_as_before(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["变动原因"]["C5"] = "无"
        book["变动原因"]["C6"] = "人员减少"

    checked = check_file(edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit))
    found = [
        (item.code, item.location.cell) for item in checked.findings if item.severity is not Severity.HINT
    ]
    assert ("WZ-14", "C5") in found
    assert ("WN-09", "C6") in found
    assert {outcome.code: outcome.status for outcome in checked.coverage}["WN-09"] is Status.FAILED
