"""Make the pictures of README.md anew: the real pages of `gongkai serve`, as an accountant meets them on the walk.

`make pictures` runs it. It needs Debian's Chromium and a Chinese font such as Noto Sans CJK, and says what is missing.
The walk is that of tests/web/browser.py.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.web import browser as steps  # noqa: E402  # after the path, on which `tests` is found
from tests.web.test_in_a_browser import served  # noqa: E402

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1000, 620
LIMIT = 110_000  # bytes
# What stands at the upper edge, where that is not the head of the page; and no ring round what had the focus.
PLACES = {"6-preview": ".paper:nth-of-type(3)"}
SHOWN = "place => { document.activeElement.blur(); document.querySelector(place).scrollIntoView(); }"
PICTURES = {
    "1-start": "网页-开始",
    "3-problems": "网页-核对",
    "5-reasons": "网页-变动原因",
    "6-preview": "网页-预览",
}


class Photographer(steps.Visit):
    """Goes the walk and takes a picture where the handbook wants one."""

    def look(self, name: str) -> None:
        if name in PICTURES:
            target = IMAGES / f"{PICTURES[name]}.png"
            self.page.wait_for_timeout(300)  # the focus ring and the words of a moment are gone
            self.page.evaluate(SHOWN, PLACES.get(name, "body"))
            self.page.screenshot(path=target)
            length = target.stat().st_size
            remark = f"，太大，不应超过 {LIMIT:,}" if length > LIMIT else ""
            print(f"已写出：{target.relative_to(ROOT)}（{WIDTH}×{HEIGHT}，{length:,} 字节{remark}）")


def main() -> None:
    if shutil.which("chromium") is None:
        sys.exit("缺少 chromium，没有写出网页的图片")
    folder = tempfile.TemporaryDirectory(prefix="pictures-")
    with folder as name, served(ROOT, Path(name)) as address, steps.chromium() as browser:
        page = steps.visit(browser, WIDTH).page
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.goto(address)
        steps.walk(Photographer(page))


if __name__ == "__main__":
    main()
