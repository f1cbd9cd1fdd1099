"""What is one department's in a text: its name, its place and the years become names of the format."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.model.labels import PLACE_LINE, UNIT_NAME_LINE

_PLACE = re.compile(r"(?:[\u4e00-\u9fff]{2,7}?(?:自治区|自治州|自治县|省|市|州|盟|县|区|旗))+")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NOT_ITS_BODY = re.compile(r"本(?:部门|单位)(?!预算|决算)")
PUBLISHER = "公开主体"
BRACES = re.compile(r"[{}]|@|^#")
"""Signs that mean something in a template."""


@dataclass(frozen=True, slots=True)
class Variables:
    """`unit` and `year` (four digits) of a document, and the `names` that its format knows."""

    unit: str
    year: str
    names: frozenset[str]

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
        return any(len(own) > 2 and own in text for own in (self.unit, self.place, short))
