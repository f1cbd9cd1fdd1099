"""Slips that a maintainer makes in inheriting: each is told by its cause, where it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.findings import Finding, Severity
from gongkai.maintenance.new_format import new_pack
from tests.maintenance.child_format import NAME, Child
from tests.support.library import library_of


def told(findings: list[Finding]) -> list[tuple[str, str, int]]:
    return [(item.code, item.location.file.removeprefix(f"{NAME}/"), item.location.line) for item in findings]


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("glossary.yaml", "-结余分配: 指……\n", 1),
        ("rules.yaml", "equations:\n  -JX-19:\n    name: 另一个名称\n    equation: 项目支出 >= 0\n", 2),
        ("reasons.yaml", "收支总体变动: {-prompt: 写清原因}\n", 1),
    ],
)
def test_content_under_what_is_taken_away(child: Child, file: str, text: str, line: int) -> None:
    found = [item for item in child({file: text}) if item.code == "PK-03"]
    assert told(found)[0] == ("PK-03", file, line)
    assert "下面写的内容不会用到" in found[0].message
    assert "：" not in found[0].hint or "+" in found[0].hint


@pytest.mark.parametrize("sign", ["-", "+"])
def test_quotation_marks_behind_the_sign(child: Child, sign: str) -> None:
    content = "指……" if sign == "+" else ""
    finding = next(
        item
        for item in child({"glossary.yaml": f'{sign}"结余分配": {content}\n'})
        if item.code in ("PK-03", "PK-04")
    )
    assert told([finding])[0][1:] == ("glossary.yaml", 1)
    assert f'写成 "{sign}结余分配":' in finding.hint


def test_what_the_parent_never_had_is_not_to_be_added(child: Child) -> None:
    """`{-always:, -prompt:}`: the advice was to write `+always`."""
    (finding,) = [
        item
        for item in child({"reasons.yaml": "收支总体变动: {-always:, -prompt:}\n"})
        if item.code == "PK-03"
    ]
    assert "没有“always”，无从去掉" in finding.message
    assert "+always" not in finding.hint and "删去这一行" in finding.hint


LINES = "sides:\n  收入:\n    lines:\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("      -9-26:\n      +9-24:\n", ("“收入”一侧 29 行，“支出”一侧 31 行", "行次 24 后面是 27")),
        ("      -9-26:\n      +9-27:\n", ("“收入”一侧 32 行，“支出”一侧 31 行", "行次 27 后面是 27")),
    ],
)
def test_lines_that_no_longer_stand_beside_each_other(
    child: Child, lines: str, said: tuple[str, ...]
) -> None:
    found = child({"tables/收入支出决算总表.yaml": LINES + lines})
    shifted = [item for item in found if item.code == "PK-15"]
    assert told(shifted) == [("PK-15", "tables/收入支出决算总表.yaml", 5)] * 2
    assert [item.severity for item in shifted] == [Severity.ERROR, Severity.WARNING]
    for item, words in zip(shifted, said, strict=True):
        assert words in item.message


@pytest.mark.parametrize(
    ("schedule", "rules"), [("转移支付", ("JX-25e", "JX-28a")), ("科目用途", ("BW-27",))]
)
def test_a_schedule_taken_away_and_still_used_is_one_finding(
    child: Child, schedule: str, rules: tuple[str, ...]
) -> None:
    found = child({}, f"without: [schedules/{schedule}.yaml]\n")
    assert told(found) == [("PK-17", "pack.yaml", 4)]
    assert f"去掉了明细表“{schedule}”" in found[0].message
    assert all(f"（规则 {code}）" in found[0].message for code in rules)
    assert "rules.yaml 写“-编号:”" in found[0].hint


def test_another_fault_beside_a_schedule_taken_away_stays(child: Child) -> None:
    files = {"narrative/收入决算情况.j2": "## （一）收入决算\n收入{{没有这个数|万元}}万元。\n"}
    found = child(files, "without: [schedules/转移支付.yaml]\n")
    assert ("PK-21", "narrative/收入决算情况.j2", 2) in told(found)
    assert ("PK-17", "pack.yaml", 4) in told(found)


def test_a_parent_of_another_kind(child: Child, root: Path) -> None:
    (finding,) = child({}, name="test/budget/2023")
    assert finding.code == "PK-05" and finding.location.line == 2
    assert "种类（kind）却是 final_accounts" in finding.message
    made = new_pack("beijing/final_accounts/2024", "shanxi/budget/2025", library_of(root))
    assert [item.code for item in made.findings] == ["PK-42"] and not made.files
    assert "national/final_accounts/2025" in made.findings[0].hint


@pytest.mark.trial
@pytest.mark.parametrize("wrong", ["收入总计|小数", "收入总计|占比", "年度|万元", "'甲'|数"])
def test_a_filter_on_what_it_is_not_made_for(child: Child, wrong: str) -> None:
    """What Python says of it ("'Figure' object has no attribute 'quantize'") is no help."""
    files = {
        "narrative/收入决算情况.j2": f"## 三、收入\n收入{{{{{wrong}}}}}万元{{{{收入总计|万元}}}}万元。\n"
    }
    (finding,) = [item for item in child(files) if item.code == "PK-09"]
    assert told([finding]) == [("PK-09", "narrative/收入决算情况.j2", 2)]
    assert "object" not in finding.message and "argument" not in finding.message
    assert "|万元" in finding.hint


def test_an_inherited_reason_without_a_place_is_taken_away_by_its_name(child: Child) -> None:
    files = {"narrative/收入支出决算总体情况.j2": "## 一、收入\n收入{{收入总计|万元}}万元。\n"}
    (finding,) = [item for item in child(files) if item.code == "PK-23"]
    assert "在自己的 reasons.yaml 写“-收支总体变动:”" in finding.hint
    assert [item.code for item in child({**files, "reasons.yaml": "-收支总体变动:\n"})] == []


def test_two_bindings_swapped(child: Child) -> None:
    text = "columns:\n  基本支出: {figure: 项目支出, width: 2}\n  项目支出: {figure: 基本支出, width: 2}\n"
    found = [item for item in child({"tables/支出决算表.yaml": text}, hints=True) if item.code == "PK-18"]
    assert told(found) == [("PK-18", "tables/支出决算表.yaml", 2), ("PK-18", "tables/支出决算表.yaml", 3)]
    assert "“基本支出”取的是“项目支出”的数" in found[0].message
