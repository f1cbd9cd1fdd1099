"""How far a job is, and what came of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse

from gongkai.board import records
from gongkai.board.queue import RUNNING, WAITING
from gongkai.board.shown_findings import shown_findings
from gongkai.board.who import BUREAU, EVERYBODY, MAINTAINER
from gongkai.web import answers
from gongkai.web.refusal import not_found
from gongkai.web.work_pages import ALIKE

if TYPE_CHECKING:
    import sqlite3

    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk

_NAMES = {"together": "汇总.xlsx"}


def find_job(desk: BoardDesk, request: Request) -> sqlite3.Row:
    """A job that somebody may see: of a work that he may see, or of the bureau. Raises Refusal."""
    who = desk.who
    of_all = {BUREAU: "1", MAINTAINER: "jobs.kind = 'try'"}.get(who.role, "0")
    found = desk.house.database.row(
        "SELECT jobs.* FROM jobs LEFT JOIN works ON works.id = jobs.work"
        f" WHERE jobs.id = ? AND ((jobs.work IS NOT NULL AND {who.sees()}) OR {of_all})",
        records.id_in_address(request.path_params["job"]),
    )
    if found is None:
        raise not_found()
    return found


async def job_page(desk: BoardDesk, request: Request) -> Response:
    row = find_job(desk, request)
    answer = json.loads(row["answer"] or "{}")
    return desk.show(
        "task.html",
        row=row,
        working=row["state"] in (WAITING, RUNNING),
        answer=answer,
        findings=shown_findings(answer.get("findings", ())),
        alike=ALIKE,
    )


async def job_file(desk: BoardDesk, request: Request) -> Response:
    row = find_job(desk, request)
    if row["kind"] not in _NAMES or row["file"] is None:
        raise not_found()
    return answers.download(_NAMES[row["kind"]], desk.house.blobs.read(row["file"]))


async def job_events(desk: BoardDesk, request: Request) -> Response:
    row = find_job(desk, request)
    return StreamingResponse(_events(desk, row["id"]), media_type="text/event-stream")


async def _events(desk: BoardDesk, number: int) -> AsyncIterator[bytes]:
    async for words in desk.house.queue.follow(number):
        yield f"data: {' '.join(words.split())}\n\n".encode()
    yield b"event: done\ndata: \n\n"


async def walk_events(desk: BoardDesk, request: Request) -> Response:
    """Of what a single page works out; for those alone who asked for it."""
    key = request.path_params["job"]
    job = desk.jobs.find(key)
    if job is None or desk.who.account not in desk.house.owners.get(key, ()):
        raise not_found()
    return answers.progress(desk.jobs, job)


PAGES = (
    ("GET", "/tasks/{job}", job_page, EVERYBODY),
    ("GET", "/tasks/{job}/file", job_file, EVERYBODY),
    ("GET", "/tasks/{job}/events", job_events, EVERYBODY),
    ("GET", "/jobs/{job}/events", walk_events, EVERYBODY),
)
