"""The accountant's walk through the pages, with the application called as ASGI."""

from __future__ import annotations

import asyncio
from pathlib import Path

from gongkai.web.application import create
from gongkai.web.jobs import InlineJobs
from gongkai.web.store import MemoryStore
from tests.support.library import LIBRARY
from tests.web.client import Client

FORMAT = "shanxi/final_accounts/2023"


def client() -> Client:
    return Client(create(MemoryStore(), InlineJobs(), library=LIBRARY))


def test_a_format_is_chosen_and_its_blank_workbook_comes(root: Path) -> None:
    async def walk() -> None:
        browser = client()
        start = await browser.get("/")
        assert start.status == 200
        assert f'value="{FORMAT}"' in start.text
        work = await browser.post("/works", format=FORMAT)
        assert (work.status, work.address) == (200, "/works/1")
        blank = await browser.get("/works/1/blank.xlsx")
        assert blank.status == 200
        assert blank.name.endswith(".xlsx")
        assert blank.body.startswith(b"PK")

    asyncio.run(walk())


def test_what_is_wrong_with_a_filled_workbook_is_listed(root: Path) -> None:
    content = (root / "sample_inputs/liulin-2023-final/input.xlsx").read_bytes()

    async def walk() -> None:
        browser = client()
        page = await browser.send("/works", "我的.xlsx", content)
        assert (page.status, page.address) == (200, "/works/1/findings")
        assert "BJ-14" in page.text
        marked = await browser.get("/works/1/marked.xlsx")
        assert marked.name == "我的（标注）.xlsx"

    asyncio.run(walk())
