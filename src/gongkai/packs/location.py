"""The one function that finds the format packs, in a checkout and in an installed wheel."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path


@cache
def templates_root() -> Path:
    """The folder of all format packs.

    `GONGKAI_TEMPLATES` wins, then `templates/` inside the installed package, then `templates/` of the
    checkout that holds `src/`.
    """
    named = os.environ.get("GONGKAI_TEMPLATES")
    if named:
        return Path(named)
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"
