"""The local server of the pages: one user, 127.0.0.1, ended with Ctrl-C."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from gongkai.web.application import create
from gongkai.web.folder_mirror import FolderMirror, own_folder
from gongkai.web.guard import TOKEN, Door
from gongkai.web.store import MemoryStore
from gongkai.web.thread_jobs import ThreadJobs

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from gongkai.packs.library import Library

HOST = "127.0.0.1"
_LATER = 20  # how many ports after the wanted one are tried


class NoPort(Exception):
    """There is no free port; the message is for the user."""


def free_socket(port: int, host: str = HOST, later: int = _LATER) -> socket.socket:
    """A socket that listens on the port, or the next free one; 0 takes any. Raises NoPort."""
    for number in range(port, min(port + later, 65_535) + 1) if port else (0,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.bind((host, number))
        except OSError:
            listening.close()
            continue
        listening.listen(64)
        listening.set_inheritable(False)
        return listening
    taken = f"{port} 到 {port + later} 的端口都" if later else f"{port} 端口"
    raise NoPort(f"{taken}被占用，请用 --port 换一个")


def serve_pages(
    listening: socket.socket,
    library: Library,
    opened: Callable[[str], None],
    page: bytes | None = None,
    folder: Path | None = None,
) -> None:
    """Serve the pages on a socket until Ctrl-C. `opened` is called with the address, which contains the token, once the
    server is up.

    Versions are kept in `folder`, by default the user's own, if the user agrees; those kept before are restored.
    """
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(24)
    door = Door((f"{HOST}:{port}", f"localhost:{port}"), token, secrets.token_urlsafe(32))
    mirror = FolderMirror(folder or own_folder())
    jobs = ThreadJobs()
    application = create(
        MemoryStore(mirror, mirror.records()), jobs, library=library, home="server", door=door, page=page
    )
    try:
        answer(application, listening, lambda: opened(f"http://{HOST}:{port}/?{TOKEN}={token}"), patience=3)
    finally:
        jobs.close()


def answer(
    application: Starlette,
    listening: socket.socket,
    started: Callable[[], None],
    patience: int,
    **more: Any,
) -> None:
    """Serve an application on a socket until Ctrl-C, and close it; `started` is called once the server is up.

    Requests in progress then have `patience` seconds to end. `more` is for uvicorn. Nothing is logged, and no answer
    names the server.
    """
    config = uvicorn.Config(
        application,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        timeout_graceful_shutdown=patience,
        ws="none",
        **more,
    )
    try:
        _Announced(config, started).run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        listening.close()


class _Announced(uvicorn.Server):
    """A server that calls `started` once it is up."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()
