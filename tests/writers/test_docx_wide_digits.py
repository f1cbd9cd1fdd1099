"""Numbers stay whole in their cells where a font with wide digits stands in for 宋体, as on a system without it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from gongkai import pipeline
from gongkai.source import Source
from tests.conftest import ROOT
from tests.support.library import LIBRARY

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAMPLES = sorted((ROOT / "sample_inputs").glob("*/input.xlsx"))
DIGIT, POINT = 0.636, 0.318  # em, of DejaVu Sans, which many systems take for a font that they lack
MARGINS = 6.0  # points, of a cell


def word_file(path: Path) -> bytes:
    checked = pipeline.check(Source.from_path(path), LIBRARY)
    document = pipeline.compose(checked)
    assert document is not None and checked.loaded.pack is not None
    files = pipeline.render(document, checked.loaded.pack, ("docx",), pages=False).files
    return next(iter(files.values()))


def sizes(archive: zipfile.ZipFile) -> dict[str, float]:
    """The type size in points of each paragraph style of tables."""
    styles = etree.fromstring(archive.read("word/styles.xml"))
    return {
        item.get(f"{W}styleId"): int(item.find(f"{W}rPr/{W}sz").get(f"{W}val")) / 2
        for item in styles.iter(f"{W}style")
        if item.get(f"{W}styleId").startswith("表格文字")
    }


@pytest.mark.parametrize(
    "path",
    [path if not at else pytest.param(path, marks=pytest.mark.trial) for at, path in enumerate(SAMPLES)],
    ids=lambda path: path.parent.name,
)
def test_every_number_has_room_for_wide_digits(path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(word_file(path)))
    type_size = sizes(archive)
    looked_at, too_wide = 0, []
    for cell in etree.fromstring(archive.read("word/document.xml")).iter(f"{W}tc"):
        paragraph = cell.find(f"{W}p")
        indent = paragraph.find(f"{W}pPr/{W}ind")
        text = "".join(paragraph.itertext())
        if indent is None or not int(indent.get(f"{W}left")) < 0 or not text:
            continue
        looked_at += 1
        size = type_size[paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")]
        reach = -sum(int(indent.get(f"{W}{side}") or 0) for side in ("left", "right")) / 20
        room = int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) / 20 - MARGINS + reach
        if sum(POINT if sign in ".," else DIGIT for sign in text) * size > room:
            too_wide.append((text, room))
    assert looked_at > 40
    assert too_wide == []


@pytest.mark.trial
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_no_number_breaks_without_the_fonts(tmp_path: Path) -> None:
    """Converted without stand-ins, as a stranger does who opens the Word file with LibreOffice."""
    (tmp_path / "a.docx").write_bytes(word_file(ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*convert, tmp_path / "a.docx"], check=True, capture_output=True, timeout=300)
    told = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "a.pdf", "-"], check=True, capture_output=True, text=True
    )
    pages = told.stdout.split("\f")
    assert len(pages) > 40
    [page] = [page for page in pages if re.search(r"公开 ?04 ?表", page)]
    assert len(re.findall(r"1955\.03(?!\d)", page)) >= 6
    assert not re.search(r"1955(?!\.03)", page)
    assert "注：本表反映" in page  # and the note is not alone on the next page
