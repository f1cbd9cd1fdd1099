"""Accounts: made by the bureau, never by whoever comes; a password is kept as its argon2 sum alone."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from typing import TYPE_CHECKING

from gongkai.board.who import ACCOUNTANT, ROLES
from gongkai.model.labels import normal

if TYPE_CHECKING:
    import sqlite3

    from argon2 import PasswordHasher

    from gongkai.board.database import Database

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
_LONGEST_NAME = 40
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


class BadAccount(Exception):
    """An account or a password that cannot be had so; the message is for the user."""


class Passwords:
    """Sums of passwords. Each takes 64 MB for a moment, so few are made at once; call it in a thread."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        from argon2 import PasswordHasher

        self._hasher = hasher or PasswordHasher()
        self._room = threading.Semaphore(2)
        self._nobody = self._hasher.hash(secrets.token_hex())

    def sum(self, password: str) -> str:
        with self._room:
            return self._hasher.hash(password)

    def fits(self, known: str | None, password: str) -> bool:
        """Whether a password is the one of a sum. An account that is not there takes as long as one that is."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._room:
            try:
                return self._hasher.verify(known or self._nobody, password) and known is not None
            except (VerificationError, InvalidHashError):
                return False


def first_password() -> str:
    """One to be handed over and changed at once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def check_password(password: str, name: str) -> None:
    """Raises BadAccount for a password that is easily guessed."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadAccount(f"口令至少 {SHORTEST_PASSWORD} 个字，最多 {LONGEST_PASSWORD} 个")
    if len(set(password)) < 5 or name.casefold() in password.casefold():
        raise BadAccount("口令太容易猜：不要只用几个字反复，也不要含账号名称")


def make_account(database: Database, name: str, role: str, department: int | None, secret: str) -> int:
    """A new account; its first password is to be changed. Raises BadAccount."""
    name = name.strip()
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise BadAccount(f"账号名称要有 1 到 {_LONGEST_NAME} 个字，不能有换行一类的字符")
    if role not in ROLES:
        raise BadAccount("没有这种账号")
    if (role == ACCOUNTANT) != (department is not None):
        raise BadAccount("会计的账号要选部门，别的账号不选")
    with database.transaction():
        if find_account(database, name) is not None:
            raise BadAccount(f"已经有账号“{name}”，请换一个名称")
        return database.add("accounts", name=name, role=role, department=department, secret=secret)


def find_account(database: Database, name: str) -> sqlite3.Row | None:
    """The account of a name, whichever way it was typed: blanks, widths and composed letters make no other name."""
    exact = database.row("SELECT * FROM accounts WHERE name = ?", name)
    if exact is not None:
        return exact
    plain = compared_name(name)
    rows = database.rows("SELECT id, name FROM accounts")
    found = next((row["id"] for row in rows if compared_name(row["name"]) == plain), None)
    return database.row("SELECT * FROM accounts WHERE id = ?", found)


def compared_name(name: str) -> str:
    """A name of an account as names are compared."""
    return normal(unicodedata.normalize("NFKC", name)).casefold()


def free_name(database: Database, name: str) -> str:
    """A name for the account of a department, which another one may have already. Raises BadAccount."""
    for number in range(1, 100):
        end = f"（{number}）" if number > 1 else ""
        free = f"{name[: _LONGEST_NAME - len(end)]}{end}"
        if find_account(database, free) is None:
            return free
    raise BadAccount("这样的名称太多了")


def set_password(database: Database, account: int, secret: str, given: bool) -> None:
    """A new password: whoever is logged in with the old one is no longer."""
    with database.transaction():
        database.change("UPDATE accounts SET secret = ?, given = ? WHERE id = ?", secret, given, account)
        database.change("DELETE FROM sessions WHERE account = ?", account)


def close_account(database: Database, account: int, closed: bool) -> None:
    """An account that is closed cannot log in, and is logged out; what it did stays in the history."""
    with database.transaction():
        database.change("UPDATE accounts SET closed = ? WHERE id = ?", closed, account)
        database.change("DELETE FROM sessions WHERE account = ?", account)


def all_accounts(database: Database) -> list[sqlite3.Row]:
    """All accounts with the names of their departments, without their secrets."""
    return database.rows(
        "SELECT accounts.id, accounts.name, role, given, closed, departments.name AS department FROM accounts"
        " LEFT JOIN departments ON departments.id = accounts.department"
        f" ORDER BY role = '{ACCOUNTANT}', role, departments.id, accounts.name"
    )
