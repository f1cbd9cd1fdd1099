"""Versions in memory, and what reaches a place beyond the process only after the user agreed."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from gongkai.web import store as stores
from gongkai.web.folder_mirror import FolderMirror, own_folder
from gongkai.web.store import INPUT_FILE, LAST_FILE, MemoryStore, StoreFull


async def filled(store: MemoryStore) -> None:
    work = await store.begin("a/b/c")
    await store.add(work.key, INPUT_FILE, "../一.xlsx", b"one", "交回")
    await store.add(work.key, INPUT_FILE, "一.xlsx", b"two")
    await store.add(work.key, LAST_FILE, "上年.xlsx", b"last")
    await store.add_format("格式.zip", b"format")


def test_every_version_is_there() -> None:
    async def go() -> None:
        store = MemoryStore()
        await filled(store)
        (work,) = await store.works()
        assert [(file.number, file.name) for file in work.of_kind(INPUT_FILE)] == [
            (1, "../一.xlsx"),
            (2, "一.xlsx"),
        ]
        newest = work.newest()
        assert newest is not None and await store.content(newest) == b"two"
        first = work.version(1)
        assert first is not None and await store.content(first) == b"one"
        assert work.version(3) is None
        await store.remove(work.key)
        assert await store.works() == []
        with pytest.raises(KeyError):
            await store.content(first)
        assert (await store.begin("a/b/c")).key == "2"  # a key is never given twice

    asyncio.run(go())


def test_nothing_is_kept_before_somebody_agreed(tmp_path: Path) -> None:
    async def go() -> None:
        folder = tmp_path / "kept"
        store = MemoryStore(FolderMirror(folder))
        await filled(store)
        assert not folder.exists()
        await store.keep(True)
        names = sorted(path.name for path in folder.iterdir())
        assert names == ["1-input-1", "1-input-2", "1-last-1", "format-1", "index.json"]
        if os.name == "posix":
            assert folder.stat().st_mode & 0o777 == 0o700
            assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
        await store.keep_draft("1", b"half")
        assert (folder / "1-draft").read_bytes() == b"half"
        await store.keep_draft("1", b"")
        assert await store.draft("1") == b"" and not (folder / "1-draft").exists()
        await store.keep(False)
        assert list(folder.iterdir()) == []
        assert len(await store.works()) == 1  # here it is still

    asyncio.run(go())


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    async def go() -> None:
        mirror = FolderMirror(tmp_path)
        store = MemoryStore(mirror)
        await store.keep(True)
        await filled(store)
        (tmp_path / "1-input-1").unlink()  # somebody tidied up
        (tmp_path / "别的.txt").write_text("x", encoding="utf-8")
        again = MemoryStore(mirror, mirror.records())
        assert again.keeping
        (work,) = await again.works()
        assert [file.number for file in work.of_kind(INPUT_FILE)] == [2]
        assert [file.name for file in await again.formats()] == ["格式.zip"]
        assert (await again.add(work.key, INPUT_FILE, "x.xlsx", b"x")).number == 3
        await again.clear()
        assert not again.keeping
        assert [path.name for path in tmp_path.iterdir()] == ["别的.txt"]  # what is not ours stays

    asyncio.run(go())


def test_there_is_an_end_of_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "MOST_BYTES", 100)
    monkeypatch.setattr(stores, "MOST_WORKS", 2)

    async def go() -> None:
        store = MemoryStore()
        work = await store.begin("a/b/c")
        await store.add(work.key, INPUT_FILE, "x", b"x" * 90)
        with pytest.raises(StoreFull, match="请先删除"):
            await store.add(work.key, INPUT_FILE, "x", b"x" * 20)
        await store.begin("a/b/c")
        with pytest.raises(StoreFull, match="请先删除"):
            await store.begin("a/b/c")

    asyncio.run(go())


def test_the_users_folder_is_his_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for system, variable in (("linux", "XDG_DATA_HOME"), ("win32", "LOCALAPPDATA")):
        monkeypatch.setattr("sys.platform", system)
        monkeypatch.setenv(variable, str(tmp_path / system))
        assert own_folder() == tmp_path / system / "gongkai" / "serve"


def test_a_key_that_leads_elsewhere_is_a_bug_of_ours(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        asyncio.run(FolderMirror(tmp_path).put("../x", b""))
