"""Keeps the local server's records in a folder of the user, once the user has agreed."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}")
_PARTIAL = ".part-"


def own_folder() -> Path:
    """The usual folder for user data of this program on this system."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData/Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library/Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(base) / "gongkai" / "serve"


class FolderMirror:
    """A record is a file named by its key; each is written whole or not at all. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def records(self) -> dict[str, bytes]:
        """All kept records."""
        if not self.folder.is_dir():
            return {}
        return {
            path.name: path.read_bytes()
            for path in sorted(self.folder.iterdir())
            if path.is_file() and _KEY.fullmatch(path.name)
        }

    async def put(self, key: str, content: bytes) -> None:
        target = self._place(key)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=_PARTIAL)  # readable by its owner alone
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).replace(target)

    async def remove(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    async def clear(self) -> None:
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            if path.is_file() and (_KEY.fullmatch(path.name) or path.name.startswith(_PARTIAL)):
                path.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        assert _KEY.fullmatch(key), f"{key!r} is no key of ours"
        return self.folder / key
