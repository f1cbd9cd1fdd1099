"""Figures that follow from several tables: what one part of a whole must be when all the others are known."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from gongkai.filling.export_fact import Exported, ExportFact, rest_of
from gongkai.filling.export_spec import Coordinates, ExportFigure, ExportSpec, SumRule
from gongkai.findings import report
from gongkai.model.definitions import STAGE
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.money import plain

_Key = tuple[int, Coordinates]  # year and the coordinates beside the one that is summed over


def add_remainders(exported: Exported, spec: ExportSpec) -> None:
    """Add the facts that follow, and the findings where tables contradict each other or leave something open."""
    declared = {
        (figure.schedule, figure.coordinates)
        for table in spec.tables
        for column in table.columns
        for figure in column.figures
    }
    for each in spec.sums:
        _Solver(exported, each, declared).solve()


class _Solver:
    def __init__(self, exported: Exported, rule: SumRule, declared: set[tuple[str, Coordinates]]) -> None:
        self.exported = exported
        self.declared = declared
        self.rule = rule
        self.known: dict[_Key, dict[str, ExportFact]] = defaultdict(dict)
        for fact in exported.facts:
            if fact.figure.schedule == rule.schedule:
                coordinates = dict(fact.figure.coordinates)
                value = coordinates.pop(rule.dimension, "")
                self.known[fact.year, frozenset(coordinates.items())].setdefault(value, fact)
        self.open: dict[tuple[str, tuple[str, ...]], ExportFact] = {}

    def solve(self) -> None:
        for key in sorted(self.known, key=lambda each: (each[0], sorted(each[1]))):
            whole = self.known[key].get(self.rule.whole)
            if whole is not None:
                self._key(key, whole)
        for (stage, missing), whole in self.open.items():
            names = "、".join(missing)
            message = f"{self.rule.schedule}的{stage}按{self.rule.dimension}分不开：没有{names}的数，只有合计，没有填"
            hint = "请把这些表的导出件也给程序，或者自己分开填"
            self.exported.findings.append(report("DC-07", message, whole.place, hint))

    def _key(self, key: _Key, whole: ExportFact) -> None:
        """The rest of one whole."""
        parts = self.known[key]
        missing = [part for part in self.rule.parts if part not in parts and not self._is_none(key, part)]
        given = [parts[part] for part in self.rule.parts if part in parts]
        rest = whole.amount - sum((fact.amount for fact in given), Decimal(0))
        if len(missing) > 1:
            if rest:
                self.open.setdefault((dict(key[1]).get(STAGE, ""), tuple(missing)), whole)
        elif rest and (not missing or (rest < 0 and FUNCTION_DIMENSION in dict(key[1]))):
            self._contradiction(whole, given, rest)
        elif missing and rest:
            places = tuple(fact.place for fact in given)
            coordinates = key[1] | {(self.rule.dimension, missing[0])}
            figure = ExportFigure(self.rule.schedule, coordinates)
            self.exported.facts.append(rest_of(whole, figure, rest, places or (whole.place,)))

    def _is_none(self, key: _Key, part: str) -> bool:
        """True where there is nothing of a part: its table was read and says nothing here, or its total is nought."""
        year, coordinates = key
        if self.rule.by and self._has_nothing(year, part):
            return True
        own = coordinates | {(self.rule.dimension, part)}
        without = frozenset(pair for pair in own if pair[0] != FUNCTION_DIMENSION)
        tables = [
            read for schedule, of, read in self.exported.whole if (schedule, of) == (self.rule.schedule, year)
        ]
        if any(read == without for read in tables):
            return True
        # The part has a table, in which this kind of expenditure cannot occur at all.
        kind = {pair for pair in own if pair[0] in (STAGE, self.rule.dimension)}
        if (self.rule.schedule, without) not in self.declared and any(kind <= read for read in tables):
            return True
        return any(
            not fact.number
            for (of, others), values in self.known.items()
            if of == year and others <= coordinates and (fact := values.get(part)) is not None
        )

    def _has_nothing(self, year: int, part: str) -> bool:
        """True where the tables of the other schedule were read as a whole and have no amount of the part."""
        pair = (self.rule.dimension, part)
        read = any(
            pair in own and (schedule, of) == (self.rule.by, year)
            for schedule, of, own in self.exported.whole
        )
        return read and not any(
            fact.number
            and (fact.figure.schedule, fact.year) == (self.rule.by, year)
            and pair in fact.figure.coordinates
            for fact in self.exported.facts
        )

    def _contradiction(self, whole: ExportFact, given: list[ExportFact], rest: Decimal) -> None:
        coordinates = "、".join(value for _, value in sorted(whole.figure.coordinates))
        places = "，".join(str(fact.place) for fact in given)
        message = f"{self.rule.schedule}（{coordinates}）各{self.rule.dimension}之和不等于合计；各部分在：{places or '没有'}"
        self.exported.findings.append(
            report(
                "DC-06",
                message,
                whole.place,
                "请核对是不是同一次导出的",
                found=plain(whole.amount - rest),
                expected=plain(whole.amount),
                difference=plain(-rest),
            )
        )
