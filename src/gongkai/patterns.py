"""Patterns that are compiled when they are first asked for something.

A class of Chinese characters takes Python half a millisecond to compile, and a rule looks closer only at what a
cheaper test has found: most departments never need most of these patterns.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands for the pattern; each method that was asked for once is an attribute from then on."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of `re.compile(source, flags)` for its methods. A fault in `source` raises re.error at first use."""
    return cast("re.Pattern[str]", _Late(source, flags))
