"""Plays the browser for an ASGI application that is called directly: redirects, cookies, streamed answers.

It needs no thread, socket or page; the worker and the tests use it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

NO_HOST = "gongkai.invalid"
"""A reserved name (RFC 2606); no request leaves the page."""

_MOST_REDIRECTS = 10
_ASCII = "".join(chr(code) for code in range(0x21, 0x7F))

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]
Head = Callable[[int, list[tuple[str, str]], str], None]
TakePiece = Callable[[bytes], None]


class Visitor:
    """One person's browser before `application`."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._cookies: dict[str, str] = {}
        self._going_on: set[asyncio.Task[None]] = set()

    async def visit(
        self,
        method: str,
        address: str,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        head: Head,
        piece: TakePiece,
    ) -> None:
        """Send a request and follow redirects. `head` is called once with status, headers and the final address (path
        and query), then `piece` for each part of the body. Returns at the last byte, even if the application goes on.

        Raises what the application raised before it answered.
        """
        given, address = list(headers), _written_out(address)
        for _ in range(_MOST_REDIRECTS):
            exchange = _Exchange(self._scope(method, address, given, body), body)
            task = asyncio.ensure_future(self._application(exchange.scope, exchange.receive, exchange.send))
            self._going_on.add(task)
            task.add_done_callback(self._going_on.discard)
            task.add_done_callback(exchange.ended)
            status, answered = await exchange.begun
            self._take_cookies(answered)
            location = dict(answered).get("location", "")
            if status not in (301, 302, 303, 307, 308) or not location:
                head(status, answered, address)
                while content := await exchange.next_piece():
                    piece(content)
                return
            address = _inside(urljoin(f"http://{NO_HOST}{address}", location))
            if status in (301, 302, 303) and method != "HEAD":
                method, body, given = "GET", b"", []
        raise RuntimeError(f"{address} leads in circles")

    def _scope(self, method: str, address: str, headers: list[tuple[str, str]], body: bytes) -> Message:
        parts = urlsplit(address)
        sent = [("host", NO_HOST), *headers]
        if body:
            sent.append(("content-length", str(len(body))))
        if self._cookies:
            sent.append(("cookie", "; ".join(f"{name}={value}" for name, value in self._cookies.items())))
        return {
            "type": "http",
            # From 2.4 on Starlette relies on `send` failing after a disconnect and needs no extra task.
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(parts.path) or "/",
            "raw_path": parts.path.encode("ascii"),
            "query_string": parts.query.encode("ascii"),
            "root_path": "",
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sent],
            "client": None,
            "server": (NO_HOST, 80),
            "state": {},
        }

    def _take_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    if morsel["max-age"] == "0":
                        self._cookies.pop(key, None)
                    else:
                        self._cookies[key] = morsel.value


class _Exchange:
    """One request and its answer. An empty piece is the end."""

    def __init__(self, scope: Message, body: bytes) -> None:
        self.scope = scope
        self.begun: asyncio.Future[tuple[int, list[tuple[str, str]]]] = (
            asyncio.get_running_loop().create_future()
        )
        self._body: bytes | None = body
        self._pieces: asyncio.Queue[bytes | BaseException] = asyncio.Queue()
        self._over = asyncio.Event()

    async def receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._over.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]
            ]
            self.begun.set_result((message["status"], headers))
        elif message["type"] == "http.response.body":
            if message.get("body"):
                self._pieces.put_nowait(bytes(message["body"]))
            if not message.get("more_body", False):
                self._finish()

    async def next_piece(self) -> bytes:
        content = await self._pieces.get()
        if isinstance(content, BaseException):
            raise content
        return content

    def ended(self, task: asyncio.Task[None]) -> None:
        """The application has returned; if it raised before its answer was complete, the visitor gets the exception."""
        fault = None if task.cancelled() else task.exception()
        if not self.begun.done():
            self.begun.set_exception(fault or RuntimeError("no answer"))
        elif fault is not None and not self._over.is_set():
            self._pieces.put_nowait(fault)
        self._finish()

    def _finish(self) -> None:
        if not self._over.is_set():
            self._over.set()
            self._pieces.put_nowait(b"")


def _written_out(address: str) -> str:
    """An address with Chinese and blanks percent-encoded, as browsers send it."""
    return quote(address, safe=_ASCII)


def _inside(url: str) -> str:
    """Path and query of a redirect. Raises ValueError where it leads out of the application."""
    parts = urlsplit(url)
    if parts.hostname != NO_HOST:
        raise ValueError(f"a redirect to another host: {parts.hostname}")
    return _written_out(parts.path + (f"?{parts.query}" if parts.query else ""))
