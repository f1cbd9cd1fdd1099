"""`gongkai serve` in Chromium: the whole walk, wide and narrow, by keyboard, without script."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.web.browser import Visit, axe_script, chromium, look_around, saved, visit, walk, walk_by_keyboard
from tests.web.client import multipart
from tests.web.files import files_of
from tests.web.workbooks import whole

pytestmark = [pytest.mark.trial, pytest.mark.libreoffice]
START = "import sys; from gongkai.app.main import run; sys.argv[0] = 'gongkai'; run()"


@contextmanager
def served(root: Path, folder: Path) -> Iterator[str]:
    """`gongkai serve` as a user starts it: its address; ended with Ctrl-C."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(root / "src"),
        "PYTHONUTF8": "1",
        "XDG_DATA_HOME": str(folder),
    }
    command = [sys.executable, "-u", "-c", START, "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as server:
        assert server.stdout is not None
        try:
            first = server.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", first)
            assert found, first
            yield found[0]
        finally:
            server.send_signal(signal.SIGINT)
            said = server.stdout.read()
            assert server.wait(60) == 0, said
    assert "已停止" in said


def judged(visited: Visit, own: str) -> None:
    assert visited.problems == []
    assert visited.complaints == []
    assert len(visited.asked) > 5
    assert [address for address in visited.asked if not address.startswith((own, "blob:", "data:"))] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_walk(root: Path, tmp_path: Path, width: int) -> None:
    if axe_script() is None:
        pytest.skip("axe-core is not installed: run .ci/run once")
    with served(root, tmp_path) as address, chromium() as browser:
        visited = visit(browser, width)
        visited.page.goto(address)
        found = walk(visited)
        look_around(visited)
        judged(visited, address.partition("?")[0])
    (name, content), *files = found.items()
    assert name == "我的（原因）.xlsx"
    assert dict(files) == files_of(name, content)


def test_the_walk_by_keyboard_alone(root: Path, tmp_path: Path) -> None:
    """Tab and Enter reach everything; where one is can be seen."""
    workbook = tmp_path / "我的.xlsx"
    workbook.write_bytes(whole())
    with served(root, tmp_path) as address, chromium() as browser:
        visited = visit(browser)
        visited.page.goto(address)
        visited.page.keyboard.press("Tab")
        assert visited.page.locator(":focus").inner_text() == "跳到正文"
        walk_by_keyboard(visited, workbook)
        judged(visited, address.partition("?")[0])


def test_without_script(root: Path, tmp_path: Path) -> None:
    """Plain forms do: nothing but a browser from the last century is needed on the server."""
    with served(root, tmp_path) as address, chromium() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        page.get_by_role("button", name=re.compile("山西省部门决算公开（2023年度）")).click()
        form = page.locator('form[action$="/input"]')
        form.locator("input[type=file]").set_input_files(
            {"name": "我的.xlsx", "mimeType": "", "buffer": whole()}
        )
        form.locator("button").click()
        page.get_by_text("没有错误").wait_for()
        page.get_by_role("link", name="下一步").click()
        page.get_by_role("link", name="下一步：下载").click()
        page.get_by_text("做好了。").wait_for()
        name, _ = saved(page, "下载全部")
        assert name.endswith(".zip")


def test_back_loses_nothing(root: Path, tmp_path: Path) -> None:
    """What was typed is there again after Back and Forward; what was kept is there after Ctrl-C."""
    with served(root, tmp_path) as address, chromium() as browser:
        page = visit(browser).page
        page.goto(address)
        page.get_by_role("button", name="保留", exact=True).click()
        page.get_by_text("正在保留").wait_for()
        page.locator("input[type=file]").set_input_files(
            {"name": "我的.xlsx", "mimeType": "", "buffer": whole()}
        )
        page.get_by_role("button", name="核对", exact=True).click()
        page.get_by_text("没有错误").wait_for()
        page.get_by_role("navigation", name="步骤").get_by_role("link", name="变动原因").click()
        first = page.get_by_role("textbox", name="原因").first
        first.fill("写到一半")
        page.get_by_role("navigation", name="步骤").get_by_role("link", name="预览").click()
        page.locator(".paper").first.wait_for()
        page.go_back()
        page.get_by_role("button", name="写进工作簿").wait_for()
        assert page.get_by_role("textbox", name="原因").first.input_value() == "写到一半"
        with page.expect_response(re.compile("/draft$")) as kept:
            page.get_by_role("textbox", name="原因").first.fill("写到一半就关")
        assert kept.value.status == 204
        page.get_by_role("navigation", name="步骤").get_by_role("link", name="核对").click()
        page.get_by_role("button", name="再核对一次").wait_for()
        page.locator("form input[type=file]").evaluate("item => { item.dataset.most = 10; }")
        page.locator("form input[type=file]").set_input_files(
            {"name": "大.xlsx", "mimeType": "", "buffer": b"x" * 11}
        )
        page.get_by_role("button", name="再核对一次").click()
        page.get_by_role("alert").get_by_text("文件太大").wait_for()
    with served(root, tmp_path) as address, chromium() as browser:
        page = visit(browser).page
        page.goto(address)
        page.get_by_role("link", name="山西省部门决算公开（2023年度）").click()
        page.get_by_text("没有错误").wait_for()
        page.get_by_role("navigation", name="步骤").get_by_role("link", name="变动原因").click()
        page.get_by_text("上次写到一半").wait_for()
        assert page.get_by_role("textbox", name="原因").first.input_value() == "写到一半就关"
        page.get_by_role("link", name="公开", exact=True).click()
        page.get_by_text("全部清除").click()
        page.get_by_role("button", name="清除", exact=True).click()
        page.get_by_text("没有保留").wait_for()
    assert list((tmp_path / "gongkai" / "serve").iterdir()) == []


def test_ctrl_c_in_the_middle_loses_nothing(root: Path, tmp_path: Path) -> None:
    """Stopped while LibreOffice is at work: an orderly end, and what was kept is whole."""
    with served(root, tmp_path) as address:
        own = address.partition("?")[0]
        opener = build_opener(HTTPCookieProcessor())
        opener.addheaders = [("Sec-Fetch-Site", "same-origin")]
        opener.open(address, timeout=60).read()
        opener.open(f"{own}keep", b"keep=yes", timeout=60).read()
        body, kind = multipart({"workbook": ("我的.xlsx", whole())}, {})
        opener.open(Request(f"{own}works", body, {"Content-Type": kind}), timeout=60).read()
        working = opener.open(f"{own}works/1/findings", timeout=60).read()
        while b'data-job="' in working:
            working = opener.open(f"{own}works/1/findings", timeout=60).read()
        assert b'data-job="' in opener.open(f"{own}works/1/result?pdf=yes", timeout=60).read()
    with served(root, tmp_path) as address:
        opener = build_opener(HTTPCookieProcessor())
        opener.open(address, timeout=60).read()
        kept = opener.open(f"{address.partition('?')[0]}works/1/input", timeout=60).read()
        assert kept == whole()
