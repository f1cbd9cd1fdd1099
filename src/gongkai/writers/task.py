"""What a writer is asked for: a document, and what it may need beside it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from gongkai.findings import Finding
from gongkai.tree.nodes import Document
from gongkai.writers.docx import Style


class Task:
    """A document to be written in one or more kinds; each file is written once, even if several writers need it.

    `style` gives the look of the Word file, and raises StyleError. Without `pages` nobody is asked for page
    numbers; with `sources` a file that can lists where its figures come from. What the user should know of a file,
    a writer puts into `findings`.
    """

    def __init__(
        self, document: Document, style: Callable[[], Style], pages: bool, sources: bool = False
    ) -> None:
        self.document = document
        self.style = style
        self.pages = pages
        self.sources = sources
        self.findings: list[Finding] = []
        self._made: dict[str, bytes | None] = {}

    def made(self, module: str) -> bytes | None:
        """The file of a writer's module, also for writers that begin with it; None where it could not be made."""
        if module not in self._made:
            self._made[module] = import_module(module).write(self)
        return self._made[module]
