"""A file as the program takes it: a name and bytes, wherever it comes from (disk, batch, server, browser
page)."""

from __future__ import annotations

import errno
from enum import Enum
from pathlib import Path, PurePosixPath

from gongkai.files import shown_name
from gongkai.frozen import frozen

MAX_BYTES = 50_000_000
"""The largest file that is read at all."""


class Trouble(Enum):
    """Why the content of a file could not be read."""

    MISSING = "there is nothing under that name"
    NO_FILE = "a folder, a pipe or a device"
    TOO_LARGE = "more than MAX_BYTES"
    BROKEN = "a file in a zip that does not inflate"
    CLOSED = "the system does not let us read it"


@frozen
class Source:
    """What a user hands in. `name` is the file's own, with its suffix, as findings show it.

    A file that could not be read is a source too: `trouble` says why, and whoever opens it makes the finding.
    `size` is in bytes, also of a file that was too large to read.
    """

    name: str
    content: bytes
    trouble: Trouble | None = None
    size: int = 0

    @property
    def suffix(self) -> str:
        """In small letters, with its dot: `.xlsx`; empty where there is none."""
        return PurePosixPath(self.name).suffix.lower()

    @staticmethod
    def from_path(path: Path) -> Source:
        """A file on a disk, read whole. Never raises OSError."""
        name = shown_name(path)
        try:
            size = path.stat().st_size
            if not path.is_file():  # reading a pipe or a device might never end
                return Source(name, b"", Trouble.NO_FILE)
            if size > MAX_BYTES:
                return Source(name, b"", Trouble.TOO_LARGE, size)
            content = path.read_bytes()
        except OSError as error:
            missing = isinstance(error, FileNotFoundError) or error.errno == errno.ENAMETOOLONG
            return Source(name, b"", Trouble.MISSING if missing else Trouble.CLOSED)
        return Source(name, content, None, len(content))
