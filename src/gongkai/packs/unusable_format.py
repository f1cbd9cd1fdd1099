"""Findings about formats that cannot produce a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.findings import Finding, Location, Severity
from gongkai.model.labels import FORMAT_LINE, IDENTITY_SCHEDULE

if TYPE_CHECKING:
    from gongkai.packs.pack import Pack
    from gongkai.source import Source


def unusable_format(source: Source, format: str) -> Finding:
    """An input names an abstract format, which only others inherit from."""
    where = Location(file=source.name, sheet=IDENTITY_SCHEDULE, path=f"{IDENTITY_SCHEDULE}/{FORMAT_LINE}")
    return Finding(
        "PK-00",
        Severity.ERROR,
        f"格式“{format}”是供各省继承的底稿，不能用来出报告",
        where,
        "请用 gongkai templates list 列出的格式",
    )


def faulty_style(pack: Pack, why: str) -> Finding:
    """The reference .docx of a pack cannot be used; `why` is the Chinese reason."""
    where = Location(file=f"{pack.format}/style/{pack.style.name}", path=" → ".join(pack.chain))
    return Finding("PK-06", Severity.ERROR, why, where, "请用 Word 重新保存这个文件，或从上级格式复制")
