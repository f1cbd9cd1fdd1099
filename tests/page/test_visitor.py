"""The browser's part inside the page: redirects, cookies, and answers as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from gongkai.page.inside.visitor import Application, Visitor


class Seen:
    """What a page is told of an answer."""

    def __init__(self) -> None:
        self.heads: list[tuple[int, dict[str, str], str]] = []
        self.pieces: list[bytes] = []

    def head(self, status: int, headers: list[tuple[str, str]], address: str) -> None:
        self.heads.append((status, dict(headers), address))

    def piece(self, content: bytes) -> None:
        self.pieces.append(content)

    @property
    def text(self) -> str:
        return b"".join(self.pieces).decode()


async def visit(visitor: Visitor, method: str, address: str, body: bytes = b"", kind: str = "") -> Seen:
    seen = Seen()
    headers = [("content-type", kind)] if kind else []
    await visitor.visit(method, address, headers, body, seen.head, seen.piece)
    return seen


async def told(request: Request) -> Response:
    form = await request.form() if request.method == "POST" else {}
    words = [request.method, request.url.path, request.url.query, str(dict(request.cookies)), str(dict(form))]
    return PlainTextResponse("|".join(words))


async def given(request: Request) -> Response:
    answer = RedirectResponse("/told?次=1", 303)
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "2")
    return answer


async def taken(request: Request) -> Response:
    answer = RedirectResponse("told", 302)
    answer.delete_cookie("a")
    return answer


async def around(request: Request) -> Response:
    return RedirectResponse("/around", 303)


async def away(request: Request) -> Response:
    return RedirectResponse("http://elsewhere.invalid/", 303)


async def broken(request: Request) -> Response:
    raise RuntimeError("a fault of ours")


def application(*more: Route) -> Application:
    routes = [Route("/told", told, methods=["GET", "POST"]), Route("/given", given, methods=["POST"])]
    routes += [
        Route("/taken", taken),
        Route("/around", around),
        Route("/away", away),
        Route("/broken", broken),
    ]
    return Starlette(routes=[*routes, *more])  # type: ignore[return-value]


def run(walk: Callable[[Visitor], object], *more: Route) -> None:
    async def walked() -> None:
        await walk(Visitor(application(*more)))  # type: ignore[misc]

    asyncio.run(walked())


def test_a_form_is_answered_by_the_page_it_leads_to() -> None:
    async def walk(visitor: Visitor) -> None:
        seen = await visit(visitor, "POST", "/given", b"x=1", "application/x-www-form-urlencoded")
        [(status, headers, address)] = seen.heads
        assert (status, address) == (200, "/told?%E6%AC%A1=1")
        assert headers["content-type"].startswith("text/plain")
        assert seen.text == "GET|/told|%E6%AC%A1=1|{'a': '1', 'b': '2'}|{}"

    run(walk)


def test_chinese_in_an_address_is_written_out_as_browsers_do() -> None:
    async def walk(visitor: Visitor) -> None:
        seen = await visit(visitor, "GET", "/told?级别=提 示&x=%E9%94%99")
        assert seen.heads[0][2] == "/told?%E7%BA%A7%E5%88%AB=%E6%8F%90%20%E7%A4%BA&x=%E9%94%99"
        assert seen.text.startswith("GET|/told|%E7%BA%A7%E5%88%AB=%E6%8F%90%20%E7%A4%BA&x=%E9%94%99|")

    run(walk)


def test_cookies_stay_until_they_are_taken_back() -> None:
    async def walk(visitor: Visitor) -> None:
        await visit(visitor, "POST", "/given")
        assert "'a': '1'" in (await visit(visitor, "GET", "/told")).text
        seen = await visit(visitor, "GET", "/taken")
        assert seen.heads[0][2] == "/told"
        assert "{'b': '2'}" in seen.text

    run(walk)


def test_a_form_and_its_type_arrive() -> None:
    async def walk(visitor: Visitor) -> None:
        body = urlencode({"名称": "单位", "年度": "2023"}).encode()
        seen = await visit(visitor, "POST", "/told", body, "application/x-www-form-urlencoded")
        assert seen.text.endswith("{'名称': '单位', '年度': '2023'}")

    run(walk)


def test_each_piece_comes_when_it_is_made() -> None:
    """What tells of a job is seen while the job goes on, not when it is done."""
    order: list[str] = []

    async def streamed(request: Request) -> Response:
        async def pieces():  # type: ignore[no-untyped-def]
            for number in range(3):
                order.append(f"made {number}")
                yield str(number).encode()
                await asyncio.sleep(0.01)

        return StreamingResponse(pieces())

    async def walk(visitor: Visitor) -> None:
        def seen(content: bytes) -> None:
            order.append(f"seen {content.decode()}")

        await visitor.visit("GET", "/streamed", [], b"", lambda *_: None, seen)
        assert order == ["made 0", "seen 0", "made 1", "seen 1", "made 2", "seen 2"]

    run(walk, Route("/streamed", streamed))


def test_the_answer_is_whole_at_its_last_byte_though_the_application_goes_on() -> None:
    gone_on: list[str] = []

    async def long() -> None:
        await asyncio.sleep(0.05)
        gone_on.append("later")

    async def answered(request: Request) -> Response:
        return PlainTextResponse("now", background=BackgroundTask(long))

    async def walk(visitor: Visitor) -> None:
        assert (await visit(visitor, "GET", "/answered")).text == "now"
        assert gone_on == []
        await asyncio.sleep(0.1)
        assert gone_on == ["later"]

    run(walk, Route("/answered", answered))


@pytest.mark.parametrize(
    ("address", "words"),
    [("/around", "leads in circles"), ("/away", "another host"), ("/broken", "a fault of ours")],
)
def test_what_goes_wrong_is_raised_to_who_asked(address: str, words: str) -> None:
    async def walk(visitor: Visitor) -> None:
        seen = Seen()
        # Starlette answers 500 before it raises; the words are for the console then.
        try:
            await visitor.visit("GET", address, [], b"", seen.head, seen.piece)
        except (RuntimeError, ValueError) as error:
            assert words in str(error)
        else:
            assert address == "/broken"
            assert seen.heads[0][0] == 500

    run(walk)


def test_a_stream_that_breaks_is_told() -> None:
    async def streamed(request: Request) -> Response:
        async def pieces():  # type: ignore[no-untyped-def]
            yield b"begun"
            raise RuntimeError("broke off")

        return StreamingResponse(pieces())

    async def walk(visitor: Visitor) -> None:
        seen = Seen()
        with pytest.raises(RuntimeError, match="broke off"):
            await visitor.visit("GET", "/streamed", [], b"", seen.head, seen.piece)
        assert seen.text == "begun"

    run(walk, Route("/streamed", streamed))
