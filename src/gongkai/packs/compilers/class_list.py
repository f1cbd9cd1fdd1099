"""Which function classes (类) an overall table lists: all of the year, a province's selection, or those with an amount."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.frozen import frozen
from gongkai.packs.compilers.strict_mapping import MappingReader


@frozen
class ClassList:
    """The classes in the order of the year's list, each with whether it is printed only where it has an amount.

    That is so for a class outside a province's selection: once a department has money in it, the rows would not add up
    without it. `own` is False for the plain list of the year, whose classes keep their printed numbers.
    """

    classes: tuple[tuple[str, bool], ...]
    own: bool = False


def whole_list(labels: Mapping[str, str]) -> ClassList:
    """All classes of the year."""
    return ClassList(tuple((code, False) for code in labels))


def read_class_list(reader: MappingReader, labels: Mapping[str, str]) -> ClassList:
    """The selection under `codes` (only these), `without` (all but these) and `filled` (only those with an amount); an
    unknown class is a finding."""
    chosen, left_out = reader.texts("codes"), reader.texts("without")
    filled = reader.flag("filled")
    for code in (*chosen, *left_out):
        if code not in labels:
            place = reader.node_of("codes" if code in chosen else "without")
            reader.fault(f"{reader.what}里，{code} 不是功能分类的类", place)
    classes = tuple(
        (code, filled or code in left_out or bool(chosen and code not in chosen)) for code in labels
    )
    return ClassList(classes, own=bool(chosen or left_out or filled))
