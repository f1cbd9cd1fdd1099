"""The prose templates of a format turned round: between which words of a report a text stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.frozen import frozen
from gongkai.packs.pack import Pack
from gongkai.plans.filled_names import with_names

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_TEXT = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*(?:句|分行)\s*)?(?:or\s*\"([^\"]*)\"\s*)?\}\}")
_NAMED = re.compile(r"\{\{\s*单位名称\s*\}\}([^{}]+)")
_STOPS = re.compile(r"[。；，：]")
_LEAST = 4
"""Characters of the words before a text within a sentence: fewer may stand anywhere."""
LEAST_WORDS = 3
"""Pieces of a clause between its numbers that tell it from others, however short the last is."""


@frozen
class TextSlot:
    """A text of the user's. It stands below `heading`, or, in a paragraph that begins with `lead`, behind the words
    `before` up to `after`; what follows it in a paragraph of its own begins with `following`. `otherwise` is printed
    where the user wrote none. `clause` are the words before it since the last stop, with tags between them."""

    name: str
    heading: str
    before: str
    after: str
    following: str
    lead: str = ""
    otherwise: str = ""
    clause: tuple[str, ...] = ()


def unit_named(pack: Pack, year: str, texts: Sequence[str]) -> str:
    """The name of the unit where one of `texts` is a title of the format, or begins as a paragraph does that begins
    with the name; "" where none is."""
    for title in (*pack.titles.values(), *(text for _, text in pack.cover)):
        if title.count("{{单位名称}}") == 1:
            before, after = (_any(with_names(part, year, "")) for part in title.split("{{单位名称}}"))
            for text in texts:
                found = re.fullmatch(before + r"(\w{4,40}?)" + after, re.sub(r"\s", "", text))
                if found is not None and len(title) > len("{{单位名称}}"):
                    return found[1]
    named = set()
    for file in pack.narrative.values():
        for line in file.text.split("\n"):
            said = _NAMED.match(line)
            if said is not None and len(said[1]) >= _LEAST:
                pattern = r"(\w{4,40}?)" + re.escape(said[1])
                named |= {
                    found[1] for text in texts if (found := re.match(pattern, text.strip())) is not None
                }
    return named.pop() if len(named) == 1 else ""


def _any(text: str) -> str:
    """A pattern for a text in which any name may stand for a tag."""
    return r"\w*?".join(re.escape(re.sub(r"\s", "", part)) for part in _TAG.split(text))


def template_headings(pack: Pack, year: str, unit_name: str) -> list[str]:
    """Everything that a report of the format may print as a heading and that holds no name but these."""
    lines = [part.heading for part in pack.parts]
    lines += [table.title for table in (*pack.tables.values(), *pack.forms.values())]
    texts = (with_names(line, year, unit_name) for line in lines)
    return [
        *(text for text in texts if text and not _TAG.search(text)),
        *prose_headings(pack, year, unit_name),
    ]


def prose_headings(pack: Pack, year: str, unit_name: str) -> list[str]:
    """The headings within the prose of a format that hold no name but these."""
    lines = [
        with_names(line.lstrip("# "), year, unit_name)
        for file in pack.narrative.values()
        for line in file.text.split("\n")
        if line.startswith("#")
    ]
    return [line for line in lines if line and not _TAG.search(line)]


def text_slots(pack: Pack, year: str, unit_name: str) -> Iterator[TextSlot]:
    """Every place of prose where a text may stand, of whatever name."""
    for file in pack.narrative.values():
        heading = ""
        lines = [line for line in with_names(file.text, year, unit_name).split("\n") if line.strip()]
        for number, line in enumerate(lines):
            if line.startswith("#"):
                heading = line.lstrip("# ")
                continue
            following = _following(lines[number + 1 :])
            for found in _TEXT.finditer(line):
                before = _TAG.split(line[: found.start()])[-1]
                after = _TAG.sub("", line[found.end() :]).strip()
                lead = _TAG.split(line)[0].strip()
                if not _TAG.sub("", line[: found.start()]).strip() and not after:
                    yield TextSlot(found[1], heading, "", "", following, otherwise=found[2] or "")
                    continue
                clause = _clause(line[: found.start()])
                if len(_STOPS.split(before)[-1] or before) >= _LEAST or len(clause) >= LEAST_WORDS:
                    yield TextSlot(found[1], heading, before, after, following, lead, found[2] or "", clause)


def _clause(text: str) -> tuple[str, ...]:
    """The words of a template since its last full stop or semicolon."""
    pieces = _TAG.split(text)
    for at in reversed(range(len(pieces))):
        stop = max(pieces[at].rfind(mark) for mark in "。；")
        if stop >= 0:
            return tuple(filter(None, [pieces[at][stop + 1 :], *pieces[at + 1 :]]))
    return tuple(filter(None, pieces))


def _following(lines: list[str]) -> str:
    """How the next paragraph begins, if it does not stand below another heading."""
    for line in lines:
        if line.startswith("#"):
            return ""
        if words := _TAG.split(re.sub(r"\{%.*?%\}", "", line))[0].strip():
            return words
    return ""
