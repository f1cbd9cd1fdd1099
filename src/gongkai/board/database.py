"""The database of a board: one file, whose structure is brought up to date step by step when it is opened."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

_STEP = re.compile(r"(\d{4})\.sql")
NAME = "board.sqlite"
_PATIENCE = 5.0  # seconds, for another program that has the database in hand; nothing is answered meanwhile


class NewerData(Exception):
    """The data belong to a newer program; the message is for the user."""


def steps() -> list[str]:
    """The migrations in their order: what each does, as SQL. Those that were published never change."""
    found = {
        int(name[1]): item.read_text("utf-8")
        for item in files("gongkai.board").joinpath("schema").iterdir()
        if (name := _STEP.fullmatch(item.name))
    }
    assert sorted(found) == list(range(1, len(found) + 1)), "a migration is missing"
    return [found[number] for number in sorted(found)]


class Database:
    """One connection; whoever writes does so in a `transaction`. Rows are asked by name."""

    def __init__(self, path: Path, only: int | None = None) -> None:
        """Open, or make, the database of a file. `only` ends after so many migrations (a test's older program).

        Raises NewerData, sqlite3.Error.
        """
        self.path = path
        own(path)
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute("PRAGMA synchronous = FULL")
        try:
            self._migrate(steps()[:only])
        except BaseException:
            self.close()
            raise
        self._connection.execute("PRAGMA journal_mode = WAL")

    @property
    def version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self, wanted: Sequence[str]) -> None:
        known, there = len(wanted), self.version
        if there > known:
            raise NewerData(
                f"这份数据是更新的程序写的（数据第 {there} 版，本程序只认到第 {known} 版）。"
                "请用新的程序打开；数据没有改动。"
            )
        if 0 < there < known:
            self.copy_to(self.path.with_name(f"{self.path.stem}-第{there}版.sqlite"))
        for number, script in enumerate(wanted[there:], there + 1):
            with self.transaction():  # also of the structure: half a step is none
                for statement in _statements(script):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another one it is part of that."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # where the disk is full SQLite has gone back by itself
                self._connection.execute("ROLLBACK")
            raise

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, *values: Any) -> Any:
        """The one value that is asked for; None where there is no row."""
        found = self.row(sql, *values)
        return None if found is None else found[0]

    def change(self, sql: str, *values: Any) -> int:
        """How many rows a statement changed."""
        return self._connection.execute(sql, values).rowcount

    def add(self, table: str, **values: Any) -> int:
        """A new row, and its id. Names of tables and columns are ours."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        made = self._connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())
        )
        return int(made.lastrowid or 0)

    def copy_to(self, path: Path) -> None:
        """A whole copy as of now, while others go on working."""
        _copy(self._connection, path)

    def close(self) -> None:
        self._connection.close()


def own(path: Path) -> None:
    """Make a file, where it is not there, that its owner alone may read; one that is there becomes so."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with suppress(PermissionError):
        path.chmod(0o600)


def copy_database(path: Path, target: Path) -> None:
    """A whole copy of a database as of now, whichever program wrote it, while others go on working."""
    with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection:
        _copy(connection, target)


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    own(part)
    try:
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a trigger has semicolons of its own."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""
    assert not waiting.strip() or waiting.lstrip().startswith("--"), waiting
