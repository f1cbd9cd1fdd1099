"""Every name and filter that templates may use, for one department."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from gongkai.frozen import frozen
from gongkai.model.book import Book, Figure
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.indicator import completion as indicator_completion
from gongkai.model.labels import REASON_CODE, REASON_SCHEDULE, REASON_SLOT, REASON_TEXT, chinese_numeral
from gongkai.model.schema import Bands, Shape, band_of
from gongkai.packs.pack import Pack, Phrase
from gongkai.sections.code_names import CodeNames, CodeRow
from gongkai.sections.fragment import Fragment, of_text
from gongkai.sections.printing import Printer
from gongkai.sections.schedule_rows import Record
from gongkai.sections.score_names import Marks

if TYPE_CHECKING:
    from jinja2.runtime import Context

YEAR, LAST_YEAR = "年度", "上年度"
_SIGNS = re.compile(r"\W+")
_TRAILING = "。；;，,. \n"


@frozen
class Chapter:
    """The result of `段`: the user's texts of one report by the name of the paragraph; a missing one is empty."""

    texts: Mapping[str, str]

    def __call__(self, name: str) -> str:
        return self.texts.get(name, "")


def make_filters(pack: Pack) -> dict[str, Callable[..., Any]]:
    """The filters of a pack's templates: the general ones, and each phrase of the pack by its name."""
    printer = Printer(pack)

    def completion(figure: Figure, stage: str) -> Fragment:
        return printer.share(figure, figure.at(stage))

    def parts(rows: Sequence[CodeRow], total: Figure) -> list[tuple[CodeRow, Fragment]]:
        return list(zip(rows, printer.parts([row.数 for row in rows], total), strict=True))

    filters: dict[str, Callable[..., Any]] = {
        "万元": printer.wan,
        "元": printer.yuan,
        "数": printer.count,
        "占比": printer.share,
        "完成率": completion,
        "在": lambda figure, stage: figure.at(stage),
        "限": lambda figure, **coordinates: figure.where(**coordinates),
        "得分": printer.score,
        "达成": attained,
        "小数": printer.decimal,
        "百分比": printer.percentage,
        "构成": parts,
        "名称": lambda figure: figure.name,
        "句": clause,
        "分行": paragraphs,
        "中文数": chinese_numeral,
        "日期": long_date,
    }
    for name, steps in pack.bands.items():
        filters[name] = partial(_band, steps)
    for name, phrase in pack.phrases.items():
        filters[name] = _phrase_filter(printer, phrase)
    return filters


def _band(steps: Bands, figure: Figure) -> str:
    return band_of(figure.amount, steps)


def _phrase_filter(printer: Printer, phrase: Phrase) -> Callable[..., Fragment]:
    from jinja2 import pass_context

    @pass_context
    def apply(context: Context, figure: Figure, base: Figure | None = None) -> Fragment:
        years = {name: of_text(str(context[name])) for name in (YEAR, LAST_YEAR)}
        return printer.phrase(phrase, figure, base, years)

    return apply


def make_names(pack: Pack, department: Department, book: Book, codes: CodeNames) -> dict[str, Any]:
    """The names of a pack's templates: figures, what the user wrote line by line, and functions."""
    names: dict[str, Any] = {identifier(name): book.figure(name) for name in pack.definitions.figures}
    for spec in pack.inputs.schedules:
        if spec.shape is Shape.LINES and not spec.number_columns:
            for line in spec.lines:
                names[identifier(line.name)] = department.line_text(spec.name, line.name)
    names[LAST_YEAR] = str(int(names[YEAR]) - 1) if str(names.get(YEAR, "")).isdigit() else ""
    names["原因"] = partial(reason, reasons_by_slot(department))
    names["明细"] = partial(records, pack, department, book)
    names["段"] = partial(chapter, department)
    names["不同"] = partial(distinct, department)
    names["骨架行"] = partial(skeleton, pack, department, book)
    names["科目"] = codes.rows
    names["列举"] = enumerate_items
    names["清单"] = partial(listed, pack)
    marks = Marks(pack, department, book)
    names["评分"] = marks.card
    names["评级个数"] = marks.graded
    return names


@lru_cache(maxsize=512)
def long_date(text: object) -> str:
    """A date such as 2023-12-31, 20231231 or 2023年12月31日 as 2023年12月31日; other text as it is."""
    from babel.dates import format_date

    digits = re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?", str(text).strip())
    if digits is None:
        return str(text)
    try:
        return format_date(date(*map(int, digits.groups())), "y年M月d日", locale="zh_CN")
    except ValueError:
        return str(text)


@lru_cache(maxsize=4096)
def identifier(name: str) -> str:
    """A name as templates write it: brackets, quotes and other signs left out (因公出国境费)."""
    return _SIGNS.sub("", name)


def clause(text: object) -> str:
    """A user's words without the full stop at their end, to stand inside a sentence."""
    return str(text).strip().rstrip(_TRAILING)


def attained(target: str, actual: str, stated: Figure) -> Decimal | None:
    """How far an indicator's target was reached (1 in full): from the two texts, in words as `stated`."""
    found = indicator_completion(target, actual)
    if found is None and stated:
        found = stated.amount
    return found


def paragraphs(text: object) -> list[str]:
    """The lines of a user's text, empty ones left out."""
    return [line.strip() for line in str(text).split("\n") if line.strip()]


def reasons_by_slot(department: Department) -> dict[tuple[str, str], str]:
    """The user's reasons by slot and code; of two for the same, the first counts."""
    found: dict[tuple[str, str], str] = {}
    for entry in department.schedule(REASON_SCHEDULE) or ():
        found.setdefault((entry.text(REASON_SLOT), entry.text(REASON_CODE)), entry.text(REASON_TEXT))
    return found


def reason(given: Mapping[tuple[str, str], str], slot: str, code: str = "") -> str:
    """The reason that the user gave for a change, without its full stop; empty where none is given."""
    return clause(given.get((slot, code), ""))


def records(pack: Pack, department: Department, book: Book, schedule: str, **conditions: str) -> list[Record]:
    """The rows of a schedule whose columns have the given texts."""
    found = department.schedule(schedule)
    if found is None:
        if pack.inputs.schedule(schedule) is None:
            raise KeyError(schedule)
        return []
    return [Record(book, found, entry) for entry in found.where(conditions)]


def chapter(department: Department, schedule: str, key: str, text: str, **conditions: str) -> Chapter:
    """The texts of a schedule by the words in column `key`, for `{{ 甲("…") }}` look-ups."""
    found = department.schedule(schedule)
    rows = found.where(conditions) if found is not None else []
    return Chapter({entry.text(key): entry.text(text) for entry in rows})


def distinct(department: Department, schedule: str, column: str, **conditions: str) -> list[str]:
    """The different texts of a column, in order of appearance."""
    found = department.schedule(schedule)
    rows = found.where(conditions) if found is not None else []
    return list(dict.fromkeys(entry.text(column) for entry in rows))


def skeleton(
    pack: Pack,
    department: Department,
    book: Book,
    schedule: str,
    frame: str,
    columns: Sequence[str],
    **conditions: str,
) -> list[Record]:
    """Rows in the order of a prescribed frame (a list of pack.yaml, levels joined by /), at least one for each place.

    A place without a row of the user's gets an empty one; rows that fit no place follow at the end.
    """
    found = department.schedule(schedule)
    spec = pack.inputs.schedule(schedule)
    if spec is None:
        raise KeyError(schedule)
    places = [tuple(place.split("/")) for place in pack.lists[frame]]
    by_place: dict[tuple[str, ...], list[Entry]] = {place: [] for place in places}
    others: list[Entry] = []
    for entry in found.where(conditions) if found is not None else ():
        by_place.get(tuple([entry.text(column) for column in columns]), others).append(entry)
    rows = [entry for place in places for entry in by_place[place] or [_blank(tuple(columns), place)]]
    home = found or Schedule(spec, ())
    return [Record(book, home, entry) for entry in [*rows, *others]]


@lru_cache(maxsize=256)
def _blank(columns: tuple[str, ...], levels: tuple[str, ...]) -> Entry:
    """An empty row at a place of a frame."""
    return Entry({column: Value(level) for column, level in zip(columns, levels, strict=True)})


def listed(pack: Pack, name: str) -> list[str]:
    """The items of a list of pack.yaml, or the words of its bands from the highest."""
    if name in pack.bands:
        return [word for word, _ in pack.bands[name]]
    return list(pack.lists[name])


def enumerate_items(items: Iterable[object], separator: str = "、") -> str:
    return separator.join(str(item) for item in items)
