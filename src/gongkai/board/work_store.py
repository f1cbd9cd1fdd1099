"""The works of a board as the pages of one accountant's walk ask for them: no more than he may see."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gongkai.board import records
from gongkai.board.who import Who
from gongkai.web.refusal import Refusal
from gongkai.web.store import File, Work

if TYPE_CHECKING:
    from gongkai.board.house import House


def _elsewhere() -> Refusal:
    return Refusal(403, "不在这里做", "交回的各版都留着，不能删除；要公开哪些，由财政局定。")


class WorkStore:
    """A `web.store.Store` for one request. The key of a file is the id of its version."""

    can_keep = keeping = False

    def __init__(self, house: House, who: Who) -> None:
        self._house = house
        self._who = who

    async def works(self) -> list[Work]:
        return [self._work(row["id"], row["format"]) for row in records.own_works(self._house, self._who)]

    async def work(self, key: str) -> Work | None:
        row = records.find_work(self._house, self._who, key)
        return self._work(row["id"], row["format"])

    def _work(self, work: int, format: str) -> Work:
        rows = self._house.database.rows("SELECT * FROM versions WHERE work = ? ORDER BY id", work)
        return Work(
            str(work),
            format,
            tuple(File(str(row["id"]), row["kind"], row["number"], row["name"], row["note"]) for row in rows),
        )

    async def begin(self, format: str) -> Work:
        raise _elsewhere()

    async def add(self, work: str, kind: str, name: str, content: bytes, note: str = "") -> File:
        found = records.find_work(self._house, self._who, work)
        blob = await asyncio.to_thread(self._house.blobs.put, content)
        row = records.hand_in(self._house, found["id"], kind, name, blob, note, self._who.name)
        return File(str(row["id"]), kind, row["number"], name, note)

    async def formats(self) -> list[File]:
        return []  # those of the bureau are there for everybody

    async def add_format(self, name: str, content: bytes) -> File:
        raise _elsewhere()

    async def content(self, file: File) -> bytes:
        key = self._house.database.value(
            "SELECT versions.file FROM versions JOIN works ON works.id = versions.work"
            f" WHERE versions.id = ? AND {self._who.sees()}",
            records.id_in_address(file.key),
        )
        if key is None:
            raise KeyError(file.key)
        return await asyncio.to_thread(self._house.blobs.read, key)

    async def draft(self, work: str) -> bytes:
        found = records.find_work(self._house, self._who, work)
        return self._house.database.value("SELECT content FROM drafts WHERE work = ?", found["id"]) or b""

    async def keep_draft(self, work: str, content: bytes) -> None:
        found = records.find_work(self._house, self._who, work)
        with self._house.database.transaction():
            self._house.database.change("DELETE FROM drafts WHERE work = ?", found["id"])
            if content:
                self._house.database.add("drafts", work=found["id"], content=content)

    async def remove(self, work: str) -> None:
        raise _elsewhere()

    async def keep(self, wanted: bool) -> None:
        raise _elsewhere()

    async def clear(self) -> None:
        raise _elsewhere()
