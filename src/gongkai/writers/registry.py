"""The kinds of files that a document is written to. A new writer is its own module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from gongkai.frozen import frozen
from gongkai.own_files import stamped

if TYPE_CHECKING:
    from gongkai.findings import Finding
    from gongkai.tree.nodes import Document
    from gongkai.writers.docx import Style


@frozen
class Writer:
    """`kind` is what the user asks for (`--to`; several writers may belong to one), `suffix` how the file's name ends, `name` what links to it say.

    `comment` begins and ends a comment that may stand behind the last line of such a file: it bears the mark by which
    `own_files` knows the file as ours. None for Office files, which have a place of their own for it.
    `module` has `write(task: writers.task.Task) -> bytes | None`; it gives None where the file cannot be made, and
    then says why in `task.findings`. It is imported when such a file is wanted.
    """

    kind: str
    suffix: str
    name: str
    module: str
    comment: tuple[str, str] | None = None


WRITERS = (
    Writer("docx", ".docx", "Word", "gongkai.writers.word_file"),
    Writer("xlsx", ".xlsx", "Excel", "gongkai.writers.xlsx.writer"),
    Writer("pdf", ".pdf", "PDF", "gongkai.writers.pdf", ("%", "")),
    Writer("html", ".html", "网页", "gongkai.writers.html.writer", ("<!--", "-->")),
    Writer("图解", "-一图读懂.html", "图解", "gongkai.writers.digest.page", ("<!--", "-->")),
    Writer("图解", "-一图读懂.pdf", "图解PDF", "gongkai.writers.digest.print", ("%", "")),
    Writer("data", "-数据.zip", "数据", "gongkai.writers.open_data", ("#", "")),
)
FILE_KINDS = tuple(dict.fromkeys(writer.kind for writer in WRITERS))
USUAL_KINDS = ("docx", "xlsx")
"""What is written where nobody asks for anything else."""


def write_kinds(
    document: Document, style: Callable[[], Style], kinds: Collection[str], pages: bool, sources: bool = False
) -> tuple[dict[str, bytes], list[Finding]]:
    """The files by suffix, in the order of the registry and marked as ours, and what the user should know about them.

    Raises StyleError where a file needs the style and it is faulty.
    """
    from gongkai.writers.task import Task

    task = Task(document, style, pages, sources)
    made = [(writer, task.made(writer.module)) for writer in WRITERS if writer.kind in kinds]
    files = {
        writer.suffix: stamped(content, writer.comment) for writer, content in made if content is not None
    }
    return files, task.findings
