"""Running a batch: skip what is up to date and save each result at once, so that a killed run can be
continued."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from gongkai.batch.executors import Executor, RunOne
from gongkai.batch.job import run_job
from gongkai.batch.work_list import CRASHED, STATE_FOLDER, Job, Result, outputs_present, state_name
from gongkai.files import PARTIAL, WriteFault, why_refused, write_all
from gongkai.findings import Finding, Location, Severity
from gongkai.own_files import untouched


def run_batch(
    jobs: list[Job],
    out: Path,
    executor: Executor,
    force: bool = False,
    seen: Callable[[Result], None] | None = None,
    run_one: RunOne = run_job,
    holds: Callable[[Result], bool] | None = None,
) -> Iterator[Result]:
    """Yield the result of every job; those up to date first, marked `unchanged`.

    Each result is saved under `out/.gongkai/` as soon as it arrives, and `seen` is called with it. Results
    are yielded without their findings, so that memory does not grow: `kept_findings` reads them. `holds` says
    whether a saved result still holds in all other respects.
    """
    state = out / STATE_FOLDER
    _sweep(out)
    due: list[tuple[str, Job]] = []
    for job in jobs:
        kept = None if force else _read(state, job.key)
        if kept is None or not _holds(kept, job) or (holds and not holds(kept)):
            due.append((kept.format if kept is not None else "", job))
            continue
        kept.unchanged = True
        kept.findings = []
        yield _announce(kept, seen)
    due.sort(key=itemgetter(0))  # by the format of the last run, so that each process loads few
    by_key = {job.key: job for _, job in due}
    for result in executor.run(list(by_key.values()), run_one):
        _keep(state, by_key[result.key], result)
        yield _announce(result, seen)


def _keep(state: Path, job: Job, result: Result) -> None:
    """Save a result with its findings; if that fails, the row says so and the batch goes on."""
    try:
        _drop_old_outputs(state, job, result)
        write_all(state, {state_name(result.key, ".json"): _encode(result)}, state)
    except (WriteFault, OSError) as fault:
        why = str(fault) if isinstance(fault, WriteFault) else f"旧的成品删不掉：{why_refused(fault)}"
        where = Location(file=result.key)
        told = Finding("XT-01", Severity.ERROR, why, where, "请检查输出文件夹是否可写、磁盘是否已满")
        result.state, result.fingerprint = CRASHED, ""
        result.findings = [told.as_dict(), *result.findings]
        result.counts[Severity.ERROR.value] = result.counts.get(Severity.ERROR.value, 0) + 1
    else:
        result.findings = []


def _announce(result: Result, seen: Callable[[Result], None] | None) -> Result:
    if seen is not None:
        seen(result)
    return result


def kept_findings(out: Path, key: str) -> list[dict[str, Any]]:
    """The findings of one input as the last run left them."""
    found = _read(out / STATE_FOLDER, key)
    return found.findings if found is not None else []


def _encode(result: Result) -> bytes:
    return json.dumps(result.as_dict(), ensure_ascii=False).encode()


def _read(state: Path, key: str) -> Result | None:
    try:
        return Result.from_dict(json.loads((state / state_name(key, ".json")).read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return None  # never written, damaged, or of another version: the job is due


def _holds(result: Result, job: Job) -> bool:
    """True if an earlier run's result still holds: same input, formats, version, options; files there."""
    same = result.fingerprint and result.fingerprint == job.fingerprint
    return bool(same) and outputs_present(result, job.folder)


def _drop_old_outputs(state: Path, job: Job, result: Result) -> None:
    """Remove reports of an earlier run that this run did not write again: they would be taken for current
    ones.

    Not those that somebody has edited since.
    """
    before = _read(state, job.key)
    names = [*(before.outputs if before is not None else ()), *_intended(job)]
    for name in dict.fromkeys(names):
        path = Path(job.folder) / name
        if name not in result.outputs and path.name == name and untouched(path):
            path.unlink()


def _intended(job: Job) -> list[str]:
    """The files that a killed run may have written before it could save the result."""
    try:
        return [str(name) for name in json.loads(Path(job.intent).read_bytes())]
    except (OSError, ValueError, TypeError, RecursionError):
        return []


def _sweep(out: Path) -> None:
    """Remove the unfinished files that a killed run left behind."""
    for path in out.rglob(f"{PARTIAL}*"):
        with contextlib.suppress(OSError):
            path.unlink()
