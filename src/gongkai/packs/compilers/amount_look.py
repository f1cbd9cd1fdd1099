"""How a table prints its amounts: what it says for all its columns, and what one of them says for itself."""

from __future__ import annotations

from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.plans.rows import USUAL_LOOK, AmountLook

_UNITS = ["万元", "元"]


def table_look(reader: MappingReader) -> AmountLook:
    """What a table says, else what most say."""
    look = AmountLook(
        reader.text("numbers", USUAL_LOOK.style), reader.one_of("unit", _UNITS, USUAL_LOOK.unit)
    )
    return USUAL_LOOK if look == USUAL_LOOK else look


def column_look(reader: MappingReader, of_table: AmountLook) -> AmountLook:
    """What a column says, else what its table does."""
    look = AmountLook(reader.text("numbers", of_table.style), of_table.unit)
    return of_table if look == of_table else USUAL_LOOK if look == USUAL_LOOK else look
