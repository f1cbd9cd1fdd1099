"""Last year's inputs for a batch: the department of each is identified once, and each job finds its own by name."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from gongkai import pipeline
from gongkai.batch.job_input import read_input
from gongkai.batch.work_list import (
    DONE,
    NOT_FOUND,
    SEVERAL,
    SKIPPED,
    UNREADABLE,
    Job,
    Options,
    Result,
)
from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.rules.earlier_year import BUDGET
from gongkai.rules.passages import year_in


@frozen
class Past:
    """An input to compare with: its place below the folder as text, where it is, and what it is for."""

    key: str
    path: str
    kind: str
    year: int
    fingerprint: str


Listed = dict[str, list[Past]]
"""The inputs by the `normal` name of their department."""


def identify(job: Job) -> Result:
    """The department, kind and year of an input, in a result; without a name where it cannot be read."""
    result = Result(job.key, UNREADABLE, fingerprint=job.fingerprint)
    try:
        loaded = read_input(job.path, job)
    except Exception:  # the department's own row will say that there is no input to compare with
        return Result(job.key, UNREADABLE)
    if loaded.department is not None and loaded.pack is not None:
        result.state, result.kind = DONE, loaded.pack.kind
        result.name = loaded.department.unit_name
        result.year = str(year_in(loaded.department))
    return result


def find_last_year(loaded: pipeline.Loaded, options: Options) -> Past | str:
    """The input to compare a department with, or why there is none; empty where none are given."""
    if not options.last_year or loaded.department is None or loaded.pack is None:
        return ""
    listed = _read(options.last_year, Path(options.last_year).stat().st_mtime_ns)
    name = loaded.department.unit_name
    return _choose(listed, name, loaded.pack.kind, year_in(loaded.department))


def still_compared(listed: Listed, kept: Result) -> bool:
    """True if the department of a kept result would be compared with the same input as then."""
    if kept.state in (UNREADABLE, SKIPPED):
        return True
    past = _choose(listed, kept.name, kept.kind, int(kept.year or 0))
    if isinstance(past, str):
        return kept.compared == past
    return (kept.compared, kept.partner) == (past.key, past.fingerprint)


def _choose(listed: Listed, name: str, kind: str, year: int) -> Past | str:
    """Last year's input of the same kind, else the budget of the same year."""
    given = listed.get(normal(name), []) if year else []
    before = [past for past in given if (past.kind, past.year) == (kind, year - 1)]
    budget = [past for past in given if (past.kind, past.year) == (BUDGET, year) and kind != BUDGET]
    chosen = before or budget
    return chosen[0] if len(chosen) == 1 else SEVERAL if chosen else NOT_FOUND


@lru_cache(maxsize=4)
def _read(path: str, written: int) -> Listed:
    """The list as `list_inputs` wrote it; the time of writing distinguishes it from later lists."""
    data = json.loads(Path(path).read_bytes())
    return {name: [Past(**past) for past in inputs] for name, inputs in data.items()}
