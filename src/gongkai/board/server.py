"""The server of a board: one process that answers, some that work, one folder that holds everything."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from gongkai.board import accounts
from gongkai.board.accounts import Passwords, first_password
from gongkai.board.application import create
from gongkai.board.blobs import Blobs
from gongkai.board.database import Database
from gongkai.board.file_lock import Taken, held
from gongkai.board.folder import Folder
from gongkai.board.format_pages import load_formats
from gongkai.board.house import House
from gongkai.board.outcomes import OUTCOMES, make_task
from gongkai.board.queue import Queue
from gongkai.board.random_jobs import RandomJobs
from gongkai.board.who import BUREAU
from gongkai.web.formats import FormatsAtHand
from gongkai.web.server import answer

if TYPE_CHECKING:
    import socket

    from gongkai.packs.library import Library

_ADDRESS = re.compile(r"(https?)://([A-Za-z0-9\u0080-\uffff.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?/?")
FIRST_ACCOUNT = "财政局"


class CannotServe(Exception):
    """A board that cannot be opened; the message is for the user."""


def origin_of(address: str) -> tuple[str, str]:
    """The origin by which browsers know the board, and what they send as Host. Raises CannotServe."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        raise CannotServe(
            f"地址“{address}”没有写对。请写浏览器里的样子，如 https://board.example 或者 http://10.0.0.5:8300"
        )
    scheme, name, port = found[1], found[2].lower(), found[3] or ""
    if not name.isascii():
        name = name.encode("idna").decode()
    usual = ":443" if scheme == "https" else ":80"
    host = name if port == usual else f"{name}{port}"
    return f"{scheme}://{host}", host


@contextmanager
def opened(
    folder: Folder, library: Library, address: str, workers: int, passwords: Passwords | None = None
) -> Iterator[House]:
    """The board of a folder, for one server. Nothing works yet: `Queue.start` begins that. Raises CannotServe,
    NewerData."""
    origin, host = origin_of(address)
    with ExitStack() as ends:
        try:
            ends.enter_context(held(folder.server_lock, wait=False))
        except Taken as fault:
            raise CannotServe(
                f"{folder.root} 正由另一个 gongkai serve --shared 使用，请先停止那一个"
            ) from fault
        if not folder.database.exists() and any(folder.files.iterdir()):
            raise CannotServe(
                f"{folder.files} 里有交来的文件，却没有数据库 {folder.database.name}。没有启动，免得把文件当作没有用的清掉；"
                "请把数据库放回去，或者用 gongkai board restore 从备份恢复到新的文件夹"
            )
        database = Database(folder.database)
        ends.callback(database.close)
        blobs = Blobs(folder.files)
        blobs.sweep({row["key"] for row in database.rows("SELECT key FROM files")})
        queue, walks = Queue(database, workers), RandomJobs()
        ends.callback(walks.close)
        ends.callback(queue.close)
        house = House(
            folder,
            database,
            blobs,
            FormatsAtHand(library),
            queue,
            walks,
            passwords or Passwords(),
            origin,
            frozenset((host,)),
        )
        queue.make = partial(make_task, house)
        queue.finish = {kind: partial(finish, house) for kind, finish in OUTCOMES.items()}
        load_formats(house)
        yield house


def first_account(house: House) -> str:
    """The password of the first account of a new board; empty where there are accounts."""
    if house.database.value("SELECT 1 FROM accounts"):
        return ""
    password = first_password()
    accounts.make_account(house.database, FIRST_ACCOUNT, BUREAU, None, house.passwords.sum(password))
    return password


def serve_board(listening: socket.socket, house: House, proxy: str, started: Callable[[], None]) -> None:
    """Answer until Ctrl-C. Addresses that a `proxy` tells of are believed; it is empty where there is none."""

    def begin() -> None:
        house.queue.start()
        started()

    answer(
        create(house),
        listening,
        begin,
        patience=5,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
        limit_concurrency=400,
    )


def usual_workers() -> int:
    """Processes beside the one that answers."""
    return max((os.cpu_count() or 2) - 1, 1)
