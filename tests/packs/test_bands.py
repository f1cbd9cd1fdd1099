"""Bands of a pack (grades by score) and the columns derived from them: what is wrong is said with its place."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.packs.location import templates_root
from tests.support.library import load_pack

PARENT = "hebei/self_evaluation/2023"
CHILD = "test/self_evaluation/2024"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = tmp_path / "templates"
    shutil.copytree(templates_root(), copy)
    folder = copy / CHILD
    (folder / "schedules").mkdir(parents=True)
    _write(copy, "")
    return copy


def _write(root: Path, pack: str, schedule: str = "") -> None:
    head = f"format: {CHILD}\nextends: {PARENT}\nname: 试\n"
    (root / CHILD / "pack.yaml").write_text(head + pack, encoding="utf-8")
    if schedule:
        (root / CHILD / "schedules" / "项目.yaml").write_text(schedule, encoding="utf-8")


def test_a_child_changes_the_grades(root: Path) -> None:
    _write(root, "bands: {自评等级: {优: 95, +合格: 60, -良: , -中: }}\n")
    pack, findings = load_pack(CHILD, root)
    assert not findings, [finding.message for finding in findings]
    assert pack is not None
    steps = (("优", Decimal(95)), ("合格", Decimal(60)), ("差", Decimal(0)))
    assert pack.bands["自评等级"] == steps
    schedule = pack.inputs.schedule("项目")
    assert schedule is not None
    assert [column.bands for column in schedule.derived] == [steps]


@pytest.mark.parametrize(
    ("pack", "schedule", "message", "hint"),
    [
        ("bands: {自评等级: {优: 九十}}\n", "", "应是数字", ""),
        ("", "derived: {自评等级: {bands: 自评级别}}\n", "没有档次“自评级别”", "自评等级"),
        ("", "derived: {自评等级: {from: 自评得份}}\n", "没有这个数字栏", "自评得分"),
        ("", "derived: {自评等级: {from: 项目名称}}\n", "没有这个数字栏", ""),
    ],
)
def test_faults(root: Path, pack: str, schedule: str, message: str, hint: str) -> None:
    _write(root, pack, schedule)
    _, findings = load_pack(CHILD, root)
    found = next(finding for finding in findings if message in finding.message)
    assert hint in found.hint
    assert found.location.file.endswith(".yaml")
    assert found.location.line > 0
