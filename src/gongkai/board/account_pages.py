"""The bureau's page of accounts: nobody makes his own."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

from gongkai.board import accounts, records
from gongkai.board.accounts import BadAccount
from gongkai.board.sheets import table_workbook
from gongkai.board.who import ACCOUNTANT, BUREAU, DOES
from gongkai.web.answers import download, see
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.uploads import read_form

if TYPE_CHECKING:
    import sqlite3

    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.database import Database
    from gongkai.board.desk import BoardDesk

_BUREAU = frozenset((BUREAU,))


async def accounts_page(desk: BoardDesk, request: Request) -> Response:
    return _page(desk)


def _page(
    desk: BoardDesk, status: int = 200, wrong: str = "", made: tuple[str, str] | None = None
) -> Response:
    database = desk.house.database
    departments = database.rows("SELECT * FROM departments ORDER BY id")
    without = database.value(
        "SELECT count(*) FROM departments WHERE NOT EXISTS"
        " (SELECT 1 FROM accounts WHERE department = departments.id AND closed = 0)"
    )
    return desk.show(
        "accounts.html",
        status,
        accounts=accounts.all_accounts(database),
        departments=departments,
        roles=DOES,
        unused=len(_unused(database)),
        without=without,
        wrong=wrong,
        made=made,
    )


async def make(desk: BoardDesk, request: Request) -> Response:
    form = await read_form(request)
    name, role, department = form.text("name").strip(), form.text("role"), form.text("department")
    password = accounts.first_password()
    secret = await asyncio.to_thread(desk.house.passwords.sum, password)
    key = records.id_in_address(department) or None
    if key is not None and not desk.house.database.value("SELECT 1 FROM departments WHERE id = ?", key):
        raise not_found()
    try:
        accounts.make_account(desk.house.database, name, role, key if role == ACCOUNTANT else None, secret)
    except BadAccount as fault:
        return _page(desk, 422, f"{fault}。")
    return _page(desk, made=(name, password))


async def make_for_all(desk: BoardDesk, request: Request) -> Response:
    """An account for each department that has none, named as it is; the list of first passwords to be handed out."""
    database = desk.house.database
    rows = database.rows(
        "SELECT * FROM departments WHERE NOT EXISTS"
        " (SELECT 1 FROM accounts WHERE department = departments.id AND closed = 0) ORDER BY id"
    )
    if not rows:
        raise Refusal(409, "每个部门都有账号了", "什么也没有改动。要另给口令的，在账号一行按“另给口令”。")
    given = await _given(desk, len(rows))
    lines = []
    with database.transaction():
        for row, (password, secret) in zip(rows, given, strict=True):
            try:
                name = accounts.free_name(database, row["name"])
                accounts.make_account(database, name, ACCOUNTANT, row["id"], secret)
            except BadAccount as fault:
                lines.append((row["name"], "", f"没有建：{fault}"))
                continue
            lines.append((row["name"], name, password))
    return _list_of(lines)


async def give_again(desk: BoardDesk, request: Request) -> Response:
    """Other first passwords for the accountants who never used theirs: the list may have been lost on its way."""
    database = desk.house.database
    given = await _given(desk, len(_unused(database)))
    lines = []
    with database.transaction():
        for row, (password, secret) in zip(_unused(database), given, strict=False):
            accounts.set_password(database, row["id"], secret, given=True)
            lines.append((row["department"], row["name"], password))
    if not lines:
        raise Refusal(409, "会计都改过口令了", "什么也没有改动。要另给口令的，在账号一行按“另给口令”。")
    return _list_of(lines)


def _unused(database: Database) -> list[sqlite3.Row]:
    return [
        row
        for row in accounts.all_accounts(database)
        if row["given"] and not row["closed"] and row["role"] == ACCOUNTANT
    ]


async def _given(desk: BoardDesk, number: int) -> list[tuple[str, str]]:
    """So many first passwords with their sums; each takes a moment."""
    passwords = [accounts.first_password() for _ in range(number)]
    return [(password, await asyncio.to_thread(desk.house.passwords.sum, password)) for password in passwords]


def _list_of(lines: list[tuple[str, str, str]]) -> Response:
    stream = io.BytesIO()
    table_workbook(stream, "账号", ("部门", "账号", "第一次的口令（登录后要改）"), (36, 36, 32), lines)
    return download("账号和第一次的口令.xlsx", stream.getvalue())


async def give_password(desk: BoardDesk, request: Request) -> Response:
    """A password for somebody who forgot his; he must change it, and is logged out everywhere."""
    row = _account(desk, request)
    if row["id"] == desk.who.account:
        raise Refusal(409, "自己的口令自己改", "什么也没有改动。请按页头的“改口令”。")
    password = accounts.first_password()
    secret = await asyncio.to_thread(desk.house.passwords.sum, password)
    accounts.set_password(desk.house.database, row["id"], secret, given=True)
    return _page(desk, made=(row["name"], password))


async def close(desk: BoardDesk, request: Request) -> Response:
    row = _account(desk, request)
    if row["id"] == desk.who.account:
        raise Refusal(409, "不能停用自己的账号", "什么也没有改动。请用另一个财政局的账号来做。")
    accounts.close_account(desk.house.database, row["id"], not row["closed"])
    return see("/accounts")


def _account(desk: BoardDesk, request: Request) -> sqlite3.Row:
    return records.find_row(desk.house, "accounts", request.path_params["account"])


PAGES = (
    ("GET", "/accounts", accounts_page, _BUREAU),
    ("POST", "/accounts", make, _BUREAU),
    ("POST", "/accounts/all", make_for_all, _BUREAU),
    ("POST", "/accounts/again", give_again, _BUREAU),
    ("POST", "/accounts/{account}/password", give_password, _BUREAU),
    ("POST", "/accounts/{account}/close", close, _BUREAU),
)
