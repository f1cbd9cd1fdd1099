"""The list of last year's inputs with the department of each, made by a batch of its own."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from gongkai.batch.executors import Executor
from gongkai.batch.past_inputs import Listed, Past, identify
from gongkai.batch.run import run_batch
from gongkai.batch.work_list import (
    STATE_FOLDER,
    Options,
    make_jobs,
)
from gongkai.files import write_all
from gongkai.model.labels import normal

_FOLDER = "上年"


def list_inputs(folder: Path, out: Path, options: Options, executor: Executor) -> tuple[Listed, list[str]]:
    """List the inputs below `folder`, and write the list to `options.last_year` for the jobs.

    Inputs that have not changed are not read again. Gives the list, and the inputs that nobody can read.
    """
    state = out / STATE_FOLDER
    everything = make_jobs(folder, state / _FOLDER, Options(root=options.root))
    jobs = {job.key: job for job in everything if not Path(job.path).is_relative_to(out)}
    found: Listed = {}
    unread: list[str] = []
    results = run_batch(list(jobs.values()), state / _FOLDER, executor, run_one=identify)
    for result in sorted(results, key=lambda result: result.key):
        if name := normal(result.name):
            path, year = jobs[result.key].path, int(result.year)
            past = Past(result.key, path, result.kind, year, result.fingerprint)
            found.setdefault(name, []).append(past)
        else:
            unread.append(result.key)
    data = {name: [asdict(past) for past in inputs] for name, inputs in found.items()}
    target = Path(options.last_year)
    write_all(target.parent, {target.name: json.dumps(data).encode()}, state)
    return found, unread
