"""A PDF read in a process of its own, which has limits of time and memory: its parser is not Python.

What comes back is JSON, not pickled objects: a damaged file must not be able to make any.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

from gongkai.findings import Location
from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged, Protected
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)

SECONDS = 60
"""Of the processor, for one file; a budget of thirty pages takes half a second."""
_MEMORY = 1_000_000_000  # of address space, of which libraries take the most
_PATIENCE = 5  # times that, on the clock: the machine may be busy


def read_pdf_apart(content: bytes, file: str) -> PrintedDocument:
    """All pages. Raises Protected, Damaged, TooLarge; ImportError where there is no parser (in the offline page and the
    Windows folder, which carry nothing compiled)."""
    if find_spec("pypdfium2") is None:
        raise ImportError("pypdfium2")
    command = [sys.executable, "-m", "gongkai.readers.pdf.apart"]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS * _PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooLarge("读了很久还没有读完，不像公开材料") from None
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise Damaged("内容读不出来（解析程序异常退出，或者内存不够）") from None
    refused = found.get("refused")
    if refused == "Protected":
        raise Protected
    if refused == "TooLarge":
        raise TooLarge(found["why"])
    if refused is not None:
        raise Damaged(found["why"])
    return _restored(found["parts"], file)


def _restored(parts: list[Any], file: str) -> PrintedDocument:
    return PrintedDocument(file, tuple(restored_part(file, False, *part) for part in parts))


def restored_part(
    file: str, doubtful: bool, page: int, scanned: bool, unreadable: int, items: list[Any]
) -> PrintedPart:
    """A page out of what `packed_part` made of it."""
    found: list[PrintedLine | PrintedTable] = []
    number = 0
    for item in items:
        if isinstance(item[0], str):
            text, opens = item
            found.append(PrintedLine(text, Location(file, page=page), doubtful=doubtful, opens=opens))
            continue
        number += 1
        cells = tuple(
            PrintedCell(
                text,
                row,
                column,
                down,
                across,
                Location(file, page=page, table=number, row=row + 1, column=column + 1),
                doubtful,
            )
            for text, row, column, down, across in item[1]
        )
        place = Location(file, page=page, table=number)
        found.append(PrintedTable(cells, place, edges=tuple(item[0])))
    return PrintedPart(tuple(found), page, scanned=scanned, unreadable=unreadable)


def packed_part(part: PrintedPart) -> list[Any]:
    """A page as JSON-ready data."""
    return [
        part.page,
        part.scanned,
        part.unreadable,
        [
            [item.text, item.opens]
            if isinstance(item, PrintedLine)
            else [
                item.edges,
                [[cell.text, cell.row, cell.column, cell.rowspan, cell.colspan] for cell in item.cells],
            ]
            for item in part.items
        ],
    ]


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the clock alone
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_apart() -> None:
    """The process itself: a PDF from standard input, JSON to standard output."""
    from gongkai.readers.pdf.document import read_pdf as read_here

    content = sys.stdin.buffer.read()
    _limit()
    try:
        found: dict[str, Any] = {"parts": [packed_part(part) for part in read_here(content, "").parts]}
    except (Damaged, TooLarge) as refusal:
        found = {"refused": type(refusal).__name__, "why": str(refusal)}
    except MemoryError:
        found = {"refused": "TooLarge", "why": "要用的内存太多，不像公开材料"}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    run_apart()
