"""What is said to the user, on the one way to the terminal."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import typer

from gongkai.files import printable, why_refused

_lost: list[str] = []


def say(text: str, err: bool = False, nl: bool = True) -> None:
    """Print a line; names of files and units in it come from strangers and cannot command the terminal.

    Where it cannot be printed (a closed or full standard output) the work goes on; `lost_output` tells.
    """
    if not err and sys.stdout is None:
        _lost.append("标准输出已关闭")
        return
    try:
        typer.echo(printable(text), err=err, nl=nl)
    except OSError as error:
        if error.errno == errno.EPIPE:  # its reader has seen enough
            raise
        if not err:
            _lost.append(why_refused(error))
            # What could not be written is not tried again when the program ends.
            sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open to the end


def lost_output() -> str:
    """Why something that was said did not reach the standard output; empty if all did."""
    why = _lost[0] if _lost else ""
    _lost.clear()
    return why
