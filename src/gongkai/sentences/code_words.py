"""The code that the words before a number name, as sentences that list codes print it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.model.classification import Classification
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION, normal
from gongkai.sentences.slots import CodeRows

_CODE = re.compile(r"(?<!\d)(\d{3,7})(?!\d)")
_LEVELS = (3, 5)


class CodeWords:
    """The names of codes of a year's lists, by the length of the codes."""

    def __init__(self, lists: Classification) -> None:
        self._names: dict[tuple[str, int], dict[str, list[str]]] = {}
        for dimension, codes in ((FUNCTION_DIMENSION, lists.functions), (ECONOMIC_DIMENSION, lists.economic)):
            for code, name in codes.items():
                self._names.setdefault((dimension, len(code)), {}).setdefault(normal(name), []).append(code)
        self._known: dict[tuple[str, CodeRows], tuple[str, ...]] = {}

    def named(self, words: str, rows: CodeRows) -> tuple[str, ...]:
        """The codes that the words may name, by the last (then longest) name in them; empty where they name none.

        Of several codes with that name, those are kept whose class and group the words name too.
        """
        key = (words, rows)
        if key not in self._known:
            self._known[key] = self._find(words, rows)
        return self._known[key]

    def _find(self, words: str, rows: CodeRows) -> tuple[str, ...]:
        names = self._names.get((rows.dimension, rows.length), {})
        said = [code for code in _CODE.findall(words) if len(code) == rows.length]
        if said:
            return (said[-1],)
        text = normal(words)
        best, at = "", (-1, 0)
        for name in names:
            found = text.rfind(name)
            if found >= 0 and (found + len(name), len(name)) > at:
                best, at = name, (found + len(name), len(name))
        codes = names.get(best, [])
        for level in _LEVELS:
            if len(codes) > 1 and level < rows.length:
                upper = self._uppers(rows.dimension, level)
                agreeing = [
                    code for code in codes if any(name in text for name in upper.get(code[:level], ()))
                ]
                codes = agreeing or codes
        return tuple(codes)

    def _uppers(self, dimension: str, level: int) -> Mapping[str, list[str]]:
        by_code: dict[str, list[str]] = {}
        for name, codes in self._names.get((dimension, level), {}).items():
            for code in codes:
                by_code.setdefault(code, []).append(name)
        return by_code
