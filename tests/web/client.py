"""A browser's part of a talk with the application: ASGI without sockets, threads or an event loop of anybody's own.

`Client` keeps cookies, follows what a form answers (303), and follows a job that is not done to its end, as the script
of the pages does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

JOB = re.compile(r'data-job="([^"]+)"')
BOUNDARY = "----tests-web-boundary"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def name(self) -> str:
        """The name under which a browser saves it."""
        return unquote(self.headers["content-disposition"].partition("filename*=UTF-8''")[2])


class Client:
    """`host` and `headers` go with every request."""

    def __init__(
        self, app: Any, host: str = "127.0.0.1:8300", headers: Mapping[str, str] | None = None
    ) -> None:
        self.app = app
        self.host = host
        self.headers = {"sec-fetch-site": "same-origin"} if headers is None else dict(headers)
        self.cookies: dict[str, str] = {}

    async def get(self, address: str) -> Answer:
        """A page; what a job works at is waited for."""
        answer = await self.ask("GET", address)
        for _ in range(20):
            answer = await self._followed(answer)
            job = JOB.search(answer.text) if answer.headers["content-type"].startswith("text/html") else None
            if job is None:
                return answer
            told = await self.ask("GET", job[1])
            assert told.body.endswith(b"event: done\ndata: \n\n"), told.body
            answer = await self.ask("GET", answer.address)
        raise AssertionError(f"{address} is never done")

    async def post(self, address: str, **fields: str) -> Answer:
        body = urlencode(fields).encode()
        return await self._posted(address, body, "application/x-www-form-urlencoded")

    async def send(
        self, address: str, name: str, content: bytes, field: str = "workbook", **fields: str
    ) -> Answer:
        """A form with a file."""
        return await self._posted(address, *multipart({field: (name, content)}, fields))

    async def _posted(self, address: str, body: bytes, kind: str) -> Answer:
        answer = await self.ask("POST", address, body, {"content-type": kind})
        if answer.status != 303:
            return answer
        return await self.get(urljoin(answer.address, answer.headers["location"]))

    async def _followed(self, answer: Answer) -> Answer:
        while answer.status == 303:
            answer = await self.ask("GET", urljoin(answer.address, answer.headers["location"]))
        return answer

    async def ask(
        self,
        method: str,
        address: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        pieces: int = 65536,
    ) -> Answer:
        """One request and its answer as they are."""
        parts = urlsplit(address)
        sent = {"host": self.host, **self.headers, **(headers or {})}
        if body:
            sent.setdefault("content-length", str(len(body)))
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": quote(parts.path).encode(),
            "query_string": quote(parts.query, safe="=&%/+").encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8300),
        }
        return await self._call(
            scope, [body[at : at + pieces] for at in range(0, len(body), pieces)] or [b""], address
        )

    async def _call(self, scope: dict[str, Any], pieces: list[bytes], address: str) -> Answer:
        waiting = list(pieces)
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            piece = waiting.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        headers: dict[str, str] = {}
        for raw_name, raw_value in sent[0]["headers"]:
            name, value = raw_name.decode().lower(), raw_value.decode("latin-1")
            headers[name] = value
            if name == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], headers, body, address)


def multipart(files: Mapping[str, tuple[str, bytes]], fields: Mapping[str, str]) -> tuple[bytes, str]:
    """A form with files as a browser sends it, and its content type."""
    pieces: list[bytes] = []
    for name, value in fields.items():
        pieces.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    for name, (filename, content) in files.items():
        shown = filename.replace('"', "%22")
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
        pieces += (f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n")
    return b"".join((*pieces, f"--{BOUNDARY}--\r\n".encode())), f"multipart/form-data; boundary={BOUNDARY}"
