"""Workbooks changed at the level of their XML, by a seed, as other programs, scripts and damage change them."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

from tests.robust.hostile import parts, zipped

Change = Callable[[dict[str, bytes], random.Random], None]

_ROW = re.compile(rb"<row [^>]*>.*?</row>", re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*)>((?:(?!</?c[ >]).)*)</c>', re.DOTALL)
_NUMBER = re.compile(
    rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?: t="n")?>(?:<f[^>]*>[^<]*</f>)?<v>)([^<]+)(</v></c>)'
)
_STRING = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")? t="s"><v>)([0-9]+)(</v></c>)')
_MC = b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def mutant(base: bytes, seed: int) -> tuple[str, bytes]:
    """The name of the change and the changed workbook; the same for the same seed."""
    rng = random.Random(seed)
    name = sorted(CHANGES)[seed % len(CHANGES)]
    if name in PACKAGES:
        return name, PACKAGES[name](base)
    whole = parts(base)
    if name in OF_SHARED_STRINGS and not any(_STRING.search(part) for part in whole.values()):
        name = "cells exchanged"  # this workbook has its texts in the cells
    CHANGES[name](whole, rng)
    return name, zipped(whole)


def _sheet(whole: dict[str, bytes], rng: random.Random, pattern: re.Pattern[bytes] = _CELL) -> str:
    fitting = [
        n for n in sorted(whole) if n.startswith("xl/worksheets/sheet") and len(pattern.findall(whole[n])) > 3
    ]
    return rng.choice(fitting)


def _one(pattern: re.Pattern[bytes], make: Callable[[re.Match[bytes], random.Random], bytes]) -> Change:
    """One place of a random sheet made anew."""

    def change(whole: dict[str, bytes], rng: random.Random) -> None:
        name = _sheet(whole, rng, pattern)
        found = rng.choice(list(pattern.finditer(whole[name])))
        whole[name] = whole[name][: found.start()] + make(found, rng) + whole[name][found.end() :]

    return change


def _swapped(pattern: re.Pattern[bytes], near: bool) -> Change:
    def change(whole: dict[str, bytes], rng: random.Random) -> None:
        name = _sheet(whole, rng, pattern)
        found = list(pattern.finditer(whole[name]))
        at = rng.randrange(len(found) - 1)
        first, second = found[at], found[at + 1 if near else rng.randrange(at + 1, len(found))]
        xml = whole[name]
        whole[name] = b"".join(
            (
                xml[: first.start()],
                second[0],
                xml[first.end() : second.start()],
                first[0],
                xml[second.end() :],
            )
        )

    return change


def _in_sheet(old: bytes, new: bytes, count: int = 1) -> Change:
    def change(whole: dict[str, bytes], rng: random.Random) -> None:
        name = _sheet(whole, rng)
        whole[name] = whole[name].replace(old, new, count)

    return change


def _text(pattern: bytes, new: bytes, part: str) -> Change:
    def change(whole: dict[str, bytes], rng: random.Random) -> None:
        names = [name for name in whole if name.casefold() == part]
        for name in names:
            whole[name] = re.sub(pattern, new, whole[name], count=1)

    return change


def _cell_to_end(whole: dict[str, bytes], rng: random.Random) -> None:
    """The cell stands in a row of its own behind the last one."""
    name = _sheet(whole, rng)
    found = rng.choice(list(_CELL.finditer(whole[name])))
    xml = whole[name][: found.start()] + whole[name][found.end() :]
    row = b'<row r="' + found[2] + b'">' + found[0] + b"</row>"
    whole[name] = xml.replace(b"</sheetData>", row + b"</sheetData>")


def _inline(whole: dict[str, bytes], rng: random.Random) -> None:
    """A text as openpyxl's write-only sheets and many reporting tools write it."""
    name = _sheet(whole, rng, _STRING)
    texts = re.findall(rb"<si>(.*?)</si>", whole["xl/sharedStrings.xml"], re.DOTALL)
    found = rng.choice(list(_STRING.finditer(whole[name])))
    cell = found[1].replace(b' t="s"><v>', b' t="inlineStr"><is>') + texts[int(found[2])] + b"</is></c>"
    whole[name] = whole[name][: found.start()] + cell + whole[name][found.end() :]


def _cut(whole: dict[str, bytes], rng: random.Random) -> None:
    name = _sheet(whole, rng)
    whole[name] = whole[name][: rng.randrange(len(whole[name]) // 2, len(whole[name]) - 5)]


def _utf16(whole: dict[str, bytes], rng: random.Random) -> None:
    name = _sheet(whole, rng)
    text = re.sub(r"^<\?xml[^>]*\?>\s*", "", whole[name].decode("utf-8"))
    whole[name] = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


def _prefixed(whole: dict[str, bytes], rng: random.Random) -> None:
    name = _sheet(whole, rng)
    xml = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", whole[name])
    whole[name] = xml.replace(b' xmlns="', b' xmlns:x="', 1)


def _lost(name: str) -> Change:
    def change(whole: dict[str, bytes], rng: random.Random) -> None:
        whole.pop(name, None)

    return change


def _sheet_lost(whole: dict[str, bytes], rng: random.Random) -> None:
    del whole[_sheet(whole, rng)]


def _renamed(spelling: Callable[[str], str], method: int = zipfile.ZIP_DEFLATED) -> Callable[[bytes], bytes]:
    def change(base: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, part in reversed(parts(base).items()):
                archive.writestr(spelling(name), part)
        return buffer.getvalue()

    return change


OF_SHARED_STRINGS = ("another string", "inline text", "no type", "string out of range")
PACKAGES: dict[str, Callable[[bytes], bytes]] = {
    "names with backslashes": _renamed(lambda name: name.replace("/", "\\")),
    "stored, last part first": _renamed(str, zipfile.ZIP_STORED),
}

CHANGES: dict[str, Change] = {
    **dict.fromkeys(PACKAGES, lambda whole, rng: None),
    "rows exchanged": _swapped(_ROW, near=True),
    "rows far apart exchanged": _swapped(_ROW, near=False),
    "cells exchanged": _swapped(_CELL, near=True),
    "cells far apart exchanged": _swapped(_CELL, near=False),
    "cell at the end": _cell_to_end,
    "two values": _one(_NUMBER, lambda m, rng: m[1] + m[2] + b"</v><v>7" + m[3]),
    "two cells": _one(_CELL, lambda m, rng: m[0] + m[0].replace(b"<v>", b"<v>1")),
    "row twice": _one(_ROW, lambda m, rng: m[0] + m[0]),
    "row lost": _one(_ROW, lambda m, rng: b""),
    "cell lost": _one(_CELL, lambda m, rng: b""),
    "other type": _one(
        _CELL,
        lambda m, rng: re.sub(
            rb'^(<c r="[A-Z0-9]+")(?: s="\d+")?(?: t="\w+")?',
            rb'\1 t="' + rng.choice([b"n", b"s", b"str", b"b", b"e", b"d", b"inlineStr", b"zzz"]) + b'"',
            m[0],
        ),
    ),
    "no type": _one(_STRING, lambda m, rng: m[0].replace(b' t="s"', b"")),
    "no reference": _one(_CELL, lambda m, rng: re.sub(rb' r="[A-Z0-9]+"', b"", m[0], count=1)),
    "no reference in a row": _one(_ROW, lambda m, rng: re.sub(rb'<c r="[A-Z0-9]+"', b"<c", m[0])),
    "row without number": _one(_ROW, lambda m, rng: re.sub(rb'<row r="\d+"', b"<row", m[0])),
    "row with another number": _one(
        _ROW, lambda m, rng: re.sub(rb'<row r="\d+"', b'<row r="%d"' % rng.randrange(1, 40), m[0])
    ),
    "cell of another row": _one(
        _CELL, lambda m, rng: m[0].replace(m[1] + m[2], m[1] + b"%d" % rng.randrange(1, 40), 1)
    ),
    "cell of another column": _one(
        _CELL, lambda m, rng: m[0].replace(m[1] + m[2], rng.choice([b"B", b"C", b"D", b"AB"]) + m[2], 1)
    ),
    "small letters": _one(_CELL, lambda m, rng: m[0].replace(m[1] + m[2], m[1].lower() + m[2], 1)),
    "no end of a row": _one(_ROW, lambda m, rng: m[0].removesuffix(b"</row>")),
    "other style": _one(
        _NUMBER,
        lambda m, rng: re.sub(
            rb'( s="\d+")?>', b' s="%d">' % rng.choice([0, 1, 2, 5, 8, 9999]), m[0], count=1
        ),
    ),
    "string out of range": _one(
        _STRING, lambda m, rng: m[1] + rng.choice([b"99999", b"-1", b"1.0", b""]) + m[3]
    ),
    "another string": _one(_STRING, lambda m, rng: m[1] + b"%d" % rng.randrange(30) + m[3]),
    "number otherwise": _one(
        _NUMBER,
        lambda m, rng: (
            m[1]
            + rng.choice(
                [
                    m[2] + b"E0",
                    m[2] + b".0" * (b"." not in m[2]),
                    b"+" + m[2],
                    b" " + m[2],
                    m[2] + b"x",
                    b"",
                    b"-" + m[2],
                ]
            )
            + m[3]
        ),
    ),
    "number as text": _one(
        _NUMBER, lambda m, rng: re.sub(rb"<v>", b"<v>", m[1]).replace(b">", b' t="str">', 1) + m[2] + m[3]
    ),
    "marked section": _one(_NUMBER, lambda m, rng: m[1] + b"<![CDATA[" + m[2] + b"]]>" + m[3]),
    "character reference": _one(_NUMBER, lambda m, rng: m[1] + b"".join(b"&#%d;" % c for c in m[2]) + m[3]),
    "comment in a value": _one(_NUMBER, lambda m, rng: m[1] + m[2][:1] + b"<!-- x -->" + m[2][1:] + m[3]),
    "comment between cells": _one(_CELL, lambda m, rng: m[0] + b"<!-- <c/> -->"),
    "more in a cell": _one(_CELL, lambda m, rng: m[0].replace(b"</c>", b"<extLst/></c>")),
    "alternative around a cell": _one(
        _CELL,
        lambda m, rng: (
            b"<mc:AlternateContent "
            + _MC
            + b'><mc:Choice Requires="x14">'
            + m[0]
            + b"</mc:Choice></mc:AlternateContent>"
        ),
    ),
    "alternative around a value": _one(
        _NUMBER,
        lambda m, rng: (
            m[1].removesuffix(b"<v>")
            + b"<mc:AlternateContent "
            + _MC
            + b'><mc:Choice Requires="zz"><v>'
            + m[2]
            + b"</v></mc:Choice></mc:AlternateContent></c>"
        ),
    ),
    "line breaks": _in_sheet(b"><", b">\n  <", -1),
    "wrong dimension": _in_sheet(b"<sheetData>", b"<!-- dimension --><sheetData>"),
    "rows hidden": _in_sheet(b"<row ", b'<row hidden="1" ', -1),
    "prefix": _prefixed,
    "UTF-16": _utf16,
    "inline text": _inline,
    "cut off": _cut,
    "two blocks": _in_sheet(
        b"</sheetData>", b'</sheetData><sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData>'
    ),
    "no shared strings": _lost("xl/sharedStrings.xml"),
    "no theme": _lost("xl/theme/theme1.xml"),
    "sheet lost": _sheet_lost,
    "relation lost": _text(
        rb"<Relationship [^>]*worksheets/sheet[3-9][^>]*/>", b"", "xl/_rels/workbook.xml.rels"
    ),
    "absolute targets": _text(
        rb'Target="worksheets/', b'Target="/xl/worksheets/', "xl/_rels/workbook.xml.rels"
    ),
    "sheets of one name": _text(
        rb'(<sheet [^>]*name=")[^"]*("[^>]*>\s*<sheet [^>]*name=")[^"]*', rb"\1X\2X", "xl/workbook.xml"
    ),
}
