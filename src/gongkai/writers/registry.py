"""The kinds of files that a document is written to. A new writer is its own module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.findings import Finding
    from gongkai.tree.nodes import Document
    from gongkai.writers.docx import Style


@dataclass(frozen=True, slots=True)
class Writer:
    """`kind` is what the user asks for (`--to`), `suffix` how the file's name ends.

    `module` has `write(task: writers.task.Task) -> bytes | None`; it gives None where the file cannot be made, and
    then says why in `task.findings`. It is imported when such a file is wanted.
    """

    kind: str
    suffix: str
    module: str


WRITERS = (
    Writer("docx", ".docx", "gongkai.writers.word_file"),
    Writer("xlsx", ".xlsx", "gongkai.writers.xlsx.writer"),
    Writer("pdf", ".pdf", "gongkai.writers.pdf"),
)
FILE_KINDS = tuple(writer.kind for writer in WRITERS)


def write_kinds(
    document: Document, style: Callable[[], Style], kinds: Collection[str], pages: bool
) -> tuple[dict[str, bytes], list[Finding]]:
    """The files by suffix, in the order of the registry, and what the user should know about them.

    Raises StyleError where a file needs the style and it is faulty.
    """
    from gongkai.writers.task import Task

    task = Task(document, style, pages, {writer.kind: writer.module for writer in WRITERS})
    made = {writer.suffix: task.made(writer.kind) for writer in WRITERS if writer.kind in kinds}
    return {suffix: content for suffix, content in made.items() if content is not None}, task.findings
