"""What a budget says of a project under 年度预算安排: the money of the year, not only that of years before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.auditing.prose import Writing
from gongkai.findings import Severity

_PLANNED = re.compile(r"年度预算安排(?:情况|说明)?$")
_GIVEN = re.compile(
    r"(20\d\d)年(?:度)?(?:已|拟|共|计划|预算)?(?:安排|拨付|支付|下达)[^，。；\d]{0,12}\d[\d,.]*(?:万元|亿元|元|万)"
)
_THIS_YEAR = re.compile(r"本年|今年|当年|不再安排|不安排|未安排")


def check_planned_years(document: AuditedDocument) -> list[AuditFinding]:
    """Sections on the year's money of a project that name only years gone by."""
    sections: dict[tuple[str, ...], list[Writing]] = defaultdict(list)
    for writing in document.prose:
        if writing.section and not writing.heading and _PLANNED.search(writing.section[-1].strip("：: ")):
            sections[writing.section].append(writing)
    return [found for writings in sections.values() for found in _only_before(document, writings)]


def _only_before(document: AuditedDocument, writings: Sequence[Writing]) -> Iterator[AuditFinding]:
    said = "".join(writing.text for writing in writings)
    if not document.year or f"{document.year}年" in said or _THIS_YEAR.search(said):
        return
    for writing in writings:
        match = _GIVEN.search(writing.text)
        if match is not None and int(match[1]) < document.year:
            yield found_in(
                "SJ-24",
                f"“年度预算安排”写的是{match[1]}年的，没有写{document.year}年的",
                writing.spot(match.start(), match.end()),
                severity=Severity.WARNING,
                found=f"{match[1]}年",
                expected=f"{document.year}年",
            )
            return
