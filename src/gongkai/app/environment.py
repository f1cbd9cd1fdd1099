"""The library of the command line; the only place that reads the environment to find the format packs."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.packs.library import Library

VARIABLE = "GONGKAI_TEMPLATES"
"""Names a folder of format packs to take instead of those that come with the program."""


@cache
def library() -> Library:
    """The formats of this run."""
    from gongkai.packs.library import Library
    from gongkai.packs.location import templates_root

    named = named_root()
    return Library(Path(named) if named else templates_root())


def named_root() -> str:
    """The folder that the user names in the environment, empty if none."""
    return os.environ.get(VARIABLE, "")
