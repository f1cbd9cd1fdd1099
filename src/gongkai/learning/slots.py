"""What only the department can say: texts and reasons of a document become lines that the user fills in."""

from __future__ import annotations

import re
from collections.abc import Collection, Set
from dataclasses import dataclass, field

from gongkai.learning.figures import BaseFigures
from gongkai.learning.questions import TO_CHECK
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.model.book import Book
from gongkai.model.definitions import STAGE
from gongkai.model.department import Department, Schedule
from gongkai.model.labels import FUNCTION_DIMENSION, REASON_SCHEDULE
from gongkai.model.ledger import Ledger
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.sections.code_names import CodeNames
from gongkai.sections.vocabulary import identifier, make_filters, make_names
from gongkai.sentences.leads import plain_name

_SIGNS = re.compile(r"\W+")
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[（(]?[一二三四五六七八九十\d]+[）)]?\s*[、.．]?)"
)
_OF_LOOPS = ("行", "类", "数", "用途", "序", "行号", "记录")
_LONGEST = 16
_KNOWN = {"主要职责": ("职责", "职能"), "机构设置": ("机构设置", "单位构成", "机构情况")}
TEXTS, REASONS = "文字", REASON_SCHEDULE


def taken_names(pack: Pack) -> set[str]:
    """Every name that a template of the format knows, as templates write it: no new line may be called so."""
    schedules = {spec.name: Schedule(spec, (), present=False) for spec in pack.inputs.schedules}
    nobody = Department(pack.format, schedules)
    book = Book(Ledger(nobody), pack.definitions)
    names = make_names(pack, nobody, book, CodeNames(nobody, pack.classification))
    lines = {line.name for spec in pack.inputs.schedules for line in spec.lines}
    known = {*names, *make_filters(pack), *schedules, *lines, *pack.definitions.figures, *_OF_LOOPS}
    return {identifier(name) for name in known}


@dataclass(slots=True)
class TextSlots:
    """Lines of the schedule of texts. `filled` is what the document says in each."""

    pack: Pack
    taken: set[str]
    filled: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)

    def new(self, wanted: str, text: str, prompt: str = "") -> str:
        """The name of a line for a text below a heading, or behind words, called after them."""
        base = self._known(wanted)
        name = base or self._free(wanted)
        known = self._waits(name)
        self.filled[name] = text.strip()
        if not (base or known):
            self.prompts[name] = prompt or f"{TO_CHECK}：照公开的材料写"
        self.taken.add(name)
        return name

    def add(self, name: str, text: str) -> None:
        """One more paragraph of a line."""
        self.filled[name] += f"\n{text.strip()}"

    def join(self, name: str, other: str) -> None:
        """Make a line part of another one that stands right before it."""
        self.filled[name] += self.filled.pop(other)
        self.prompts.pop(other, None)
        self.taken.discard(other)

    def _known(self, wanted: str) -> str:
        """A line of the base format that is meant, each once."""
        spec = self.pack.inputs.schedule(TEXTS)
        for line in spec.lines if spec is not None else ():
            words = _KNOWN.get(line.name, ())
            if line.name not in self.filled and any(word in wanted for word in words):
                return line.name
        return ""

    def _free(self, wanted: str) -> str:
        bare = _SIGNS.sub("", _NUMBERING.sub("", re.sub(r"\{\{.*?\}\}", "", wanted)).strip())
        bare = re.sub(r"^\d{4}年度?|^年(?!度)", "", bare)[-_LONGEST:] or "其他说明"
        if bare[0].isdigit():
            bare = f"第{bare}"
        name, number = bare, 2
        while name in self.taken and not self._waits(name):
            name, number = f"{bare}{number}", number + 1
        return name

    def _waits(self, name: str) -> bool:
        """Whether the base format has such a line and nothing stands in it yet."""
        spec = self.pack.inputs.schedule(TEXTS)
        return name not in self.filled and spec is not None and any(line.name == name for line in spec.lines)

    def changes(self, used: Set[str]) -> dict[str, YamlValue]:
        """`schedules/文字.yaml` as changes of the base format's: new lines, and those that nothing prints taken away."""
        spec = self.pack.inputs.schedule(TEXTS)
        if not used & (set(self.prompts) | {line.name for line in (spec.lines if spec is not None else ())}):
            return {}  # a schedule has to have a line: those of the base format stay
        lines: dict[str, YamlValue] = {
            f"-{line.name}": OneLine("")
            for line in (spec.lines if spec is not None else ())
            if line.name not in used
        }
        for name, prompt in self.prompts.items():
            if name in used:
                lines[f"+{name}"] = OneLine({"type": "文字", "prompt": prompt})
        return {"lines": lines} if lines else {}


@dataclass(slots=True)
class ReasonSlots:
    """Changes that are explained. `filled` is what the document says of each, by name and code."""

    figures: BaseFigures
    new: dict[str, YamlValue] = field(default_factory=dict)
    filled: dict[tuple[str, str], str] = field(default_factory=dict)
    _names: dict[tuple[object, str, bool], str] = field(default_factory=dict)

    def of(self, binding: Binding, base: str, text: str, code: str = "", each: bool = False) -> str:
        """The name of the reason for a change of a figure against a stage; with `each` for every code."""
        name = self._base_reason(binding, base, each)
        if not name:
            key = (self.figures.parts(binding), base, each)
            name = self._names.get(key, "") or self._declare(binding, base, each)
            self._names[key] = name
        self.filled.setdefault((name, code), text)
        return name

    def _base_reason(self, binding: Binding, base: str, each: bool) -> str:
        previous = self.figures.pack.definitions.previous
        for name, slot in self.figures.pack.reasons.items():
            compared = previous if slot.base == "上年" else slot.base
            own = Binding(slot.figure, name, ((STAGE, (slot.stage,)),) if slot.stage else ())
            if (
                compared == base
                and bool(slot.each) == each
                and self.figures.parts(own) == self.figures.parts(binding)
            ):
                return name
        return ""

    def _declare(self, binding: Binding, base: str, each: bool) -> str:
        stem = plain_name(_SIGNS.sub("", binding.name)) or "支出"
        ending = "预决算差异" if base != self.figures.pack.definitions.previous else "变动"
        stem = f"{stem}各科目" if each else stem
        name, number = f"{stem}{ending}", 2
        while name in self.figures.pack.reasons or name in self.new:
            name, number = f"{stem}{ending}{number}", number + 1
        spec: dict[str, YamlValue] = {"figure": self.figures.text(binding), "compare": base}
        if each:
            spec["each"] = FUNCTION_DIMENSION
        self.new[name] = OneLine(spec | {"prompt": f"{TO_CHECK}：{binding.name}变动的主要原因"})
        return name

    def changes(self, used: Collection[str]) -> dict[str, YamlValue]:
        """`reasons.yaml` as changes of the base format's: reasons that no sentence has a place for are taken away."""
        gone: dict[str, YamlValue] = {
            f"-{name}": OneLine("") for name in self.figures.pack.reasons if name not in used
        }
        return gone | {f"+{name}": spec for name, spec in self.new.items() if name in used}
