"""A year's course in Chromium: three departments and the bureau; one is returned and mended, one late, one withheld."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.board.boards import OTHER, THIRD, UNIT
from tests.board.inputs import input_of
from tests.board.served import served
from tests.web.browser import Visit, axe_script, chromium, tab_to, visit
from tests.web.workbooks import whole, with_errors, without_reasons

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.trial, pytest.mark.libreoffice]
PASSWORD = "correct horse 42"
# Where pictures of the pages are wanted, to be looked at.
PICTURES = os.environ.get("GONGKAI_BOARD_PICTURES", "")


@contextmanager
def visitor(browser: Browser, address: str, name: str, width: int = 1280) -> Iterator[Visit]:
    """Somebody at his own computer, who has the first page open."""
    made = visit(browser, width, Path(PICTURES) if PICTURES else None)
    made.page.goto(address)
    yield made
    assert made.problems == [], name
    assert [words for words in made.complaints if "401" not in words] == [], name
    foreign = [asked for asked in made.asked if not asked.startswith((address, "blob:", "data:"))]
    assert foreign == [] and len(made.asked) > 2
    made.page.context.close()


def log_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("口令").fill(password)
    page.get_by_role("button", name="登录").click()


def first_login(page: Page, name: str, given: str) -> None:
    """With the password that was given, and then with one's own."""
    log_in(page, name, given)
    page.get_by_label("现在的口令").fill(given)
    page.get_by_label("新口令（至少").fill(PASSWORD)
    page.get_by_label("再写一次").fill(PASSWORD)
    page.get_by_role("button", name="改口令").click()
    log_in(page, name, PASSWORD)
    page.get_by_role("button", name="退出").wait_for()


def hand_in(page: Page, content: bytes) -> None:
    form = page.locator('form[action$="/input"]')
    form.locator("input[type=file]").set_input_files({"name": "我的.xlsx", "mimeType": "", "buffer": content})
    form.locator("button").click()


def begin_round(visited: Visit, given: str) -> dict[str, str]:
    """The bureau's first day: a round, and the accounts' first passwords."""
    page = visited.page
    visited.look("board-1-login")
    first_login(page, "财政局", given)
    visited.look("board-2-nothing")
    page.get_by_label("格式").select_option(label="山西省部门决算公开（2023年度）")
    page.get_by_label("截止日期").fill((date.today() + timedelta(days=10)).isoformat())
    page.get_by_label("或者一行一个写在这里").fill(f"{UNIT}\n{OTHER}\n{THIRD}")
    page.get_by_role("button", name="开始").click()
    page.get_by_text("应报送 3 个部门").wait_for()
    page.get_by_text("还有 10 天").first.wait_for()
    page.get_by_role("link", name="账号").click()
    visited.look("board-3-accounts")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="各建一个").click()
    assert waiting.value.suggested_filename == "账号和第一次的口令.xlsx"
    page.get_by_text("口令还没有改的 3 个会计").wait_for()  # the page behind the file is shown anew
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).active
    return {str(row[1]): str(row[2]) for row in sheet.iter_rows(min_row=2, values_only=True)}


def withhold(visited: Visit) -> None:
    page = visited.page
    to_board(page)
    page.get_by_role("link", name=THIRD).click()
    page.locator("summary", has_text="不公开").click()
    page.get_by_label("依据").fill("涉密部门，依法不公开")
    page.get_by_role("button", name="不公开").click()
    page.get_by_text("不公开。依据：涉密部门").wait_for()
    to_board(page)
    page.get_by_text("不公开 1").wait_for()
    visited.look("board-4-board")


def remind_and_put_off(visited: Visit) -> None:
    """The deadline passes, as far as the board can tell: one is late, is reminded of, and gets more time."""
    page = visited.page
    to_board(page)
    page.locator("summary", has_text="改截止日期").click()
    passed = (date.today() - timedelta(days=2)).isoformat()
    page.get_by_label("截止日期").fill(passed)
    page.get_by_role("button", name="改", exact=True).click()
    page.get_by_text("过了 2 天").wait_for()
    page.get_by_role("link", name="逾期 1").click()
    page.get_by_text("合计 1 个").wait_for()
    page.get_by_text("逾期 2 天").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="催报名单").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).active
    rows = [row[:4] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows == [(OTHER, "未交", passed, -2)]
    page.get_by_role("link", name=OTHER).click()
    page.locator("summary", has_text="延期").click()
    page.get_by_label("延到").fill((date.today() + timedelta(days=20)).isoformat())
    page.get_by_label("理由").fill("系统搬迁")
    page.get_by_role("button", name="延期").click()
    page.get_by_text("已延期：系统搬迁").wait_for()
    to_board(page)
    page.get_by_role("link", name="延期 1").wait_for()
    visited.look("board-late")


def late_one(visited: Visit, given: str) -> None:
    """Hands in after all, within the time that was given; sends."""
    page = visited.page
    first_login(page, OTHER, given)
    page.get_by_text("还有 20 天").wait_for()
    to_own(page, OTHER)
    hand_in(page, input_of(OTHER))
    page.locator(".tag", has_text="可送审").first.wait_for()
    page.get_by_role("button", name="送审").click()
    page.locator(".tag", has_text="已送审").first.wait_for()


def to_board(page: Page) -> None:
    page.get_by_role("navigation", name="全站").get_by_role("link", name="公开台").click()
    page.get_by_role("link", name="山西省部门决算公开（2023年度）").click()
    page.get_by_text("应报送 3 个部门").wait_for()


def to_own(page: Page, name: str = UNIT) -> None:
    page.get_by_role("navigation", name="全站").get_by_role("link", name="我的部门").click()
    page.get_by_role("link", name="山西省部门决算公开（2023年度）").first.click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def mend_and_send(visited: Visit) -> None:
    """With errors, without reasons, with all of it; then to the bureau."""
    page = visited.page
    to_own(page)
    visited.look("board-5-mine")
    hand_in(page, with_errors())
    page.get_by_text("功能分类科目编码“2080199999”有 10 位").wait_for()
    visited.look("board-6-errors")
    hand_in(page, without_reasons())
    page.locator(".tag", has_text="待写原因").first.wait_for()
    page.get_by_role("link", name="变动原因").click()
    page.get_by_role("button", name="写进工作簿").wait_for()
    for number, field in enumerate(page.get_by_role("textbox", name="原因").all()):
        field.fill(f"{field.input_value()}，因第 {number + 1} 项工作的安排有变")
    for box in page.get_by_label("已核实").all():
        box.check()
    page.get_by_role("button", name="写进工作簿").click()
    page.get_by_text("已经写进工作簿，成为第 3 版。").wait_for()
    to_own(page)
    page.locator(".tag", has_text="可送审").first.wait_for()
    page.get_by_role("button", name="送审").click()
    page.locator(".tag", has_text="已送审").first.wait_for()


def give_back(visited: Visit) -> None:
    page = visited.page
    to_board(page)
    page.get_by_role("link", name=UNIT).click()
    page.locator("summary", has_text="退回").click()
    first = page.get_by_role("group", name="意见 1")
    first.get_by_label("位置").fill("支出!F12")
    first.get_by_label("要改什么").fill("这一格请与决算报表核对")
    page.get_by_role("button", name="退回").click()
    page.locator(".tag", has_text="退回").first.wait_for()
    visited.look("board-7-returned")


def finish_and_publish(visited: Visit) -> None:
    page = visited.page
    to_board(page)
    page.get_by_role("link", name=UNIT).click()
    page.get_by_role("link", name="预览").click()
    page.locator(".paper").first.wait_for()
    page.go_back()
    page.get_by_role("button", name="定稿").click()
    page.get_by_text("SHA-256").first.wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载定稿").click()
    assert waiting.value.suggested_filename == f"{UNIT}定稿.zip"
    page.get_by_label("公开的网址").fill("https://www.example.gov/gk/1.html")
    page.get_by_role("button", name="记下已公开").click()
    page.locator(".tag", has_text="已公开").first.wait_for()
    visited.look("board-8-public")


def finish_late_one(visited: Visit) -> None:
    """All is done: what is to be published is in one package, and nobody is left to be reminded."""
    page = visited.page
    to_board(page)
    page.get_by_role("link", name=OTHER).click()
    page.get_by_role("button", name="定稿").click()
    page.get_by_text("SHA-256").first.wait_for()
    to_board(page)
    page.get_by_role("link", name="已公开 1").wait_for()
    page.get_by_role("link", name="已定稿 1").wait_for()
    assert page.get_by_text("逾期 2").count() == 0
    with page.expect_download() as waiting:
        page.get_by_role("link", name="全部定稿").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    assert folders == {UNIT, OTHER, "定稿清单.xlsx"}
    visited.look("board-9-board")


def test_a_year(root: Path, tmp_path: Path) -> None:
    if axe_script() is None:
        pytest.skip("axe-core is not installed: run .ci/run once")
    with served(root, tmp_path / "data") as server, chromium() as browser:
        with visitor(browser, server.address, "bureau") as bureau:
            given = begin_round(bureau, server.password)
            withhold(bureau)
        with visitor(browser, server.address, "accountant") as own:
            first_login(own.page, UNIT, given[UNIT])
            mend_and_send(own)
        with visitor(browser, server.address, "bureau") as bureau:
            log_in(bureau.page, "财政局", PASSWORD)
            give_back(bureau)
        with visitor(browser, server.address, "accountant", 390) as own:
            log_in(own.page, UNIT, PASSWORD)
            own.page.get_by_text("这一格请与决算报表核对").wait_for()
            own.look("board-narrow-news")
            to_own(own.page)
            own.page.get_by_label("答复").fill("核对过，已改")
            own.page.get_by_role("button", name="答复").click()
            own.page.get_by_text("核对过，已改").first.wait_for()
            hand_in(own.page, whole())
            own.page.locator(".tag", has_text="可送审").first.wait_for()
            own.look("board-narrow-department")
            own.page.get_by_role("button", name="送审").click()
            own.page.locator(".tag", has_text="已送审").first.wait_for()
        with visitor(browser, server.address, "bureau") as bureau:
            log_in(bureau.page, "财政局", PASSWORD)
            remind_and_put_off(bureau)
        with visitor(browser, server.address, "late") as own:
            late_one(own, given[OTHER])
        with visitor(browser, server.address, "bureau") as bureau:
            log_in(bureau.page, "财政局", PASSWORD)
            finish_and_publish(bureau)
            finish_late_one(bureau)
        with visitor(browser, server.address, "bureau", 390) as narrow:
            log_in(narrow.page, "财政局", PASSWORD)
            to_board(narrow.page)
            narrow.look("board-narrow-board")


def test_by_keyboard(root: Path, tmp_path: Path) -> None:
    """Logging in, handing in and sending with Tab and Enter alone; the focus is seen everywhere."""
    with served(root, tmp_path / "data") as server, chromium() as browser:
        with visitor(browser, server.address, "bureau") as bureau:
            given = begin_round(bureau, server.password)
        with visitor(browser, server.address, "accountant") as own:
            first_login(own.page, UNIT, given[UNIT])
            page = own.page
            tab_to(own, "山西省部门决算公开（2023年度）")
            page.keyboard.press("Enter")
            page.get_by_role("heading", level=1, name=UNIT).wait_for()
            path = tmp_path / "我的.xlsx"
            path.write_bytes(whole())
            chooser = tab_to(own, "", "form[action$='/input'] input[type=file]")
            chooser.set_input_files(path)  # the system's own window is not the page's
            tab_to(own, "交回并核对")
            page.keyboard.press("Enter")
            page.get_by_role("button", name="送审").wait_for()
            tab_to(own, "送审", "form[action$='/send'] button")
            page.keyboard.press("Enter")
            page.locator(".tag", has_text="已送审").first.wait_for()
            page.keyboard.press("Shift+Tab")  # back from the page into its head
            assert page.locator(":focus").text_content() == "退出"
            page.keyboard.press("Enter")
            page.get_by_role("heading", name="登录").wait_for()
