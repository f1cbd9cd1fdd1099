"""A lock between processes that ends with whoever holds it, however he ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int, wait: bool) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int, wait: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


class Taken(Exception):
    """Somebody else holds the lock."""


@contextmanager
def held(path: Path, wait: bool = True) -> Iterator[None]:
    """Hold the lock that a file stands for. Raises Taken where it is held and nobody wants to `wait`."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(handle, wait)
        except OSError as error:
            raise Taken(str(path)) from error
        yield
    finally:
        os.close(handle)
