"""What strangers, neighbours and readers try, on every line of the table of routes: none of it succeeds."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from gongkai.board.application import PAGES, BoardPage
from gongkai.board.sessions import (
    LONGEST_IDLE,
    LONGEST_SESSION,
    MOST_FOR_ACCOUNT,
    MOST_FOR_ADDRESS,
    TRY_WINDOW,
)
from gongkai.board.who import ACCOUNTANT, BUREAU, MAINTAINER, READER
from tests.board.boards import HOST, OTHER, PASSWORD, UNIT, Board, begun, form, log_in, run, send_file, token
from tests.web.client import Answer, Client, multipart
from tests.web.test_attacks import _with_unit as with_unit
from tests.web.workbooks import whole

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://evil.example","点")'
OPEN_TO_ALL = {"/login", "/logout", "/password"}
FORM = "application/x-www-form-urlencoded"
WHO = {BUREAU: "局", MAINTAINER: "维护", READER: "看", ACCOUNTANT: OTHER}


def address_of(page: BoardPage) -> str:
    """The address of a line of the table, for the things of UNIT."""
    ids = {"work": "1", "job": "1", "code": "BN-05", "account": "1"}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: ids.get(name[1], "1"), page.path)


def kept(made: Board) -> list[tuple[object, ...]]:
    """All that counts in the database."""
    tables = ("departments", "rounds", "works", "versions", "history", "formats", "drafts")
    found = [tuple(row) for table in tables for row in made.house.database.rows(f"SELECT * FROM {table}")]
    accounts = made.house.database.rows("SELECT id, name, role, secret, given, closed FROM accounts")
    jobs = made.house.database.rows("SELECT id FROM jobs")
    return found + [tuple(row) for row in (*accounts, *jobs)]


async def ready(made: Board) -> None:
    """UNIT has a version that was checked."""
    await begun(made, (UNIT, OTHER))
    await send_file(await made.browser(UNIT), "/departments/1/input", "我的.xlsx", whole())
    await made.done()


def test_the_table_is_whole() -> None:
    assert len(PAGES) > 60
    assert len({(page.method, page.path) for page in PAGES}) == len(PAGES)
    assert {page.method for page in PAGES} == {"GET", "POST"}
    assert all(page.roles for page in PAGES)
    assert "/works/{work}/remove" not in {page.path for page in PAGES}


def test_every_route_for_every_role(tmp_path: Path) -> None:
    """Somebody of another department finds nothing; whoever has not the role, or has not logged in, is refused."""

    async def walk(made: Board) -> None:
        await ready(made)
        before = kept(made)
        tried = 0
        for role, name in WHO.items():
            browser = await made.browser(name)
            stamp = await token(browser)
            for page in PAGES:
                if page.path in OPEN_TO_ALL:
                    continue
                body = f"form_token={stamp}".encode() if page.method == "POST" else b""
                expected = expectation(page, role)
                if expected is None:
                    continue
                answer = await browser.ask(page.method, address_of(page), body, {"content-type": FORM})
                assert answer.status == expected, (page.method, page.path, role, answer.status)
                assert UNIT not in answer.text, (page.path, role)
                tried += 1
        assert tried > 100
        assert kept(made) == before

    run(tmp_path, walk)


def expectation(page: BoardPage, role: str) -> int | None:
    """The refusal that a role must get of what belongs to UNIT; None for what it may have."""
    if role not in page.roles:
        return 403
    if role == ACCOUNTANT and re.search(r"\{(work|job)\}", page.path):
        return 404
    if page.path.startswith("/tasks/{job}") and role != BUREAU:
        return None if role == READER else 404
    return 404 if page.path.startswith("/jobs/") else None


def test_strangers_get_the_login_page_and_no_more(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await ready(made)
        before = kept(made)
        stranger = Client(made.app, HOST)
        for page in PAGES:
            if page.path == "/login":
                continue
            answer = await stranger.ask(page.method, address_of(page), b"", {"content-type": FORM})
            wanted = (303,) if page.method == "GET" and "/events" not in page.path else (401,)
            assert answer.status in wanted, (page.method, page.path, answer.status)
            assert UNIT not in answer.text
        for address in ("/nothing", "/works/..%2f..", "/departments/1%00"):
            assert (await stranger.ask("GET", address)).status == 303
        assert kept(made) == before

    run(tmp_path, walk)


def test_a_form_needs_the_token_of_its_session(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await ready(made)
        bureau, own = await made.browser("局"), await made.browser(UNIT)
        before = kept(made)
        for stamp in ("", "wrong", await token(own)):
            for page in PAGES:
                if page.method != "POST" or BUREAU not in page.roles or page.path == "/login":
                    continue
                body = f"form_token={stamp}".encode()
                answer = await bureau.ask("POST", address_of(page), body, {"content-type": FORM})
                assert answer.status == 403 and "这个页面过期了" in answer.text, page.path
        assert kept(made) == before
        assert (await bureau.get("/")).status == 200  # still logged in: /logout was refused, too

    run(tmp_path, walk)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "https://127.0.0.1:8300"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_form_of_another_site_is_refused(tmp_path: Path, headers: dict[str, str]) -> None:
    async def walk(made: Board) -> None:
        await ready(made)
        bureau = await made.browser("局")
        stamp = await token(bureau)
        before = kept(made)
        bureau.headers = headers
        for address in ("/departments/1/withhold", "/login", "/logout"):
            answer = await bureau.ask(
                "POST", address, f"form_token={stamp}&words=x".encode(), {"content-type": FORM}
            )
            assert answer.status == 403 and "不是从本程序的页面提交的" in answer.text
        assert kept(made) == before

    run(tmp_path, walk)


def test_a_foreign_host_is_refused(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        for host in ("evil.example", "127.0.0.1", "127.0.0.1:8301", "", f"{HOST}.evil.example"):
            bureau.host = host
            for method, address in (("GET", "/"), ("POST", "/logout"), ("GET", "/login")):
                answer = await bureau.ask(method, address)
                assert answer.status == 400 and "地址不对" in answer.text

    run(tmp_path, walk)


def test_a_session_that_was_foisted_on_somebody_is_worth_nothing(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        thief = Client(made.app, HOST)
        thief.cookies["gongkai-board"] = "chosen-by-the-thief"
        victim = Client(made.app, HOST)
        victim.cookies["gongkai-board"] = "chosen-by-the-thief"
        assert (await log_in(victim, UNIT)).status == 200
        assert victim.cookies["gongkai-board"] != "chosen-by-the-thief"
        assert (await thief.ask("GET", "/")).status == 303
        before = victim.cookies["gongkai-board"]  # logging in again gives another id, and ends the one before
        await form(victim, "/password", "/login", name=UNIT, password=PASSWORD)
        assert victim.cookies["gongkai-board"] != before
        thief.cookies["gongkai-board"] = before
        assert (await thief.ask("GET", "/")).status == 303
        cookie = (
            await victim.ask("POST", "/login", _login(await token(victim)), {"content-type": FORM})
        ).headers
        assert (
            "httponly" in cookie["set-cookie"].lower() and "samesite=strict" in cookie["set-cookie"].lower()
        )

    run(tmp_path, walk)


def _login(stamp: str) -> bytes:
    from urllib.parse import urlencode

    return urlencode({"name": UNIT, "password": PASSWORD, "form_token": stamp}).encode()


def test_a_stolen_cookie_is_worth_nothing_after_logging_out(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        own = await made.browser(UNIT)
        thief = Client(made.app, HOST)
        thief.cookies = dict(own.cookies)
        assert (await thief.ask("GET", "/")).status == 200
        await form(own, "/password", "/logout")
        assert (await thief.ask("GET", "/")).status == 303
        stolen = Client(made.app, HOST)
        await log_in(stolen, UNIT)
        made.house.database.change("UPDATE accounts SET closed = 1 WHERE name = ?", UNIT)
        assert (await stolen.ask("GET", "/")).status == 303

    run(tmp_path, walk)


def test_sessions_end(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        own = await begun(made, (UNIT,))
        for _ in range(LONGEST_SESSION // (LONGEST_IDLE - 10)):
            made.clock.seconds += LONGEST_IDLE - 10
            assert (await own.ask("GET", "/")).status == 200
        made.clock.seconds += LONGEST_IDLE - 10
        assert (await own.ask("GET", "/")).status == 303  # in use all the time, and at its end
        other = await made.browser("看")
        made.clock.seconds += LONGEST_IDLE + 1
        assert (await other.ask("GET", "/")).status == 303

    run(tmp_path, walk)


def test_guessing_is_slowed_down(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        guesser = Client(made.app, HOST)
        for _ in range(MOST_FOR_ACCOUNT):
            assert (await log_in(guesser, UNIT, "guess")).status == 401
        assert (await log_in(guesser, UNIT, "guess")).status == 429
        assert (await log_in(guesser, f" {UNIT.lower()} ", PASSWORD)).status == 429  # not even the right one
        for number in range(MOST_FOR_ADDRESS):
            await log_in(guesser, f"没有的账号{number}", "guess")
        assert (await log_in(guesser, "局", PASSWORD)).status == 429  # the address has used up its turns
        made.clock.seconds += TRY_WINDOW + 1
        assert (await log_in(guesser, UNIT, PASSWORD)).status == 200

    run(tmp_path, walk)


def test_whether_there_is_an_account_is_not_told(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        one = await log_in(Client(made.app, HOST), UNIT, "wrong")
        other = await log_in(Client(made.app, HOST), "没有这个账号", "wrong")
        assert (one.status, one.text) == (other.status, other.text) == (401, one.text)

    run(tmp_path, walk)


def test_a_given_password_must_be_changed_first(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        made.house.database.change("UPDATE accounts SET given = 1 WHERE name = ?", UNIT)
        own = Client(made.app, HOST)
        page = await log_in(own, UNIT)
        assert "现在的口令是别人给的" in page.text
        assert (await own.ask("GET", "/departments/1")).headers["location"] == "/password"
        refused = await form(own, "/password", "/departments/1/answer", words="x")
        assert refused.status == 403 and "请先改口令" in refused.text
        for new in ("short", "aaaaaaaaaaaa", f"{UNIT}12345", PASSWORD):
            page = await form(own, "/password", "/password", old=PASSWORD, new=new, again=new)
            assert page.status == 422, new
        new = "another horse 43"
        assert "登录" in (await form(own, "/password", "/password", old=PASSWORD, new=new, again=new)).text
        assert (await log_in(Client(made.app, HOST), UNIT)).status == 401
        assert (await log_in(own, UNIT, new)).address == "/"

    run(tmp_path, walk)


def test_script_in_every_field_is_text(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        name = f"{SCRIPT}{{{{ 7 * 7 }}}}局"
        bureau = await begun(made, (name,))
        own = await made.browser(name)
        file = f'"><img src=x onerror=alert(1)>{SCRIPT}.xlsx'
        await send_file(own, "/departments/1/input", file, with_unit(name))
        await made.done()
        assert made.state(name) == "有错误"  # WZ-01: marks of web pages in a text
        made.house.database.change("UPDATE works SET state = '可送审'")
        await form(own, "/departments/1", "/departments/1/send", version="1", words=SCRIPT)
        await form(bureau, "/", "/departments/1/return", **{"words-1": f"</textarea>{SCRIPT}{{% raw %}}"})
        await form(own, "/", "/departments/1/answer", words=SCRIPT)
        await form(bureau, "/", "/departments/1/extend", extended="2024-10-01", words=SCRIPT)
        await form(bureau, "/", "/accounts", name=f"{SCRIPT}账号", role="只读")
        await form(bureau, "/", "/departments/1/withhold", words=SCRIPT)
        addresses = (
            "/",
            "/rounds/1",
            "/departments/1",
            "/accounts",
            "/works/1",
            "/works/1/preview",
            "/tasks/1",
        )
        for browser in (bureau, own):
            for address in (*addresses, f"/rounds/1?q={SCRIPT}&state={SCRIPT}&sort={SCRIPT}"):
                page = await browser.get(address)
                assert SCRIPT not in page.text and "<img" not in page.text, address
                assert page.text.count("<script") == 1, address
                assert "49局" not in page.text
                policy = page.headers["content-security-policy"]
                assert "unsafe" not in policy and "*" not in policy
        assert "&lt;script&gt;" in (await bureau.get("/departments/1")).text

    run(tmp_path, walk)


def test_an_address_is_a_web_address(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await ready(made)
        bureau = await made.browser("局")
        made.house.database.change("UPDATE works SET state = '已定稿' WHERE id = 1")
        for address in ("javascript:alert(1)", "data:text/html,x", "http://a b", "//evil.example", ""):
            answer = await form(
                bureau, "/", "/departments/1/publish", **{"address": address, "published": "2024-09-18"}
            )
            assert answer.status == 422, address
        assert made.state(UNIT) == "已定稿"

    run(tmp_path, walk)


@pytest.mark.trial
def test_a_formula_in_a_name_is_a_text_in_every_export(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (FORMULA, UNIT))
        reminders = await bureau.get("/rounds/1/reminders.xlsx")
        made.house.database.change("UPDATE accounts SET closed = 1 WHERE name = ?", FORMULA)
        passwords = await form(bureau, "/", "/accounts/all")
        await send_file(await made.browser(UNIT), "/departments/2/input", f"{FORMULA}.xlsx", whole())
        await made.done()
        marked = await bureau.get("/works/2/marked.xlsx")
        together = await form(bureau, "/", "/rounds/1/together", **{"work-2": "yes", "name": FORMULA})
        await made.done()
        added = await bureau.get(f"{together.address}/file")
        for answer in (reminders, passwords, marked, added):
            assert answer.status == 200 and not list(_formulas(answer)), answer.address
        book = openpyxl.load_workbook(io.BytesIO(reminders.body))
        assert any(cell.value == FORMULA for row in book.active.iter_rows() for cell in row)

    run(tmp_path, walk)


def _formulas(answer: Answer) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets:
        for row in sheet.iter_rows():
            yield from (
                str(cell.value) for cell in row if cell.data_type == "f" and "evil" in str(cell.value)
            )


def test_a_name_leads_out_of_no_package(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        name = "../../etc/柳林县"
        bureau = await begun(made, (name,))
        own = await made.browser(name)
        await send_file(own, "/departments/1/input", "../../x.xlsx", with_unit(name))
        await made.done()
        await form(own, "/", "/departments/1/send", version="1")
        await form(bureau, "/", "/departments/1/finish", version="1")
        await made.done()
        answer = await bureau.get("/rounds/1/final.zip")
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            names = archive.namelist()
        assert len(names) == 4
        assert all(".." not in item.split("/") and not item.startswith("/") for item in names)
        assert all(path.parent == made.house.folder.files for path in made.house.folder.files.rglob("*"))

    run(tmp_path, walk)


@pytest.mark.trial
def test_bombs_and_what_is_too_large_are_refused(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 200_000_000)
    sack = io.BytesIO()
    with zipfile.ZipFile(sack, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../越出.xlsx", b"x")
        for number in range(6):
            archive.writestr(f"{number}.xlsx", b" " * 100_000_000)

    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        own = await made.browser(UNIT)
        await send_file(own, "/departments/1/input", "炸弹.xlsx", bomb.getvalue())
        await made.done()
        assert made.state(UNIT) == "有错误"
        page = await send_file(bureau, "/rounds/1/bulk", "炸弹.zip", sack.getvalue(), "files")
        await made.done()
        page = await bureau.get(page.address)
        assert "收下 0 份" in page.text and "解开后太大" in page.text
        large, kind = multipart(
            {"workbook": ("大.xlsx", b"\0" * 53_000_000)}, {"form_token": await token(own)}
        )
        answer = await own.ask("POST", "/departments/1/input", large, {"content-type": kind}, 1 << 20)
        assert answer.status == 413
        maintainer = await made.browser("维护")
        refused = await send_file(maintainer, "/formats", "炸弹.zip", bomb.getvalue(), "format")
        assert refused.status == 422

    run(tmp_path, walk)


def test_many_at_once_ask_for_one_step(tmp_path: Path) -> None:
    """Of two who finish at once one does; a step is taken once."""

    async def walk(made: Board) -> None:
        await ready(made)
        own = await made.browser(UNIT)
        stamp = await token(own)
        body = f"form_token={stamp}&version=1".encode()
        answers = await asyncio.gather(
            *(own.ask("POST", "/departments/1/send", body, {"content-type": FORM}) for _ in range(8))
        )
        assert sorted(answer.status for answer in answers) == [303] + [409] * 7
        sent = made.house.database.value("SELECT count(*) FROM history WHERE what = '送审'")
        assert sent == 1

    run(tmp_path, walk)


def test_a_reader_is_shown_no_form_that_he_may_not_send(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await ready(made)
        reader, bureau = await made.browser("看"), await made.browser("局")
        for address in (
            "/",
            "/rounds/1",
            "/departments/1",
            "/works/1",
            "/works/1/reasons",
            "/works/1/findings",
        ):
            page = await reader.get(address)
            assert page.status == 200, address
            forms = re.findall(r'<form method="post" action="([^"]+)"', page.text)
            assert forms == ["/logout"], address
            assert page.text.count("</form>") == page.text.count("<form"), address
        assert len(re.findall(r'<form method="post"', (await bureau.get("/departments/1")).text)) > 3

    run(tmp_path, walk)


def test_a_form_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def walk(made: Board) -> None:
        await ready(made)
        own = await made.browser(UNIT)
        stamp = await token(own)
        monkeypatch.setattr("gongkai.board.application.FORM_SECONDS", 0.05)
        body, kind = multipart({"workbook": ("慢.xlsx", whole())}, {"form_token": stamp})
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            if not sent_body:
                sent_body.append(True)
                return {"type": "http.request", "body": body[:100], "more_body": True}
            await asyncio.sleep(60)
            raise AssertionError

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        sent_body: list[bool] = []
        cookie = "; ".join(f"{name}={value}" for name, value in own.cookies.items())
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/departments/1/input",
            "raw_path": b"/departments/1/input",
            "query_string": b"",
            "root_path": "",
            "headers": [
                (b"host", HOST.encode()),
                (b"sec-fetch-site", b"same-origin"),
                (b"content-type", kind.encode()),
                (b"cookie", cookie.encode()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8300),
        }
        await made.app(scope, receive, send)  # type: ignore[operator]
        assert sent[0]["status"] == 408
        assert made.house.database.value("SELECT count(*) FROM versions") == 1

    run(tmp_path, walk)


def test_what_is_much_too_long_or_much_too_many_is_refused_with_a_reason(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        before = kept(made)
        for words in ("字" * 100_000, "x" * 300_000):
            refused = await form(bureau, "/", "/departments/1/extend", extended="2024-10-01", words=words)
            assert refused.status == 413 and "写得太长" in refused.text, len(words)
        names = "单位名称\n" + "\n".join(f"第{number}个部门" for number in range(10_000))
        refused = await send_file(bureau, "/rounds/1/departments", "名单.txt", names.encode(), "expected")
        assert refused.status == 422 and "部门最多 5000 个" in refused.text
        long = await form(bureau, "/", "/rounds/1/departments", names="长" * 101)
        assert long.status == 422
        assert kept(made) == before

    run(tmp_path, walk)


def test_names_that_command_a_screen_are_made_harmless(tmp_path: Path) -> None:
    """Turned writing, nothing at all, colours of a terminal: in lists, accounts and new names."""

    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        await form(bureau, "/", "/rounds/1/departments", names="\u202e名\u0000称\x1b[31m局")
        await form(bureau, "/", "/departments/1/rename", name="\u202e新\u0000名\x1b[31m")
        names = [row["name"] for row in made.house.database.rows("SELECT name FROM departments")]
        assert len(names) == 2 and all(name.isprintable() for name in names), names
        for name in ("\u202e局", "局\u0000", "\x1b[31m局", "局\u200b", ""):
            assert (await form(bureau, "/", "/accounts", name=name, role="只读")).status == 422, name

    run(tmp_path, walk)


def test_numbers_in_addresses_that_are_none_are_nowhere(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await ready(made)
        bureau = await made.browser("局")
        for number in ("0", "-1", "1e3", "１", "99999999999", "9" * 400, "1%00", "..%2f1"):
            for page in ("/departments/{}", "/works/{}", "/tasks/{}", "/rounds/{}", "/formats/brought/{}"):
                assert (await bureau.ask("GET", page.format(number))).status == 404, (page, number)
        for address in ("/works/1/changes?version=999", "/rules/x?format=../../etc"):
            assert (await bureau.ask("GET", address)).status == 404, address
        for query in ("sort=figure:%00", "sort=days&down", "state=%F0%9F%92%A9", "q=%5C%25_", "version=%00"):
            assert (await bureau.ask("GET", f"/rounds/1?{query}")).status == 200, query

    run(tmp_path, walk)


def test_two_who_decide_on_one_department_at_once(tmp_path: Path) -> None:
    """One finishes while another returns it and its accountant hands in anew: one of them has it, the others are told."""

    async def walk(made: Board) -> None:
        await ready(made)
        own, bureau = await made.browser(UNIT), await made.browser("局")
        await form(own, "/departments/1", "/departments/1/send", version="1")
        stamp, own_stamp = await token(bureau), await token(own)
        body, kind = multipart({"workbook": ("新.xlsx", whole())}, {"form_token": own_stamp})
        done = await asyncio.gather(
            bureau.ask(
                "POST",
                "/departments/1/finish",
                f"form_token={stamp}&version=1".encode(),
                {"content-type": FORM},
            ),
            bureau.ask(
                "POST",
                "/departments/1/return",
                f"form_token={stamp}&words-1=x".encode(),
                {"content-type": FORM},
            ),
            own.ask("POST", "/departments/1/input", body, {"content-type": kind}),
        )
        await made.done()
        statuses = [answer.status for answer in done]
        assert set(statuses) <= {303, 409}
        what = [row["what"] for row in made.house.database.rows("SELECT what FROM history ORDER BY id")]
        first = what.index("送审") + 1
        assert statuses.count(303) == sum(step in ("定稿", "退回", "交回") for step in what[first:])
        if statuses[0] == 303:
            assert statuses[1:] == [409, 409] and made.state(UNIT) == "已定稿"
        else:
            assert made.house.database.value("SELECT final_file FROM works") is None
        old = await form(bureau, "/", "/departments/1/finish", version="7")
        assert old.status == 409

    run(tmp_path, walk)
