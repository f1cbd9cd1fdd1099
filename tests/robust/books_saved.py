"""Mutations of whole files, as a user's program, a virus scanner or a stranger would save them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from xml.sax.saxutils import escape

from tests.robust.damage import TEXTS
from tests.robust.hostile import BOOKS, linked, parts, zipped

SavedMutation = Callable[[bytes, random.Random], bytes]


def _sheet(whole: dict[str, bytes], rng: random.Random) -> str:
    return rng.choice(sorted(name for name in whole if name.startswith("xl/worksheets/sheet")))


def cells_changed(content: bytes, rng: random.Random) -> bytes:
    """One to three cells made formulas, dates, errors, control characters, numbers beyond all bounds."""
    whole = parts(content)
    for _ in range(rng.randint(1, 3)):
        name = _sheet(whole, rng)
        whole[name] = _changed_cell(whole[name].decode(), rng).encode()
    return zipped(whole)


def row_lost(content: bytes, rng: random.Random) -> bytes:
    whole = parts(content)
    name = _sheet(whole, rng)
    xml = whole[name].decode()
    rows = re.findall(r"<row .*?</row>", xml, re.DOTALL)
    whole[name] = (xml.replace(rng.choice(rows), "", 1) if rows else xml).encode()
    return zipped(whole)


def hidden_and_merged(content: bytes, rng: random.Random) -> bytes:
    whole = parts(content)
    name = _sheet(whole, rng)
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A5:D7"/></mergeCells>'
    whole[name] = whole[name].replace(b"<row ", b'<row hidden="1" ').replace(b"</sheetData>", merged)
    return zipped(whole)


def sheets_exchanged(content: bytes, rng: random.Random) -> bytes:
    whole = parts(content)
    whole["xl/workbook.xml"] = _swap_sheets(whole["xl/workbook.xml"].decode(), rng).encode()
    return zipped(whole)


def cut_off(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def bytes_flipped(content: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


@cache
def _made(name: str) -> bytes:
    return BOOKS[name][0]()


def encrypted(content: bytes, rng: random.Random) -> bytes:
    return _made("encrypted")


def old_format(content: bytes, rng: random.Random) -> bytes:
    return _made("xls in xlsx clothing")


def bomb(content: bytes, rng: random.Random) -> bytes:
    return _made(rng.choice(["bomb", "many bombs", "entities", "parts"]))


def rows_100_000(content: bytes, rng: random.Random) -> bytes:
    return _made("rows")


@cache
def _linked(kept: bool) -> bytes:
    return linked(kept)


def external_links(content: bytes, rng: random.Random) -> bytes:
    return _linked(rng.random() < 0.5)


BOOK_MUTATIONS: dict[SavedMutation, int] = {
    cells_changed: 12,
    row_lost: 3,
    hidden_and_merged: 2,
    sheets_exchanged: 3,
    cut_off: 3,
    bytes_flipped: 3,
    encrypted: 2,
    old_format: 2,
    bomb: 2,
    rows_100_000: 1,
    external_links: 3,
}
"""How often each is drawn; reading 100,000 rows takes as long as twenty others."""


def _changed_cell(xml: str, rng: random.Random) -> str:
    cells = list(re.finditer(r'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', xml, re.DOTALL))
    if not cells:
        return xml
    cell = rng.choice(cells)
    text = escape(rng.choice(TEXTS)).encode("utf-8", "ignore").decode()
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "_x0007_", text)
    place = cell[1]
    made = rng.choice(
        [
            f'<c r="{place}"/>',
            f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>',
            f'<c r="{place}" t="str"><f>A1&amp;"x"</f><v>{text}</v></c>',
            f'<c r="{place}"><f>1/0</f></c>',
            f'<c r="{place}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            f'<c r="{place}" t="b"><v>1</v></c>',
            f'<c r="{place}" t="d"><v>2023-12-31T00:00:00</v></c>',
            f'<c r="{place}"><v>1E+300</v></c>',
            f'<c r="{place}"><v>1E-300</v></c>',
            f'<c r="{place}"><v>NaN</v></c>',
            f'<c r="{place}"><v>{"9" * 5000}</v></c>',
            f'<c r="{place}" t="s"><v>999999</v></c>',
            f'<c r="{place}" t="zzz"><v>1</v></c>',
            f'<c r="{place}" s="99999"><v>1</v></c>',
        ]
    )
    return xml[: cell.start()] + made + xml[cell.end() :]


def _swap_sheets(xml: str, rng: random.Random) -> str:
    names = re.findall(r'<sheet name="([^"]*)"', xml)
    first, second = rng.sample(names, 2)
    return (
        xml.replace(f'name="{first}"', 'name="@"')
        .replace(f'name="{second}"', f'name="{first}"')
        .replace('name="@"', f'name="{second}"')
    )


# The YAML form as text.


def _lines(content: bytes, rng: random.Random) -> tuple[list[str], int]:
    lines = content.decode().split("\n")
    return lines, rng.choice([n for n, line in enumerate(lines) if ":" in line])


def anchor(content: bytes, rng: random.Random) -> bytes:
    lines, at = _lines(content, rng)
    key, _, rest = lines[at].partition(":")
    lines[at] = f"{key}: {rng.choice(['&甲', '*甲', '!!str', '!!python/name:os.system'])} {rest}"
    return "\n".join(lines).encode()


def key_twice(content: bytes, rng: random.Random) -> bytes:
    lines, at = _lines(content, rng)
    lines.insert(at, lines[at])
    return "\n".join(lines).encode()


def line_lost(content: bytes, rng: random.Random) -> bytes:
    lines, at = _lines(content, rng)
    del lines[at]
    return "\n".join(lines).encode()


def indent_changed(content: bytes, rng: random.Random) -> bytes:
    lines, at = _lines(content, rng)
    lines[at] = rng.choice(["", " ", "   ", "\t", "\u3000"]) + lines[at].lstrip()
    return "\n".join(lines).encode()


def value_changed(content: bytes, rng: random.Random) -> bytes:
    lines, at = _lines(content, rng)
    lines[at] = f"{lines[at].split(':')[0]}: {rng.choice(TEXTS)}"
    return "\n".join(lines).encode("utf-8", "replace")


def control_character(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + rng.choice([b"\x00", b"\x07", b"\x1b[31m", b"\xff", b"\xc2\x85"]) + content[at:]


def other_encoding(content: bytes, rng: random.Random) -> bytes:
    return content.decode().encode(rng.choice(["gb18030", "utf-16", "utf-8-sig", "big5hkscs"]), "replace")


def nested(content: bytes, rng: random.Random) -> bytes:
    lines, at = _lines(content, rng)
    lines[at] = f"{lines[at].split(':')[0]}: {'[' * 500}{']' * 500}"
    return "\n".join(lines).encode()


TEXT_MUTATIONS: dict[SavedMutation, int] = {
    anchor: 3,
    key_twice: 3,
    line_lost: 3,
    indent_changed: 3,
    value_changed: 5,
    control_character: 3,
    other_encoding: 2,
    nested: 1,
    cut_off: 2,
    bytes_flipped: 2,
}
