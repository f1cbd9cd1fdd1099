"""The licence notices that the page shows: each part's name, version and licence, and the licence's own words."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files

from gongkai.third_party.parts import Part


def notices(licences: Mapping[Part, str]) -> str:
    """HTML, one `<details>` for each part."""
    written = []
    for part, words in licences.items():
        heading = f"{part.name} {part.version}（{part.licence}）"
        written.append(
            f"<details><summary>{escape(heading)}</summary><pre>{escape(words.strip())}</pre></details>"
        )
    return "\n".join(written)


def words_for(part: Part) -> str:
    """The licence of a part whose archive brings none along: our file of its name."""
    return (files("gongkai.page") / "licences" / f"{part.name}.txt").read_text("utf-8")
