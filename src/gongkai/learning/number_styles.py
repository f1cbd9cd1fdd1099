"""How a document prints its numbers: thousands, decimals, what a zero looks like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.learning.observed import Observed, ObservedTable, ObservedText
from gongkai.learning.said import narrow
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.packs.pack import NumberStyle, Pack
from gongkai.sentences.quantities import Sort, quantities_of
from gongkai.yamlsource import Node

_ZERO_STYLE, _WHOLE_STYLE = "零照印", "整数"
"""The styles of tables that print a zero where others leave the cell empty, and of those without decimals."""
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


@dataclass(slots=True)
class TableStyles:
    """How the tables of a document print numbers otherwise than the others of its format: named styles."""

    tables: Sequence[ObservedTable]
    usual: NumberStyle | None
    made: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, kind: str) -> str:
        """The name of the style of a table of this kind; "" where it is the usual one."""
        own: dict[str, str] = {}
        name = ""
        if (zero := self._zero(kind)) and (self.usual is None or self.usual.zero != zero):
            own["zero"], name = zero, _ZERO_STYLE
        if self._whole(kind) and (self.usual is None or self.usual.decimals):
            own["decimals"], name = "0", f"{_WHOLE_STYLE}{name}"
        if name:
            self.made.setdefault(name, own)
        return name

    def _of_kind(self, kind: str) -> Iterator[ObservedTable]:
        return (table for table in self.tables if kind and table.match.recognised.kind == kind)

    def _zero(self, kind: str) -> str:
        """What a table prints in place of nothing: 0.00, or "" where its cells are left empty."""
        zeros: Counter[str] = Counter()
        blank = 0
        for table in self._of_kind(kind):
            match = table.match
            rows = match.recognised.table.rows()
            columns = {fact.column for fact in match.facts}
            for row in {fact.row for fact in match.facts}:
                for column in columns:
                    text = rows[row][column].strip()
                    blank += not text
                    if text and not text.strip("-0.,"):
                        zeros[text] += 1
        return zeros.most_common(1)[0][0] if sum(zeros.values()) > blank else ""

    def _whole(self, kind: str) -> bool:
        """Whether a table prints all its amounts without decimals."""
        amounts = [
            fact.printed
            for table in self._of_kind(kind)
            for fact in table.match.facts
            if fact.unit and fact.printed.strip("-0.,")
        ]
        return bool(amounts) and not any("." in text for text in amounts)

    def declared(self, usual: Mapping[str, YamlValue]) -> dict[str, YamlValue]:
        """The styles as pack.yaml writes them: what the document prints usually, and otherwise."""
        base: dict[str, YamlValue] = {"decimals": "2"}
        if self.usual is not None and self.usual.thousands:
            base["thousands"] = "是"
        if self.usual is not None and self.usual.zero is not None:
            base["zero"] = self.usual.zero
        return {f"+{name}": OneLine({**base, **usual, **own}) for name, own in self.made.items()}


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
