"""Texts that a format prints behind the amount of each code, back to the rows of their schedule: what a code is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from gongkai.frozen import frozen
from gongkai.model.department import Entry, Value
from gongkai.packs.pack import Pack
from gongkai.plans.filled_names import with_names
from gongkai.readers.printed_document import PrintedLine

_LISTED = re.compile(
    r"\{%-?\s*for\s+(?P<each>\w+)\s+in\s+明细\(\s*\"(?P<schedule>\w+)\"\s*,\s*(?P<key>\w+)=(?P<row>\w+)\.编码\s*\)[^%]*%\}"
    r"(?P<before>[^{}]*)\{\{\s*(?P=each)\.(?P<column>\w+)\s*(?:\|\s*(?:句|分行)\s*)?\}\}(?P<after>[^{}]*)"
    r"\{%-?\s*endfor\s*-?%\}(?P<behind>[^{}]*)"
)
_CODES = re.compile(r"科目\(\s*\w+\s*,\s*(\d)")
_SET = re.compile(r"\{%-?\s*set\s+(\w+)\s*=\s*(.*?)\s*-?%\}")
_FOR = re.compile(r"\{%-?\s*for\s+(\w+)(?:\s*,\s*\w+)?\s+in\s+(.*?)\s*-?%\}\s*$")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_ROW = re.compile(r"\{\{\s*(\w+)\.(编码|类名称|款名称|名称|简称)\s*\}\}")


@frozen
class _CodeText:
    """`pattern` finds the text (group 文) in a paragraph below `heading`, with the group 编码 or names of the code."""

    schedule: str
    key: str
    column: str
    heading: str
    length: int
    pattern: str


def code_texts(
    pack: Pack,
    year: str,
    unit_name: str,
    section: Callable[[str], list[PrintedLine]],
    code_of: Callable[[Mapping[str, str], int], str],
) -> dict[str, list[Entry]]:
    """By schedule a row for each code of which the document prints the text; `section` gives the paragraphs below a
    heading, `code_of` the code that names of a length stand for ("" where it is not certain)."""
    found: dict[str, dict[str, Entry]] = {}
    for wanted in _wanted(pack, year, unit_name):
        for line in section(wanted.heading):
            said = re.match(wanted.pattern, line.text.strip())
            if said is None:
                continue
            groups = said.groupdict()
            code = groups.get("编码") or code_of(groups, wanted.length)
            if code and groups["文"]:
                row = {wanted.key: Value(code), wanted.column: Value(groups["文"])}
                found.setdefault(wanted.schedule, {}).setdefault(code, Entry(row))
    return {name: list(rows.values()) for name, rows in found.items()}


def _wanted(pack: Pack, year: str, unit_name: str) -> Iterator[_CodeText]:
    for file in pack.narrative.values():
        heading, length = "", 0
        sets: dict[str, str] = {}
        for line in with_names(file.text, year, unit_name).split("\n"):
            if line.startswith("#"):
                heading = line.lstrip("# ")
            elif (made := _SET.match(line)) is not None:
                sets[made[1]] = made[2]
            elif (begun := _FOR.match(line)) is not None:
                codes = _CODES.match(sets.get(begun[2], begun[2]))
                length = int(codes[1]) if codes is not None else 0
            elif length and (listed := _LISTED.search(line)) is not None:
                carried = pack.carry.rows.get(listed["schedule"], ())
                if {listed["key"], listed["column"]} <= set(carried):
                    pattern = _pattern(line[: listed.start()], listed)
                    yield _CodeText(
                        listed["schedule"], listed["key"], listed["column"], heading, length, pattern
                    )


def _pattern(lead: str, listed: re.Match[str]) -> str:
    pattern, start = "", 0
    for tag in _TAG.finditer(lead):
        pattern += re.escape(lead[start : tag.start()])
        start = tag.end()
        row = _ROW.fullmatch(tag[0])
        if row is None or row[1] != listed["row"]:
            pattern += ".*?"
        elif row[2] == "编码":
            pattern += r"(?P<编码>\d{3,7})"
        else:
            pattern += f"(?P<{row[2]}>.+?)"
    end = re.escape((listed["after"] + listed["behind"]).strip()) or "$"
    return pattern + re.escape(lead[start:]) + re.escape(listed["before"]) + f"(?P<文>.+?){end}"
