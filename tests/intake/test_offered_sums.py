"""A word in place of an amount: the sum of other rows, only where the word stands."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from gongkai.findings import Finding
from gongkai.model.department import Department
from tests.support.library import read_file

ROWS = """
  - {经济科目编码: "30101", 决算: 500.00}
  - {经济科目编码: "30201", 决算: 100.25, 上年决算: 40}
  - {经济科目编码: "30299", 决算: 9.75}
  - {经济科目编码: "31002", 决算: 20, 上年决算: 2}
  - {经济科目编码: "30305", 决算: 7}
"""


def typed(path: Path, line: str, rows: str = ROWS, unit: str = "元") -> tuple[Department, list[Finding]]:
    stated = f"{{公开格式: shanxi/final_accounts/2023, 年度: 2023, 金额单位: {unit}, 单位名称: 某某县某某局}}"
    text = f"单位信息: {stated}\n"
    text += f"基本支出经济分类:{rows}\n相关信息:\n  机关运行经费（行政单位）: {line}\n"
    (path / "a.yaml").write_text(text, encoding="utf-8")
    loaded = read_file(path / "a.yaml")
    assert loaded.department is not None
    return loaded.department, [item for item in loaded.findings if "机关运行经费" in item.message]


def amounts(department: Department) -> tuple[Decimal | None, Decimal | None]:
    entry = department.schedules["相关信息"].line("机关运行经费（行政单位）")
    assert entry is not None
    return entry.number("决算"), entry.number("上年决算")


def test_the_word_is_the_sum_of_its_own_column(tmp_path: Path) -> None:
    department, findings = typed(tmp_path, "{决算: 按公用经费, 上年决算: 按公用经费}")
    assert findings == []
    assert amounts(department) == (Decimal("130.00"), Decimal(42))
    place = department.schedules["相关信息"].line("机关运行经费（行政单位）")
    assert place is not None and place.place("决算").line > 5


def test_a_number_overrules_it(tmp_path: Path) -> None:
    department, _ = typed(tmp_path, "{决算: 120, 上年决算: 按公用经费}")
    assert amounts(department) == (Decimal(120), Decimal(42))


def test_nothing_is_summed_without_the_word(tmp_path: Path) -> None:
    department, findings = typed(tmp_path, "{决算: 1}")
    assert (amounts(department), findings) == ((Decimal(1), None), [])


def test_the_sum_is_in_the_unit_of_the_rows(tmp_path: Path) -> None:
    department, _ = typed(tmp_path, "{决算: 按公用经费}", unit="万元")
    assert amounts(department)[0] == Decimal(1300000)


def test_another_word_is_no_amount(tmp_path: Path) -> None:
    _, findings = typed(tmp_path, "{决算: 照公用经费填}")
    assert [item.code for item in findings] == ["SR-06"]
