"""Every zip file that we write says that it was made on Unix, wherever it was made."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.blanks import write_workbook
from gongkai.copies.workbook_copy import open_copy, save_copy
from gongkai.files import same_on_every_system
from gongkai.office_files import MADE_ON
from tests.support.library import check_file


def systems(package: bytes) -> set[int]:
    return {info.create_system for info in zipfile.ZipFile(io.BytesIO(package)).infolist()}


def test_the_same_bytes_on_windows(monkeypatch: pytest.MonkeyPatch, samples: list[Path]) -> None:
    """zipfile asks `sys.platform`; so do the packages that write workbooks by it."""
    path = samples[0] / "input.xlsx"

    def made() -> dict[str, bytes]:
        checked = check_file(path)
        document, pack = pipeline.compose(checked), checked.loaded.pack
        assert document is not None
        assert pack is not None
        rendered = pipeline.render(document, pack, ("docx", "xlsx"), pages=False)
        return {
            **rendered.files,
            **pipeline.check_report(checked, document),
            "blank": write_workbook(pack.inputs, pack.classification),
            "copy": save_copy(open_copy(path.read_bytes())),
        }

    here = made()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "win32")
        probe = zipfile.ZipInfo("a").create_system
        there = made()
    assert probe == 0, "the patch has no effect on zipfile"
    assert there.keys() == here.keys()
    for name, content in here.items():
        assert there[name] == content, name
        assert systems(content) == {MADE_ON}, name


def test_only_the_system_is_changed() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.xml", "目录/乙.xml"):
            info = zipfile.ZipInfo(name)
            info.create_system, info.extra, info.comment = 0, b"\x01\x02\x02\x00hi", b"PK\1\2"
            archive.writestr(info, "文字" * 50)
    done = same_on_every_system(buffer.getvalue())
    assert systems(done) == {MADE_ON}
    assert sum(a != b for a, b in zip(done, buffer.getvalue(), strict=True)) == 2
    with zipfile.ZipFile(io.BytesIO(done)) as archive:
        assert archive.testzip() is None
        assert archive.read("目录/乙.xml").decode() == "文字" * 50


@pytest.mark.parametrize("content", [b"PK\3\4" + b"x" * 40, b"x" * 22])
def test_what_is_no_package_is_a_fault_of_ours(content: bytes) -> None:
    with pytest.raises(AssertionError):
        same_on_every_system(content)
