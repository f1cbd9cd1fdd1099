"""One difference of two reports, and the two documents in one that shows them all in their places."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen
from gongkai.tree.nodes import Document

CAME, WENT, CHANGED, MOVED = "新增", "删去", "改动", "换位"
SENTENCE, PARAGRAPH, HEADING = "句子", "整段", "标题"
CELL, WHOLE_ROW, WHOLE_TABLE, LINE_AROUND = "单元格", "整行", "整张表", "表题和说明"
CHART, CHARTED = "整张图", "图中数"


@frozen
class ReportDifference:
    """What differs in one place: a sentence, a whole paragraph, a heading, a cell, a row or a table as a whole, a line around a table,
    a chart as a whole, a figure of one.

    `number` counts from 1 in the order of the merged document. `part` are the headings above, or the table; `inside` the
    row and the column within a table. `old` and `new` are the texts as printed (empty where
    it came or went), `marked` both in one with the marks of `tree.change_marks`. Of a row or a table `cells` are the
    texts of its filled cells. `presumed` says that likeness, not a key, told that both are the same place; `old_place`
    and `new_place` are those of a document that was read.
    """

    kind: str
    what: str
    part: str
    old: str
    new: str
    marked: str
    inside: str = ""
    cells: tuple[str, ...] = ()
    presumed: bool = False
    difference: str = ""
    number: int = 0
    old_place: Location = NOWHERE
    new_place: Location = NOWHERE

    @property
    def where(self) -> str:
        """The whole name of the place."""
        return f"{self.part} {self.inside}".strip()

    def as_dict(self) -> dict[str, object]:
        """JSON-ready, empty fields left out."""
        data: dict[str, object] = {
            "number": self.number,
            "kind": self.kind,
            "what": self.what,
            "part": self.part,
            "inside": self.inside,
            "old": self.old,
            "new": self.new,
            "difference": self.difference,
            "cells": list(self.cells),
            "presumed": self.presumed,
            "old_place": str(self.old_place),
            "new_place": str(self.new_place),
        }
        kept = {"number", "kind", "what", "part", "old", "new"}
        return {name: value for name, value in data.items() if value or name in kept}


@dataclass(slots=True)
class Merged:
    """Both documents in one; `differences` in its order."""

    document: Document
    differences: list[ReportDifference] = field(default_factory=list)
