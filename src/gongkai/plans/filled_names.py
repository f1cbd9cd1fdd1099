"""The names that every report fills into its texts the same way: year, last year, the unit."""

from __future__ import annotations

import re


def with_names(text: str, year: str, unit_name: str) -> str:
    """A template with these names filled in, as far as they are known; others stay as they are written."""
    before = str(int(year) - 1) if year.isdigit() else ""
    for name, value in (("年度", year), ("上年度", before), ("单位名称", unit_name)):
        if value:
            text = re.sub(r"\{\{\s*" + name + r"\s*\}\}", value.replace("\\", r"\\"), text)
    return text
