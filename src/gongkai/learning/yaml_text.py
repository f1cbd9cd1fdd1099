"""Values of a pack's files as YAML text, in the way in which the packs are written by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from gongkai.frozen import frozen

_PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff（）《》“”、。；][^:#'\"\[\]{}&*!|>%@`,\n]*")
_NOT_PLAIN = re.compile(r"null|true|false|yes|no|on|off|~|0\d+", re.IGNORECASE)
_BLANK = re.compile(r"^\s|\s$")


@frozen
class OneLine:
    """A mapping or a list that stands in one line."""

    value: YamlValue


YamlValue: TypeAlias = "str | OneLine | Mapping[str, YamlValue] | Sequence[YamlValue]"


def yaml_text(values: Mapping[str, YamlValue]) -> str:
    """The text of a mapping; its keys in their order, each in a line of its own."""
    return "".join(f"{line}\n" for line in _lines(values, 0))


def scalar(text: str) -> str:
    """A text as YAML reads it back: quoted where it would be taken for anything else."""
    plain = _PLAIN.fullmatch(text) and not _NOT_PLAIN.fullmatch(text) and not _BLANK.search(text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _key(text: str) -> str:
    return text if text[:1] in "+-" and scalar(text[1:]) == text[1:] else scalar(text)


def _lines(value: YamlValue, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key.startswith("-") or inner == "":
                yield f"{indent}{_key(key)}:"
            elif isinstance(inner, str | OneLine):
                yield f"{indent}{_key(key)}: {_inline(inner)}".rstrip()
            elif not inner:
                yield f"{indent}{_key(key)}: {'{}' if isinstance(inner, Mapping) else '[]'}"
            else:
                yield f"{indent}{_key(key)}:"
                yield from _lines(inner, depth + 1)
    elif isinstance(value, str | OneLine):
        yield f"{indent}{_inline(value)}"
    else:
        for item in value:
            first, *rest = _lines(item, depth + 1)
            yield f"{indent}- {first.strip()}"
            yield from rest


def _inline(value: YamlValue) -> str:
    if isinstance(value, OneLine):
        return _inline(value.value)
    if isinstance(value, str):
        return scalar(value) if value else '""'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_inline(inner)}" for key, inner in value.items()) + "}"
    return "[" + ", ".join(map(_inline, value)) + "]"
