"""The columns of a planned table under their tree of headings."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.frozen import frozen
from gongkai.tree.nodes import Cell, CellKind, Row


@frozen
class HeadingNode:
    """A heading over `columns` (first, one past the last) with the headings under it."""

    text: str
    columns: tuple[int, int]
    below: tuple[HeadingNode, ...] = ()


def heading_tree(paths: Sequence[tuple[str, ...]], start: int = 0, level: int = 0) -> tuple[HeadingNode, ...]:
    """The tree of headings over columns with these paths; equal neighbours merge into one node.

    `start` is the number of the first column, `level` the level of the paths to begin with.
    """
    found: list[HeadingNode] = []
    index = 0
    while index < len(paths):
        path, end = paths[index], index + 1
        if len(path) <= level:
            index = end
            continue
        while end < len(paths) and _goes_on(path, paths[end], level):
            end += 1
        below = heading_tree(paths[index:end], start + index, level + 1)
        found.append(HeadingNode(path[level], (start + index, start + end), below))
        index = end
    return tuple(found)


def header_rows(paths: Sequence[tuple[str, ...]]) -> list[Row]:
    """The heading rows over columns with these paths. Equal neighbours merge across; a heading spans down to the last
    row where its path ends early, and over the rows that repeat it."""
    depth = max(len(path) for path in paths)
    rows = []
    for level in range(depth):
        cells: list[Cell] = []
        index = 0
        while index < len(paths):
            path, end = paths[index], index + 1
            if len(path) > level:
                while end < len(paths) and _goes_on(path, paths[end], level):
                    end += 1
                if not _repeated(paths, index, end, level):
                    reaches = next(
                        below
                        for below in range(level + 1, depth + 1)
                        if not _repeated(paths, index, end, below)
                    )
                    rowspan = (depth if reaches == len(path) else reaches) - level
                    cells.append(Cell(path[level], CellKind.HEADER, colspan=end - index, rowspan=rowspan))
            index = end
        rows.append(Row(tuple(cells)))
    return rows


def _repeated(paths: Sequence[tuple[str, ...]], start: int, end: int, level: int) -> bool:
    """Whether the columns `start` to `end` repeat at `level` the heading above it, over exactly these columns."""
    own = paths[start:end]
    same = all(0 < level < len(path) and path[level] == path[level - 1] for path in own)
    around = (*paths[max(start - 1, 0) : start], *paths[end : end + 1])
    return same and not any(path[:level] == own[0][:level] for path in around)


def _goes_on(path: tuple[str, ...], following: tuple[str, ...], level: int) -> bool:
    """Whether the heading of `path` at a level also stands over the following column."""
    return len(path) > level + 1 and following[: level + 1] == path[: level + 1]
