"""A page of more than 1,500 figures: its size, how long it takes to write, and from a click to the panel in Chromium."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import best, check_file
from benchmarks.years import grown
from gongkai.model.book import Book
from gongkai.model.ledger import Ledger
from gongkai.sections.compose import compose_document
from gongkai.tree.nodes import Document
from gongkai.writers.html.writer import html_report

FIGURES, SIZE = 1500, 28  # a department with so many codes and projects has more figures
# Clicks on 20 figures all over the page, each once it is in sight, as for a person; of each the ms until the panel is
# laid out.
_CLICKS = """async () => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const figures = Array.from(document.querySelectorAll("[data-f]")), times = [];
  for (let n = 0; n < 20; n += 1) {
    const figure = figures[Math.floor(n * figures.length / 20)];
    figure.scrollIntoView({ block: "center" });
    await frame();
    await frame();
    const start = performance.now();
    figure.click();
    document.getElementById("panel").getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return Math.max(...times);
}"""


@dataclass(frozen=True, slots=True)
class LargePage:
    """Megabytes, ms of processor time to write it, ms of the slowest click; None without Chromium and Playwright."""

    figures: int
    megabytes: float
    milliseconds: float
    click: float | None


def large_document(root: Path, sample: str = "liulin-2023-final", size: int = SIZE) -> Document:
    """The report of a sample that grew."""
    subject = check_file(root / "sample_inputs" / sample / "input.yaml").subject
    assert subject is not None
    department = grown(subject.department, subject.pack, size)
    book = Book(Ledger(department), subject.pack.definitions)
    document = compose_document(subject.pack, department, book).document
    assert document is not None
    return document


def measure(root: Path) -> LargePage:
    documents = [large_document(root)]
    page = html_report(documents[0]).decode()

    def compose() -> None:
        documents[0] = large_document(root)  # a book keeps what was asked of it

    spent = best(lambda: html_report(documents[0]), rounds=3, prepare=compose)
    size = len(page.encode()) / 1_000_000
    return LargePage(page.count(" data-f="), size, spent, _click(page))


def _click(page: str) -> float | None:
    program = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as place, sync_playwright() as running:
        path = Path(place) / "page.html"
        path.write_text(page, encoding="utf-8")
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1280, "height": 800})
        shown.goto(path.as_uri())
        found = float(shown.evaluate(_CLICKS))
        browser.close()
    return found


def section(found: LargePage) -> list[str]:
    click = f"{found.click:.0f} 毫秒" if found.click is not None else "没有 Chromium，没有测"
    met = found.megabytes <= 2 and found.milliseconds <= 100 and (found.click is None or found.click <= 50)
    return [
        "## 很大的网页",
        "",
        "柳林的样例，科目、项目各 28 个。点开是 Chromium 里 20 处点击中最慢的一次，到来源栏排好为止，按钟表。",
        "",
        "| 数 | 大小（≤ 2 MB） | 写（≤ 100 毫秒） | 点开（≤ 50 毫秒） | 达到 |",
        "|---|---|---|---|---|",
        f"| {found.figures} | {found.megabytes:.2f} MB | {found.milliseconds:.0f} 毫秒 | {click} | {'是' if met else '**否**'} |",
        "",
    ]
