"""Findings that only follow from cells that could not be read: counted, not listed.

An unreadable amount makes sums, balances, rates and reasons wrong that are right, and an accountant who reads them
all trusts none. Which findings hang on such cells is not said rule by rule: the department is judged again with
something in these cells (`model.probes`), and what is then no longer said, or said with other figures, follows from
them. What is said every time has nothing to do with them and stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gongkai.findings import Finding, Location, Severity, has_errors
from gongkai.frozen import frozen
from gongkai.model.department import Department
from gongkai.model.probes import has_unread, probes
from gongkai.rules.rule import Outcome, Status, Subject

_CODES = re.compile(r"(?<!\d)(?:\d{7}|\d{5}|\d{3})(?!\d)")
_QUOTED = re.compile("“([^“”]{1,60})”")
_READING = "SR-"
_ROUNDED = "SR-17"
_MOST_PLACES = 12
_UNKNOWN = "有内容没有填或者读不出来，改好后再核对"


@frozen
class Judged:
    """What rules say of a department: findings and one outcome per rule."""

    subject: Subject
    findings: list[Finding]
    coverage: list[Outcome]


def without_consequences(
    judged: Judged, years: Sequence[str], read: Sequence[Finding], judge: Callable[[Department], Judged]
) -> Judged:
    """What was judged without the findings that only follow from unreadable cells; the first cause counts them.

    `read` are the findings of reading, `years` those of the format. Nothing is held back where nothing else would stop the report.
    """
    department = judged.subject.department
    if not has_unread(department):
        return judged
    words = list(_words(judged.findings))
    rules = [finding.code for finding in judged.findings]
    others = [judge(probe) for probe in probes(department, years, words, rules)]
    said = [{_key(finding) for finding in other.findings} for other in others]
    causes = {_place(finding) for finding in read}
    held = {
        key
        for finding in judged.findings
        if _place(finding) not in causes and not all((key := _key(finding)) in again for again in said)
    }
    kept = [finding for finding in judged.findings if _key(finding) not in held]
    if not has_errors(kept):
        return judged
    coverage = [_outcome(item, held, [other.coverage for other in others]) for item in judged.coverage]
    return Judged(judged.subject, _counted(kept, len(judged.findings) - len(kept)), coverage)


def without_wrong_unit(
    judged: Judged, read: Sequence[Finding], judge: Callable[[Department], Judged]
) -> Judged:
    """What was judged without the findings that only come of amounts in another unit; the finding that tells of the
    unit counts them.

    The department is judged once more as it was meant (`Outcome.meant`). What is said there too, of the same place,
    has nothing to do with the unit; a hint must be said there with the same figures. `read` are the findings of
    reading, of which only what was rounded away depends on the unit.
    """
    root = next((outcome for outcome in judged.coverage if outcome.meant is not None), None)
    cause = next((item for item in judged.findings if root and item.code == root.code), None)
    if root is None or root.meant is None or cause is None or cause.severity is not Severity.ERROR:
        return judged  # nothing of the kind, or explained in writing
    other = judge(root.meant)
    if any(item.code == root.code and item.severity is Severity.ERROR for item in other.findings):
        return judged
    reading = {_place(item) for item in read if item.code != _ROUNDED}
    said = {_key(item) for item in other.findings if item.code != _ROUNDED}
    faults = {_place(item) for item in other.findings if item.severity is not Severity.HINT}
    kept = [
        item
        for item in judged.findings
        if item.code == root.code
        or _key(item) in said
        or _place(item) in (reading if item.severity is Severity.HINT else reading | faults)
    ]
    held = {_key(item) for item in judged.findings} - {_key(item) for item in kept}
    if not held:
        return judged
    number = len(judged.findings) - len(kept)
    told = replace(cause, hint=f"{_ended(cause.hint)}另有 {number} 条问题由它引起，改好后再核对")
    findings = [told if item is cause else item for item in kept]
    coverage = [_outcome(item, held, [other.coverage]) for item in judged.coverage]
    return Judged(judged.subject, findings, coverage)


def held_back(every: Sequence[Finding], told: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that are not told. What tells of others may have been pointed to another cell."""
    if len(every) == len(told):
        return ()
    left = Counter((item.code, item.message) for item in told)
    held = []
    for item in every:
        if left[item.code, item.message]:
            left[item.code, item.message] -= 1
        else:
            held.append(item)
    return tuple(held)


def _key(finding: Finding) -> tuple[str, ...]:
    """What a finding says, whatever its level became."""
    return (finding.code, str(finding.location), finding.message, finding.found, finding.expected)


def _place(finding: Finding) -> tuple[str, str]:
    return finding.code, str(finding.location)


def _words(findings: Sequence[Finding]) -> Iterator[str]:
    """The codes and names that findings are about: one of them may stand in a key that could not be read."""
    for finding in findings:
        yield from _CODES.findall(finding.message)
        yield from _QUOTED.findall(finding.message)
        yield from finding.about.names


def _outcome(outcome: Outcome, held: set[tuple[str, ...]], others: Sequence[Sequence[Outcome]]) -> Outcome:
    """The answer of a rule without what is held back; it has not passed where it would fail with other content."""
    kept = tuple(finding for finding in outcome.findings if _key(finding) not in held)
    if outcome.status is Status.FAILED and not kept:
        return Outcome(outcome.code, outcome.name, Status.NOT_RUN, _UNKNOWN, outcome.checked)
    if outcome.status is Status.PASSED and any(
        other.code == outcome.code and other.status is Status.FAILED for again in others for other in again
    ):
        return Outcome(outcome.code, outcome.name, Status.NOT_RUN, _UNKNOWN, outcome.checked)
    return replace(outcome, findings=kept)


def _counted(findings: list[Finding], number: int) -> list[Finding]:
    """The findings; the first that tells of something unreadable says how many follow from it."""
    if not number:
        return findings
    causes = [item for item in findings if item.code.startswith(_READING) and item.severity is Severity.ERROR]
    if not causes:
        return findings
    by = "它" if len(causes) == 1 else f"这 {len(causes)} 处没有填或者读不出来的内容（{_places(causes)}）"
    first = causes[0]
    told = replace(first, hint=f"{_ended(first.hint)}另有 {number} 条问题由{by}引起，改好后再核对")
    return [told if item is first else item for item in findings]


def _places(causes: Sequence[Finding]) -> str:
    """Where the causes stand, each place once."""
    places = list(dict.fromkeys(_called(item.location) for item in causes))
    more = f"等 {len(places)} 处" if len(places) > _MOST_PLACES else ""
    return "、".join(places[:_MOST_PLACES]) + more


def _called(place: Location) -> str:
    return f"{place.sheet}!{place.cell}" if place.cell else str(replace(place, file=""))


def _ended(hint: str) -> str:
    return hint if hint.endswith(("。", "？")) else f"{hint}。"
