"""The HTML report in Debian's Chromium: nothing asked of anywhere, nothing to complain of, the keyboard alone is enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.large_page import FIGURES, large_document
from gongkai.pipeline import compose
from gongkai.writers.html.writer import html_report
from tests.conftest import ROOT
from tests.support.library import check_file
from tests.web.browser import Visit, axe_faults, chromium, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.trial, pytest.mark.xdist_group("chromium")]
SAMPLES = sorted(path.parent.name for path in ROOT.glob("sample_inputs/*/input.xlsx"))
assert len(SAMPLES) == 5
LIULIN = "liulin-2023-final"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def opened(browser: Browser, folder: Path, sample: str, width: int = 1280, sources: bool = False) -> Visit:
    document = compose(check_file(ROOT / "sample_inputs" / sample / "input.xlsx"))
    assert document is not None
    path = folder / f"{sample}.html"
    path.write_bytes(html_report(document, sources))
    visited = visit(browser, width)
    visited.page.goto(path.as_uri())
    return visited


def panel(page: Page) -> Any:
    return page.get_by_role("complementary", name="数字的来源")


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("width", [1280, 390])
def test_each_page(browser: Browser, tmp_path: Path, sample: str, width: int) -> None:
    visited = opened(browser, tmp_path, sample, width, sources=True)
    page = visited.page
    assert panel(page).is_visible() == (width == 1280)
    visited.look("report")
    figures = page.locator("[data-f]")
    assert figures.count() > 100
    for place in (0, figures.count() // 2, figures.count() - 1):
        figures.nth(place).click()
        assert "印出" in panel(page).inner_text()
        box, cover = figures.nth(place).bounding_box(), panel(page).bounding_box()
        assert box is not None and cover is not None
        if width < 1000:
            assert box["y"] + box["height"] <= cover["y"] + 1, "the panel lies over the figure"
    visited.problems += [f"panel: {fault}" for fault in axe_faults(page)]
    assert "\n".join(visited.problems) == ""
    assert [url for url in visited.asked if not url.endswith(f"/{sample}.html")] == []
    assert visited.complaints == []


def test_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, LIULIN).page
    keys = page.keyboard
    assert page.locator('[data-f][tabindex="0"]').count() == 1

    def focused(script: str) -> Any:
        return page.evaluate(f"(() => {{ const item = document.activeElement; return {script}; }})()")

    for _ in range(80):
        keys.press("Tab")
        if focused("item.hasAttribute('data-f')"):
            break
    first = focused("item.textContent")
    keys.press("ArrowRight")
    assert focused("item.hasAttribute('data-f')") and page.locator('[data-f][tabindex="0"]').count() == 1
    keys.press("ArrowLeft")
    assert focused("item.textContent") == first
    keys.press("End")
    keys.press("Home")
    keys.press("/")
    keys.type("收入总计")
    page.get_by_role("button", name=re.compile("收入总计")).first.wait_for()
    keys.press("Enter")
    assert "精确值" in panel(page).inner_text() and focused("item.id") == "panel"
    title = panel(page).get_by_role("heading").first.inner_text()
    for _ in range(6):  # to the first term
        keys.press("Tab")
        if focused("item.tagName === 'BUTTON' && item.closest('ul') !== null"):
            break
    keys.press("Enter")
    assert panel(page).get_by_role("heading").first.inner_text() != title and focused("item.id") == "panel"
    keys.press("Tab")
    assert focused("item.textContent").startswith("←")
    keys.press("Enter")
    assert panel(page).get_by_role("heading").first.inner_text() == title
    keys.press("Escape")
    assert focused("item.hasAttribute('data-f')")
    assert "点报告里任何一个数" in panel(page).inner_text()
    keys.press("Enter")
    assert "印出" in panel(page).inner_text()


def test_without_script_it_is_the_report(browser: Browser, tmp_path: Path) -> None:
    path = Path(opened(browser, tmp_path, LIULIN, sources=True).page.url.removeprefix("file://"))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.get_by_role("heading", name="数据来源").is_visible()
    assert not page.locator("#panel").is_visible()
    context.close()


def test_printed_headings_repeat_and_wide_tables_lie(browser: Browser, tmp_path: Path) -> None:
    from pypdf import PdfReader

    page = opened(browser, tmp_path, LIULIN, sources=True).page
    page.locator("[data-f]").first.click()
    page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "a.pdf").pages
    sizes = {(round(float(each.mediabox.width)), round(float(each.mediabox.height))) for each in pages}
    assert sizes == {(595, 842), (842, 595)}
    texts = ["".join(each.extract_text().split()) for each in pages]
    assert not [text for text in texts if "点报告里任何一个数" in text or "印出939.18" in text]
    listed = [text for text in texts if "填报的单元格" in text]
    assert len(listed) > 3, "the heading of a table of many pages stands on one"


# Clicks on 20 figures all over the page: the most elements that one of them adds, and changes elsewhere.
WORK = """() => {
  const panel = document.getElementById("panel"), watched = new MutationObserver(() => {}), most = [0, 0];
  const figures = Array.from(document.querySelectorAll("[data-f]"));
  watched.observe(document.body, { subtree: true, childList: true, attributes: true });
  for (let n = 0; n < 20; n += 1) {
    figures[Math.floor(n * figures.length / 20)].click();
    if (!panel.textContent.includes("印出")) { throw new Error("the panel comes later than the click"); }
    const seen = watched.takeRecords(), elsewhere = new Set();
    seen.filter(one => !panel.contains(one.target)).forEach(one => elsewhere.add(one.target));
    most[0] = Math.max(most[0], panel.querySelectorAll("*").length);
    most[1] = Math.max(most[1], elsewhere.size);
  }
  return most;
}"""


def test_a_click_costs_the_same_in_a_page_of_1500_figures(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_bytes(html_report(large_document(ROOT)))
    page = visit(browser, 1280).page
    page.goto(path.as_uri())
    assert page.locator("[data-f]").count() > FIGURES
    added, changed = page.evaluate(WORK)
    assert 10 < added < 300, "the panel holds at most 40 cells and 30 other places"
    assert 1 <= changed <= 4, "the figure, the one before, the body: nothing else of the page is touched"
