"""Responses that are no pages: downloads, redirects, and the progress of a job."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response, StreamingResponse

if TYPE_CHECKING:
    from gongkai.web.jobs import Jobs, PageJob

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def download(name: str, content: bytes) -> Response:
    """A file that the browser saves under its name (Chinese or not) and never opens in place."""
    kind = _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, 200, headers, kind)


def see(address: str) -> Response:
    """The redirect to a page after a form was sent (303)."""
    return RedirectResponse(address, 303)


def progress(jobs: Jobs, job: PageJob) -> Response:
    """The progress of a job as server-sent events: a `data:` for each message, `event: done` at the end."""
    return StreamingResponse(_events(jobs, job), media_type="text/event-stream")


async def _events(jobs: Jobs, job: PageJob) -> AsyncIterator[bytes]:
    async for words in jobs.follow(job):
        yield f"data: {' '.join(words.split())}\n\n".encode()
    yield b"event: done\ndata: \n\n"
