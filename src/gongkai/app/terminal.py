"""Printing to the terminal; nothing else prints."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import typer

from gongkai.files import printable, why_refused

_lost: list[str] = []


def say(text: str, err: bool = False, nl: bool = True) -> None:
    """Print a line without control characters, because names of files and units in it may contain some.

    If it cannot be printed (standard output is closed or full), the work goes on, and `lost_output` says why.
    """
    if not err and sys.stdout is None:
        _lost.append("标准输出已关闭")
        return
    try:
        typer.echo(printable(text), err=err, nl=nl)
    except OSError as error:
        if error.errno == errno.EPIPE:  # the program that reads our output has ended
            raise
        if not err:
            _lost.append(why_refused(error))
            # Python must not try again to write this when the program ends.
            sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open to the end


def lost_output() -> str:
    """Why a line did not reach standard output; empty if all did."""
    why = _lost[0] if _lost else ""
    _lost.clear()
    return why
