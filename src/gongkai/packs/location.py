"""Finds the format packs that come with the program, in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def templates_root() -> Path:
    """`templates/` inside the installed package, else `templates/` of the checkout that holds `src/`."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"
