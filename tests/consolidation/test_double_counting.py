"""What would count twice is an error, and nothing is written; units that merely look alike are added up."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.consolidation.double_counting import same_name
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
