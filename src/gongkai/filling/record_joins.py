"""Records whose keys stand in several tables: a project's subject and funding in one, the level of its money in another.

The amounts of both are those of the same record, so that the rows are certain where one of the two does not divide it
further; where both do, or where they differ, nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from gongkai.filling.export_fact import Exported, ExportFact
from gongkai.filling.export_spec import Coordinates, JoinRule
from gongkai.findings import report
from gongkai.model.definitions import STAGE
from gongkai.model.labels import normal
from gongkai.money import plain


def join_records(rule: JoinRule, own: Exported, others: Iterable[Exported]) -> None:
    """Add to `own`, whose tables have the keys, the rows by `rule.along` as the tables of `others` divide them."""
    rows: dict[str, list[ExportFact]] = defaultdict(list)
    parts: dict[str, list[ExportFact]] = defaultdict(list)
    for fact in own.facts:
        if _is_of(rule, fact) and fact.number:
            rows[_name(rule, fact)].append(fact)
    for other in others:
        for fact in other.facts:
            if _is_of(rule, fact) and fact.number and rule.along in dict(fact.figure.coordinates):
                parts[_name(rule, fact)].append(fact)
    open_: list[ExportFact] = []
    for name, given in parts.items():
        shared: dict[Coordinates, list[ExportFact]] = defaultdict(list)
        for part in given:
            shared[_without(part, {rule.by, rule.along})].append(part)
        for more, several in shared.items():
            made = _joined(rule, rows[name], more, several, own)
            if made is None:
                open_.append(several[0])
            else:
                own.facts += made
    if open_:
        names = "、".join(dict.fromkeys(dict(fact.figure.coordinates)[rule.by] for fact in open_))
        message = f"“{rule.schedule}”这几个的数不能确定是哪一行的，没有填：{names}"
        hint = f"没有一张表同时写明{rule.along}和别的各栏；请自己填，不是{rule.schedule}支出的不用填"
        own.findings.append(report("DC-07", message, open_[0].place, hint))


def _is_of(rule: JoinRule, fact: ExportFact) -> bool:
    return (
        not fact.text and fact.figure.schedule == rule.schedule and rule.by in dict(fact.figure.coordinates)
    )


def _name(rule: JoinRule, fact: ExportFact) -> str:
    return normal(dict(fact.figure.coordinates)[rule.by])


def _without(fact: ExportFact, names: set[str]) -> Coordinates:
    return frozenset(pair for pair in fact.figure.coordinates if pair[0] not in names)


def _joined(
    rule: JoinRule, rows: list[ExportFact], more: Coordinates, parts: list[ExportFact], own: Exported
) -> list[ExportFact] | None:
    """The rows of one record; nothing where they are there already, None where they are not certain."""
    names = {name for name, _ in more}
    alike = [row for row in rows if more <= row.figure.coordinates]
    if not alike:  # as money of all years: of the one row that the record has
        single = {_without(row, names | {rule.along}): row for row in rows}
        if len(single) != 1 or any(rule.along in dict(row.figure.coordinates) for row in rows[1:]):
            return None
        row = rows[0]
        figure = replace(row.figure, coordinates=_without(row, names | {rule.along}) | more)
        return [_part_of(rule, replace(row, figure=figure), part, part) for part in parts]
    whole = sum((part.amount for part in parts), Decimal(0))
    for stage in (None, *dict.fromkeys(dict(row.figure.coordinates).get(STAGE) for row in alike)):
        several = [row for row in alike if stage is None or dict(row.figure.coordinates).get(STAGE) == stage]
        if sum((row.amount for row in several), Decimal(0)) == whole:
            return _rows(rule, several, parts)
    _differ(rule, alike, parts, own)
    return []


def _rows(rule: JoinRule, rows: list[ExportFact], parts: list[ExportFact]) -> list[ExportFact] | None:
    if all(rule.along in dict(row.figure.coordinates) for row in rows):
        return []
    if len(rows) == 1:
        return [_part_of(rule, rows[0], part, part) for part in parts]
    if len(parts) == 1:
        return [_part_of(rule, row, parts[0], row) for row in rows]
    return None


def _part_of(rule: JoinRule, row: ExportFact, part: ExportFact, amount: ExportFact) -> ExportFact:
    """The row with the part's coordinate, and the number of the one of both that is the finer."""
    along = frozenset({(rule.along, dict(part.figure.coordinates)[rule.along])})
    figure = replace(row.figure, coordinates=row.figure.coordinates | along)
    return replace(amount, figure=figure, year=row.year, table=row.table, read=row.read)


def _differ(rule: JoinRule, rows: list[ExportFact], parts: list[ExportFact], own: Exported) -> None:
    one, two = (sum((fact.amount for fact in facts), Decimal(0)) for facts in (rows, parts))
    name = dict(rows[0].figure.coordinates)[rule.by]
    message = f"“{name}”在两处不同：{rows[0].place} 是 {plain(one)} 元，{parts[0].place} 是 {plain(two)} 元"
    done = all(rule.along in dict(row.figure.coordinates) for row in rows)
    message += "；按前一处填" if done else "；没有填"
    own.findings.append(
        report(
            "DC-06",
            message,
            rows[0].place,
            "请核对是不是同一次导出的",
            found=plain(one),
            expected=plain(two),
            difference=plain(one - two),
        )
    )
