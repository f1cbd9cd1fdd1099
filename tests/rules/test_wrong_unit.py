"""Amounts typed in 万元 under 元, or in 元 under 万元: an error that stands before everything that comes of it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.findings import Severity
from tests.support.library import check_file

SAMPLES = sorted((Path(__file__).parents[2] / "sample_inputs").glob("*/input.yaml"))
WITH_SUBJECTS = [path for path in SAMPLES if "科目编码" in path.read_text(encoding="utf-8")]
# Amounts with cents, and whole ones that are no code, year, area or number of people.
_AMOUNT = re.compile(
    r"\b\d+\.\d\d?\b|(?<!编码: )(?<!年度: )(?<!代码: )(?<!面积: )(?<!人次: )(?<=: )\d{4,}(?=[,}\n])"
)


def _in_wan(text: str, factor: int = 1) -> str:
    return _AMOUNT.sub(lambda found: str(Decimal(found[0]) * factor / 10_000), text)


def test_there_are_samples() -> None:
    assert len(WITH_SUBJECTS) >= 4


@pytest.mark.parametrize("factor", [1, 3], ids=["as-is", "three-times"])
@pytest.mark.parametrize("sample", WITH_SUBJECTS, ids=lambda path: path.parent.name)
def test_wan_typed_as_yuan_comes_first(sample: Path, factor: int, tmp_path: Path) -> None:
    path = tmp_path / "input.yaml"
    path.write_text(_in_wan(sample.read_text(encoding="utf-8"), factor), encoding="utf-8")
    first = check_file(path).findings[0]
    assert (first.code, first.severity) == ("JG-07", Severity.ERROR)
    assert "很可能各表是按万元填的" in first.message
    assert "改为“万元”" in first.hint


@pytest.mark.parametrize("sample", WITH_SUBJECTS, ids=lambda path: path.parent.name)
def test_yuan_typed_as_wan_comes_first(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "input.yaml"
    text = sample.read_text(encoding="utf-8").replace("金额单位: 元", "金额单位: 万元")
    path.write_text(text, encoding="utf-8")
    first = check_file(path).findings[0]
    assert (first.code, first.severity) == ("JG-07", Severity.ERROR)
    assert "很可能各表是按元填的" in first.message


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.parent.name)
def test_no_alarm_on_the_right_unit(sample: Path, tmp_path: Path) -> None:
    """As typed, and the same amounts typed in 万元 under 万元."""
    path = tmp_path / "input.yaml"
    text = sample.read_text(encoding="utf-8")
    path.write_text(_in_wan(text).replace("金额单位: 元", "金额单位: 万元"), encoding="utf-8")
    for tried in (sample, path):
        assert "JG-07" not in {finding.code for finding in check_file(tried).findings}
