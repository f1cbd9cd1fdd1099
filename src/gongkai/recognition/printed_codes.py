"""The code that a row of a printed table says: in one cell, with its name, or as 类, 款 and 项 in several cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gongkai.frozen import frozen
from gongkai.model.classification import Classification
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION, normal
from gongkai.readers.printed_document import PrintedCell

_LENGTHS = {FUNCTION_DIMENSION: (3, 5, 7), ECONOMIC_DIMENSION: (3, 5)}
_FIRST = {FUNCTION_DIMENSION: "2", ECONOMIC_DIMENSION: "3"}
_CLASS = 3  # digits of a class
_LEVELS = ("类", "款", "项")
_WITH_NAME = re.compile(r"(\d{3,7})[\s\-—]*([^\d\s\-—].*)", re.DOTALL)


@frozen
class KnownCodes:
    """Names of codes of all years, in their normal form: by code, and the classes by name ("" where two have it)."""

    names: Mapping[str, Mapping[str, frozenset[str]]]
    classes: Mapping[str, str]

    @staticmethod
    def of(lists: Sequence[Classification]) -> KnownCodes:
        names: dict[str, dict[str, set[str]]] = {FUNCTION_DIMENSION: {}, ECONOMIC_DIMENSION: {}}
        for each in lists:
            for dimension, codes in (
                (FUNCTION_DIMENSION, each.functions),
                (ECONOMIC_DIMENSION, each.economic),
            ):
                for code, name in codes.items():
                    names[dimension].setdefault(code, set()).add(normal(name))
            for code, former in each.earlier.items():
                names[FUNCTION_DIMENSION].setdefault(code, set()).update(map(normal, former))
        classes: dict[str, str] = {}
        for code, called in names[FUNCTION_DIMENSION].items():
            if len(code) == _CLASS:
                for name in called:
                    classes[name] = code if classes.get(name, code) == code else ""
        frozen = {
            dimension: {code: frozenset(called) for code, called in codes.items()}
            for dimension, codes in names.items()
        }
        return KnownCodes(frozen, classes)


def printed_code(texts: Sequence[str], dimension: str, names: KnownCodes) -> str:
    """The code that the labels of a row say; "" where none is certain."""
    if not dimension:
        return ""
    if len(texts) == 1 and (together := _WITH_NAME.fullmatch(texts[0])) is not None:
        known = names.names[dimension].get(together[1], frozenset())
        return together[1] if normal(together[2]) in known else ""
    parts = [text for text in texts if text.isascii() and text.isdigit()]
    if not parts or len(texts) - len(parts) > 1:
        return ""
    code = parts[0] + "".join(part.zfill(2) for part in parts[1:])
    if len(code) not in _LENGTHS[dimension] or not code.startswith(_FIRST[dimension]):
        return ""
    if any(len(part) < 2 for part in parts):  # 01 that a workbook made 1: its name must say the same
        said = {normal(text) for text in texts if text not in parts}
        return code if said & names.names[dimension].get(code, frozenset()) else ""
    return code


def filled_down(
    rows: Sequence[Sequence[PrintedCell | None]],
    columns: Sequence[int],
    paths: Sequence[Sequence[str]],
    dimension: str,
    names: KnownCodes,
) -> list[list[str]]:
    """The labels of each row, a spanned one once.

    Where 类, 款 and 项 have columns of their own, a row may leave out what stands above it: then that is filled in, if
    its name is that of the code.
    """
    levels = [column for column, path in zip(columns, paths, strict=True) if path and path[-1] in _LEVELS]
    found = []
    above: dict[int, str] = {}
    for row in rows:
        texts = _texts(row, columns)
        if len(levels) == len(_LEVELS):
            own = {column: cell.text.strip() for column in levels if (cell := row[column]) is not None}
            last = max((column for column in levels if own.get(column)), default=-1)
            whole = {column: own.get(column) or above.get(column, "") for column in levels if column <= last}
            if any(text and not text.isdigit() for text in own.values()) or last < 0:
                above = {}
            else:
                above = whole
                parts = [*whole.values(), *(text for text in texts if not text.isdigit())]
                code = printed_code(parts, dimension, names)
                said = {normal(text) for text in parts}
                if code and list(whole.values()) != list(own.values())[: len(whole)]:
                    texts = parts if said & names.names[dimension].get(code, frozenset()) else texts
        found.append(texts)
    return found


def _texts(row: Sequence[PrintedCell | None], columns: Sequence[int]) -> list[str]:
    """The labels of a row, a spanned one once."""
    cells: list[PrintedCell] = []
    for column in columns:
        cell = row[column]
        if cell is not None and cell.text.strip() and all(cell is not other for other in cells):
            cells.append(cell)
    return [cell.text.strip() for cell in cells]
