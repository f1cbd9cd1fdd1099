"""Adds units up into their department and eliminates the flows between units.

Rows with the same key are added, and so are lines; rows that describe something (projects, indicators) are kept side
by side; texts are joined. Nothing is rounded, nothing is lost: for every figure a `Sum` says which unit gave how much,
and how much was eliminated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.blanks import ExtraSheet
from gongkai.consolidation.double_counting import Figures, counted_twice, department_of
from gongkai.findings import NOWHERE, Finding, Location, Severity
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.explanations import EXPLANATION_SCHEDULE
from gongkai.model.labels import IDENTITY_SCHEDULE, UNIT_NAME_LINE
from gongkai.model.schema import ColumnType, ScheduleSpec, Shape
from gongkai.money import ZERO, digits, in_yuan
from gongkai.packs.compilers.consolidation import Flow, flow_columns
from gongkai.packs.pack import Pack

_CODED = (ColumnType.FUNCTION, ColumnType.ECONOMIC, ColumnType.CHOICE)
Key = tuple[str, ...]
"""What identifies a row: the texts of its unique columns, or the name of a line."""


@dataclass(slots=True)
class Sum:
    """One figure of the department: its place, the amount of each unit (元), and the amount eliminated."""

    schedule: str
    key: Key
    column: str
    parts: dict[str, Decimal] = field(default_factory=dict)
    removed: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        return sum(self.parts.values(), ZERO) - self.removed

    @property
    def label(self) -> str:
        return "/".join(filter(None, (self.schedule, *self.key, self.column)))


@dataclass(slots=True)
class Consolidated:
    """The department's input, the origin of its sums, and findings."""

    department: Department
    sums: list[Sum]
    findings: list[Finding]


def add_up(pack: Pack, units: Sequence[Department], name: str = "") -> Consolidated:
    """Add up units of one format and year. `name` is the department's; else the first unit's without 本级."""
    return _Adding(pack, units, name).run()


class _Adding:
    def __init__(self, pack: Pack, units: Sequence[Department], name: str) -> None:
        self.pack = pack
        self.units = list(units)
        self.names = _unit_names(units)
        self.name = name or department_of(self.names[0])
        self.sums: dict[tuple[str, Key, str], Sum] = {}
        self.findings: list[Finding] = []

    def run(self) -> Consolidated:
        spec = self.pack.inputs
        self._check_year()
        self._collect_all()
        for flow in self.pack.consolidation.flows:
            self._take_out(flow)
        self.findings += counted_twice(self.names, self._figures(), self.name, self._without_flows)
        schedules = {schedule.name: self._schedule(schedule) for schedule in spec.schedules}
        unit = self.units[0].amount_unit
        return Consolidated(
            Department(spec.format, schedules, unit, ""), list(self.sums.values()), self.findings
        )

    def _check_year(self) -> None:
        """A finding where the units are not of the same year."""
        years = {department.year for department in self.units}
        if len(years) > 1:
            message = f"各单位的年度不一样：{'、'.join(sorted(years))}"
            self.findings.append(Finding("HZ-03", Severity.ERROR, message, hint="请只汇总同一年度的输入"))

    def _figures(self) -> list[Figures]:
        """What each unit gives, in the order of the units."""
        return [_Adding(self.pack, [unit], self.name).added(flows=False) for unit in self.units]

    def _without_flows(self, numbers: list[int]) -> Figures:
        """The sums of some of the units, without the flows between them."""
        return _Adding(self.pack, [self.units[number] for number in numbers], self.name).added(flows=True)

    def added(self, flows: bool) -> Figures:
        """The sums by place (元); with `flows` those from one unit to another are eliminated."""
        self._collect_all()
        for flow in self.pack.consolidation.flows if flows else ():
            self._take_out(flow)
        return {place: item.amount for place, item in self.sums.items()}

    def _collect_all(self) -> None:
        for schedule in self.pack.inputs.schedules:
            if schedule.name != IDENTITY_SCHEDULE and is_added(schedule):
                self._collect(schedule)

    def _collect(self, spec: ScheduleSpec) -> None:
        for name, department in zip(self.names, self.units, strict=True):
            found = department.schedule(spec.name)
            for entry in found or ():
                key = key_of(spec, entry)
                for column, value in entry.values.items():
                    if isinstance(value.value, Decimal):
                        total = self.sums.setdefault((spec.name, key, column), Sum(spec.name, key, column))
                        total.parts[name] = total.parts.get(name, ZERO) + value.value

    def _take_out(self, flow: Flow) -> None:
        """Eliminate a flow from both sides as far as they agree; a finding for the rest."""
        inputs = self.pack.inputs
        incomes, expenditures = flow_columns(inputs, flow.income), flow_columns(inputs, flow.expenditure)
        for stage in incomes.keys() & expenditures.keys():
            got = self._filled(flow.income[0], incomes[stage].name)
            paid = self._filled(flow.expenditure[0], expenditures[stage].name)
            both = min(sum((item.amount for item in side), ZERO) for side in (got, paid))
            label = "/".join((*stage, flow.name))
            self._remove(got, both)
            self._remove(paid, both)
            rest_in, rest_out = (sum((item.amount for item in side), ZERO) for side in (got, paid))
            if rest_in or rest_out:
                self._tell_rest(label, flow, rest_in, rest_out)

    def _filled(self, schedule: str, column: str) -> list[Sum]:
        found = [item for key, item in self.sums.items() if key[0] == schedule and key[2] == column]
        return sorted((item for item in found if item.amount), key=lambda item: item.key)

    def _remove(self, items: list[Sum], amount: Decimal) -> None:
        for item in items:
            part = min(item.amount, amount)
            item.removed += part
            amount -= part

    def _tell_rest(self, label: str, flow: Flow, rest_in: Decimal, rest_out: Decimal) -> None:
        side, rest = (flow.income, rest_in) if rest_in else (flow.expenditure, rest_out)
        other = flow.expenditure if rest_in else flow.income
        message = f"{label}：各单位的“{side[1]}”比对应的“{other[1]}”多 {in_yuan(rest)}，没有冲销"
        hint = "与本部门以外的往来不用改；是单位之间的，请核对收付双方填的数"
        self.findings.append(
            Finding("HZ-02", Severity.HINT, message, Location(path=side[0]), hint, difference=in_yuan(rest))
        )

    def _schedule(self, spec: ScheduleSpec) -> Schedule:
        given = [unit.schedule(spec.name) for unit in self.units]
        present = any(item is not None and item.present for item in given)
        if spec.control or spec.name == EXPLANATION_SCHEDULE:
            # They concern the units; the department gets its own totals and warnings.
            return Schedule(spec, ())
        if spec.name == IDENTITY_SCHEDULE:
            entries = list(self._identity(spec))
        elif spec.shape is Shape.LINES:
            entries = list(self._lines(spec))
        elif is_added(spec):
            entries = sorted(self._added_rows(spec), key=lambda entry: _order(spec, entry))
        else:
            entries = list(self._kept_rows(spec))
            first = spec.column(spec.unique[0]) if spec.unique else None
            if first is not None and first.type is ColumnType.CHOICE:
                # Rows of the same kind stand together, the kinds in order of appearance.
                kinds = list(dict.fromkeys(entry.text(first.name) for entry in entries))
                entries.sort(key=lambda entry: kinds.index(entry.text(first.name)))
        return Schedule(spec, tuple(entries), present=present)

    def _identity(self, spec: ScheduleSpec) -> Iterator[Entry]:
        column = spec.columns[0].name
        told = {**self.pack.consolidation.identity, UNIT_NAME_LINE: self.name}
        for line in spec.lines:
            if line.name in told:
                yield Entry({column: Value(told[line.name])}, line=line.name)
                continue
            entry = self.units[0].line_entry(spec.name, line.name)
            if entry is not None:
                yield Entry(
                    {name: Value(value.value) for name, value in entry.values.items()}, line=line.name
                )

    def _lines(self, spec: ScheduleSpec) -> Iterator[Entry]:
        for line in spec.lines:
            values: dict[str, Value] = {}
            for column in spec.columns:
                total = self.sums.get((spec.name, (line.name,), column.name))
                texts = self._texts(spec.name, line.name, column.name)
                if total is not None:
                    values[column.name] = Value(total.amount)
                elif texts:
                    values[column.name] = Value(joined_words(texts))
            if values:
                yield Entry(values, line=line.name)

    def _texts(self, schedule: str, line: str, column: str) -> list[tuple[str, str]]:
        found = []
        for name, unit in zip(self.names, self.units, strict=True):
            entry = unit.line_entry(schedule, line)
            if entry is not None and entry.text(column):
                found.append((name, entry.text(column)))
        return found

    def _rows(self, schedule: str) -> Iterator[tuple[str, Entry]]:
        for name, unit in zip(self.names, self.units, strict=True):
            for entry in unit.schedule(schedule) or ():
                yield name, entry

    def _added_rows(self, spec: ScheduleSpec) -> Iterator[Entry]:
        """A row for each key with a figure: figures added up, texts from the first unit that has one."""
        heads: dict[Key, dict[str, Value]] = {}
        for _, entry in self._rows(spec.name):
            head = heads.setdefault(key_of(spec, entry), {})
            for column in spec.key_columns:
                if column.name in entry.values:
                    head.setdefault(column.name, Value(entry.values[column.name].value))
        for key, head in heads.items():
            sums = [self.sums.get((spec.name, key, column.name)) for column in spec.number_columns]
            figures = {
                item.column: Value(item.amount)
                for item in sums
                if item is not None and (item.amount or not item.removed)
            }
            if figures:
                yield Entry({**head, **figures})

    def _kept_rows(self, spec: ScheduleSpec) -> Iterator[Entry]:
        """The rows of all units in turn. Equal rows stand once; texts about the same matter are joined."""
        groups: dict[Key, list[tuple[str, Entry]]] = {}
        for number, (name, entry) in enumerate(self._rows(spec.name)):
            key = key_of(spec, entry) if spec.unique else (str(number),)
            groups.setdefault(key, []).append((name, entry))
        wordy = [column.name for column in spec.columns if column.type is ColumnType.TEXT]
        for key, rows in groups.items():
            contents = {
                tuple(sorted((k, str(v.value)) for k, v in entry.values.items())) for _, entry in rows
            }
            by_words = not spec.number_columns and not any(name in spec.unique for name in wordy)
            if len(contents) > 1 and not by_words:
                self._tell_doubled(spec, key, rows)
                yield from (_bare(entry) for _, entry in rows)
                continue
            values = dict(_bare(rows[0][1]).values)
            for column in wordy:
                texts = [(name, entry.text(column)) for name, entry in rows if entry.text(column)]
                if texts:
                    values[column] = Value(joined_words(texts))
            yield Entry(values)

    def _tell_doubled(self, spec: ScheduleSpec, key: Key, rows: list[tuple[str, Entry]]) -> None:
        who = "、".join(dict.fromkeys(name for name, _ in rows))
        message = f"“{spec.name}”的“{' '.join(key)}”在 {who} 中都有而内容不同，各行都保留了"
        hint = "是同一件事的请合并成一行，不是的请改名区分"
        where = Location(path=f"{spec.name}/{'/'.join(key)}")
        self.findings.append(Finding("HZ-05", Severity.WARNING, message, where, hint))


def is_added(spec: ScheduleSpec) -> bool:
    """True if figures of rows with the same key are added: lines, and rows identified by codes and choices."""
    if spec.shape is Shape.LINES:
        return any(column.type.is_numeric for column in spec.columns)
    types = [column.type for column in spec.columns if column.name in spec.unique]
    return bool(types and spec.number_columns) and all(kind in _CODED for kind in types)


def key_of(spec: ScheduleSpec, entry: Entry) -> Key:
    if spec.shape is Shape.LINES:
        return (entry.line,)
    return tuple(entry.text(name) for name in spec.unique)


def joined_words(texts: Iterable[tuple[str, str]]) -> str:
    """The words of several units: once if they say the same, else each with the unit's name before it."""
    found = list(texts)
    if len({text for _, text in found}) == 1:
        return found[0][1]
    return "\n".join(f"{name}：{text}" for name, text in found)


def _bare(entry: Entry) -> Entry:
    return Entry({name: Value(value.value) for name, value in entry.values.items()})


def _order(spec: ScheduleSpec, entry: Entry) -> tuple[tuple[int, str], ...]:
    """Choices in the order in which the format lists them, codes by their digits."""
    found = []
    for name in spec.unique:
        column, text = spec.column(name), entry.text(name)
        listed = column.choices if column is not None else ()
        found.append((listed.index(text) if text in listed else -1, text))
    return tuple(found)


def _unit_names(units: Sequence[Department]) -> list[str]:
    return [
        unit.line_text(IDENTITY_SCHEDULE, UNIT_NAME_LINE) or unit.file or f"第{number}个单位"
        for number, unit in enumerate(units, 1)
    ]


def source_sheet(result: Consolidated) -> ExtraSheet:
    """Every sum with the units that it came from and what was taken out, in 元."""
    units = list(dict.fromkeys(name for item in result.sums for name in item.parts))
    rows = [
        (
            item.schedule,
            " ".join(filter(None, item.key)),
            item.column,
            item.amount,
            item.removed or None,
            *(item.parts.get(name) for name in units),
        )
        for item in result.sums
    ]
    heads = ("明细表", "行", "栏目", "汇总数", "冲销", *units)
    widths = (16, 34, 30, 18, 16, *(18 for _ in units))
    note = "每个汇总数来自哪些单位，金额按元；汇总数等于各单位之和减冲销。这张表只供查看，程序不读。"
    return ExtraSheet("汇总来源", note, heads, widths, rows)


def compare_with_units(pack: Pack, department: Department, consolidated: Consolidated) -> list[Finding]:
    """Where an existing department input differs from the sum of its units, figure by figure."""
    given: dict[tuple[str, Key, str], Value] = {}
    places: dict[tuple[str, Key], Location] = {}
    for spec in pack.inputs.schedules:
        schedule = department.schedule(spec.name)
        if schedule is None or spec.name == IDENTITY_SCHEDULE or not is_added(spec):
            continue
        for entry in schedule:
            key = key_of(spec, entry)
            places[spec.name, key] = entry.location
            for column, value in entry.values.items():
                if isinstance(value.value, Decimal):
                    given[spec.name, key, column] = value
    sums = {(item.schedule, item.key, item.column): item for item in consolidated.sums}
    findings = []
    for place in dict.fromkeys([*sums, *given]):
        item = sums.get(place) or Sum(*place)
        found = given.get(place)
        amount = found.value if found is not None and isinstance(found.value, Decimal) else ZERO
        if amount != item.amount:
            where = found.location if found is not None else places.get(place[:2], NOWHERE)
            findings.append(_difference(item, amount, where))
    return findings


def _difference(item: Sum, amount: Decimal, where: Location) -> Finding:
    parts = "，".join(f"{name} {digits(part)}" for name, part in item.parts.items()) or "各单位都没有填"
    removed = f"，冲销 {digits(item.removed)}" if item.removed else ""
    message = f"{item.label}：部门填 {digits(amount)}，各单位之和是 {digits(item.amount)}（{parts}{removed}）"
    hint = "请核对部门和单位的输入，改正错的一方；是单位之间往来没有冲销的，在部门一方减去"
    place = where if where is not NOWHERE else Location(path=item.label)
    return Finding(
        "HZ-01",
        Severity.ERROR,
        message,
        place,
        hint,
        found=digits(amount),
        expected=digits(item.amount),
        difference=digits(amount - item.amount),
    )
