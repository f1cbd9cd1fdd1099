"""From what a sentence calls a figure to the figures that are called so: by name, never by value alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.auditing.subjects import plain_subject
from gongkai.auditing.words import load_audit_words
from gongkai.learning.figures import BaseFigures
from gongkai.model.expression import Name
from gongkai.plans.binding import Binding
from gongkai.sentences.leads import alikeness, plain_name

_SIGNS = re.compile(r"[\s“”\"'‘’()（）《》、]")
_ALIKE = 0.62
_APART = 0.08
_NUMBER = re.compile(r"\d{1,2}$")
_TOTAL = "合计"
SIDES = ("收入", "支出")


@dataclass(slots=True)
class NamesOfFigures:
    """Every name by which the figures of a format are known, the likeliest figure first. `unit` and `short` are what the
    department is called: no part of a figure's name."""

    figures: BaseFigures
    unit: str
    short: str = ""
    by_name: dict[str, list[Binding]] = field(default_factory=dict)

    @staticmethod
    def of(figures: BaseFigures, root: Path, unit: str, short: str = "") -> NamesOfFigures:
        """With the words of `audit.yaml`. Raises OSError where they are missing."""
        known = NamesOfFigures(figures, unit, short)
        for (figure, where), names in load_audit_words(root).subjects:
            binding = figures.binding(figure, dict(where))
            if binding is not None:
                for name in names:
                    known._add(name, binding)
        for name in figures.pack.definitions.figures:
            binding = Binding(Name(name), name)
            first = first_of(name)
            if first != name and first in figures.pack.definitions.figures:
                known._add(_SIGNS.sub("", first), binding)
                continue
            if figures.parts(binding) is not None:
                known._add(_SIGNS.sub("", name), binding)
                known._add(plain_name(name), binding)
                called = known._subject(name)
                if called not in known.by_name:  # 会议费预算支出 is heard as 会议费支出
                    known._add(called, binding)
        return known

    def _add(self, name: str, binding: Binding) -> None:
        found = self.by_name.setdefault(name, [])
        if binding not in found:
            found.append(binding)

    def _subject(self, lead: str) -> str:
        return plain_subject(lead.replace(self.short, "") if self.short else lead, self.unit)

    def called(self, lead: str) -> list[Binding]:
        """The figures that the words before an amount name; empty where they name none."""
        subject = self._subject(lead)
        for name in (subject, plain_name(subject), f"{subject}{_TOTAL}"):
            if name in self.by_name:
                return self.by_name[name]
        return []

    def alike(self, lead: str) -> list[Binding]:
        """The one figure whose name is much like these words and no other's; to be checked by somebody."""
        subject = self._subject(lead)
        if len(subject) < 4:
            return []
        names = [
            name
            for name in self.by_name
            if len(name) >= 4 and not _other_side(subject, self.by_name[name][0].name)
        ]
        scored = sorted(((alikeness(subject, name), name) for name in names), reverse=True)
        best = scored[0] if scored else (0.0, "")
        if best[0] < _ALIKE:
            return []
        rivals = [
            name
            for score, name in scored[1:]
            if best[0] - score < _APART and self.by_name[name][0] != self.by_name[best[1]][0]
        ]
        return [] if rivals else self.by_name[best[1]][:1]


def first_of(name: str) -> str:
    """The name without the number that tells lines of one name apart: 采购金额 of 采购金额2."""
    return _NUMBER.sub("", name)


def _other_side(subject: str, name: str) -> bool:
    """Whether one of two names is of revenue and the other of expenditure: they are two, however alike."""
    return {subject[-2:], name[-2:]} == set(SIDES)
