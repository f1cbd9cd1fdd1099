"""JG-07 金额单位疑似填错

查什么：各表的合计与核对数是不是有几个恰好差一万倍；按所写的金额单位折算，各笔金额（或者其中上年数、预算数一类的各笔）是不是都小得（或大得）不像一个单位一年的账；格式写明量级相同的两个数（设置“同量级”）是不是大约差一万倍；同一阶段的两张表，合计是不是恰好差一万倍；项目、相关信息一类不按科目的表，各笔金额是不是小得（或大得）不像，它的合计与收支表的合计是不是恰好差一万倍；同一行的两笔金额是不是恰好（按项填的表是大约）差一万倍，按项填的表有没有不到一元的金额。
为什么：单位填错一格，全部报表相差一万倍（“收入总计0.24万元”），别的错误都由它引起，公开后最难解释。
通过：金额单位为元，最大一笔 8685220.00 元。
违反：金额单位为元，最大一笔 868.52 元（填的其实是万元）；收入按元填，支出按万元填。
怎么改：核对“单位信息”的金额单位与各表金额是否一致，改成所填的单位。确实无误的，在“核对说明”写明理由，可以放行。
依据：检查目录 JG-07（金额单位标注）。
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from operator import attrgetter

from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.model.control_totals import TOTAL
from gongkai.model.definitions import STAGE
from gongkai.model.department import Entry
from gongkai.model.labels import FUNCTION_DIMENSION, IDENTITY_SCHEDULE, UNIT_LINE
from gongkai.model.ledger import Fact
from gongkai.model.other_unit import Chosen, in_other_unit
from gongkai.model.schema import ScheduleSpec
from gongkai.money import WAN, ZERO, in_wan, in_yuan
from gongkai.rules import options as chosen
from gongkai.rules.money_of_rows import Money, money_of
from gongkai.rules.rule import Outcome, Rule, Subject
from gongkai.rules.unit_by_totals import in_other_unit_by_totals

# Of a department's items by 科目 the middle one is worth hundreds of thousands (published reports: from 370,000 元);
# one of a few thousand, or of hundreds of millions, is another unit.
_MANY = 5
_SMALL, _LARGE = Decimal(5_000), Decimal(500_000_000)
# Where there are too few to have a middle: the largest alone.
_LEAST, _MOST = Decimal(10_000), Decimal(50_000_000_000)
_LARGEST = Decimal(1_000_000)  # no department has more 万元 in one amount
_FEW, _TINY = 2, Decimal(100)  # no sheet of money has so small a middle,
_SEVERAL, _LITTLE = 8, Decimal(1_000)  # nor one of so many amounts this
_KNOWN, _ROUNDED = (
    Decimal(100_000),
    Decimal(50),
)  # 元: totals that say something, what an amount in 万元 is off
_MUCH, _NEAR = Decimal(1_000_000), 5  # 元: of figures of one size; times that they may differ
_NAMED = 3  # sheets that a message names
_SLACK = Decimal("0.01")  # incomes and expenditures differ by what is carried over
_THOUSAND, _HALF_WAN = Decimal(1_000), WAN / 2
_FactsOfStages = dict[tuple[str, str], list[Fact]]
_SizesOfStages = dict[tuple[str, str], list[Decimal]]
"""What `_sizes` gives of the facts of a stage and a schedule, where there are some."""
_amount = attrgetter("amount")
_Suspect = tuple[Finding, Chosen]
"""What is said, and the cells that were likely typed in the other unit."""
_RELEASE = "；确实无误的，在“核对说明”写明理由"


@frozen
class _Amounts:
    """The sizes of amounts in 元, those other than zero: several lists of at least one, each in its order."""

    sizes: list[list[Decimal]]

    @property
    def count(self) -> int:
        return sum(map(len, self.sizes))

    @property
    def largest(self) -> Decimal:
        return max([sizes[-1] for sizes in self.sizes])

    @property
    def middle(self) -> Decimal:
        return sorted(chain.from_iterable(self.sizes))[self.count // 2]

    @property
    def too_small(self) -> bool:
        """Amounts of which some are large are of different units."""
        if (largest := self.largest) < _LEAST:
            return True
        count = self.count
        # The middle one is less than that; told without putting all in order.
        below = sum([bisect_left(sizes, _SMALL) for sizes in self.sizes])
        return count >= _MANY and below > count // 2 and largest < _LARGEST

    @property
    def too_large(self) -> bool:
        return self.middle > _LARGE if self.count >= _MANY else self.largest > _MOST


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    given = subject.department.schedules.items()
    schedules = [name for name, schedule in given if schedule.spec.kept(_is_by_code)]
    moneys = {name: money_of(subject, schedule) for name, schedule in given}
    others = {name: money for name, money in moneys.items() if money.rows and name not in schedules}
    of_stages = _by_stage(subject, schedules)
    sizes_of = {key: some for key, facts in of_stages.items() if (some := _sizes(map(_amount, facts)))}
    sizes = _Amounts([*sizes_of.values()])
    count = sum(map(len, of_stages.values())) + sum([len(money.amounts) for money in others.values()])
    if not sizes.sizes:
        if any(column.dimension == FUNCTION_DIMENSION for _, item in given for column in item.spec.columns):
            return rule.skipped("没有金额")
        # A format without sheets by code, as for self-evaluations: what the projects cost.
        sizes = _Amounts([_sizes(money.amounts) for money in others.values()])
        if not sizes.sizes:
            return rule.skipped("没有金额")
        found = [*_whole(subject, rule, sizes)] or [*_by_totals(subject, rule)]
        found = found or [*_alike(subject, rule, options)] or [*_sheets(subject, rule, others, (), _SMALL)]
        return _outcome(subject, rule, found, count)
    found = [*_whole(subject, rule, sizes)] or [*_by_totals(subject, rule)]
    found = found or [*_mixed(subject, rule, of_stages)] or [*_by_code(subject, rule, schedules, sizes_of)]
    found = found or [*_stages(subject, rule, of_stages, sizes_of)]
    found = found or [*_sheets(subject, rule, others, _totals(moneys, schedules), _TINY)]
    found = found or [*_alike(subject, rule, options)] or [*_rows(subject, rule, moneys)]
    return _outcome(subject, rule, found, count)


def _outcome(subject: Subject, rule: Rule, found: list[_Suspect], count: int) -> Outcome:
    """With the department as it was meant, in which only what has nothing to do with the unit is still wrong."""
    outcome = rule.outcome([finding for finding, _ in found], count)
    if not found or any(finding.severity is not Severity.ERROR for finding, _ in found):
        return outcome
    suspected = [cells for _, cells in found]
    whole = any(cells is _every_cell for cells in suspected)
    meant = in_other_unit(
        subject.department, lambda *cell: any(cells(*cell) for cells in suspected), whole=whole
    )
    return replace(outcome, meant=meant)


def _every_cell(schedule: str, entry: Entry, column: str) -> bool:
    return True


def _by_totals(subject: Subject, rule: Rule) -> Iterator[_Suspect]:
    """Sheets, columns or control totals that are ten thousand times, or a ten-thousandth, of what they are held against."""
    unit = subject.department.amount_unit
    typed = "元" if unit == "万元" else "万元"
    for wrong in in_other_unit_by_totals(subject):
        names = "、".join(f"“{name}”" for name in wrong.names[:_NAMED])
        names += f"等 {len(wrong.names)} 处" if len(wrong.names) > _NAMED else ""
        against = "各行之和" if wrong.of_controls else "核对数"
        message = f"{names}有 {wrong.count} 个合计与{against}恰好差一万倍，很可能是按{typed}填的，而金额单位是“{unit}”"
        where = wrong.first.place(TOTAL)
        if not wrong.of_controls:
            where = subject.department.schedules[wrong.schedule].location
        hint = f"请把{names}按“{unit}”填{_RELEASE}"
        yield Finding(rule.code, rule.severity, message, where, hint), wrong.cells


def _alike(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Iterator[_Suspect]:
    """Figures that a format names as of one size (`同量级`), of which one is about a ten-thousandth of the other."""
    unit = subject.department.amount_unit
    typed = "元" if unit == "万元" else "万元"
    for name, others in chosen.option_pairs(options.get("同量级", "")).items():
        for other in others:
            pair = sorted(
                (chosen.figure(subject, item) for item in (name, other)), key=lambda item: abs(item.amount)
            )
            small, large = pair
            if abs(large.amount) < _MUCH or not small.amount:
                continue
            if not WAN / _NEAR <= abs(large.amount / small.amount) <= WAN * _NEAR:
                continue
            wrong = large if unit == "万元" else small
            place = wrong.sources[0]
            sheet = place.path.partition("/")[0]
            told = f"{in_yuan(small.amount)}，“{large.name}”是 {in_wan(large.amount)}，大约差一万倍"
            message = f"“{small.name}”是 {told}，很可能“{sheet}”是按{typed}填的，而金额单位是“{unit}”"
            hint = f"请把“{sheet}”按“{unit}”填{_RELEASE}"
            yield Finding(rule.code, rule.severity, message, place, hint), _of_sheet(sheet)
            return


def _sizes(amounts: Iterable[Decimal]) -> list[Decimal]:
    return sorted([abs(amount) for amount in amounts if amount])


def _totals(moneys: Mapping[str, Money], schedules: list[str]) -> tuple[Decimal, ...]:
    """What the columns of the sheets by code add up to, and these together by stage, where it says something."""
    found: dict[tuple[str, ...], Decimal] = {}
    for name in schedules:
        for column, amounts in moneys[name].columns.items():
            stage, total = (name, column.partition("/")[0], ""), sum(amounts, ZERO)
            found[name, column] = total
            found[stage] = found.get(stage, ZERO) + total
    return tuple([total for total in found.values() if abs(total) >= _KNOWN])


def _sheets(
    subject: Subject,
    rule: Rule,
    others: Mapping[str, Money],
    totals: tuple[Decimal, ...],
    small: Decimal,
) -> Iterator[_Suspect]:
    """Sheets that are not by code in another unit: by the middle of their amounts, or a total of the sheets by code."""
    unit = subject.department.amount_unit
    for name, money in others.items():
        sizes = _sizes(money.amounts)
        middle = sizes[len(sizes) // 2]
        least = max(small, _LITTLE) if len(sizes) >= _SEVERAL else small
        told = ""
        if len(sizes) >= _FEW and (middle < least if unit != "万元" else middle > _LARGE):
            shown = in_yuan(middle) if middle < WAN else in_wan(middle)
            told = f"{len(sizes)} 笔金额中间的{'才' if middle < least else '折合'} {shown}"
        elif unit != "万元" and (found := _ten_thousandth(money.columns, totals)):
            told = f"“{found[0]}”合计 {in_yuan(found[1])}，收支表有一栏合计 {in_yuan(found[2])}，恰好差一万倍"
        if told:
            typed = "元" if unit == "万元" else "万元"
            message = f"“{name}”的{told}，很可能这张表是按{typed}填的，而金额单位是“{unit}”"
            where = subject.department.schedules[name].location
            hint = f"请把这张表按“{unit}”填{_RELEASE}"
            yield Finding(rule.code, rule.severity, message, where, hint), _of_sheet(name)


def _of_sheet(name: str) -> Chosen:
    return lambda schedule, entry, column: schedule == name


def _ten_thousandth(
    columns: Mapping[str, list[Decimal]], totals: tuple[Decimal, ...]
) -> tuple[str, Decimal, Decimal] | None:
    """A column whose total is a ten-thousandth of another total, but for the rounding of its amounts to 0.01 万元."""
    for column, amounts in columns.items():
        total, slack = sum(amounts, ZERO), _ROUNDED * len(amounts)
        least, most = total * WAN - slack, total * WAN + slack
        for other in totals:
            if least <= other <= most:
                return column, total, other
    return None


def _whole(subject: Subject, rule: Rule, amounts: _Amounts) -> Iterator[_Suspect]:
    """Every sheet in another unit than the department says."""
    unit, count, level = subject.department.amount_unit, amounts.count, rule.severity
    largest = in_yuan(amounts.largest) if amounts.largest < WAN else in_wan(amounts.largest)
    if unit != "万元" and amounts.too_small:
        typed, told = "万元", f"{count} 笔金额最大的才 {largest}，中间的才 {in_yuan(amounts.middle)}"
    elif unit == "万元" and amounts.too_large:
        typed, told = "元", f"{count} 笔金额最大的折合 {largest}，中间的折合 {in_wan(amounts.middle)}"
    elif amounts.largest > _MOST or amounts.too_small:
        typed, told, level = "", f"最大的一笔金额折合 {largest}", min(level, Severity.WARNING, key=_mildness)
    else:
        return
    cause = f"很可能各表是按{typed}填的" if typed else "单位疑似填错"
    message = f"金额单位写的是“{unit}”，{told}，{cause}"
    hint = (
        f"请把“{IDENTITY_SCHEDULE}”的{UNIT_LINE}改为“{typed}”"
        if typed
        else f"请核对“{IDENTITY_SCHEDULE}”的{UNIT_LINE}与各表金额是否一致"
    )
    entry = subject.department.line_entry(IDENTITY_SCHEDULE, UNIT_LINE)
    where = entry.place(next(iter(entry.values))) if entry else Location(sheet=IDENTITY_SCHEDULE)
    yield Finding(rule.code, level, message, where, hint + _RELEASE, largest), _every_cell


def _mildness(level: Severity) -> int:
    return -level.rank


def _by_stage(subject: Subject, schedules: list[str]) -> _FactsOfStages:
    found: _FactsOfStages = {}
    for name in schedules:
        for fact in subject.book.ledger.schedule(name).facts:
            found.setdefault((fact.coordinates.get(STAGE, ""), name), []).append(fact)
    return found


def _mixed(subject: Subject, rule: Rule, facts: _FactsOfStages) -> Iterator[_Suspect]:
    """Two sheets whose totals of one stage are ten thousand times each other."""
    totals = {key: sum([fact.amount for fact in group], ZERO) for key, group in facts.items()}
    small = {key: total for key, total in totals.items() if total}
    for (stage, name), total in small.items():
        much = abs(total) * _THOUSAND
        for (other_stage, other), larger in small.items():
            if stage != other_stage or abs(larger) < much:
                continue  # as nearly always
            if abs(larger / total / WAN - 1) <= _SLACK:
                told = f"{in_yuan(total)}，“{other}”合计 {in_yuan(larger)}"
                message = f"“{name}”的{stage}合计 {told}，恰好差一万倍，很可能一张按万元填，一张按元填"
                hint = f"请把两张表都按“{subject.department.amount_unit}”填{_RELEASE}"
                where = subject.department.schedules[name].location
                told_of = (in_yuan(total), in_yuan(larger))
                wrong = name if subject.department.amount_unit != "万元" else other
                yield Finding(rule.code, rule.severity, message, where, hint, *told_of), _of_sheet(wrong)
                return


def _stages(
    subject: Subject, rule: Rule, facts: _FactsOfStages, sizes_of: _SizesOfStages
) -> Iterator[_Suspect]:
    """The columns of one stage, as last year's figures copied from a report in 万元, in another unit than the rest."""
    unit = subject.department.amount_unit
    for stage in dict.fromkeys(stage for stage, _ in facts):
        sizes = _Amounts([sizes for key, sizes in sizes_of.items() if key[0] == stage])
        if sizes.count < _MANY or not stage:
            continue
        if not (sizes.too_large if unit == "万元" else sizes.too_small):
            continue
        typed = "元" if unit == "万元" else "万元"
        shown = in_yuan(sizes.middle) if sizes.middle < WAN else in_wan(sizes.middle)
        message = (
            f"“{stage}”各栏的 {sizes.count} 笔金额中间的是 {shown}，与其他各栏相差悬殊，"
            f"很可能是按{typed}填的，而金额单位是“{unit}”"
        )
        hint = f"请把这几栏按“{unit}”填{_RELEASE}"
        of_stage = chain.from_iterable([group for key, group in facts.items() if key[0] == stage])
        place = next(fact for fact in of_stage if fact.amount).location
        yield (
            Finding(rule.code, rule.severity, message, place, hint, shown),
            _of_stage(subject, {name for _, name in facts}, stage),
        )


def _of_stage(subject: Subject, schedules: set[str], stage: str) -> Chosen:
    columns = {
        (name, column.name)
        for name in schedules
        for column in subject.department.schedules[name].spec.columns
        if dict(column.coordinates).get(STAGE) == stage
    }
    return lambda schedule, entry, column: (schedule, column) in columns


def _by_code(
    subject: Subject, rule: Rule, schedules: list[str], sizes_of: _SizesOfStages
) -> Iterator[_Suspect]:
    """A sheet by code that is in another unit than the others."""
    unit = subject.department.amount_unit
    typed = "元" if unit == "万元" else "万元"
    for name in schedules:
        sizes = _Amounts([sizes for key, sizes in sizes_of.items() if key[1] == name])
        if sizes.count < _MANY or not (sizes.too_large if unit == "万元" else sizes.too_small):
            continue
        shown = in_yuan(sizes.middle) if sizes.middle < WAN else in_wan(sizes.middle)
        message = (
            f"“{name}”的 {sizes.count} 笔金额中间的是 {shown}，与其他各表相差悬殊，"
            f"很可能这张表是按{typed}填的，而金额单位是“{unit}”"
        )
        hint = f"请把这张表按“{unit}”填{_RELEASE}"
        where = subject.department.schedules[name].location
        yield Finding(rule.code, rule.severity, message, where, hint, shown), _of_sheet(name)


def _rows(subject: Subject, rule: Rule, moneys: Mapping[str, Money]) -> Iterator[_Suspect]:
    """Single rows that were typed in 万元 among others in 元: one amount is a ten-thousandth of another one there."""
    if subject.department.amount_unit == "万元":
        return
    for name, schedule in subject.department.schedules.items():
        fixed = bool(schedule.spec.lines)
        if not (fixed or schedule.spec.kept(_is_by_code)):
            continue
        for entry, columns, amounts in moneys[name].rows:
            sizes = [abs(amount) for amount in amounts]
            if (least := min(sizes)) >= 1 and least * _HALF_WAN > max(sizes) + _ROUNDED:
                continue  # as in nearly all rows
            for column, amount in zip(columns, amounts, strict=True):
                if told := _typed_in_wan(amount, sizes, fixed):
                    label = f"{entry.line}/{column}" if entry.line else column
                    message = f"“{name}”的“{label}”是 {in_yuan(amount)}，{told}，很可能是按万元填的，而金额单位是“元”"
                    hint = f"请把这一格按“元”填{_RELEASE}"
                    place, found = entry.place(column), in_yuan(amount)
                    yield Finding(rule.code, rule.severity, message, place, hint, found), _cell(entry, column)
                    break


def _cell(of_row: Entry, of: str) -> Chosen:
    return lambda schedule, entry, column: entry is of_row and column == of


def _typed_in_wan(amount: Decimal, beside: Iterable[Decimal], fixed: bool) -> str:
    """Why an amount is likely one in 万元; empty where nothing says so. `beside` are the sizes in its row.

    Fixed lines are the same thing every year.
    """
    size = abs(amount)
    if fixed and size < 1:
        return "不到一元"
    for other in beside:
        exact = abs(size * WAN - other) <= _ROUNDED
        near = fixed and WAN / 2 <= other / size <= WAN * 2
        if other >= _KNOWN and (exact or near):
            return f"同一行另有 {in_yuan(other)}，{'恰好' if exact else '大约'}差一万倍"
    return ""


def _is_by_code(spec: ScheduleSpec) -> bool:
    """True for a schedule by function code: there every number is money."""
    return any(column.dimension == FUNCTION_DIMENSION for column in spec.columns)


RULE = Rule("JG-07", "金额单位疑似填错", Severity.ERROR, _check, explainable=True)
