"""kill -9 in the middle of everything: what was accepted is whole, nothing is half, and the rest goes on."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPException
from pathlib import Path

import pytest

from gongkai.board.blobs import Blobs
from gongkai.board.database import NAME, Database, steps
from tests.board.boards import begun, board
from tests.board.inputs import input_of
from tests.board.served import PATIENCE, forked, served
from tests.board.test_storage import dumped, first_version
from tests.board.visitors import Visitor

TIMES = 10
DEPARTMENTS = tuple(f"第{number}局" for number in range(1, 5))


def prepared(data: Path) -> None:
    """A board with a round and an accountant for each department."""

    async def walk() -> None:
        with board(data) as made:
            await begun(made, DEPARTMENTS)

    asyncio.run(walk())


def asked(data: Path, sql: str) -> list[tuple[object, ...]]:
    """What the database says, while a server works with it."""
    with closing(sqlite3.connect(f"file:{data / NAME}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(sql).fetchall()


def wait_for(data: Path, sql: str) -> None:
    """Until a question has an answer."""
    end = time.monotonic() + PATIENCE
    while not asked(data, sql):
        assert time.monotonic() < end, f"{sql}: {asked(data, 'SELECT kind, state, answer FROM jobs')}"
        time.sleep(0.02)


@pytest.mark.trial
def test_killed_while_uploading_and_checking(root: Path, tmp_path: Path) -> None:
    """Each department hands in one file after another; each time the server is killed at another moment."""
    data = tmp_path / "data"
    prepared(data)
    accepted: dict[str, str] = {}
    for turn in range(TIMES):
        server = forked(data)
        enough = threading.Event()
        threads = [
            threading.Thread(target=_keep_sending, args=(server.address, name, turn, accepted, enough))
            for name in DEPARTMENTS
        ]
        before = len(accepted)
        for thread in threads:
            thread.start()
        end = time.monotonic() + PATIENCE
        while len(accepted) < before + 1 + turn % 4 and time.monotonic() < end:
            time.sleep(0.005)
        server.kill()
        enough.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert len(accepted) > before
        _judge(data, accepted)
    with served(root, data):
        wait_for(data, "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE state IN ('等待', '在做'))")
    assert asked(data, "SELECT kind, answer FROM jobs WHERE state != '做完'") == []
    newest = "SELECT max(id) FROM versions GROUP BY work"
    unchecked = f"SELECT id FROM versions WHERE id IN ({newest}) AND id NOT IN (SELECT version FROM checks)"
    assert asked(data, unchecked) == []
    assert {state for (state,) in asked(data, "SELECT state FROM works")} <= {"可送审", "未交"}


def _keep_sending(
    address: str, name: str, turn: int, accepted: dict[str, str], enough: threading.Event
) -> None:
    try:
        visitor = Visitor(address)
        visitor.log_in(name)
        number = 0
        content = input_of(name)
        while not enough.is_set():
            number += 1
            file = f"{name}-{turn}-{number}.xlsx"
            status, _ = visitor.send("/departments/" + name[1] + "/input", file, content)
            if status == 200:
                accepted[file] = hashlib.sha256(content).hexdigest()
    except (OSError, HTTPException, AssertionError):
        return  # killed


def _judge(data: Path, accepted: dict[str, str]) -> None:
    """Every accepted version is there with its content; every version that is there is whole."""
    blobs = Blobs(data / "files")
    rows = asked(data, "SELECT versions.name, files.key, files.sha256 FROM versions JOIN files ON key = file")
    for _, key, sha256 in rows:
        assert hashlib.sha256(blobs.read(str(key))).hexdigest() == sha256
    assert accepted.items() <= {str(name): sha256 for name, _, sha256 in rows}.items()
    assert asked(data, "PRAGMA integrity_check") == [("ok",)]
    assert asked(data, "PRAGMA foreign_key_check") == []


@pytest.mark.trial
def test_killed_while_generating(root: Path, tmp_path: Path) -> None:
    """The final files are whole or not there; the next start makes them, and one that is killed too often is told."""
    data = tmp_path / "data"
    prepared(data)
    name = DEPARTMENTS[0]
    for turn in range(TIMES):
        server = forked(data)
        try:
            _to_the_final_files(server.address, data, name)
            wait_for(data, "SELECT 1 FROM jobs WHERE kind = 'finish' AND state = '在做'")
            time.sleep(0.3 * turn)  # another moment each time; whichever it is, nothing may be half
        finally:
            server.kill()
        _judge_final(data)
        if asked(data, "SELECT 1 FROM works WHERE state = '已定稿'"):
            break
    with served(root, data) as again:
        wait_for(data, "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE state IN ('等待', '在做'))")
        if not asked(data, "SELECT 1 FROM works WHERE state = '已定稿'"):
            _to_the_final_files(again.address, data, name)
        wait_for(data, "SELECT 1 FROM works WHERE state = '已定稿'")
    _judge_final(data)
    assert asked(data, "SELECT count(*) FROM history WHERE what = '已定稿'") == [(1,)]


def _to_the_final_files(address: str, data: Path, name: str) -> None:
    """Whatever is left to be done until the bureau has asked for the final files, as the pages do it."""
    visitor, bureau = Visitor(address), Visitor(address)
    visitor.log_in(name)
    bureau.log_in("局")
    if asked(data, "SELECT 1 FROM works WHERE id = 1 AND state = '未交'"):
        visitor.send("/departments/1/input", "我的.xlsx", input_of(name))
        wait_for(data, "SELECT 1 FROM works WHERE state = '可送审'")
        assert visitor.post("/departments/1/send", version="1")[0] == 200
    if asked(data, "SELECT 1 FROM works WHERE id = 1 AND state = '已送审'"):
        assert bureau.post("/departments/1/finish", version="1")[0] == 200


def _judge_final(data: Path) -> None:
    ((state, key, digest),) = asked(data, "SELECT state, final_file, final_hash FROM works WHERE id = 1")
    assert (state == "已定稿") == (key is not None) == (digest != "")
    if key is not None:
        assert hashlib.sha256(Blobs(data / "files").read(str(key))).hexdigest() == digest


_SLOW = """
import sys
from pathlib import Path
from gongkai.board import database
slow = "CREATE TABLE many AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT i FROM n;"
whole = [*database.steps(), "ALTER TABLE works ADD COLUMN added TEXT;\\n" + slow + "\\nUPDATE works SET added = 'x';\\n"]
database.steps = lambda: whole
print("begun", flush=True)
database.Database(Path(sys.argv[1]))
print("done", flush=True)
"""


@pytest.mark.trial
def test_killed_while_migrating(root: Path, tmp_path: Path) -> None:
    """An upgrade that is killed at any moment leaves the data as they were, or as they shall be."""
    path = tmp_path / NAME
    first_version(path)
    before = dumped(path)
    killed = 0
    for turn in range(TIMES):
        child = subprocess.Popen(
            [sys.executable, "-c", _SLOW, str(path)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(root / "src")},
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"begun\n"
        time.sleep(0.02 * turn)  # another moment each time; whichever it is, nothing may be half
        child.kill()
        killed += child.wait(60) == -9
        child.stdout.close()
        after = dumped(path)
        assert after["works"] in (before["works"], [(*row, "x") for row in before["works"]])
        assert ("many" in after) == (after["works"] != before["works"])
        assert after["history"] == before["history"]
    assert killed == TIMES
    if "many" not in dumped(path):
        made = Database(path)
        assert made.version == len(steps())
        made.close()
