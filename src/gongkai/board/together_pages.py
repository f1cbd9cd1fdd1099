"""Departments added up, and the whole that the bureau has held against their sum."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gongkai.board import course, records
from gongkai.board.who import BUREAU
from gongkai.web.answers import see
from gongkai.web.refusal import Refusal
from gongkai.web.uploads import read_form

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk

_BUREAU = frozenset((BUREAU,))
_GOOD = (course.READY, course.SENT, course.FINISHING, course.FINAL, course.PUBLIC)


async def page(desk: BoardDesk, request: Request) -> Response:
    """Which departments can be added up: those whose newest version has no errors."""
    round = records.find_round(desk.house, request.path_params["round"])
    rows = records.works_of_round(desk.house, desk.who, round["id"])
    jobs = desk.house.database.rows(
        "SELECT id, title, state, at FROM jobs WHERE round = ? AND kind = 'together' ORDER BY id DESC LIMIT 10",
        round["id"],
    )
    good = [row for row in rows if row["state"] in _GOOD]
    return desk.show("together.html", round=round, good=good, others=len(rows) - len(good), jobs=jobs)


async def add_up(desk: BoardDesk, request: Request) -> Response:
    house = desk.house
    round = records.find_round(house, request.path_params["round"])
    form = await read_form(request)
    rows = [
        row
        for row in records.works_of_round(house, desk.who, round["id"])
        if row["state"] in _GOOD and form.text(f"work-{row['id']}")
    ]
    if not rows:
        raise Refusal(422, "没有选部门", "请至少勾选一个部门。")
    whole = await form.file("whole")
    blob = await asyncio.to_thread(house.blobs.put, whole.content) if whole is not None else None
    units = [
        (
            row["department_name"],
            house.database.value("SELECT file FROM versions WHERE id = ?", row["version"]),
        )
        for row in rows
    ]
    units = [
        (f"{name}.{row['file_name'].rpartition('.')[2]}", key)
        for (name, key), row in zip(units, rows, strict=True)
    ]
    with house.database.transaction():
        handed = {"units": units}
        if whole is not None and blob is not None:
            handed["whole"] = [(whole.name, house.keep(blob))]
        asked = {"handed": handed, "name": form.text("name").strip()[:100]}
        job = records.ask(
            house, "together", f"汇总 {len(rows)} 个部门", desk.who.name, asked, round=round["id"]
        )
    return see(f"/tasks/{job}")


PAGES = (
    ("GET", "/rounds/{round}/together", page, _BUREAU),
    ("POST", "/rounds/{round}/together", add_up, _BUREAU),
)
