"""The rules of a page to lattices: where tables stand, and how their places are joined to cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gongkai.frozen import frozen
from gongkai.readers.pdf.page import Page, RuledLine

_SAME = 3.0
"""Points: rules no farther apart are one (double rules, borders of neighbouring cells)."""
_TOUCH = 4.0
_OPEN = 6.0
"""Points by which rules must run past the last one across them to be the sides of an open row or column."""
_SHORT = 0.6
_MAX_PLACES = 40_000


@frozen
class CellBox:
    """A cell by its place in the lattice, with the number of places it takes."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(slots=True)
class Lattice:
    """A table: `xs` and `ys` are the rules from left to right and from top to bottom."""

    xs: list[float]
    ys: list[float]
    cells: list[CellBox] = field(default_factory=list)
    _of: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell over a point, None beside the table."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return self._of.get((row, column))

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]


def lattices(page: Page) -> list[Lattice]:
    """All tables of a page from top to bottom. Raises ValueError where one has more places than any table."""
    across, down = _joined(page.across), _joined(page.down)
    found = []
    for horizontal, vertical in _components(across, down):
        table = _lattice(horizontal, vertical)
        if table is not None:
            found.append(table)
    found.sort(key=lambda table: (table.top, table.xs[0]))
    return [table for table in found if not _inside_another(table, found)]


def _joined(rules: Iterable[RuledLine]) -> list[RuledLine]:
    """Rules along one line that touch are one; what is too short to be a border is none."""
    ordered = sorted(rules, key=lambda rule: rule.at)
    lines: list[list[RuledLine]] = []
    for rule in ordered:
        if lines and rule.at - lines[-1][-1].at <= 1.0 and rule.at - lines[-1][0].at <= _SAME:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    found = []
    for line in lines:
        line.sort(key=lambda rule: rule.begin)
        begin, end, ats = line[0].begin, line[0].end, [line[0].at]
        for rule in line[1:]:
            if rule.begin <= end + _SAME:
                end = max(end, rule.end)
                ats.append(rule.at)
            else:
                found.append(RuledLine(sum(ats) / len(ats), begin, end))
                begin, end, ats = rule.begin, rule.end, [rule.at]
        found.append(RuledLine(sum(ats) / len(ats), begin, end))
    return [rule for rule in found if rule.end - rule.begin > _TOUCH]


def _components(
    across: Sequence[RuledLine], down: Sequence[RuledLine]
) -> list[tuple[list[RuledLine], list[RuledLine]]]:
    """Rules that touch each other, directly or through others; with them the loose ones that lie among them."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, rule in enumerate(across):
        for other, side in enumerate(down, len(across)):
            if (
                side.begin - _TOUCH <= rule.at <= side.end + _TOUCH
                and rule.begin - _TOUCH <= side.at <= rule.end + _TOUCH
            ):
                parent[root(index)] = root(other)
    groups: dict[int, tuple[list[RuledLine], list[RuledLine]]] = {}
    for index, rule in enumerate((*across, *down)):
        group = groups.setdefault(root(index), ([], []))
        group[index >= len(across)].append(rule)
    whole = [
        group for group in groups.values() if group[0] and group[1] and len(group[0]) + len(group[1]) >= 3
    ]
    loose = [group for group in groups.values() if not (group[0] and group[1])]
    for horizontal, vertical in loose:
        for group in whole:
            left, top, right, bottom = _bounds(*group)
            for rule in horizontal:
                if top < rule.at < bottom and left - _TOUCH <= rule.begin and rule.end <= right + _TOUCH:
                    group[0].append(rule)
            for rule in vertical:
                if left < rule.at < right and top - _TOUCH <= rule.begin and rule.end <= bottom + _TOUCH:
                    group[1].append(rule)
    return whole


def _bounds(across: Sequence[RuledLine], down: Sequence[RuledLine]) -> tuple[float, float, float, float]:
    left = min([rule.begin for rule in across] + [rule.at for rule in down])
    right = max([rule.end for rule in across] + [rule.at for rule in down])
    top = min([rule.at for rule in across] + [rule.begin for rule in down])
    bottom = max([rule.at for rule in across] + [rule.end for rule in down])
    return left, top, right, bottom


def _lattice(across: list[RuledLine], down: list[RuledLine]) -> Lattice | None:
    left, top, right, bottom = _bounds(across, down)
    xs, ys = _places(down), _places(across)
    # Sides that run on without a rule at their end: a row cut by the page, a table without outer border.
    if not xs or xs[0] - left > _OPEN:
        xs.insert(0, left)
    if right - xs[-1] > _OPEN:
        xs.append(right)
    if not ys or ys[0] - top > _OPEN:
        ys.insert(0, top)
    if bottom - ys[-1] > _OPEN:
        ys.append(bottom)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MAX_PLACES:
        if len(xs) * len(ys) > _MAX_PLACES:
            raise ValueError("too many places")
        return None
    table = Lattice(xs, ys)
    walls = _walls(down, xs, ys)  # walls[row][column]: a rule left of the place
    floors = _walls(across, ys, xs)  # floors[column][row]: a rule above the place
    _join(table, walls, floors)
    return table if len(table.cells) > 1 else None


def _places(rules: Sequence[RuledLine]) -> list[float]:
    """Where rules stand, those close to each other once."""
    found: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if found and at - found[-1][-1] <= _SAME:
            found[-1].append(at)
        else:
            found.append([at])
    return [sum(group) / len(group) for group in found]


def _walls(rules: Sequence[RuledLine], stand: Sequence[float], run: Sequence[float]) -> list[list[bool]]:
    """By stretch between two of `run` and by place in `stand`: whether a rule stands there over most of it."""
    found = [[False] * len(stand) for _ in range(len(run) - 1)]
    for rule in rules:
        at = min(range(len(stand)), key=lambda index: abs(stand[index] - rule.at))
        for stretch in range(len(run) - 1):
            begin, end = run[stretch], run[stretch + 1]
            shared = min(end, rule.end + _SAME) - max(begin, rule.begin - _SAME)
            if shared >= _SHORT * (end - begin):
                found[stretch][at] = True
    return found


def _join(table: Lattice, walls: list[list[bool]], floors: list[list[bool]]) -> None:
    """Places without a rule between them are one cell; cells are rectangles that do not overlap."""
    rows, columns = len(table.ys) - 1, len(table.xs) - 1
    taken: dict[tuple[int, int], int] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            right = column + 1
            while right < columns and not walls[row][right] and (row, right) not in taken:
                right += 1
            below = row + 1
            while below < rows and all(
                not floors[place][below] and (below, place) not in taken for place in range(column, right)
            ):
                below += 1
            index = len(table.cells)
            table.cells.append(CellBox(row, column, below - row, right - column))
            for y in range(row, below):
                for x in range(column, right):
                    taken[y, x] = index
    table._of = taken


def _inside_another(table: Lattice, tables: Sequence[Lattice]) -> bool:
    """Whether a table lies in one place of another: a frame in a cell."""
    return any(
        other is not table
        and other.xs[0] < table.xs[0]
        and table.xs[-1] < other.xs[-1]
        and other.top < table.top
        and table.bottom < other.bottom
        for other in tables
    )
