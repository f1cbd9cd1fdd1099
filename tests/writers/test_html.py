"""The HTML report: the same words as Word, nothing from elsewhere, every figure traced to cells that add up to it."""

from __future__ import annotations

import json
import random
import re
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from benchmarks.large_page import FIGURES, large_document
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
        if tag not in ("meta", "br", "col"):
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


def test_nobody_reads_a_template_or_a_bare_code(sample: tuple[Path, Page, str, bytes]) -> None:
    """What a figure is called is a text filled in, and a row that is called by its code has its name too."""
    said = [(entry["n"], entry["f"]) for entry in sample[1].origins]
    assert len(said) > 100
    assert [name for name, formula in said if "{{" in name + formula] == []
    assert [name for name, _ in said if re.fullmatch(r"\d{3,7}", name)] == []


def test_amounts_say_their_unit_and_comparisons_are_told_in_words(
    sample: tuple[Path, Page, str, bytes],
) -> None:
    """Also where a figure is not printed itself but compared, and where it is nothing."""
    origins = sample[1].origins
    amounts = [entry for entry in origins if any(cell.endswith(" 元") for cell in entry.get("c", ()))]
    assert len(amounts) > 50
    assert [entry["n"] for entry in amounts if entry["s"] == "合计" and not entry["v"].endswith(" 元")] == []
    compared = [entry for entry in origins if entry["s"] in ("变动额", "变动率", "差异率", "完成率", "方向")]
    assert compared
    for entry in compared:
        assert "(" not in entry["f"], entry["f"]
        assert len({origins[term]["v"].endswith(" 元") for term in entry["t"]}) == 1, entry


def test_no_stage_is_said_beside_a_formula_of_another(sample: tuple[Path, Page, str, bytes]) -> None:
    staged = [entry for entry in sample[1].origins if re.fullmatch(r"\w+\[[^\]]*阶段=[^\]]*\]", entry["f"])]
    assert staged or sample[0].name.endswith("final")
    assert [entry for entry in staged if "阶段" in entry.get("p", "")] == []


def half_up(value: Decimal, decimals: int) -> Decimal:
    shown = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return shown or abs(shown)


class Adder:
    """Computes the entries of a page again from the cells of the workbook that they name."""

    def __init__(self, workbook: Path, origins: list[dict[str, Any]]) -> None:
        self.book = openpyxl.load_workbook(workbook, data_only=True)
        self.origins = origins
        rows = self.book["单位信息"].iter_rows(values_only=True)
        [unit] = [row[1] for row in rows if str(row[0] or "").startswith("金额单位")]
        self.factor = {"元": Decimal(1), "万元": Decimal(10_000)}[str(unit)]

    def whole(self, number: int) -> bool:
        """True if an entry and all below it name every cell."""
        entry = self.origins[number]
        return "m" not in entry and all(map(self.whole, entry.get("t", ())))

    def cell(self, said: str) -> Decimal:
        """What stands in a cell; the page says the same, in 元."""
        place, _, shown = said.partition("：")
        sheet, _, cell = place.partition("!")
        typed = Decimal(str(self.book[sheet][cell].value).replace(",", ""))
        told = Decimal(shown.removesuffix(" 元").replace(",", ""))
        assert told in (typed, typed * self.factor), said
        return told

    def value(self, number: int) -> Decimal:  # noqa: PLR0911  # one answer for each step
        entry = self.origins[number]
        terms = [self.value(term) for term in entry.get("t", ())]
        step = entry["s"]
        if step == "合计":
            return sum(map(self.cell, entry.get("c", ())), Decimal(0))
        if step == "个数":
            return Decimal(
                len({re.sub(r"![A-Z]+", "!", cell.partition("：")[0]) for cell in entry.get("c", ())})
            )
        if step == "常数":
            return Decimal(entry["f"])
        if step == "+":
            return sum(terms, Decimal(0))
        first, second, *others = terms
        if step in ("-", "*"):
            return first - second if step == "-" else first * second
        alike = half_up(first / 10_000, 2) == half_up(
            second / 10_000, 2
        )  # so they are never called more or less
        if step in ("/", "占比", "完成率"):
            if step == "完成率" and alike:
                return Decimal(1)
            return first / second if second else Decimal(0)
        if step in ("较小", "较大"):
            return min(terms) if step == "较小" else max(terms)
        if step == "变动额":
            return abs(first - second)
        if step in ("变动率", "差异率"):
            change = (first - second) / abs(second) if second and not alike else Decimal(0)
            return abs(change) if step == "变动率" else change
        assert step == "尾差占比", step
        shown = [half_up(part / second * 100, 2) for part in others]
        return (half_up(sum([first, *others]) / second * 100, 2) - sum(shown, Decimal(0))) / 100


def test_200_figures_rates_and_shares_are_computed_again(sample: tuple[Path, Page, str, bytes]) -> None:
    folder, page, _, _ = sample
    adder = Adder(folder / "input.xlsx", page.origins)
    figures = [
        (text, number)
        for text, number, is_word in page.figures
        if not is_word and re.fullmatch(r"-?[\d,]+(\.\d+)?", text) and adder.whole(number)
    ]
    chosen = random.Random(14).sample(figures, min(200, len(figures)))
    rates = [item for item in figures if page.origins[item[1]]["v"].endswith("%")]
    assert len(chosen) > 100 and (rates or "evaluation" in folder.name)
    for text, number in [*chosen, *rates]:
        entry = page.origins[number]
        value, shown = adder.value(number), Decimal(text.replace(",", ""))
        decimals = len(text.partition(".")[2])
        scaled = [value]
        if entry["v"].endswith("%"):
            scaled = [value * 100]
        elif entry["v"].endswith("元"):
            scaled = [value / 10_000, value]
        assert shown in [half_up(each, decimals) for each in scaled] or not (shown or value), (text, entry)
        exact = entry["v"].partition(" ")[0].replace(",", "").removesuffix("%")
        if not entry["v"].startswith("约"):
            assert Decimal(exact) == value * (100 if entry["v"].endswith("%") else 1), entry


MORE, LESS, SAME = (
    re.compile("增|上升|超|多"),
    re.compile("减|下降|降低|少"),
    re.compile("持平|一致|相同|没有变化|无变化|不变"),
)


def test_words_of_direction_are_right(sample: tuple[Path, Page, str, bytes]) -> None:
    folder, page, _, _ = sample
    adder = Adder(folder / "input.xlsx", page.origins)
    seen = 0
    for text, number, is_word in page.figures:
        terms = page.origins[number].get("t", ())
        if not is_word or len(terms) != 2 or not adder.whole(number):
            continue
        exact = [adder.value(term) for term in terms]
        now, before = [half_up(value / 10_000, 2) for value in exact]
        if now == before and max(exact) < 10_000:  # counts of people and cars
            now, before = exact
        if not any(exact):
            continue  # formats prescribe what is said of nothing
        said = [sign for sign, pattern in ((1, MORE), (-1, LESS), (0, SAME)) if pattern.search(text)]
        if len(said) == 1:
            assert said[0] == (now > before) - (now < before), (text, now, before, page.origins[number])
            seen += 1
    assert seen > 5 or "evaluation" in folder.name


def test_a_list_of_sources_for_paper(sample: tuple[Path, Page, str, bytes]) -> None:
    folder, page, html, _ = sample
    document = compose(check_file(folder / "input.xlsx"))
    assert document is not None
    assert 'id="sources"' not in html
    listed = html_report(document, sources=True).decode()
    pages, _, after = listed.partition('<div class="paper wide sources">')
    rows = re.findall(r'<tr id="s(\d+)">', after)
    assert rows == [str(number) for number in range(1, len(page.origins) + 1)]
    assert set(re.findall(r'href="#s(\d+)"', after)) <= set(rows)
    assert pages.rstrip() == html.partition("\n</main>")[0].rstrip()
    cells = {cell for entry in page.origins for cell in entry.get("c", ())}
    assert cells and all(cell in after for cell in cells)


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
    page = Page(html_report(Document(evil, evil, evil, (Paragraph((Run(evil),)), table))).decode())
    assert not [tag for tag, _ in page.tags if tag in ("img", "b")]
    assert "".join(page.shown).count(evil) == 5  # the name of the page too


def test_heading_cells_are_headings_and_wide_tables_stand_on_wide_pages(
    sample: tuple[Path, Page, str, bytes],
) -> None:
    _, page, html, _ = sample
    names = [tag for tag, _ in page.tags]
    assert "h2" in names and "th" in names
    assert "@page wide" in html and "display:table-header-group" in html


def test_a_page_of_1500_figures_is_no_larger_than_two_megabytes() -> None:
    page = html_report(large_document(ROOT)).decode()
    assert page.count(" data-f=") > FIGURES
    assert 500_000 < len(page.encode()) <= 2_000_000


def test_the_list_of_sources_has_columns_and_nothing_unfilled() -> None:
    document = compose(check_file(SAMPLES[0] / "input.xlsx"))
    assert document is not None
    page = html_report(document, sources=True).decode()
    listed = page[page.index('id="sources"') : page.index("<script")]
    assert listed.count("<col ") == 7
    assert "{" not in listed[: listed.index("<tbody>")]
