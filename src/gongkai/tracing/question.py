"""Answers questions about a report: by a cell of the input, a figure's name, a cell of a table, or printed words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import Enum
from functools import lru_cache

from gongkai.derivation import Derived, Origin, Step
from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.model.book import Book, Figure
from gongkai.model.expression import ExpressionError, Name, names, parse_expression
from gongkai.model.labels import normal
from gongkai.rules.rule import Subject
from gongkai.source import Source
from gongkai.tracing.input_cells import CellKey, FilledInput, cell_key, input_cells
from gongkai.tracing.printed import (
    ComputedSentence,
    Printed,
    TabledCell,
    charted,
    computed_sentences,
    everything,
    table_name,
    tabled_cells,
)
from gongkai.tracing.text_places import effect_of
from gongkai.tree.nodes import Document, Table


class Meant(Enum):
    """What the words turned out to be."""

    INPUT_CELL = "填报的单元格"
    FIGURE = "数的名称"
    TABLE_CELL = "表格的单元格"
    WORDS = "文字"
    NOTHING = "没有找到"


@frozen
class Answer:
    """The answer to a question. With `whole` each of `found` is to be explained in full, else they are only listed.
    If an input cell was asked for, it is `cell`, and `found` is everything that it counts in, is printed as, or
    changes, as `how` says. `remark` is a Chinese sentence where there is nothing to explain, `nearest` what might have
    been meant."""

    kind: Meant
    found: tuple[Printed, ...] = ()
    whole: bool = True
    cell: FilledInput | None = None
    remark: str = ""
    how: str = "计入"
    nearest: tuple[str, ...] = ()


_INPUT_CELL = re.compile(r"'?([^!]+?)'?!\$?([A-Za-z]{1,3})\$?(\d+)$")
_INPUT_LINE = re.compile(r"第?(\d+)行(?:第?(\d+)列)?$")
_ROW, _COLUMN = re.compile(r"第?(\d+)行$"), re.compile(r"第?(\d+)列$")
_FIGURE_ALONE = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(%|万元|元)?$")
_STOPS = re.compile(r"[。；\n]")
_NOTHING_READ = "没有从这里取数：没有填，或者是灰色的格（合计由程序计算，名称和说明不影响报告）"
_MOST_NEAR = 6
_LEAST_WORDS = 2  # the least length of words that are searched for within texts of the input


def same_figure(origin: Origin) -> Hashable:
    """A key that is equal for figures of the same meaning, whatever their names: formula, coordinates and value."""
    said = origin.derivation
    if said.step is Step.SAME:
        return same_figure(said.terms[0])
    if isinstance(origin, Derived):
        return said.step, said.value, tuple([same_figure(term) for term in origin.terms])
    return said.formula, said.part.filters, said.value


class Tracer:
    """Answers questions about one checked input. `document` is its report."""

    def __init__(self, subject: Subject, document: Document, source: Source) -> None:
        self.subject = subject
        self.book: Book = subject.book
        self.document = document
        self.cells = input_cells(subject.department, source)
        self.in_tables = tuple(tabled_cells(document))
        self.sentences = tuple(computed_sentences(document))
        self.printed = tuple(everything(self.in_tables, self.sentences, charted(document)))
        self._places: dict[Hashable, list[Printed]] = {}
        self._feeding: dict[Origin, frozenset[CellKey]] = {}
        definitions = self.book.definitions
        known = [*definitions.figures, *definitions.dimensions]
        self.figures: Mapping[str, str] = {normal(name): name for name in reversed(known)}

    def ask(self, what: str) -> Answer:
        """Try each kind of question in turn; the first with an answer counts."""
        asked = unicodedata.normalize("NFKC", what).strip()
        if not asked:
            return Answer(Meant.NOTHING)
        tries: tuple[Callable[[str], Answer | None], ...] = (
            self._input_cell,
            self._figure,
            self._table_cell,
            self._number,
            self._words,
            self._typed,
        )
        for each in tries:
            if (answer := each(asked)) is not None:
                return answer
        return Answer(Meant.NOTHING, nearest=tuple(self._near(asked)))

    def same(self, origin: Origin) -> list[Printed]:
        """Every place where the figure is printed."""
        if not self._places:
            for printed in self.printed:
                self._places.setdefault(same_figure(_origin(printed)), []).append(printed)
        return self._places.get(same_figure(origin), [])

    def cell_at(self, place: Location) -> FilledInput | None:
        return self.cells.get(cell_key(place))

    # A cell of the input.

    def _input_cell(self, asked: str) -> Answer | None:
        form = next((key for key in self.cells if key[1]), None) is None
        line = _INPUT_LINE.match(asked.replace(" ", "")) if form else None
        if line is not None:
            return self._input_line(int(line[1]), int(line[2] or 0))
        said = _INPUT_CELL.match(asked)
        if said is None:
            return None
        sheets = {normal(key[0]): key[0] for key in self.cells}
        sheet = sheets.get(normal(said[1]))
        if sheet is None:
            near = _nearest(said[1], sheets.values())
            return Answer(
                Meant.INPUT_CELL, remark=f"输入里没有填过数的工作表“{said[1]}”", nearest=tuple(near)
            )
        name = f"{said[2].upper()}{int(said[3])}"
        cell = self.cells.get((sheet, name, 0, 0))
        if cell is None:
            return Answer(Meant.INPUT_CELL, remark=f"{sheet}!{name} {_NOTHING_READ}")
        return self._counted(cell)

    def _input_line(self, line: int, column: int) -> Answer:
        there = [cell for key, cell in self.cells.items() if key[2] == line and column in (0, key[3])]
        if not there:
            return Answer(Meant.INPUT_CELL, remark=f"第 {line} 行{_NOTHING_READ}")
        if len(there) > 1:
            places = tuple(f"第 {cell.place.line} 行第 {cell.place.column} 列" for cell in there)
            return Answer(Meant.INPUT_CELL, remark=f"第 {line} 行有 {len(there)} 个值", nearest=places)
        return self._counted(there[0])

    def _counted(self, cell: FilledInput) -> Answer:
        if isinstance(cell.value, str):
            return self._text_cell(cell)
        if not cell.counts:
            return Answer(Meant.INPUT_CELL, cell=cell, remark="这一格只用来核对，不计入任何一个印出的数")
        key = cell_key(cell.place)
        found = tuple(printed for printed in self.printed if key in self._feeds(_origin(printed)))
        if found:
            return Answer(Meant.INPUT_CELL, found, False, cell)
        effect = effect_of(self.subject, self.document, key)
        if effect.places:
            what = "没有一个算出来的数用到这一格，它照印或写进文字"
            return Answer(Meant.INPUT_CELL, effect.places, False, cell, what, how="影响")
        return Answer(Meant.INPUT_CELL, cell=cell, remark="没有一个算出来的数用到这一格")

    def _text_cell(self, cell: FilledInput) -> Answer:
        effect = effect_of(self.subject, self.document, cell_key(cell.place))
        if effect.places:
            how = "照印在" if effect.printed else "影响"
            what = "" if effect.printed else "这一格是文字，不照印"
            return Answer(Meant.INPUT_CELL, effect.places, False, cell, what, how=how)
        if effect.other_rows:
            what = "这一格是文字，不照印；报告里有哪些行、哪些句子由它决定"
        else:
            what = "这一格是文字，不参加计算，正文和表里也没有照印"
        return Answer(Meant.INPUT_CELL, cell=cell, remark=what)

    def _feeds(self, origin: Origin) -> frozenset[CellKey]:
        """The cells that a figure is computed from, including those with a zero."""
        found = self._feeding.get(origin)
        if found is None:
            if isinstance(origin, Derived):
                found = frozenset().union(*map(self._feeds, origin.terms))
            elif isinstance(origin, Figure):
                facts = self.book.facts(origin.expression, origin.context)
                found = frozenset([cell_key(fact.location) for fact in facts])
            else:
                found = frozenset(map(cell_key, origin.sources))
            self._feeding[origin] = found
        return found

    # A figure by its name, or by a formula of such names.

    def _figure(self, asked: str) -> Answer | None:
        name = self.figures.get(normal(asked))
        if name is not None:
            figure = self.book.figure(name)
        else:
            try:
                expression = parse_expression(asked)
            except ExpressionError:
                return None
            used = list(names(expression))
            if not used or any(each.name not in self.figures.values() for each in used):
                return None
            if strange := self._strange(used):
                return Answer(Meant.FIGURE, remark=strange)
            if isinstance(expression, Name):
                figure = self.book.figure(expression.name).narrowed(expression.filters)
            else:
                figure = self.book.expression(expression, asked)
        if len(units := {cell.unit for key in self._feeds(figure) if (cell := self.cells.get(key))}) > 1:
            near = _nearest(asked, self.book.definitions.figures)
            what = f"“{asked}”里既有金额又有个数，不能相加，请写其中的一个数"
            return Answer(Meant.FIGURE, remark=what, nearest=tuple(near)) if "" in units else None
        places = self.same(figure)
        one = places[0] if places else Printed("", figure, None, "", "")
        return Answer(Meant.FIGURE, (one,))

    def _strange(self, used: Iterable[Name]) -> str:
        """Why a figure cannot be narrowed by these filters; empty if it can."""
        for name in used:
            known = {
                dimension
                for schedule in self.book.schedules(name)
                for dimension in self.book.definitions.dimensions.get(schedule, ())
            }
            for dimension, _ in name.filters:
                if dimension not in known:
                    return f"“{name.name}”不能按“{dimension}”来分；可以按：{'、'.join(sorted(known))}"
        return ""

    # A cell of a table of the report.

    def _table_cell(self, asked: str) -> Answer | None:
        first, *rest = asked.split()
        tables = [table for table in self.document.tables if first in _names_of(table)]
        if not tables:
            return self._row(asked)
        inside = [item for item in self.in_tables if item.table in tables]
        found = _matching(inside, rest, exactly=True) or _matching(inside, rest, exactly=False)
        numbers = _shown([item.printed for item in found if item.printed.origin is not None])
        if not rest:
            return Answer(Meant.TABLE_CELL, remark=f"“{first}”是一张表，请再写行和栏", nearest=_some(inside))
        if not found:
            what = f"表“{first}”里没有“{' '.join(rest)}”这样的行和栏"
            return Answer(Meant.TABLE_CELL, remark=what, nearest=_some(inside))
        if not numbers:
            return Answer(Meant.TABLE_CELL, remark="那里印的不是算出来的数", nearest=_some(inside))
        return Answer(Meant.TABLE_CELL, tuple(numbers), _all_one(numbers))

    def _row(self, asked: str) -> Answer | None:
        """All numbers in rows with this label."""
        wanted = normal(asked)
        found = _shown(
            [
                item.printed
                for item in self.in_tables
                if item.printed.origin is not None
                and any(
                    label and normal(label) == wanted and not label.isdigit() for label in item.filled.labels
                )
            ]
        )
        return Answer(Meant.TABLE_CELL, tuple(found), _all_one(found)) if found else None

    # Words of a sentence, or a figure as printed.

    def _number(self, asked: str) -> Answer | None:
        said = _FIGURE_ALONE.match(asked.replace(" ", ""))
        if said is None:
            return None
        digits, unit = said[1].replace(",", ""), said[2] or ""
        found = [
            printed
            for printed in self.printed
            if printed.number is not None
            and printed.text.replace(",", "") == digits
            and unit in ("", printed.unit)
        ]
        return Answer(Meant.WORDS, tuple(found), _all_one(found)) if found else None

    def _words(self, asked: str) -> Answer | None:
        section, _, said = asked.rpartition(" “")  # as an answer writes a place
        wanted = _squeezed(said.removesuffix("”") if section else said)[0]
        places = [
            (sentence, list(hits))
            for sentence in self.sentences
            if wanted
            and normal(section) in ("", normal(sentence.section))
            and (hits := _within(sentence, wanted)) is not None
        ]
        if not places:
            return None
        found = list(dict.fromkeys(printed for _, hits in places for printed in hits))
        if not found:
            what = "这些文字里没有算出来的数，它们是格式规定的文字"
            return self._typed(asked) or Answer(Meant.WORDS, remark=what)
        return Answer(Meant.WORDS, tuple(found), len(places) == 1 or _all_one(found))

    def _typed(self, asked: str) -> Answer | None:
        """The input cell with this name or text; where there are several, a list of them."""
        wanted = _squeezed(asked)[0]
        named = [cell for cell in self.cells.values() if cell.place.path.rpartition("/")[2] == asked.strip()]
        texts = [
            (cell, _squeezed(cell.value)[0]) for cell in self.cells.values() if isinstance(cell.value, str)
        ]
        found = (
            named
            or [cell for cell, text in texts if text == wanted]
            or [cell for cell, text in texts if len(wanted) >= _LEAST_WORDS and wanted in text]
        )
        if not found:
            return None
        if len(found) == 1:
            return self._counted(found[0])
        places = tuple(dict.fromkeys(cell.called for cell in found))
        what = f"这些文字填在输入的 {len(places)} 格里"
        return Answer(Meant.INPUT_CELL, remark=what, nearest=places[:_MOST_NEAR])

    def _near(self, asked: str) -> Iterator[str]:
        tables = map(table_name, self.document.tables)
        yield from _nearest(asked, dict.fromkeys((*self.figures.values(), *tables)))


def _origin(printed: Printed) -> Origin:
    assert printed.origin is not None
    return printed.origin


def _all_one(found: list[Printed]) -> bool:
    return len({same_figure(_origin(printed)) for printed in found}) == 1


def _shown(found: list[Printed]) -> list[Printed]:
    """The places that are not blank (for a zero), or all if every place is."""
    return [printed for printed in found if printed.text.strip()] or found


def _names_of(table: Table) -> set[str]:
    title = "".join(unicodedata.normalize("NFKC", table.title).split())
    return {table.code, table.sheet, table.key, title, title.partition("、")[2] or title}


def _matching(inside: list[TabledCell], tokens: list[str], exactly: bool) -> list[TabledCell]:
    numbered = {item.table.key for item in inside if any(label.isdigit() for label in item.filled.labels)}

    def fits(item: TabledCell, token: str) -> bool:
        filled = item.filled
        if row := _ROW.match(token):
            if row[1] in filled.labels:
                return True
            return filled.row == int(row[1]) and item.table.key not in numbered
        if column := _COLUMN.match(token):
            return column[1] in filled.headings or filled.column == int(column[1])
        said = [normal(text) for text in (*filled.labels, *filled.headings, filled.own)]
        wanted = normal(token)
        return wanted in said if exactly else any(wanted in text for text in said)

    return [item for item in inside if tokens and all(fits(item, token) for token in tokens)]


def _some(inside: list[TabledCell]) -> tuple[str, ...]:
    """A few places of a table, as examples of what to ask."""
    return tuple(item.printed.place for item in inside if item.printed.origin is not None)[:_MOST_NEAR]


def _within(sentence: ComputedSentence, wanted: str) -> Iterable[Printed] | None:
    """The computed parts of the words, or else of the sentence around them; None where the words do not occur."""
    squeezed, places = _squeezed(sentence.text)
    at = squeezed.find(wanted)
    if at < 0:
        return None
    start, end = places[at], places[at + len(wanted) - 1] + 1
    inside = [printed for first, last, printed in sentence.spans if first < end and start < last]
    if not inside:
        before = [stop.end() for stop in _STOPS.finditer(sentence.text, 0, start)]
        stop = _STOPS.search(sentence.text, end)
        start, end = before[-1] if before else 0, stop.start() if stop else len(sentence.text)
        inside = [printed for first, last, printed in sentence.spans if first < end and start < last]
    return [printed for printed in inside if printed.origin is not None]


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> tuple[str, list[int]]:
    """A text in NFKC without blanks and commas, and the position of each of its characters in the original."""
    found = [
        (char, place)
        for place, one in enumerate(text)
        for char in unicodedata.normalize("NFKC", one)
        if not char.isspace() and char not in ",，"
    ]
    return "".join([char for char, _ in found]), [place for _, place in found]


def _nearest(asked: str, among: Iterable[str]) -> list[str]:
    """The names that contain what was asked (or the reverse), then similar ones."""
    wanted = normal(asked)
    candidates = {normal(name): name for name in among}
    holding = [name for short, name in candidates.items() if wanted and (wanted in short or short in wanted)]
    close = difflib.get_close_matches(wanted, list(candidates), n=_MOST_NEAR, cutoff=0.4)
    return list(dict.fromkeys([*holding[:_MOST_NEAR], *(candidates[short] for short in close)]))[:_MOST_NEAR]
