"""How a document prints its numbers: thousands, decimals, what a zero looks like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from gongkai.learning.observed import Observed, ObservedTable, ObservedText
from gongkai.learning.said import narrow
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.packs.pack import NumberStyle, Pack
from gongkai.sentences.quantities import Sort, quantities_of
from gongkai.yamlsource import Node

ZERO_STYLE = "零照印"
"""The style of tables that print a zero where others leave the cell empty."""
_THOUSAND = 1000
_STYLES = ("表格", "正文", "百分比")


def number_changes(document: Observed, pack: Pack, declared: Node | None) -> dict[str, YamlValue]:
    """`numbers` of pack.yaml, as changes of the base format's (`declared`)."""
    tables = [fact.printed for table in document.tables() for fact in table.match.facts if fact.unit]
    prose, rates = [], []
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, ObservedText):
                for number in quantities_of(narrow(block.text)):
                    printed = narrow(block.text[number.start : number.end])
                    digits = re.match(r"[-\d,.]+", printed)
                    if digits is not None and number.sort == Sort.MONEY:
                        prose.append(digits[0])
                    elif digits is not None and number.sort == Sort.RATE:
                        rates.append(digits[0])
    changed: dict[str, YamlValue] = {}
    for name, texts in zip(_STYLES, (tables, prose, rates), strict=True):
        own = _changes(texts, pack.numbers.get(name), name != "表格")
        known = declared.get(name) if declared is not None else None
        if own and known is not None:
            changed[name] = OneLine(
                {key if known.get(key) is not None else f"+{key}": value for key, value in own.items()}
            )
    return changed


def zero_of(tables: Iterable[ObservedTable], kind: str) -> str:
    """What a table of a kind prints in place of nothing: 0.00, or "" where its cells are left empty."""
    zeros: Counter[str] = Counter()
    blank = 0
    for table in tables:
        match = table.match
        if not kind or match.recognised.kind != kind:
            continue
        rows = match.recognised.table.rows()
        columns = {fact.column for fact in match.facts}
        for row in {fact.row for fact in match.facts}:
            for column in columns:
                text = rows[row][column].strip()
                blank += not text
                if text and not text.strip("-0.,"):
                    zeros[text] += 1
    return zeros.most_common(1)[0][0] if sum(zeros.values()) > blank else ""


def _changes(printed: list[str], style: NumberStyle | None, zero_too: bool) -> dict[str, YamlValue]:
    if not printed or style is None:
        return {}
    own: dict[str, YamlValue] = {}
    large = [text for text in printed if _large(text)]
    if large:
        thousands = sum("," in text for text in large) * 2 > len(large)
        if thousands != style.thousands:
            own["thousands"] = "是" if thousands else "否"
    zeros = Counter(text for text in printed if not text.strip("-0.,"))
    if zero_too and zeros:
        zero = zeros.most_common(1)[0][0]
        if zero != style.zero:
            own["zero"] = zero
    others = [text for text in printed if text.strip("-0.,")]
    decimals = Counter(len(text.partition(".")[2]) for text in others)
    if decimals and decimals.most_common(1)[0][0] > 0 and max(decimals) != style.decimals:
        own["decimals"] = str(max(decimals))
    return own


def _large(text: str) -> bool:
    whole = text.replace(",", "").partition(".")[0].strip("-")
    return whole.isdigit() and int(whole) >= _THOUSAND
