"""What the machine refuses, told as a sentence: a full disk, a database that another program has in hand."""

from __future__ import annotations

import errno
import sqlite3

from gongkai.web.refusal import Refusal

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOTHING = "什么也没有改动"


def refusal_of(error: BaseException) -> Refusal | None:
    """The refusal that stands for a trouble of the machine; None for a fault of ours."""
    if isinstance(error, sqlite3.OperationalError):
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith("SQLITE_FULL"):
            return _full()
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            words = f"{_NOTHING}。请过一分钟再做；一直这样的，请管服务器的人看看是不是有别的程序开着数据库。"
            return Refusal(503, "数据正被别的程序占用", words)
        if name.startswith(("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
            return _unwritten()
    if isinstance(error, OSError) and error.errno in _FULL:
        return _full()
    return _unwritten() if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EIO) else None


def _full() -> Refusal:
    return Refusal(
        507, "服务器的磁盘满了", f"{_NOTHING}。请告诉管服务器的人腾出地方，再做一次；以前交来的都在。"
    )


def _unwritten() -> Refusal:
    return Refusal(503, "服务器写不了数据", f"{_NOTHING}。请告诉管服务器的人看一看磁盘；以前交来的都在。")
