"""A row that was typed over the row of totals, whose formulas stand in the cells that were not typed over.

The blank workbook has its totals right under the headings. Who begins there keeps the formulas in the columns that the
first row leaves empty: it then has the sum of all the others, and everything counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gongkai.findings import Finding, report
from gongkai.intake.schedule_lookup import ScheduleLookup
from gongkai.model.control_totals import amount_columns
from gongkai.model.department import Entry

_ROWS = 3  # so many rows do not add up to the first one by chance, nor two of them in several columns
_HINT = (
    "表头下面的一行是合计，由公式计算，不要在上面填：请把这一行的内容移到下面的空行，再恢复合计行；"
    "确实是这个科目自己的数的，请在表头下面插入一行，写“合计”"
)


def typed_over_total(lookup: ScheduleLookup, entries: Sequence[Entry]) -> tuple[list[Finding], list[str]]:
    """One finding where the first row of a sheet has, in several columns or of several rows, just the sum of the
    others; and these columns. `entries` are the rows of a workbook in order, none of them a total."""
    if len(entries) < 3:
        return [], []
    first, *others = entries
    sums = {
        column.name: found
        for column in amount_columns(lookup.spec)
        if (own := first.number(column.name)) is not None
        and (found := _added(others, column.name)) is not None
        and own == found[0]
    }
    if not sums or (len(sums) < 2 and max(rows for _, rows in sums.values()) < _ROWS):
        return [], []
    name = next(iter(sums))
    place = first.place(name)
    more = f"等 {len(sums)} 栏" if len(sums) > 1 else ""
    message = f"{lookup.name}：第一行的“{name}”{more}正好是下面各行之和，像是合计行的公式还留着，会算两遍"
    return [report("SR-26", message, place, _HINT)], list(sums)


def _added(entries: Sequence[Entry], column: str) -> tuple[Decimal, int] | None:
    """The sum of a column and how many rows are in it; None for fewer than two."""
    given = [amount for entry in entries if (amount := entry.number(column))]
    return (sum(given, Decimal(0)), len(given)) if len(given) > 1 else None
