"""The template names that every report fills in the same way: 年度, 上年度, 单位名称."""

from __future__ import annotations

import re


def with_names(text: str, year: str, unit_name: str) -> str:
    """A template with these names filled in where `year` and `unit_name` are known; other names stay as written."""
    before = str(int(year) - 1) if year.isdigit() else ""
    for name, value in (("年度", year), ("上年度", before), ("单位名称", unit_name)):
        if value:
            text = re.sub(r"\{\{\s*" + name + r"\s*\}\}", value.replace("\\", r"\\"), text)
    return text
