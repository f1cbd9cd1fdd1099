"""What would count twice is an error, and nothing is written; units that merely look alike are added up."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.consolidation.double_counting import (
    Figures,
    counted_twice,
    department_of,
    same_but_for_variants,
    same_name,
)
from tests.consolidation.test_adding_up import SAMPLE, UNITS, department, run

CENTRE = "且末县社会保险中心"


def renamed(path: Path, to: str, target: Path) -> Path:
    text = path.read_text(encoding="utf-8")
    made, count = re.subn(r"单位名称: .*", f'单位名称: "{to}"', text, count=1)
    assert count == 1
    target.write_text(made, encoding="utf-8")
    return target


def refused(code: str, out: Path, *units: Path, more: tuple[str, ...] = ()) -> str:
    done = run(*units, "-o", out, *more)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"[错误] {code}" in done.stdout, done.stdout
    assert "没有写出" in done.stdout
    assert not out.exists()
    return done.stdout


@pytest.mark.parametrize(
    "name",
    [
        "且末县社会保险 中心",
        "且末县社会保险\u3000中心",
        " 且末县社会保险中心",
        "且末县社会保险\u200b中心",
        "且末县社会保险（中心）",
        "且末縣社會保險中心",
        "且末縣社会保险中心",
        "且末县社会保險中心 ",
        "且末县社会保险中心😀",
    ],
)
def test_one_unit_in_two_spellings(tmp_path: Path, name: str) -> None:
    path = renamed(UNITS[2], name, tmp_path / "又一份.yaml")
    said = refused("HZ-04", tmp_path / "部门.xlsx", UNITS[0], UNITS[1], path)
    assert CENTRE in said


@pytest.mark.parametrize("make", [shutil.copyfile, Path.symlink_to, None], ids=["copy", "link", "same"])
def test_one_file_twice(tmp_path: Path, make: Callable[..., object] | None) -> None:
    again = tmp_path / "另一个名称.yaml"
    if make is None:
        again = UNITS[1]
    elif make is Path.symlink_to:
        again.symlink_to(UNITS[1])
    else:
        make(UNITS[1], again)
    refused("HZ-04", tmp_path / "部门.yaml", *UNITS, again)


def test_one_input_under_two_names(tmp_path: Path) -> None:
    again = renamed(UNITS[1], "且末县就业服务中心", tmp_path / "再.yaml")
    said = refused("HZ-04", tmp_path / "部门.xlsx", *UNITS, again)
    assert "数全都相同" in said


@pytest.mark.parametrize("at", [0, 1, 3])
def test_the_departments_total_among_its_units(tmp_path: Path, at: int) -> None:
    """By its figures: the name says nothing."""
    whole = renamed(SAMPLE, "且末县人社系统", tmp_path / "总.yaml")
    units = [*UNITS[:at], whole, *UNITS[at:]]
    said = refused("HZ-06", tmp_path / "部门.xlsx", *units)
    assert "且末县人社系统" in said and said.count("HZ-06") == 1


def test_the_departments_total_beside_one_unit(tmp_path: Path) -> None:
    """By its name, where the other units are missing and no sum can tell."""
    refused("HZ-06", tmp_path / "部门.xlsx", UNITS[0], SAMPLE)
    refused("HZ-06", tmp_path / "部门.xlsx", SAMPLE, UNITS[0])


def test_different_years_write_nothing(tmp_path: Path) -> None:
    other = tmp_path / "2022.yaml"
    text = UNITS[1].read_text(encoding="utf-8")
    other.write_text(text.replace("年度: 2023", "年度: 2022"), encoding="utf-8")
    refused("HZ-03", tmp_path / "部门.xlsx", UNITS[0], other)


def test_what_is_no_fault_is_added_up(tmp_path: Path) -> None:
    """Names that share their beginning; a 本级 named as the department; a comparison that differs."""
    plain = renamed(UNITS[0], "且末县人力资源和社会保障局", tmp_path / "本级.yaml")
    second = renamed(UNITS[2], "且末县社会保险中心二中心", tmp_path / "二.yaml")
    out = tmp_path / "部门.yaml"
    done = run(plain, UNITS[1], second, "-o", out, "--compare", SAMPLE)
    assert "HZ-04" not in done.stdout and "HZ-06" not in done.stdout
    assert department(out).line_text("单位信息", "单位名称") == "且末县人力资源和社会保障局"


def test_how_names_are_compared() -> None:
    assert same_name("社保 中心") == same_name("社保中心") == same_name("社保\u00a0中心")
    assert same_name("甲局（本级）") == same_name("甲局本级")
    assert same_name("第一小学") != same_name("第二小学")


BUREAU = "某县民政局"


def figures(unit: int) -> Figures:
    return {("支出", (f"20{row:02}",), "决算"): Decimal(unit * 1000 + row * 7 + unit) for row in range(12)}


def together(given: Sequence[Figures], numbers: Sequence[int]) -> Figures:
    found: dict[tuple[str, tuple[str, ...], str], Decimal] = {}
    for number in numbers:
        for place, amount in given[number].items():
            found[place] = found.get(place, Decimal(0)) + amount
    return found


def codes(*names: str, given: Sequence[Figures] = ()) -> list[str]:
    units = given or [figures(number) for number in range(1, len(names) + 1)]
    found = counted_twice(names, units, department_of(names[0]), lambda numbers: together(units, numbers))
    return [finding.code for finding in found]


@pytest.mark.parametrize(
    "own",
    [
        "本 级",
        "（本级）",
        "〔本级〕",
        "【本级】",
        "[本级]",
        "-本级",
        "—本级",
        "机关",
        "（机关）",
        "局机关本级",
        "本部",
    ],
)
def test_the_own_part_under_other_names(own: str) -> None:
    assert codes(f"{BUREAU}{own}", f"{BUREAU}本级") == ["HZ-04"]
    assert codes(BUREAU, f"{BUREAU}{own}") == ["HZ-06"]
    assert department_of(f"{BUREAU}{own}") == BUREAU


@pytest.mark.parametrize(
    "total",
    [
        *(
            "汇总",
            "（汇总）",
            "合计",
            "总计",
            "部门汇总",
            "汇总数",
            "汇总表",
            "（部门）",
            "(全部门)",
            "（全系统）",
        ),
        *("（含下属单位）", "（含所属事业单位）", "系统"),
    ],
)
def test_what_calls_itself_a_total(total: str) -> None:
    assert codes(f"{BUREAU}{total}", f"{BUREAU}本级", "某县福利院") == ["HZ-06"]


@pytest.mark.parametrize("name", ["合计", "汇总", "小计"])
def test_a_row_of_totals_given_as_a_unit(name: str) -> None:
    assert codes(name, f"{BUREAU}本级", "某县福利院") == ["HZ-06"]


@pytest.mark.parametrize("other", ["。", "、", "“”", "\u00a0", "\n", "　", "\u200b"])
def test_marks_make_no_other_unit(other: str) -> None:
    assert codes("某县福利院", f"某县福利院{other}") == ["HZ-04"]


def test_the_total_of_some_of_the_units() -> None:
    given = [figures(1), figures(2), figures(3), figures(4)]
    given.insert(2, together(given, [0, 3]))
    assert codes("甲", "乙", "丙", "丁", "戊", given=given) == ["HZ-06"]
    nearly = {**given[2], ("支出", ("2011",), "决算"): Decimal(1)}
    assert codes("甲", "乙", "丙", "丁", "戊", given=[*given[:2], nearly, *given[3:]]) == ["HZ-06"]
    assert codes("甲", "乙", "小计", "丁", "戊", given=given) == ["HZ-06"]  # once


@pytest.mark.parametrize(
    "names",
    [
        (f"{BUREAU}本级", "某县福利院", "某县救助站"),
        ("某县第一中学", "某县第二中学"),
        ("某县人民医院", "某县人民医院东院"),
        (f"{BUREAU}本级", f"{BUREAU}机关服务中心"),
        ("某县汇总中心", "某县统计局本级"),
        ("某县机关事务中心", "某县政府办公室本级"),
        ("某县直属机关工委", "某县委办公室"),
        (f"{BUREAU}（不含下属单位）", "某县福利院"),
    ],
)
def test_units_that_are_two(names: tuple[str, ...]) -> None:
    assert codes(*names) == []


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("某縣衛生健康局", "某县卫生健康局"),
        ("某县於潜镇财政所", "某县于潜镇财政所"),
        ("乾县縣城街道办", "干县县城街道办"),
        ("某县財政局（本級）", "某县财政局（本级）"),
        ("某县第二中學", "某县第二中学"),
        ("某县峯山镇", "某县峰山镇"),
    ],
)
def test_traditional_and_variant_forms_are_one_name(first: str, other: str) -> None:
    assert same_but_for_variants(first, other)
    assert same_but_for_variants(other, first)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("某县第一中学", "某县第二中学"),
        ("某县社保中心", "某县医保中心"),
        ("某县卫生局", "某县卫生健康局"),
        ("某县第一中學", "某县第二中学"),
        ("衛生", "财政"),
        ("某县财政局", "某县财政局"),
    ],
)
def test_other_names_are_others(first: str, other: str) -> None:
    assert not same_but_for_variants(first, other)
    assert not same_but_for_variants(other, first)


def _figures(*changed: int) -> Figures:
    return {
        ("支出", (str(at),), "决算"): Decimal(1000 + at + (7 if at in changed else 0)) for at in range(20)
    }


def _found(*units: tuple[str, Figures]) -> list[str]:
    names, figures = [name for name, _ in units], [found for _, found in units]
    return [item.message for item in counted_twice(names, figures, "某县", lambda numbers: {})]


def test_two_states_of_one_input_under_like_names() -> None:
    first, other = ("某县社会保险中心", _figures()), ("某县社会保险服务中心", _figures(3, 4))
    [message] = _found(first, other)
    assert "20 个数中 18 个相同，很可能是同一个单位的两份输入" in message


def test_like_names_or_some_like_figures_are_two_units() -> None:
    assert _found(("某县第一中学", _figures()), ("某县第二中学", _figures(*range(10)))) == []
    assert _found(("某县财政局", _figures()), ("水务站", _figures(3, 4))) == []
