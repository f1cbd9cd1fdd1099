"""What all requests of a board share."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gongkai.board.blobs import Blob, Blobs
from gongkai.board.database import Database

if TYPE_CHECKING:
    from gongkai.board.accounts import Passwords
    from gongkai.board.folder import Folder
    from gongkai.board.queue import Queue
    from gongkai.web.formats import FormatsAtHand
    from gongkai.web.jobs import Jobs, PageJob


MOST_FORMS = 8
"""Forms that are read at once: each may have 50 MB."""


@dataclass(slots=True)
class House:
    """`address` is that by which browsers know us (`https://board.example`), `hosts` what may stand in Host.

    `walks` works at what a single page needs, `known` holds what came of it, `owners` who asked for which.
    """

    folder: Folder
    database: Database
    blobs: Blobs
    formats: FormatsAtHand
    queue: Queue
    walks: Jobs
    passwords: Passwords
    address: str
    hosts: frozenset[str]
    clock: Callable[[], datetime] = datetime.now
    seconds: Callable[[], float] = time.time
    known: OrderedDict[Hashable, PageJob] = field(default_factory=OrderedDict)
    owners: dict[str, set[int]] = field(default_factory=dict)
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_FORMS))

    @property
    def now(self) -> str:
        return self.clock().isoformat(" ", "seconds")

    def keep(self, blob: Blob) -> str:
        """The row of a written file; inside the transaction of whoever names it."""
        self.database.add("files", key=blob.key, size=blob.size, sha256=blob.sha256)
        return blob.key
