"""The sums that hold between figures of one table: 类、款、项, 合计 and its parts, totals of both sides.

Each is told by what the figures are, never by where they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from gongkai.auditing.document import FactKey, figure_key
from gongkai.auditing.words import FISCAL, UNIT_FUNDS, AuditWords
from gongkai.frozen import frozen
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION, NATURE_DIMENSION, SOURCE_DIMENSION
from gongkai.recognition.printed_fact import PrintedFact

_CODES = (FUNCTION_DIMENSION, ECONOMIC_DIMENSION)
_LEVELS = {FUNCTION_DIMENSION: (3, 5, 7), ECONOMIC_DIMENSION: (3, 5)}
_SPLITS = ("安排",)
_BALANCE, _CARRIED = "结转结余", "结余项目"
_Group = tuple[str, tuple[tuple[str, str], ...], str, str]


@frozen
class SumOf:
    """`total` should be the sum of `parts`. `about` says in Chinese which sum it is.

    One `of_columns` may have parts in columns or rows that were not read.
    """

    total: PrintedFact
    parts: tuple[PrintedFact, ...]
    about: str
    of_columns: bool = False


def sums_of(facts: Sequence[PrintedFact], words: AuditWords) -> list[SumOf]:
    """All sums among the figures of one table; figures that stand in it twice with two values are left out."""
    once: dict[FactKey, PrintedFact] = {}
    doubtful: set[FactKey] = set()
    for fact in facts:
        key = figure_key(fact)
        if key in once and once[key].amount != fact.amount:
            doubtful.add(key)
        once.setdefault(key, fact)
    known = {key: fact for key, fact in once.items() if key not in doubtful}
    return [*_levels(known, doubtful), *_columns(known, words), *_totals(known, words), *_whole(known, words)]


def _levels(known: dict[FactKey, PrintedFact], doubtful: Set[FactKey]) -> Iterator[SumOf]:
    """合计 of the classes, a class of its 款, a 款 of its 项: but of none that has a part printed with two values, as in a
    table with columns for two groups."""
    groups: dict[_Group, dict[str, PrintedFact]] = defaultdict(dict)
    unsure: dict[_Group, set[str]] = defaultdict(set)
    for key in (*known, *doubtful):
        for group, code in _group_and_code(key):
            if key in known:
                groups[group][code] = known[key]
            else:
                unsure[group].add(code)
    for group, codes in groups.items():
        dimension = group[-1]
        for code, total in codes.items():
            if any("|" in code or _is_part(other, code, dimension) for other in unsure[group]):
                continue
            parts = [part for other, part in codes.items() if _is_part(other, code, dimension)]
            if parts:
                yield SumOf(total, tuple(parts), f"{_called(code, dimension)}等于各{_parts_called(code)}之和")
        groups_of = [fact for code, fact in codes.items() if "|" in code]
        if "" in codes and len(groups_of) > 1:
            yield SumOf(codes[""], tuple(groups_of), "合计等于人员经费与公用经费之和")


def _group_and_code(key: FactKey) -> Iterator[tuple[_Group, str]]:
    figure, where, stage = key
    coordinates = dict(where)
    dimension = next((each for each in _CODES if each in coordinates), "")
    code = coordinates.pop(dimension, "") if dimension else ""
    rest = tuple(sorted(coordinates.items()))
    for each in (dimension,) if dimension else _CODES:
        yield (figure, rest, stage, each), code


def _is_part(other: str, code: str, dimension: str) -> bool:
    """Whether an amount under the code `other` is one of the parts of that under `code` ("" is the total of all)."""
    if "|" in other:
        return False
    if "|" in code:
        return other in code.split("|")
    levels = _LEVELS[dimension]
    below = levels[0] if not code else next((level for level in levels if level > len(code)), 0)
    return len(other) == below and bool(below) and other.startswith(code)


def _called(code: str, dimension: str) -> str:
    return code.replace("|", "、") if code else "合计"


def _parts_called(code: str) -> str:
    return {0: "类", 3: "款", 5: "项"}.get(len(code), "项")


def _columns(known: dict[FactKey, PrintedFact], words: AuditWords) -> Iterator[SumOf]:
    """An amount of its parts by nature and by source, in the same row."""
    groups: dict[_Group, dict[str, PrintedFact]] = defaultdict(dict)
    for (figure, where, stage), fact in known.items():
        coordinates = dict(where)
        for dimension in (NATURE_DIMENSION, SOURCE_DIMENSION, *_SPLITS):
            value = coordinates.get(dimension, "")
            rest = tuple(sorted(each for each in coordinates.items() if each[0] != dimension))
            groups[figure, rest, stage, dimension][value] = fact
    for (figure, _, _, dimension), values in groups.items():
        if dimension in _SPLITS:
            parts = [fact for value, fact in values.items() if value]
            if "" in values and parts:
                yield SumOf(values[""], tuple(parts), "合计等于各项之和")
            continue
        if dimension == NATURE_DIMENSION:
            parts = [fact for value, fact in values.items() if value]
            if "" in values and len(parts) > 1:
                yield SumOf(values[""], tuple(parts), "合计等于基本支出、项目支出等各栏之和", True)
            continue
        members = [values[each] for each in words.of_fiscal if each in values]
        if FISCAL in values and len(members) > 1:
            yield SumOf(values[FISCAL], tuple(members), "财政拨款合计等于一般公共预算、基金、国资之和")
        if figure != "收入" or "" not in values:
            continue
        tops = [values[FISCAL]] if FISCAL in values else members
        for value, fact in values.items():
            if (
                value
                and value not in (FISCAL, *words.of_fiscal)
                and not (UNIT_FUNDS in values and value in words.of_unit)
            ):
                tops.append(fact)
        if tops:
            yield SumOf(values[""], tuple(tops), "收入合计等于各来源之和", True)


def _totals(known: dict[FactKey, PrintedFact], words: AuditWords) -> Iterator[SumOf]:
    """收入总计 and 支出总计 with what is carried over, and both of them equal."""
    for (figure, where, stage), fact in known.items():
        if figure not in words.totals:
            continue
        current, *carried = words.totals[figure]
        first = known.get((current, where, stage))
        if first is not None:
            rest = [
                other
                for name in carried
                if (other := known.get((_BALANCE, tuple(sorted((*where, (_CARRIED, name)))), stage)))
                is not None
            ]
            yield SumOf(fact, (first, *rest), f"{figure}等于本年{current}与结转结余之和", True)
        if figure == "收入总计" and (other := known.get(("支出总计", where, stage))) is not None:
            yield SumOf(fact, (other,), "收入总计等于支出总计", True)


def _whole(known: dict[FactKey, PrintedFact], words: AuditWords) -> Iterator[SumOf]:
    for (figure, where, stage), fact in known.items():
        parts = [
            part
            for name in words.parts.get(figure, ())
            if (part := known.get((name, where, stage))) is not None
        ]
        if len(parts) > 1:
            yield SumOf(fact, tuple(parts), f"{figure}等于各项之和")
