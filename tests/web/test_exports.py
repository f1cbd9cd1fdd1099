"""Exports and last year's publication on the pages: the bytes are those of the command line."""

from __future__ import annotations

import asyncio
import html
import io
from pathlib import Path

import openpyxl
import pytest

from gongkai.desk.begun_input import begun
from gongkai.desk.new_input import NewInput
from gongkai.filling.fill import fill_workbook
from gongkai.pipeline import check, compose, render
from gongkai.source import Source
from gongkai.web.application import create
from gongkai.web.jobs import InlineJobs
from gongkai.web.store import MemoryStore
from tests.support.library import LIBRARY, load_pack
from tests.web.client import BOUNDARY, Client, multipart
from tests.web.workbooks import FORMAT, SAMPLE

EXPORTS = sorted((SAMPLE.parent / "exports").glob("*.xls"))
NEXT = "shanxi/final_accounts/2024"


def client(home: str = "browser") -> Client:
    return Client(create(MemoryStore(), InlineJobs(), library=LIBRARY, home=home))


async def send(browser: Client, address: str, field: str, files: list[tuple[str, bytes]]):
    """A form with several files of one field."""
    bodies = [multipart({field: file}, {})[0] for file in files]
    end = f"--{BOUNDARY}--\r\n".encode()
    body = b"".join(part.removesuffix(end) for part in bodies) + end
    return await browser._posted(address, body, f"multipart/form-data; boundary={BOUNDARY}")


def sources(paths: list[Path]) -> list[Source]:
    return [Source.from_path(path) for path in paths]


def test_exports_are_filled_into_the_blank_workbook() -> None:
    """What was filled in is shown and saved, and becomes the input only when somebody says so."""
    pack, _ = load_pack(FORMAT)
    assert pack is not None
    blank = NewInput(pack).workbook()
    given = [(path.name, path.read_bytes()) for path in EXPORTS]
    assert len(given) == 4

    async def walk() -> tuple[str, bytes, str]:
        browser = client()
        await browser.post("/works", format=FORMAT)
        assert "从财务系统导出表填入" in (await browser.get("/works/1")).text
        page = await send(browser, "/works/1/exports", "exports", given)
        assert page.address == "/works/1/exports"
        saved = await browser.get("/works/1/filled.xlsx")
        assert (await browser.get("/works/1/findings")).status == 404  # nothing was handed in
        found = await browser.post("/works/1/filled")
        assert found.address == "/works/1/findings"
        assert "从导出表填入" in found.text
        again = await send(browser, "/works/1/exports", "exports", given)
        assert "都已经填好" in again.text
        return page.text, saved.body, saved.name

    page, body, name = asyncio.run(walk())
    wanted = fill_workbook(Source(f"{pack.name}填报表.xlsx", blank), sources(EXPORTS), LIBRARY)
    assert body == wanted.content
    assert name == f"{pack.name}填报表（已填）.xlsx"
    assert f"填了 {len(wanted.decision.writes)} 格" in page
    assert len(wanted.decision.writes) > 100
    assert all(html.escape(table) in page for table in wanted.tables)


def test_what_is_not_filled_in_is_told() -> None:
    """A typed cell stays: the page says both values and both places, and what could not be read."""
    book = openpyxl.load_workbook(SAMPLE)
    cell = next(cell for row in book["收入"].iter_rows() for cell in row if cell.value == 10865080)
    cell.value = 123.45
    buffer = io.BytesIO()
    book.save(buffer)
    given = [("坏的.xls", b"no workbook"), *((path.name, path.read_bytes()) for path in EXPORTS)]

    async def walk() -> str:
        browser = client()
        await browser.send("/works", "我的.xlsx", buffer.getvalue())
        return (await send(browser, "/works/1/exports", "exports", given)).text

    page = asyncio.run(walk())
    assert "DC-01" in page and "坏的.xls" in page
    assert "已经填了 123.45" in page
    assert "是 10865080；没有改" in page
    assert f'class="cell">{cell.coordinate}<' in page


def test_no_exports_yet() -> None:
    async def walk() -> None:
        browser = client()
        await browser.post("/works", format=FORMAT)
        assert (await browser.get("/works/1/exports")).status == 404
        assert (await browser.get("/works/1/filled.xlsx")).status == 404
        assert (await browser.post("/works/1/exports")).status in (400, 422)

    asyncio.run(walk())


@pytest.fixture(scope="module")
def word() -> tuple[str, bytes]:
    """The sample's own publication as Word."""
    checked = check(Source.from_path(SAMPLE), LIBRARY)
    document = compose(checked)
    assert document is not None and checked.subject is not None
    [(name, content)] = render(document, checked.subject.pack, ("docx",), pages=False).files.items()
    return name, content


def test_the_workbook_begins_with_what_was_published(word: tuple[str, bytes]) -> None:
    pack, _ = load_pack(NEXT)
    assert pack is not None

    async def walk() -> tuple[str, bytes]:
        browser = client()
        await browser.post("/works", format=NEXT)
        page = await send(browser, "/works/1/published", "published", [word])
        blank = await browser.get("/works/1/blank.xlsx")
        return page.text, blank.body

    page, body = asyncio.run(walk())
    wanted = begun(pack, [Source(*word)], LIBRARY)
    assert wanted.read_as in html.unescape(page)
    assert body == wanted.made.workbook()
    assert body != NewInput(pack).workbook()


def test_where_pdf_cannot_be_read_the_page_says_so() -> None:
    async def walk(home: str) -> str:
        browser = client(home)
        await browser.post("/works", format=NEXT)
        return (await browser.get("/works/1")).text

    browser, server = asyncio.run(walk("browser")), asyncio.run(walk("server"))
    assert "这里读不了 PDF" in browser
    assert ".pdf" not in browser
    assert 'accept=".docx,' in server
    assert (",.pdf" in server) is ("这里读不了 PDF" not in server)


def test_another_formats_publication_is_refused() -> None:
    async def walk() -> str:
        browser = client()
        await browser.post("/works", format=NEXT)
        return (await send(browser, "/works/1/published", "published", [("上年.docx", b"no document")])).text

    page = asyncio.run(walk())
    assert "没有带过来" in page
    assert "下载空白工作簿" in page
