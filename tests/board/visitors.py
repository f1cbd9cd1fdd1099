"""Browsers that talk to a served board over the network, one for each thread."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.board.boards import PASSWORD
from tests.web.client import multipart

WAIT = 300  # seconds; only ends what hangs


class Visitor:
    """Keeps cookies and follows what a form answers."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Sec-Fetch-Site", "same-origin")]
        self._token = ""

    def get(self, path: str) -> tuple[int, bytes]:
        return self._ask(Request(self.address + path))

    def post(self, path: str, **fields: str) -> tuple[int, bytes]:
        body = urlencode({"form_token": self._token, **fields}).encode()
        return self._ask(Request(self.address + path, body))

    def send(self, path: str, name: str, content: bytes, field: str = "workbook") -> tuple[int, bytes]:
        body, kind = self.form({field: (name, content)})
        return self._ask(Request(self.address + path, body, {"Content-Type": kind}))

    def form(self, files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
        return multipart(files, {"form_token": self._token})

    def log_in(self, name: str) -> None:
        status, page = self.post("/login", name=name, password=PASSWORD)
        assert status == 200, page.decode()[-500:]
        self._token = page.decode().partition('name="form_token" value="')[2].partition('"')[0]

    def _ask(self, request: Request) -> tuple[int, bytes]:
        try:
            with self._opener.open(request, timeout=WAIT) as answer:
                return answer.status, answer.read()
        except HTTPError as refused:
            return refused.code, refused.read()
