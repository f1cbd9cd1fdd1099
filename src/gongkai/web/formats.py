"""The formats of a desk: those that come with the program, and those that the user added."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from gongkai.packs.library import Library
from gongkai.packs.load import FormatInfo
from gongkai.packs.travelling import formats_of, put_beside


class FormatsAtHand:
    """A new library is made whenever formats are added; `brought` are the ids of the added ones."""

    def __init__(self, own: Library) -> None:
        self.own = own
        self._packages: list[Mapping[str, bytes]] = []
        self._folder: TemporaryDirectory[str] | None = None
        self._listed: list[FormatInfo] | None = None
        self._library = own

    @property
    def library(self) -> Library:
        return self._library

    @property
    def published(self) -> list[FormatInfo]:
        """All formats that can be published; listed once per library."""
        if self._listed is None:
            self._listed = self._library.published()
        return self._listed

    @property
    def brought(self) -> frozenset[str]:
        return frozenset(format for files in self._packages for format in formats_of(files))

    def bring(self, files: Mapping[str, bytes]) -> None:
        """Add a package of formats. Raises packs.travelling.Unusable, and then nothing has changed."""
        self._put([*self._packages, files])

    def drop_last(self) -> None:
        """Remove the package that was added last."""
        if len(self._packages) > 1:
            self._put(self._packages[:-1])
        else:
            self.forget()

    def _put(self, packages: list[Mapping[str, bytes]]) -> None:
        folder = TemporaryDirectory(prefix="gongkai-formats-", ignore_cleanup_errors=True)
        try:
            put_beside(self.own.root, packages, Path(folder.name))
        except Exception:
            folder.cleanup()
            raise
        self._packages, self._folder = packages, folder  # the folder before goes with its last library
        self._library, self._listed = Library(Path(folder.name)), None

    def forget(self) -> None:
        self._packages, self._folder = [], None
        self._library, self._listed = self.own, None
