"""Findings that were kept as data, for the pages that show findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gongkai.findings import Location, Severity
from gongkai.frozen import frozen


@frozen
class ShownFinding:
    """What a page shows of a finding. Its format may not be loaded here, so its code is not looked up."""

    code: str
    severity: Severity
    message: str
    location: Location
    hint: str = ""
    found: str = ""
    expected: str = ""
    difference: str = ""


def shown_findings(kept: Iterable[Mapping[str, Any]]) -> list[ShownFinding]:
    """From `Finding.as_dict`."""
    return [
        ShownFinding(
            item["code"],
            Severity(item["level"]),
            item["message"],
            Location(**item.get("location", {})),
            *(item.get(name, "") for name in ("hint", "found", "expected", "difference")),
        )
        for item in kept
    ]
