"""Reasons and uses that speak of something else than the expense they are given for: copied from another one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.findings import Severity

_REASON = re.compile(r"([^。；]*?)的?(?:主要)?原因(?:是|为|系|:)([^。；]+)")
_USE = re.compile(r"([^。；、,，]*?\((?:款|项)\)[^。；]{0,40}?)[。，]?\s*(?:主要)?用于:?([^。；]+)")
_ITEM = re.compile(r"([一-龥]+)\((?:款|项)\)")
_NEXT = re.compile(
    r"[，,、](?:[(]?[一二三四五六七八九十]{1,2}[、)]|[^，,]{0,16}(?:费|支出)[^，,]{0,8}\d[\d.,]*\s*万?元)"
)
"""Where the next expense of a list begins, though no full stop is before it."""
_OF_THE_SAME = re.compile(
    r"(?:支出)?决算数?(?:大于|小于|高于|低于)(?:年初|全年)?预算数?的?|[比较]上年(?:增加|减少)的?"
)
_CLAUSE_ENDS = re.compile(r"[，,、。；]")


def check_other_topics(document: AuditedDocument) -> list[AuditFinding]:
    """Each reason and each use against the words that belong to other expenses."""
    found: list[AuditFinding] = []
    for writing in document.prose:
        for pattern, subject_in, what in ((_REASON, _last_clause, "原因"), (_USE, _last_item, "用途")):
            for match in pattern.finditer(writing.text):
                following = _NEXT.search(match[2])
                said = match[2][: following.start()] if following is not None else match[2]
                subject = subject_in(match[1])
                if pattern is _REASON and _OF_THE_SAME.fullmatch(subject):
                    subject = writing.text[: match.start(2)]  # of what the paragraph has spoken all along
                topics = _own_and_other(subject, said, document.words.topics)
                if topics is not None:
                    found.append(
                        found_in(
                            "SJ-22",
                            f"“{topics[0]}”的{what}说的是“{topics[1]}”，多半是从别处复制的",
                            writing.spot(match.start(2), match.start(2) + len(said)),
                            severity=Severity.WARNING,
                            found=said,
                            compared_with=topics[0],
                        )
                    )
    return found


def _last_clause(text: str) -> str:
    return next((clause for clause in reversed(_CLAUSE_ENDS.split(text)) if clause), "")


def _last_item(text: str) -> str:
    return next(iter(reversed(_ITEM.findall(text))), "")


def _own_and_other(subject: str, words: str, topics: Mapping[str, tuple[str, ...]]) -> tuple[str, str] | None:
    """The one expense that is spoken of and another one whose words stand there; None where its own do too."""
    named = [topic for topic in topics if topic in subject]
    if len(named) != 1 or any(each in words for each in topics[named[0]]):
        return None
    other = next((topic for topic, said in topics.items() if any(each in words for each in said)), None)
    return None if other is None else (named[0], other)
