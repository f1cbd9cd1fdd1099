"""The walk in a real browser: the same steps in both homes, by what a person sees.

Chromium is Debian's, axe-core comes by npm into the user's cache (`.ci/run`); where one of them is not there the tests
are skipped with the reason.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.workbooks import with_errors, without_reasons

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WAIT = 120_000  # milliseconds; only ends what hangs
AXE = "node_modules/axe-core/axe.min.js"
FORMAT_NAME = re.compile("山西省部门决算公开（2023年度）")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Skips the running test where it is not installed."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page in a browser with all that it asked for and complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    pictures: Path | None = None
    problems: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        """Each page of the walk: nothing hangs over the side, axe-core has nothing to say, a picture if wanted."""
        root = self.page.locator("html")
        if root.evaluate("item => item.scrollWidth > item.clientWidth"):
            self.problems.append(f"{name} is wider than the screen")
        self.problems += [f"{name}: {fault}" for fault in axe_faults(self.page)]
        if self.pictures is not None:
            self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


def visit(browser: Browser, width: int = 1280, pictures: Path | None = None) -> Visit:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", accept_downloads=True
    )
    made = Visit(context.new_page(), pictures=pictures)
    made.page.set_default_timeout(WAIT)
    made.page.on("request", lambda request: made.asked.append(request.url))
    made.page.on(
        "console",
        lambda said: made.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    return made


def axe_faults(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands. It runs in a world of its own, whatever the policy."""
    script = axe_script()
    if script is None:
        return []
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
    rules = "{resultTypes: ['violations']}"
    told = session.send(
        "Runtime.evaluate",
        {
            "expression": f"{script}; axe.run(document, {rules}).then(found => found.violations.map("
            "one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | ')))",
            "contextId": world,
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    session.detach()
    assert "exceptionDetails" not in told, told
    return list(told["result"]["value"])


def axe_script() -> str | None:
    """axe-core from the user's cache; None where it is not."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    found = sorted((cache / "gongkai").glob(f"axe-core-*/{AXE}"))
    return found[-1].read_text("utf-8") if found else None


def walk(visited: Visit) -> dict[str, bytes]:
    """From the first page to the files: a format, a workbook with errors, one without, the reasons. Gives the input
    as it was in the end, under its name, and the package's files."""
    page = visited.page
    choose(visited)
    hand_in(page, with_errors())
    page.get_by_text("改好以前不能出正式报告").wait_for()
    page.get_by_text("功能分类科目编码“2080199999”有 10 位").wait_for()
    visited.look("3-problems")
    page.get_by_role("navigation", name="按级别看").get_by_role("link", name=re.compile("提示")).click()
    page.get_by_text("SR-09", exact=True).wait_for(state="detached")
    saved(page, "下载标好问题的工作簿")
    hand_in(page, without_reasons())
    page.get_by_role("heading", name="与第 1 版比").wait_for()
    visited.look("4-mended")
    give_reasons(visited)
    page.get_by_role("navigation", name="步骤").get_by_role("link", name="预览").click()
    page.locator(".paper").first.wait_for()
    visited.look("6-preview")
    page.get_by_role("link", name="下一步：下载").click()
    page.get_by_text("做好了。").wait_for()
    visited.look("7-files")
    for link, end, begins in (
        ("一图读懂（网页）", "-一图读懂.html", b"<!DOCTYPE html>"),
        ("网页报告", "公开.html", b"<!DOCTYPE html>"),
        ("开放数据", "-数据.zip", b"PK"),
    ):
        other, made = saved(page, link)
        assert other.endswith(end) and made.startswith(begins), other
    _, package = saved(page, "下载全部（一个压缩包）")
    page.get_by_role("navigation", name="步骤").get_by_role("link", name="领工作簿").click()
    name, content = saved(page, "下载这一版")
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: content, **{item: archive.read(item) for item in archive.namelist()}}


def look_around(visited: Visit) -> None:
    """The pages that belong to no publication: formats, rules with their manuals, the handbook."""
    page = visited.page
    for name in ("格式", "规则", "手册"):
        page.get_by_role("navigation", name="全站").get_by_role("link", name=name).click()
        page.get_by_role("heading", level=1, name=re.compile(name)).wait_for()
        visited.look(f"8-{name}")
    page.get_by_role("navigation", name="全站").get_by_role("link", name="规则").click()
    page.get_by_role("link", name=FORMAT_NAME).click()
    page.get_by_role("searchbox").fill("BN-05")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="BN-05", exact=True).click()
    page.get_by_role("heading", level=1, name=re.compile("BN-05")).wait_for()
    visited.look("9-rule")


def choose(visited: Visit) -> None:
    page = visited.page
    page.get_by_role("button", name=FORMAT_NAME).wait_for()
    visited.look("1-start")
    page.get_by_role("button", name=FORMAT_NAME).click()
    name, blank = saved(page, "下载空白工作簿")
    assert name.endswith("填报表.xlsx") and blank.startswith(b"PK")
    visited.look("2-workbook")


def hand_in(page: Page, content: bytes) -> None:
    form = page.locator('form[action$="/input"]')
    form.locator("input[type=file]").set_input_files({"name": "我的.xlsx", "mimeType": "", "buffer": content})
    form.locator("button").click()


def give_reasons(visited: Visit) -> None:
    page = visited.page
    page.get_by_role("navigation", name="步骤").get_by_role("link", name="变动原因").click()
    page.get_by_role("button", name="写进工作簿").wait_for()
    for number, field_ in enumerate(page.get_by_role("textbox", name="原因").all()):
        field_.fill(f"{field_.input_value()}，因第 {number + 1} 项工作的安排有变")
    for box in page.get_by_label("已核实").all():
        box.check()
    visited.look("5-reasons")
    page.get_by_role("button", name="写进工作簿").click()
    page.get_by_text("已经写进工作簿，成为第 3 版。").wait_for()


def saved(page: Page, link: str) -> tuple[str, bytes]:
    """A download by the words of its link: its name and bytes."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).first.click()
    found: Any = waiting.value
    return str(found.suggested_filename), Path(found.path()).read_bytes()


def walk_by_keyboard(visited: Visit, workbook: Path) -> None:
    """From the first page, which is there, to the files with Tab and Enter alone."""
    page = visited.page
    tab_to(visited, "山西省部门决算公开（2023年度）")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="下载空白工作簿").wait_for()
    chooser = tab_to(visited, "填好的工作簿", "form[action$='/input'] input[type=file]")
    chooser.set_input_files(workbook)  # the system's own window is not the page's
    tab_to(visited, "核对", "form[action$='/input'] button")
    page.keyboard.press("Enter")
    page.get_by_text("没有错误").wait_for()
    tab_to(visited, "下一步")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="下一步：下载").wait_for()
    tab_to(visited, "下一步：下载")
    page.keyboard.press("Enter")
    page.get_by_text("做好了。").wait_for()
    tab_to(visited, "下载全部")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".zip")


def tab_to(visited: Visit, words: str, place: str = "") -> Any:
    """Press Tab until what has the focus bears the words (or is at the place) and shows it."""
    page = visited.page
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        label = focused.evaluate("item => item.textContent.trim()")
        there = (
            focused.evaluate("(item, place) => item.matches(place)", place)
            if place
            else label.startswith(words)
        )
        if there:
            assert focused.evaluate("item => getComputedStyle(item).outlineStyle") != "none", words
            return focused
    raise AssertionError(f"no Tab leads to {words}")
