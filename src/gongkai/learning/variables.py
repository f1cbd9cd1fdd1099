"""What is one department's in a text: its name, its place and the years become names of the format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from gongkai.frozen import frozen
from gongkai.model.labels import PLACE_LINE, UNIT_NAME_LINE

_PLACE = re.compile(r"(?:[\u4e00-\u9fff]{2,7}?(?:自治区|自治州|自治县|省|市|州|盟|县|区|旗))+")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NOT_ITS_BODY = re.compile(r"本(?:部门|单位)(?!预算|决算)")
_LONG_NAME, _SHORT_NAME, _SAID = 5, 3, 2
"""Characters of a name that has a short form, of that form, and how often it is said."""
SHORT_NAME = "单位简称"
PUBLISHER = "公开主体"
BRACES = re.compile(r"[{}]|@|^#")
"""Signs that mean something in a template."""


@frozen
class Variables:
    """`unit` and `year` (four digits) of a document, and the `names` that its format knows."""

    unit: str
    year: str
    names: frozenset[str]
    short: str = ""
    """What the unit is called for short; the line of texts SHORT_NAME says it."""

    @property
    def place(self) -> str:
        """The place that the unit's name begins with; "" where it begins with none, or is nothing else."""
        found = _PLACE.match(self.unit)
        return found[0] if found is not None and len(found[0]) < len(self.unit) - 1 else ""

    def put_into(self, text: str) -> str:
        """The text with names of the format in place of the department's own words."""
        for own, name in self._own():
            if own and name in self.names:
                text = text.replace(own, "{{" + name + "}}")
        if self.short:
            text = text.replace(self.short, "{{" + f"{SHORT_NAME} or {UNIT_NAME_LINE}" + "}}")
        if PUBLISHER in self.names:
            text = _NOT_ITS_BODY.sub("本{{" + PUBLISHER + "}}", text)
        return _YEAR.sub(self._year, text)

    def _own(self) -> list[tuple[str, str]]:
        bare = re.sub(r"[（(][^（）()]*[)）]$", "", self.unit)
        return [(self.unit, UNIT_NAME_LINE), (bare, UNIT_NAME_LINE), (self.place, PLACE_LINE)]

    def _year(self, found: re.Match[str]) -> str:
        if not self.year.isdigit():
            return found[0]
        difference = int(found[1]) - int(self.year)
        return {0: "{{年度}}", -1: "{{上年度}}"}.get(difference, found[0])

    def left_in(self, text: str) -> bool:
        """Whether a text still says the unit, its place, or a part of the unit's name that nothing else is called."""
        short = self.unit.removeprefix(self.place)
        return any(len(own) > 2 and own in text for own in (self.unit, self.place, short, self.short))


def short_name(unit: str, place: str, texts: Iterable[str]) -> str:
    """What a document calls its unit for short (its place and its last words); "" where it does not.

    It begins with the last name of the place, or its last word, and leaves words of the unit's name out.
    """
    nearest = re.search(r"[^省市州盟县区旗]*[省市州盟县区旗]$", place)
    if nearest is None or len(unit) < _LONG_NAME:
        return ""
    begin = f"(?:{nearest[0]}|{nearest[0][-1]})"
    pattern = re.compile(rf"{begin}[\u4e00-\u9fff]{{1,{len(unit)}}}?{unit[-1]}")
    found = Counter(
        each
        for text in texts
        for each in pattern.findall(text.replace(unit, "。"))
        if _leaves_out(each, unit) and len(each) >= _SHORT_NAME
    )
    best = max(found, key=lambda each: (found[each], each), default="")
    return best if found[best] >= _SAID else ""


def _leaves_out(short: str, unit: str) -> bool:
    rest = iter(unit)
    return all(sign in rest for sign in short)
