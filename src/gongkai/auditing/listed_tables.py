"""Tables that the contents of a document list and that do not stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from difflib import SequenceMatcher
from functools import partial

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.findings import Severity
from gongkai.readers.joining import squeezed

_LISTED = re.compile(
    r"^(?:附?表?[一二三四五六七八九十\d]+[、.:．]|\([一二三四五六七八九十\d]+\))([一-龥“”（）()\d]{4,40}表)[.…·]*\d{0,3}$"
)
_NO_TABLE = re.compile(r"(?:部门|单位)(?:预算|决算)(?:公开)?表$|第.部分|详见|附表|目标表|自评表")
"""Parts that hold tables, and forms that come in any number."""
_PLAIN = re.compile(r"20\d\d年度?|部门|单位|[“”（）()]")
_LEAST = 4
"""Fewer lines than this are no list of tables."""
_MISSING = 2
"""More tables than this are published apart, not forgotten."""
_ALIKE = 0.85


def check_listed_tables(document: AuditedDocument) -> list[AuditFinding]:
    """One finding a title of which no table and no later line has the name."""
    lines = [(writing, squeezed(writing.text)) for writing in document.prose if not writing.table]
    listed = [
        (writing, match[1])
        for writing, text in lines
        if (match := _LISTED.match(text)) and not _NO_TABLE.search(match[1])
    ]
    first = dict.fromkeys(title for _, title in listed)
    titles = {squeezed(table.title) for table in document.tables}
    if len(first) < _LEAST or len(titles) < _LEAST:
        return []
    said_again = [title for title in first if sum(title == each for _, each in listed) > 1]
    without = _without_table([title for title in first if title not in said_again], titles)
    missing = [(writing, title) for writing, title in listed if title in without]
    if not missing or len(missing) > _MISSING or len(missing) * 2 > len(first):
        return []
    return [
        found_in(
            "SJ-32",
            f"目录里有“{title}”，没有找到这张表",
            writing.spot(),
            severity=Severity.WARNING,
            expected=title,
            compared_with="目录",
        )
        for writing, title in missing
    ]


def _without_table(listed: Sequence[str], titles: Set[str]) -> list[str]:
    """The listed titles for which no table is left: each table stands for one, first of those alike to the letter."""
    left = [_PLAIN.sub("", title) for title in titles]
    open_ones: list[str] = []
    for title in listed:
        plain = _PLAIN.sub("", title)
        if plain in left:
            left.remove(plain)
        else:
            open_ones.append(title)
    missing = []
    for title in open_ones:
        plain = _PLAIN.sub("", title)
        near = max(left, key=partial(_likeness, plain), default="")
        if near and (plain in near or near in plain or _likeness(plain, near) >= _ALIKE):
            left.remove(near)
        else:
            missing.append(title)
    return missing


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
