"""A difference between two reports, and the merged document that shows all differences."""

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
    """A difference in one place; `kind` and `what` are among the constants above.

    `number` counts from 1 in the order of the merged document. `part` is the headings above, or the table; `inside` the
    row and column within a table. `old` and `new` are the texts as printed (one of them empty where something was
    added or removed), `marked` is both in one with the marks of `tree.change_marks`. `cells` are the texts of an added
    or removed row or table. `difference` is the change of a figure. `presumed` is True where the two places were paired
    by likeness; `old_place` and `new_place` are places in files that were read.
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
        """Part and place within it."""
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
    """The merged document and its differences, in its order."""

    document: Document
    differences: list[ReportDifference] = field(default_factory=list)
