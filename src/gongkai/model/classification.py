"""The year's code lists: functional classification (类/款/项) and economic classification (类/款).

The lists under `templates/common/codes/<year>/` are known to be incomplete: a code that is not
listed is accepted with the name the user gives. Two lists are shared by all years: names that were never
seen in print (`unverified.csv`: good enough to propose, not to print) and earlier names (`former_names.csv`).
"""

from __future__ import annotations

import csv
from dataclasses import field
from pathlib import Path

from gongkai.frozen import frozen

FUNCTION_LENGTHS = (3, 5, 7)
STAFF_CLASSES = ("301", "303")  # 人员经费; the other 类 of basic expenditure are 公用经费
ECONOMIC_LENGTHS = (3, 5)
# Digits of a code at each level; the economic classification has 类 and 款 only.
LEVELS = {"类": 3, "款": 5, "项": 7}
ALL_LEVELS = "各级"
LIKELY = "很可能现行"
"""The `evidence` of a name from an older list that still agrees with what is printed today."""


@frozen
class FunctionClass:
    """One printed line of the overall table, such as 八、社会保障和就业支出 for class 208."""

    number: int
    code: str
    label: str


@frozen
class Classification:
    """The lists of one year, code to name, in the printed order.

    `function_classes` holds the 26 (final accounts) or 30 (budget) class lines by kind; `likely` the codes
    whose name was not seen in a document of these years; `unverified` and `earlier` are shared by all years.
    """

    year: str
    functions: dict[str, str]
    economic: dict[str, str]
    function_classes: dict[str, tuple[FunctionClass, ...]] = field(default_factory=dict)
    likely: frozenset[str] = frozenset()
    unverified: dict[str, tuple[str, ...]] = field(default_factory=dict)
    earlier: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def proposed(self, code: str) -> str:
        """A name that may be proposed for a function code that the list lacks; empty where none is known."""
        return "" if code in self.functions else self.unverified.get(code, ("",))[0]

    def former(self, code: str) -> tuple[str, ...]:
        """Names that a function code had in earlier years."""
        return self.earlier.get(code, ())

    def economic_items(self) -> tuple[str, ...]:
        """All 款-level economic codes in order."""
        return tuple(code for code in self.economic if len(code) == ECONOMIC_LENGTHS[-1])

    def function_items(self) -> tuple[str, ...]:
        """All 项-level function codes in order."""
        return tuple(code for code in self.functions if len(code) == FUNCTION_LENGTHS[-1])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _several(path: Path) -> dict[str, tuple[str, ...]]:
    """The names of each code in a list that all years share; empty where there is no such list."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows(path) if path.is_file() else ():
        found[row["code"]] = (*found.get(row["code"], ()), row["name"])
    return found


def load_classification(folder: Path) -> Classification:
    """Read the lists of one year from its folder (`functions.csv`, `economic.csv`, `function_classes.csv`)."""
    classes: dict[str, list[FunctionClass]] = {}
    for row in _rows(folder / "function_classes.csv"):
        classes.setdefault(row["kind"], []).append(
            FunctionClass(int(row["number"]), row["code"], row["name"])
        )
    functions = _rows(folder / "functions.csv")
    return Classification(
        year=folder.name,
        functions={row["code"]: row["name"] for row in functions},
        economic={row["code"]: row["name"] for row in _rows(folder / "economic.csv")},
        function_classes={kind: tuple(lines) for kind, lines in classes.items()},
        likely=frozenset(row["code"] for row in functions if row.get("evidence") == LIKELY),
        unverified=_several(folder.parent / "unverified.csv"),
        earlier=_several(folder.parent / "former_names.csv"),
    )
