"""`gongkai board …` and how `serve --shared` refuses to start: what somebody at the server's keyboard sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongkai.app.board_commands import backup, password_command, restore_command, serve_shared
from gongkai.app.wrong_usage import UserFault
from gongkai.board.accounts import Passwords
from gongkai.board.database import NAME, Database
from tests.board.boards import board


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a board with three accounts and one file."""
    with board(tmp_path / "data") as made:
        made.house.keep(made.house.blobs.put(b"x"))
    return tmp_path / "data"


def test_a_board_is_backed_up_and_restored(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(tmp_path / "备份.zip", data)
    restore_command(tmp_path / "备份.zip", tmp_path / "again")
    said = capsys.readouterr().out
    assert "备份.zip（1 个文件）" in said and "逐个核对过" in said
    again = Database(tmp_path / "again" / NAME)
    assert [row["name"] for row in again.rows("SELECT name FROM accounts ORDER BY id")] == [
        "局",
        "维护",
        "看",
    ]
    again.close()
    with pytest.raises(UserFault, match="免得盖掉以前的备份"):
        backup(tmp_path / "备份.zip", data)
    with pytest.raises(UserFault, match="已经有东西"):
        restore_command(tmp_path / "备份.zip", data)


def test_a_forgotten_password(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    password_command("局", data)
    found = re.search(r"账号“局”的口令：(\S+)（", capsys.readouterr().out)
    assert found is not None
    made = Database(data / NAME)
    row = made.row("SELECT secret, given FROM accounts WHERE name = '局'")
    assert row is not None and row["given"] == 1 and Passwords().fits(row["secret"], found[1])
    made.close()
    with pytest.raises(UserFault, match="没有账号“没有”"):
        password_command("没有", data)


def test_a_folder_without_a_board(tmp_path: Path) -> None:
    for command in (lambda: backup(tmp_path / "x.zip", tmp_path), lambda: password_command("局", tmp_path)):
        with pytest.raises(UserFault, match="没有公开台的数据"):
            command()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UserFault, match=r"没有 .*没有.zip 这个文件"):
        restore_command(tmp_path / "没有.zip", tmp_path / "again")


def test_what_cannot_be_served(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="没有写对"):
        serve_shared(0, data, "公开台", "127.0.0.1", "")
    newer = tmp_path / "newer"
    newer.mkdir()
    made = Database(newer / NAME)
    made.change("PRAGMA user_version = 99")
    made.close()
    for command in (
        lambda: serve_shared(0, newer, "", "127.0.0.1", ""),
        lambda: password_command("局", newer),
    ):
        with pytest.raises(UserFault, match="更新的程序写的（数据第 99 版"):
            command()
    with board(data), pytest.raises(UserFault, match="正由另一个"):
        serve_shared(0, data, "", "127.0.0.1", "")
