"""Invented departments, in which every cell that a format asks for is filled by rule, to prove and preview a pack.

Texts say what they are (〔主要职责〕), so that a reader of the preview, and lint, see where each went. The
figures of a scenario differ only in how this year stands to the years it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from itertools import product

from gongkai import money
from gongkai.findings import Location
from gongkai.model.definitions import STAGE
from gongkai.model.department import Department, Entry, Scalar, Schedule, Value, derive
from gongkai.model.expression import Filters, names
from gongkai.model.labels import (
    FORMAT_LINE,
    IDENTITY_SCHEDULE,
    REASON_CODE,
    REASON_SCHEDULE,
    REASON_SLOT,
    REASON_TEXT,
    UNIT_LINE,
)
from gongkai.model.schema import Column, ColumnType, Line, ScheduleSpec, Shape
from gongkai.packs.pack import Pack, ReasonSlot

_YEAR = "年度"
_NAMES = 3  # rows of a schedule whose key is a name, such as projects
_CODES = 5  # function codes of different classes
_WAYS = 400  # most combinations of keys in one schedule
_NAMED = 40  # most codes taken because a pack names them or their class
_MANY = 20
_HUGE = Decimal("987654321098.76")
_SCORES = (Decimal(96), Decimal("87.5"), Decimal(72), Decimal(40))
_ODD = (Decimal("0.01"), _HUGE, Decimal("-45678.9"), Decimal("49.99"), Decimal("1234567.89"))


class Scenario(Enum):
    """What a synthetic department looks like."""

    TYPICAL = "各数齐全"
    ZERO = "全是零"
    FLAT = "与上年完全相同"
    ONLY_LAST_YEAR = "只有上年数"
    ONLY_THIS_YEAR = "只有本年数"
    EXTREME = "有负数、极大和极小的数"


# In these scenarios everything optional is left out: schedules, texts and columns.
_SPARSE = (Scenario.ZERO, Scenario.FLAT)


def synthetic(pack: Pack, scenario: Scenario) -> Department:
    """The department of a scenario for this pack."""
    return _Maker(pack, scenario).department()


def reason_text(slot: str, code: str = "") -> str:
    """The reason that a synthetic department gives, by which it is found again in the report."""
    return f"〔{slot}{code}的原因〕"


class _Maker:
    def __init__(self, pack: Pack, scenario: Scenario) -> None:
        self.pack = pack
        self.scenario = scenario
        self.sparse = scenario in _SPARSE
        self.codes = _function_codes(pack)
        self.sizes = _sizes(pack.inputs.schedules)
        definitions = pack.definitions
        self.stages = tuple(
            definitions.groups.get(stage, (stage,)) for stage in (definitions.current, definitions.previous)
        )
        self.targets = {
            (rule.schedule, rule.column): [*((rule.rows, rule.target[1]),)]
            for rule in pack.references
            if rule.target[0]
        }
        for rule in pack.references:
            known = self.targets.get((rule.schedule, rule.column))
            if rule.target[0] and known is not None and (rule.rows, rule.target[1]) not in known:
                known.append((rule.rows, rule.target[1]))

    def department(self) -> Department:
        schedules = {spec.name: self._schedule(spec) for spec in self.pack.inputs.schedules}
        return Department(self.pack.format, schedules, file=f"{self.pack.format}（{self.scenario.value}）")

    def _schedule(self, spec: ScheduleSpec) -> Schedule:
        if spec.shape is Shape.LINES:
            return Schedule(spec, tuple(self._line(spec, line) for line in spec.lines))
        if spec.name == REASON_SCHEDULE and spec.column(REASON_TEXT) is not None:
            return Schedule(spec, tuple(self._reasons()))
        if spec.control or (spec.optional and self.sparse):
            return Schedule(spec, (), present=False)
        if self.scenario is Scenario.ZERO and not spec.prefill:
            return Schedule(spec, ())
        return Schedule(spec, tuple(self._rows(spec)))

    # Lines: fixed rows.

    def _line(self, spec: ScheduleSpec, line: Line) -> Entry:
        values: dict[str, Value] = {}
        wanted = line.required or not self.sparse or self._demanded(spec.name, line.name)
        for number, column in enumerate(spec.columns):
            if line.columns and column.name not in line.columns:
                continue
            kind = line.type if not line.type.is_numeric or column.type.is_numeric else column.type
            found = self._line_value(spec, line, column, line.type, number) if not kind.is_numeric else None
            if line.name == _YEAR and not column.type.is_numeric:
                values[column.name] = _value(Decimal(self.pack.year), spec, line.name)
            elif found is not None and wanted:
                values[column.name] = _value(found, spec, line.name)
            elif kind.is_numeric:
                amount = self._amount(spec, column, line.type, spec.lines.index(line), number)
                if amount:
                    values[column.name] = _value(amount, spec, f"{line.name}/{column.name}")
        return Entry(values, Location(path=f"{spec.name}/{line.name}"), line.name)

    def _line_value(
        self, spec: ScheduleSpec, line: Line, column: Column, kind: ColumnType, number: int
    ) -> Scalar | None:
        if line.name == FORMAT_LINE:
            return self.pack.format
        choices = line.choices or column.choices
        if choices:  # another one in each scenario: what is printed of each choice is seen once
            varied = spec.name == IDENTITY_SCHEDULE and line.name != UNIT_LINE
            return choices[list(Scenario).index(self.scenario) % len(choices) if varied else 0]
        if kind is ColumnType.DATE:
            return _date(self.pack.year)
        if kind.is_numeric and not column.type.is_numeric and kind is not ColumnType.AMOUNT:
            return Decimal(number + 1)
        return f"〔{line.name}〕"

    def _demanded(self, schedule: str, item: str) -> bool:
        """True if a rule of the pack asks for this line or column even of a sparse department."""
        return any(
            rule.schedule == schedule
            and (item in rule.lines or item in rule.columns)
            and (rule.when is None or self.scenario is not Scenario.ZERO)
            for rule in self.pack.requirements
        )

    # Rows: every combination of the keys.

    def _rows(self, spec: ScheduleSpec) -> Iterator[Entry]:
        keys = [
            column for column in spec.key_columns if column.name in spec.unique and self._splits(spec, column)
        ]
        ways = [self._key_values(spec, column) for column in keys]
        combined = list(product(*ways))[:_WAYS] if keys else [() for _ in range(_NAMES)]
        frame = self._frame(spec)
        for index, combination in enumerate(combined):
            given = {column.name: text for column, text in zip(keys, combination, strict=True)}
            given.update(self._framed(frame, given, index))
            yield self._row(spec, given, index)

    def _splits(self, spec: ScheduleSpec, column: Column) -> bool:
        """True for a key whose values make the rows: codes, choices, and names known elsewhere."""
        if column.type is not ColumnType.TEXT:
            return column.type is not ColumnType.DATE
        elsewhere = any(
            other.column(column.name) for other in self.pack.inputs.schedules if other.name != spec.name
        )
        return bool(column.dimension) or elsewhere or (spec.name, column.name) in self.targets

    def _key_values(self, spec: ScheduleSpec, column: Column) -> Sequence[str]:
        if column.type is ColumnType.FUNCTION:
            return sorted({code[: column.length or None] for code in self.codes})
        if column.type is ColumnType.ECONOMIC:
            return spec.prefill or self.pack.classification.economic_items()
        if column.choices:
            return column.choices
        return [f"〔{column.name}{number}〕" for number in range(1, _NAMES + 1)]

    def _frame(self, spec: ScheduleSpec) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The choice columns that a list of the pack prescribes together, and their combinations."""
        chosen = [column for column in spec.key_columns if column.choices]
        for items in self.pack.lists.values():
            places = [tuple(item.split("/")) for item in items]
            size = len(places[0]) if places else 0
            if size < 2 or any(len(place) != size for place in places):
                continue
            for start in range(len(chosen) - size + 1):
                columns = chosen[start : start + size]
                if all(
                    part in column.choices
                    for place in places
                    for part, column in zip(place, columns, strict=True)
                ):
                    return tuple(column.name for column in columns), places
        return (), []

    def _framed(
        self, frame: tuple[tuple[str, ...], list[tuple[str, ...]]], given: dict[str, str], index: int
    ) -> dict[str, str]:
        names, places = frame
        fitting = [
            place
            for place in places
            if all(given.get(name, part) == part for name, part in zip(names, place, strict=True))
        ]
        return dict(zip(names, fitting[index % len(fitting)], strict=True)) if fitting else {}

    def _row(self, spec: ScheduleSpec, given: dict[str, str], index: int) -> Entry:
        values: dict[str, Value] = {}
        for number, column in enumerate(spec.columns):
            if column.type.is_numeric:
                amount = self._amount(spec, column, column.type, index, number)
                if amount:
                    values[column.name] = _value(amount, spec, f"第 {index + 1} 行/{column.name}")
                continue
            text = given.get(column.name) or self._text(spec, column, index, number)
            text = self._referred(spec, column, text, {**given, **_texts(values)}, index)
            if text:
                values[column.name] = _value(text, spec, f"第 {index + 1} 行/{column.name}")
        derive(spec, values)
        return Entry(values, Location(path=f"{spec.name}/第 {index + 1} 行"))

    def _text(self, spec: ScheduleSpec, column: Column, index: int, number: int) -> str:
        wanted = column.required or bool(column.dimension) or self._demanded(spec.name, column.name)
        if self.sparse and not wanted:
            return ""
        if column.choices:
            return column.choices[index % len(column.choices)]
        if column.type is ColumnType.FUNCTION:
            return self.codes[index % len(self.codes)][: column.length or None]
        if column.type is ColumnType.ECONOMIC:
            items = self.pack.classification.economic_items()
            return items[index % len(items)]
        if column.type is ColumnType.DATE:
            return _date(self.pack.year)
        return "" if _names_a_code(spec, column) else f"〔{column.name}{index + 1}〕"

    def _referred(
        self, spec: ScheduleSpec, column: Column, text: str, row: dict[str, str], index: int
    ) -> str:
        """The text of a column that must stand in another schedule's column."""
        for rows, target in self.targets.get((spec.name, column.name), ()):
            if column.type is ColumnType.TEXT and all(row.get(key) == wanted for key, wanted in rows):
                digits = "".join(filter(str.isdigit, text))
                number = (int(digits) - 1) % _NAMES if digits else index % _NAMES
                return f"〔{target}{number + 1}〕"
        return text

    # Reasons.

    def _reasons(self) -> Iterator[Entry]:
        for slot in self.pack.reasons.values():
            if self.sparse and not slot.always:
                continue
            for code in self._coordinates(slot):
                values = {REASON_SLOT: Value(slot.name), REASON_TEXT: Value(reason_text(slot.name, code))}
                if code:
                    values[REASON_CODE] = Value(code)
                yield Entry(values, Location(path=f"{REASON_SCHEDULE}/{slot.name}"))

    def _coordinates(self, slot: ReasonSlot) -> Sequence[str]:
        """Where the slot is asked: once, or for each value of its coordinate (a code at every level)."""
        if not slot.each:
            return [""]
        for spec in self.pack.inputs.schedules:
            for column in spec.key_columns:
                if column.dimension == slot.each and column.type is ColumnType.FUNCTION:
                    return sorted({code[:length] for code in self.codes for length in (3, 5, 7)})
                if column.dimension == slot.each:
                    return self._key_values(spec, column)
            if spec.line_dimension == slot.each:
                return [line.name for line in spec.lines]
        return [""]

    # Figures.

    def _amount(self, spec: ScheduleSpec, column: Column, kind: ColumnType, row: int, number: int) -> Decimal:
        """A number for a cell: its size from its place and from what it is an amount of, its relation to other
        years from the scenario."""
        now, before = self.stages
        stage = dict(column.coordinates).get(STAGE, now[0])
        last = stage in before
        if self.scenario is Scenario.ZERO:
            return Decimal(0)
        if self.scenario is Scenario.ONLY_LAST_YEAR and not last:
            return Decimal(0)
        if self.scenario is Scenario.ONLY_THIS_YEAR and last:
            return Decimal(0)
        if kind is ColumnType.NUMBER:
            return _SCORES[row % len(_SCORES)]
        if kind is not ColumnType.AMOUNT:
            # The same at every stage, except in a growing department, because counts are compared too.
            count = Decimal(row % 7 + 2)
            return count if self.scenario is Scenario.FLAT or not last else count - 1
        if self.scenario is Scenario.EXTREME:
            return _ODD[(row + number) % len(_ODD)]
        base = Decimal(row * 613 + 20011) * self.sizes[_amount_of(spec, column)]
        if spec.prefill:  # a hundred rows that together are what a few rows are elsewhere
            base /= _MANY
        if self.scenario is Scenario.FLAT or stage in now:
            return money.rounded(base)
        # Less last year, more in the budget; every third row the other way round.
        factor = Decimal("0.87") if last else Decimal("1.06")
        return money.rounded(base * (factor if row % 3 else 2 - factor))


def _sizes(specs: Iterable[ScheduleSpec]) -> dict[tuple[str, Filters], Decimal]:
    """A factor for each thing that amounts are of, all different, so that a swapped binding shows; a later one is
    smaller, because what is carried out follows what was budgeted."""
    kinds = dict.fromkeys(_amount_of(spec, column) for spec in specs for column in spec.columns)
    return {kind: max(Decimal("0.5"), Decimal(200 - number) / 100) for number, kind in enumerate(kinds)}


def _amount_of(spec: ScheduleSpec, column: Column) -> tuple[str, Filters]:
    """What a column's amounts are of, whatever the year or stage."""
    return spec.name, tuple((name, (value,)) for name, value in column.coordinates if name != STAGE)


def _value(scalar: Scalar, spec: ScheduleSpec, path: str) -> Value:
    return Value(scalar, Location(sheet=spec.name, path=f"{spec.name}/{path}"))


def _texts(values: dict[str, Value]) -> dict[str, str]:
    return {name: value.value for name, value in values.items() if isinstance(value.value, str)}


def _date(year: str) -> str:
    return f"{year}年12月31日"


def _names_a_code(spec: ScheduleSpec, column: Column) -> bool:
    """True for the name beside a code: left out, so that the name of the year's list is printed."""
    return column.name.endswith("名称") and spec.column(column.name.replace("名称", "编码")) is not None


def _function_codes(pack: Pack) -> list[str]:
    """Function codes at the finest level: some of different classes, two of one group, all that a pack names."""
    known_names = pack.classification.functions
    items = [
        code for code in pack.classification.function_items() if {code[:3], code[:5]} <= set(known_names)
    ]
    if not items:
        return []
    found = list(dict.fromkeys(items[:2]))
    for code in items:
        if len(found) > _CODES:
            break
        if code[:3] not in {known[:3] for known in found}:
            found.append(code)
    named = {
        code
        for expression in pack.definitions.figures.values()
        for name in names(expression)
        for _, values in name.filters
        for value in values
        for code in items
        if value.isdigit() and code.startswith(value)
    }
    return sorted({*found, *sorted(named)[:_NAMED]})
