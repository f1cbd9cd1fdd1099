"""The application of a board: which address is answered by what, and to whom.

`PAGES` is the whole table; the tests try every line of it with every role.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.routing import Route

from gongkai.board import (
    account_pages,
    board_pages,
    bulk_pages,
    department_pages,
    format_pages,
    handbook_page,
    job_pages,
    login_pages,
    look,
    published_pages,
    round_pages,
    together_pages,
)
from gongkai.board.desk import BoardDesk
from gongkai.board.guard import LOGIN, BoardGuard
from gongkai.board.trouble import refusal_of
from gongkai.board.who import EVERYBODY, SEES_WORKS, WRITES_WORKS, Who
from gongkai.frozen import frozen
from gongkai.web import change_pages, export_pages, reason_pages, reference_pages, result_pages, work_pages
from gongkai.web.application import behind
from gongkai.web.desk import Working
from gongkai.web.refusal import Refusal
from gongkai.web.uploads import MOST_FILES, read_form

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.house import House

_OURS = "已经交来的文件没有改动。请把这一行告诉维护程序的人："
FORM_SECONDS = 300.0
"""Seconds in which a form must have come."""
_OF = re.compile(r"/(departments|works|rounds)/(\d+)/")
Show = Callable[[BoardDesk, "Request"], Awaitable["Response"]]


@frozen
class BoardPage:
    """One line of the table. `roles` may ask for it; the one for strangers is for nobody else."""

    method: str
    path: str
    show: Show
    roles: frozenset[str]
    most_files: int = MOST_FILES


def _of_walk() -> list[BoardPage]:
    """One accountant's walk, but what removes, and what is the bureau's to bring along."""
    walk = (
        *work_pages.PAGES,
        *export_pages.PAGES,
        *reason_pages.PAGES,
        *change_pages.PAGES,
        *result_pages.PAGES,
    )
    pages = [
        BoardPage(method, path, show, SEES_WORKS if method == "GET" else WRITES_WORKS)
        for method, path, show in walk
        if path != "/works/{work}/remove"
    ]
    return pages + [
        BoardPage(method, path, show, EVERYBODY)
        for method, path, show in reference_pages.PAGES
        if path not in ("/formats", "/help")
    ]


PAGES: tuple[BoardPage, ...] = (
    *(
        BoardPage(method, path, show, roles, more[0] if more else MOST_FILES)
        for room in (
            login_pages,
            account_pages,
            round_pages,
            board_pages,
            department_pages,
            bulk_pages,
            together_pages,
            published_pages,
            format_pages,
            handbook_page,
            job_pages,
        )
        for method, path, show, roles, *more in room.PAGES
    ),
    *_of_walk(),
)


def create(house: House) -> Starlette:
    """The pages of a board."""
    routes = [Route(page.path, partial(_answer, page, house), methods=[page.method]) for page in PAGES]

    def refuse(refusal: Refusal, who: Who | None) -> Response:
        return BoardDesk(house, who).refused(refusal)

    def refuse_asked(refusal: Refusal, request: Request | None) -> Response:
        return refuse(refusal, request.state.who if request is not None else None)

    guard = Middleware(BoardGuard, house=house, policy=look.policy(), refuse=refuse)
    return behind(guard, routes, refuse_asked, _OURS)


async def _answer(page: BoardPage, house: House, request: Request) -> Response:
    who: Who | None = request.state.who
    desk = BoardDesk(house, who)
    try:
        if who is not None and who.role not in page.roles:
            raise Refusal(403, "您的账号不做这件事", "什么也没有改动。需要做的，请找财政局。")
        if request.method == "POST" and (who is not None or page.path != LOGIN):
            await _check_token(house, request, who, page.most_files)
        return await page.show(desk, request)
    except Working as working:
        return desk.waits(working, request)
    except Refusal as refusal:
        return desk.refused(refusal, _back(request, refusal))
    except (OSError, sqlite3.OperationalError) as error:
        trouble = refusal_of(error)
        if trouble is None:
            raise
        return desk.refused(trouble, _back(request, trouble))


async def _check_token(house: House, request: Request, who: Who | None, most_files: int) -> None:
    """A form carries what only a page of this session has."""
    try:
        async with house.reading:  # bodies are kept in memory
            form = await asyncio.wait_for(read_form(request, most_files), FORM_SECONDS)
    except TimeoutError as fault:
        raise Refusal(408, "传得太慢", "什么也没有改动。请看一看网络，再传一次。") from fault
    if who is None or not hmac.compare_digest(form.text("form_token").encode(), who.form_token.encode()):
        raise Refusal(403, "这个页面过期了", "什么也没有改动。请回到上一页，刷新以后再做。")


def _back(request: Request, refusal: Refusal) -> str:
    """The page from which something was tried that could not be done; empty where he may not see it either."""
    of = _OF.match(request.url.path)
    if of is None or refusal.status in (403, 404):
        return ""
    return f"/{'departments' if of[1] == 'works' else of[1]}/{of[2]}"
