"""Numbers that the base format does not ask for: each becomes a line of 相关信息 with a figure, to be looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.learning.questions import TO_CHECK
from gongkai.learning.slots import taken_names
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.model.expression import Name
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.sentences.quantities import Sort, WrittenNumber

FACTS_SCHEDULE = "相关信息"
_SIGNS_IN_TEMPLATES = re.compile(r"\W+")
_SIGNS = re.compile(r"[^\w（）]+")
_DATED = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.．、])?\s*(?:截至)?(?:\d{4}年度?)?(?:\d{1,2}月\d{1,2}日)?")
_LEADING = re.compile(
    r"^(?:其中|并|和|及|以及|本(?:部门|单位)(?!预算)|部门|共有?|累计|涉及|已经?|正在|由|安排|全年|年度?(?=本|部门|单位)|本(?=共))+"
)
_TRAILING = re.compile(r"(?:金额|预算数|决算数|数额|总额|数|共计|共|为|是|约|达)+$")
_LEAST, _LONGEST = 2, 24
_SPECIFIC = 6  # characters of a name that stands for one thing wherever it is said
_GROUP = f"其他（{TO_CHECK}）"


@dataclass(slots=True)
class ExtraFigures:
    """New lines by name with their unit, none called as one of `texts`; `filled` is what the document prints for each, in 元 or as a count."""

    pack: Pack
    texts: set[str]
    units: dict[str, str] = field(default_factory=dict)
    filled: dict[str, Decimal] = field(default_factory=dict)

    @property
    def dimension(self) -> str:
        spec = self.pack.inputs.schedule(FACTS_SCHEDULE)
        return spec.line_dimension if spec is not None else ""

    def new(self, words: str, number: WrittenNumber, amount: Decimal) -> Binding | None:
        """A figure for a number that these words lead to; None where they name nothing."""
        name = self._name(words, number, amount)
        if not name or not self.dimension:
            return None
        if name in self.units:
            return Binding(Name(name), name, (), number.sort != Sort.MONEY)
        self.texts.add(name)
        self.units[name] = "" if number.sort == Sort.MONEY else number.unit
        self.filled[name] = amount
        return Binding(Name(name), name, (), number.sort != Sort.MONEY)

    def keep(self, names: set[str]) -> None:
        """Forget all but these, since the sentence of the others could not be turned."""
        for name in [each for each in self.units if each not in names]:
            del self.units[name], self.filled[name]

    def _name(self, words: str, number: WrittenNumber, amount: Decimal) -> str:
        """What a line for a number is called; that of the same thing with the same amount where there is one."""
        clause = re.split(r"[,;。:，；：、]", words)[-1] or words
        bare = re.sub(r"[XxＸ×]{2,}", "", _DATED.sub("", re.sub(r"\{\{.*?\}\}", "", clause).strip()))
        bare = _TRAILING.sub("", _LEADING.sub("", _SIGNS.sub("", bare)))[-_LONGEST:]
        bare = re.sub(r"^[\d（）]+|\d", "", bare)
        if len(bare) < _LEAST:
            bare = {"辆": "车辆数", "个": "个数"}.get(number.unit, "") if not bare else f"{bare}{number.unit}"
        if len(bare) < _LEAST:
            return ""
        taken = taken_names(self.pack) | {_SIGNS_IN_TEMPLATES.sub("", each) for each in self.units}
        if amount and len(bare) >= _SPECIFIC and self.filled.get(bare) == amount:
            return bare
        name, again = bare, 2
        while _SIGNS_IN_TEMPLATES.sub("", name) in taken or name in self.texts:
            name, again = f"{bare}{again}", again + 1
        return name

    def schedule_changes(self) -> dict[str, YamlValue]:
        """`schedules/相关信息.yaml` as changes of the base format's."""
        lines: dict[str, YamlValue] = {}
        for name, unit in self.units.items():
            spec: dict[str, YamlValue] = {"group": _GROUP}
            if unit:
                spec |= {"type": "数量", "unit": unit}
            lines[f"+{name}"] = OneLine(spec)
        return {"lines": lines} if lines else {}

    def figure_changes(self) -> dict[str, YamlValue]:
        """`figures.yaml` as changes of the base format's."""
        figures: dict[str, YamlValue] = {
            f"+{name}": f"{FACTS_SCHEDULE}[{self.dimension}={name}]" for name in self.units
        }
        return {"figures": figures} if figures else {}
