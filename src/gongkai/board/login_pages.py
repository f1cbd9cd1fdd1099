"""Logging in and out, one's own password, and the first page, which each role has for itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gongkai.board import accounts, board_lines, records, sessions
from gongkai.board.accounts import BadAccount
from gongkai.board.guard import LOGIN, cookie_name, is_secret
from gongkai.board.who import ACCOUNTANT, EVERYBODY, MAINTAINER
from gongkai.web.answers import see
from gongkai.web.guard import cookie_of
from gongkai.web.refusal import Refusal
from gongkai.web.start import provinces
from gongkai.web.uploads import read_form

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk


async def login_page(desk: BoardDesk, request: Request) -> Response:
    return desk.show("login.html", wrong="", changed="changed" in request.query_params)


async def log_in(desk: BoardDesk, request: Request) -> Response:
    """The same answer for a wrong name and a wrong password, after the same time."""
    house = desk.house
    form = await read_form(request)
    name, password = form.text("name").strip(), form.text("password")
    address = request.client.host if request.client is not None else ""
    try:
        attempt = sessions.may_try(house.database, name, address, house.seconds())
    except sessions.Throttled as fault:
        minutes = sessions.TRY_WINDOW // 60
        words = f"试错的次数太多，请过 {minutes} 分钟再试；忘了口令，请财政局另给一个。"
        raise Refusal(429, "请等一等再登录", words) from fault
    row = accounts.find_account(house.database, name)
    if row is not None and row["closed"]:
        row = None
    known = row["secret"] if row is not None else None
    if not await asyncio.to_thread(house.passwords.fits, known, password) or row is None:
        sessions.failed(house.database, attempt, address)
        return desk.show("login.html", 401, wrong="账号或口令不对。", changed=False)
    old = cookie_of(request.headers, cookie_name(house))
    secret = sessions.begin_session(house.database, row["id"], name, house.seconds(), old)
    response = see("/")
    response.set_cookie(
        cookie_name(house), secret, httponly=True, samesite="strict", path="/", secure=is_secret(house)
    )
    return response


async def log_out(desk: BoardDesk, request: Request) -> Response:
    sessions.end(desk.house.database, cookie_of(request.headers, cookie_name(desk.house)))
    response = see(LOGIN)
    response.delete_cookie(cookie_name(desk.house), path="/", secure=is_secret(desk.house), httponly=True)
    return response


async def password_page(desk: BoardDesk, request: Request) -> Response:
    return desk.show("password.html", wrong="", shortest=accounts.SHORTEST_PASSWORD)


async def change_password(desk: BoardDesk, request: Request) -> Response:
    """One's own password; whoever else is logged in with the old one is logged out."""
    house, form = desk.house, await read_form(request)
    old, new, again = form.text("old"), form.text("new"), form.text("again")
    known = house.database.value("SELECT secret FROM accounts WHERE id = ?", desk.who.account)
    try:
        if not await asyncio.to_thread(house.passwords.fits, known, old):
            raise BadAccount("现在的口令不对")
        if new != again:
            raise BadAccount("两次写的新口令不一样")
        if new == old:
            raise BadAccount("新口令与现在的一样")
        accounts.check_password(new, desk.who.name)
    except BadAccount as fault:
        return desk.show("password.html", 422, wrong=f"{fault}。", shortest=accounts.SHORTEST_PASSWORD)
    secret = await asyncio.to_thread(house.passwords.sum, new)
    accounts.set_password(house.database, desk.who.account, secret, given=False)
    return see(f"{LOGIN}?changed")


async def home(desk: BoardDesk, request: Request) -> Response:
    house, who = desk.house, desk.who
    if who.role == MAINTAINER:
        return see("/formats")
    today = house.clock().date()
    if who.role != ACCOUNTANT:
        rounds = house.database.rows("SELECT * FROM rounds ORDER BY deadline DESC, id DESC")
        counted = {round["id"]: board_lines.counted(house, round["id"]) for round in rounds}
        formats = [
            info for info in house.formats.published if info.format not in {row["format"] for row in rounds}
        ]
        return desk.show(
            "rounds.html",
            rounds=rounds,
            counted=counted,
            provinces=provinces(formats),
            today=today.isoformat(),
        )
    works = records.own_works(house, who)
    lines = [board_lines.board_line(row, today) for row in works]
    news = house.database.rows(
        "SELECT history.*, rounds.title FROM history JOIN works ON works.id = history.work"
        f" JOIN rounds ON rounds.id = works.round WHERE {who.sees()} AND history.id > ? AND history.by != ?"
        " ORDER BY history.id DESC LIMIT 30",
        who.fresh,
        who.name,
    )
    newest = house.database.value("SELECT ifnull(max(id), 0) FROM history")
    house.database.change("UPDATE accounts SET visited = ? WHERE id = ?", newest, who.account)
    return desk.show("mine.html", lines=lines, news=news)


PAGES = (
    ("GET", LOGIN, login_page, EVERYBODY),
    ("POST", LOGIN, log_in, EVERYBODY),
    ("POST", "/logout", log_out, EVERYBODY),
    ("GET", "/password", password_page, EVERYBODY),
    ("POST", "/password", change_password, EVERYBODY),
    ("GET", "/", home, EVERYBODY),
)
