"""The backup of a board: one zip with the database and every file that it names; and back again."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

from gongkai.board.database import NAME, Database, copy_database, own
from gongkai.board.folder import FILES, Folder

_MOST_FILES = 1_000_000


class BadBackup(Exception):
    """A backup that cannot be restored, or a place where it must not be; the message is for the user."""


# What a zip raises that is none, was cut, changed on the way, or is locked by a word, and a database that is none.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError),
    sqlite3.DatabaseError,
)


def back_up(folder: Folder, target: Path) -> int:
    """Write the backup of a board that may be at work, and return how many files it holds.

    Files never change and none is removed while the board works, so the database is copied first. It is that of its
    owner alone, and of the version that the data have. Raises OSError, sqlite3.Error.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(prefix="gongkai-backup-", dir=target.parent) as room:
            copied = Path(room) / NAME
            copy_database(folder.database, copied)
            keys = _named(copied)
            own(part)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.write(copied, NAME)
                for key in keys:
                    archive.write(folder.files / key, f"{FILES}/{key}", zipfile.ZIP_STORED)
            with part.open("rb+") as stream:
                os.fsync(stream.fileno())
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return len(keys)


def restore(source: Path, root: Path) -> int:
    """Put a backup into a folder that is empty or not there, and return how many files it held.

    Everything is tried before the folder gets its name. Raises BadBackup, NewerData, OSError.
    """
    if root.exists() and any(root.iterdir()):
        raise BadBackup(f"{root} 里已经有东西。请写一个空的或者还没有的文件夹，免得盖掉现在的数据")
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".gongkai-restore-", dir=root.parent) as room:
        made = Folder(Path(room) / "data")
        try:
            with zipfile.ZipFile(source) as archive:
                count = _unpack(archive, made)
        except _DAMAGED as error:
            raise BadBackup(f"{source} 不是备份，或者已经损坏，没有恢复") from error
        if root.exists():
            root.rmdir()
        made.root.rename(root)
    return count


def _unpack(archive: zipfile.ZipFile, made: Folder) -> int:
    """The database, and every file that it names with the digest that it names."""
    made.database.write_bytes(archive.read(NAME))
    Database(made.database).close()  # an older one is brought up to date, a newer one refused
    with closing(sqlite3.connect(made.database)) as database:
        if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BadBackup("备份里的数据库已经损坏，没有恢复")
        wanted = database.execute("SELECT key, sha256 FROM files LIMIT ?", (_MOST_FILES,)).fetchall()
    for key, sha256 in wanted:
        content = archive.read(f"{FILES}/{key}")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BadBackup("备份里有文件与登记的不符，没有恢复")
        (made.files / key).write_bytes(content)
    return len(wanted)


def _named(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as copy:
        return [key for (key,) in copy.execute("SELECT key FROM files ORDER BY key")]
