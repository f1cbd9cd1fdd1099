"""What a row without a code adds up, by what it is called: a 类 or 款, 人员经费, a source of funds, or 小计 alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gongkai.frozen import frozen
from gongkai.intake.schedule_lookup import ScheduleLookup
from gongkai.model.classification import STAFF_CLASSES
from gongkai.model.labels import normal
from gongkai.model.schema import ColumnType

_SAYS_TOTAL = re.compile(r"(?:其中)?(.*?)(?:合计|小计|总计|共计)$")
_STAFF = {"人员经费", "人员支出"}
_PUBLIC = {"公用经费", "日常公用经费", "公用支出", "日常公用支出"}


@frozen
class TotalName:
    """`prefixes` begin the codes of the rows that are added up, or `column` holds `text` in them; where both are empty
    the name does not say which rows."""

    prefixes: tuple[str, ...] = ()
    column: str = ""
    text: str = ""

    @property
    def is_certain(self) -> bool:
        return bool(self.prefixes or self.column)


def total_name(
    label: str, kind: ColumnType, lookup: ScheduleLookup, above: Sequence[str], listed: Mapping[str, str]
) -> TotalName | None:
    """What a label says, None where it is no total. `above` are the beginnings of the codes that stand in the
    schedule, `listed` the names of codes. A name that a code of the finest level bears too says nothing certain."""
    said = normal(label)
    match = _SAYS_TOTAL.match(said)
    stem = match[1] if match else said
    prefixes = tuple(code for code in above if normal(listed.get(code, "")) == stem)
    if prefixes and any(normal(name) == stem for code, name in listed.items() if _is_finest(code, kind)):
        prefixes = ()
    if not prefixes and kind is ColumnType.ECONOMIC and stem in _STAFF | _PUBLIC:
        classes = [code for code in above if len(code) == 3]
        prefixes = tuple(code for code in classes if (code in STAFF_CLASSES) == (stem in _STAFF))
    if prefixes:
        return TotalName(prefixes)
    if match is None:
        return None
    for name in lookup.unique:
        for choice in lookup.rules[name].choices:
            if normal(choice) == stem:
                return TotalName(column=name, text=choice)
    return TotalName()


def _is_finest(code: str, kind: ColumnType) -> bool:
    return len(code) == (7 if kind is ColumnType.FUNCTION else 5)
