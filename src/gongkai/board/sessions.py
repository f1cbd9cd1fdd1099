"""Logging in, being logged in, logging out: a new id at each login, an end when idle and an end in any case."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from gongkai.board.accounts import compared_name
from gongkai.board.who import Who

if TYPE_CHECKING:
    from gongkai.board.database import Database

LONGEST_IDLE, LONGEST_SESSION = 60 * 60, 12 * 60 * 60
"""Seconds after which a session ends when nothing was asked for, and after which it ends in any case."""
TRY_WINDOW = 15 * 60
MOST_FOR_ACCOUNT, MOST_FOR_ADDRESS = 5, 30
"""Failed logins within so many seconds, after which an account, and an address, must wait."""
_AHEAD = 60
"""Seconds by which something may be newer than now; the clock was set back since what is newer than that."""
_NOTED_AGAIN = 60  # seconds after which the use of a session is written down anew


class Throttled(Exception):
    """Too many failed logins: nothing was tried."""


def may_try(database: Database, name: str, address: str, now: float) -> int:
    """The number of an attempt that may be made. Raises Throttled where an account or an address failed too often of
    late.

    For its account an attempt counts as failed until it proves not to be: many guesses at once get no further than one
    by one. For its address it counts once it has `failed`: behind one address a whole county may log in.
    """
    with database.transaction():
        database.change("DELETE FROM attempts WHERE at < ? OR at > ?", now - TRY_WINDOW, now + _AHEAD)
        of_account = database.value("SELECT count(*) FROM attempts WHERE account = ?", _key(name))
        of_address = database.value("SELECT count(*) FROM attempts WHERE address = ?", address)
        if of_account >= MOST_FOR_ACCOUNT or of_address >= MOST_FOR_ADDRESS:
            raise Throttled
        return database.add("attempts", account=_key(name), address="", at=now)


def failed(database: Database, attempt: int, address: str) -> None:
    """An attempt came to nothing."""
    database.change("UPDATE attempts SET address = ? WHERE rowid = ?", address, attempt)


def _key(name: str) -> str:
    return hashlib.sha256(compared_name(name).encode()).hexdigest()


def begin_session(database: Database, account: int, name: str, now: float, old: str = "") -> str:
    """A new session of an account, and what stands in its cookie. The cookie that came along is worth nothing."""
    secret = secrets.token_urlsafe(32)
    with database.transaction():
        end(database, old)
        database.change("DELETE FROM attempts WHERE account = ?", _key(name))
        database.change(
            "DELETE FROM sessions WHERE begun < ? OR used < ? OR used > ?",
            now - LONGEST_SESSION,
            now - LONGEST_IDLE,
            now + _AHEAD,
        )
        database.change("UPDATE accounts SET fresh = visited WHERE id = ?", account)
        database.add(
            "sessions",
            digest=digest_of_secret(secret),
            account=account,
            form_token=secrets.token_urlsafe(24),
            begun=now,
            used=now,
        )
    return secret


def find(database: Database, secret: str, now: float) -> Who | None:
    """Whose session a cookie stands for; None for one that there is not, or is no more."""
    if not secret:
        return None
    row = database.row(
        "SELECT sessions.*, name, role, department, given, closed, fresh FROM sessions"
        " JOIN accounts ON accounts.id = sessions.account WHERE digest = ?",
        digest_of_secret(secret),
    )
    if row is None or row["closed"]:
        return None
    idle = now - row["used"]
    if now - row["begun"] > LONGEST_SESSION or idle > LONGEST_IDLE or idle < -_AHEAD:
        _noted(database, "DELETE FROM sessions WHERE digest = ?", row["digest"])
        return None
    if idle > _NOTED_AGAIN:
        _noted(database, "UPDATE sessions SET used = ? WHERE digest = ?", now, row["digest"])
    return Who(
        row["account"],
        row["name"],
        row["role"],
        row["department"],
        row["digest"],
        row["form_token"],
        bool(row["given"]),
        row["fresh"],
    )


def _noted(database: Database, sql: str, *values: object) -> None:
    """What is looked at can be looked at where the disk is full, too."""
    with suppress(sqlite3.OperationalError):
        database.change(sql, *values)


def end(database: Database, secret: str) -> None:
    """Logged out: the cookie is worth nothing, whoever has it."""
    database.change("DELETE FROM sessions WHERE digest = ?", digest_of_secret(secret))


def digest_of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
