"""A new input begun from last year's input, or from last year's published documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from gongkai import pipeline
from gongkai.desk.fit_for_last_year import check_year
from gongkai.desk.new_input import CannotCarry, NewInput, NotRecognised
from gongkai.findings import has_errors
from gongkai.frozen import frozen
from gongkai.readers.input_suffixes import YAML_SUFFIXES

if TYPE_CHECKING:
    from gongkai.findings import Finding, Location
    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack
    from gongkai.source import Source

ONLY_PUBLISHED = (".docx", ".pdf")
"""No form to fill in has these suffixes."""


@frozen
class Begun:
    """The new input. `read_as` says (in Chinese) by which format a published document was read, `findings` are those of
    reading it; `unread` is True if cells of last year's input could not be read and so were not carried over."""

    made: NewInput
    read_as: str = ""
    findings: list[Finding] = field(default_factory=list)
    unread: bool = False


class Unreadable(CannotCarry):
    """The only file is neither an input nor a known publication; `findings` are those of reading it as an input."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("读不出来")
        self.findings = findings


def begun(pack: Pack, sources: Sequence[Source], library: Library, last_format: str = "") -> Begun:
    """The input of `pack` begun from files of last year; blank without any. Raises CannotCarry."""
    if not sources:
        return Begun(NewInput(pack))
    read = None
    for source in sources:
        read = pipeline.read(source, library) if source.suffix not in ONLY_PUBLISHED else None
        if read is None or read.department is None or read.pack is None:
            continue
        if len(sources) > 1:
            raise CannotCarry(f"中的 {source.name} 是填报的输入，里面什么都有，只写它一个")
        made = NewInput(pack, read)
        check_year(read.department.year, pack)
        return Begun(made, unread=has_errors(read.findings))
    try:
        return _from_published(pack, sources, library, last_format)
    except NotRecognised:
        if read is None or len(sources) > 1 or _is_foreign(sources[0], read.findings):
            raise
        raise Unreadable(read.findings) from None


def _from_published(pack: Pack, sources: Sequence[Source], library: Library, last_format: str) -> Begun:
    from gongkai.desk.last_published import last_published

    found, before, reading = last_published(sources, library, pack, last_format)
    made = NewInput(pack, pipeline.Loaded(found.department, before, []), published=True)
    made.add_remarks(found.remarks())
    said = f"{reading.document.file}：按“{before.name}”（{before.format}）读"
    return Begun(made, said, [item for item in reading.findings if not _is_answered(item, found.used)])


def _is_foreign(source: Source, findings: Sequence[Finding]) -> bool:
    """Whether a workbook has nothing of an input: it does not even name a format."""
    return source.suffix not in YAML_SUFFIXES and {finding.code for finding in findings} == {"SR-24"}


def _is_answered(finding: Finding, used: set[Location]) -> bool:
    """Whether a finding is about a table that was not recognised, although its records were carried over."""
    return finding.code == "DQ-04" and finding.location in used
