"""The accountant's walk through the pages, with the application called as ASGI."""

from __future__ import annotations

import asyncio
import html
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

from gongkai import pipeline
from gongkai.comparing.comparison import compare_files
from gongkai.desk.marked_copy import marked_copy
from gongkai.desk.new_input import NewInput
from gongkai.findings import Finding
from gongkai.source import Source
from gongkai.tracing.told_cells import with_told_cells
from gongkai.web.application import create
from gongkai.web.compared import compare_findings
from gongkai.web.jobs import InlineJobs
from gongkai.web.store import MemoryStore
from tests.support.library import LIBRARY, load_pack
from tests.web.client import Answer, Client
from tests.web.files import files_of
from tests.web.workbooks import FORMAT, changed_amount, whole, with_errors, without_reasons

OTHERS = ("report.html", "digest.html", "data.zip")
LAST_YEAR = Path(__file__).parents[2] / "sample_inputs/liulin-2023-final/input.xlsx"


def client() -> Client:
    """A browser in which everything runs in one thread, as in the offline page."""
    return Client(create(MemoryStore(), InlineJobs(), library=LIBRARY, home="browser"))


def findings(content: bytes) -> list[Finding]:
    return pipeline.check(Source("我的.xlsx", content), LIBRARY).findings


def others_of(written: Answer) -> dict[str, bytes]:
    """The files beside Word and Excel by name, as `gongkai generate` makes them."""
    source = Source(written.name, written.body)
    checked = pipeline.check(source, LIBRARY)
    document = pipeline.compose(checked)
    assert document is not None and checked.subject is not None
    told = with_told_cells(document, checked, source)
    made = pipeline.render(told, checked.subject.pack, ("html", "图解", "data"), pages=False).files
    return {name: content for name, content in made.items() if not name.endswith(".pdf")}


def fields(page: Answer) -> dict[str, str]:
    """The fields of the page's form of reasons as they stand."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    texts = re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', page.text)
    checked = re.findall(r'name="(done-\d+)" value="yes" checked', page.text)
    return {
        **{name: html.unescape(text) for name, text in (*hidden, *texts)},
        **dict.fromkeys(checked, "yes"),
    }


def test_a_format_is_chosen_and_its_blank_workbook_comes() -> None:
    async def walk() -> None:
        browser = client()
        start = await browser.get("/")
        assert start.status == 200
        assert f'value="{FORMAT}"' in start.text
        work = await browser.post("/works", format=FORMAT)
        assert (work.status, work.address) == (200, "/works/1")
        blank = await browser.get("/works/1/blank.xlsx")
        pack, _ = load_pack(FORMAT)
        assert pack is not None
        assert blank.body == NewInput(pack).workbook()
        assert blank.name == f"{pack.name}填报表.xlsx"

    asyncio.run(walk())


def test_the_blank_workbook_begins_with_last_years() -> None:
    async def walk() -> None:
        browser = client()
        await browser.post("/works", format="shanxi/final_accounts/2024")
        page = await browser.send("/works/1/last", "2023.xlsx", LAST_YEAR.read_bytes())
        assert "从上年的输入带来" in page.text
        blank = await browser.get("/works/1/blank.xlsx")
        pack, _ = load_pack("shanxi/final_accounts/2024")
        assert pack is not None
        last = pipeline.read(Source("2023.xlsx", LAST_YEAR.read_bytes()), LIBRARY)
        assert blank.body == NewInput(pack, last).workbook()

    asyncio.run(walk())


def test_errors_then_reasons_then_the_files_of_the_command_line() -> None:
    async def walk() -> tuple[str, bytes, bytes]:
        browser = client()
        found = await browser.send("/works", "我的.xlsx", with_errors())
        assert (found.status, found.address) == (200, "/works/1/findings")
        assert found.text.index("SR-09") < found.text.index("BW-10")  # causes first
        assert "单元格" in found.text and "应为" in found.text and "改法" in found.text
        only = await browser.get("/works/1/findings?version=1&level=提示")
        assert "BJ-13" in only.text and "SR-09</a>" not in only.text
        assert "不能出正式报告" in (await browser.get("/works/1/result")).text
        assert (await browser.get("/works/1/files.zip")).status == 409

        mended = await browser.send("/works/1/input", "我的.xlsx", without_reasons())
        assert "与第 1 版比" in mended.text
        changed = compare_findings(1, findings(with_errors()), findings(without_reasons()))
        assert changed.mended
        assert f'class="tag ok">不再出现 {len(changed.mended)} 条' in mended.text

        page = await browser.get("/works/1/reasons")
        told = fields(page)
        assert int(told["count"]) == page.text.count("<textarea") > 3
        for number in range(1, int(told["count"]) + 1):
            told[f"text-{number}"] += f"，因第 {number} 项工作的安排有变"
            told[f"done-{number}"] = "yes"
        written = await browser.post("/works/1/reasons", **told)
        assert "成为第 3 版" in written.text
        assert "还有" not in written.text.partition("<form")[0]
        again = await browser.post("/works/1/reasons", **fields(written))
        assert (
            "version=3" not in again.address and "第 3 版" in again.text
        )  # nothing has changed: no new version

        assert "没有错误" in (await browser.get("/works/1/findings")).text
        preview = await browser.get("/works/1/preview")
        assert preview.text.count('class="paper') > 3
        assert "因第 1 项工作的安排有变" in preview.text
        living = await browser.get("/works/1/report.html")
        assert living.name.endswith("公开.html") and 'id="origins"' in living.body.decode()
        written = await browser.get("/works/1/input")
        assert "做好了" in (await browser.get("/works/1/result")).text
        result = await browser.get("/works/1/result")
        assert all(f"/works/1/{name}?version=3" in result.text for name in OTHERS)
        others = [await browser.get(f"/works/1/{name}") for name in OTHERS]
        assert [other.name.rpartition("公开")[2] for other in others] == [
            ".html",
            "-一图读懂.html",
            "-数据.zip",
        ]
        package = await browser.get("/works/1/files.zip")
        assert package.name.endswith(".zip")
        assert {other.name: other.body for other in others} == others_of(written)
        return written.name, written.body, package.body

    name, content, package = asyncio.run(walk())
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files_of(name, content)


def test_an_emptied_reason_is_told_and_waits() -> None:
    """It keeps its words, since a change must have a reason; that nobody stands by them is written."""

    async def walk() -> None:
        browser = client()
        await browser.send("/works", "我的.xlsx", whole())
        told = fields(await browser.get("/works/1/reasons"))
        before, told["text-1"] = told["text-1"], ""
        told.pop("done-1", None)
        written = await browser.post("/works/1/reasons", **told)
        assert "清空的原因没有删掉" in written.text and "成为第 2 版" in written.text
        assert before in written.text
        again = fields(written)
        assert again["text-1"] == before and "done-1" not in again
        again["text-1"] = ""
        once_more = await browser.post("/works/1/reasons", **again)
        assert "清空的原因没有删掉" in once_more.text and "第 3 版" not in once_more.text

    asyncio.run(walk())


def test_a_marked_copy_has_the_bytes_of_the_command_lines() -> None:
    async def walk() -> None:
        browser = client()
        await browser.send("/works", "我的.xlsx", with_errors())
        marked = await browser.get("/works/1/marked.xlsx")
        source = Source("我的.xlsx", with_errors())
        assert marked.body == marked_copy(source, pipeline.check(source, LIBRARY))[0]
        assert marked.name == "我的（标注）.xlsx"

    asyncio.run(walk())


def test_what_is_new_and_what_is_mended_is_told() -> None:
    async def walk() -> None:
        browser = client()
        await browser.send("/works", "我的.xlsx", whole())
        worse = await browser.send("/works/1/input", "我的.xlsx", with_errors())
        changed = compare_findings(1, findings(whole()), findings(with_errors()))
        assert changed.fresh
        assert f'class="tag fresh">新出现 {len(changed.fresh)} 条' in worse.text
        assert worse.text.count('class="tag fresh">新出现</span>') == len(changed.fresh)

    asyncio.run(walk())


def test_a_later_version_shows_what_changed_in_input_and_report() -> None:
    async def walk() -> None:
        browser = client()
        await browser.send("/works", "我的.xlsx", whole())
        assert (await browser.get("/works/1/changes")).status == 404, "the first version has none before it"
        later = await browser.send("/works/1/input", "我的.xlsx", changed_amount())
        assert 'href="/works/1/changes?version=2"' in later.text
        page = await browser.get("/works/1/changes?version=2")
        assert page.status == 200 and "第 2 版与第 1 版比" in page.text
        content = changed_amount()
        sources = [Source("我的.xlsx", version) for version in (whole(), content)]
        told = compare_files(sources[0], sources[1], LIBRARY)
        assert told.inputs and len(told.merged.differences) > 1
        assert f"输入改动 {len(told.inputs)} 处；报告里变动 {len(told.merged.differences)} 处" in page.text
        assert all(f'id="c{item.number}"' in page.text for item in told.merged.differences)
        package = await browser.get("/works/1/changes.zip?version=2")
        with zipfile.ZipFile(io.BytesIO(package.body)) as archive:
            names = archive.namelist()
        assert [
            name.endswith(end) for name, end in zip(names, ("（对照）.html", "（修订）.docx"), strict=True)
        ] == [
            True,
            True,
        ]

    asyncio.run(walk())


def test_a_filled_workbook_is_handed_in_above_the_list_of_provinces() -> None:
    page = asyncio.run(client().get("/")).text
    assert 0 < page.index("<h2>已经有填好的工作簿") < page.index("从头开始：选省份")


def test_the_page_of_reasons_explains_what_rounding_does() -> None:
    """A change is rounded from the exact one, and so may differ from what the two printed amounts give."""

    async def walk() -> str:
        browser = client()
        await browser.send("/works", "我的.xlsx", without_reasons())
        return (await browser.get("/works/1/reasons")).text

    page = asyncio.run(walk())
    assert "各自四舍五入，与印出的数相减可能差 0.01" in page
    tables = re.findall(r"<tbody><tr>(.*?)</tr></tbody></table></div>\n(.*)", page)
    assert len(tables) > 3
    for row, below in tables:
        now, before, step = (
            Decimal(text.replace(",", "")) for text in re.findall(r"<td>([^<]*)</td>", row)[:3]
        )
        assert (now - before != step) == ("相减差" in below), row


def test_every_page_answers() -> None:
    async def walk() -> None:
        browser = client()
        await browser.send("/works", "我的.xlsx", whole())
        pages = (
            "/",
            "/works/1",
            "/works/1/findings",
            "/works/1/reasons",
            "/works/1/preview",
            "/works/1/result",
        )
        more = (
            "/formats",
            "/rules",
            f"/rules?format={FORMAT}&q=BN",
            "/rules/SR-13",
            f"/rules/BN-05?format={FORMAT}",
            "/help",
        )
        for address in (*pages, *more):
            page = await browser.get(address)
            assert page.status == 200, address
            assert page.text.count("<h1") >= 1, address
        for address in (
            "/works/2",
            "/works/1/files/9",
            "/rules/XX-99",
            "/nothing",
            "/works/1/findings?version=8",
        ):
            assert (await browser.get(address)).status == 404, address

    asyncio.run(walk())


def test_what_somebody_was_writing_is_there_when_he_comes_back() -> None:
    async def walk() -> None:
        store = MemoryStore()
        browser = Client(create(store, InlineJobs(), library=LIBRARY, home="browser"))
        await browser.send("/works", "我的.xlsx", without_reasons())
        page = await browser.get("/works/1/reasons")
        assert "写到一半" not in page.text
        told = fields(page)
        kept = await browser.post("/works/1/draft", **{**told, "text-2": "写到一半 <b>"})
        assert (kept.status, kept.body) == (204, b"")
        again = Client(create(store, InlineJobs(), library=LIBRARY, home="browser"))
        page = await again.get("/works/1/reasons")
        assert "上次写到一半" in page.text
        assert fields(page)["text-2"] == "写到一半 <b>"
        assert fields(page)["text-1"] == told["text-1"]
        written = await again.post("/works/1/reasons", **{**fields(page), "done-2": "yes"})
        assert "成为第 2 版" in written.text
        assert "上次写到一半" not in written.text
        assert fields(written)["text-2"] == "写到一半 <b>"

    asyncio.run(walk())


def test_a_file_is_waited_for_and_never_a_page_in_its_place() -> None:
    async def walk() -> None:
        store = MemoryStore()
        await Client(create(store, InlineJobs(), library=LIBRARY)).send("/works", "我的.xlsx", whole())
        for address in ("/works/1/marked.xlsx", "/works/1/files.zip", "/works/1/files/1"):
            fresh = Client(create(store, InlineJobs(), library=LIBRARY))  # nothing is worked out yet
            answer = await fresh.ask("GET", address)
            assert answer.status == 200 and answer.body.startswith(b"PK"), address

    asyncio.run(walk())


def test_what_was_sent_while_the_check_has_to_be_done_again_is_not_lost() -> None:
    async def walk() -> None:
        store = MemoryStore()
        browser = Client(create(store, InlineJobs(), library=LIBRARY))
        await browser.send("/works", "我的.xlsx", without_reasons())
        told = {**fields(await browser.get("/works/1/reasons")), "text-1": "写好的话"}
        fresh = Client(create(store, InlineJobs(), library=LIBRARY))
        page = await fresh.post("/works/1/reasons", **told)
        assert page.status == 200
        page = await fresh.get("/works/1/reasons")
        assert fields(page)["text-1"] == "写好的话"

    asyncio.run(walk())


def test_only_what_can_be_copied_is_said_to_be_marked(root: Path) -> None:
    sample = root / "sample_inputs/liulin-2023-final/input.yaml"

    async def walk() -> None:
        browser = client()
        page = await browser.send("/works", "我的.yaml", sample.read_bytes())
        assert "下载问题清单（Excel）" in page.text and "下载标好问题的工作簿" not in page.text
        page = await browser.send("/works", "我的.xlsx", whole())
        assert "下载标好问题的工作簿" in page.text and "下载问题清单（Excel）" not in page.text
        page = await browser.get("/works/1/reasons")
        told = {**fields(page), "text-1": "改过的原因，写得够长了", "done-1": "yes"}
        written = await browser.post("/works/1/reasons", **told)
        assert "我的（原因）.yaml" in written.text and "改过的原因" in written.text
        assert "改过的原因" in (await browser.get("/works/1/input")).text

    asyncio.run(walk())
