"""Documents that nobody here wrote, as they are and as LibreOffice saves them in other kinds: every cell, every kind.

They lie beside the repository. Truth for workbooks is what openpyxl and xlrd read, for PDFs what poppler does.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import xlrd

from gongkai.readers.cells import letters
from gongkai.readers.document import read_document
from gongkai.readers.pdf.document import read_pdf
from gongkai.readers.printed_document import PrintedDocument, PrintedTable
from gongkai.recognition.reading import read_published
from gongkai.source import Source
from tests.conftest import ROOT
from tests.robust.libreoffice import saved_as, soffice
from tests.support.library import LIBRARY

_PLACES = (ROOT.parent / "shared" / "real", ROOT.parents[1] / "shared" / "real")
REAL = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
SHANGHAI = [
    "收支总表",
    "收入总表",
    "支出总表",
    "财政拨款收支总表",
    "一般公共预算支出表",
    "政府性基金表",
    "国有资本经营表",
    "一般公共预算基本支出表",
    "三公经费表",
]
SHANGHAI_FINAL = ["", *SHANGHAI[:5], SHANGHAI[7], SHANGHAI[8], SHANGHAI[5], SHANGHAI[6]]
_HEAD = ["收支总表", "收入总表", "支出总表"]
_TAIL = ["机关运行经费表", "三公经费表", "政府采购表"]
_GENERAL = ["一般公共预算支出表", "一般公共预算基本支出表"]
JIANGSU_2017 = [
    *_HEAD,
    "财政拨款收支总表",
    "财政拨款支出表",
    "财政拨款基本支出表",
    "政府性基金表",
    *_GENERAL,
    *_TAIL,
]
JIANGSU_2019 = [*JIANGSU_2017[:6], *_GENERAL, "三公经费表", "政府性基金表", "机关运行经费表", "政府采购表"]
KINDS = {
    **dict.fromkeys(("03", "05", "07", "18", "21"), SHANGHAI),
    **dict.fromkeys(("10", "12"), SHANGHAI_FINAL),
    **dict.fromkeys(("25", "29", "33"), JIANGSU_2019),
    "23": [*_HEAD, "财政拨款支出表", "财政拨款收支总表", *JIANGSU_2017[5:]],
    "36": JIANGSU_2017,
    "32": [],
}
"""What each table is, read by eye; "" for one that is none of the kinds."""
_DECIMAL = re.compile(r"\d[\d,]*\.\d+")

pytestmark = pytest.mark.trial


def squeezed(value: object) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return "" if value is None else re.sub(r"\s+", "", str(value))


def truth(path: Path) -> dict[tuple[str, str], str]:
    """Every cell with something in it, by sheet and reference."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, data_only=True)
        found = {
            (sheet.title, cell.coordinate): squeezed(cell.value)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
        }
    else:
        found = {
            (sheet.name, f"{letters(column + 1)}{row + 1}"): squeezed(sheet.cell_value(row, column))
            for sheet in xlrd.open_workbook(path).sheets()
            for row in range(sheet.nrows)
            for column in range(sheet.ncols)
        }
    return {place: text for place, text in found.items() if text}


def cells(document: PrintedDocument) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for item in document.items():
        for cell in item.cells if isinstance(item, PrintedTable) else (item,):
            if text := squeezed(cell.text):
                place = (cell.place.sheet, cell.place.cell)
                found[place] = found.get(place, "") + text
    return found


def kinds(source: Source) -> list[str]:
    return [table.recognised.kind for table in read_published(source, LIBRARY).tables]


@pytest.mark.parametrize("kind", ["", "xlsx", "xls", "ods"])
@pytest.mark.parametrize("name", ["16.xlsx", "20.xls"])
def test_every_cell_of_a_workbook(name: str, kind: str, tmp_path: Path) -> None:
    path = REAL / name
    if not path.is_file() or (kind and soffice() is None):
        pytest.skip("the document or LibreOffice is not here")
    content = path.read_bytes()
    if kind:
        content = saved_as(content, kind, tmp_path, path.suffix[1:])
    source = Source(f"a.{kind or path.suffix[1:]}", content)
    assert cells(read_document(source)) == truth(path)
    assert kinds(source) == SHANGHAI


@pytest.mark.parametrize("name", ["16.xlsx", "20.xls"])
def test_every_cell_of_a_word_file_made_of_a_workbook(name: str, tmp_path: Path) -> None:
    """Titles, units and blank rows stand within the grids there."""
    path = REAL / name
    if not path.is_file() or soffice() is None:
        pytest.skip("the document or LibreOffice is not here")
    page = saved_as(path.read_bytes(), "html", tmp_path / "html", path.suffix[1:])
    content = saved_as(page, "docx:MS Word 2007 XML", tmp_path / "docx", "html")
    source = Source("a.docx", content)
    found = Counter(
        squeezed(cell.text)
        for item in read_document(source).items()
        for cell in (item.cells if isinstance(item, PrintedTable) else (item,))
    )
    assert Counter(truth(path).values()) - found == Counter()
    told = read_published(source, LIBRARY).tables
    assert [table.recognised.kind for table in told if table.recognised.kind] == SHANGHAI
    assert [table.recognised.unit for table in told if table.recognised.kind] == ["元"] * 8 + ["万元"]


@pytest.mark.parametrize("name", KINDS)
def test_every_decimal_and_every_kind_of_a_pdf(name: str) -> None:
    path = REAL / f"{name}.pdf"
    if not path.is_file() or shutil.which("pdftotext") is None:
        pytest.skip("the document or poppler is not here")
    content = path.read_bytes()
    pages = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    for part, page in zip(read_pdf(content, path.name).parts, pages.split("\f"), strict=False):
        texts = [
            text
            for item in part.items
            for text in (
                [cell.text for cell in item.cells] if isinstance(item, PrintedTable) else [item.text]
            )
        ]
        mine = Counter(number for text in texts for number in _DECIMAL.findall(text))
        assert Counter(_DECIMAL.findall(page)) - mine == Counter(), part.page
    assert kinds(Source(path.name, content)) == KINDS[name]
