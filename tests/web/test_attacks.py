"""What strangers and their pages try: none of it succeeds, each gets a clear refusal."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable

import openpyxl
import pytest

from gongkai.source import MAX_BYTES
from gongkai.web import look
from gongkai.web.application import create
from gongkai.web.guard import Door
from gongkai.web.jobs import InlineJobs
from gongkai.web.store import MemoryStore
from gongkai.web.uploads import MAX_BODY, file_name
from tests.support.library import LIBRARY
from tests.web.client import BOUNDARY, Answer, Client, multipart
from tests.web.workbooks import FORMAT, SAMPLE, whole

HOST = "127.0.0.1:8300"
DOOR = Door((HOST, "localhost:8300"), "the-token", "the-secret")
UNIT = "柳林县人力资源和社会保障局"
SCRIPT = "<script>alert(1)</script>"


def client(entered: bool = True) -> Client:
    browser = Client(create(MemoryStore(), InlineJobs(), library=LIBRARY, door=DOOR), HOST)
    if entered:
        browser.cookies["gongkai-8300"] = "the-secret"
    return browser


def run(walk: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(walk())  # type: ignore[arg-type]


def refused(answer: Answer, status: int, words: str) -> None:
    assert answer.status == status, answer.text[-600:]
    assert words in answer.text


def test_the_token_is_exchanged_for_a_cookie_that_scripts_and_other_sites_do_not_get() -> None:
    async def walk() -> None:
        browser = client(entered=False)
        refused(await browser.ask("GET", "/"), 403, "请用启动时显示的地址打开")
        refused(await browser.ask("GET", "/?token=other"), 403, "请用启动时显示的地址打开")
        answer = await browser.ask("GET", "/?token=the-token")
        assert (answer.status, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie
        assert (await browser.ask("GET", "/")).status == 200
        browser.cookies["gongkai-8300"] = "the-token"
        refused(await browser.ask("GET", "/"), 403, "请用启动时显示的地址打开")

    run(walk)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8300", "127.0.0.1", "127.0.0.1:8301", "", "127.0.0.1:8300.evil.example"],
)
def test_a_foreign_host_is_refused(host: str) -> None:
    async def walk() -> None:
        browser = client()
        browser.host = host
        for answer in (
            await browser.ask("GET", "/"),
            await browser.ask("GET", "/?token=the-token"),
            await browser.ask("POST", "/clear"),
        ):
            refused(answer, 400, "地址不对")

    run(walk)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "http://localhost:8300"},  # another name of ours, but not the one that was called
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_a_forged_form_is_refused(headers: dict[str, str]) -> None:
    async def walk() -> None:
        browser = client()
        await browser.post("/works", format=FORMAT)
        browser.headers = headers
        refused(await browser.post("/clear"), 403, "不是从本程序的页面提交的")
        refused(await browser.send("/works/1/input", "x.xlsx", whole()), 403, "不是从本程序的页面提交的")
        browser.headers = {"origin": f"http://{HOST}"}
        assert (await browser.get("/works/1")).status == 200  # it is still there, and nothing was handed in
        assert (await browser.get("/works/1/findings")).status == 404

    run(walk)


def test_no_form_is_answered_to_another_way_of_asking() -> None:
    async def walk() -> None:
        browser = client()
        await browser.post("/works", format=FORMAT)
        for address in ("/clear", "/keep", "/works/1/remove", "/works/1/last"):
            assert (await browser.ask("GET", address)).status == 404
        assert (await browser.ask("PUT", "/works/1")).status == 404
        assert (await browser.get("/works/1")).status == 200

    run(walk)


def test_every_answer_carries_the_strict_policy() -> None:
    async def walk() -> None:
        browser = client()
        for address in ("/", "/help", "/nothing", "/?token=wrong"):
            answer = await browser.ask("GET", address)
            policy = answer.headers["content-security-policy"]
            assert policy == look.policy()
            assert "unsafe" not in policy and "*" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.text.count("<script") == answer.text.count("<style") == 1
            assert f"<script>{look.script()}</script>" in answer.text
            assert f"<style>{look.style()}</style>" in answer.text
            assert " style=" not in answer.text and " onclick=" not in answer.text

    run(walk)


def test_script_in_names_and_reasons_is_text() -> None:
    async def walk() -> None:
        browser = client()
        name = f'"><img src=x onerror=alert(1)>{SCRIPT}.xlsx'
        page = await browser.send("/works", name, _with_unit(f"{SCRIPT}局{{{{ 7 * 7 }}}}"))
        for address in (
            "/",
            "/works/1",
            "/works/1/findings",
            "/works/1/reasons",
            "/works/1/preview",
            "/works/1/result",
        ):
            page = await browser.get(address)
            assert page.status == 200, address
            assert SCRIPT not in page.text and "<img" not in page.text, address
            assert page.text.count("<script") == 1, address
        preview = await browser.get("/works/1/preview")
        assert "&lt;script&gt;" in preview.text
        assert "{{ 7 * 7 }}" in preview.text  # template code in a text is text
        told = await browser.get("/works/1/reasons")
        assert "textarea" in told.text
        written = await browser.post(
            "/works/1/reasons",
            **{"count": "1", "slot-1": "收支总体变动", "code-1": "", "done-1": "yes"},
            **{"text-1": f"</textarea>{SCRIPT}{{{{ config }}}}{{% raw %}}"},
        )
        assert SCRIPT not in written.text
        assert "&lt;/textarea&gt;&lt;script&gt;" in written.text
        assert "{{ config }}{% raw %}" in written.text
        assert (await browser.get("/works/1/preview")).status == 200

    run(walk)


def _with_unit(name: str) -> bytes:
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book["单位信息"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == UNIT)
    cell.value = name
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_bomb_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 200_000_000)
    assert len(bomb.getvalue()) < 300_000

    async def walk() -> None:
        browser = client()
        refused(await browser.send("/works", "炸弹.xlsx", bomb.getvalue()), 422, "这个文件读不了")
        refused(
            await browser.send("/formats", "炸弹.zip", bomb.getvalue(), "format"), 422, "这个格式不能装入"
        )
        await browser.post("/works", format=FORMAT)
        page = await browser.send("/works/1/input", "炸弹.xlsx", bomb.getvalue())
        refused(page, 200, "这份工作簿读不出来")
        assert (await browser.get("/works/1/marked.xlsx")).status == 200
        assert (await browser.get("/works/1/files.zip?draft=yes")).status == 409

    run(walk)


def test_names_lead_nowhere() -> None:
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("C:\\Users\\会计\\我的.xlsx") == "我的.xlsx"
    assert file_name("..") == file_name("/") == file_name(" . ") == "未命名"
    assert file_name("a\x00\x1b[2Jb\u202exslx.exe") == "a__[2Jb_xslx.exe"
    assert len(file_name("长" * 5000 + ".xlsx")) <= 120 and file_name("长" * 5000 + ".xlsx").endswith(".xlsx")

    async def walk() -> None:
        browser = client()
        await browser.send("/works", "../../../tmp/越出.xlsx", whole())
        answer = await browser.get("/works/1/input")
        assert answer.name == "越出.xlsx"
        for address in (
            "/works/..%2f..%2fetc",
            "/../../etc/passwd",
            "/works/1/files/..%2f1",
            "/rules/..%2f..%2fx",
            "/works/1/files/-1",
        ):
            assert (await browser.get(address)).status == 404, address
        assert (await browser.post("/works", format="../../../etc")).status == 404
        assert (await browser.get("/rules?format=national/final_accounts/2023")).status == 404  # abstract

    run(walk)


def test_too_much_is_refused_while_it_comes() -> None:
    async def walk() -> None:
        browser = client()
        await browser.post("/works", format=FORMAT)
        told = await browser.ask(
            "POST",
            "/works/1/input",
            b"x",
            {
                "content-type": f"multipart/form-data; boundary={BOUNDARY}",
                "content-length": str(MAX_BODY + 1),
            },
        )
        refused(told, 413, "文件太大")
        body, kind = multipart({"workbook": ("大.xlsx", b"\0" * (MAX_BODY + 10))}, {})
        liar = await browser.ask(
            "POST", "/works/1/input", body, {"content-type": kind, "content-length": "10"}, 1 << 20
        )
        refused(liar, 413, "文件太大")
        large, kind = multipart({"workbook": ("大.xlsx", b"\0" * (MAX_BYTES + 1))}, {})
        refused(
            await browser.ask("POST", "/works/1/input", large, {"content-type": kind}, 1 << 20),
            413,
            "文件太大",
        )
        assert (await browser.get("/works/1/findings")).status == 404

    run(walk)


MALFORMED = {
    "no boundary": (b"x", "multipart/form-data"),
    "no form at all": (b"{}", "application/json"),
    "cut off": (
        multipart({"workbook": ("x.xlsx", b"PK")}, {})[0][:60],
        f"multipart/form-data; boundary={BOUNDARY}",
    ),
    "no end": (f"--{BOUNDARY}\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"),
    "rubbish": (b"\0\r\n--\r\n" * 50, f"multipart/form-data; boundary={BOUNDARY}"),
    "bad header": (
        f"--{BOUNDARY}\r\n\x01: \x02\r\n\r\n--{BOUNDARY}--".encode(),
        f"multipart/form-data; boundary={BOUNDARY}",
    ),
    "no name": (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(),
        f"multipart/form-data; boundary={BOUNDARY}",
    ),
    "many files": (
        b"".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="workbook"; filename="{n}"\r\n\r\nx\r\n'.encode()
            for n in range(50)
        )
        + f"--{BOUNDARY}--\r\n".encode(),
        f"multipart/form-data; boundary={BOUNDARY}",
    ),
    "many fields": ("&".join(f"a{n}=1" for n in range(6000)).encode(), "application/x-www-form-urlencoded"),
    "long field": (b"format=" + b"x" * 300_000, "application/x-www-form-urlencoded"),
    "odd charset": (b"x", "multipart/form-data; boundary=\xff"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_form_is_refused(case: str) -> None:
    body, kind = MALFORMED[case]

    async def walk() -> None:
        browser = client()
        await browser.post("/works", format=FORMAT)
        for address in ("/works/1/input", "/works/1/reasons", "/works", "/keep", "/formats"):
            answer = await browser.ask("POST", address, body, {"content-type": kind})
            assert answer.status in (303, 400, 404, 413, 422), (address, answer.status, answer.text[-700:])
            assert answer.status != 303 or address == "/keep", address
        assert (await browser.get("/works/1")).status == 200

    run(walk)


@pytest.mark.parametrize("count", ["", "-1", "²", "1.5", "123456abc", "0000009999999999", "999999"])
def test_a_form_of_reasons_with_an_odd_count_writes_nothing(count: str) -> None:
    async def walk() -> None:
        browser = client()
        await browser.send("/works", "我的.xlsx", whole())
        answer = await browser.post("/works/1/reasons", count=count)
        assert answer.status == 400, answer.text[-700:]
        assert (await browser.get("/works/1/input?version=2")).status == 404

    run(walk)


@pytest.mark.parametrize(
    "query",
    [
        "version=",
        "version=-1",
        "version=²",
        "version=9999999999999",
        "version=123456abc",
        "level=%ff",
        "version=1&version=2",
        "draft=%00",
    ],
)
def test_odd_questions_are_answered(query: str) -> None:
    async def walk() -> None:
        browser = client()
        await browser.send("/works", "我的.xlsx", whole())
        for page in (
            "findings",
            "reasons",
            "preview",
            "report.html",
            "result",
            "marked.xlsx",
            "input",
            "files.zip",
        ):
            assert (await browser.get(f"/works/1/{page}?{query}")).status in (200, 404), page

    run(walk)
