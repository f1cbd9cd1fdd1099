"""The files of a board under random names: each is there whole or not at all, and never changes."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path

from gongkai.frozen import frozen

_KEY = re.compile(r"[0-9a-f]{32}")
_PARTIAL = ".part-"


@frozen
class Blob:
    """A written file: its random name, its length, its digest."""

    key: str
    size: int
    sha256: str


class Blobs:
    """Files in a folder. Raises OSError where the disk does not take them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, content: bytes) -> Blob:
        """Write a file; when this returns it is on the disk, and would be after a power cut."""
        key = secrets.token_hex(16)
        part = self.folder / f"{_PARTIAL}{key}"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.rename(self.folder / key)
        except OSError:
            part.unlink(missing_ok=True)  # a full disk gets its room back
            raise
        if os.name == "posix":  # the name is on the disk, too
            handle = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return Blob(key, len(content), hashlib.sha256(content).hexdigest())

    def path(self, key: str) -> Path:
        assert _KEY.fullmatch(key), "no name of ours"
        return self.folder / key

    def read(self, key: str) -> bytes:
        return self.path(key).read_bytes()

    def sweep(self, known: Collection[str]) -> int:
        """Remove what nobody names: half-written files, and those whose row was never written. Returns how many."""
        lost = [
            path
            for path in self.folder.iterdir()
            if path.name.startswith(_PARTIAL) or (_KEY.fullmatch(path.name) and path.name not in known)
        ]
        for path in lost:
            path.unlink(missing_ok=True)
        return len(lost)
