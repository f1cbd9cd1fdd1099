"""The command line inside this process: what it printed, its exit code, and what must hold of any refusal."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from gongkai.app.main import run
from gongkai.files import PARTIAL
from tests.robust.trial import time_limit

_CHINESE = re.compile("[\u4e00-\u9fff]")
# Words of the system, of Python and of its libraries, which no user may meet.
_FOREIGN = re.compile(
    r"Traceback|Errno|\b\w*Error\b|Exception|denied|directory|such file|too long|invalid|Usage|\.py\b|\bNone\b"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: exit code and all that it printed."""

    code: int
    said: str


def gongkai(*arguments: str | Path, seconds: float = 60) -> Ended:
    """Run `gongkai …` as typed; LibreOffice is not asked for page numbers, which take seconds."""
    printed = io.StringIO()
    code: object = 0
    with (
        mock.patch.object(sys, "argv", ["gongkai", *map(str, arguments)]),
        mock.patch("gongkai.writers.pdf.number_pages", return_value=None),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        time_limit(seconds),
    ):
        try:
            run()
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int), code
    return Ended(code, printed.getvalue())


def refused(ended: Ended, *codes: int) -> str:
    """Assert that a command refused as it should; what it said."""
    assert ended.code in (codes or (1, 2)), (ended.code, ended.said)
    assert _CHINESE.search(ended.said), ended.said
    assert not _FOREIGN.search(ended.said), ended.said
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", ended.said), ended.said
    assert len(ended.said) < 1_000_000
    return ended.said


def everything(folder: Path) -> dict[str, bytes | None]:
    """All files below a folder with their bytes, folders with None; nothing unfinished may stand there."""
    found = dict(_files(folder))
    assert not any(PARTIAL in name for name in found), found.keys()
    return found


def _files(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    for path in sorted(folder.rglob("*")):
        yield path.relative_to(folder).as_posix(), path.read_bytes() if path.is_file() else None
