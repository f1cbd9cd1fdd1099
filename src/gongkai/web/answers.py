"""Answers that are no pages: files to be saved, and the words of a job that goes on."""

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
    """A file that the browser saves under its name, Chinese or not; it never opens in the page."""
    kind = _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, 200, headers, kind)


def see(address: str) -> Response:
    """After a form: the page to look at, asked for anew."""
    return RedirectResponse(address, 303)


def progress(jobs: Jobs, job: PageJob) -> Response:
    """What is said of a job as server-sent events: `data: words` each, `event: done` at its end."""
    return StreamingResponse(_events(jobs, job), media_type="text/event-stream")


async def _events(jobs: Jobs, job: PageJob) -> AsyncIterator[bytes]:
    async for words in jobs.follow(job):
        yield f"data: {' '.join(words.split())}\n\n".encode()
    yield b"event: done\ndata: \n\n"
