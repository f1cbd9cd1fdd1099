"""A board for a test: a folder of its own, a clock that stands, browsers that are logged in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from argon2 import PasswordHasher

from gongkai.board import accounts, pool, server
from gongkai.board.accounts import Passwords
from gongkai.board.application import create
from gongkai.board.folder import Folder
from gongkai.board.house import House
from gongkai.board.queue import Queue
from gongkai.board.who import ACCOUNTANT, BUREAU, MAINTAINER, READER
from tests.support.library import LIBRARY
from tests.web.client import Answer, Client, multipart
from tests.web.workbooks import whole

HOST = "127.0.0.1:8300"
ADDRESS = f"http://{HOST}"
TODAY = datetime(2024, 9, 1, 9, 30)
PASSWORD = "correct horse 42"
UNIT = "柳林县人力资源和社会保障局"
OTHER, THIRD = "柳林县档案馆", "柳林县气象服务中心"
FORMAT = "shanxi/final_accounts/2023"


QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Sums that take no time: what is slow on purpose is tried once, in `test_accounts`."""


class HereQueue(Queue):
    """Works in a thread of this process, which has the formats of the tests already."""

    def _processes(self) -> Executor:  # type: ignore[override]
        if self._here is None:
            self._here = ThreadPoolExecutor(1, initializer=pool.begin_to_say, initargs=(self,))
        return self._here

    def put(self, said: tuple[int, str]) -> None:
        """Stands in for the pipe of a process."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._hear, *said)

    _here: ThreadPoolExecutor | None = None


@dataclass
class Clock:
    now: datetime = TODAY
    seconds: float = 1_000_000.0


@dataclass
class Board:
    """`browser` gives somebody who is logged in; all passwords are PASSWORD."""

    house: House
    clock: Clock
    app: object
    browsers: dict[str, Client] = field(default_factory=dict)

    async def browser(self, name: str) -> Client:
        if name not in self.browsers:
            made = Client(self.app, HOST)
            answer = await log_in(made, name)
            assert answer.status == 200, answer.text[-500:]
            self.browsers[name] = made
        return self.browsers[name]

    async def done(self) -> None:
        await asyncio.wait_for(self.house.queue.idle(), 120)

    def account(self, name: str, role: str, department: str = "") -> None:
        key = self.house.database.value("SELECT id FROM departments WHERE name = ?", department)
        made = accounts.make_account(self.house.database, name, role, key, self.house.passwords.sum(PASSWORD))
        self.house.database.change("UPDATE accounts SET given = 0 WHERE id = ?", made)

    def work(self, department: str) -> int:
        return int(
            self.house.database.value(
                "SELECT works.id FROM works JOIN departments ON departments.id = works.department WHERE name = ?",
                department,
            )
        )

    def state(self, department: str) -> str:
        return str(self.house.database.value("SELECT state FROM works WHERE id = ?", self.work(department)))


async def form(browser: Client, page: str, address: str, /, **fields: str) -> Answer:
    """Send a form as a page has it, with the token that stands in its forms."""
    body = urlencode({"form_token": await token(browser, page), **fields}).encode()
    answer = await browser.ask("POST", address, body, {"content-type": "application/x-www-form-urlencoded"})
    return await browser.get(answer.headers["location"]) if answer.status == 303 else answer


async def token(browser: Client, page: str = "/password") -> str:
    text = (await browser.get(page)).text
    return text.partition('name="form_token" value="')[2].partition('"')[0]


async def send_file(
    browser: Client, address: str, name: str, content: bytes, field: str = "workbook", /, **fields: str
) -> Answer:
    body, kind = multipart({field: (name, content)}, {"form_token": await token(browser), **fields})
    answer = await browser.ask("POST", address, body, {"content-type": kind})
    return await browser.get(answer.headers["location"]) if answer.status == 303 else answer


async def log_in(browser: Client, name: str, password: str = PASSWORD) -> Answer:
    return await browser.post("/login", name=name, password=password)


async def sent(made: Board, name: str = UNIT) -> str:
    """Hand in the sample without an error and send it to the bureau; the address of the department's page."""
    own, place = await made.browser(name), f"/departments/{made.work(name)}"
    await send_file(own, f"{place}/input", "我的.xlsx", whole())
    await made.done()
    await form(own, place, f"{place}/send", version="1")
    assert made.state(name) == "已送审"
    return place


def add_checked(made: Board, work: int, state: str, figures: object, result: object, **counts: int) -> None:
    """A version of a work with what a check found, without one; `errors` and `warnings` are none if not given."""
    database = made.house.database
    taken = database.value("SELECT ifnull(max(number), 0) FROM versions WHERE work = ?", work)
    version = database.add(
        "versions",
        work=work,
        kind="input",
        number=taken + 1,
        name="x.xlsx",
        note="",
        file=made.house.keep(made.house.blobs.put(b"x")),
        by="x",
        at="x",
    )
    told = {"errors": 0, "warnings": 0, "reasons": 0, **counts}
    texts = {"figures": json.dumps(figures), "result": json.dumps(result)}
    database.add("checks", version=version, state=state, **told, **texts)
    database.change("UPDATE works SET state = ? WHERE id = ?", state, work)


@contextmanager
def board(folder: Path, real: bool = False) -> Iterator[Board]:
    """A board with one bureau, one maintainer and one reader; `real` has processes."""
    clock = Clock()
    kept = server.Queue
    server.Queue = Queue if real else HereQueue  # type: ignore[misc]
    try:
        with server.opened(Folder(folder), LIBRARY, ADDRESS, 2, QUICK) as house:
            house.clock, house.seconds = lambda: clock.now, lambda: clock.seconds
            made = Board(house, clock, create(house))
            if not house.database.value("SELECT 1 FROM accounts"):
                for name, role in (("局", BUREAU), ("维护", MAINTAINER), ("看", READER)):
                    made.account(name, role)
            yield made
    finally:
        server.Queue = kept  # type: ignore[misc]


async def begun(made: Board, names: tuple[str, ...] = (UNIT, OTHER, THIRD)) -> Client:
    """A round with these departments, an accountant for each, named as it; the bureau's browser."""
    made.house.queue.start()
    bureau = await made.browser("局")
    page = await form(bureau, "/", "/rounds", format=FORMAT, deadline="2024-09-20", names="\n".join(names))
    assert page.status == 200, page.text[-800:]
    for name in names:
        made.account(name, ACCOUNTANT, name)
    return bureau


def run(folder: Path, walk: Callable[[Board], Awaitable[None]], real: bool = False) -> None:
    """Walk through a board of its own."""

    async def whole() -> None:
        with board(folder, real) as made:
            await walk(made)

    asyncio.run(whole())
