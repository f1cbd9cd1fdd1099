"""Last year's inputs for a batch: who each is of is found out once, and a department takes its own by its name."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from gongkai import pipeline
from gongkai.batch.executors import Executor
from gongkai.batch.run import run_batch
from gongkai.batch.work import (
    DONE,
    NOT_FOUND,
    SEVERAL,
    STATE_FOLDER,
    UNREADABLE,
    Job,
    Options,
    Result,
    make_jobs,
)
from gongkai.files import write_all
from gongkai.inputs.cells import normal
from gongkai.packs.load import load_pack
from gongkai.rules.lastyear import BUDGET
from gongkai.rules.texts import year_in

_LIST, _FOLDER = "上年.json", "上年"

Past = tuple[str, str, int]
"""Path, format and year of an input."""


def list_inputs(folder: Path, out: Path, root: str, executor: Executor) -> tuple[str, str, int]:
    """List the inputs below `folder` by their departments' names in the state folder of `out`.

    Gives the path of the list, a digest of what is in the inputs, and how many could be read. Inputs that
    have not changed are not read again.
    """
    state = out / STATE_FOLDER
    everything = make_jobs(folder, state / _FOLDER, Options(root=root))
    jobs = [job for job in everything if not Path(job.path).is_relative_to(out)]
    paths = {job.key: job.path for job in jobs}
    found: dict[str, list[Past]] = {}
    digest = hashlib.sha256()
    results = sorted(run_batch(jobs, state / _FOLDER, executor, run_one=identify), key=lambda item: item.key)
    for result in results:
        digest.update(result.fingerprint.encode())
        if result.state == DONE:
            past = (paths[result.key], result.format, int(result.year))
            found.setdefault(normal(result.name), []).append(past)
    write_all(state, {_LIST: json.dumps(found).encode()}, state)
    return str(state / _LIST), digest.hexdigest(), sum(map(len, found.values()))


def identify(job: Job) -> Result:
    """Whose input it is: `name`, `format` and, as filled in, `year`."""
    try:
        loaded = pipeline.read(Path(job.path), Path(job.options.root) if job.options.root else None)
    except Exception:  # the department's own row will say that there is nothing to compare it with
        return Result(job.key, UNREADABLE)
    if loaded.department is None or loaded.pack is None:
        return Result(job.key, UNREADABLE, fingerprint=job.fingerprint)
    name = loaded.department.line_text("单位信息", "单位名称")
    year = str(year_in(loaded.department))
    return Result(job.key, DONE, name, loaded.pack.format, year, fingerprint=job.fingerprint)


def find_last_year(loaded: pipeline.Loaded, options: Options) -> tuple[pipeline.Loaded | None, str]:
    """The input to compare a department with: last year's of the same kind, else the budget of the same year.

    Also its name; or, without one, why.
    """
    if not options.last_year or loaded.department is None or loaded.pack is None:
        return None, ""
    root = Path(options.root) if options.root else None
    year, kind = year_in(loaded.department), loaded.pack.kind
    name = normal(loaded.department.line_text("单位信息", "单位名称"))
    given = [
        (path, pack.kind, of)
        for path, format, of in _listed(options.last_year, options.last_year_digest).get(name, [])
        if (pack := load_pack(format, root)[0]) is not None
    ]
    before = [path for path, its, of in given if (its, of) == (kind, year - 1)]
    budget = [path for path, its, of in given if (its, of) == (BUDGET, year) and kind != BUDGET]
    chosen = before or budget
    if len(chosen) != 1:
        return None, SEVERAL if chosen else NOT_FOUND
    other = pipeline.read(Path(chosen[0]), root)
    return other, other.department.file if other.department is not None else NOT_FOUND


@lru_cache(maxsize=4)
def _listed(path: str, digest: str) -> dict[str, list[Past]]:
    """The list as `list_inputs` wrote it; the digest makes it another one when an input has changed."""
    found: dict[str, list[Past]] = json.loads(Path(path).read_bytes())
    return found
