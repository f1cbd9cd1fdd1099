"""Rows that a department lacks and whose keys the program knows: only the words are left to be written."""

from __future__ import annotations

from gongkai.frozen import frozen
from gongkai.model.labels import FUNCTION_DIMENSION, NAMES_CODE, NAMES_NAME, NAMES_SCHEDULE
from gongkai.rules.coordinate_names import coordinate_names
from gongkai.rules.crosscheck.bn_06a_row_without_name import nameless
from gongkai.rules.requirements import codes_without_row
from gongkai.rules.rule import Subject


@frozen
class RowToFill:
    """A code that needs a row: in which schedule and column, its name where it has one, and what is to be written."""

    schedule: str
    column: str
    code: str
    name: str
    wanted: str


def rows_to_fill(subject: Subject) -> list[RowToFill]:
    """A row for each code that a rule of the format wants one for, and for each printed code without a name."""
    found = []
    for rule in subject.pack.references:
        spec = subject.pack.inputs.schedule(rule.schedule)
        if rule.over is None or spec is None:
            continue
        wanted = next((item.name for item in spec.columns if item.required and item.name != rule.column), "")
        codes = codes_without_row(subject, rule)
        names = coordinate_names(subject, FUNCTION_DIMENSION, codes)
        for code in codes:
            name = names[code] if names[code] != code else ""
            found.append(RowToFill(rule.schedule, rule.column, code, name, wanted))
    if subject.pack.inputs.schedule(NAMES_SCHEDULE) is not None and subject.document is not None:
        given = {entry.text(NAMES_CODE) for entry in subject.department.schedule(NAMES_SCHEDULE) or ()}
        _, blank = nameless(subject.document)
        codes = [code for code in sorted(blank) if code not in given]
        found += [RowToFill(NAMES_SCHEDULE, NAMES_CODE, code, "", NAMES_NAME) for code in codes]
    return found
