"""Where the headings of a schedule stand on a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.model.schema import Column


@dataclass(slots=True)
class Header:
    """Where the header stands: `columns` is the sheet's column number to the schedule's column, `where` back.

    `names` are those of the columns, `where` is in the order of the schedule, `in_order` tells whether that is the order of the sheet. `others` are the places of group and leaf heading, row and column.
    `blank` names the columns whose headings say what an empty cell means, `computed` are those of our formulas.
    It holds no cell, so that it can serve the same headings of the next workbook.
    """

    first: int
    last: int
    columns: dict[int, Column] = field(default_factory=dict)
    where: dict[str, int] = field(default_factory=dict)
    in_order: bool = True
    others: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    repeated: dict[int, Column] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)
    computed: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
