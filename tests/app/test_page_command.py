"""`gongkai page`, and formats of one's own beside the others on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai import __version__
from gongkai.app.environment import brought_formats
from gongkai.app.page_commands import page
from gongkai.app.templates_commands import templates_pack
from gongkai.app.wrong_usage import UserFault
from gongkai.packs.location import templates_root
from gongkai.packs.travelling import formats_of, packed, unpacked
from gongkai.page.brought_formats import with_formats
from gongkai.page.container import END, PARTS
from tests.page.built import formats_in

FORMAT = "benxian/final_accounts/2023"
PACK = f"""format: {FORMAT}
extends: shanxi/final_accounts/2023
name: 本县部门决算公开
year: 2023
"""
BUILT = f'<html><meta name="gongkai-version" content="{__version__}">\n{PARTS}AAAA{END}\n<script>1</script>'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a format of one's own, as it lies in `templates/`."""
    folder = tmp_path / "格式"
    (folder / FORMAT).mkdir(parents=True)
    (folder / FORMAT / "pack.yaml").write_text(PACK, "utf-8")
    return folder


def test_a_folder_gives_its_formats_as_one_zip(own: Path) -> None:
    assert brought_formats(own) == {"格式.zip": packed(own, [FORMAT])}


def test_zips_in_a_folder_are_taken_as_they_are(own: Path, tmp_path: Path) -> None:
    there = tmp_path / "zips"
    there.mkdir()
    (there / "本县.zip").write_bytes(packed(own, [FORMAT]))
    (there / "readme.txt").write_text("no format")
    assert list(brought_formats(there)) == ["本县.zip"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("extends: shanxi/final_accounts/1999", "1999"),
        ("extends: shanxi/final_accounts/2023\nunknown: 是", "不能用"),
    ],
)
def test_a_format_that_cannot_be_used_is_refused_with_its_fault(own: Path, change: str, words: str) -> None:
    (own / FORMAT / "pack.yaml").write_text(
        PACK.replace("extends: shanxi/final_accounts/2023", change), "utf-8"
    )
    with pytest.raises(UserFault, match=words):
        brought_formats(own)


def test_a_format_that_is_there_already_is_refused(tmp_path: Path) -> None:
    there = tmp_path / "zips"
    there.mkdir()
    (there / "山西.zip").write_bytes(packed(templates_root(), ["shanxi/final_accounts/2024"]))
    with pytest.raises(UserFault, match="已经有了"):
        brought_formats(there)


def test_what_is_no_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "坏.zip").write_bytes(b"no zip")
    with pytest.raises(UserFault, match=r"坏\.zip"):
        brought_formats(tmp_path)
    with pytest.raises(UserFault, match="没有文件夹"):
        brought_formats(tmp_path / "nowhere")


def test_a_built_page_is_given_formats_and_other_ones_in_their_place(own: Path, tmp_path: Path) -> None:
    base, first, second = (tmp_path / name for name in ("gongkai.html", "本县.html", "又.html"))
    base.write_text(BUILT, "utf-8")
    page(first, own, base)
    zipped = packed(own, [FORMAT])
    assert formats_in(first.read_text("utf-8")) == {"格式.zip": zipped}
    assert first.read_text("utf-8").replace(BUILT[BUILT.index(PARTS) :], "") != BUILT
    page(second, own, first)
    assert second.read_bytes() == first.read_bytes()
    assert with_formats(first.read_text("utf-8"), {}) == BUILT
    assert formats_in(BUILT) == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "不是本程序做的网页"),
        (b"\xff\xfe", "不是本程序做的网页"),
        (BUILT.replace(__version__, "99.0").encode(), "99.0"),
    ],
)
def test_another_file_is_no_page(tmp_path: Path, content: bytes, words: str) -> None:
    base = tmp_path / "base.html"
    base.write_bytes(content)
    with pytest.raises(UserFault, match=words):
        page(tmp_path / "made.html", None, base)
    assert not (tmp_path / "made.html").exists()


def test_the_base_itself_is_never_written_over(own: Path, tmp_path: Path) -> None:
    base = tmp_path / "gongkai.html"
    base.write_text(BUILT, "utf-8")
    with pytest.raises(Exception, match=r"gongkai\.html"):
        page(base, own, base)
    assert base.read_text("utf-8") == BUILT


def test_a_format_is_packed_for_others(tmp_path: Path) -> None:
    target = tmp_path / "山西.zip"
    templates_pack(["shanxi/final_accounts/2024"], target)
    assert formats_of(unpacked(target.read_bytes())) == ["shanxi/final_accounts/2024"]
    with pytest.raises(UserFault, match="1999"):
        templates_pack(["shanxi/final_accounts/1999"], target)


def test_formats_in_a_named_folder_stand_beside_the_others(own: Path, root: Path) -> None:
    """What the Windows folder does with its own `formats`; a folder that is not there is none."""
    start = "from gongkai.app.main import run; run()"
    listed = []
    for folder in (own, own / "nowhere"):
        environment = {
            **os.environ,
            "GONGKAI_FORMATS": str(folder),
            "PYTHONPATH": str(root / "src"),
            "PYTHONUTF8": "1",
        }
        command = [sys.executable, "-c", start, "templates", "list"]
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        listed.append(set(done.stdout.splitlines()))
    with_own, without = listed
    assert len(without) > 10
    assert with_own - without == {f"{FORMAT}\t本县部门决算公开（继承 shanxi/final_accounts/2023）"}
