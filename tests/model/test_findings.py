"""Findings as a user reads them: in order, and no page of quoted text among them."""

from __future__ import annotations

import pytest

from gongkai.codes import declare
from gongkai.findings import Finding, Location, Severity, presented

for made in ("X-01", "WN-11", "BN-08", "BN-05", "GS-01", "JG-01", "HD-01"):
    declare(made)

PAGE = "完成了年度培训任务，发放了补贴。" * 100


def _one(message: str = "", found: str = "") -> Finding:
    [finding] = presented([Finding("SR-12", Severity.ERROR, message, found=found)])
    return finding


def test_errors_first_then_by_place() -> None:
    places = [
        (Severity.HINT, "A1"),
        (Severity.ERROR, "B10"),
        (Severity.WARNING, "A1"),
        (Severity.ERROR, "B9"),
    ]
    given = [Finding("X-01", level, "", Location("甲", "表", cell)) for level, cell in places]
    found = [(finding.severity, finding.location.cell) for finding in presented(given)]
    assert found == [places[3], places[1], places[2], places[0]]


def test_causes_come_before_what_follows_from_them() -> None:
    order = ("收入", "支出", "变动原因", "核对数")
    given = [
        ("WN-11", "变动原因", "C7"),
        ("BN-08", "支出", "J7"),
        ("BN-05", "收入", "C9"),
        ("BN-05", "收入", "C7"),
        ("GS-01", "别的表", "A1"),
        ("JG-01", "", ""),
        ("HD-01", "核对数", "D25"),
        ("SR-10", "支出", "J9"),
    ]
    findings = [Finding(code, Severity.ERROR, "", Location("甲", sheet, cell)) for code, sheet, cell in given]
    found = [
        (finding.code, finding.location.sheet, finding.location.cell)
        for finding in presented(findings, order)
    ]
    assert found == [given[index] for index in (7, 6, 5, 3, 2, 1, 0, 4)]
    assert presented(reversed(findings), order) == presented(findings, order)


def test_what_is_short_enough_stays() -> None:
    message = f"“{'长' * 120}”重复"
    assert _one(message, PAGE[:300]).message == message
    assert _one(message, PAGE[:300]).found == PAGE[:300]


@pytest.mark.parametrize(
    ("head", "tail"), [("项目：“", "”重复，第一次在 A7"), ("合计100分（项目名称 ", "）：相差 4")]
)
def test_a_quoted_page_is_cut_and_the_rest_stays(head: str, tail: str) -> None:
    cut = _one(head + PAGE + tail).message
    assert len(cut) < 150
    assert cut.startswith(head + PAGE[:60])
    assert cut.endswith("…" + tail)


def test_a_page_without_quotes_keeps_its_beginning_and_end() -> None:
    found = _one("重复", f"始{PAGE}终").found
    assert len(found) <= 300
    assert (found[0], found[-1]) == ("始", "终")
