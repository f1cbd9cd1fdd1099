"""What is said to the user, on the one way to the terminal."""

from __future__ import annotations

import typer

from gongkai.files import printable


def say(text: str, err: bool = False, nl: bool = True) -> None:
    """Print a line; names of files and units in it come from strangers and cannot command the terminal."""
    typer.echo(printable(text), err=err, nl=nl)
