"""A pytest plugin: no threads, no processes, no `ssl`, no `sqlite3`, as in a browser's worker.

`-p tests.web.blocked` before anything else is imported.
"""

from __future__ import annotations

import importlib.abc
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

MODULES = ("ssl", "_ssl", "sqlite3", "_sqlite3", "multiprocessing", "_multiprocessing", "_posixsubprocess")


class _Nothing(importlib.abc.MetaPathFinder):
    """Finds none of the modules and lets nobody else look for them."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if name.partition(".")[0] in MODULES:
            raise ModuleNotFoundError(f"{name} is out of reach", name=name)


def _no_thread(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("can't start new thread")


def _no_process(*_: object, **__: object) -> NoReturn:
    raise OSError("there are no processes here")


for module in MODULES:
    sys.modules.pop(module, None)
sys.meta_path.insert(0, _Nothing())
threading.Thread.start = _no_thread  # type: ignore[method-assign]
subprocess.Popen.__init__ = _no_process  # type: ignore[method-assign,assignment]
for name in ("fork", "forkpty", "posix_spawn", "posix_spawnp", "system", "popen"):
    setattr(os, name, _no_process)
