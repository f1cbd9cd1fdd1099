"""Files that no department would send: each ends in one finding that says what is wrong, soon and in little memory."""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from gongkai import pipeline
from gongkai.findings import Severity
from tests.robust.trial import UNREADABLE, outcome, time_limit

SAMPLES = Path(__file__).parents[2] / "sample_inputs"
BOOK = (SAMPLES / "liulin-2023-final" / "input.xlsx").read_bytes()
TEXT = (SAMPLES / "liulin-2023-final" / "input.yaml").read_text(encoding="utf-8")
SECONDS = 60.0
MEMORY = 1_200_000_000  # of address space, for everything with the libraries


def _parts(content: bytes = BOOK) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _with_sheet(change: Callable[[bytes], bytes], name: str = "xl/worksheets/sheet3.xml") -> bytes:
    parts = _parts()
    parts[name] = change(parts[name])
    return _zipped(parts)


def _rows(count: int, cells: str) -> bytes:
    """The sample with so many rows more below a sheet's own."""
    rows = "".join(f'<row r="{n}">{cells.format(n=n)}</row>' for n in range(5000, 5000 + count))
    return _with_sheet(lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))


def _doctype(declarations: str) -> Callable[[bytes], bytes]:
    return lambda xml: re.sub(rb"(<worksheet)", declarations.encode() + rb"\1", xml, count=1)


_LAUGHS = (
    '<!DOCTYPE worksheet [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def _sheets(count: int) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for n in range(count):
        book.add_worksheet(f"表{n}").write(0, 0, n)
    book.close()
    return buffer.getvalue()


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + stream.encode("utf-16-le") + b"\x00" * 600


def _many_parts() -> bytes:
    return _zipped({**_parts(), **{f"xl/media/{n}.bin": b"" for n in range(6000)}})


def _entities_in_workbook() -> bytes:
    parts = _parts()
    xml = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = re.sub(
        "(<workbook)", _LAUGHS.replace("\\", "\\\\") + r"\1", xml, count=1
    ).encode()
    return _zipped(parts)


BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "是空的"),
    "blank": (lambda: b" \r\n" * 100, "是空的"),
    "encrypted": (lambda: _ole("EncryptedPackage"), "加了密码"),
    "xls in xlsx clothing": (lambda: _ole("Workbook"), "旧的 .xls"),
    "text in xlsx clothing": (TEXT.encode, "不是 Excel 工作簿"),
    "html in xlsx clothing": (
        lambda: b"<html><table><tr><td>1</td></tr></table></html>",
        "不是 Excel 工作簿",
    ),
    "docx in xlsx clothing": (lambda: _zipped({"word/document.xml": b"<w/>"}), "已损坏"),
    "zip of nothing": (lambda: _zipped({}) + b"PK\x03\x04", "不是 Excel 工作簿"),
    "no sheets": (lambda: _zipped({k: v for k, v in _parts().items() if "worksheets" not in k}), "没有写明"),
    "sheet is no xml": (lambda: _with_sheet(lambda xml: b"\x00\xff" * 50), "已损坏"),
    "sheet cut off": (lambda: _with_sheet(lambda xml: xml[: len(xml) // 2]), "已损坏"),
    "entities": (lambda: _with_sheet(_doctype(_LAUGHS)), "实体声明"),
    "entities in the workbook": (_entities_in_workbook, "实体声明"),
    "file entity": (
        lambda: _with_sheet(_doctype('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        "实体声明",
    ),
    "bomb": (lambda: _with_sheet(lambda xml: xml + b" " * 80_000_000), "解压后太大"),
    "many bombs": (
        lambda: _zipped({**_parts(), **{f"xl/x{n}.xml": b"0" * 9_000_000 for n in range(9)}}),
        "解压后太大",
    ),
    "parts": (_many_parts, "解压后太大"),
    "sheets": (lambda: _sheets(1000), "1000 张工作表"),
    "rows": (lambda: _rows(100_000, '<c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c>'), "最多 20000 行"),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_hostile_workbook_is_one_finding(name: str, tmp_path: Path) -> None:
    make, said = BOOKS[name]
    path = tmp_path / "填报.xlsx"
    path.write_bytes(make())
    with time_limit(SECONDS):
        checked = pipeline.check(path)
    assert outcome(checked) == UNREADABLE
    (finding,) = checked.findings
    assert said in finding.message, finding
    assert finding.hint


YAMLS: dict[str, tuple[Callable[[], bytes], str]] = {
    "gbk": (lambda: TEXT.encode("gbk", "replace"), "不是 UTF-8"),
    "utf-16": (lambda: TEXT.encode("utf-16"), "不是 UTF-8"),
    "utf-16 without mark": (lambda: TEXT.encode("utf-16-le"), "不是 UTF-8"),
    "null characters": (lambda: b"\x00" * 100, "无法读取"),
    "anchor": ((TEXT + "\n自己的: &a [1]\n").encode, "锚点"),
    "alias": (lambda: b"a: &x 1\nb: *x\n", "锚点"),
    "laughs": (lambda: b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "锚点"),
    "tag": ("单位信息: !!python/object/apply:os.system ['echo 1']\n".encode, "标签"),
    "deep lists": (lambda: b"[" * 100_000, "层次太深"),
    "deep mappings": (lambda: b"{a: " * 50_000, "层次太深"),
    "deep indents": (lambda: "\n".join(" " * n + f"k{n}:" for n in range(300)).encode(), "层次太深"),
    "deep dashes": (lambda: b"- " * 20_000 + b"x", "层次太深"),
    "list at the top": (lambda: b"- a\n- b\n", "最外层"),
    "text at the top": ("只是一句话".encode, "最外层"),
    "two documents": ((TEXT + "\n---\na: 1\n").encode, "无法读取"),
    "tabs": ("单位信息:\n\t公开格式: x\n".encode, "无法读取"),
    "open quote": ((TEXT + '\n自己的: "没有结束').encode, "无法读取"),
    "too large": (("a: " + "很长" * 1_000_000).encode, "太大"),
    "comment only": ("# 没有内容\n".encode, "空的"),
    "binary": (lambda: random.Random(7).randbytes(5000), "不是 UTF-8"),
}


@pytest.mark.parametrize("name", YAMLS)
def test_a_hostile_yaml_file_is_one_finding(name: str, tmp_path: Path) -> None:
    make, said = YAMLS[name]
    path = tmp_path / "填报.yaml"
    path.write_bytes(make())
    with time_limit(SECONDS):
        checked = pipeline.check(path)
    assert outcome(checked) == UNREADABLE
    assert any(said in finding.message for finding in checked.findings), checked.findings


def test_duplicate_keys_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "填报.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (TEXT + "\n收入: []\n").encode())
    checked = pipeline.check(path)
    assert any("“收入”重复" in f.message and f.severity is Severity.ERROR for f in checked.findings)
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert pipeline.check(path).publishable


def test_a_yaml_file_without_a_mapping_to_itself_is_not_followed(tmp_path: Path) -> None:
    """`<<` merges nothing: it is a key like any other, and unknown."""
    path = tmp_path / "填报.yaml"
    path.write_text(TEXT + "\n<<: {收入: []}\n", encoding="utf-8")
    checked = pipeline.check(path)
    assert outcome(checked) != UNREADABLE
    assert any("“<<”" in finding.message for finding in checked.findings)


@pytest.mark.parametrize("part", range(8))
def test_a_workbook_cut_off_anywhere_is_broken(part: int, tmp_path: Path) -> None:
    rng = random.Random(part)
    path = tmp_path / "填报.xlsx"
    for length in sorted(rng.randrange(4, len(BOOK) - 1) for _ in range(15)):
        path.write_bytes(BOOK[:length])
        with time_limit(SECONDS):
            assert outcome(pipeline.check(path)) == UNREADABLE, length


@pytest.mark.parametrize("part", range(8))
def test_flipped_bytes_end_in_findings(part: int, tmp_path: Path) -> None:
    """The bytes of a sheet, and of the package around it."""
    rng = random.Random(100 + part)
    path = tmp_path / "填报.xlsx"
    parts = _parts()
    for _ in range(10):
        if rng.random() < 0.5:
            damaged = bytearray(BOOK)
            for _ in range(rng.randint(1, 6)):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            path.write_bytes(bytes(damaged))
        else:
            name = rng.choice([name for name in parts if name.endswith(".xml")])
            xml = bytearray(parts[name])
            for _ in range(rng.randint(1, 3)):
                xml[rng.randrange(len(xml))] = rng.choice(b"<>&\"'/0 =")
            path.write_bytes(_zipped({**parts, name: bytes(xml)}))
        with time_limit(SECONDS):
            assert outcome(pipeline.check(path))


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
            checked = pipeline.check(path)
        assert outcome(checked) == UNREADABLE, path
        assert len(checked.findings) == 1, path


def test_a_link_to_a_good_file_is_that_file(tmp_path: Path) -> None:
    link = tmp_path / "链接.xlsx"
    link.symlink_to(SAMPLES / "liulin-2023-final" / "input.xlsx")
    assert pipeline.check(link).publishable


def test_a_file_that_must_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "填报.xlsx"
    path.write_bytes(BOOK)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything, whatever the mode
    checked = pipeline.check(path)
    assert outcome(checked) == UNREADABLE
    assert "打不开" in checked.findings[0].message


def test_stray_formats_and_links_change_nothing(tmp_path: Path) -> None:
    """Rows formatted far below, hidden rows, a link to another workbook, a comment: none is data."""
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    for sheet in book.worksheets[1:4]:
        sheet.row_dimensions[3000].height = 30
        sheet.cell(3000, 40).style = "Normal"
        sheet.row_dimensions[6].hidden = True
    path = tmp_path / "填报.xlsx"
    book.save(path)
    parts = _parts(path.read_bytes())
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    path.write_bytes(_zipped(parts))
    before = pipeline.check(SAMPLES / "liulin-2023-final" / "input.xlsx")
    after = pipeline.check(path)
    assert before.subject is not None and after.subject is not None
    # Formulas lose their results when openpyxl saves; they stand in no column that is read.
    assert after.subject.document == before.subject.document


def test_hostile_files_stay_in_little_memory(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    names = ("bomb", "many bombs", "entities", "rows", "sheets")
    for name in names:
        (tmp_path / f"{name}.xlsx").write_bytes(BOOKS[name][0]())
    (tmp_path / "deep.yaml").write_bytes(YAMLS["deep lists"][0]())
    program = (
        "import sys, pathlib\nfrom gongkai import pipeline\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    print(path.stem, len(pipeline.check(path).findings))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == [word for name in sorted([*names, "deep"]) for word in (*name.split(), "1")]
