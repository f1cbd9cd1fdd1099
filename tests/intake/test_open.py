"""Files that cannot be read at all: one finding, no exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from gongkai.blanks import write_workbook
from gongkai.codes import INPUT_CODES
from gongkai.findings import Severity
from gongkai.intake import open_input
from gongkai.readers.xlsx import read_sheets
from gongkai.source import Source
from tests.intake.support import CODES, SMALL, small_workbook, strict

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def cut(path: Path) -> bytes:
    content = small_workbook(path / "whole.xlsx").read_bytes()
    return content[: len(content) // 2]


def spoiled(path: Path) -> bytes:
    content = bytearray(write_workbook(SMALL, CODES))
    content[200:2000] = b"\x00" * 1800
    return bytes(content)


CASES: dict[str, tuple[str, Callable[[Path], bytes], str]] = {
    "cut off": ("a.xlsx", cut, "已损坏"),
    "spoiled inside": ("a.xlsx", spoiled, "已损坏"),
    "some zip": ("a.xlsx", lambda _: b"PK\x03\x04" + b"x" * 100, "已损坏"),
    "not a workbook": ("a.xlsx", lambda _: b"<html></html>", "其实是网页"),
    "old format in disguise": ("a.xlsx", lambda _: OLE + b"x" * 600, "旧格式"),
    "password": ("a.xlsm", lambda _: OLE + b"x" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "old workbook cut off": ("a.xls", lambda _: OLE + "Workbook".encode("utf-16-le"), "已损坏"),
    "another kind": ("a.docx", lambda _: b"PK\x03\x04", ".docx"),
    "no suffix": ("a", lambda _: b"x", "没有扩展名"),
    "empty": ("a.xlsx", lambda _: b"", "空的"),
    "empty yaml": ("a.yaml", lambda _: b" \n", "空的"),
    "broken yaml": ("a.yaml", lambda _: "甲: [乙".encode(), "YAML"),
    "yaml in gbk": ("a.yaml", lambda _: "单位信息:".encode("gbk"), "UTF-8"),
    "yaml list": ("a.yaml", lambda _: b"- 1", "最外层"),
    "yaml anchors": ("a.yaml", lambda _: b"a: &x 1\nb: *x", "锚点"),
}


@pytest.mark.parametrize("case", CASES)
def test_unreadable(tmp_path: Path, case: str) -> None:
    name, content, words = CASES[case]
    path = tmp_path / name
    path.write_bytes(content(tmp_path))
    opened, findings = open_input(Source.from_path(path))
    assert opened is None
    (found,) = findings
    assert (found.code, found.severity, found.location.file) == ("SR-01", Severity.ERROR, name)
    assert words in found.message
    assert found.hint


@pytest.mark.parametrize("name", ["没有.xlsx", "没有.yaml", "没有.xls"])
def test_missing_file(tmp_path: Path, name: str) -> None:
    opened, (found,) = open_input(Source.from_path(tmp_path / name))
    assert opened is None
    assert found.code == "SR-01"
    assert "找不到" in found.message


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "夹.xlsx").mkdir()
    opened, (found,) = open_input(Source.from_path(tmp_path / "夹.xlsx"))
    assert (opened, found.code) == (None, "SR-01")


def test_a_folder_without_a_last_part_has_a_name() -> None:
    _, (found,) = open_input(Source.from_path(Path()))
    assert "“.”" in found.message


def test_format_is_known_after_opening(tmp_path: Path) -> None:
    path = small_workbook(tmp_path / "甲.xlsx")
    opened, findings = open_input(Source.from_path(path))
    assert opened is not None
    assert (opened.format, opened.file, findings) == (SMALL.format, "甲.xlsx", [])


def test_a_strict_workbook_reads_the_same(tmp_path: Path) -> None:
    """Excel offers “Strict Open XML” right beside the usual kind; its parts have other namespaces."""
    content = small_workbook(tmp_path / "甲.xlsx").read_bytes()
    (tmp_path / "乙.xlsx").write_bytes(strict(content))
    first, second = (read_sheets(part, "甲.xlsx") for part in (content, strict(content)))
    assert repr(first) == repr(second)
    assert [len(grid.rows) for grid in first] == [3, 2, 1]
    opened, findings = open_input(Source.from_path(tmp_path / "乙.xlsx"))
    assert opened is not None
    assert (opened.format, findings) == (SMALL.format, [])


@pytest.mark.parametrize("text", ["明细:\n", "单位信息:\n  金额单位: 元\n", "单位信息:\n  公开格式:\n"])
def test_no_format_in_yaml(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    opened, (found,) = open_input(Source.from_path(path))
    assert (opened, found.code) == (None, "SR-24")


def test_a_workbook_of_another_kind_is_told_as_that(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "公开01表"
    book.save(tmp_path / "公开.xlsx")
    opened, (found,) = open_input(Source.from_path(tmp_path / "公开.xlsx"))
    assert (opened, found.code, found.location.sheet) == (None, "SR-24", "")
    assert "没有“单位信息”" in found.message and "成品" in found.hint


def test_no_format_in_workbook(tmp_path: Path) -> None:
    def clear(book: object) -> None:
        book["单位信息"]["B2"] = None  # type: ignore[index]

    opened, (found,) = open_input(Source.from_path(small_workbook(tmp_path / "a.xlsx", edit=clear)))
    assert (opened, found.code, found.location.cell) == (None, "SR-24", "A2")


def test_every_code_has_its_manual() -> None:
    assert list(INPUT_CODES) == [f"SR-{number:02d}" for number in range(1, len(INPUT_CODES) + 1)]
    for entry in INPUT_CODES.values():
        assert min(len(entry.title), len(entry.what), len(entry.mend)) >= 2
    assert len({entry.title for entry in INPUT_CODES.values()}) == len(INPUT_CODES)


def test_a_folder_is_told_to_be_one(tmp_path: Path) -> None:
    opened, findings = open_input(Source.from_path(tmp_path))
    assert opened is None
    assert "不是文件" in findings[0].message and "文件夹" in findings[0].hint
