"""Names of functions in prose (…（类）…（款）…（项）) that the document's own tables write a little otherwise."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.findings import Severity
from gongkai.model.labels import FUNCTION_DIMENSION

_NAMED = re.compile(r"([一-龥][一-龥、]{3,29})\((?:类|款|项)\)")
_NUMBERED = re.compile(r"^[一二三四五六七八九十]+、")
_ALIKE = 0.8
_LEAST_NAMES = 3
"""Fewer named rows than this are no list of functions."""


def check_item_names(document: AuditedDocument) -> list[AuditFinding]:
    """Each name once, at its first place."""
    names = {
        _NUMBERED.sub("", "".join(text.split()))
        for table in document.tables
        for fact in table.facts
        if FUNCTION_DIMENSION in fact.coordinates
        for text in table.rows[fact.row][: fact.column]
        if re.search("[一-龥]{2}", text)
    }
    found: list[AuditFinding] = []
    if len(names) < _LEAST_NAMES:
        return found
    told: set[str] = set()
    for writing in document.prose:
        for match in _NAMED.finditer(writing.text):
            name = match[1]
            if name in told or any(name.endswith(known) or known.startswith(name) for known in names):
                continue
            told.add(name)
            near = max(names, key=lambda known: SequenceMatcher(None, known, name).ratio())
            if abs(len(near) - len(name)) <= 2 and SequenceMatcher(None, near, name).ratio() >= _ALIKE:
                found.append(
                    found_in(
                        "SJ-21",
                        f"科目写“{name}”，表里是“{near}”",
                        writing.spot(match.start(1), match.end(1)),
                        severity=Severity.HINT,
                        found=name,
                        expected=near,
                    )
                )
    return found
