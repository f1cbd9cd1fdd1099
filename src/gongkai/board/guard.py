"""The outermost layer of a board: by which name it is called, who asks, and that a form is from a page of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response

from gongkai.board import sessions
from gongkai.web.guard import Outermost, cookie_of, from_own_page
from gongkai.web.refusal import Refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Scope

    from gongkai.board.house import House
    from gongkai.board.who import Who

LOGIN, PASSWORD = "/login", "/password"
_STRANGERS = (LOGIN,)
_BEFORE_A_PASSWORD = (PASSWORD, "/logout")
RefuseTo = Callable[[Refusal, "Who | None"], Response]


def cookie_name(house: House) -> str:
    """With a name that a browser takes over https and for this host alone, where we are called by https."""
    return "__Host-gongkai" if is_secret(house) else "gongkai-board"


def is_secret(house: House) -> bool:
    return house.address.startswith("https://")


class BoardGuard(Outermost):
    """Asks for host, origin and session; puts who asks into the scope. `refuse` makes the page of a refusal."""

    def __init__(self, app: ASGIApp, house: House, policy: str, refuse: RefuseTo) -> None:
        super().__init__(app, policy)
        self.house = house
        self.refuse = refuse

    def enter(self, scope: Scope) -> Response | None:
        headers, state = Headers(scope=scope), scope.setdefault("state", {})
        state["who"] = None  # a refusal before the session is known shows nobody's name
        self._check_origin(headers, scope)
        cookie = cookie_of(headers, cookie_name(self.house))
        state["who"] = who = sessions.find(self.house.database, cookie, self.house.seconds())
        return self._elsewhere(who, scope)

    def refused(self, refusal: Refusal, scope: Scope) -> Response:
        return self.refuse(refusal, scope["state"]["who"])

    def _check_origin(self, headers: Headers, scope: Scope) -> None:
        if headers.get("host", "").lower() not in self.house.hosts or len(headers.getlist("host")) != 1:
            raise Refusal(400, "地址不对", f"请用财政局给的地址打开：{self.house.address}")
        if scope["method"] in ("GET", "HEAD"):
            return
        if not from_own_page(headers, (self.house.address,)):
            raise Refusal(403, "不是从本程序的页面提交的", "什么也没有改动。请在本程序自己的页面上操作。")

    def _elsewhere(self, who: Who | None, scope: Scope) -> Response | None:
        """Where somebody is led to who has not logged in, or has a password that somebody else knows."""
        path, reads = scope["path"], scope["method"] in ("GET", "HEAD")
        if who is None and path not in _STRANGERS:
            if reads and "/events" not in path:
                return RedirectResponse(LOGIN, 303)
            raise Refusal(
                401, "请先登录", "没有登录，或者太久没有操作，已经自动退出。什么也没有改动；请重新登录再做。"
            )
        if who is not None and who.given and path not in (*_STRANGERS, *_BEFORE_A_PASSWORD):
            if reads:
                return RedirectResponse(PASSWORD, 303)
            raise Refusal(403, "请先改口令", "这个口令是别人给的，改成只有自己知道的以后再用。")
        return None
