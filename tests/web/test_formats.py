"""A format brought along as one zip stands beside those that come with the program."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path

from gongkai.web.application import create
from gongkai.web.jobs import InlineJobs
from gongkai.web.store import MemoryStore
from tests.support.library import LIBRARY
from tests.web.client import Client

PACK = """format: {id}
name: 某县部门决算公开（2024年度）
extends: standard/final_accounts/2024
year: "2024"
"""


def package(id: str = "moxian/final_accounts/2024", text: str = PACK, folder: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(f"{folder}{id}/pack.yaml", text.format(id=id))
    return made.getvalue()


def client(store: MemoryStore | None = None) -> Client:
    return Client(create(store or MemoryStore(), InlineJobs(), library=LIBRARY))


def test_a_format_comes_along_and_goes(root: Path) -> None:
    async def walk() -> None:
        store = MemoryStore()
        browser = client(store)
        page = await browser.send("/formats", "某县.zip", package(), "format")
        assert page.status == 200, page.text[:-9000]
        assert "装入了：moxian/final_accounts/2024" in page.text
        start = await browser.get("/")
        assert "某县" in start.text
        work = await browser.post("/works", format="moxian/final_accounts/2024")
        assert "某县部门决算公开" in work.text
        assert (await browser.get("/works/1/blank.xlsx")).body.startswith(b"PK")
        again = client(store)  # the same desk the next day
        assert "某县" in (await again.get("/")).text
        await browser.post("/clear")
        assert "某县" not in (await browser.get("/")).text

    asyncio.run(walk())


def test_a_format_that_cannot_be_used_changes_nothing() -> None:
    cases = {
        "已经有了": package("standard/final_accounts/2024"),
        "有错": package(text=PACK + "nonsense: 1\n"),
        "没有格式": package("a/b"),
        "不是压缩包": b"PK rubbish",
        "指向别处": package(folder="../"),
    }

    async def walk() -> None:
        browser = client()
        before = (await browser.get("/formats")).text
        for words, content in cases.items():
            page = await browser.send("/formats", "某县.zip", content, "format")
            assert page.status == 422, words
            assert words in page.text
            assert (await browser.get("/formats")).text == before, words

    asyncio.run(walk())
