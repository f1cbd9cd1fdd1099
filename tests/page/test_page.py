"""The offline page in Chromium, opened from the disk: the walk, what it asks of the network, what it keeps."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai.packs.location import templates_root
from gongkai.packs.travelling import packed
from gongkai.page.brought_formats import with_formats
from tests.page.built import by_command_line, page_file
from tests.web.browser import FORMAT_NAME, Visit, axe_script, chromium, visit, walk, walk_by_keyboard
from tests.web.workbooks import whole

pytestmark = [pytest.mark.trial, pytest.mark.xdist_group("page")]
MB = 1_000_000
FORMAT = "shanxi/final_accounts/2023"
ALIVE = 0.4
"""The least part of the time in which the page answers while it works, on a machine that does other things too."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def opened(browser: Any, file: Path | None = None, width: int = 1280, script: str = "") -> Visit:
    visited = visit(browser, width)
    visited.page.add_init_script(script)
    visited.page.goto((file or page_file()).as_uri())
    visited.page.get_by_role("button", name=FORMAT_NAME).wait_for()
    return visited


def judged(visited: Visit) -> None:
    """Nothing was complained of, and nothing but the page itself was asked for; blobs are of its own making."""
    assert visited.problems == []
    assert visited.complaints == []
    asked = [address for address in visited.asked if not address.startswith("blob:null/")]
    assert len(asked) == 1, asked
    assert asked[0].startswith("file:///")


def hand_in(visited: Visit, content: bytes) -> None:
    page = visited.page
    page.locator('form[action="/works"] input[type=file]').set_input_files(
        {"name": "我的.xlsx", "mimeType": "", "buffer": content}
    )
    page.get_by_role("button", name="核对", exact=True).click()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_walk(browser: Any, root: Path, tmp_path: Path, width: int) -> None:
    """The same steps as on the server; Word, Excel and check report have the command line's bytes."""
    if axe_script() is None:
        pytest.skip("axe-core is not installed: run .ci/run once")
    visited = opened(browser, width=width)
    (name, content), *files = walk(visited).items()
    judged(visited)
    assert name == "我的（原因）.xlsx"
    (tmp_path / name).write_bytes(content)
    assert dict(files) == by_command_line(root, tmp_path / name, tmp_path / "outside")


def test_the_walk_by_keyboard_alone(browser: Any, tmp_path: Path) -> None:
    workbook = tmp_path / "我的.xlsx"
    workbook.write_bytes(whole())
    visited = opened(browser)
    walk_by_keyboard(visited, workbook)
    judged(visited)


def test_back_loses_nothing(browser: Any) -> None:
    """What was typed is there again after Back and Forward, though every page is made anew in the worker."""
    visited = opened(browser)
    page = visited.page
    hand_in(visited, whole())
    page.get_by_text("没有错误").wait_for()
    steps = page.get_by_role("navigation", name="步骤")
    steps.get_by_role("link", name="变动原因").click()
    page.get_by_role("textbox", name="原因").first.fill("写到一半")
    steps.get_by_role("link", name="核对").click()
    page.get_by_text("没有错误").wait_for()
    page.go_back()
    page.get_by_role("button", name="写进工作簿").wait_for()
    assert page.get_by_role("textbox", name="原因").first.input_value() == "写到一半"
    page.go_forward()
    page.get_by_text("没有错误").wait_for()
    judged(visited)


def worked(browser_process: int) -> float:
    """Seconds of processor time that a process and those that it started have used: on a busy machine too what the
    work takes."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(") ")[2].split()
                children.setdefault(int(fields[1]), []).append(int(entry.name))
                used[int(entry.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    total, todo = 0.0, [browser_process]
    while todo:
        process = todo.pop()
        total += used.get(process, 0.0)
        todo += children.get(process, [])
    return total


def to_the_files(visited: Visit, content: bytes) -> None:
    """From the first page to the finished files of a workbook."""
    page = visited.page
    # A form that is about to be replaced would take the file and lose it.
    page.locator('form[action="/works"]').evaluate_all(
        "forms => forms.forEach(form => form.dataset.left = 'yes')"
    )
    page.get_by_role("link", name="公开", exact=True).click()
    page.locator('form[action="/works"]:not([data-left])').first.wait_for(state="attached")
    hand_in(visited, content)
    page.get_by_text("没有错误").wait_for()
    page.get_by_role("navigation", name="步骤").get_by_role("link", name="下载").click()
    page.get_by_text("做好了。").wait_for()


def test_size_time_and_memory_and_the_page_alive_while_it_works(browser: Any, record_property: Any) -> None:
    assert page_file().stat().st_size <= 12 * MB
    begun = worked(os.getpid())
    visited = opened(browser)
    ready = worked(os.getpid()) - begun
    page = visited.page
    # A clock of the test's own, in the page: it stands still while the page is busy.
    page.locator("#gongkai-working").evaluate(
        """(counter) => {
            const begun = performance.now();
            let ticks = 0;
            setInterval(() => {
                ticks += 1;
                counter.dataset.alive = ticks / ((performance.now() - begun) / 50);
            }, 50);
        }"""
    )
    begun = worked(os.getpid())
    to_the_files(visited, whole())
    first = worked(os.getpid()) - begun
    assert float(page.locator("#gongkai-working").get_attribute("data-alive") or 0) >= ALIVE
    begun = worked(os.getpid())
    to_the_files(visited, whole())
    later = worked(os.getpid()) - begun
    told = (
        page.locator("#gongkai-heap").text_content() or "",
        page.locator("#gongkai-ready").text_content() or "",
    )
    [heap], [on_the_clock] = (re.findall(r"[\d.]+", words) for words in told)
    record_property(
        "网页",
        f"就绪 {ready:.1f} 秒（钟上 {on_the_clock}），第一份 {first:.1f}，再一份 {later:.1f}，内存 {heap} MB",
    )
    judged(visited)
    assert ready <= 20
    assert first <= 15
    assert later <= first
    assert int(heap) <= 150


def test_a_counter_tells_how_long_an_answer_takes(browser: Any) -> None:
    """Every question reaches the application late, so that a fast machine has something to count too."""
    late = """
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...more) {
            setTimeout(() => post.call(this, message, ...more), message.kind === "visit" ? 1500 : 0);
        };
    """
    visited = opened(browser, script=late)
    counter = visited.page.locator("#gongkai-working")
    # The counter is looked at in a world of the test's own.
    counter.evaluate(
        """(counter) => {
            const seen = new Set();
            const look = () => { if (!counter.hidden) seen.add(counter.textContent); counter.dataset.seen = seen.size; };
            new MutationObserver(look).observe(counter, {childList: true, attributes: true, attributeFilter: ["hidden"]});
        }"""
    )
    hand_in(visited, whole())
    visited.page.get_by_text("没有错误").wait_for()
    assert int(counter.get_attribute("data-seen") or 0) >= 3
    judged(visited)


def test_the_policy_lets_nothing_out_and_nothing_in(browser: Any) -> None:
    visited = opened(browser)
    page = visited.page
    tried = page.locator("body").evaluate(
        """async (body) => {
            const told = {};
            const tries = {
                fetch: () => fetch("https://gongkai.invalid/x"),
                beacon: () => { if (!navigator.sendBeacon("https://gongkai.invalid/x")) throw new Error("refused"); },
                text: () => { body.insertAdjacentHTML("beforeend", "<b>x</b>"); },
                socket: () => new Promise((resolve, reject) => {
                    const socket = new WebSocket("wss://gongkai.invalid/x");
                    socket.onerror = () => reject(new Error("refused"));
                }),
            };
            for (const [name, attempt] of Object.entries(tries)) {
                try { await attempt(); told[name] = "done"; } catch (fault) { told[name] = fault.constructor.name; }
            }
            const script = document.createElement("script");
            try { script.text = "document.title = 'taken'"; } catch (fault) { told.script = fault.constructor.name; }
            body.append(script);
            return told;
        }"""
    )
    policy = page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content") or ""
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    # A beacon is let go and stopped on its way.
    assert {name for name, end in tried.items() if end == "done"} <= {"beacon"}, tried
    assert page.title() != "taken"
    assert [address for address in visited.asked if not address.startswith(("file:", "blob:"))] == []
    assert len(visited.complaints) >= 4


@pytest.mark.parametrize(
    ("lacks", "told"),
    [
        ("delete globalThis.DecompressionStream", "DecompressionStream"),
        (
            "WebAssembly.Module = function () { throw new Error('disallowed by embedder'); }",
            "wasm-unsafe-eval",
        ),
        ("delete globalThis.WebAssembly", "WebAssembly"),
    ],
)
def test_an_old_browser_is_told_what_works(browser: Any, lacks: str, told: str) -> None:
    """In words, before anything is unpacked; nothing else is tried."""
    visited = visit(browser)
    visited.page.add_init_script(lacks)
    visited.page.goto(page_file().as_uri())
    state = visited.page.locator("#gongkai-state")
    state.filter(has_text="请改用").wait_for()
    words = state.text_content() or ""
    assert "Chrome 109" in words
    assert told in words
    assert visited.complaints == []
    assert not any(address.startswith("blob:") for address in visited.asked), "a worker was begun"


def test_nothing_is_kept_unless_one_agrees_and_all_goes_when_one_says_so(browser: Any) -> None:
    databases = "async () => (await indexedDB.databases()).map((found) => found.name)"
    visited = opened(browser)
    page = visited.page
    hand_in(visited, whole())
    page.get_by_text("没有错误").wait_for()
    assert page.locator("body").evaluate(databases) == []
    page.get_by_role("link", name="公开", exact=True).click()
    page.get_by_role("button", name="保留", exact=True).click()
    page.get_by_text("正在保留").wait_for()
    assert page.locator("body").evaluate(databases) == ["gongkai"]
    beside = page.context.new_page()
    beside.goto(page_file().as_uri())
    beside.get_by_text("另有一个打开的本页").wait_for()
    beside.get_by_role("button", name=FORMAT_NAME).wait_for()
    assert beside.get_by_role("button", name="保留", exact=True).count() == 0
    beside.close()
    again = page.context.new_page()
    page.close()
    again.set_default_timeout(120_000)
    again.goto(page_file().as_uri())
    again.get_by_role("link", name="山西省部门决算公开（2023年度）").click()
    again.get_by_text("没有错误").wait_for()
    again.get_by_role("link", name="公开", exact=True).click()
    again.get_by_text("全部清除").click()
    again.get_by_role("button", name="清除", exact=True).click()
    again.get_by_text("没有保留").wait_for()
    assert again.locator("body").evaluate(databases) == []
    assert visited.complaints == []


def test_strange_records_do_not_keep_the_page_from_opening(browser: Any) -> None:
    """Of another version, or of another page: all pages from the disk share what they keep."""
    visited = opened(browser)
    page = visited.page
    page.get_by_role("button", name="保留", exact=True).click()
    page.get_by_text("正在保留").wait_for()
    page.locator("body").evaluate(
        """() => new Promise((resolve) => {
            indexedDB.open("gongkai").onsuccess = ({ target }) => {
                const changing = target.result.transaction("records", "readwrite");
                const strange = new TextEncoder().encode('{"works": [{"unknown": 1}]}');
                changing.objectStore("records").put(strange, "index.json");
                changing.oncomplete = () => { target.result.close(); resolve(); };
            };
        })"""
    )
    again = page.context.new_page()
    page.close()
    again.set_default_timeout(120_000)
    again.goto(page_file().as_uri())
    again.get_by_text("以前保留的内容这一版读不出来").wait_for()
    again.get_by_text("全部清除", exact=True).click()
    again.get_by_role("button", name="清除", exact=True).click()
    databases = "async () => (await indexedDB.databases()).length"
    for _ in range(1200):  # nothing that can be seen changes: nothing was kept as far as the page knew
        if again.locator("body").evaluate(databases) == 0:
            break
        again.wait_for_timeout(100)
    else:
        pytest.fail("what was kept is still there")


def test_formats_of_ones_own_are_in_the_page(browser: Any, tmp_path: Path) -> None:
    """A bureau's format, packed as a zip, stands beside the others and makes a blank workbook."""
    own = tmp_path / "own" / "bengxian/final_accounts/2023"
    own.mkdir(parents=True)
    (own / "pack.yaml").write_text(
        f"format: bengxian/final_accounts/2023\nextends: {FORMAT}\nname: 本县部门决算公开\n", "utf-8"
    )
    zipped = packed(tmp_path / "own", ["bengxian/final_accounts/2023"])
    file = tmp_path / "本县的 网页.html"
    file.write_text(with_formats(page_file().read_text("utf-8"), {"本县.zip": zipped}), "utf-8")
    visited = opened(browser, file)
    page = visited.page
    page.get_by_role("button", name="本县部门决算公开").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载空白工作簿").first.click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")
    judged(visited)
    assert not (templates_root() / "bengxian").exists()
    shutil.rmtree(tmp_path / "own")


def test_a_file_that_misses_its_field_does_not_take_the_page_away(browser: Any) -> None:
    visited = opened(browser)
    stopped = visited.page.locator("h1").evaluate(
        """(heading) => ["dragover", "drop"].map((name) =>
            !heading.dispatchEvent(new DragEvent(name, {bubbles: true, cancelable: true})))"""
    )
    assert stopped == [True, True]
    into_the_field = visited.page.locator("input[type=file]").first.evaluate(
        """(field) => !field.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true}))"""
    )
    assert into_the_field is False
