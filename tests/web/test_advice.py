"""No page tells an accountant to type a command."""

from __future__ import annotations

import re
from pathlib import Path

from gongkai.codes import CODES
from gongkai.rules.catalogue import catalogue
from gongkai.web.advice import handbook_on_pages, on_pages
from gongkai.web.handbook import sections
from tests.support.library import LIBRARY, load_pack

NAMED = re.compile(r"gongkai (?!import)[a-z]")


def test_no_advice_names_a_command() -> None:
    told = [
        text
        for entry in CODES.values()
        for text in (entry.what, entry.mend, *(text for _, text in entry.more))
    ]
    packs = [pack for info in LIBRARY.published() if (pack := load_pack(info.format)[0]) is not None]
    told += [text for entry in catalogue(packs) for _, text in entry.manual]
    commands = [text for text in told if "gongkai " in text]
    assert len(commands) > 8, "nothing was looked at"
    assert [on_pages(text) for text in commands if "gongkai " in on_pages(text)] == []


def test_hints_that_are_made_up_of_pieces(root: Path) -> None:
    """Their words stand in the source with fields in them; each line there that names a command is put right."""
    lines = []
    for folder in ("intake", "rules", "packs", "codes"):
        for path in (root / "src/gongkai" / folder).rglob("*.py"):
            for line in path.read_text("utf-8").split("\n"):
                if "gongkai " in line and "import " not in line.partition("gongkai ")[0]:
                    lines.append(line.strip())
    lines = [line for line in lines if not line.startswith(("#", '"""')) and "用 gongkai codes" not in line]
    assert len(lines) > 15
    assert [line for line in lines if NAMED.search(on_pages(line))] == []


def test_other_words_stay() -> None:
    assert on_pages("请改正\n第二行") == "请改正 第二行"
    assert on_pages(
        "年度填错的请改正；没有填错的请用 a/b/2024：gongkai new --format a/b/2024 --from 这份输入"
    ) == ("年度填错的请改正；没有填错的请用 a/b/2024：在“开始”选它，再把这份工作簿带过来")


def test_no_piece_of_the_handbook_names_a_command() -> None:
    """What is only done on a command line is left out of the pages, its sentences too; the rest stays."""
    pieces = sections()
    assert len(pieces) > 15 and sum(len(piece.html) for piece in pieces) > 8_000
    told = [
        piece.title for piece in pieces if re.search(r"gongkai [a-z]|(?<!-)--[a-z]|pip install", piece.html)
    ]
    assert told == []
    assert "填进" in handbook_on_pages("填进工作簿。写 `gongkai fill 我的.xlsx` 也行。")
    assert "gongkai" not in handbook_on_pages("填进工作簿。写 `gongkai fill 我的.xlsx` 也行。")


def test_what_only_a_command_line_can_do_is_not_advised() -> None:
    for text in (
        "在 Word 中打开时选“是”更新域，或安装 LibreOffice 后重新生成",
        "没有找到 LibreOffice，目录页码在打开 Word 时更新",
        "没有给出上年的输入（--last-year 文件）",
        "没有认出是按哪个格式公开的，请用 --last-format 写明上年的格式",
        "看过以后留下要用的一份；不要改过的那份，删掉再运行，或者加 --force 覆盖。",
    ):
        said = on_pages(text)
        assert "--" not in said and "LibreOffice" not in said and len(said) > 8, text
