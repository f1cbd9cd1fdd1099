"""`gongkai compare`: causes first, then the places of the report; stable JSON; nobody's file is written over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.comparing.support import edited, sample
from tests.robust.command import gongkai

TEXT = sample("liulin-2023-final")
PAGE, REVISED = "（对照）.html", "（修订）.docx"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "原来.yaml", tmp_path / "现在.yaml"
    old.write_text(TEXT, "utf-8")
    new.write_text(
        edited(TEXT, ("    决算: {基本支出: 2834240.00", "    决算: {基本支出: 3834240.00")), "utf-8"
    )
    return old, new


def test_the_screen_tells_causes_before_places(pair: tuple[Path, Path]) -> None:
    done = gongkai("compare", *pair)
    assert done.code == 0
    lines = done.said.splitlines()
    assert lines[0].startswith("原来：原来.yaml（输入，") and lines[1].startswith("现在：现在.yaml（输入，")
    assert lines[2] == "输入改动 1 处："
    assert "支出" in lines[3] and "2,834,240 元 → 3,834,240 元" in lines[3] and "第 " in lines[3]
    assert lines[4].startswith("报告里变动 ")
    assert any("（+100.00 万元）" in line for line in lines) and any(
        "【" in line and "→" in line for line in lines
    )


def test_the_same_input_has_no_change(pair: tuple[Path, Path]) -> None:
    done = gongkai("compare", pair[0], pair[0])
    assert done.code == 0 and done.said.splitlines()[-1] == "没有变动。"


def test_json_holds_every_change_and_nothing_else_is_printed(pair: tuple[Path, Path], tmp_path: Path) -> None:
    told = json.loads(gongkai("compare", *pair, "--json").said)
    assert list(told) == ["old", "new", "same", "remarks", "unread", "input", "report"]
    (cause,) = told["input"]
    assert (cause["kind"], cause["old"], cause["new"]) == ("改动", "2,834,240 元", "3,834,240 元")
    assert cause["old_place"] == cause["new_place"] != ""
    assert [item["number"] for item in told["report"]] == list(range(1, len(told["report"]) + 1))
    assert {"kind", "what", "part", "old", "new"} <= told["report"][0].keys()
    with_files = gongkai("compare", *pair, "--json", "-o", tmp_path / "out").said
    assert json.loads(with_files[: with_files.rindex("}") + 1]) == told and "已写出" in with_files


def test_both_files_are_written_and_an_edited_one_is_kept(pair: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert gongkai("compare", *pair, "-o", out).code == 0
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 2 and names[0].endswith(REVISED) and names[1].endswith(PAGE)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert gongkai("compare", *pair, "-o", out).code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before, (
        "the same input, the same bytes"
    )
    page = out / names[1]
    page.write_bytes(page.read_bytes() + "批注".encode())
    kept = page.read_bytes()
    done = gongkai("compare", *pair, "-o", out)
    assert done.code == 0 and "没有覆盖" in done.said and page.read_bytes() == kept
    assert len(list(out.iterdir())) == 3
    assert (
        gongkai("compare", *pair, "-o", out, "--force").code == 0 and page.read_bytes() == before[page.name]
    )


def test_a_file_that_is_compared_is_never_written_over(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A revision of ours is compared with a later one, in the folder in which the next revision would stand."""
    out = tmp_path / "out"
    assert gongkai("compare", *pair, "-o", out).code == 0
    (revised,) = out.glob("*.docx")
    renamed = out / f"{revised.stem.removesuffix('（修订）')}.docx"
    renamed.write_bytes(revised.read_bytes())
    before = revised.read_bytes()
    done = gongkai("compare", revised, renamed, "-o", out)
    assert revised.read_bytes() == before and done.code == 2 and "不能覆盖" in done.said


@pytest.mark.parametrize("name", ["没有.yaml", "没有.docx"])
def test_a_missing_file_is_said_without_a_traceback(
    name: str, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    done = gongkai("compare", tmp_path / name, pair[1])
    assert done.code == 2 and name in done.said and "Traceback" not in done.said
