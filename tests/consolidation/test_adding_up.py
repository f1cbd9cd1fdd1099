"""Three units added up give the published 汇总 sample back, cell by cell, flows between them taken out."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gongkai import pipeline
from gongkai.consolidation.adding_up import add_up
from gongkai.model.control_totals import SCHEDULE as CONTROL
from gongkai.model.department import Department
from gongkai.model.explanations import EXPLANATION_SCHEDULE
from tests.support.library import check_file, read_file

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_inputs" / "qiemo-2023-final" / "input.yaml"
UNITS = [Path(__file__).parent / "qiemo_units" / f"{name}.yaml" for name in ("本级", "社保中心", "技工学校")]
COMMAND = [sys.executable, "-m", "gongkai", "consolidate"]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def department(path: Path) -> Department:
    loaded = read_file(path)
    assert loaded.department is not None, loaded.findings
    return loaded.department


def cells(given: Department) -> dict[str, list[tuple[str, dict[str, object]]]]:
    """Every value of every row of every schedule, in order."""
    return {
        name: [
            (entry.line, {column: value.value for column, value in entry.values.items()})
            for entry in schedule
        ]
        for name, schedule in given.schedules.items()
    }


@pytest.mark.parametrize("suffix", ["xlsx", "yaml"])
def test_the_sample_comes_back(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"部门.{suffix}"
    done = run(*UNITS, "-o", out)
    assert done.returncode == 0, done.stdout + done.stderr
    ours, published = cells(department(out)), cells(department(SAMPLE))
    assert list(ours) == list(published)
    # Each unit's totals are of its own report; the department's are to be copied from the department's.
    assert published.pop("核对数") and not ours["核对数"]
    # A warning about the department's own score; no unit has it.
    assert published.pop("核对说明") and not ours["核对说明"]
    for name, rows in published.items():
        assert rows or name == "科目名称补充", name
        # Control totals and explanations of warnings belong to the units.
        assert ours[name] == ([] if name in (CONTROL, EXPLANATION_SCHEDULE) else rows), name
    assert sum(len(values) for rows in ours.values() for _, values in rows) > 500


def test_the_units_are_not_the_sample() -> None:
    """What the test above proves is no accident: no unit alone is the sample, and plain sums are too high."""
    sample = cells(department(SAMPLE))
    units = [cells(department(path)) for path in UNITS]
    for unit in units:
        assert unit["收入"] != sample["收入"]
        assert unit["支出"] != sample["支出"]

    def total(given: dict[str, list[tuple[str, dict[str, object]]]], name: str) -> Decimal:
        values = [value for _, row in given[name] for value in row.values()]
        return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))

    for name in ("收入", "支出"):
        flows = 300000 + 120000 + 250000
        assert sum(total(unit, name) for unit in units) - total(sample, name) == flows


def test_same_report(tmp_path: Path) -> None:
    out = tmp_path / "部门.xlsx"
    run(*UNITS, "-o", out)
    made = []
    for path in (out, SAMPLE):
        checked = check_file(path)
        assert checked.publishable
        document = pipeline.compose(checked)
        assert document is not None and checked.subject is not None
        made.append(pipeline.render(document, checked.subject.pack, ("docx", "xlsx"), pages=False).files)
    assert made[0] == made[1]


def test_every_sum_says_where_it_comes_from(tmp_path: Path) -> None:
    out = tmp_path / "部门.xlsx"
    run(*UNITS, "-o", out)
    rows = list(openpyxl.load_workbook(out)["汇总来源（自动计算）"].iter_rows(min_row=3, values_only=True))
    names = rows[0][5:]
    assert names == tuple(department(path).line_text("单位信息", "单位名称") for path in UNITS)
    figures = 0
    for _, _, _, amount, removed, *parts in rows[1:]:
        assert isinstance(amount, int | float)
        given = [float(part) for part in parts if isinstance(part, int | float)]
        taken = float(removed) if isinstance(removed, int | float) else 0.0
        assert abs(sum(given) - taken - amount) < 0.005
        figures += len(given)
    assert figures > 150
    taken_out = [row for row in rows[1:] if row[4]]
    assert len(taken_out) == 6
    # The reader passes the sheet over.
    assert [item.code for item in read_file(out).findings if item.code == "SR-03"] == []


def test_compare_finds_a_wrong_cell(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    wrong = re.sub(
        r"(2080101  # 行政运行\n    资金来源: 一般公共预算财政拨款\n    决算: \{基本支出: )\d+",
        r"\g<1>5390770",
        text,
    )
    wrong = re.sub(r"政府采购货物: \d+", "政府采购货物:", wrong)
    assert wrong.count("\n") == text.count("\n") and wrong != text
    path = tmp_path / "部门.yaml"
    path.write_text(wrong, encoding="utf-8")
    done = run(*UNITS, "--compare", path)
    assert done.returncode == 1
    found = re.findall(r"\[错误\] HZ-01 (.*)", done.stdout)
    assert len(found) == 2
    assert any(
        "支出/2080101/一般公共预算财政拨款/决算/基本支出：部门填 5,390,770.00" in line for line in found
    )
    assert any("相关信息/政府采购货物/决算：部门填 0.00" in line for line in found)
    assert "相差：10.00" in done.stdout
    assert run(*UNITS, "--compare", SAMPLE).returncode == 0


def test_a_flow_that_one_side_does_not_know(tmp_path: Path) -> None:
    """Paid 300,000, got 280,000: 280,000 are taken out and the rest is told."""
    text = UNITS[1].read_text(encoding="utf-8")
    assert text.count("上级补助收入: 300000") == 1
    path = tmp_path / "社保中心.yaml"
    path.write_text(text.replace("上级补助收入: 300000", "上级补助收入: 280000"), encoding="utf-8")
    done = run(UNITS[0], path, UNITS[2], "-o", tmp_path / "部门.xlsx")
    assert done.returncode == 0
    assert "HZ-02" in done.stdout
    assert "多 20,000.00 元" in done.stdout
    pack = read_file(SAMPLE).pack
    assert pack is not None
    result = add_up(pack, [department(item) for item in (UNITS[0], path, UNITS[2])])
    removed = [item.removed for item in result.sums if item.removed]
    assert removed.count(Decimal(280000)) == 2


def test_units_that_do_not_fit(tmp_path: Path) -> None:
    done = run(
        UNITS[0], ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml", "-o", tmp_path / "a.xlsx"
    )
    assert done.returncode == 2
    assert "格式" in done.stderr
    twice = run(UNITS[0], UNITS[0], "-o", tmp_path / "b.xlsx")
    assert twice.returncode == 1
    assert "HZ-04" in twice.stdout
    assert run(*UNITS).returncode == 2
    assert run(*UNITS, "-o", tmp_path / "c.docx").returncode == 2
    other = tmp_path / "2022.yaml"
    other.write_text(
        UNITS[1].read_text(encoding="utf-8").replace("年度: 2023", "年度: 2022"), encoding="utf-8"
    )
    years = run(UNITS[0], other, "-o", tmp_path / "d.xlsx")
    assert years.returncode == 1
    assert "HZ-03" in years.stdout


def test_nothing_is_written_over(tmp_path: Path) -> None:
    out = tmp_path / "部门.xlsx"
    out.write_text("我的", encoding="utf-8")
    assert run(*UNITS, "-o", out).returncode == 2
    assert out.read_text(encoding="utf-8") == "我的"


def test_words_of_several_units(tmp_path: Path) -> None:
    """Different words on one matter stand one after the other, each with its unit's name."""
    path = tmp_path / "社保中心.yaml"
    text = UNITS[1].read_text(encoding="utf-8")
    changed = text.replace(
        "公务用车运行维护费用途: 车辆保险、修理维护和加油", "公务用车运行维护费用途: 下乡用车加油"
    )
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    pack = read_file(SAMPLE).pack
    assert pack is not None
    result = add_up(pack, [department(item) for item in (UNITS[0], path, UNITS[2])])
    words = result.department.line_text("文字", "公务用车运行维护费用途")
    assert words.split("\n")[1] == "且末县社会保险中心：下乡用车加油"


def test_a_project_that_two_units_have(tmp_path: Path) -> None:
    pack = read_file(SAMPLE).pack
    assert pack is not None
    units = [department(item) for item in UNITS]
    projects = units[0].schedule("项目")
    assert projects is not None
    path = tmp_path / "社保中心.yaml"
    name = projects.entries[0].text("项目名称")
    theirs = units[1].schedule("项目")
    assert theirs is not None
    text = UNITS[1].read_text(encoding="utf-8")
    path.write_text(text.replace(theirs.entries[0].text("项目名称"), name), encoding="utf-8")
    result = add_up(pack, [units[0], department(path), units[2]])
    assert [item.code for item in result.findings].count("HZ-05") >= 1
    rows = [entry for entry in result.department.schedules["项目"] if entry.text("项目名称") == name]
    assert len(rows) == 2
