"""Figures that no schedule asks for, such as all expenditure by economic item: held against their parts, and the one
part that no table has follows from them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from gongkai.filling.export_fact import Exported, ExportFact, rest_of
from gongkai.filling.export_spec import Coordinates, ExportFigure, ExportSpec, WholeRule
from gongkai.findings import report
from gongkai.model.definitions import STAGE
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.money import plain

_Key = tuple[int, Coordinates]  # year and the coordinates beside those that the rule names
_Known = dict[_Key, list[ExportFact]]


def add_from_wholes(exported: Exported, spec: ExportSpec) -> None:
    """Add the facts that follow, and a finding for each sheet whose figures contradict those of its parts."""
    for rule in spec.wholes:
        _solve(exported, rule)


def _solve(exported: Exported, rule: WholeRule) -> None:
    parts = [_by_key(exported, part) for part in rule.parts]
    contradictions: dict[str, list[tuple[ExportFact, Decimal, list[ExportFact]]]] = defaultdict(list)
    for key, wholes in _by_key(exported, rule.whole).items():
        whole = wholes[0]
        given = [known[key][0] for known in parts if key in known]
        missing = [
            part
            for part, known in zip(rule.parts, parts, strict=True)
            if key not in known and not _is_none(exported, part, key)
        ]
        rest = whole.amount - sum((fact.amount for fact in given), Decimal(0))
        if len(missing) > 1 or not rest:
            continue
        if not missing or rest < 0 or not given:
            contradictions[whole.place.sheet].append((whole, rest, given))
            continue
        places = tuple(fact.place for fact in given)
        figure = ExportFigure(missing[0].schedule, missing[0].coordinates | key[1])
        exported.facts.append(rest_of(whole, figure, rest, places))
    for several in contradictions.values():
        _tell(exported, several)


def _by_key(exported: Exported, figure: ExportFigure) -> _Known:
    """The facts of a figure by what else they say; of a figure without a coordinate only those that lack it too."""
    found: _Known = defaultdict(list)
    for fact in exported.facts:
        more = fact.figure.coordinates - figure.coordinates
        names = {name for name, _ in figure.coordinates}
        if (
            fact.figure.schedule == figure.schedule
            and figure.coordinates <= fact.figure.coordinates
            and not names & {name for name, _ in more}
        ):
            found[fact.year, more].append(fact)
    return found


def _is_none(exported: Exported, part: ExportFigure, key: _Key) -> bool:
    """Whether the table of a part was read and says nothing here."""
    year, more = key
    own = frozenset(pair for pair in part.coordinates | more if pair[0] != FUNCTION_DIMENSION)
    return (part.schedule, year, own) in exported.whole


def _tell(exported: Exported, several: list[tuple[ExportFact, Decimal, list[ExportFact]]]) -> None:
    """One finding for a sheet, at its first such figure."""
    whole, rest, given = several[0]
    about = "、".join(value for name, value in sorted(whole.figure.coordinates) if name != STAGE)
    places = "，".join(dict.fromkeys(str(fact.place) for fact in given))
    more = f"；这张表共有 {len(several)} 处不等" if len(several) > 1 else ""
    where = f"不等于各部分之和，各部分在：{places}" if places else "有数，各部分的表里没有"
    message = f"{whole.table}（{about or '合计'}）{where}{more}"
    exported.findings.append(
        report(
            "DC-06",
            message,
            whole.place,
            "请核对是不是同一次导出的",
            found=plain(whole.amount),
            expected=plain(whole.amount - rest),
            difference=plain(rest),
        )
    )
