"""The program's own finished files, read back as anybody would and held against themselves, before they go out.

The writers and the reader share nothing but the file. What the user wrote is judged by the rules; here only what the
program printed counts: a figure or a word of its own that does not agree is a fault of the program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditFinding
from gongkai.findings import Finding, Location, Severity, report
from gongkai.packs.library import Library
from gongkai.source import Source

READ_BACK = (".docx", ".xlsx")
"""How the names of files end that are looked at."""
_FIGURES = frozenset(f"SJ-{number:02}" for number in range(1, 13))
_SHORTEST = 4  # characters of a quotation by which a text of the user is known


def second_look(files: Mapping[str, bytes], library: Library, texts: Collection[str]) -> list[Finding]:
    """What contradicts itself in finished files, by their names; one finding for each.

    `texts` are what the user wrote: a contradiction in these words is none of the program.
    """
    written = ["".join(text.split()) for text in texts if len(text) >= _SHORTEST]
    return [
        report(
            "SJ-92",
            f"成品“{name}”自相矛盾：“{each.quote}”{each.finding.message}",
            Location(file=name),
            found=each.finding.found,
            expected=each.finding.expected,
        )
        for name, content in files.items()
        if name.endswith(READ_BACK)
        for each in _contradictions(name, content, library)
        if not _is_of_user(each, written)
    ]


def _contradictions(name: str, content: bytes, library: Library) -> Iterator[AuditFinding]:
    for each in audit_published([Source(name, content)], library).findings:
        if each.severity is Severity.ERROR and each.finding.code in _FIGURES:
            yield each


def _is_of_user(finding: AuditFinding, written: Collection[str]) -> bool:
    quote = "".join(finding.quote.split())
    return not finding.table and len(quote) >= _SHORTEST and any(quote in text for text in written)
