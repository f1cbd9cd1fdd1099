"""The machine refuses: a full disk, a database that somebody else has in hand, a clock that jumps. What was accepted
stays, nothing is half, and the board goes on once it can."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gongkai.board import database as structure
from gongkai.board import queue, records, sessions
from gongkai.board.backup import back_up
from gongkai.board.database import NAME, Database
from gongkai.board.queue import ENDED, Queue
from gongkai.board.server import CannotServe
from gongkai.board.tasks import TaskOutcome
from gongkai.board.trouble import refusal_of
from gongkai.web.jobs import PageJob, Steps
from tests.board.boards import (
    OTHER,
    PASSWORD,
    UNIT,
    Board,
    add_checked,
    begun,
    board,
    form,
    log_in,
    run,
    send_file,
)
from tests.board.test_storage import dumped, first_version
from tests.web.client import Client
from tests.web.workbooks import whole


@contextmanager
def no_room(database: Database) -> Iterator[None]:
    """Not one page more fits on the disk."""
    pages = database.value("PRAGMA page_count")
    database.value(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        database.value("PRAGMA max_page_count = 1000000")


@contextmanager
def taken(path: Path) -> Iterator[None]:
    """Another program writes into the database and does not come to an end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


class _Refusing:
    """A connection whose next COMMIT comes to nothing."""

    def __init__(self, inner: sqlite3.Connection) -> None:
        self.inner = inner
        self.refuses = True

    @property
    def in_transaction(self) -> bool:
        return self.inner.in_transaction

    def execute(self, sql: str, *values: object) -> object:
        if sql == "COMMIT" and self.refuses:
            self.refuses = False
            raise sqlite3.OperationalError("disk I/O error")
        return self.inner.execute(sql, *values)


def test_a_commit_that_fails_is_undone_and_the_next_one_holds(tmp_path: Path) -> None:
    """It must not stay open: what comes after it would be part of it, and be lost with it."""
    made = Database(tmp_path / NAME)
    inner = made._connection
    made._connection = _Refusing(inner)  # type: ignore[assignment]
    with pytest.raises(sqlite3.OperationalError, match="disk I/O"), made.transaction():
        made.add("departments", name="甲", plain="甲")
    assert not inner.in_transaction
    with made.transaction():
        made.add("departments", name="乙", plain="乙")
    with closing(sqlite3.connect(tmp_path / NAME)) as other:
        assert other.execute("SELECT name FROM departments").fetchall() == [("乙",)]
    inner.close()


def test_where_the_disk_is_full_a_sentence_says_so_and_nothing_is_half(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau, database = await begun(made, (UNIT, OTHER)), made.house.database
        own = await made.browser(UNIT)
        names = "\n".join(f"新来的第{number}个部门" for number in range(2_000))
        with no_room(database):
            refused = await form(bureau, "/", "/rounds/1/departments", names=names)
            assert refused.status == 507 and "服务器的磁盘满了" in refused.text
            assert (await own.get("/departments/1")).status == 200
        assert database.value("SELECT count(*) FROM works") == 2
        await send_file(own, "/departments/1/input", "我的.xlsx", whole())
        await made.done()
        assert made.state(UNIT) == "可送审"

    run(tmp_path, walk)


def test_a_file_that_does_not_fit_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        own = await made.browser(UNIT)

        def full(handle: int) -> None:
            raise OSError(errno.ENOSPC, "full")

        monkeypatch.setattr("os.fsync", full)
        refused = await send_file(own, "/departments/1/input", "我的.xlsx", whole())
        assert refused.status == 507 and "以前交来的都在" in refused.text
        monkeypatch.undo()
        assert list(made.house.folder.files.iterdir()) == []
        assert made.state(UNIT) == "未交"

    run(tmp_path, walk)


def test_a_database_that_somebody_has_in_hand_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure, "_PATIENCE", 0.05)

    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        own = await made.browser(UNIT)
        made.clock.seconds += sessions._NOTED_AGAIN + 1  # the use of the session is to be written down
        with taken(made.house.folder.database):
            refused = await send_file(own, "/departments/1/input", "我的.xlsx", whole())
            assert refused.status == 503 and "正被别的程序占用" in refused.text
            assert (await own.get("/departments/1")).status == 200
        assert (await send_file(own, "/departments/1/input", "我的.xlsx", whole())).status == 200
        await made.done()
        assert made.state(UNIT) == "可送审"

    run(tmp_path, walk)


def test_the_outcome_of_a_job_waits_until_it_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the jobs behind it are done: no turn is lost for ever."""
    monkeypatch.setattr(structure, "_PATIENCE", 0.05)
    monkeypatch.setattr(Queue, "patience", 0.01)

    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        house, refused = made.house, asyncio.Event()
        number_of_tries = 0

        def finish(row: sqlite3.Row, outcome: TaskOutcome) -> None:
            nonlocal number_of_tries
            number_of_tries += 1
            if number_of_tries < 4:
                refused.set()
                with closing(sqlite3.connect(tmp_path / "full.sqlite")) as full:
                    full.execute("PRAGMA max_page_count = 1")
                    full.execute("CREATE TABLE t (a)")

        house.queue.finish = {"odd": finish}
        with house.database.transaction():
            jobs = [records.ask(house, kind, kind, "局", {}) for kind in ("odd", "other")]
        await made.done()
        assert refused.is_set() and number_of_tries == 4
        rows = {row["id"]: row["state"] for row in house.database.rows("SELECT * FROM jobs")}
        assert rows[jobs[0]] == "没有做成" and rows[jobs[1]] == "没有做成"  # no such kind of work
        with taken(house.folder.database):
            house.queue.wake()  # it cannot even begin
            await asyncio.sleep(0.2)
        await send_file(await made.browser(UNIT), "/departments/1/input", "我的.xlsx", whole())
        await made.done()
        assert house.database.value("SELECT state FROM jobs ORDER BY id DESC LIMIT 1") == ENDED

    run(tmp_path, walk)


def test_a_fault_of_ours_leaves_no_work_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outcome that nothing can be made of: the work is sent as it was, and not 定稿中 for ever."""
    monkeypatch.setattr(queue, "work", lambda task: TaskOutcome({"files": {}, "hash": "x"}))  # but no file

    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        house = made.house
        with house.database.transaction():
            add_checked(made, 1, "定稿中", {}, {})
            records.ask(house, "finish", "定稿", "局", work=1, version=1)
        await made.done()
        assert made.state(UNIT) == "已送审"
        said = house.database.value("SELECT words FROM history WHERE what = '没有定稿'")
        assert said == "程序自身出错：IndexError"
        assert house.database.value("SELECT state FROM jobs") == "没有做成"

    run(tmp_path, walk)


def test_troubles_of_the_machine_and_no_others_are_told_as_such() -> None:
    told = {code: refusal_of(OSError(code, "x")) for code in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)}
    assert [refusal.status for refusal in told.values() if refusal] == [507, 507, 503]
    for error in (OSError(errno.ENOENT, "x"), ValueError("x"), sqlite3.OperationalError("no such table")):
        assert refusal_of(error) is None


def test_a_clock_that_jumps_locks_nobody_out_and_lets_nobody_stay(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        now = made.clock.seconds
        made.clock.seconds = now + 400 * 24 * 3600  # a wrong year
        guesser = Client(made.app, "127.0.0.1:8300")
        for _ in range(sessions.MOST_FOR_ACCOUNT + 1):
            await log_in(guesser, UNIT, "guess")
        assert (await log_in(guesser, UNIT)).status == 429
        late = Client(made.app, "127.0.0.1:8300")
        assert (await log_in(late, "看")).status == 200
        made.clock.seconds = now  # set right again
        assert (await late.ask("GET", "/")).status == 303
        assert (await log_in(guesser, UNIT, PASSWORD)).status == 200

    run(tmp_path, walk)


def test_files_without_their_database_are_not_swept_away(tmp_path: Path) -> None:
    with board(tmp_path) as made:
        made.house.keep(made.house.blobs.put(b"content"))
    (tmp_path / NAME).rename(tmp_path / "elsewhere")
    with pytest.raises(CannotServe, match="没有数据库"), board(tmp_path):
        pass
    assert len(list((tmp_path / "files").iterdir())) == 1
    (tmp_path / "elsewhere").rename(tmp_path / NAME)
    with board(tmp_path) as made:
        assert made.house.database.value("SELECT count(*) FROM files") == 1


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_nobody_else_on_the_server_may_read_data_and_backups(tmp_path: Path) -> None:
    """Also where the folder was there before, and open to all."""
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    Database(data / NAME).close()
    (data / NAME).chmod(0o644)
    with board(data) as made:
        made.house.keep(made.house.blobs.put(b"content"))
        back_up(made.house.folder, tmp_path / "备份.zip")
        paths = [path for path in data.rglob("*") if path.is_file()]
        assert len(paths) >= 4
        for path in (*paths, tmp_path / "备份.zip"):
            assert path.stat().st_mode & 0o077 == 0, path


def test_a_backup_does_not_touch_the_data_of_another_version(tmp_path: Path) -> None:
    """The program may be newer than the server that is at work."""
    with board(tmp_path / "data") as made:
        folder = made.house.folder
    folder.database.unlink()
    first_version(folder.database)
    (folder.files / ("0" * 32)).write_bytes(b"x")
    before = dumped(folder.database)
    assert back_up(folder, tmp_path / "备份.zip") == 1
    assert dumped(folder.database) == before
    assert not list(folder.root.glob("board-*"))


def test_a_backup_that_does_not_fit_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with board(tmp_path / "data") as made:
        made.house.keep(made.house.blobs.put(b"content"))
        folder = made.house.folder

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    (tmp_path / "to").mkdir()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="full"):
        back_up(folder, tmp_path / "to" / "备份.zip")
    assert list((tmp_path / "to").iterdir()) == []


def test_who_waits_says_so_once() -> None:
    def steps() -> Steps:
        yield from ("等", "等", "等", "做", "等")

    job = PageJob("1", "x", steps)
    while not job.done:
        job.step()
    assert job.said == ["等", "做", "等"]
