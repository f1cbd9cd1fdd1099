"""Files that no department would send: each ends in one finding that says what is wrong, soon and in little memory."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from gongkai.findings import Severity
from tests.robust.hostile import BOOK, BOOKS, SAMPLES, TEXT, YAMLS, linked, parts, rows, zipped
from tests.robust.trial import STOPPED, UNREADABLE, outcome, time_limit
from tests.support.library import check_file

SECONDS = 60.0
MEMORY = 1_200_000_000  # of address space, for everything with the libraries


@pytest.mark.parametrize("name", BOOKS)
def test_a_hostile_workbook_is_one_finding(name: str, tmp_path: Path) -> None:
    make, said = BOOKS[name]
    path = tmp_path / "填报.xlsx"
    path.write_bytes(make())
    with time_limit(SECONDS):
        checked = check_file(path)
    assert outcome(checked) == UNREADABLE
    (finding,) = checked.findings
    assert said in finding.message, finding
    assert finding.hint


@pytest.mark.parametrize("name", YAMLS)
def test_a_hostile_yaml_file_is_one_finding(name: str, tmp_path: Path) -> None:
    make, said = YAMLS[name]
    path = tmp_path / "填报.yaml"
    path.write_bytes(make())
    with time_limit(SECONDS):
        checked = check_file(path)
    assert outcome(checked) == UNREADABLE
    assert any(said in finding.message for finding in checked.findings), checked.findings


def test_duplicate_keys_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "填报.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (TEXT + "\n收入: []\n").encode())
    checked = check_file(path)
    assert any("“收入”重复" in f.message and f.severity is Severity.ERROR for f in checked.findings)
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert check_file(path).publishable


def test_a_yaml_file_without_a_mapping_to_itself_is_not_followed(tmp_path: Path) -> None:
    """`<<` merges nothing: it is a key like any other, and unknown."""
    path = tmp_path / "填报.yaml"
    path.write_text(TEXT + "\n<<: {收入: []}\n", encoding="utf-8")
    checked = check_file(path)
    assert outcome(checked) != UNREADABLE
    assert any("“<<”" in finding.message for finding in checked.findings)


@pytest.mark.parametrize("part", range(8))
def test_a_workbook_cut_off_anywhere_is_broken(part: int, tmp_path: Path) -> None:
    rng = random.Random(part)
    path = tmp_path / "填报.xlsx"
    for length in sorted(rng.randrange(4, len(BOOK) - 1) for _ in range(15)):
        path.write_bytes(BOOK[:length])
        with time_limit(SECONDS):
            assert outcome(check_file(path)) == UNREADABLE, length


@pytest.mark.parametrize("part", range(8))
def test_flipped_bytes_end_in_findings(part: int, tmp_path: Path) -> None:
    """The bytes of a sheet, and of the package around it."""
    rng = random.Random(100 + part)
    path = tmp_path / "填报.xlsx"
    whole = parts()
    for _ in range(10):
        if rng.random() < 0.5:
            damaged = bytearray(BOOK)
            for _ in range(rng.randint(1, 6)):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            path.write_bytes(bytes(damaged))
        else:
            name = rng.choice([name for name in whole if name.endswith(".xml")])
            xml = bytearray(whole[name])
            for _ in range(rng.randint(1, 3)):
                xml[rng.randrange(len(xml))] = rng.choice(b"<>&\"'/0 =")
            path.write_bytes(zipped({**whole, name: bytes(xml)}))
        with time_limit(SECONDS):
            assert outcome(check_file(path))


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "文件夹.xlsx"
    folder.mkdir()
    loop = tmp_path / "循环.xlsx"
    loop.symlink_to(loop)
    gone = tmp_path / "断开.yaml"
    gone.symlink_to(tmp_path / "没有.yaml")
    device = tmp_path / "设备.xlsx"
    device.symlink_to("/dev/zero")
    paths = [
        folder,
        loop,
        gone,
        tmp_path / "没有.xlsx",
        tmp_path / ("长" * 200 + ".xlsx"),
        tmp_path / ("长" * 200),
    ]
    paths += [tmp_path / "无扩展名", device, Path("/dev/null"), tmp_path]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "管道.xlsx")
        paths.append(tmp_path / "管道.xlsx")
    for path in paths:
        with time_limit(5):
            checked = check_file(path)
        assert outcome(checked) == UNREADABLE, path
        assert len(checked.findings) == 1, path


def test_a_link_to_a_good_file_is_that_file(tmp_path: Path) -> None:
    link = tmp_path / "链接.xlsx"
    link.symlink_to(SAMPLES / "liulin-2023-final" / "input.xlsx")
    assert check_file(link).publishable


def test_a_file_that_must_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "填报.xlsx"
    path.write_bytes(BOOK)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything, whatever the mode
    checked = check_file(path)
    assert outcome(checked) == UNREADABLE
    assert "打不开" in checked.findings[0].message


def _same_report(path: Path) -> None:
    before = check_file(SAMPLES / "liulin-2023-final" / "input.xlsx")
    after = check_file(path)
    assert before.subject is not None and after.subject is not None, after.findings
    assert after.subject.document == before.subject.document


def test_stray_formats_change_nothing(tmp_path: Path) -> None:
    """Rows formatted far below, hidden rows: none is data."""
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    for sheet in book.worksheets[1:4]:
        sheet.row_dimensions[3000].height = 30
        sheet.cell(3000, 40).style = "Normal"
        sheet.row_dimensions[6].hidden = True
    path = tmp_path / "填报.xlsx"
    book.save(path)
    # Formulas lose their results when openpyxl saves; they stand in no column that is read.
    _same_report(path)


def test_100_000_rows_without_a_value_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "填报.xlsx"
    path.write_bytes(rows(100_000, '<c r="A{n}" s="1"/><c r="B{n}" s="2"/>'))
    with time_limit(SECONDS):
        _same_report(path)


@pytest.mark.trial
def test_as_many_rows_as_are_read_end_in_time(tmp_path: Path) -> None:
    """19,000 rows of a code twice: each is told, none is added in silence."""
    path = tmp_path / "填报.xlsx"
    path.write_bytes(rows(19_000, '<c r="A{n}"><v>2080101</v></c><c r="C{n}"><v>1</v></c>'))
    with time_limit(SECONDS):
        checked = check_file(path)
        assert outcome(checked) == STOPPED


@pytest.mark.trial
def test_100_000_rows_of_yaml_end_in_time(tmp_path: Path) -> None:
    path = tmp_path / "填报.yaml"
    more = "\n  - {科目编码: 2080101, 决算: {}}" * 100_000
    path.write_text(TEXT.replace("\n支出:", f"{more}\n支出:", 1), encoding="utf-8")
    with time_limit(SECONDS):
        assert outcome(check_file(path)) in (UNREADABLE, STOPPED)


@pytest.mark.parametrize("kept", [True, False], ids=["with result", "without"])
def test_a_formula_that_leads_to_another_file_is_read_by_its_result(kept: bool, tmp_path: Path) -> None:
    """The other file is never opened; a formula whose result was not kept is told with its cell."""
    path = tmp_path / "填报.xlsx"
    path.write_bytes(linked(kept))
    if kept:
        _same_report(path)
        return
    checked = check_file(path)
    assert outcome(checked) == STOPPED
    assert any(finding.code == "SR-07" and finding.location.cell for finding in checked.findings)


def test_hostile_files_stay_in_little_memory(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    names = ("bomb", "many bombs", "entities", "rows", "sheets")
    for name in names:
        (tmp_path / f"{name}.xlsx").write_bytes(BOOKS[name][0]())
    (tmp_path / "deep.yaml").write_bytes(YAMLS["deep lists"][0]())
    program = (
        "import sys, pathlib\nfrom gongkai import pipeline\nfrom gongkai.packs.library import Library\n"
        "from gongkai.packs.location import templates_root\nfrom gongkai.source import Source\n"
        "library = Library(templates_root())\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    print(path.stem, len(pipeline.check(Source.from_path(path), library).findings))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == [word for name in sorted([*names, "deep"]) for word in (*name.split(), "1")]
