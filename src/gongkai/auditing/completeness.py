"""Whether a document has all tables of a format, in its order."""

from __future__ import annotations

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.findings import Location, Severity
from gongkai.packs.library import Library
from gongkai.recognition.pack_match import matched


def check_completeness(document: AuditedDocument, library: Library, format: str) -> list[AuditFinding]:
    """Tables of the format that are missing, or not where they should be; the faults of the format itself."""
    pack, faults = library.pack(format)
    if pack is None:
        return [AuditFinding(fault) for fault in faults]
    tables = [table.match.recognised for table in document.tables]
    found = [each.key for each in matched(tables, pack, str(document.year or ""), document.unit_name)]
    wanted = [key for key, table in pack.tables.items() if not table.when or key in found]
    here = [key for key in found if key]
    findings = [
        found_in(
            "SJ-32",
            f"没有“{key}”",
            Spot(Location(document.file)),
            severity=Severity.WARNING,
            expected=key,
            compared_with=pack.name,
        )
        for key in wanted
        if key not in here
    ]
    once = list(dict.fromkeys(here))
    in_turn = [key for key in wanted if key in once]
    for key, right in zip(once, in_turn, strict=True):
        if key != right:
            number = found.index(key) + 1
            findings.append(
                found_in(
                    "SJ-32",
                    f"“{key}”的顺序不对，这里应是“{right}”",
                    Spot(
                        tables[number - 1].table.place,
                        tables[number - 1].title,
                        document.tables[number - 1].number,
                    ),
                    severity=Severity.HINT,
                    found=key,
                    expected=right,
                    compared_with=pack.name,
                )
            )
            break
    return findings
