"""The folder of a board: what lies where."""

from __future__ import annotations

from pathlib import Path

from gongkai.board.database import NAME

FILES = "files"


class Folder:
    """Made when it is not there, for its owner alone."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.files.mkdir(mode=0o700, exist_ok=True)

    @property
    def database(self) -> Path:
        return self.root / NAME

    @property
    def files(self) -> Path:
        return self.root / FILES

    @property
    def server_lock(self) -> Path:
        """Held by the one server that works in this folder."""
        return self.root / "server.lock"

    @property
    def office_lock(self) -> Path:
        """Held by whoever has LibreOffice at work."""
        return self.root / "office.lock"
