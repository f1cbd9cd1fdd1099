"""The prose templates of a format turned round: behind which words of which section of a report a number stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.frozen import frozen
from gongkai.model.expression import Filters
from gongkai.packs.pack import Pack
from gongkai.plans.filled_names import with_names

_STATED = r"(-?\d[\d,]*(?:\.\d+)?)"
"""A printed number within a sentence, in `plain_words`."""

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_LIMITED = r"((?:\s*\|\s*限\(\w+=\"[^\"]*\"(?:,\s*\w+=\"[^\"]*\")*\))*)"
_SHOWN = re.compile(r"\{\{\s*(\w+)" + _LIMITED + r"\s*\|\s*(万元|数)\s*(?:\([^)]*\)\s*)?\}\}")
_LIMIT = re.compile(r"(\w+)=\"([^\"]*)\"")
_SET = re.compile(r"\{%-?\s*set\s+(\w+)\s*=\s*(.*?)\s*-?%\}")
_ALIAS = re.compile(r"(\w+)" + _LIMITED)
_FOR = re.compile(r"\{%-?\s*for\s+(\w+)(?:\s*,\s*\w+)?\s+in\s+(.*?)\s*-?%\}")
_END = re.compile(r"\{%-?\s*(?:endfor|else)\s*-?%\}")
_CODES = re.compile(r"科目\(\s*(\w+)\s*,\s*(\d)\s*(?:,[^()]*)?\)")
_ROW = re.compile(r"\{\{\s*(\w+)\.(类名称|款名称|名称|简称|数)\s*(\|[^}]*)?\}\}")
_STOP = "。；，：、"
_WIDE = str.maketrans("():;％－−", "（）：；%--", "“”\"‘’'")
_COMMA = re.compile(r",(?!\d{3})")
_LEAST = 4
"""Characters of the words before a number that stand behind no stop: fewer are the end of other words too."""
_FEWEST = 2


@frozen
class AmountSlot:
    """A number of this year below `heading`: figure or variable `name` within `limits`, a `count` or an amount in 万元.

    `pattern` finds it in `plain_words` of a paragraph, its number as the first group; `anywhere` says whether its
    words are enough outside the section too.
    """

    name: str
    limits: Filters
    count: bool
    heading: str
    pattern: str
    anywhere: bool


@frozen
class CodeSlot:
    """The amount of each code (of `length` digits) of a list of paragraphs below `heading`.

    `pattern` has the groups 类名称, 款名称, 名称 or 简称 as far as the list prints them, and 数.
    """

    name: str
    length: int
    heading: str
    pattern: str


def plain_words(text: str) -> str:
    """A text without blanks and quotes, its brackets and stops as wide ones; commas within numbers stay."""
    return _COMMA.sub("，", re.sub(r"\s", "", text).translate(_WIDE))


def amount_slots(pack: Pack, year: str, unit_name: str) -> Iterator[AmountSlot | CodeSlot]:
    """The numbers that sentences of a format state, of names of figures and of variables of a template alike."""
    for file in pack.narrative.values():
        text = with_names(file.text, year, unit_name)
        aliases = {found[1]: found[2] for found in _SET.finditer(text)}
        heading, looped, codes = "", "", None
        for line in text.split("\n"):
            if line.startswith("#"):
                heading = line.lstrip("# ")
            elif (begun := _FOR.match(line)) is not None:
                looped, codes = begun[1], _codes(begun[2], aliases)
            elif _END.match(line):
                looped, codes = "", None
            elif looped:
                if codes is not None:
                    yield from _of_codes(line, looped, codes, heading)
            else:
                yield from _of_names(line, heading, aliases)


def _codes(expression: str, aliases: Mapping[str, str]) -> tuple[str, int] | None:
    """The figure and the length of the codes that a loop goes through."""
    named = re.match(r"\w+", expression)
    if named is not None and named[0] in aliases:
        expression = aliases[named[0]]
    found = _CODES.match(expression)
    return (found[1], int(found[2])) if found is not None else None


def _of_codes(line: str, looped: str, codes: tuple[str, int], heading: str) -> Iterator[CodeSlot]:
    pattern, start, told = "", 0, dict[str, bool]()
    for tag in _TAG.finditer(line):
        pattern += re.escape(plain_words(line[start : tag.start()]))
        start = tag.end()
        row = _ROW.fullmatch(tag[0])
        if row is None or row[1] != looped:
            pattern += r"\w*?"
        elif row[2] == "数":
            if re.sub(r"\s", "", row[3] or "") == "|万元" and told:
                yield CodeSlot(*codes, heading, pattern + _STATED.replace("(", "(?P<数>", 1) + "万元")
            return
        else:
            told[row[2]] = True
            pattern += f"(?P<{row[2]}>.+?)"


def _of_names(line: str, heading: str, aliases: Mapping[str, str]) -> Iterator[AmountSlot]:
    for found in _SHOWN.finditer(line):
        alias = _ALIAS.fullmatch(aliases.get(found[1], ""))
        name, limited = (alias[1], alias[2] + found[2]) if alias is not None else (found[1], found[2])
        count = found[3] == "数"
        after = plain_words(_TAG.split(line[found.end() :])[0])
        after = "万元" if not count and after.startswith("万元") else after[:1] if count else ""
        said = _TAG.split(line[: found.start()])
        words = plain_words(said[-1])
        before = re.split(f"[{_STOP}]", words)[-1]
        behind_stop = before != words or (len(said) == 1)
        if not after or len(before) < (_FEWEST if behind_stop else _LEAST):
            continue
        lead = f"(?:^|[{_STOP}])" if behind_stop else ""
        pattern = lead + re.escape(before) + _STATED + re.escape(after)
        limits = tuple((dimension, (value,)) for dimension, value in _LIMIT.findall(limited))
        yield AmountSlot(name, limits, count, heading, pattern, len(before) >= _LEAST and not count)
