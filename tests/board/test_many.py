"""A hundred departments, and fifty who hand in at once."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.board.boards import Board, add_checked, begun, board, run
from tests.board.inputs import input_of
from tests.board.served import served
from tests.board.test_killed import asked, wait_for
from tests.board.visitors import Visitor

HUNDRED = tuple(f"第{number:03}局" for number in range(1, 101))
FIFTY = HUNDRED[:50]
MOST_SECONDS = 0.3  # of the processor, for the board of a hundred
MOST_MEMORY = (
    700_000_000  # bytes of the answering process at its highest: passwords take 64 MB each, two at once
)


def fill(made: Board) -> None:
    """Each department has a version with findings and figures, as a check keeps them."""
    finding = {
        "code": "BN-05",
        "level": "警告",
        "message": "话" * 80,
        "location": {"sheet": "支出", "cell": "F12"},
    }
    result = {
        "result": {"counts": {"错误": 0, "警告": 50, "提示": 0}, "findings": [finding] * 50},
        "text": "话" * 20_000,
    }
    figures = {label: ["123456789.01", "98765432.10"] for label in ("收入总计", "支出总计", "“三公”经费")}
    with made.house.database.transaction():
        for work in range(1, len(HUNDRED) + 1):
            for _ in range(3):
                add_checked(made, work, "可送审", figures, result, warnings=50)


@pytest.mark.trial
def test_the_board_of_a_hundred(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, HUNDRED)
        fill(made)
        spent = []
        for address in (
            "/rounds/1",
            "/rounds/1?sort=figure:收入总计&down=yes",
            "/rounds/1?state=可送审&q=局",
            "/departments/1",
        ):
            for _ in range(5):
                before, at = time.process_time(), time.perf_counter()
                page = await bureau.ask("GET", address)
                spent.append((time.process_time() - before, time.perf_counter() - at))
            assert page.status == 200
        board_page = await bureau.get("/rounds/1")
        assert len(re.findall(r'<th scope="row"><a ', board_page.text)) == 100
        assert "1,234,567.89" in board_page.text
        quickest = [min(spent[at : at + 5])[0] for at in range(0, len(spent), 5)]
        record_property("公开台 100 个部门", "、".join(f"{seconds * 1000:.0f} 毫秒" for seconds in quickest))
        assert max(quickest) <= MOST_SECONDS

    run(tmp_path, walk)


@pytest.mark.trial
def test_fifty_at_once(root: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """None is lost, none gets another's; half of them have errors, and each is told of its own."""
    data = tmp_path / "data"

    async def prepared() -> None:
        with board(data) as made:
            await begun(made, FIFTY)

    asyncio.run(prepared())
    contents = {name: input_of(name, errors=number % 2 == 1) for number, name in enumerate(FIFTY)}

    def hand_in(number: int) -> tuple[int, bytes]:
        name = FIFTY[number]
        visitor = Visitor(server.address)
        visitor.log_in(name)
        return visitor.send(f"/departments/{number + 1}/input", f"{name}的.xlsx", contents[name])

    with served(root, data) as server, ThreadPoolExecutor(50) as threads:
        began = time.monotonic()
        answers = list(threads.map(hand_in, range(50)))
        answered = time.monotonic() - began
        for number, (status, page) in enumerate(answers):
            assert status == 200
            text = page.decode()
            assert f"{FIFTY[number]}的.xlsx" in text
            assert not [other for other in FIFTY if other != FIFTY[number] and other in text]
        wait_for(data, "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE state IN ('等待', '在做'))")
        status_file = Path(f"/proc/{server.process.pid}/status")
        peak = (
            int(re.findall(r"VmHWM:\s+(\d+)", status_file.read_text())[0]) * 1024
            if status_file.exists()
            else 0
        )
        for number, name in enumerate(FIFTY):
            visitor = Visitor(server.address)
            if number % 10 == 0:
                visitor.log_in(name)
                assert visitor.get(f"/works/{number + 1}/input")[1] == contents[name]
                assert visitor.get(f"/works/{(number + 1) % 50 + 1}/input")[0] == 404
    states = dict(
        asked(
            data, "SELECT departments.name, state FROM works JOIN departments ON departments.id = department"
        )
    )
    assert states == {name: "有错误" if number % 2 else "可送审" for number, name in enumerate(FIFTY)}
    others = asked(data, "SELECT DISTINCT json_extract(result, '$.others') FROM checks")
    assert others == [("[]",)]  # it is their own errors that are told
    record_property("50 人同时交", f"{answered:.1f} 秒答完，最高内存 {peak / 1e6:.0f} MB")
    assert peak < MOST_MEMORY
