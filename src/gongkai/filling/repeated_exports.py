"""The same table exported twice: what both say counts once, so that a second copy adds nothing to any total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from gongkai.filling.export_fact import Exported, ExportFact
from gongkai.findings import Location, report


def drop_repeated(exported: Exported) -> None:
    """Leave out what another sheet of the same table has said already, with a finding for each sheet that says nothing
    else. What two sheets say differently stays: it is told where it is to be filled in."""
    first: dict[Hashable, ExportFact] = {}
    kept: list[ExportFact] = []
    dropped: dict[tuple[str, str], list[ExportFact]] = defaultdict(list)
    for fact in exported.facts:
        known = first.setdefault(_said(fact), fact)
        if known is fact or _sheet(known) == _sheet(fact):
            kept.append(fact)
        else:
            dropped[_sheet(fact)].append(fact)
    exported.facts = kept
    left = {_sheet(fact) for fact in kept}
    for sheet, facts in dropped.items():
        if sheet in left:
            continue
        other = first[_said(facts[0])].place
        where = Location(*sheet)
        message = f"{facts[0].table}与“{other.file}”的“{other.sheet}”相同，只用一份"
        exported.findings.append(report("DC-13", message, where))


def _said(fact: ExportFact) -> Hashable:
    return fact.table, fact.year, fact.figure, fact.amount, fact.text


def _sheet(fact: ExportFact) -> tuple[str, str]:
    return fact.place.file, fact.place.sheet
