"""What a finding is about, and the explanations (核对说明) that are matched by it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai.findings import Finding, Severity
from tests.support.library import check_file

SAMPLES = Path(__file__).parents[2] / "sample_inputs"


def _qinglong() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(
        (SAMPLES / "qinglong-2023-evaluation" / "input.yaml").read_text("utf-8")
    )
    return copy.deepcopy(data)


def _check(data: dict[str, Any], folder: Path) -> list[Finding]:
    path = folder / "input.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return check_file(path).findings


def _explained(findings: list[Finding]) -> list[Finding]:
    return [item for item in findings if "（已说明：" in item.message]


@pytest.fixture
def warned(tmp_path: Path) -> list[Finding]:
    data = _qinglong()
    del data["核对说明"]
    return [item for item in _check(data, tmp_path) if item.severity is Severity.WARNING]


def test_a_finding_names_its_object(warned: list[Finding]) -> None:
    named = [item for item in warned if item.about.names]
    assert len(named) > 1
    assert {item.about.schedule for item in named} <= {"绩效指标", "项目", "支出", "项目支出", "整体绩效指标"}
    assert all(item.about.column for item in named)


def test_the_object_counts_and_not_the_wording(warned: list[Finding], tmp_path: Path) -> None:
    """An object that stands in no message is found; one that is only a part of a name holds by the message alone."""
    first = next(item for item in warned if item.about.names)
    for name in first.about.names:
        data = _qinglong()
        data["核对说明"] = [
            {"规则编号": first.code, "对象": f" {name} ", "说明": "资金在项目之间按批复调剂，口径不同"}
        ]
        released = _explained(_check(data, tmp_path))
        assert released, name
        assert all(item.about.names and name in item.about.names for item in released)


def test_what_departments_wrote_before_still_holds(warned: list[Finding], tmp_path: Path) -> None:
    """The samples' own explanations, and any words of a message that are the name of nothing."""
    assert _explained(_check(_qinglong(), tmp_path))
    data = _qinglong()
    words = warned[0].message[1:9]
    data["核对说明"] = [
        {"规则编号": warned[0].code, "对象": words, "说明": "资金在项目之间按批复调剂，口径不同"}
    ]
    assert _explained(_check(data, tmp_path))
