"""From raw to typed schedules: every cell is read by its specification, and every fault becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.findings import Finding, Location, Severity, report
from gongkai.frozen import frozen
from gongkai.intake.raw_schedule import RawRow, RawSchedule
from gongkai.intake.schedule_lookup import CodeColumn, LineCell, PathOfRow, ScheduleLookup, lookup_of
from gongkai.intake.subject_codes import SubjectBook, read_code, split_code
from gongkai.intake.total_row import typed_over_total
from gongkai.intake.typed_text import is_plain, without_gaps
from gongkai.intake.typed_totals import ReadRow, differing, differing_from_lines, position, split_totals
from gongkai.intake.values import CellRule, read_value
from gongkai.model.department import (
    UNCONFIRMED,
    Entry,
    Place,
    Scalar,
    Schedule,
    Unread,
    Value,
    as_written,
    derive,
)
from gongkai.model.labels import UNIT_NAME_LINE, nearest_label, normal
from gongkai.model.schema import Line, Offer, ScheduleSpec, Shape
from gongkai.readers.cells import SOUND, Fault, RawCell, folded, shown

_SUMS = ("小计", "合计", "总计")  # behind the name of a line that somebody added


@frozen
class _Taken:
    """A word that stands for a sum: the values of its line, its column, and where it stands."""

    values: dict[str, Value]
    column: str
    offer: Offer
    place: Place


@dataclass(slots=True)
class Assembly:
    """What typing one department needs to know, and what it finds.

    `texts` and `names` are what cells of plain words say (`_plain_words`): the same few stand in many of them.
    """

    unit: str
    subjects: SubjectBook
    findings: list[Finding] = field(default_factory=list)
    offers: list[_Taken] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def sums(self, schedules: Mapping[str, Schedule]) -> None:
        """Put the amounts in place of the words that offer them, now that the other schedules are read."""
        for taken in self.offers:
            source = schedules.get(taken.offer.schedule)
            entries = source.entries if source is not None else ()
            code = source.spec.columns[0].name if source is not None else ""
            amounts = [
                entry.number(taken.column) or Decimal(0)
                for entry in entries
                if entry.text(code).startswith(taken.offer.codes)
            ]
            taken.values[taken.column] = Value(sum(amounts, Decimal(0)), taken.place)

    def schedule(self, spec: ScheduleSpec, raw: RawSchedule | None, reported: bool = False) -> Schedule:
        """The typed schedule; one that is absent as a whole has no entries. `reported`: that it is a fault."""
        if raw is None:
            return Schedule(spec, (), present=False, unread=_all_cells(spec) if reported else ())
        lost: list[Unread] = [*_all_cells(spec)] if reported else []
        if spec.shape is Shape.ROWS:
            return Schedule(spec, tuple(self._rows(spec, raw, lost)), raw.location, unread=tuple(lost))
        blank: dict[str, Location] = {}
        entries = tuple(self._lines(spec, raw, blank, lost))
        return Schedule(spec, entries, raw.location, blank_lines=blank, unread=tuple(lost))

    def _rows(self, spec: ScheduleSpec, raw: RawSchedule, lost: list[Unread]) -> list[Entry]:
        lookup = lookup_of(spec)
        if len(raw.missing) == len(spec.columns):
            lost += _all_cells(spec)
        entries: list[Entry] = []
        seen: dict[tuple[str, ...], Entry] = {}
        rows, totals = split_totals(lookup, raw, self.subjects.classification)
        read: list[ReadRow] = []
        is_prefilled = spec.is_prefilled
        for row in rows:
            if is_prefilled and lookup.only_prefilled(row):
                continue
            path = PathOfRow(lookup, row)
            unread: list[str] = list(raw.missing)
            values = self._row_values(lookup, row, path, unread)
            if not values and not row.cells:
                continue
            if unread:
                lost += [Unread(column, len(entries)) for column in unread]
            if spec.derived:
                derive(spec, values)
            entry = Entry(values, (row, path))
            if self._check_unique(lookup, row, entry, seen):  # nobody knows which of the two holds
                lost += [Unread(name, len(entries)) for name in lookup.numbers if name in values]
            entries.append(entry)
            if totals:
                read.append(ReadRow(position(row), entry, _unread(row, values)))
        self.findings += differing(lookup, totals, read, self.unit)
        if rows and rows[0].row and not totals:
            found, columns = typed_over_total(lookup, entries)
            self.findings += found
            lost += [Unread(name, 0) for name in columns]
        return entries

    def _row_values(
        self, lookup: ScheduleLookup, row: RawRow, path: PathOfRow, unread: list[str]
    ) -> dict[str, Value]:
        """The values of a row; to `unread`, the columns that are missing, those without a value that must have
        one are added."""
        values: dict[str, Value] = {}
        beside: dict[str, Value] = {}
        rules = lookup.rules
        for name, cell in row.cells.items():
            rule = rules[name]
            place = (cell, path, name)
            value = cell.value
            if type(value) is str and cell.fault is SOUND:  # plain words and choices, as most cells are
                if rule.is_text:
                    known = self.names if rule.is_name else self.texts
                    text = known.get(value)
                    if text is None:
                        text = known[value] = _plain_words(value, rule.is_name)
                else:
                    text = value if value in rule.offered else ""
                if text:
                    values[name] = Value(text, place)
                    continue
            scalar = self._typed(cell, rule, place, beside)
            if scalar is not None:
                values[name] = as_written(scalar, place) if rule.is_text else Value(scalar, place)
            elif not cell.is_blank:
                unread.append(name)
        for code in lookup.codes:
            if code.name in values:
                self._names(code, values, beside.get(code.name))
        self._empty(lookup, row, path, values, unread)
        return values

    def _typed(self, cell: RawCell, rule: CellRule, place: Place, beside: dict[str, Value]) -> Scalar | None:
        """What a cell of a row says; a name that stands behind a code goes `beside`."""
        if rule.is_code and cell.fault is SOUND:
            code, extra = self._code(rule, cell, place)
            if extra:
                beside[rule.label] = Value(extra, place)
            return code
        scalar, findings = read_value(cell, rule, self.unit, place)
        if findings and not cell.again:
            self.findings += findings
        return without_gaps(scalar) if rule.is_name and isinstance(scalar, str) else scalar

    def _empty(
        self,
        lookup: ScheduleLookup,
        row: RawRow,
        path: PathOfRow,
        values: Mapping[str, Value],
        unread: list[str],
    ) -> None:
        """Report what a row lacks: every cell for itself, but once for a row that lacks its code, which may be no row."""
        if values.keys() >= lookup.must:
            return
        empty = [name for name in lookup.required if name not in values and name not in unread]
        codes = {code.name for code in lookup.codes}
        lacks_code = not codes.isdisjoint(empty)
        said = any(name in unread and name in row.cells for name in codes)
        if said and not any(name in values for name in lookup.numbers):
            groups = []  # a text where the code stands and no number: it is told, and is likely no row at all
        else:
            groups = [empty] if lacks_code else [[name] for name in empty]
        for group in groups:
            first = group[0]
            where = row.at(f"{path}/{first}", first)
            what = f"{lookup.name}：有一行没有填{'、'.join(f'“{name}”' for name in group)}"
            hint = f"{_to_fill(lookup.rules[first], lookup.prompt(first))}；没有用的行整行清空"
            if lacks_code and values and not any(isinstance(item.value, str) for item in values.values()):
                hint += f"；这一行是合计的，在“{first}”栏写“合计”"
            expected = lookup.rules[first].type.value
            self.findings.append(report("SR-13", what, where, hint, found="空", expected=expected))
        unread += empty

    def _code(self, rule: CellRule, cell: RawCell, place: Place) -> tuple[str | None, str]:
        """The code in a cell, and the name that stood behind it."""
        if not split_code(cell.text)[0] and cell.is_blank:
            return None, ""
        code, name, findings = read_code(cell, rule.type, place, self.subjects.classification, rule.length)
        if not cell.again:
            self.findings += findings
        return code or None, name

    def _names(self, column: CodeColumn, values: dict[str, Value], beside: Value | None) -> None:
        """Compare the names of a code with the list; the model keeps only names that the list lacks."""
        code = values[column.name]
        name = (values.get(column.names) or beside) if column.names else None
        text, place = (str(name.value), name.place) if name else ("", code.place)
        kept = self.subjects.met(column.type, str(code.value), code.place, text, place)
        if beside is not None and beside is not name:
            self.subjects.compare(column.type, str(code.value), str(beside.value), beside.place)
        if kept and name is not None:
            values[column.names] = Value(kept, place)
        elif column.names:
            values.pop(column.names, None)

    def _check_unique(
        self, lookup: ScheduleLookup, row: RawRow, entry: Entry, seen: dict[tuple[str, ...], Entry]
    ) -> bool:
        """Report a row whose keys another row has already."""
        values = entry.values
        key = tuple([shown(values[name].value) if name in values else "" for name in lookup.unique])
        if "" in key and (not any(key) or _lacks_key(lookup, row, values)):
            return False
        first = seen.setdefault(key, entry)
        if first is entry:
            return False
        label = next(name for name, text in zip(lookup.unique, key, strict=True) if text)
        where, earlier = entry.place(label), first.place(label)
        shown_key = " ".join(filter(None, key))
        message = f"{lookup.name}：“{shown_key}”重复，第一次在{_short(earlier)}"
        self.findings.append(
            report("SR-12", message, where, found=shown_key, expected=f"{_short(earlier)}已有")
        )
        return True

    def _lines(
        self, spec: ScheduleSpec, raw: RawSchedule, blank: dict[str, Location], lost: list[Unread]
    ) -> list[Entry]:
        lookup = lookup_of(spec)
        by_name: dict[str, RawRow] = {}
        renamed: set[str] = set()
        present = {row.line for row in raw.rows}
        for row in raw.rows:
            if row.line not in lookup.lines:
                renamed.add(self._unknown_line(spec, row, present))
            elif row.line in by_name:
                where = row.at(f"{spec.name}/{row.line}")
                earlier = by_name[row.line].at("")
                message = f"{spec.name}：“{row.line}”重复，第一次在{_short(earlier)}"
                self.findings.append(report("SR-12", message, where, found=row.line))
            else:
                by_name[row.line] = row
        entries = []
        for line in spec.lines:
            found = by_name.get(line.name)
            if found is None and line.name in renamed:  # reported where it stands under the other name
                lost += [
                    Unread(asked.column, line=line.name) for asked in lookup.lines[line.name] if asked.takes
                ]
                continue
            values = self._line_values(lookup, line, found, raw, lost)
            if values and found is not None:
                entries.append(Entry(values, (found, f"{spec.name}/{line.name}"), line.name))
            elif found is not None:
                column = next(asked.column for asked in lookup.lines[line.name] if asked.takes)
                blank[line.name] = found.at(f"{spec.name}/{line.name}", column)
        unread = frozenset(item.column for item in lost)
        self.findings += differing_from_lines(lookup, raw.totals, entries, unread, self.unit)
        return entries

    def _line_values(
        self, lookup: ScheduleLookup, line: Line, row: RawRow | None, raw: RawSchedule, lost: list[Unread]
    ) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for asked in lookup.lines[line.name]:
            cell = row.cells.get(asked.column) if row else None
            if asked.takes and asked.column in raw.missing:
                lost.append(Unread(asked.column, line=line.name))
            if cell is None or (asked.takes and cell.is_blank):
                if asked.required and asked.column not in raw.missing:
                    where = (
                        row.at(asked.path, asked.column) if row else replace(raw.location, path=asked.path)
                    )
                    what = f"{lookup.name}：没有填“{asked.rule.label}”"
                    expected = line.type.value
                    hint = _to_fill(asked.rule, line.prompt)
                    self.findings.append(report("SR-13", what, where, hint, found="空", expected=expected))
                    lost.append(Unread(asked.column, line=line.name))
                continue
            if not asked.takes:
                self._not_taken(line, asked, cell)
                continue
            place = (cell, lookup.name, asked.rule.label)
            if asked.offer is not None and normal(cell.text) == normal(asked.offer.word):
                values[asked.column] = Value(Decimal(0), place)
                self.offers.append(_Taken(values, asked.column, asked.offer, place))
                continue
            scalar, findings = read_value(cell, asked.rule, self.unit, place)
            self.findings += findings
            if scalar is not None:
                if line.name == UNIT_NAME_LINE and isinstance(scalar, str):
                    scalar = without_gaps(scalar)
                values[asked.column] = as_written(scalar, place)
            else:
                lost.append(Unread(asked.column, line=line.name))
        return values

    def _not_taken(self, line: Line, asked: LineCell, cell: RawCell) -> None:
        if cell.is_blank or cell.fault is Fault.MERGED or shown(cell.value) == "0":
            return
        message = f"“{line.name}”没有“{asked.column}”，这一格不用填，却填了“{cell.text or '公式'}”"
        expected = "、".join(line.columns)
        self.findings.append(
            report("SR-20", message, cell.at(asked.path), found=cell.text, expected=f"只填{expected}")
        )

    def _unknown_line(self, spec: ScheduleSpec, row: RawRow, present: set[str]) -> str:
        """Report a row that names no line; returns the line that it most likely is, empty where there is none.

        A line that is `present` is not it: who followed that advice would have the line twice.
        """
        if all(cell.is_blank for cell in row.cells.values()):
            return ""
        close = nearest_label(row.line, [line.name for line in spec.lines if line.name not in present])
        hint = f"最接近的是“{close}”，请改回这个名称" if close else ""
        if not close and normal(row.line).endswith(_SUMS):
            hint = "小计、合计由程序计算，请把这一行删去"
        elif not close and (twin := nearest_label(row.line, [line.name for line in spec.lines])):
            hint = f"最接近的是“{twin}”，已经另有一行，请只留一行"
        where = row.at(f"{spec.name}/{row.line}")
        message = f"{spec.name}中没有“{row.line}”这一项"
        self.findings.append(report("SR-19", message, where, hint, found=row.line, expected=close))
        return close


def amount_unit(raw: RawSchedule | None, units: tuple[str, ...], name: str, column: str) -> str:
    """The unit that the identity schedule states; the first of `units` where it states none (reported later)."""
    for row in raw.rows if raw else ():
        if row.line == name and column in row.cells:
            text = folded(row.cells[column].text)
            if text in units:
                return text
    return units[0]


def told_together(findings: list[Finding]) -> list[Finding]:
    """The findings with one hint for all amounts that were rounded to the cent, and one error for all of a sheet that
    have the same other unit behind them, each at the first of them."""
    rounded = [item for item in findings if item.code == "SR-17" and item.severity is Severity.HINT]
    groups = [(rounded, "处同样处理")]
    in_unit: dict[tuple[str, str], list[Finding]] = {}
    for item in findings:
        if item.code == "SR-22":
            in_unit.setdefault((item.location.sheet, item.found), []).append(item)
    groups += [(told, "格也是这样") for told in in_unit.values()]
    for told, words in groups:
        findings = _gathered(findings, told, words)
    return findings


def _gathered(findings: list[Finding], told: list[Finding], words: str) -> list[Finding]:
    if len(told) < 2:
        return findings
    others = [_short(item.location) for item in told[1:]]
    more = "、".join(others[:3]) + ("等" if len(others) > 3 else "")
    first = replace(told[0], message=f"{told[0].message}；还有 {len(others)} {words}（{more}）")
    kept = [first if item is told[0] else item for item in findings]
    return [item for item in kept if not any(item is other for other in told[1:])]


def missing_schedule(spec: ScheduleSpec, file: str, close: str, what: str) -> Finding:
    """An absent schedule; `close` is the unknown sheet or key that looks like it."""
    hint = f"有一个“{close}”，如果就是它，请把名称改成“{spec.name}”" if close else ""
    message = f"缺少{what}“{spec.name}”"
    severity = Severity.WARNING if spec.optional else Severity.ERROR
    where = Location(file=file, sheet=spec.name if what == "工作表" else "", path=spec.name)
    found = close or "没有"
    return report("SR-02", message, where, hint, found=found, expected=spec.name, severity=severity)


def _plain_words(text: str, is_name: bool) -> str:
    """What a cell of plain words says; empty where it takes a closer look."""
    if not is_plain(text) or UNCONFIRMED in text:
        return ""
    return without_gaps(text.strip()) if is_name else text.strip()


def _unread(row: RawRow, values: dict[str, Value]) -> frozenset[str]:
    """The columns in which something stands that could not be read."""
    return frozenset(name for name, cell in row.cells.items() if name not in values and not cell.is_blank)


def _to_fill(rule: CellRule, prompt: str) -> str:
    """What to do with an empty cell: the form's own words for a text, which alone say whether 无 will do."""
    if rule.is_code:
        return "请补填编码"
    if rule.choices:
        return "请从下拉清单中选一个"
    if not rule.is_text:
        return "请补填"
    return f"请写出内容（{prompt}）" if prompt else "请写出这一格的内容"


def _all_cells(spec: ScheduleSpec) -> tuple[Unread, ...]:
    """Every cell that a schedule asks for, if its rows themselves are missing."""
    if spec.shape is Shape.ROWS:
        return tuple(Unread(column.name) for column in spec.columns)
    lines = lookup_of(spec).lines
    return tuple(
        Unread(asked.column, line=name) for name, cells in lines.items() for asked in cells if asked.takes
    )


def _short(location: Location) -> str:
    return f"单元格 {location.cell}" if location.cell else f"第 {location.line} 行"


def _lacks_key(lookup: ScheduleLookup, row: RawRow, values: dict[str, Value]) -> bool:
    """True where a key could not be read: such a row says nothing about another."""
    for name in lookup.unique:
        cell = row.cells.get(name)
        unusable = cell is not None and not cell.is_blank
        if name not in values and (unusable or name in lookup.required):
            return True
    return False
