"""Many workbooks handed in at once by the bureau: files, or zips of them, sorted by the name of the department in them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gongkai.board import records
from gongkai.board.who import BUREAU
from gongkai.web.answers import see
from gongkai.web.uploads import read_form
from gongkai.web.work_pages import nothing_chosen

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk

MOST_AT_ONCE = 300


async def bulk(desk: BoardDesk, request: Request) -> Response:
    house = desk.house
    round = records.find_round(house, request.path_params["round"])
    sources = await (await read_form(request)).files("files")
    if not sources:
        raise nothing_chosen()
    blobs = [await asyncio.to_thread(house.blobs.put, source.content) for source in sources]
    rows = records.works_of_round(house, desk.who, round["id"])
    with house.database.transaction():
        handed = [(source.name, house.keep(blob)) for source, blob in zip(sources, blobs, strict=True)]
        asked = {
            "handed": {"files": handed},
            "departments": {row["department"]: row["department_name"] for row in rows},
            "format": round["format"],
        }
        job = records.ask(
            house, "sort", f"分到各部门：{len(sources)} 个文件", desk.who.name, asked, round=round["id"]
        )
    return see(f"/tasks/{job}")


PAGES = (("POST", "/rounds/{round}/bulk", bulk, frozenset((BUREAU,)), MOST_AT_ONCE),)
