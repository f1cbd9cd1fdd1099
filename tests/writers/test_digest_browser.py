"""一图读懂 and a report with charts in a real browser: one sheet of paper, no fault for axe-core, keys reach the charts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongkai import pipeline
from gongkai.writers.digest.page import digest_html
from gongkai.writers.html.writer import html_report
from tests.conftest import ROOT
from tests.support.library import check_file
from tests.web.browser import axe_faults, axe_script, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.trial
INPUTS = [*sorted(ROOT.glob("sample_inputs/*/input.yaml")), ROOT / "tests/formats/sichuan/input.yaml"]


def opened(browser: Browser, page: str, folder: Path) -> tuple[Any, list[str]]:
    """The page in a browser, and what it asked for or complained of."""
    file = folder / "页.html"
    file.write_text(page, encoding="utf-8")
    shown = browser.new_page(viewport={"width": 1000, "height": 1300})
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.on("request", lambda request: said.append(request.url) if request.url != file.as_uri() else None)
    shown.goto(file.as_uri())
    return shown, said


def faults(shown: Any) -> list[str]:
    if axe_script() is None:
        pytest.skip("axe-core is not installed: run .ci/run once")
    return axe_faults(shown)


def test_every_sample_has_one_sheet_without_a_fault(tmp_path: Path) -> None:
    from pypdf import PdfReader

    assert len(INPUTS) == 6
    with chromium() as browser:
        for path in INPUTS:
            document = pipeline.compose(check_file(path))
            assert document is not None and document.digest is not None
            shown, said = opened(browser, digest_html(document.digest(), document).decode(), tmp_path)
            assert faults(shown) == [] and said == [], path.parent.name
            pages = PdfReader(io.BytesIO(shown.pdf(prefer_css_page_size=True, print_background=True))).pages
            assert [round(float(edge)) for edge in pages[0].mediabox[2:]] == [595, 842]
            assert len(pages) == 1, path.parent.name
            shown.set_viewport_size({"width": 360, "height": 740})
            assert shown.evaluate("document.documentElement.scrollWidth") <= 360, path.parent.name
            shown.close()


def test_the_keys_reach_the_figures_of_a_chart(tmp_path: Path) -> None:
    document = pipeline.compose(check_file(INPUTS[-1]))
    assert document is not None
    with chromium() as browser:
        shown, said = opened(browser, html_report(document).decode(), tmp_path)
        # That a report begins with headings of the second level is as it was before there were charts.
        assert [fault for fault in faults(shown) if not fault.startswith("page-has-heading-one")] == []
        first = shown.evaluate(
            "Array.from(document.querySelectorAll('[data-f]')).findIndex(figure => figure.closest('details'))"
        )
        before = shown.locator("[data-f]").nth(first - 1)
        before.focus()
        shown.keyboard.press("ArrowRight")
        assert shown.evaluate("document.activeElement.closest('details').open")
        shown.keyboard.press("Enter")
        assert "收入总计" in shown.inner_text("#panel") and said == []
