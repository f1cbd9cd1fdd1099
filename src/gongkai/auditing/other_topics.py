"""Reasons and uses that speak of something else than the expense they are given for: copied from another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.findings import Severity

_REASON = re.compile(r"([^。；]*?)的?(?:主要)?原因(?:是|为|系|:)([^。；]+)")
_USE = re.compile(r"([^。；、,，]*?\((?:款|项)\)[^。；]{0,40}?)[。，]?\s*(?:主要)?用于:?([^。；]+)")
_ITEM = re.compile(r"([一-龥]+)\((?:款|项)\)")
_LAST_CLAUSE = re.compile(r"[，,、。；]")


def check_other_topics(document: AuditedDocument) -> list[AuditFinding]:
    """Each reason and each use against the words that belong to other expenses."""
    topics = document.words.topics
    found: list[AuditFinding] = []
    for writing in document.prose:
        for pattern, what in ((_REASON, "原因"), (_USE, "用途")):
            for match in pattern.finditer(writing.text):
                for own, other in _told(match[1], match[2], topics, what == "用途"):
                    found.append(
                        found_in(
                            "SJ-22",
                            f"“{own}”的{what}说的是“{other}”，多半是从别处复制的",
                            writing.spot(match.start(2), match.end(2)),
                            severity=Severity.WARNING,
                            found=match[2],
                            compared_with=own,
                        )
                    )
    return found


def _told(
    subject: str, words: str, topics: Mapping[str, tuple[str, ...]], is_use: bool
) -> Iterator[tuple[str, str]]:
    """The one expense that is spoken of and the other one whose words stand there; nothing where it is not one."""
    if is_use:
        items = _ITEM.findall(subject)
        subject = items[-1] if items else ""
    else:
        subject = next((clause for clause in reversed(_LAST_CLAUSE.split(subject)) if clause), "")
    named = [topic for topic in topics if topic in subject]
    if len(named) != 1 or any(each in words for each in topics[named[0]]):
        return
    other = next((topic for topic, said in topics.items() if any(each in words for each in said)), "")
    if other:
        yield named[0], other
