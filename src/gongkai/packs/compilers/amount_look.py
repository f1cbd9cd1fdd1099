"""How amounts print in a table: the look of the whole table, and of a column that overrides it."""

from __future__ import annotations

from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.plans.rows import USUAL_LOOK, AmountLook

_UNITS = ["万元", "元"]


def table_look(reader: MappingReader) -> AmountLook:
    """The look that a table declares (`numbers`, `unit`), else the usual one."""
    look = AmountLook(
        reader.text("numbers", USUAL_LOOK.style), reader.one_of("unit", _UNITS, USUAL_LOOK.unit)
    )
    return USUAL_LOOK if look == USUAL_LOOK else look


def column_look(reader: MappingReader, of_table: AmountLook) -> AmountLook:
    """The look that a column declares (`numbers`), else that of its table."""
    look = AmountLook(reader.text("numbers", of_table.style), of_table.unit)
    return of_table if look == of_table else USUAL_LOOK if look == USUAL_LOOK else look
