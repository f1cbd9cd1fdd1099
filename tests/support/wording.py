"""Faults of wording that a machine can see in a Chinese sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gongkai.findings import Finding

_HAN = "\u4e00-\u9fff"
# The same word of two and more characters twice in a row, or one of these alone. Real words that double: 等等, 人人 …
_TWICE = re.compile(rf"([{_HAN}]{{2,}})\1|([的了是为在和与或应有无未没不却已及从把被将而但])\2")
_HALF = re.compile(
    rf"(?<=[{_HAN}”）])[,;:?!](?=[{_HAN}“（])|(?<=[{_HAN}])\.(?=[{_HAN}])|[，。；：、]{{2,}}|。；|；。"
)
_REPR = re.compile(r"\bNone\b|\bDecimal\(|<[a-z_.]+ object|\['|'\]|\{'|\bTrue\b|\bFalse\b|dict_|frozenset")
_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"))


def wording_faults(text: str, quoted: bool = True) -> list[str]:
    """What is wrong with a text: doubled words, unbalanced marks, Python's own notation, half-width marks.

    `quoted` texts (within “”) are the user's and not ours; without them nothing but their marks is looked at.
    """
    ours = re.sub("“[^“”]*”", "“”", text) if quoted else text
    found = [f"doubled: {match[0]}" for match in _TWICE.finditer(ours)]
    found += [f"mark: {match[0]} in {ours}" for match in _HALF.finditer(ours)]
    found += [f"Python: {match[0]}" for match in _REPR.finditer(ours)]
    found += [f"unbalanced {left}{right}" for left, right in _PAIRS if ours.count(left) != ours.count(right)]
    return [f"{fault} — {text}" for fault in found]


def said_badly(findings: Iterable[Finding]) -> list[str]:
    """The faults of wording in what findings say and advise."""
    texts = [text for item in findings for text in (item.message, item.hint) if text]
    return [fault for text in dict.fromkeys(texts) for fault in wording_faults(text)]
