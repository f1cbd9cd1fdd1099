"""The user's files: each upload is a version; nothing is written to a disk unless the user agrees.

`Store` is the interface for the pages. `MemoryStore` implements it for the server and the offline page; its `Mirror`
keeps the records beyond the process, in a folder or in the browser's IndexedDB.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Protocol

from gongkai.frozen import frozen

INPUT_FILE, LAST_FILE, FORMAT_FILE = "input", "last", "format"
PUBLISHED, EXPORT = "published", "export"
"""Last year's published documents, and the finance system's exports; files handed in together have the same note."""
_INDEX, _DRAFT = "index.json", "draft"


@frozen
class File:
    """A kept file. `number` counts the files of its kind in its work from 1, `note` says where it comes from."""

    key: str
    kind: str
    number: int
    name: str
    note: str = ""


@frozen
class Work:
    """One publication in progress: its format, and every version of its files."""

    key: str
    format: str
    files: tuple[File, ...] = ()

    def of_kind(self, kind: str) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.kind == kind)

    def newest(self, kind: str = INPUT_FILE) -> File | None:
        files = self.of_kind(kind)
        return files[-1] if files else None

    def batch(self, kind: str) -> tuple[File, ...]:
        """The files of a kind that were handed in together with the newest one."""
        newest = self.newest(kind)
        return tuple(file for file in self.of_kind(kind) if newest is not None and file.note == newest.note)

    def version(self, number: int) -> File | None:
        return next((file for file in self.of_kind(INPUT_FILE) if file.number == number), None)


class Mirror(Protocol):
    """Keeps the records of a store beyond its process. Keys are made by the program, never from user input."""

    async def put(self, key: str, content: bytes) -> None: ...

    async def remove(self, key: str) -> None: ...

    async def clear(self) -> None: ...


class Store(Protocol):
    """Versions of files. `can_keep` says whether records can be kept beyond the process, `keeping` whether they are."""

    @property
    def can_keep(self) -> bool: ...

    @property
    def keeping(self) -> bool: ...

    async def works(self) -> list[Work]:
        """Newest first."""
        ...

    async def work(self, key: str) -> Work | None: ...

    async def begin(self, format: str) -> Work: ...

    async def add(self, work: str, kind: str, name: str, content: bytes, note: str = "") -> File:
        """A new version. Raises KeyError where the work is gone, StoreFull where there is no room."""
        ...

    async def formats(self) -> list[File]:
        """The formats that the user added, in order."""
        ...

    async def add_format(self, name: str, content: bytes) -> File: ...

    async def content(self, file: File) -> bytes:
        """Raises KeyError where the file is gone."""
        ...

    async def draft(self, work: str) -> bytes:
        """The unsaved texts of the page of reasons; empty if there are none."""
        ...

    async def keep_draft(self, work: str, content: bytes) -> None:
        """Replace the unsaved texts; empty content removes them."""
        ...

    async def remove(self, work: str) -> None: ...

    async def keep(self, wanted: bool) -> None:
        """Begin to keep everything beyond the process, or stop and forget what was kept there."""
        ...

    async def clear(self) -> None:
        """Forget everything, here and beyond."""
        ...


class StoreFull(Exception):
    """There is no room for another version; the message is for the user."""


MOST_BYTES = 400_000_000
MOST_WORKS = 500


class MemoryStore:
    """Everything in memory, and in the mirror once the user has agreed.

    `records` are those of the mirror from an earlier run; a store with records goes on keeping them.
    """

    def __init__(self, mirror: Mirror | None = None, records: Mapping[str, bytes] | None = None) -> None:
        self._mirror = mirror
        self._keeping = False
        self._works: dict[str, Work] = {}
        self._formats: tuple[File, ...] = ()
        self._contents: dict[str, bytes] = {}
        self._last = 0
        if records:
            self._restore(records)

    @property
    def can_keep(self) -> bool:
        return self._mirror is not None

    @property
    def keeping(self) -> bool:
        return self._keeping

    async def works(self) -> list[Work]:
        return sorted(self._works.values(), key=lambda work: -int(work.key))

    async def work(self, key: str) -> Work | None:
        return self._works.get(key)

    async def begin(self, format: str) -> Work:
        if len(self._works) >= MOST_WORKS:
            raise StoreFull(f"已经有 {MOST_WORKS} 份在做的材料，请先删除做完的")
        self._last += 1
        work = Work(str(self._last), format)
        self._works[work.key] = work
        await self._put_index()
        return work

    async def add(self, work: str, kind: str, name: str, content: bytes, note: str = "") -> File:
        self._check_room(content)
        found = self._works[work]
        number = max((file.number for file in found.of_kind(kind)), default=0) + 1
        file = File(f"{work}-{kind}-{number}", kind, number, name, note)
        self._contents[file.key] = content
        self._works[work] = replace(found, files=(*found.files, file))
        await self._put(file.key, content)
        await self._put_index()
        return file

    async def formats(self) -> list[File]:
        return list(self._formats)

    async def add_format(self, name: str, content: bytes) -> File:
        self._check_room(content)
        number = max((file.number for file in self._formats), default=0) + 1
        file = File(f"{FORMAT_FILE}-{number}", FORMAT_FILE, number, name)
        self._contents[file.key] = content
        self._formats = (*self._formats, file)
        await self._put(file.key, content)
        await self._put_index()
        return file

    async def content(self, file: File) -> bytes:
        return self._contents[file.key]

    async def draft(self, work: str) -> bytes:
        return self._contents.get(f"{work}-{_DRAFT}", b"")

    async def keep_draft(self, work: str, content: bytes) -> None:
        if work not in self._works:
            return
        self._check_room(content)
        key = f"{work}-{_DRAFT}"
        if content:
            self._contents[key] = content
            await self._put(key, content)
        elif self._contents.pop(key, None) is not None and self._keeping and self._mirror is not None:
            await self._mirror.remove(key)

    async def remove(self, work: str) -> None:
        await self.keep_draft(work, b"")
        found = self._works.pop(work, None)
        for file in found.files if found is not None else ():
            del self._contents[file.key]
            if self._keeping and self._mirror is not None:
                await self._mirror.remove(file.key)
        await self._put_index()

    async def keep(self, wanted: bool) -> None:
        if self._mirror is None or wanted == self._keeping:
            return
        self._keeping = wanted
        if not wanted:
            await self._mirror.clear()
            return
        for key, content in self._contents.items():
            await self._put(key, content)
        await self._put_index()

    async def clear(self) -> None:
        self._works, self._formats, self._contents = {}, (), {}
        self._keeping = False
        if self._mirror is not None:
            await self._mirror.clear()

    def _check_room(self, content: bytes) -> None:
        if sum(map(len, self._contents.values())) + len(content) > MOST_BYTES:
            raise StoreFull(f"各个版本共超过 {MOST_BYTES // 1_000_000} MB，请先删除做完的材料")

    async def _put(self, key: str, content: bytes) -> None:
        if self._keeping and self._mirror is not None:
            await self._mirror.put(key, content)

    async def _put_index(self) -> None:
        works = [asdict(work) for work in self._works.values()]
        index = {"last": self._last, "works": works, "formats": [asdict(file) for file in self._formats]}
        await self._put(_INDEX, json.dumps(index, ensure_ascii=False).encode())

    def _restore(self, records: Mapping[str, bytes]) -> None:
        """Restore works and formats from the index; a file whose content was lost is left out."""
        index = json.loads(records.get(_INDEX, b"{}"))
        self._contents = {key: content for key, content in records.items() if key != _INDEX}
        for item in index.get("works", []):
            files = tuple(File(**file) for file in item["files"] if file["key"] in self._contents)
            self._works[item["key"]] = Work(item["key"], item["format"], files)
        formats = (File(**file) for file in index.get("formats", []))
        self._formats = tuple(file for file in formats if file.key in self._contents)
        self._last = int(index.get("last", 0))
        self._keeping = self._mirror is not None
