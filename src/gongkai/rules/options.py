"""The options that packs give to rules: schedules with columns, words, figures, all in the pack's own names.

绩效指标：三级指标，指标值；整体绩效指标：三级指标，预期指标值      tables
增加|增长|提高                                                     words
率=%|‰；人数=人|名                                                 pairs
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from gongkai.frozen import frozen
from gongkai.model.book import Figure
from gongkai.model.department import Entry
from gongkai.rules.rule import Subject

NOT_SET = "本格式没有设置这项核对"


class OptionFault(ValueError):
    """An option that names something the pack does not have; the message is Chinese."""


@frozen
class OptionTable:
    """Rows of a schedule and the columns that a rule looks at, in the order of the option.

    `texts` are those of each column, row by row, empty where there is none.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Entry, ...]
    texts: tuple[list[str], ...]


@lru_cache(maxsize=512)  # these three are cached: they are the same for every department of a format
def option_words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("|") if word.strip())


@lru_cache(maxsize=256)
def option_pairs(text: str) -> Mapping[str, tuple[str, ...]]:
    """`a=b|c；d=e` as {a: (b, c), d: (e,)}."""
    found = {}
    for part in filter(None, (item.strip() for item in text.split("；"))):
        key, _, value = part.partition("=")
        found[key.strip()] = option_words(value)
    return found


def number(options: Mapping[str, str], key: str) -> Decimal:
    """A number among the options. Raises OptionFault."""
    try:
        return Decimal(options[key])
    except (KeyError, InvalidOperation):
        raise OptionFault(f"“{key}”应是一个数") from None


def tables(subject: Subject, text: str, columns: int) -> list[OptionTable]:
    """`明细表：栏，栏；…` as tables with that many columns each. Raises OptionFault."""
    found = []
    for name, names in _named_columns(text):
        spec = subject.pack.inputs.schedule(name)
        if spec is None:
            raise OptionFault(f"没有明细表“{name}”")
        unknown = [item for item in names if spec.column(item) is None]
        if unknown or len(names) != columns:
            raise OptionFault(f"“{name}”应写 {columns} 栏，不认识：{'、'.join(unknown) or '无'}")
        schedule = subject.department.schedule(name)
        rows = schedule.entries if schedule is not None else ()
        found.append(
            OptionTable(name, names, rows, tuple([_texts(subject, name, rows, item) for item in names]))
        )
    return found


@lru_cache(maxsize=256)
def _named_columns(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    parts = [part.partition("：") for item in text.split("；") if (part := item.strip())]
    return tuple((name, tuple(item.strip() for item in listed.split("，"))) for name, _, listed in parts)


def _texts(subject: Subject, schedule: str, rows: tuple[Entry, ...], column: str) -> list[str]:
    """The texts of a column; several rules look at the same few."""
    return subject.once((_texts, schedule, column), lambda: [entry.text(column) for entry in rows])


def figure(subject: Subject, name: str) -> Figure:
    """A figure or a schedule that the pack names. Raises OptionFault."""
    definitions = subject.book.definitions
    if name not in definitions.figures and name not in definitions.dimensions:
        raise OptionFault(f"没有数“{name}”")
    return subject.book.figure(name)
