"""A batch with last year's inputs: each department is compared with its own, found by name."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gongkai import pipeline
from tests.batch.support import ROOT, overview, run, states

SAMPLES = ("liulin-2023-final", "qiemo-2023-final", "xingxian-2023-budget")
ALONE, TWICE = "xingxian-2023-budget", "qiemo-2023-final"


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, Path]:
    """This year's inputs, and last year's of two of the departments: under other names, one of them twice."""
    now, before = tmp_path / "今年", tmp_path / "上年"
    now.mkdir()
    (before / "乡镇").mkdir(parents=True)
    for sample in SAMPLES:
        text = (ROOT / "sample_inputs" / sample / "input.yaml").read_text(encoding="utf-8")
        assert "\n  年度: 2023\n" in text
        (now / f"{sample}.yaml").write_text(text, encoding="utf-8")
        if sample != ALONE:
            old = text.replace("\n  年度: 2023\n", "\n  年度: 2022\n")
            (before / "乡镇" / f"旧-{sample}.yaml").write_text(old, encoding="utf-8")
    (before / "再来一份.yaml").write_text(old, encoding="utf-8")
    (before / "坏.xlsx").write_bytes(b"PK")
    return now, before


def found(now: Path, before: Path, sample: str) -> dict[str, int]:
    """What `gongkai check --last-year` counts for the department."""
    other = pipeline.read(before / "乡镇" / f"旧-{sample}.yaml")
    findings = pipeline.check(now / f"{sample}.yaml", other=other).findings
    assert any(finding.code == "KN-02" for finding in findings)
    levels = [finding.severity.value for finding in findings]
    return {level: levels.count(level) for level in ("错误", "警告", "提示")}


def test_each_is_compared_with_its_own(years: tuple[Path, Path], tmp_path: Path) -> None:
    now, before = years
    out = tmp_path / "出"
    done = run(now, "-o", out, "--last-year", before, "--jobs", "2")
    assert done.returncode == 1  # KN-02: last year's figures are not what last year's input says
    rows = {row["key"].removesuffix(".yaml"): row for row in overview(out)["departments"]}
    assert rows["liulin-2023-final"]["compared"] == "旧-liulin-2023-final.yaml"
    assert rows["liulin-2023-final"]["counts"] == found(now, before, "liulin-2023-final")
    assert (rows[ALONE]["compared"], rows[ALONE]["state"]) == ("没有找到", "已生成")
    assert (rows[TWICE]["compared"], rows[TWICE]["state"]) == ("不止一份", "已生成")
    assert "2 个单位没有对照" in done.stdout
    sheet = openpyxl.load_workbook(out / "总览.xlsx")["总览"]
    assert "对照的输入" in [cell.value for cell in sheet[2]]

    (before / "再来一份.yaml").unlink()  # now it is clear which one: all are looked at again
    run(now, "-o", out, "--last-year", before)
    rows = {row["key"].removesuffix(".yaml"): row for row in overview(out)["departments"]}
    assert rows[TWICE]["counts"] == found(now, before, TWICE)
    assert "其中 3 个没有变动" in run(now, "-o", out, "--last-year", before).stdout
    assert set(states(out)) == {f"{sample}.yaml" for sample in SAMPLES}


def test_without_last_year_nothing_is_said_of_it(years: tuple[Path, Path], tmp_path: Path) -> None:
    now, _ = years
    out = tmp_path / "出"
    done = run(now, "-o", out)
    assert done.returncode == 0
    assert "对照" not in done.stdout + done.stderr
    assert {row["compared"] for row in overview(out)["departments"]} == {""}
    sheet = openpyxl.load_workbook(out / "总览.xlsx")["总览"]
    assert "对照的输入" not in [cell.value for cell in sheet[2]]


def test_both_years_in_one_folder(years: tuple[Path, Path], tmp_path: Path) -> None:
    """The reports between them are no inputs, and a department is not compared with itself."""
    out = tmp_path / "出"
    for _ in range(2):
        run(tmp_path, "-o", out, "--last-year", tmp_path)
        rows = {row["key"]: row["compared"] for row in overview(out)["departments"]}
        assert rows["今年/liulin-2023-final.yaml"] == "旧-liulin-2023-final.yaml"
        assert rows["上年/乡镇/旧-liulin-2023-final.yaml"] == "没有找到"


@pytest.mark.parametrize(("folder", "said"), [("没有", "没有文件夹"), ("空", "无从对照")])
def test_a_folder_without_inputs(years: tuple[Path, Path], tmp_path: Path, folder: str, said: str) -> None:
    (tmp_path / "空").mkdir()
    done = run(years[0], "-o", tmp_path / "出", "--last-year", tmp_path / folder)
    assert done.returncode == 2
    assert said in done.stderr
