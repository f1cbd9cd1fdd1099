"""Names that sentences list, such as those of the offices of a unit, back to the rows of their schedule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from gongkai.frozen import frozen
from gongkai.model.department import Entry, Value
from gongkai.model.schema import ScheduleSpec
from gongkai.packs.pack import Pack
from gongkai.plans.filled_names import with_names
from gongkai.readers.printed_document import PrintedLine
from gongkai.recovering.form_lists import GIVEN, LISTED
from gongkai.recovering.template_amounts import plain_words

_SET = re.compile(r"\{%-?\s*set\s+(\w+)\s*=\s*(.*?)\s*-?%\}")
_DISTINCT = re.compile(r"不同\(\s*\"(\w+)\"\s*,\s*\"(\w+)\"\s*\)")
_ENUMERATED = re.compile(r"\{\{\s*列举\(\s*(\w+)(?:\s*\|\s*map\(attribute=\"(\w+)\"\))?\s*\)\s*\}\}")
_FOR = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+(\w+)\s*-?%\}")
_NUMBERED = re.compile(r"\{\{\s*loop\.index\s*\}\}[.、]\{\{\s*(\w+)\.(\w+)\s*\}\}")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_STOPS = re.compile(r"[。；，：]")
_LEAST = 2
_LONGEST = 40


@frozen
class _Names:
    """A list of names below `heading`: within a sentence behind `before` up to `after`, or as numbered paragraphs."""

    schedule: str
    column: str
    given: Mapping[str, str]
    heading: str
    before: str = ""
    after: str = ""


def named_rows(
    pack: Pack, year: str, unit_name: str, section: Callable[[str], list[PrintedLine]]
) -> dict[str, list[Entry]]:
    """By schedule the records that sentences of the format name; `section` gives the paragraphs below a heading."""
    found: dict[str, list[Entry]] = {}
    for names in _listed(pack, year, unit_name):
        spec = pack.inputs.schedule(names.schedule)
        carried = pack.carry.rows.get(names.schedule, ())
        if spec is None or names.column not in carried or not _enough(spec, names):
            continue
        texts = [plain_words(line.text) for line in section(names.heading)]
        said = list(_within(names, texts) if names.before else _numbered(texts))
        given = {name: Value(text) for name, text in names.given.items() if name in carried}
        found.setdefault(names.schedule, []).extend(
            Entry({**given, names.column: Value(text)}) for text in dict.fromkeys(said)
        )
    return {name: rows for name, rows in found.items() if rows}


def _enough(spec: ScheduleSpec, names: _Names) -> bool:
    """Whether the name and what is given say which row it is."""
    return all(name == names.column or name in names.given for name in spec.unique)


def _listed(pack: Pack, year: str, unit_name: str) -> Iterator[_Names]:
    for file in pack.narrative.values():
        sets: dict[str, tuple[str, str, dict[str, str]]] = {}
        heading = ""
        looped: tuple[str, str] | None = None
        for line in with_names(file.text, year, unit_name).split("\n"):
            if line.startswith("#"):
                heading = line.lstrip("# ")
            elif (made := _SET.match(line)) is not None:
                if (told := LISTED.fullmatch(made[2])) is not None:
                    sets[made[1]] = (told[1], "", dict(GIVEN.findall(told[2])))
                elif (told := _DISTINCT.fullmatch(made[2])) is not None:
                    sets[made[1]] = (told[1], told[2], {})
            elif (begun := _FOR.match(line)) is not None:
                looped = (begun[1], begun[2])
            elif looped is not None and (row := _NUMBERED.fullmatch(line.strip())) is not None:
                if row[1] == looped[0] and looped[1] in sets:
                    schedule, _, given = sets[looped[1]]
                    yield _Names(schedule, row[2], given, heading)
            else:
                yield from _sentences(line, heading, sets)


def _sentences(
    line: str, heading: str, sets: Mapping[str, tuple[str, str, dict[str, str]]]
) -> Iterator[_Names]:
    for found in _ENUMERATED.finditer(line):
        if found[1] not in sets:
            continue
        schedule, column, given = sets[found[1]]
        before = _STOPS.split(plain_words(_TAG.split(line[: found.start()])[-1]).rstrip("：，"))[-1]
        after = plain_words(_TAG.sub("", line[found.end() :]))[:1]
        column = found[2] or column
        if len(before) >= _LEAST and after and column:
            yield _Names(schedule, column, given, heading, before, after)


def _within(names: _Names, texts: list[str]) -> Iterator[str]:
    pattern = re.escape(names.before) + r"[：，]?([^。；：]+?)" + re.escape(names.after)
    found = {text for line in texts for text in re.findall(pattern, line)}
    if len(found) == 1:
        yield from (name for name in found.pop().split("、") if 1 < len(name) <= _LONGEST)


def _numbered(texts: list[str]) -> Iterator[str]:
    """Paragraphs 1., 2., … behind one that ends in a colon."""
    for at, text in enumerate(texts):
        if text.endswith("：") and at + 1 < len(texts) and texts[at + 1].startswith("1"):
            for number, each in enumerate(texts[at + 1 :], 1):
                row = re.fullmatch(rf"{number}[.．、]([^。；，]{{2,{_LONGEST}}})", each)
                if row is None:
                    break
                yield row[1]
            return
