"""Collects and numbers the differences while two documents are merged."""

from __future__ import annotations

from dataclasses import replace

from gongkai.comparing.difference import CAME, WENT, ReportDifference
from gongkai.comparing.sides import ReportSide
from gongkai.findings import NOWHERE


class Notes:
    """The differences in the order of the merged document. `blocks` are the indexes of the blocks being merged."""

    def __init__(self, old: ReportSide, new: ReportSide) -> None:
        self.old, self.new = old, new
        self.blocks: tuple[int | None, int | None] = (None, None)
        self.found: list[ReportDifference] = []

    def add(
        self,
        difference: ReportDifference,
        rows: tuple[int | None, int | None] = (None, None),
        column: int = 0,
    ) -> int:
        """Note a difference and return its number. `rows` and `column` are indexes in the table being merged."""
        number = len(self.found) + 1
        before, after = self.blocks
        self.found.append(
            replace(
                difference,
                number=number,
                presumed=difference.presumed or not self.old.keyed,
                old_place=NOWHERE if difference.kind == CAME else self.old.place(before, rows[0], column),
                new_place=NOWHERE if difference.kind == WENT else self.new.place(after, rows[1], column),
            )
        )
        return number
