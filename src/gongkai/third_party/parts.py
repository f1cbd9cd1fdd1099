"""The one list of third-party files, `parts.yaml`: each with its version and the sum of what is downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Home = Literal["page", "windows"]


@dataclass(frozen=True)
class PinnedPart:
    """One package of a registry. `sha256` is of the archive as the registry serves it."""

    name: str
    registry: Literal["npm", "pypi"]
    version: str
    sha256: str
    homes: tuple[Home, ...]
    licence: str
    """SPDX."""
    leave_out: tuple[str, ...] = ()
    """Patterns of paths in a wheel that neither home uses."""
    only: tuple[str, ...] = ()
    """Where not empty: of the paths below the folders that these name, those alone are taken."""
    source: bool = False
    """A source distribution whose data are taken out as they lie; nothing in it is run."""


@cache
def all_parts() -> tuple[PinnedPart, ...]:
    """In the order of the list."""
    import yaml

    listed: dict[str, dict[str, Any]] = yaml.safe_load(
        (Path(__file__).parent / "parts.yaml").read_text(encoding="utf-8")
    )
    return tuple(PinnedPart(name=name, **_frozen(entry)) for name, entry in listed.items())


def _frozen(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def parts_of(home: Home) -> tuple[PinnedPart, ...]:
    """What goes into a home."""
    return tuple(part for part in all_parts() if home in part.homes)


def part(name: str) -> PinnedPart:
    """Raises KeyError."""
    return {part.name: part for part in all_parts()}[name]
