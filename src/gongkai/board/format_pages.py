"""The maintainer's pages: what formats there are, and new ones, each tried before it is switched on."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from gongkai.board import records
from gongkai.board.outcomes import OFF, ON, STOPPED, TRIED
from gongkai.board.shown_findings import shown_findings
from gongkai.board.who import BUREAU, MAINTAINER
from gongkai.packs.travelling import Unusable, formats_of, unpacked
from gongkai.web.answers import see
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.start import provinces
from gongkai.web.work_pages import uploaded

if TYPE_CHECKING:
    import sqlite3

    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk
    from gongkai.board.house import House

_SEEING, _MAINTAINER = frozenset((BUREAU, MAINTAINER)), frozenset((MAINTAINER,))


def load_formats(house: House) -> None:
    """The formats that are switched on, beside those that come with the program."""
    house.formats.forget()
    for row in house.database.rows("SELECT file FROM formats WHERE state = ? ORDER BY id", ON):
        house.formats.bring(unpacked(house.blobs.read(row["file"])))
    house.known.clear()


async def formats(desk: BoardDesk, request: Request) -> Response:
    rows = desk.house.database.rows("SELECT * FROM formats ORDER BY id DESC")
    used = {row["format"] for row in desk.house.database.rows("SELECT format FROM rounds")}
    return desk.show(
        "board_formats.html",
        provinces=provinces(desk.formats.published),
        own=desk.formats.brought,
        brought=[(row, json.loads(row["ids"])) for row in rows],
        used=used,
    )


async def bring(desk: BoardDesk, request: Request) -> Response:
    """A format to be tried: nobody can use it yet."""
    house = desk.house
    source = await uploaded(request, "format")
    try:
        ids = formats_of(unpacked(source.content))
    except Unusable as fault:
        raise Refusal(422, "这个格式不能装入", f"“{source.name}”{fault}。什么也没有改动。") from fault
    if there := sorted(set(ids) & set(house.formats.own.formats())):
        raise Refusal(422, "这个格式已经有了", f"“{'”“'.join(there)}”是自带的，不能替换，请换一个年度。")
    replaced = _replaced(house, ids)
    blob = await asyncio.to_thread(house.blobs.put, source.content)
    with house.database.transaction():
        key = house.keep(blob)
        names = json.dumps(ids, ensure_ascii=False)
        row = house.database.add(
            "formats", name=source.name, file=key, ids=names, state=OFF, by=desk.who.name, at=house.now
        )
        without = [old["file"] for old in replaced]
        asked = {"packages": [key], "without": without, "formats": ids, "format_row": row}
        records.ask(house, "try", f"试“{source.name}”", desk.who.name, asked)
    return see(f"/formats/brought/{row}")


def _replaced(house: House, ids: list[str]) -> list[sqlite3.Row]:
    """The packages in use that one with these formats would take the place of: it has all of theirs. Raises Refusal."""
    rows = house.database.rows("SELECT * FROM formats WHERE state = ? ORDER BY id", ON)
    replaced = [row for row in rows if set(json.loads(row["ids"])) & set(ids)]
    for row in replaced:
        if missing := sorted(set(json.loads(row["ids"])) - set(ids)):
            words = f"它与“{'”“'.join(missing)}”在同一个包“{row['name']}”里启用着；要替换，请打在一个包里。"
            raise Refusal(422, "这个格式已经有了", words)
    return replaced


def _brought(desk: BoardDesk, request: Request) -> sqlite3.Row:
    return records.find_row(desk.house, "formats", request.path_params["brought"])


async def brought(desk: BoardDesk, request: Request) -> Response:
    """What the trial said: faults, changes, and what a report looks like."""
    row = _brought(desk, request)
    report = json.loads(row["report"] or "{}")
    tried = [
        {**item, "findings": shown_findings(_plain(item["findings"]))} for item in report.get("formats", ())
    ]
    jobs = desk.house.database.rows(
        "SELECT id, title, asked FROM jobs WHERE kind = 'try' AND state IN ('等待', '在做') ORDER BY id DESC"
    )
    job = next((job for job in jobs if json.loads(job["asked"])["format_row"] == row["id"]), None)
    return desk.show(
        "brought_format.html",
        row=row,
        tried=tried,
        failed=report.get("failed", ""),
        job=job,
        usable=bool(tried) and all(item["usable"] for item in tried),
    )


def _plain(findings: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: value for name, value in item.items() if name != "where"} for item in findings]


async def preview(desk: BoardDesk, request: Request) -> Response:
    row = _brought(desk, request)
    number = records.id_in_address(request.path_params["number"])
    tried = json.loads(row["report"] or "{}").get("formats", ())
    if not 1 <= number <= len(tried) or not tried[number - 1]["preview"]:
        raise not_found()
    pages = desk.house.blobs.read(tried[number - 1]["preview"]).decode()
    return desk.show("format_preview.html", row=row, name=tried[number - 1]["name"], pages=pages)


async def switch(desk: BoardDesk, request: Request) -> Response:
    """On, once it was tried without an error; off, as long as no round uses it."""
    house, row = desk.house, _brought(desk, request)
    database = house.database
    if row["state"] == ON:
        ids = json.loads(row["ids"])
        if any(database.value("SELECT 1 FROM rounds WHERE format = ?", format) for format in ids):
            raise Refusal(409, "正在用，不能停用", "已经有一次公开用这个格式。什么也没有改动。")
        database.change("UPDATE formats SET state = ? WHERE id = ?", STOPPED, row["id"])
        load_formats(house)
        return see("/formats")
    tried = json.loads(row["report"] or "{}").get("formats", ())
    if row["state"] not in (TRIED, STOPPED) or not tried or not all(item["usable"] for item in tried):
        raise Refusal(409, "还不能启用", "检查完、没有错误的才能启用。请改好错误，重新打包装入。")
    ids = json.loads(row["ids"])
    replaced = _replaced(house, ids)
    try:
        with database.transaction():
            for old in replaced:
                database.change("UPDATE formats SET state = ? WHERE id = ?", STOPPED, old["id"])
            database.change("UPDATE formats SET state = ? WHERE id = ?", ON, row["id"])
            load_formats(house)
    except Unusable as fault:
        load_formats(house)
        raise Refusal(409, "不能启用", f"“{row['name']}”{fault}。什么也没有改动。") from fault
    if replaced:  # what was held against the rules before is held against those of now
        _recheck(desk, ids)
    return see("/formats")


def _recheck(desk: BoardDesk, ids: list[str]) -> None:
    database = desk.house.database
    with database.transaction():
        for format in ids:
            rows = database.rows(
                "SELECT works.id, state FROM works JOIN rounds ON rounds.id = works.round WHERE format = ?",
                format,
            )
            records.recheck(desk.house, rows, desk.who.name)


PAGES = (
    ("GET", "/formats", formats, _SEEING),
    ("POST", "/formats", bring, _MAINTAINER),
    ("GET", "/formats/brought/{brought}", brought, _SEEING),
    ("GET", "/formats/brought/{brought}/preview/{number}", preview, _SEEING),
    ("POST", "/formats/brought/{brought}/switch", switch, _MAINTAINER),
)
