"""The words of a sentence that say how figures compare: 增加, 下降, 持平 and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from gongkai.derivation import Origin
from gongkai.tree.nodes import Run

# What may precede the words of a comparison, and the words themselves: 万元，|下降|12.30%.
_BEFORE = re.compile(r"(?:万元|[，。；、：（）%\s])*")
_WORDS = re.compile(r"[^，。；：（）%]+")


def comparing_words(run: Run) -> Iterator[tuple[int, int, Origin]]:
    """Start, end and origin of the words of a run that compare figures; none overlap.

    A year in between does not separate them: 比2022年减少 is one.
    """
    behind = 0
    joined: list[tuple[int, int, Origin]] = []
    for start, end, origin in sorted(run.words, key=itemgetter(0, 1)):
        last = joined[-1] if joined else None
        if last is not None and last[2] is origin and run.text[last[1] : start].isdigit():
            joined[-1] = last[0], end, origin
        else:
            joined.append((start, end, origin))
    for start, end, origin in joined:
        before = _BEFORE.match(run.text, start, end)
        said = _WORDS.match(run.text, before.end() if before else start, end)
        if start < behind or said is None:
            continue  # it overlaps the words before, or is only a unit or a punctuation mark
        yield said.start(), said.start() + len(said[0].rstrip()), origin
        behind = said.end()
