"""A batch with last year's inputs: each department is compared with its own, found by name."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.batch.support import ROOT, overview, run, states
from tests.support.library import check_file, read_file

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
    other = read_file(before / "乡镇" / f"旧-{sample}.yaml")
    findings = check_file(now / f"{sample}.yaml", other=other).findings
    assert any(finding.code == "KN-02" for finding in findings)
    levels = [finding.severity.value for finding in findings]
    return {level: levels.count(level) for level in ("错误", "警告", "提示")}


@pytest.mark.trial
def test_each_is_compared_with_its_own(years: tuple[Path, Path], tmp_path: Path) -> None:
    now, before = years
    out = tmp_path / "出"
    done = run(now, "-o", out, "--last-year", before, "--jobs", "2")
    assert done.returncode == 1  # KN-02: last year's figures are not what last year's input says
    rows = {row["key"].removesuffix(".yaml"): row for row in overview(out)["departments"]}
    assert rows["liulin-2023-final"]["compared"] == "乡镇/旧-liulin-2023-final.yaml"
    assert rows["liulin-2023-final"]["counts"] == found(now, before, "liulin-2023-final")
    assert (rows[ALONE]["compared"], rows[ALONE]["state"]) == ("没有找到", "已生成")
    assert (rows[TWICE]["compared"], rows[TWICE]["state"]) == ("不止一份", "已生成")
    assert "2 个输入没有对照" in done.stdout
    sheet = openpyxl.load_workbook(out / "总览.xlsx")["总览"]
    assert "对照的输入" in [cell.value for cell in sheet[2]]

    (before / "再来一份.yaml").unlink()  # now it is clear which one; the others stand
    assert "其中 2 个没有变动" in run(now, "-o", out, "--last-year", before).stdout
    rows = {row["key"].removesuffix(".yaml"): row for row in overview(out)["departments"]}
    assert rows[TWICE]["counts"] == found(now, before, TWICE)
    assert "其中 3 个没有变动" in run(now, "-o", out, "--last-year", before).stdout
    old = before / "乡镇" / "旧-liulin-2023-final.yaml"
    old.write_text(old.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    assert "其中 2 个没有变动" in run(now, "-o", out, "--last-year", before).stdout
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


@pytest.mark.trial
def test_both_years_in_one_folder(years: tuple[Path, Path], tmp_path: Path) -> None:
    """The reports between them are no inputs, a department is not compared with itself and did not come twice."""
    (years[1] / "再来一份.yaml").unlink()
    out = tmp_path / "出"
    for unchanged in (0, 6, 5):
        done = run(tmp_path, "-o", out, "--last-year", tmp_path)
        assert (f"其中 {unchanged} 个没有变动" in done.stdout) == bool(unchanged)
        found = overview(out)
        rows = {row["key"]: row["compared"] for row in found["departments"]}
        assert len(rows) == 6
        assert rows["今年/liulin-2023-final.yaml"] == "上年/乡镇/旧-liulin-2023-final.yaml"
        assert rows["上年/乡镇/旧-liulin-2023-final.yaml"] == "没有找到"
        assert found["repeated"] == []
        if unchanged:  # an input of this year is mended: the others stand
            mended = years[0] / "liulin-2023-final.yaml"
            mended.write_text(mended.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")


def test_inputs_without_a_name_are_nobodys(years: tuple[Path, Path], tmp_path: Path) -> None:
    now, before = years
    for path in (now / "liulin-2023-final.yaml", before / "乡镇" / "旧-liulin-2023-final.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "  单位名称: 柳林县人力资源和社会保障局\n" in text
        text = text.replace("  单位名称: 柳林县人力资源和社会保障局\n", "  单位名称:\n")
        path.write_text(text, encoding="utf-8")
    run(now, "-o", tmp_path / "出", "--last-year", before)
    rows = {row["key"]: row["compared"] for row in overview(tmp_path / "出")["departments"]}
    assert rows["liulin-2023-final.yaml"] == "没有找到"


def test_other_formats_are_not_compared(years: tuple[Path, Path], tmp_path: Path) -> None:
    now, before = years
    done = run(now, "-o", tmp_path / "出", "--last-year", before, "--format", "shanxi/final_accounts/2023")
    assert "没有对照" not in done.stdout
    rows = {row["state"]: row["compared"] for row in overview(tmp_path / "出")["departments"]}
    assert rows["格式不符未处理"] == ""
    assert (
        "其中 3 个没有变动"
        in run(
            *(now, "-o", tmp_path / "出", "--last-year", before, "--format", "shanxi/final_accounts/2023")
        ).stdout
    )


@pytest.mark.parametrize(("folder", "said"), [("没有", "没有文件夹"), ("空", "无从对照")])
def test_a_folder_without_inputs(years: tuple[Path, Path], tmp_path: Path, folder: str, said: str) -> None:
    (tmp_path / "空").mkdir()
    done = run(years[0], "-o", tmp_path / "出", "--last-year", tmp_path / folder)
    assert done.returncode == 2
    assert said in done.stderr
