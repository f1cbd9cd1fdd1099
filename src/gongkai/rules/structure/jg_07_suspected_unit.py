"""JG-07 金额单位疑似填错

查什么：按所写的金额单位折算，各笔金额（或者其中上年数、预算数一类的各笔）是不是都小得（或大得）不像一个单位一年的账；同一阶段的两张表，合计是不是恰好差一万倍；项目、相关信息一类不按科目的表，各笔金额是不是小得（或大得）不像，它的合计与收支表的合计是不是恰好差一万倍；同一行的两笔金额是不是恰好（按项填的表是大约）差一万倍，按项填的表有没有不到一元的金额。
为什么：单位填错一格，全部报表相差一万倍（“收入总计0.24万元”），别的错误都由它引起，公开后最难解释。
通过：金额单位为元，最大一笔 8685220.00 元。
违反：金额单位为元，最大一笔 868.52 元（填的其实是万元）；收入按元填，支出按万元填。
怎么改：核对“单位信息”的金额单位与各表金额是否一致，改成所填的单位。确实无误的，在“核对说明”写明理由，可以放行。
依据：检查目录 JG-07（金额单位标注）。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gongkai.findings import Finding, Location, Severity
from gongkai.model.definitions import STAGE
from gongkai.model.department import Entry, Schedule
from gongkai.model.labels import IDENTITY_SCHEDULE, UNIT_LINE
from gongkai.model.ledger import Fact
from gongkai.model.schema import ColumnType
from gongkai.money import WAN, ZERO, in_wan, in_yuan
from gongkai.rules.rule import Outcome, Rule, Subject

# Of a department's items by 科目 the middle one is worth hundreds of thousands (published reports: from 370,000 元);
# one of a few thousand, or of hundreds of millions, is another unit.
_MANY = 5
_SMALL, _LARGE = Decimal(5_000), Decimal(500_000_000)
# Where there are too few to have a middle: the largest alone.
_LEAST, _MOST = Decimal(10_000), Decimal(50_000_000_000)
_FEW, _TINY = 2, Decimal(100)  # no sheet of money has so small a middle,
_SEVERAL, _LITTLE = 8, Decimal(1_000)  # nor one of so many amounts this
_KNOWN, _ROUNDED = (
    Decimal(100_000),
    Decimal(50),
)  # 元: totals that say something, what an amount in 万元 is off
_SLACK = Decimal("0.01")  # incomes and expenditures differ by what is carried over
_Rows = list[tuple[Entry, list[tuple[str, Decimal]]]]
_FactsOfStages = dict[tuple[str, str], list[Fact]]
_RELEASE = "；确实无误的，在“核对说明”写明理由"


@dataclass(frozen=True, slots=True)
class _Amounts:
    """The sizes of the amounts of a department in 元, those other than zero, in their order."""

    sizes: tuple[Decimal, ...]

    @property
    def largest(self) -> Decimal:
        return self.sizes[-1]

    @property
    def middle(self) -> Decimal:
        return self.sizes[len(self.sizes) // 2]

    @property
    def too_small(self) -> bool:
        return self.largest < _LEAST or (len(self.sizes) >= _MANY and self.middle < _SMALL)

    @property
    def too_large(self) -> bool:
        return self.middle > _LARGE if len(self.sizes) >= _MANY else self.largest > _MOST


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    given = subject.department.schedules.items()
    schedules = [name for name, schedule in given if _is_by_code(schedule)]
    money_of = {name: _money_of_rows(schedule) for name, schedule in given}
    others = {name: _joined(rows) for name, rows in money_of.items() if rows and name not in schedules}
    facts = [fact for name in schedules for fact in subject.book.ledger.schedule(name).facts]
    sizes = _Amounts(_sizes([fact.amount for fact in facts]))
    count = len(facts) + sum(map(len, others.values()))
    if not sizes.sizes:
        if any(column.dimension == "科目" for _, item in given for column in item.spec.columns):
            return rule.skipped("没有金额")
        # A format without sheets by code, as for self-evaluations: what the projects cost.
        sizes = _Amounts(_sizes(amount for money in others.values() for _, amount in money))
        if not sizes.sizes:
            return rule.skipped("没有金额")
        findings = [*_whole(subject, rule, sizes)] or [*_sheets(subject, rule, others, (), _SMALL)]
        return rule.outcome(findings, count)
    findings = [*_whole(subject, rule, sizes)]
    of_stages = _by_stage(subject, schedules)
    findings = findings or [*_mixed(subject, rule, of_stages)] or [*_stages(subject, rule, of_stages)]
    findings = findings or [*_sheets(subject, rule, others, _totals(money_of, schedules), _TINY)]
    findings = findings or [*_rows(subject, rule, money_of)]
    return rule.outcome(findings, count)


def _sizes(amounts: Iterable[Decimal]) -> tuple[Decimal, ...]:
    return tuple(sorted([abs(amount) for amount in amounts if amount]))


def _money_of_rows(schedule: Schedule) -> _Rows:
    """The rows with amounts of money that are not zero, and these with their columns; none of control totals."""
    spec = schedule.spec
    asked = {item.name for item in spec.lines or spec.columns if item.type is ColumnType.AMOUNT}
    if not asked or spec.control:
        return []
    found = []
    for entry in schedule.entries:
        if spec.lines and entry.line not in asked:
            continue
        row = [
            (name, amount)
            for name, value in entry.values.items()
            if type(amount := value.value) is Decimal and amount and (spec.lines or name in asked)
        ]
        if row:
            found.append((entry, row))
    return found


def _joined(rows: _Rows) -> list[tuple[str, Decimal]]:
    return [found for _, row in rows for found in row]


def _totals(money_of: Mapping[str, _Rows], schedules: list[str]) -> tuple[Decimal, ...]:
    """What the columns of the sheets by code add up to, and these together by stage, where it says something."""
    found: dict[tuple[str, ...], Decimal] = {}
    for name in schedules:
        of_columns: dict[str, Decimal] = {}
        for column, amount in _joined(money_of[name]):
            of_columns[column] = of_columns.get(column, ZERO) + amount
        for column, total in of_columns.items():
            stage = (name, column.partition("/")[0], "")
            found[name, column] = total
            found[stage] = found.get(stage, ZERO) + total
    return tuple([total for total in found.values() if abs(total) >= _KNOWN])


def _sheets(
    subject: Subject,
    rule: Rule,
    others: Mapping[str, list[tuple[str, Decimal]]],
    totals: tuple[Decimal, ...],
    small: Decimal,
) -> Iterator[Finding]:
    """Sheets that are not by code in another unit: by the middle of their amounts, or a total of the sheets by code."""
    unit = subject.department.amount_unit
    for name, money in others.items():
        sizes = _sizes(amount for _, amount in money)
        middle = sizes[len(sizes) // 2]
        least = max(small, _LITTLE) if len(sizes) >= _SEVERAL else small
        told = ""
        if len(sizes) >= _FEW and (middle < least if unit != "万元" else middle > _LARGE):
            shown = in_yuan(middle) if middle < WAN else in_wan(middle)
            told = f"{len(sizes)} 笔金额中间的{'才' if middle < least else '折合'} {shown}"
        elif unit != "万元" and (found := _ten_thousandth(money, totals)):
            told = f"“{found[0]}”合计 {in_yuan(found[1])}，收支表有一栏合计 {in_yuan(found[2])}，恰好差一万倍"
        if told:
            typed = "元" if unit == "万元" else "万元"
            message = f"“{name}”的{told}，很可能这张表是按{typed}填的，而金额单位是“{unit}”"
            where = subject.department.schedules[name].location
            hint = f"请把这张表按“{unit}”填{_RELEASE}"
            yield Finding(rule.code, rule.severity, message, where, hint)


def _ten_thousandth(
    money: list[tuple[str, Decimal]], totals: tuple[Decimal, ...]
) -> tuple[str, Decimal, Decimal] | None:
    """A column whose total is a ten-thousandth of another total, but for the rounding of its amounts to 0.01 万元."""
    for column in dict.fromkeys(name for name, _ in money):
        amounts = [amount for name, amount in money if name == column]
        total, slack = sum(amounts, ZERO), _ROUNDED * len(amounts)
        least, most = total * WAN - slack, total * WAN + slack
        for other in totals:
            if least <= other <= most:
                return column, total, other
    return None


def _whole(subject: Subject, rule: Rule, amounts: _Amounts) -> Iterator[Finding]:
    """Every sheet in another unit than the department says."""
    unit, count, level = subject.department.amount_unit, len(amounts.sizes), rule.severity
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
    yield Finding(rule.code, level, message, where, hint + _RELEASE, largest)


def _mildness(level: Severity) -> int:
    return -level.rank


def _by_stage(subject: Subject, schedules: list[str]) -> _FactsOfStages:
    """The facts that are not zero, by stage and sheet."""
    found: _FactsOfStages = {}
    for name in schedules:
        for fact in subject.book.ledger.schedule(name).facts:
            if fact.amount:
                found.setdefault((fact.coordinates.get(STAGE, ""), name), []).append(fact)
    return found


def _mixed(subject: Subject, rule: Rule, facts: _FactsOfStages) -> Iterator[Finding]:
    """Two sheets whose totals of one stage are ten thousand times each other."""
    totals = {key: sum([fact.amount for fact in group], ZERO) for key, group in facts.items()}
    some = {key: total for key, total in totals.items() if total}
    for (stage, name), total in some.items():
        for (other_stage, other), larger in some.items():
            if stage == other_stage and abs(larger / total / WAN - 1) <= _SLACK:
                told = f"{in_yuan(total)}，“{other}”合计 {in_yuan(larger)}"
                message = f"“{name}”的{stage}合计 {told}，恰好差一万倍，很可能一张按万元填，一张按元填"
                hint = f"请把两张表都按“{subject.department.amount_unit}”填{_RELEASE}"
                where = subject.department.schedules[name].location
                yield Finding(rule.code, rule.severity, message, where, hint, in_yuan(total), in_yuan(larger))
                return


def _stages(subject: Subject, rule: Rule, facts: _FactsOfStages) -> Iterator[Finding]:
    """The columns of one stage, as last year's figures copied from a report in 万元, in another unit than the rest."""
    unit = subject.department.amount_unit
    for stage in dict.fromkeys(stage for stage, _ in facts):
        of_stage = [fact for key, group in facts.items() if key[0] == stage for fact in group]
        sizes = _Amounts(_sizes([fact.amount for fact in of_stage]))
        wrong = sizes.too_large if unit == "万元" else sizes.too_small
        if len(of_stage) < _MANY or not stage or not wrong:
            continue
        typed = "元" if unit == "万元" else "万元"
        shown = in_yuan(sizes.middle) if sizes.middle < WAN else in_wan(sizes.middle)
        message = (
            f"“{stage}”各栏的 {len(of_stage)} 笔金额中间的是 {shown}，与其他各栏相差悬殊，"
            f"很可能是按{typed}填的，而金额单位是“{unit}”"
        )
        hint = f"请把这几栏按“{unit}”填{_RELEASE}"
        yield Finding(rule.code, rule.severity, message, of_stage[0].location, hint, shown)


def _rows(subject: Subject, rule: Rule, money_of: Mapping[str, _Rows]) -> Iterator[Finding]:
    """Single rows that were typed in 万元 among others in 元: one amount is a ten-thousandth of another one there."""
    if subject.department.amount_unit == "万元":
        return
    for name, schedule in subject.department.schedules.items():
        fixed = bool(schedule.spec.lines)
        if schedule.spec.control or not (fixed or _is_by_code(schedule)):
            continue
        for entry, row in money_of[name]:
            sizes = [abs(amount) for _, amount in row]
            if (least := min(sizes)) >= 1 and least * WAN / 2 > max(sizes) + _ROUNDED:
                continue  # as in nearly all rows
            for column, amount in row:
                if told := _typed_in_wan(amount, sizes, fixed):
                    label = f"{entry.line}/{column}" if entry.line else column
                    message = f"“{name}”的“{label}”是 {in_yuan(amount)}，{told}，很可能是按万元填的，而金额单位是“元”"
                    hint = f"请把这一格按“元”填{_RELEASE}"
                    yield Finding(
                        rule.code, rule.severity, message, entry.place(column), hint, in_yuan(amount)
                    )
                    break


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


def _is_by_code(schedule: Schedule) -> bool:
    """True for a schedule by function code: there every number is money."""
    return any(column.dimension == "科目" for column in schedule.spec.columns)


RULE = Rule("JG-07", "金额单位疑似填错", Severity.ERROR, _check, explainable=True)
