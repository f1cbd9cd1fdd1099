"""The outermost layer of the application: who may send requests, and the headers of every answer.

Any web page that the user has open can send requests to 127.0.0.1, and any domain name can be made to point there. So
the Host must be one of ours, a request must carry the cookie that was exchanged for the token in the opened address, and
a form must come from a page of ours.
"""

from __future__ import annotations

import hmac
from dataclasses import field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import RedirectResponse, Response

from gongkai.frozen import frozen
from gongkai.web.refusal import Refusal
from gongkai.web.uploads import MAX_BODY, body_too_large

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "token"
_READS = ("GET", "HEAD")


@frozen
class Door:
    """The access control of the local server. `hosts` are the accepted Host headers (`127.0.0.1:8300`); `token` is
    exchanged for `secret`, the value of the cookie."""

    hosts: tuple[str, ...]
    token: str
    secret: str = field(repr=False)

    @property
    def cookie(self) -> str:
        """The name of the cookie, with the port: browsers do not separate cookies by port, and another run must not
        replace ours."""
        return f"gongkai-{self.hosts[0].rpartition(':')[2]}"


class Outermost:
    """Limits the length of bodies and sets the headers of answers; subclasses decide which requests may pass.

    `policy` is the Content-Security-Policy.
    """

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.policy = policy

    def enter(self, scope: Scope) -> Response | None:
        """A response instead of the application's, None where the request may pass. Raises Refusal."""
        raise NotImplementedError

    def refused(self, refusal: Refusal, scope: Scope) -> Response:
        """The page of a refusal."""
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        answer = Answering(send, self.policy)
        try:
            if entered := self.enter(scope):
                await entered(scope, receive, answer.send)
                return
            await self.app(scope, Counted(scope, receive).receive, answer.send)
        except Refusal as refusal:
            if not answer.begun:
                await self.refused(refusal, scope)(scope, receive, answer.send)


class Guard(Outermost):
    """Checks host, cookie and origin where there is a `door`. `refuse` makes the page of a refusal."""

    def __init__(
        self, app: ASGIApp, door: Door | None, policy: str, refuse: Callable[[Refusal], Response]
    ) -> None:
        super().__init__(app, policy)
        self.door = door
        self.refuse = refuse

    def enter(self, scope: Scope) -> Response | None:
        return None if self.door is None else _enter(self.door, scope)

    def refused(self, refusal: Refusal, scope: Scope) -> Response:
        return self.refuse(refusal)


def _enter(door: Door, scope: Scope) -> Response | None:
    """`Guard.enter` with a door."""
    headers = Headers(scope=scope)
    if headers.get("host", "").lower() not in door.hosts or len(headers.getlist("host")) != 1:
        raise Refusal(400, "地址不对", "这个程序只接受本机的地址。请用启动时显示的地址打开。")
    reads = scope["method"] in _READS
    own = tuple(f"http://{host}" for host in door.hosts if host == headers["host"].lower())
    if not reads and not from_own_page(headers, own):
        raise Refusal(403, "不是从本程序的页面提交的", "什么也没有改动。请在本程序自己的页面上操作。")
    given = QueryParams(scope["query_string"]).get(TOKEN)
    if given is not None and reads:
        if not _same(given, door.token):
            raise _no_entry()
        response = RedirectResponse("/", 303)
        response.set_cookie(door.cookie, door.secret, httponly=True, samesite="strict", path="/")
        return response
    if not _same(cookie_of(headers, door.cookie), door.secret):
        raise _no_entry()
    return None


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _no_entry() -> Refusal:
    return Refusal(
        403,
        "请用启动时显示的地址打开",
        "地址里带着一串口令，只有启动程序的人看得到。请从那里复制完整的地址。",
    )


def from_own_page(headers: Headers, own: Collection[str]) -> bool:
    """Whether a form comes from a page of one of our origins, by `Origin` or `Sec-Fetch-Site` or both."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is None and site is None:
        return False
    return (origin is None or origin in own) and site in (None, "same-origin")


def cookie_of(headers: Headers, name: str) -> str:
    """The value of a cookie, empty where there is none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found is not None else ""


class Counted:
    """The body of a request, refused (Refusal) as soon as it exceeds `MAX_BODY`."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._left = MAX_BODY
        told = Headers(scope=scope).get("content-length", "0")
        self._told = int(told) if told.isascii() and told.isdigit() and len(told) < 19 else MAX_BODY + 1

    async def receive(self) -> Message:
        if self._told > MAX_BODY:
            raise body_too_large()
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise body_too_large()
        return message


class Answering:
    """Sends an answer with the headers that all have."""

    def __init__(self, send: Send, policy: str) -> None:
        self._send = send
        self._policy = policy
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = self._policy
            headers["X-Content-Type-Options"] = "nosniff"
            headers["X-Frame-Options"] = "DENY"
            headers["Referrer-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers.setdefault("Cache-Control", "no-store")
        await self._send(message)
