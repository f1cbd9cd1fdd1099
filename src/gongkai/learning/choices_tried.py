"""Which choice of 单位信息 a document was made by: the one whose report says most of what the document says."""

from __future__ import annotations

import re

from gongkai import pipeline
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.labels import IDENTITY_SCHEDULE, normal
from gongkai.packs.pack import Pack
from gongkai.readers.printed_document import PrintedDocument
from gongkai.tree.nodes import Paragraph

_STOPS = re.compile("[，。；：\n]")
_LEAST = 4  # characters of words that tell anything


def with_tried_choices(department: Department, pack: Pack, document: PrintedDocument) -> Department:
    """The department with every choice that it lacks, tried one line after the other; two that say as much tell nothing."""
    spec = pack.inputs.schedule(IDENTITY_SCHEDULE)
    if spec is None:
        return department
    said = _plain("".join(line.text for line in document.lines()))
    for line in spec.lines:
        if not line.choices or any(entry.line == line.name for entry in _identity(department).entries):
            continue
        tried = [_with(department, line.name, choice) for choice in line.choices]
        scores = [_likeness(each, pack, said) for each in tried]
        best = max(scores)
        if scores.count(best) == 1:
            department = tried[scores.index(best)]
    return department


def _identity(department: Department) -> Schedule:
    return department.schedules[IDENTITY_SCHEDULE]


def _with(department: Department, line: str, choice: str) -> Department:
    known = _identity(department)
    entry = Entry({known.spec.columns[0].name: Value(choice)}, line=line)
    schedules = {**department.schedules, IDENTITY_SCHEDULE: Schedule(known.spec, (*known.entries, entry))}
    return Department(department.format, schedules)


def _likeness(department: Department, pack: Pack, said: str) -> int:
    """How many clauses of its report the document says too."""
    composed = pipeline.compose(pipeline.check_department(pipeline.Loaded(department, pack, [])), draft=True)
    clauses = (
        _plain(clause)
        for block in (composed.blocks if composed is not None else ())
        if isinstance(block, Paragraph)
        for clause in _STOPS.split(block.text)
    )
    return sum(len(clause) >= _LEAST and clause in said for clause in clauses)


def _plain(text: str) -> str:
    return normal(text).replace(",", "")
