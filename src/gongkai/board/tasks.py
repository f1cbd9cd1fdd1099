"""What the processes of a board work at: each task reads files and gives plain data back; it touches no database."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.board.blobs import Blob, Blobs
from gongkai.frozen import frozen
from gongkai.source import Source
from gongkai.web.formats import FormatsAtHand

if TYPE_CHECKING:
    from gongkai.packs.library import Library

JobAnswer = dict[str, Any]


@frozen
class Handed:
    """A file that a task reads: the name that people know it by, and the key of its content."""

    name: str
    key: str


@frozen
class QueuedTask:
    """One job. `root` are the formats that come with the program, `packages` the keys of those brought along."""

    number: int
    kind: str
    root: str
    packages: tuple[str, ...]
    folder: str
    office_lock: str
    files: Mapping[str, tuple[Handed, ...]] = field(default_factory=dict)
    asked: Any = None

    def sources(self, role: str) -> list[Source]:
        blobs = Blobs(Path(self.folder))
        found = ((handed, blobs.read(handed.key)) for handed in self.files.get(role, ()))
        return [Source(handed.name, content, None, len(content)) for handed, content in found]

    def source(self, role: str) -> Source | None:
        return next(iter(self.sources(role)), None)

    def keep(self, content: bytes) -> Blob:
        """Write a file that the answer will name; if it never does, the next start of the server removes it."""
        return Blobs(Path(self.folder)).put(content)

    @property
    def library(self) -> Library:
        return _formats(self.root, self.packages, self.folder).library


@dataclass(slots=True)
class TaskOutcome:
    """How a task ended: its answer as JSON-ready data, the files it wrote, or why it could not be done."""

    answer: JobAnswer = field(default_factory=dict)
    blobs: list[Blob] = field(default_factory=list)
    failed: str = ""


DoTask = Callable[[QueuedTask], Generator[str, None, TaskOutcome]]


@lru_cache(maxsize=2)
def _formats(root: str, packages: tuple[str, ...], folder: str) -> FormatsAtHand:
    from gongkai.packs.library import Library
    from gongkai.packs.travelling import unpacked

    formats = FormatsAtHand(Library(Path(root)))
    for key in packages:
        formats.bring(unpacked(Blobs(Path(folder)).read(key)))
    return formats
