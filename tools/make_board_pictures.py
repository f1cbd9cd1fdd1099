"""Make the pictures of docs/财政局手册.md anew: the samples on a board, as the bureau and an accountant see it.

`make pictures` runs it. It needs Debian's Chromium and a Chinese font such as Noto Sans CJK, and says what is missing.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.web import browser as steps  # noqa: E402  # after the path, on which `tests` is found

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1100, 620
LIMIT = 110_000  # bytes
PICTURES = {"财政局": ("公开台-总表", "公开台-部门"), "会计": ("公开台-会计",)}
"""By the account that sees them."""
TITLE = "山西省部门决算公开（2023年度）"
UNIT = "柳林县人力资源和社会保障局"


def main() -> None:
    if shutil.which("chromium") is None:
        sys.exit("缺少 chromium，没有写出公开台的图片")
    command = [sys.executable, "-u", str(ROOT / "tools" / "demo_board.py"), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        try:
            assert server.stdout is not None
            said = "".join(server.stdout.readline() for _ in range(3))
            address, password = re.search(r"http://\S+", said), re.search(r"口令都是：(\S+)", said)
            assert address is not None and password is not None, said
            take(address[0], password[1])
        finally:
            server.send_signal(signal.SIGINT)


def take(address: str, password: str) -> None:
    """The board, a department that is to be looked through, and what its accountant sees of it."""
    with steps.chromium() as browser:
        page = steps.visit(browser, WIDTH).page
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        for name, pictures in PICTURES.items():
            page.goto(f"{address}/login")
            page.get_by_label("账号").fill(name)
            page.get_by_label("口令").fill(password)
            page.get_by_role("button", name="登录").click()
            page.get_by_role("link", name=TITLE).first.click()
            if name == "财政局":
                page.get_by_text("应报送 4 个部门").wait_for()
                while not page.locator(".tag", has_text="可送审").count():  # the sample is being checked
                    page.wait_for_timeout(1_000)
                    page.reload()
                shoot(steps.Visit(page), pictures[0])
                page.get_by_role("link", name=UNIT).click()
            page.get_by_role("heading", level=1, name=re.compile(UNIT)).wait_for()
            shoot(steps.Visit(page), pictures[-1])
            page.get_by_role("button", name="退出").click()
            page.get_by_role("heading", name="登录").wait_for()


def shoot(visited: steps.Visit, name: str) -> None:
    target = IMAGES / f"{name}.png"
    visited.page.wait_for_timeout(300)  # the focus ring and the words of a moment are gone
    visited.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    visited.page.screenshot(path=target)
    length = target.stat().st_size
    remark = f"，太大，不应超过 {LIMIT:,}" if length > LIMIT else ""
    print(f"已写出：{target.relative_to(ROOT)}（{WIDTH}×{HEIGHT}，{length:,} 字节{remark}）")


if __name__ == "__main__":
    main()
