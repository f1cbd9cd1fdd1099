"""Findings about a pack: errors at a place, with the name that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from gongkai.findings import Finding, Location, Severity


def pack_finding(code: str, message: str, location: Location, hint: str = "") -> Finding:
    return Finding(code, Severity.ERROR, message, location, hint)


def spelling_hint(name: str, names: Iterable[object]) -> str:
    """A hint with the existing name most similar to `name`; empty if none is similar."""
    close = difflib.get_close_matches(name, [str(item) for item in names], n=1, cutoff=0.4)
    return f"最接近的名称是“{close[0]}”" if close else ""
