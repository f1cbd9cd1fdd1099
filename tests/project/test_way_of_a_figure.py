"""The steps that the architecture page lists for the way of one figure exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest


def found(name: str) -> object:
    """What `room.module.Thing.part` names below gongkai."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(["gongkai", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            thing = getattr(thing, part)
        return thing
    raise AssertionError(name)


def test_every_step_exists(root: Path) -> None:
    page = (root / "docs/architecture.md").read_text(encoding="utf-8")
    section = page.partition("## The way of one figure")[2].partition("\n## ")[0]
    names = re.findall(r"^\| [^|]+ \| `([\w.]+)` \|", section, re.MULTILINE)
    assert len(names) >= 12
    assert all(callable(found(name)) for name in names)


def test_a_step_that_went_is_seen() -> None:
    with pytest.raises(AttributeError):
        found("money.nothing_of_this_name")
