"""A library: one root of format packs, and the packs that were loaded from it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar, cast

from gongkai.findings import Finding
from gongkai.model.classification import Classification, load_classification
from gongkai.packs.inheritance import list_formats
from gongkai.packs.load import FormatInfo, compile_pack, published_formats

if TYPE_CHECKING:
    from gongkai.packs.pack import Pack

T = TypeVar("T")


class Library:
    """The format packs below `root`. Each is read and compiled when it is first asked for, and then kept.

    A change of the files is seen by a new library, never by this one. What is derived from a pack is kept with the
    pack (`Pack.kept`), so that it lives as long as the library, and no two libraries share any of it. Threads may
    share a library.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._kept: dict[Hashable, object] = {}
        self._lock = RLock()

    def pack(self, format: str) -> tuple[Pack | None, tuple[Finding, ...]]:
        """The pack and its findings. The pack is None where there is no such format or it cannot be used."""
        return self._once(("pack", format), lambda: compile_pack(self.root, format, self.classification))

    def classification(self, year: str) -> Classification:
        """The code lists of a year. Raises OSError where there are none."""
        folder = self.root / "common" / "codes" / year
        return self._once(("codes", year), lambda: load_classification(folder))

    def formats(self) -> list[str]:
        """The ids of all packs, abstract ones included, sorted."""
        return list_formats(self.root)

    def published(self) -> list[FormatInfo]:
        """All formats that can be published, abstract ones left out."""
        return published_formats(self.root)

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Made once, also where two threads ask at the same time."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            return cast(T, self._kept[key])
