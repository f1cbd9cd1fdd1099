"""The application: the routes, and what answers faults and refusals.

Every endpoint is asynchronous and nothing here needs a thread, a process, `ssl` or a file: the same object is called by
uvicorn and, as ASGI, inside a browser's worker.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from gongkai.web import (
    answers,
    change_pages,
    export_pages,
    look,
    reason_pages,
    reference_pages,
    result_pages,
    start,
    work_pages,
)
from gongkai.web.desk import Desk, Working
from gongkai.web.guard import Door, Guard
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.store import StoreFull

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from gongkai.packs.library import Library
    from gongkai.web.jobs import Jobs
    from gongkai.web.store import Store

Endpoint = Callable[[Desk, "Request"], Awaitable["Response"]]
Refuse = Callable[[Refusal, "Request | None"], "Response"]
"""Makes the page of a refusal, for the request where it is known."""
_OURS = "与您填的数据无关，您的文件没有改动。请把这一行发给我们："

PAGES: tuple[tuple[str, str, Endpoint], ...] = (
    *start.PAGES,
    *work_pages.PAGES,
    *export_pages.PAGES,
    *reason_pages.PAGES,
    *change_pages.PAGES,
    *result_pages.PAGES,
    *reference_pages.PAGES,
)


def create(
    store: Store,
    jobs: Jobs,
    *,
    library: Library | None = None,
    home: str = "server",
    door: Door | None = None,
    page: bytes | None = None,
) -> Starlette:
    """The pages of one user.

    `library` are the formats, those that come with the program if not given. `home` is `server` or `browser`. Without
    a `door` anybody who can call the application may: it is for a browser's worker and for tests. `page` is the
    offline page, offered for download.
    """
    desk = Desk(store, jobs, library or _own_formats(), home, page)
    routes = [Route(path, partial(_answer, show, desk), methods=[method]) for method, path, show in PAGES]
    routes.append(Route("/jobs/{job}/events", partial(_answer, _events, desk), methods=["GET"]))
    guard = Middleware(Guard, door=door, policy=look.policy(), refuse=desk.refused)
    return behind(guard, routes, lambda refusal, request: desk.refused(refusal), _OURS)


def behind(guard: Middleware, routes: Sequence[BaseRoute], refuse: Refuse, ours: str) -> Starlette:
    """The routes behind their outermost layer. `refuse` makes the page of a refusal; `ours` is the beginning of the
    message for a bug of ours."""

    async def unknown(request: Request, error: Exception) -> Response:
        """Answers what Starlette itself refuses: an unknown address or method."""
        return refuse(not_found(), request)

    def fault(line: str) -> Response:
        return refuse(Refusal(500, "程序自身出错", f"{ours}{line}"), None)

    return Starlette(
        routes=routes,
        middleware=[guard, Middleware(Faults, tell=fault)],
        exception_handlers={HTTPException: unknown},
    )


def _own_formats() -> Library:
    from gongkai.packs.library import Library
    from gongkai.packs.location import templates_root

    return Library(templates_root())


async def _answer(show: Endpoint, desk: Desk, request: Request) -> Response:
    try:
        await desk.restore()
        return await show(desk, request)
    except Working as working:
        return desk.waits(working, request)
    except StoreFull as full:
        return desk.refused(Refusal(507, "放不下了", str(full)))
    except Refusal as refusal:
        return desk.refused(refusal)


async def _events(desk: Desk, request: Request) -> Response:
    job = desk.jobs.find(request.path_params["job"])
    if job is None:
        raise not_found()
    return answers.progress(desk.jobs, job)


class Faults:
    """Answers a bug of ours with a page that shows one line to send us, and nothing of its internals.

    `tell` makes that page.
    """

    def __init__(self, app: ASGIApp, tell: Callable[[str], Response]) -> None:
        self.app = app
        self.tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Refusal:
            raise
        except Exception as error:
            if begun:
                raise
            await self.tell(line_of(error))(scope, receive, send)


def line_of(error: Exception) -> str:
    """The line by which we can find a bug: exception and place, nothing of the user's data."""
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}（{place.name}，第 {place.lineno} 行）"
