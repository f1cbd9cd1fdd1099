"""`generate` and `batch` write over what they wrote and nobody has touched, and over nothing else."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from gongkai import own_files
from gongkai.own_files import places_beside, stamped, untouched
from gongkai.writers.pdf import convert_to_pdf, find_libreoffice
from gongkai.writers.registry import WRITERS
from tests.batch.support import overview
from tests.robust.command import gongkai
from tests.support import ooxml

GOOD = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    assert gongkai("generate", GOOD, "-o", folder, "--no-audit").code == 0
    return folder


@pytest.fixture
def out(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "公开"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def word(folder: Path) -> Path:
    (found,) = folder.glob("*.docx")
    return found


def by_word(path: Path) -> None:
    """Saved by another program after a change; it keeps the properties that it knows."""
    report = docx.Document(str(path))
    report.add_paragraph("补充一段")
    report.save(str(path))


def by_excel(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["H30"] = "改过"
    book.save(path)


def saved_only(path: Path) -> None:
    docx.Document(str(path)).save(str(path))


def one_letter(path: Path) -> None:
    """A single part changed, everything else and the mark kept, as a careful tool does."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/document.xml":
                assert "部门".encode() in data
                data = data.replace("部门".encode(), "单位".encode(), 1)
            new.writestr(info.filename, data)
    path.write_bytes(buffer.getvalue())


def without_mark(path: Path) -> None:
    """As an earlier version wrote it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            if info.filename != "docProps/custom.xml":
                new.writestr(info.filename, old.read(info))
    path.write_bytes(buffer.getvalue())


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def something_else(path: Path) -> None:
    path.write_text("别人的", encoding="utf-8")


def test_what_nobody_touched_is_replaced(out: Path) -> None:
    before = contents(out)
    assert len(before) == 3
    done = gongkai("generate", GOOD, "-o", out, "--no-audit")
    assert done.code == 0 and "没有覆盖" not in done.said
    assert contents(out) == before  # and the same input gives the same bytes
    changed = out.parent / "改.yaml"
    text = GOOD.read_text(encoding="utf-8")
    changed.write_text(text.replace("年度部门", "年度本部门") + "\n# 改\n", encoding="utf-8")
    assert gongkai("generate", changed, "-o", out, "--no-audit").code == 0
    assert set(contents(out)) == set(before)


@pytest.mark.parametrize("edit", [by_word, one_letter, without_mark, cut_off, something_else])
def test_an_edited_word_file_stays(out: Path, edit: Callable[[Path], None]) -> None:
    original = word(out).read_bytes()
    edit(word(out))
    path, edited = word(out), word(out).read_bytes()
    assert edited != original and not untouched(path)
    done = gongkai("generate", GOOD, "-o", out, "--no-audit")
    assert done.code == 0
    beside = path.with_stem(f"{path.stem}（2）")
    assert path.name in done.said and beside.name in done.said and "--force" in done.said
    assert path.read_bytes() == edited
    assert beside.read_bytes() == original
    assert len(contents(out)) == 4  # the two workbooks stand where they stood


def test_what_is_written_beside_is_ours_until_somebody_edits_it(out: Path) -> None:
    path, original = word(out), word(out).read_bytes()
    by_word(path)
    assert gongkai("generate", GOOD, "-o", out, "--no-audit").code == 0
    beside = path.with_stem(f"{path.stem}（2）")
    assert beside.read_bytes() == original
    assert gongkai("generate", GOOD, "-o", out, "--no-audit").code == 0
    assert len(contents(out)) == 4  # no third
    by_word(beside)
    assert gongkai("generate", GOOD, "-o", out, "--no-audit").code == 0
    assert path.with_stem(f"{path.stem}（3）").read_bytes() == original
    assert gongkai("generate", GOOD, "-o", out, "--no-audit", "--force").code == 0
    assert path.read_bytes() == original


def test_edited_workbooks_stay(out: Path) -> None:
    for path in sorted(out.glob("*.xlsx")):
        by_excel(path)
    edited = contents(out)
    assert gongkai("generate", GOOD, "-o", out, "--no-audit").code == 0
    now = contents(out)
    assert edited.items() <= now.items()
    assert len(now) == 5


def test_saving_alone_counts_as_touched(out: Path) -> None:
    """Word rewrites every part on saving; whether a letter changed nobody can tell."""
    saved_only(word(out))
    assert not untouched(word(out))


def test_the_batch_leaves_edited_files(tmp_path: Path) -> None:
    county, out = tmp_path / "县", tmp_path / "出"
    county.mkdir()
    path = county / "甲.yaml"
    shutil.copy(GOOD, path)
    assert gongkai("batch", county, "-o", out, "--jobs", "1", "--report").code == 0
    report = word(out / "甲")
    by_word(report)
    edited = report.read_bytes()
    path.write_text(path.read_text(encoding="utf-8") + "\n# 改\n", encoding="utf-8")
    assert gongkai("batch", county, "-o", out, "--jobs", "1", "--report").code == 0
    assert report.read_bytes() == edited
    (row,) = overview(out)["departments"]
    assert f"{report.stem}（2）.docx" in row["outputs"]
    assert row["counts"]["提示"] >= 1
    # It became faulty: what we wrote goes, what somebody edited stays.
    path.write_text("单位信息: [", encoding="utf-8")
    gongkai("batch", county, "-o", out, "--jobs", "1", "--report")
    assert [item.name for item in (out / "甲").iterdir()] == [report.name]


def test_marked_files_are_valid(out: Path) -> None:
    for path in out.iterdir():
        assert untouched(path), path
        assert ooxml.validate(path) == []
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert archive.namelist().count("docProps/custom.xml") == 1
            assert archive.namelist()[0] == "[Content_Types].xml"
    docx.Document(str(word(out)))
    for path in out.glob("*.xlsx"):
        openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    "comment", [*filter(None, (writer.comment for writer in WRITERS)), ("<!-- ", " -->")]
)
@pytest.mark.parametrize("end", ["\n", ""])
def test_other_files_are_marked_behind_their_end(tmp_path: Path, comment: tuple[str, str], end: str) -> None:
    content = f"%PDF-1.7\n1 0 obj\n%%EOF{end}".encode()
    path = tmp_path / "a.pdf"
    path.write_bytes(stamped(content, comment))
    assert path.read_bytes().startswith(content) and untouched(path)
    path.write_bytes(path.read_bytes().replace(b"1 0", b"2 0"))
    assert not untouched(path)
    path.write_bytes(content)
    assert not untouched(path)


@pytest.mark.trial
@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_a_marked_file_opens_in_libreoffice(out: Path) -> None:
    assert convert_to_pdf(word(out).read_bytes()) is not None


def test_where_nothing_can_be_read(tmp_path: Path) -> None:
    """A folder in the place of a file, and a folder that is not there: writing says what is wrong."""
    (tmp_path / "a.docx").mkdir()
    assert places_beside(tmp_path, {"a.docx": b""}) == {}
    assert places_beside(tmp_path / "没有", {"a.docx": b""}) == {}
    assert not own_files.untouched(tmp_path / "a.docx")
