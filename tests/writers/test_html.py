"""The HTML report: the same words as Word, nothing from elsewhere, every figure traced to cells that add up to it."""

from __future__ import annotations

import json
import random
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongkai.pipeline import compose, render
from gongkai.readers.docx import read_docx
from gongkai.tree.nodes import Cell, CellKind, Document, Paragraph, Row, Run, Table
from gongkai.writers.html.writer import html_report
from tests.conftest import ROOT
from tests.support.library import check_file

SAMPLES = sorted(path.parent for path in ROOT.glob("sample_inputs/*/input.xlsx"))


class Page(HTMLParser):
    """What is shown of a page, and its figures: text, number of the origin, whether it is a word."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown: list[str] = []
        self.figures: list[tuple[str, int, bool]] = []
        self.origins: list[dict[str, Any]] = []
        self._open: list[str] = []
        self._figure: tuple[int, bool] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag not in ("meta", "br"):
            self._open.append(tag)
        if "data-f" in found:
            self._figure = int(found["data-f"] or ""), "w" in (found["class"] or "").split()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "data":
            self._figure = None

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["script"]:
            if data.startswith("["):
                self.origins = json.loads(data)
        elif "main" in self._open:
            self.shown.append(data)
            if self._figure is not None:
                self.figures.append((data, *self._figure))


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.name)
def sample(request: pytest.FixtureRequest) -> tuple[Path, Page, str, bytes]:
    checked = check_file(request.param / "input.xlsx")
    document = compose(checked)
    assert document is not None and checked.subject is not None
    files = render(document, checked.subject.pack, ("docx", "html"), pages=False).files
    word, html = (files[name] for name in sorted(files))
    text = html.decode()
    return request.param, Page(text), text, word


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_same_words_as_word(sample: tuple[Path, Page, str, bytes]) -> None:
    _, page, _, word = sample
    shown = squeezed("".join(page.shown))
    read = read_docx(word, "a.docx")
    for table in read.tables():
        for cell in table.cells:
            assert squeezed(cell.text) in shown
    lines = [squeezed(line.text) for line in read.lines()]
    assert len(lines) > 20
    missing = [line for line in lines if line not in shown]
    assert all(re.search(r"目录|更新域|^\d*$|—", line) for line in missing), missing[:5]


def test_nothing_is_asked_of_anywhere_and_a_policy_says_so(sample: tuple[Path, Page, str, bytes]) -> None:
    _, page, html, _ = sample
    assert len(html) < 2_000_000
    policy = next(tag["content"] for name, tag in page.tags if tag.get("http-equiv"))
    assert policy is not None and policy.startswith("default-src 'none'") and "unsafe" not in policy
    for _, attributes in page.tags:
        assert not {"src", "style", "onclick", "onload"} & set(attributes)
        assert str(attributes.get("href", "#")).startswith("#")
    targets = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {str(tag["href"])[1:] for name, tag in page.tags if name == "a"} <= targets


def test_figures_add_up_from_the_cells_that_they_name(sample: tuple[Path, Page, str, bytes]) -> None:
    folder, page, _, _ = sample
    book = openpyxl.load_workbook(folder / "input.xlsx", data_only=True)
    factor = Decimal(10_000 if "万元" in str(book["单位信息"]["B7"].value) else 1)
    added = [
        number
        for _, number, _ in page.figures
        if page.origins[number]["s"] == "合计"
        and "m" not in page.origins[number]
        and "c" in page.origins[number]
    ]
    chosen = random.Random(14).sample(added, min(200, len(added)))
    assert len(chosen) > 3
    for number in chosen:
        entry = page.origins[number]
        total = Decimal(0)
        for place in entry["c"]:
            sheet, _, cell = place.partition("!")
            total += Decimal(str(book[sheet][cell].value or 0))
        value = Decimal(entry["v"].partition(" ")[0].replace(",", ""))
        assert value in (total * factor, total, total * 10_000), entry


def test_terms_lead_on_and_words_are_words(sample: tuple[Path, Page, str, bytes]) -> None:
    _, page, _, _ = sample
    assert len(page.figures) > 20
    for text, number, is_word in page.figures:
        entry = page.origins[number]
        assert entry["s"] and text
        assert all(term < len(page.origins) and term != number for term in entry.get("t", ()))
        assert (
            entry.get("t")
            or entry.get("c")
            or entry["v"].partition(" ")[0] in ("0", "0%")
            or entry["s"] == "常数"
        )
        if is_word:
            assert re.search(r"[\u4e00-\u9fff]", text) and not text.startswith(("万元", "，"))


def test_hostile_text_is_only_text() -> None:
    evil = '</script><img src=x onerror="a()">&<b>'
    table = Table(
        evil, evil, (Row((Cell(evil, CellKind.HEADER),)), Row((Cell(evil),))), (1.0,), header_rows=1
    )
    page = Page(html_report(Document(evil, evil, evil, (Paragraph((Run(evil),)), table))))
    assert not [tag for tag, _ in page.tags if tag in ("img", "b")]
    assert "".join(page.shown).count(evil) == 4


def test_heading_cells_are_headings_and_wide_tables_stand_on_wide_pages(
    sample: tuple[Path, Page, str, bytes],
) -> None:
    _, page, html, _ = sample
    names = [tag for tag, _ in page.tags]
    assert "h2" in names and "th" in names
    assert "@page wide" in html and "display:table-header-group" in html
