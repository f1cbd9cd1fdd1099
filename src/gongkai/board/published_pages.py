"""What stands on the website held against what was made final."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gongkai.board import records
from gongkai.board.who import WRITES_WORKS
from gongkai.web.answers import see
from gongkai.web.refusal import Refusal
from gongkai.web.uploads import read_form
from gongkai.web.work_pages import nothing_chosen

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk


async def audit(desk: BoardDesk, request: Request) -> Response:
    """Uploaded files, because the board itself goes to no website."""
    house = desk.house
    row = records.find_work(house, desk.who, request.path_params["work"])
    sources = await (await read_form(request)).files("published")
    if not sources:
        raise nothing_chosen()
    if not row["final_file"]:
        raise Refusal(409, "还没有定稿", "定稿以后才有可以对照的。")
    blobs = [await asyncio.to_thread(house.blobs.put, source.content) for source in sources]
    with house.database.transaction():
        handed = [(source.name, house.keep(blob)) for source, blob in zip(sources, blobs, strict=True)]
        asked = {
            "handed": {"published": handed, "final": [("定稿.zip", row["final_file"])]},
            "format": row["format"],
        }
        title = f"挂网稿与定稿对照：{row['department_name']}"
        job = records.ask(house, "published", title, desk.who.name, asked, work=row["id"], round=row["round"])
    return see(f"/tasks/{job}")


PAGES = (("POST", "/departments/{work}/published", audit, WRITES_WORKS),)
