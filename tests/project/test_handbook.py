"""What the accountant's handbook shows as the program's words are its words today, and its pictures are there.

The pictures themselves are not made here: that takes LibreOffice and eyes (`make pictures`).
"""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gongkai.rules.catalogue import catalogue
from gongkai.rules.engine import algorithmic_rules
from tests.app import test_loop as loop
from tests.filling.exported import next_years
from tests.support.library import LIBRARY, load_pack
from tests.support.tools import load_tool


@pytest.fixture(scope="module")
def handbook(root: Path) -> str:
    return (root / "docs" / "会计手册.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def make_pictures() -> ModuleType:
    return load_tool("make_pictures")


def _answer(book: Any, sheet: str, line: str, value: object) -> None:
    """Write beside a line of a sheet of questions."""
    [row] = [cells[0].row for cells in book[sheet].iter_rows(max_col=1) if cells[0].value == line]
    book[sheet].cell(row, 2).value = value


def _late(book: Any) -> None:
    _answer(book, "单位信息", "批复日期", datetime.date(2024, 9, 10))
    _answer(book, "单位信息", "公开日期", datetime.date(2024, 10, 8))


def _turned_round(book: Any) -> None:
    loop.put(book, "支出", "2050299", "年初预算/基本支出", 18_127_300)


def _unexplained(book: Any) -> None:
    book["核对说明"].delete_rows(5, 9)


@pytest.fixture(scope="module")
def said(
    make_pictures: ModuleType, root: Path, tmp_path_factory: pytest.TempPathFactory, word_year: list[str]
) -> list[str]:
    """The lines of the walk, and of the three checks that the handbook shows aside from it."""
    folder = tmp_path_factory.mktemp("walk")
    text = make_pictures.walk(folder)
    samples, aside = root / "sample_inputs", folder / "aside"
    aside.mkdir()
    for source, name, change in (
        (folder / "新.xlsx", "2024.xlsx", _late),
        (samples / "yangcheng-2024-final" / "input.xlsx", "2024.xlsx", _turned_round),
        (samples / "qiemo-2023-final" / "input.xlsx", "2023.xlsx", _unexplained),
    ):
        text += loop.run("check", loop.edit(source, aside / name, change)).stdout
    explained = shutil.copy(samples / "qiemo-2023-final" / "input.xlsx", aside / "2023.xlsx")
    text += loop.run("check", explained).stdout
    return [*text.splitlines(), *word_year]


@pytest.fixture(scope="module")
def word_year(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is said in a year that begins with last year's Word and this year's exports; paths as the reader's."""
    name, place = "yangcheng-2024-final", tmp_path_factory.mktemp("word")
    (place / "导出的表").mkdir()
    for file, content in next_years(name).items():
        (place / "导出的表" / file).write_bytes(content)
    sample = Path(__file__).parents[2] / "sample_inputs" / name / "input.yaml"
    loop.run("generate", sample, "-o", place / "上年", "--to", "docx")
    [word] = (place / "上年").glob("*.docx")
    word = word.rename(place / "2024公开.docx")
    new, filled, told = place / "2025.xlsx", place / "2025-已填.xlsx", place / "2025-原因.xlsx"
    text = loop.run("new", "--format", "shanxi/final_accounts/2025", "-o", new, "--from", word).stdout
    text += loop.run("fill", new, "--from", place / "导出的表", "-o", filled).stdout
    text += loop.run("check", filled).stdout
    text += loop.run("reasons", filled, "-o", told).stdout
    text += loop.run("generate", told, "-o", place / "公开", "--draft").stdout
    return text.replace(f"{place}/", "").splitlines()


@pytest.mark.trial
def test_the_year_begun_with_word_needs_only_words(word_year: list[str]) -> None:
    """Exports in the place of rounded print: no number contradicts another, no row stands twice."""
    codes = {line.split()[1] for line in word_year if line.startswith("[错误]")}
    assert "KN-06a" in codes
    assert codes.isdisjoint({"SR-12", "HD-01", "BN-05a", "BN-08a"})
    assert codes <= {"KN-06a", "SR-13", "BW-10", "BW-25", "BW-27", "JX-06", "WN-09b"}
    filled = next(line for line in word_year if line.startswith("填了"))
    assert int(filled.split()[1]) > 800


@pytest.mark.trial
def test_every_line_shown_is_said(handbook: str, said: list[str]) -> None:
    blocks = re.findall(r"^```\n(.*?)^```$", handbook, re.MULTILINE | re.DOTALL)
    shown = [line for block in blocks for line in block.splitlines() if not line.startswith((">", "……"))]
    assert len(shown) > 20
    patterns = {line: re.compile(re.escape(line).replace("……", ".*")) for line in shown}
    strange = [line for line, pattern in patterns.items() if not any(map(pattern.fullmatch, said))]
    assert strange == [], "after correcting the handbook run `make pictures` and look at the pictures"


def test_the_reason_of_the_report_is_that_of_the_handbook(handbook: str, make_pictures: ModuleType) -> None:
    assert f"> {make_pictures.REASON}\n" in handbook


def test_every_picture_is_made_and_shown(root: Path, handbook: str, make_pictures: ModuleType) -> None:
    of_pages, of_board = load_tool("make_page_pictures"), load_tool("make_board_pictures")
    readme = (root / "README.md").read_text(encoding="utf-8")
    bureau = (root / "docs" / "财政局手册.md").read_text(encoding="utf-8")
    here, there, board = (
        set(re.findall(r"\]\([a-z/]*images/(.+?)\.png\)", text)) for text in (handbook, readme, bureau)
    )
    aside = {"报告", "修订", "一图读懂", "正文里的图", make_pictures.LIVING}
    assert here == {*make_pictures.SHEETS, *make_pictures.COMPARED, *aside}
    assert there == {*of_pages.PICTURES.values()}
    assert board == {picture for pictures in of_board.PICTURES.values() for picture in pictures}
    pictures = list((root / "docs" / "images").iterdir())
    assert {path.stem for path in pictures} == here | there | board
    for path in pictures:
        of_a_page = path.stem in there | board or path.stem == make_pictures.LIVING
        limit = of_pages.LIMIT if of_a_page else make_pictures.LIMIT
        assert path.stat().st_size <= limit, path.name


def test_every_key_of_a_pack_is_explained(root: Path) -> None:
    """A template maintainer finds each top-level key of pack.yaml in the table of the handbook."""
    handbook = (root / "docs" / "格式维护手册.md").read_text(encoding="utf-8")
    rows = "\n".join(line.split("|")[1] for line in handbook.splitlines() if line.startswith("| `"))
    packs = list((root / "templates").glob("*/*/*/pack.yaml"))
    assert packs
    used = {
        key
        for pack in packs
        for key in re.findall(r"^[+-]?([a-z_]+):", pack.read_text("utf-8"), re.MULTILINE)
    }
    assert "overview" in used
    assert [key for key in sorted(used) if not re.search(rf"`{key}[`:]", rows)] == []


def test_the_levels_of_reasons_are_those_of_the_rules(handbook: str) -> None:
    """What the handbook says of each rule about reasons is what `gongkai rules` says, in every format."""
    rows = re.findall(
        r"^\| [^|]+ \| (错误|警告|提示)([^|]*) \| ([A-Z]{2}-\d+[a-z]?) \|$", handbook, re.MULTILINE
    )
    assert len(rows) > 8
    packs = [pack for info in LIBRARY.published() if (pack := load_pack(info.format)[0]) is not None]
    levels: dict[str, set[str]] = {}
    for entry in catalogue(packs):
        levels.setdefault(entry.code, set()).add(entry.level)
    assert {code: {level} for level, _, code in rows} == {code: levels[code] for _, _, code in rows}
    explained = {code for _, remark, code in rows if "核对说明" in remark}
    explainable = {rule.code for rule in algorithmic_rules() if rule.explainable}
    assert explained == {code for _, _, code in rows} & explainable
    blocking = {"WN-09b", "WN-09c", "WN-10a", "WN-11", "WN-04", "WZ-04", "WZ-14", "BW-10", "JG-06"}
    assert {code for level, _, code in rows if level == "错误"} == blocking


def test_the_readme_lists_every_format(root: Path) -> None:
    """The table says a province and kind once and then years alone, those that follow each other from—to."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    told: set[str] = set()
    for row in re.findall(r"^\| (`[a-z].*?) \|", readme, re.MULTILINE):
        family, before = "", ""
        for sign, name in re.findall(r"(—?)`([\w/]+)`", row):
            family, year = (name[:-5], name[-4:]) if "/" in name else (family, name)
            first = int(before) if sign else int(year)
            told |= {f"{family}/{each}" for each in range(first, int(year) + 1)}
            before = year
    packs = (root / "templates").glob("*/*/*/pack.yaml")
    made = [
        pack.parent.relative_to(root / "templates").as_posix()
        for pack in packs
        if "\nabstract: 是" not in pack.read_text("utf-8")
    ]
    assert sorted(told) == sorted(made)
