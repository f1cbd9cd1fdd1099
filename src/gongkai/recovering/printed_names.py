"""The names that tables print beside codes that no code list has: without them a new year would print a blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gongkai.model.classification import FUNCTION_LENGTHS
from gongkai.model.department import Entry, Value
from gongkai.model.labels import NAMES_CODE, NAMES_NAME, NAMES_SCHEDULE, name_column
from gongkai.model.schema import ScheduleSpec
from gongkai.packs.pack import Pack
from gongkai.recognition.pack_match import MatchedTable

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
Names = Mapping[str, Mapping[str, str]]
"""By the dimension of codes the name of each code."""


def printed_names(tables: Iterable[MatchedTable], pack: Pack) -> Names:
    """The name in the row of each code that the format's lists do not have."""
    known = {**pack.classification.functions, **pack.classification.economic}
    found: dict[str, dict[str, str]] = {}
    for table in tables:
        rows = table.recognised.table.rows()
        for fact in table.facts:
            for dimension, values in fact.binding.where if fact.binding is not None else ():
                if len(values) != 1 or not values[0].isdigit() or values[0] in known:
                    continue
                name = next((text for text in rows[fact.row] if _CHINESE.search(text)), "")
                if name:
                    found.setdefault(dimension, {}).setdefault(values[0], name.strip())
    return found


def with_printed_names(entries: Iterable[Entry], spec: ScheduleSpec, names: Names) -> tuple[Entry, ...]:
    """The rows with the name beside each code of `names`, where the schedule has a column for it."""
    beside = [
        (column.name, name_column(column.name), names[column.dimension])
        for column in spec.key_columns
        if column.dimension in names and spec.column(name_column(column.name)) is not None
    ]
    return tuple(
        Entry(
            {
                **{
                    name: Value(known[code])
                    for key, name, known in beside
                    if (code := entry.text(key)) in known
                },
                **entry.values,
            },
            line=entry.line,
        )
        for entry in entries
    )


def rows_of_names(names: Names, pack: Pack, dimension: str) -> dict[str, list[Entry]]:
    """The schedule of names that the lists do not have, with those of 类 and 款: no row of figures says them."""
    if pack.inputs.schedule(NAMES_SCHEDULE) is None:
        return {}
    rows = [
        Entry({NAMES_CODE: Value(code), NAMES_NAME: Value(name)})
        for code, name in sorted(names.get(dimension, {}).items())
        if len(code) in FUNCTION_LENGTHS[:-1]
    ]
    return {NAMES_SCHEDULE: rows} if rows else {}
