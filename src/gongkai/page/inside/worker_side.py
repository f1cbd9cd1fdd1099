"""Python's side of the worker: the web application with its store and jobs, called from JavaScript.

It runs only in the page, where `pyodide` is available.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gongkai.page.inside.visitor import Visitor

_USED_SOON = (
    *("gongkai.intake", "gongkai.readers.xlsx", "gongkai.rules.engine", "gongkai.sections.compose", "jinja2"),
    *("gongkai.writers.docx", "gongkai.writers.xlsx", "gongkai.writers.check_report", "gongkai.blanks"),
    *("gongkai.pipeline", "xlsxwriter", "openpyxl", "gongkai.copies"),
)

_TOGETHER = Path("/formats")
"""Where the formats that the page was given stand beside the others, in the worker's memory."""


def begin(formats: Any, records: Any, ask: Any) -> PageHome:
    """`formats` are the zips added to the page, `records` what it kept in IndexedDB (name → bytes). `ask` is a function
    that returns a promise, by which the page keeps or forgets records; None while another open page does so."""
    return PageHome(dict(formats.to_py()), dict(records.to_py()), ask)


class PageHome:
    """The application of this page and its visitor."""

    def __init__(self, formats: dict[str, Any], records: dict[str, Any], ask: Any) -> None:
        from gongkai.packs.library import Library
        from gongkai.packs.location import templates_root
        from gongkai.web.application import create
        from gongkai.web.jobs import InlineJobs
        from gongkai.web.store import MemoryStore

        root = templates_root()
        if formats:
            from gongkai.packs.travelling import put_beside, unpacked

            put_beside(root, [unpacked(bytes(content)) for content in formats.values()], _TOGETHER)
            root = _TOGETHER
        kept = {name: bytes(content) for name, content in records.items()}
        mirror = BrowserMirror(ask) if ask is not None else None
        self.unreadable = False
        """Whether the kept records are not ours, or of an incompatible version."""
        try:
            store = MemoryStore(mirror, kept)
        except Exception:  # strange records may raise anything, and only an open page can clear them
            store, self.unreadable = MemoryStore(mirror), True
        self._visitor = Visitor(create(store, InlineJobs(), library=Library(root), home="browser"))
        self._to_warm: Iterator[str] = iter(_USED_SOON)

    def warm(self) -> bool:
        """Import one more of the modules that the first workbook needs; False when all are there."""
        name = next(self._to_warm, "")
        if name:
            importlib.import_module(name)
        return bool(name)

    async def visit(self, method: str, address: str, headers: Any, body: Any, head: Any, piece: Any) -> None:
        """As `Visitor.visit`, with JavaScript's objects."""
        from pyodide.ffi import to_js

        await self._visitor.visit(
            method,
            address,
            [(name, value) for name, value in headers.to_py()],
            body.to_bytes(),
            lambda status, answered, at: head(status, to_js(answered), at),
            lambda content: piece(to_js(content)),
        )


class BrowserMirror:
    """Keeps records in the browser's IndexedDB, which only the page can reach."""

    def __init__(self, ask: Any) -> None:
        self._ask = ask

    async def put(self, key: str, content: bytes) -> None:
        from pyodide.ffi import to_js

        from gongkai.web.store import StoreFull

        try:
            await self._ask("put", key, to_js(content))
        except Exception as fault:  # JavaScript's: the browser gives a page from the disk only so much room
            raise StoreFull("浏览器里放不下了：请下载做好的，再删除或者清除") from fault

    async def remove(self, key: str) -> None:
        await self._ask("remove", key)

    async def clear(self) -> None:
        await self._ask("clear", "")
