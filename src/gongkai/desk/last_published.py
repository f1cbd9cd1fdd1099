"""Recovers last year's input from what was published: Word, Excel or PDF, one file or several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from gongkai.desk.fit_for_last_year import check_fit, check_year
from gongkai.desk.new_input import NotRecognised
from gongkai.findings import Severity
from gongkai.model.continuation import Stages, opening_pairs, previous_pairs
from gongkai.model.control_totals import takes
from gongkai.model.definitions import STAGE
from gongkai.model.labels import NAMES_SCHEDULE
from gongkai.model.schema import CODE_TYPES
from gongkai.readers.document import read_document
from gongkai.recognition.reading import Reading, as_one, reading_of
from gongkai.recovering.published_input import Recovered, likeness, recovered, unit_of

if TYPE_CHECKING:
    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack
    from gongkai.readers.printed_document import PrintedDocument
    from gongkai.source import Source

_NO_FORMAT = (
    "没有认出是按哪个格式公开的：是 gongkai templates list 列出的某个格式的，用 --last-format 写明；"
    "都不是的，先不写 --from，上年数照原件填"
)
_LEAST = 2
"""A document with more recognised tables than this is taken for one of the format."""
_ALIKE = 0.6
"""The share of a format's headings from which a text without its tables is taken for one of the format."""


def last_published(
    sources: Sequence[Source], library: Library, pack: Pack, format: str = ""
) -> tuple[Recovered, Pack, Reading]:
    """What the files print, as an input of last year's format; that format; and the reading.

    `format` is last year's; without it that of the year before `pack`, else the one whose tables fit best. Raises
    CannotCarry, as NotRecognised where the files cannot be identified.
    """
    documents = [read_document(source) for source in sources]
    unreadable = [item for each in documents for item in each.findings if item.severity is Severity.ERROR]
    if unreadable:
        raise NotRecognised(
            "；".join(f"读不出来：{finding.message}。{finding.hint}" for finding in unreadable)
        )
    check_fit(documents, pack, library)
    reading = _read(as_one(documents), library, pack, format)
    if not reading.year.isdigit():
        raise NotRecognised("没有写明是哪一年度的")
    check_year(reading.year, pack)
    before, _ = library.pack(reading.format) if reading.format else (None, ())
    if before is None:
        raise NotRecognised(_NO_FORMAT)
    figures = _wanted(before, pack)
    found = recovered(reading, before, figures, _rows(before, pack, figures))
    for name in pack.carry.rows:
        schedule = found.department.schedule(name)
        if schedule is not None and not schedule.entries and name != NAMES_SCHEDULE:
            found.not_found.append(f"“{name}”的各行")
    found.not_found[:0] = _needed(found.untold, figures, pack)
    known = sum(bool(table.key) for table in reading.tables)
    if before.tables and not known:
        found.doubtful.append(
            f"{_tables_said(reading, before)}，只带来文字里印的数；表另在别的文件里（附表）的，请把它也写一个 --from"
        )
    elif not format and 3 * known < 2 * len(before.tables):
        found.doubtful.append(
            f"只认出“{before.name}”的 {len(before.tables)} 张表中的 {known} 张；上年不是按这个格式公开的，请用 --last-format 写明"
        )
    return found, before, reading


def _tables_said(reading: Reading, before: Pack) -> str:
    if not reading.tables:
        return "材料里没有表"
    return f"材料里的 {len(reading.tables)} 张表没有一张是“{before.name}”的{len(before.tables)} 张公开表"


def _read(document: PrintedDocument, library: Library, pack: Pack, format: str) -> Reading:
    if format:
        return reading_of(document, library, format)
    folder, _, year = pack.format.rpartition("/")
    earlier = f"{folder}/{int(year) - 1}" if year.isdigit() else ""
    reading = None
    if earlier and (found := library.pack(earlier)[0]) is not None:
        reading = reading_of(document, library, earlier)
        if sum(bool(table.key) for table in reading.tables) > _LEAST:
            return reading
        if likeness(reading, found) >= _ALIKE:
            return reading  # a text without tables is recognised by its headings
        if not found.tables and unit_of(reading, found):
            return reading  # and a workbook of a format that has only forms, by its title
    return reading_of(document, library)


def _wanted(before: Pack, pack: Pack) -> dict[str, dict[str, str]]:
    """For each schedule whose figures are carried over: last year's columns and their names in the new input."""
    stages, older = Stages.of(pack.definitions), Stages.of(before.definitions)
    found = {}
    for spec in pack.inputs.schedules:
        last = before.inputs.schedule(spec.name)
        pairs = (
            []
            if last is None
            else [
                *opening_pairs(spec, last, stages, older, pack.carry.opening),
                *previous_pairs(spec, last, stages, older, pack.carry.renamed),
            ]
        )
        if pairs:
            found[spec.name] = {old.name: new.name for new, old in pairs}
    return found


def _needed(
    untold: Iterable[tuple[str, str, tuple[str, ...]]], figures: Mapping[str, Mapping[str, str]], pack: Pack
) -> list[str]:
    """Last year's figures that the new input asks for and the files do not print, in words: columns, with their lines.

    Columns and lines that last year's format lacks are among them.
    """
    previous = Stages.of(pack.definitions).previous
    silent = {(name, figures[name][column]): lines for name, column, lines in untold}
    found = []
    for spec in pack.inputs.schedules:
        brought = set(figures.get(spec.name, {}).values())
        asked = 0
        said: list[str] = []
        for column in spec.number_columns:
            is_new = dict(column.coordinates).get(STAGE) in previous and column.name not in brought
            if not is_new and column.name not in brought:
                continue
            taking = [line.name for line in spec.lines if takes(line, column.name)]
            here = taking if is_new else silent.get((spec.name, column.name), ())
            lines = [name for name in taking if name in here]
            asked += len(taking) or 1
            if lines or (not spec.lines and (is_new or (spec.name, column.name) in silent)):
                of = f"（{'、'.join(lines)}）" if lines else ""
                said.append(f"“{spec.name}”的“{column.name}”{of}")
                asked -= len(lines) or 1
        found += [f"“{spec.name}”的全部上年数"] if len(said) > 1 and not asked else said
    return found


def _rows(before: Pack, pack: Pack, figures: Collection[str]) -> list[str]:
    """The schedules whose rows the new input begins with and whose rows are identified by codes and choices."""
    return [
        spec.name
        for name in pack.carry.rows
        if (spec := before.inputs.schedule(name)) is not None
        and name not in figures
        and spec.number_columns
        and all(
            column.dimension and (column.type in CODE_TYPES or column.choices)
            for column in spec.key_columns
            if column.name in spec.unique
        )
    ]
