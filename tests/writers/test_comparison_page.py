"""The page of a comparison: whole without script, nothing from elsewhere, every change in both of its halves."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gongkai.comparing.comparison import Version, VersionComparison
from gongkai.comparing.files import comparison_page
from gongkai.comparing.merging import merged
from gongkai.comparing.sides import ReportSide
from gongkai.tree.nodes import Document, Paragraph, Run
from gongkai.writers.html.comparison import comparison_html
from gongkai.writers.html.policy import digest
from tests.comparing.support import compared
from tests.web.browser import chromium
from tests.writers.test_tracked import PAIRS


class Shown(HTMLParser):
    """The elements of a page, closed in order; the text of each `del` and `ins` of the whole report."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.asked: list[tuple[str, str]] = []
        self.marked: dict[str, list[str]] = {"del": [], "ins": []}
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)
        found = dict(attrs)
        if name := found.get("id"):
            self.ids.append(name)
        if (link := found.get("href")) is not None:
            self.links.append(link)
        self.asked += [(tag, name) for name in found if name in ("src", "style", "onclick")]
        if tag in self.marked:
            self.marked[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in ("del", "ins"):
            if tag in self.open:
                self.marked[tag][-1] += data


@pytest.fixture(scope="module")
def found() -> VersionComparison:
    return compared(*PAIRS["edited"])


@pytest.fixture(scope="module")
def html(found: VersionComparison) -> str:
    return comparison_html(comparison_page(found)).decode()


def test_nothing_from_elsewhere_and_no_script(html: str) -> None:
    shown = Shown(html)
    assert "<script" not in html and shown.asked == []
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy == f"default-src 'none'; style-src {digest(style)}; base-uri 'none'; form-action 'none'"
    assert "unsafe" not in html and not re.search(r"url\(|@import", style)
    assert not re.search("[\ufdd0-\ufdef]", html)


def test_every_difference_is_in_the_list_and_in_the_text(html: str, found: VersionComparison) -> None:
    shown = Shown(html)
    numbers = [item.number for item in found.merged.differences]
    assert len(numbers) > 40 and len(shown.ids) == len(set(shown.ids))
    assert {f"l{number}" for number in numbers} <= set(shown.ids)
    placed = {name for name in shown.ids if re.fullmatch(r"c\d+", name)}
    assert {f"c{number}" for number in numbers} - placed == set()
    assert {link[1:] for link in shown.links} <= set(shown.ids)


def test_words_that_went_and_came_are_told_apart(html: str) -> None:
    shown = Shown(html)
    assert "12423.32" in shown.marked["del"] and "12443.32" in shown.marked["ins"]
    assert '<tr class="went">' in html and "推定" not in html


def test_a_text_with_markup_stays_text() -> None:
    sides = [
        ReportSide(Document("题", "", "名", (Paragraph((Run(text),), "body", "文:1"),)), True)
        for text in ("<b>甲</b> & 乙。", '<i onclick="x">甲</i> & 丙。')
    ]
    made = VersionComparison(Version("<a>", "输入"), Version("b", "输入"), [], merged(*sides), None)
    page = comparison_html(comparison_page(made)).decode()
    assert (
        "<i onclick" not in page and "<b>甲" not in page and "&lt;i onclick" in page and "&lt;a&gt;" in page
    )


@pytest.mark.trial
def test_a_browser_shows_and_prints_it(html: str, tmp_path: Path) -> None:
    """No complaint, no request, nothing wider than the window on a telephone, A4 on paper."""
    path = tmp_path / "对照.html"
    path.write_text(html, "utf-8")
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 800}, java_script_enabled=True)
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(path.as_uri())
        assert asked == [path.as_uri()] and said == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        size = page.pdf(prefer_css_page_size=True)
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", size))
    assert boxes and all(
        {round(float(side)) for side in box} <= {594, 595, 596, 841, 842, 843} for box in boxes
    )
