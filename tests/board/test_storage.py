"""Database, files, backup: everything is there whole or not at all, also for an older or a newer program."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from gongkai.board import database as structure
from gongkai.board.backup import BadBackup, back_up, restore
from gongkai.board.blobs import Blobs
from gongkai.board.database import NAME, Database, NewerData, steps
from gongkai.board.file_lock import Taken, held
from gongkai.board.folder import Folder
from gongkai.board.server import CannotServe, opened, origin_of
from tests.board.boards import ADDRESS, OTHER, QUICK, UNIT, Board, begun, board, form, run, send_file
from tests.support.library import LIBRARY
from tests.web.workbooks import whole


def first_version(path: Path) -> None:
    """A database as the first version of the program left it, with something in every table."""
    old = Database(path, only=1)
    with old.transaction():
        old.add("departments", name=UNIT, plain=UNIT)
        old.add("accounts", name="局", role="财政局", secret="x")
        old.add("rounds", format="a/b/2023", title="一次", deadline="2024-09-20")
        old.add("works", round=1, department=1, state="可送审")
        old.add("files", key="0" * 32, size=1, sha256="x")
        old.add(
            "versions",
            work=1,
            kind="input",
            number=1,
            name="我的.xlsx",
            note="交回",
            file="0" * 32,
            by="局",
            at="x",
        )
        old.add(
            "checks", version=1, state="可送审", errors=0, warnings=1, reasons=0, figures="{}", result="{}"
        )
        old.add("history", work=1, at="x", by="局", what="交回")
        old.add("drafts", work=1, content=b"{}")
        old.add(
            "jobs", kind="check", title="核对", work=1, version=1, asked="null", state="做完", by="局", at="x"
        )
    old.close()


def dumped(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a database by table."""
    with sqlite3.connect(path) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall() for name in tables
        }
    connection.close()
    return found


def test_the_first_version_is_brought_up_to_date_and_kept(tmp_path: Path) -> None:
    path = tmp_path / NAME
    first_version(path)
    before = dumped(path)
    made = Database(path)
    assert made.version == len(steps()) > 1
    made.close()
    after = dumped(path)
    assert {name: rows for name, rows in after.items() if name in before} == before
    assert dumped(tmp_path / "board-第1版.sqlite") == before


def test_an_older_program_refuses_newer_data(tmp_path: Path) -> None:
    path = tmp_path / NAME
    Database(path).close()
    before = path.read_bytes()
    with pytest.raises(NewerData, match="这份数据是更新的程序写的（数据第 2 版，本程序只认到第 1 版）"):
        Database(path, only=1)
    assert path.read_bytes() == before


def test_a_step_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / NAME
    first_version(path)
    before = dumped(path)
    broken = [
        *steps(),
        "CREATE TABLE half (a);\nINSERT INTO half VALUES (1);\nINSERT INTO nothing VALUES (1);\n",
    ]
    monkeypatch.setattr(structure, "steps", lambda: broken)
    with pytest.raises(sqlite3.OperationalError):
        Database(path)
    monkeypatch.undo()
    made = Database(path)
    assert made.version == len(steps())
    assert "half" not in dumped(path)
    assert dumped(path)["works"] == before["works"]
    made.close()


@pytest.mark.parametrize("table", ["history", "versions"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET by = 'x'", "DELETE FROM {}"])
def test_history_and_versions_are_only_added_to(tmp_path: Path, table: str, sql: str) -> None:
    first_version(tmp_path / NAME)
    made = Database(tmp_path / NAME)
    with pytest.raises(sqlite3.IntegrityError, match="only added"):
        made.change(sql.format(table))
    assert made.value(f"SELECT count(*) FROM {table}") == 1
    made.close()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    made = Database(tmp_path / NAME)
    with pytest.raises(ZeroDivisionError), made.transaction():
        made.add("departments", name="甲", plain="甲")
        with made.transaction():
            made.add("departments", name="乙", plain="乙")
        raise ZeroDivisionError
    assert made.value("SELECT count(*) FROM departments") == 0
    made.close()


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = Blobs(tmp_path)
    kept = blobs.put("内容".encode())
    assert blobs.read(kept.key).decode() == "内容"

    def full(handle: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="full"):
        blobs.put(b"never")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == [kept.key]
    (tmp_path / ".part-killed").write_bytes(b"half")  # by a power cut
    lost = blobs.put(b"its row was never written")
    assert blobs.sweep({kept.key}) == 2
    assert [path.name for path in tmp_path.iterdir()] == [kept.key]
    assert not (tmp_path / lost.key).exists()


def test_one_server_for_a_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with opened(folder, LIBRARY, ADDRESS, 1, QUICK):
        with pytest.raises(Taken), held(folder.server_lock, wait=False):
            pass
        with pytest.raises(CannotServe, match="正由另一个"), opened(folder, LIBRARY, ADDRESS, 1, QUICK):
            pass
    with opened(folder, LIBRARY, ADDRESS, 1, QUICK):
        pass


def test_the_address_is_an_origin() -> None:
    assert origin_of("https://Board.Example") == ("https://board.example", "board.example")
    assert origin_of("https://board.example:443/") == ("https://board.example", "board.example")
    assert origin_of("http://10.0.0.5:8300") == ("http://10.0.0.5:8300", "10.0.0.5:8300")
    assert origin_of("https://公开.example")[1].startswith("xn--")
    for wrong in ("board.example", "ftp://x", "https://a b", "https://a/b", "", "https://a@b"):
        with pytest.raises(CannotServe, match="没有写对"):
            origin_of(wrong)


def with_a_board(folder: Path, then: Callable[[Board], Awaitable[None]]) -> None:
    """A round with one version that was handed in and checked."""

    async def walk(made: Board) -> None:
        await begun(made, (UNIT, OTHER))
        await send_file(await made.browser(UNIT), "/departments/1/input", "我的.xlsx", whole())
        await made.done()
        await then(made)

    run(folder, walk)


def test_a_restored_backup_is_the_same_board(tmp_path: Path) -> None:
    pages: dict[str, str] = {}

    async def backed_up(made: Board) -> None:
        assert back_up(made.house.folder, tmp_path / "备份.zip") == 1  # while the server is at work
        bureau = await made.browser("局")
        await form(bureau, "/", "/departments/2/withhold", words="后来的事")
        made.house.database.change("UPDATE works SET state = '未交' WHERE id = 2")

    async def looked_at(made: Board) -> None:
        bureau = await made.browser("局")
        pages["new"] = _shown((await bureau.get("/rounds/1")).text)
        content = await bureau.get("/works/1/input?version=1")
        assert content.body == whole()
        assert "后来的事" not in (await bureau.get("/departments/2")).text

    async def before(made: Board) -> None:
        bureau = await made.browser("局")
        pages["old"] = _shown((await bureau.get("/rounds/1")).text)
        await backed_up(made)

    with_a_board(tmp_path / "data", before)
    assert restore(tmp_path / "备份.zip", tmp_path / "again") == 1
    run(tmp_path / "again", looked_at)
    assert pages["new"] == pages["old"] and UNIT in pages["new"]


def _shown(page: str) -> str:
    """The table of the board."""
    return page.partition("<tbody>")[2].partition("</table>")[0]


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with board(tmp_path / "data") as made:
        kept = made.house.blobs.put(b"content")
        made.house.keep(kept)
        back_up(made.house.folder, tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (tmp_path / "rubbish.zip").write_bytes(b"nothing")
    broken = {
        "other": {**members, f"files/{kept.key}": b"changed"},
        "missing": {name: content for name, content in members.items() if not name.startswith("files/")},
        "no database": {f"files/{kept.key}": b"content"},
        "damaged": {**members, NAME: members[NAME][:3000] + b"\xff" * 3000 + members[NAME][6000:]},
    }
    for name, parts in broken.items():
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            for member, content in parts.items():
                archive.writestr(member, content)
    good = (tmp_path / "good.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "good.zip") as archive:
        first = archive.getinfo(NAME)
    begins = first.header_offset + 30 + len(NAME.encode())
    (tmp_path / "changed.zip").write_bytes(
        good[:begins] + b"\xff" * 8 + good[begins + 8 :]
    )  # no deflated data
    entry = good.index(b"PK\x01\x02")
    (tmp_path / "locked.zip").write_bytes(good[: entry + 8] + b"\x01" + good[entry + 9 :])  # says: encrypted
    for name in (*broken, "rubbish", "changed", "locked"):
        with pytest.raises(BadBackup):
            restore(tmp_path / f"{name}.zip", tmp_path / "again")
        assert not (tmp_path / "again").exists(), name
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".gongkai")]
    with pytest.raises(BadBackup, match="已经有东西"):
        restore(tmp_path / "good.zip", tmp_path / "data")
    assert restore(tmp_path / "good.zip", tmp_path / "again") == 1
