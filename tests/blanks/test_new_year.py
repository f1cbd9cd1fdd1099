"""A new year begun from the last: what is taken over, what is marked, and which codes have changed."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gongkai.blanks import write_workbook, write_yaml
from gongkai.blanks.new_year import Carried, CodeChange, carry
from gongkai.model.department import UNCONFIRMED, Department
from gongkai.model.schema import Shape
from gongkai.packs.location import templates_root
from gongkai.packs.pack import Pack
from tests.support.library import load_pack, read_file

SAMPLES = Path(__file__).parents[2] / "sample_inputs"
FINAL, BUDGET = "liulin-2023-final", "xingxian-2023-budget"


def read(sample: str) -> tuple[Department, Pack]:
    loaded = read_file(SAMPLES / sample / "input.yaml")
    assert loaded.department is not None
    assert loaded.pack is not None
    return loaded.department, loaded.pack


def carried(sample: str) -> tuple[Department, Carried]:
    last, pack = read(sample)
    return last, carry(last, pack, pack)


def test_last_years_figures_become_the_year_befores() -> None:
    last, result = carried(FINAL)
    pairs = 0
    for name in ("收入", "支出", "基本支出经济分类", "三公经费", "相关信息"):
        before, now = last.schedules[name], result.department.schedules[name]
        assert len(now.entries) > 0
        for entry in now:
            key = entry.line or entry.text(before.spec.unique[0])
            old = next(item for item in before if (item.line or item.text(before.spec.unique[0])) == key)
            for column in now.spec.number_columns:
                if column.name.startswith("上年决算"):
                    source = column.name.replace("上年决算", "决算", 1)
                    assert entry.number(column.name) == old.number(source)
                    pairs += old.number(source) is not None
                else:
                    assert entry.number(column.name) is None, (
                        "this year's figures are the accountant's to fill"
                    )
    assert pairs > 20


def test_opening_balances_are_last_years_closing_ones(tmp_path: Path) -> None:
    text = (SAMPLES / FINAL / "input.yaml").read_text(encoding="utf-8")
    balance = "结转结余:\n  - {资金来源: 其他资金, 决算: {年初结转和结余: 100.00, 年末结转和结余: 250.00}}\n"
    path = tmp_path / "input.yaml"
    assert "结转结余: []\n" in text
    path.write_text(text.replace("结转结余: []\n", balance), encoding="utf-8")
    loaded = read_file(path)
    assert loaded.department is not None
    assert loaded.pack is not None
    [entry] = carry(loaded.department, loaded.pack, loaded.pack).department.schedules["结转结余"]
    numbers = {name: value.value for name, value in entry.values.items()}
    assert numbers == {
        "资金来源": "其他资金",
        "上年决算/年初结转和结余": Decimal(100),
        "上年决算/年末结转和结余": Decimal(250),
        "决算/年初结转和结余": Decimal(250),
    }


def test_every_text_is_taken_over_and_marked() -> None:
    last, result = carried(FINAL)
    texts = result.department.schedules["文字"]
    assert {entry.line for entry in texts} == {entry.line for entry in last.schedules["文字"]}
    assert all(not value.confirmed for entry in texts for value in entry.values.values())
    identity = result.department.schedules["单位信息"]
    assert result.department.line_text("单位信息", "单位名称") == last.line_text("单位信息", "单位名称")
    marks = {entry.line: next(iter(entry.values.values())).confirmed for entry in identity}
    assert marks == {
        "公开格式": True,
        "年度": True,
        "金额单位": True,
        "单位名称": False,
        "公开主体": True,
        "行政区划名称": False,
    }
    assert result.year == "2024"


def test_reasons_dates_and_results_are_not_taken_over() -> None:
    _, result = carried(FINAL)
    assert result.department.schedules["变动原因"].entries == ()
    projects = result.department.schedules["项目"].entries
    assert len(projects) > 5
    assert all(
        name not in entry.values for entry in projects for name in ("全年执行数", "自评等级", "填报日期")
    )
    assert result.department.schedules["绩效报告"].entries == ()
    _, evaluation = carried("qinglong-2023-evaluation")
    assert "自评完成日期" not in {entry.line for entry in evaluation.department.schedules["文字"]}


def test_a_budget_carries_groups_of_stages() -> None:
    last, result = carried(BUDGET)
    before, now = last.schedules["收入"], result.department.schedules["收入"]
    source = before.line("一般公共预算财政拨款")
    target = now.line("一般公共预算财政拨款")
    assert source is not None
    assert target is not None
    assert {name: value.value for name, value in target.values.items()} == {
        "上年预算（当年安排）": source.number("当年预算安排"),
        "上年预算（上年结转）": source.number("上年结转"),
    }
    assert len(result.department.schedules["项目"].entries) == len(last.schedules["项目"].entries)


@pytest.mark.parametrize("sample", [FINAL, BUDGET, "qinglong-2023-evaluation"])
@pytest.mark.parametrize("suffix", ["xlsx", "yaml"])
def test_what_is_carried_reads_back_equal(sample: str, suffix: str, tmp_path: Path) -> None:
    last, pack = read(sample)
    result = carry(last, pack, pack).department
    path = tmp_path / f"新.{suffix}"
    if suffix == "xlsx":
        path.write_bytes(write_workbook(pack.inputs, pack.classification, result))
    else:
        path.write_text(write_yaml(pack.inputs, pack.classification, result), encoding="utf-8")
    read_back = read_file(path).department
    assert read_back is not None
    assert replace(read_back, file="") == replace(result, file="")


def test_the_mark_is_seen_in_the_cell() -> None:
    last, pack = read(FINAL)
    result = carry(last, pack, pack).department
    content = write_workbook(pack.inputs, pack.classification, result)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["文字"]
    marked = [
        cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").startswith(UNCONFIRMED)
    ]
    assert len(marked) == len(result.schedules["文字"].entries)
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
    assert any(UNCONFIRMED in str(rule.formula) for rule in rules)


@pytest.fixture
def next_year(tmp_path: Path) -> Pack:
    """The format of the year after, with one code renamed and one abolished."""
    root = tmp_path / "templates"
    shutil.copytree(templates_root(), root)
    folder = root / "shanxi" / "final_accounts" / "2098"
    folder.mkdir(parents=True)
    pack = (
        "format: shanxi/final_accounts/2098\nextends: shanxi/final_accounts/2023\nyear: 2098\n"
        "classification: 2098\nname: 某年的格式\n"
    )
    (folder / "pack.yaml").write_text(pack, encoding="utf-8")
    codes = root / "common" / "codes" / "2098"
    shutil.copytree(root / "common" / "codes" / "2023", codes)
    lines = (codes / "functions.csv").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("2080799,其他就业补助支出,") for line in lines)
    assert any(line.startswith("2080101,行政运行,") for line in lines)
    kept = [line.replace("2080799,其他就业补助支出", "2080799,其他稳就业支出") for line in lines]
    kept = [line for line in kept if not line.startswith("2080101,")]
    (codes / "functions.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    found, faults = load_pack("shanxi/final_accounts/2098", root)
    assert found is not None
    assert faults == ()
    return found


def test_codes_renamed_and_abolished_are_told(next_year: Pack) -> None:
    last, pack = read(FINAL)
    result = carry(last, pack, next_year)
    changes = {change.code: change for change in result.codes}
    assert set(changes) == {"2080101", "2080799"}
    assert changes["2080799"] == CodeChange("2080799", "其他就业补助支出", "其他稳就业支出")
    assert changes["2080101"].now == ""
    told = "\n".join(result.remarks())
    assert "2080799 上年名称“其他就业补助支出”，本年改为“其他稳就业支出”" in told
    assert "2080101 行政运行：本年科目中没有" in told
    # The name goes along, since this year's list cannot give it.
    row = next(entry for entry in result.department.schedules["支出"] if entry.text("科目编码") == "2080101")
    assert row.text("科目名称") == "行政运行"


def test_an_unlisted_code_is_no_news() -> None:
    last, pack = read(FINAL)
    assert carry(last, pack, pack).codes == []


def test_a_row_whose_key_this_year_cannot_hold_is_left_out() -> None:
    """In 2024 a purpose belongs to a class of codes, no longer to each item."""
    last, pack = read(FINAL)
    now, faults = load_pack("shanxi/final_accounts/2024")
    assert now is not None
    assert faults == ()
    spec, before = now.inputs.schedule("科目用途"), pack.inputs.schedule("科目用途")
    assert spec is not None
    assert before is not None
    assert spec.columns[0].length != before.columns[0].length
    result = carry(last, pack, now).department
    assert len(last.schedules["科目用途"].entries) > 0
    assert result.schedules["科目用途"].entries == ()
    assert len(result.schedules["支出"].entries) == len(last.schedules["支出"].entries)


def test_what_stays_behind_is_told_with_the_reason() -> None:
    last, pack = read(FINAL)
    now, faults = load_pack("shanxi/final_accounts/2024")
    assert now is not None and not faults
    left = carry(last, pack, now).left
    assert all(line.startswith("没有带：") and line.endswith("）") for line in left)
    by_reason = {line.rpartition("（")[2].rstrip("）"): line for line in left}
    assert "变动原因 12 行" in by_reason["说的是上年的变动，本年的变动另写"]
    assert "绩效报告 35 行" in by_reason["本格式没有这张表"]
    assert "科目用途 2 行" in by_reason["本格式的编码级次或选项不同"]
    assert "支出的年初预算、全年预算" in by_reason["本年的另填"]
    assert "人员构成" in by_reason["本格式不再要"]
    assert "核对数" in by_reason["抄的是上年报表的合计"]


@pytest.mark.parametrize("sample", [FINAL, BUDGET])
def test_what_was_taken_over_does_not_stay_behind(sample: str) -> None:
    """Nothing that stands in the new input is said to be left."""
    last, result = carried(sample)
    told = "".join(result.left)
    assert told
    for name, schedule in result.department.schedules.items():
        if schedule.entries and schedule.spec.shape is Shape.ROWS and last.schedules[name].entries:
            assert f"：{name} " not in told and f"、{name} " not in told
    assert "上年" not in told.replace("说的是上年", "").replace("抄的是上年", "")


def test_lines_of_zeros_do_not_stay_behind() -> None:
    last, pack = read(FINAL)
    zeros = {
        name: replace(
            schedule,
            entries=tuple(
                replace(
                    entry,
                    values={key: replace(value, value=Decimal(0)) for key, value in entry.values.items()},
                )
                for entry in schedule.entries
            ),
        )
        for name, schedule in last.schedules.items()
        if name == "三公经费"
    }
    result = carry(replace(last, schedules={**last.schedules, **zeros}), pack, pack)
    assert "三公经费" in "".join(carry(last, pack, pack).left)
    assert "三公经费" not in "".join(result.left)
