"""Last year's input as far as what was published tells it: the figures of its tables put back into cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from gongkai.findings import Location
from gongkai.model.classification import FUNCTION_LENGTHS
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.labels import (
    FORMAT_LINE,
    FUNCTION_DIMENSION,
    IDENTITY_SCHEDULE,
    UNIT_LINE,
    UNIT_NAME_LINE,
    YEAR_LINE,
)
from gongkai.model.schema import ColumnType, ScheduleSpec, Shape
from gongkai.money import in_wan
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.recognition.printed_fact import PrintedFact
from gongkai.recognition.reading import Reading
from gongkai.recovering.allotment import OpenSum, whole_rows
from gongkai.recovering.code_texts import code_texts
from gongkai.recovering.equations import Equation, Solution, solved
from gongkai.recovering.figure_rows import figure_rows
from gongkai.recovering.form_lists import listed_rows
from gongkai.recovering.forms import form_rows
from gongkai.recovering.input_cells import Candidates, SourceCell, Term, terms
from gongkai.recovering.named_rows import named_rows
from gongkai.recovering.printed_names import printed_names, rows_of_names, with_printed_names
from gongkai.recovering.prose import Prose, text_schedules
from gongkai.recovering.template_lines import unit_named

_NOT_TOLD = "没有从上年材料里认出来，请看原件，印着的照填，没有印的不用填："
_SHOWN = 3  # cells that a remark names
_BEGINNING = 40  # lines in which the title and the unit's own description stand
_CENTS = 100
_LAST_DIGITS = 4  # halves of the last digit by which sums may differ that were rounded one by one
_DASH = 50_00  # 分: what a blank cell may hide in a table of 万元 with two decimals


@dataclass(slots=True)
class Recovered:
    """`department` holds what is certain. `unknown` are the cells of each schedule that printed sums hold but do not
    tell apart, `doubtful` of lines that took a sum printed of several, `contradictions` of figures that do not agree,
    `remainders` those that differ by their last digits,
    `untold` by schedule and column the lines of which nothing is printed; of other rows, none of a column."""

    department: Department
    placed: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    remainders: list[str] = field(default_factory=list)
    untold: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    used: set[Location] = field(default_factory=set)
    """The places of the tables that are no table of figures and of which records were taken."""

    def remarks(self) -> tuple[str, ...]:
        """What the accountant should know of the figures, for the terminal and the guide of the workbook."""
        return (
            *(f"请核对：{text}" for text in self.doubtful),
            *(f"没有带：{text}" for text in self.unknown),
            *([f"{_NOT_TOLD}{'、'.join(self.not_found)}"] if self.not_found else ()),
            *(f"上年材料自相矛盾，请对照原件：{text}" for text in self.contradictions),
            *([f"上年材料有尾差，上年数照各项取：{'；'.join(self.remainders)}"] if self.remainders else ()),
        )


def recovered(
    reading: Reading, pack: Pack, wanted: Mapping[str, Mapping[str, str]], rows: Iterable[str] = ()
) -> Recovered:
    """The input behind a document of the format `pack`: figures in the schedules `wanted`, and all texts.

    `wanted` gives by schedule and column how the new year calls the column; what is not certain of others is not told,
    as nobody can check what is not brought. Of the schedules `rows` only the rows matter.
    """
    return _Recovery(reading, pack, wanted, set(rows)).result()


def unit_of(reading: Reading, pack: Pack) -> str:
    """The unit that the tables or the title of the document name; "" where neither does."""
    lines = [line.text for line in reading.document.lines()][:_BEGINNING]
    titles = [*lines, *("".join(pair) for pair in pairwise(lines)), reading.document.file.rpartition(".")[0]]
    return reading.unit_name or unit_named(pack, reading.year, titles)


def likeness(reading: Reading, pack: Pack) -> float:
    """The part of the headings of a format's prose (0 to 1) that stand in the document."""
    return Prose(reading.document, pack, reading.year, unit_of(reading, pack)).likeness()


class _Recovery:
    def __init__(
        self, reading: Reading, pack: Pack, wanted: Mapping[str, Mapping[str, str]], rows: set[str]
    ) -> None:
        self.rows, self.called = rows, wanted
        self.pack, self.year = pack, reading.year
        self.unit_name = unit_of(reading, pack)
        self.printed_tables = [table.recognised.table for table in reading.tables if not table.key]
        self.prose = Prose(reading.document, pack, reading.year, self.unit_name)
        tables = reading.tables
        self.tables = [table for table in tables if table.key]
        self.facts = [fact for table in self.tables for fact in table.facts if fact.binding is not None]
        self.stated = list(self.prose.amounts())
        definitions = pack.definitions
        self.stages = definitions.spell((definitions.current,))
        self.printed, own = self._printed()
        self.names = printed_names(self.tables, pack)
        self.candidates = {
            spec.name: Candidates(spec, self.printed, own.get(spec.name, {}), self.stages)
            for spec in pack.inputs.schedules
            if spec.name in wanted or spec.name in rows
        }
        self.not_found: list[str] = []
        self.whole: list[tuple[str, str]] = []
        self.used: set[Location] = set()
        self._cells: dict[Term, list[SourceCell]] = {}

    def _printed(self) -> tuple[dict[str, set[str]], dict[str, dict[str, set[str]]]]:
        """The codes and names that tables print (sentences, without any), by coordinate; and the same by schedule where it is the only one."""
        found: dict[str, set[str]] = {}
        own: dict[str, dict[str, set[str]]] = {}
        for fact in self.facts or self.stated:
            if not fact.value or fact.binding is None:
                continue
            added = terms(fact.binding.figure, fact.binding.where, self.pack.definitions) or ()
            schedules = {term.schedule for term in added}
            alone = own.setdefault(schedules.pop(), {}) if len(schedules) == 1 else {}
            for dimension, values in fact.binding.where:
                for by_dimension in (found, alone):
                    by_dimension.setdefault(dimension, set()).update(values)
        for spec in self.pack.inputs.schedules:
            for column in spec.key_columns:
                if column.name == UNIT_NAME_LINE and column.dimension and self.unit_name:
                    found.setdefault(column.dimension, {self.unit_name})
        return found, own

    def equations(self) -> Iterator[Equation[SourceCell]]:
        for number, fact in enumerate(self.facts):
            assert fact.binding is not None
            parts = self._parts(fact.binding)
            if parts:
                yield Equation(
                    parts, int(fact.amount * _CENTS), int(fact.rounding * _CENTS) if fact.unit else 0, number
                )
        for binding in (*self._none(), *map(Binding, self.pack.carry.nothing)):
            parts = self._parts(binding)
            if parts:
                yield Equation(parts, 0, 0 if binding.count else _DASH)

    def _none(self) -> Iterator[Binding]:
        """Figures that the document says are nothing: blank cells, and rows that a table of all codes does not have."""
        for table in self.tables:
            yield from table.blank
            plan = self.pack.table_plans[table.key]
            if plan.rule is None or not plan.rule.levels or table.unread:
                continue
            dimension = plan.rule.dimension
            length = max(plan.rule.levels)
            there = {
                value
                for fact in table.facts
                if fact.binding is not None
                for name, values in fact.binding.where
                if name == dimension
                for value in values
            }
            for code in sorted(self.printed.get(dimension, set()) - there):
                if len(code) == length:
                    yield from (cell.binding.at(dimension, code) for cell in plan.ruled())

    def _parts(self, binding: Binding) -> dict[SourceCell, int]:
        """The cells that a figure adds up; none where it is no sum of cells that are asked for here."""
        found = terms(binding.figure, binding.where, self.pack.definitions)
        if found is None or any(term.schedule not in self.candidates for term in found):
            return {}
        parts: dict[SourceCell, int] = {}
        for term in found:
            cells = self._cells.get(term)
            if cells is None:
                cells = self._cells[term] = self.candidates[term.schedule].of(term)
            for cell in cells:
                parts[cell] = parts.get(cell, 0) + term.sign
        return {cell: sign for cell, sign in parts.items() if sign}

    def _together(self, solution: Solution[SourceCell]) -> Iterator[tuple[PrintedFact, list[SourceCell]]]:
        """Figures whose unknown cells are lines of one column that are printed together and nowhere apart; in
        sentences, rows too."""
        left = set(solution.unknown)
        for fact, parts in self._sums():
            within = [cell for cell in parts if cell in left]
            if len(within) < 2 or len({(cell.schedule, cell.column) for cell in within}) > 1:
                continue
            lines = self.candidates[within[0].schedule].spec.shape is Shape.LINES
            if (lines or fact in self.stated) and {parts[cell] for cell in within} == {1}:
                left -= set(within)
                yield fact, within

    def _sums(self) -> list[tuple[PrintedFact, dict[SourceCell, int]]]:
        """The printed figures with what they add up, the least first."""
        sums = [
            (fact, self._parts(fact.binding))
            for fact in self.facts
            if fact.binding is not None and fact.value
        ]
        return sorted(sums, key=lambda pair: len(pair[1]))

    def _open(self, solution: Solution[SourceCell]) -> Iterator[OpenSum]:
        """What sentences print of cells that are unknown."""
        unknown = set(solution.unknown)
        for fact, parts in self._sums():
            cells = tuple(cell for cell in parts if cell in unknown)
            if fact in self.stated and cells and {parts[cell] for cell in cells} == {1}:
                known = sum(sign * solution.amounts.get(cell, 0) for cell, sign in parts.items())
                yield OpenSum(cells, int(fact.amount * _CENTS) - known, int(fact.rounding * _CENTS))

    def _even(self, solution: Solution[SourceCell]) -> Iterator[Equation[SourceCell]]:
        """Differences that are nothing for each code, where what allows one is known to be nothing."""
        for difference, allowed in self.pack.carry.even:
            if all(solution.amounts.get(cell, -1) == 0 for cell in self._parts(Binding(allowed))):
                for code in sorted(self.printed.get(FUNCTION_DIMENSION, ())):
                    if len(code) == FUNCTION_LENGTHS[-1]:
                        parts = self._parts(Binding(difference).at(FUNCTION_DIMENSION, code))
                        if parts:
                            yield Equation(parts, 0, 0)

    def _solved(self) -> tuple[Solution[SourceCell], list[tuple[PrintedFact, list[SourceCell]]]]:
        """What follows, with the sums of lines that are nowhere printed apart; sentences count where no table
        tells anything of what they add up: the rest of a long sum is its roundings more than the cell left."""
        equations = list(self.equations())
        solution = solved(equations)
        for fact in self.stated:
            assert fact.binding is not None
            parts = self._parts(fact.binding)
            untold = [cell for cell in parts if cell not in solution.amounts]
            if untold and (len(untold) == len(parts) or not self.tables):
                rounding = int(fact.rounding * _CENTS) if fact.unit else 0
                equations.append(Equation(parts, int(fact.amount * _CENTS), rounding, len(self.facts)))
                self.facts.append(fact)
        solution = solved(equations)
        if not self.tables:
            solution = self._settled(solution, equations)
        together = list(self._together(solution))
        if together:
            equations += [Equation({cell: 1}, 0, 0) for _, cells in together for cell in cells[1:]]
            solution = solved(equations)
        return solution, together

    def _settled(
        self, solution: Solution[SourceCell], equations: list[Equation[SourceCell]]
    ) -> Solution[SourceCell]:
        """What follows of sentences alone: rows that stand whole in one column, and codes with as much in as out."""
        names = self.pack.classification.functions
        empty = whole_rows(list(self._open(solution)), self.pack.carry.usual, names)
        if empty:
            equations += [Equation({cell: 1}, 0, 0) for cell in empty]
            self.whole = sorted({(cell.schedule, self._column(cell)) for cell in empty})
            solution = solved(equations)
        equations += self._even(solution)
        return solved(equations)

    def result(self) -> Recovered:
        solution, together = self._solved()
        schedules = {
            spec.name: self._schedule(spec, solution)
            if spec.name in self.candidates
            else Schedule(spec, (), present=False)
            for spec in self.pack.inputs.schedules
        }
        schedules[IDENTITY_SCHEDULE] = self._identity()
        for spec in text_schedules(self.pack.inputs.schedules):
            column = spec.columns[0].name
            texts = self.prose.texts(spec)
            self.not_found += [
                f"{spec.name}的“{line.name}”"
                for line in spec.lines
                if line.type is ColumnType.TEXT and line.name not in texts
            ]
            schedules[spec.name] = Schedule(
                spec, tuple(Entry({column: Value(text)}, line=name) for name, text in texts.items())
            )
        for name, entries in self._named().items():
            if name not in self.candidates:
                spec = schedules[name].spec
                schedules[name] = Schedule(spec, with_printed_names(entries, spec, self.names))
        result = Recovered(Department(self.pack.format, schedules))
        for name in self.candidates:
            result.placed[name] = sum(
                isinstance(value.value, Decimal)
                for entry in schedules[name]
                for value in entry.values.values()
            )
        result.unknown = list(self._unknown(solution))
        result.not_found = self.not_found
        result.untold = list(self._untold(solution))
        result.doubtful = [
            self._doubt(fact, cells, solution) for fact, cells in together if self._is_brought(cells[0])
        ]
        if self.whole:
            columns = "、".join(f"“{name}”" for _, name in self.whole)
            result.doubtful.append(
                f"“{self.whole[0][0]}”各科目整项放在{columns}中的一栏：公开的材料只印了各科目的合计和各栏的总数，这样放总数才相符，不是的请改"
            )
        for is_remainder, text in self._contradictions(solution):
            (result.remainders if is_remainder else result.contradictions).append(text)
        result.used = self.used
        return result

    def _named(self) -> dict[str, list[Entry]]:
        """The records that forms, lists and sentences name, by schedule; of several ways the first that tells any."""
        document = self.prose.document
        return {
            **figure_rows(self.facts, self.pack),
            **code_texts(self.pack, self.year, self.unit_name, self.prose.section, self.prose.code_of),
            **named_rows(self.pack, self.year, self.unit_name, self.prose.section),
            **form_rows(self.printed_tables, self.pack, self.unit_name, document, self.used),
            **listed_rows(self.printed_tables, self.pack, self.used),
            **rows_of_names(self.names, self.pack, FUNCTION_DIMENSION),
        }

    def _is_brought(self, cell: SourceCell) -> bool:
        return cell.column in self.called.get(cell.schedule, {})

    def _named_cell(self, cell: SourceCell) -> str:
        """A cell as the new year calls it: 决算 is 上年决算 there."""
        row = "、".join(text for _, text in cell.row)
        return f"“{cell.schedule}”{row}的“{self._column(cell)}”"

    def _column(self, cell: SourceCell) -> str:
        return self.called.get(cell.schedule, {}).get(cell.column, cell.column)

    def _doubt(self, fact: PrintedFact, cells: Sequence[SourceCell], solution: Solution[SourceCell]) -> str:
        """What the first of some cells holds for all of them."""
        held = Decimal(solution.amounts.get(cells[0], 0)) / _CENTS
        whole = abs(held - fact.amount) <= fact.rounding
        how_much = "全部" if whole else f"中没有分开印的{in_wan(held)}"
        names = "、".join(self._named_cell(cell) for cell in cells[1 : _SHOWN + 1])
        more = f"等 {len(cells) - 1} 格" if len(cells) - 1 > _SHOWN else ""
        return (
            f"{_place(fact.place)}{fact.figure}{fact.printed}{how_much}放在{self._named_cell(cells[0])}："
            f"公开的材料没有把它与{names}{more}分开，不是这一行的请改"
        )

    def _schedule(self, spec: ScheduleSpec, solution: Solution[SourceCell]) -> Schedule:
        rows: dict[tuple[tuple[str, str], ...], dict[str, Value]] = {}
        for cell in self.candidates[spec.name].cells:
            amount = solution.amounts.get(cell)
            if amount:
                rows.setdefault(cell.row, {})[cell.column] = Value(Decimal(amount) / _CENTS)
        if spec.shape is Shape.LINES:
            entries = [Entry(values, line=row[0][1]) for row, values in rows.items()]
        else:
            entries = [
                Entry({**{name: Value(text) for name, text in row}, **values}) for row, values in rows.items()
            ]
        return Schedule(spec, with_printed_names(entries, spec, self.names))

    def _identity(self) -> Schedule:
        spec = self.pack.inputs.schedule(IDENTITY_SCHEDULE)
        assert spec is not None
        column = spec.columns[0].name
        said: dict[str, str | Decimal] = {**self.prose.choices(spec), FORMAT_LINE: self.pack.format}
        said |= {UNIT_NAME_LINE: self.unit_name, YEAR_LINE: Decimal(self.year), UNIT_LINE: "元"}
        entries = [
            Entry({column: Value(said[line.name])}, line=line.name)
            for line in spec.lines
            if said.get(line.name)
        ]
        return Schedule(spec, tuple(entries))

    def _unknown(self, solution: Solution[SourceCell]) -> Iterator[str]:
        """The least printed sums that hold unknown cells, each once."""
        left = {cell for cell in solution.unknown if self._is_brought(cell)}
        for fact, parts in self._sums():
            within = [cell for cell in parts if cell in left]
            if within:
                left -= set(within)
                names = "、".join(map(self._named_cell, within[:4])) + ("等" if len(within) > 4 else "")
                yield f"{_place(fact.place)}{fact.figure}{_at(fact)}{fact.printed}：分不清{names}各是多少"
        for fact in self.stated if not self.tables else ():
            if fact.value and fact.binding is not None and not self._parts(fact.binding):
                added = terms(fact.binding.figure, fact.binding.where, self.pack.definitions) or ()
                schedules = {term.schedule for term in added}
                if schedules and schedules <= self.candidates.keys() - self.rows:
                    named = "、".join(f"“{name}”" for name in sorted(schedules))
                    yield f"{_place(fact.place)}{fact.figure}{_at(fact)}{fact.printed}：没有印{named}各行的数"

    def _untold(self, solution: Solution[SourceCell]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        told = solution.amounts.keys() | set(solution.unknown)
        for name, columns in self.called.items():
            candidates = self.candidates[name]
            for column in columns:
                own = [cell for cell in candidates.cells if cell.column == column]
                silent = [cell for cell in own if cell not in told]
                if candidates.spec.shape is Shape.LINES and silent:
                    yield name, column, tuple(cell.row[0][1] for cell in silent)
                elif len(silent) == len(own):
                    yield name, column, ()

    def _contradictions(self, solution: Solution[SourceCell]) -> Iterator[tuple[bool, str]]:
        """Whether it is only a remainder, and what is printed; one is where all parts are known and the last digits differ."""
        for equation in solution.broken:
            if equation.source < 0:
                continue
            fact = self.facts[equation.source]
            said = f"{_place(fact.place)}{fact.figure}{_at(fact)}印 {fact.printed}"
            amounts = [solution.amounts.get(cell) for cell in equation.parts]
            whole = sum(sign * solution.amounts.get(cell, 0) for cell, sign in equation.parts.items())
            rest = abs(equation.amount - whole)
            if None not in amounts and rest <= _LAST_DIGITS * equation.rounding:
                yield True, f"{said}，各项之和是 {in_wan(Decimal(whole) / _CENTS)}"
            else:
                yield False, f"{said}，与其他表的数对不上"


def _at(fact: PrintedFact) -> str:
    return "".join(f"（{text}）" for name, text in fact.coordinates.items())


def _place(place: Location) -> str:
    return f"{place}：" if str(place) else ""
