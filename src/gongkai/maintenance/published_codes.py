"""`codes learn`: the lists of a year out of published documents, where nobody has the Ministry's table of it.

A published document prints the codes it uses with their names. These are put upon the lists of the nearest year, so
that the printed ones are as that year had them and all others stand until the table is there. A name that is not
certain is never taken: two names for one code, a name that is only the beginning of the known one (a line was cut
there), a code whose upper ones nobody has. Where the year has lists of its own, codes are added and none is renamed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.maintenance.code_list_import import csv_text, names_of_codes, nearest_year
from gongkai.maintenance.code_rows import (
    FUNCTIONS,
    LENGTHS,
    LIST_KINDS,
    CodeSheet,
    kind_of_code,
    rows_of_codes,
)
from gongkai.maintenance.format_difference import code_changes
from gongkai.readers.printed_document import PrintedDocument

CLASSES = "function_classes.csv"
_CODE = re.compile("科目(?:编码|代码|编号)$")
_NAME = re.compile("科目名称$")
_HALF = str.maketrans("（）", "()", " 　\n\t")


@frozen
class Doubt:
    """A printed code that was not taken, why, and where it stands."""

    text: str
    place: Location


@dataclass(slots=True)
class LearntCodes:
    """`files` by name, to be written to `folder`; `base` is the year whose lists the others come from.

    By kind: how many codes were printed, and what differs from `base`. `doubts` are codes left as `base` has them.
    """

    year: str
    folder: Path
    base: str = ""
    files: dict[str, str] = field(default_factory=dict)
    printed: dict[str, int] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def learn_codes(documents: Sequence[PrintedDocument], year: str, root: Path) -> LearntCodes:
    """Lists of `year` out of documents; `root` is the folder of format packs. Nothing is written.

    `files` is empty where no document prints a code, where no year has lists to begin from, or where nothing is new.
    """
    folder = root / "common" / "codes"
    made = LearntCodes(year, folder / year)
    own = (made.folder / f"{FUNCTIONS}.csv").is_file()
    base = made.folder if own else nearest_year(folder, year, f"{FUNCTIONS}.csv")
    if base is None:
        return made
    made.base = base.name
    found = _printed(documents)
    for kind, names in found.items():
        before = names_of_codes(base / f"{kind}.csv")
        after = dict(before)
        for code, places in sorted(names.items()):
            doubt = _taken(code, places, after, own)
            if doubt:
                made.doubts.append(Doubt(f"{code} {doubt}", next(iter(places.values()))))
        made.printed[kind] = len(names)
        made.changes[kind] = code_changes(before, after)
        if made.changes[kind] or not own:
            made.files[f"{kind}.csv"] = csv_text(("code", "name"), sorted(after.items()))
        if kind == FUNCTIONS and not own:
            made.files[CLASSES] = _renamed_classes(
                (base / CLASSES).read_text(encoding="utf-8"), before, after
            )
    if found and not own:
        for kind in LIST_KINDS:
            made.files.setdefault(f"{kind}.csv", (base / f"{kind}.csv").read_text(encoding="utf-8"))
        made.files.setdefault(CLASSES, (base / CLASSES).read_text(encoding="utf-8"))
    return made


def _printed(documents: Iterable[PrintedDocument]) -> dict[str, dict[str, dict[str, Location]]]:
    """By kind and code the names that documents print, each with the table where it stands first."""
    found: dict[str, dict[str, dict[str, Location]]] = {}
    for document in documents:
        for table in document.tables():
            ignored: list[Finding] = []  # rows of totals, words in the place of a code: not codes
            sheet = CodeSheet("", [list(map(_label, row)) for row in table.rows()])
            for code, name, _ in rows_of_codes(document.file, sheet, ignored):
                kind = kind_of_code(code)
                if kind:
                    names = found.setdefault(kind, {}).setdefault(code, {})
                    if not any(_same(name, other) for other in names):
                        names[name] = table.place
    return found


def _label(text: str) -> str:
    """A heading as the Ministry's table has it: 支出功能分类科目编码, 功能科目代码, 经济科目名称."""
    plain = "".join(text.split())
    return "科目编码" if _CODE.search(plain) else "科目名称" if _NAME.search(plain) else text


def _taken(code: str, names: Mapping[str, Location], after: dict[str, str], own: bool) -> str:
    """Put a printed code into the list, or say why it cannot be."""
    known = after.get(code, "")
    kind = kind_of_code(code)
    if len(names) > 1:
        return f"有几个名称：{'、'.join(names)}"
    [name] = names
    if known and _same(name, known):
        return ""
    if known and own:
        return f"印的是“{name}”，这一年的字典是“{known}”"
    if known.startswith(name):
        return f"印的是“{name}”，像是没有印全"
    lacking = [code[:length] for length in LENGTHS[kind] if length < len(code) and code[:length] not in after]
    if not known and lacking:
        return f"{name}的上级 {'、'.join(lacking)} 没有印出"
    after[code] = name
    return ""


def _same(one: str, other: str) -> bool:
    return one.translate(_HALF) == other.translate(_HALF)


def _renamed_classes(text: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """The lines of the overall table with the names that their classes now have."""
    rows = list(csv.DictReader(io.StringIO(text)))
    return csv_text(list(rows[0]), _lines(rows, before, after)) if rows else text


def _lines(
    rows: Iterable[dict[str, str]], before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[list[str]]:
    for row in rows:
        old, new = before.get(row["code"], ""), after.get(row["code"], "")
        if old and new and old != new:
            row["name"] = row["name"].replace(old, new)
        yield list(row.values())
