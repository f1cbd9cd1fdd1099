"""In which order a batch hands out its jobs: neighbours of one format, so that a process has few to load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from gongkai.batch.executors import RunOne, _dealt
from gongkai.batch.job import run_job
from gongkai.batch.run import run_batch
from gongkai.batch.work_list import DONE, Job, Options, Result


class Recorder:
    """Does nothing, keeps the jobs it was given, and says of each the format that its name holds."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def run(self, jobs: Sequence[Job], run_one: RunOne = run_job) -> Iterator[Result]:
        self.jobs = list(jobs)
        for job in jobs:
            yield Result(job.key, DONE, format=format_of(job), fingerprint=job.fingerprint)


def format_of(job: Job) -> str:
    return job.key[-1]


def jobs(state: str) -> list[Job]:
    keys = [f"{number:02d}{'甲乙丙'[number % 3]}" for number in range(12)]
    return [Job(key, f"/{key}", f"/{key}", Options(), f"{state}{key}", "/none") for key in keys]


def runs_of(formats: list[str]) -> list[str]:
    return [key for key, _ in groupby(formats)]


def test_a_changed_batch_goes_by_the_formats_of_last_time(tmp_path: Path) -> None:
    first, again = Recorder(), Recorder()
    list(run_batch(jobs("before"), tmp_path, first))
    assert [job.key for job in first.jobs] == [job.key for job in jobs("before")]  # nothing known: as found
    list(run_batch(jobs("after"), tmp_path, again))
    assert sorted(job.key for job in again.jobs) == [job.key for job in jobs("after")]
    assert len(runs_of([format_of(job) for job in again.jobs])) == 3


def test_two_workers_in_step_meet_few_formats() -> None:
    by_format = sorted(jobs("now"), key=format_of)
    dealt = _dealt(by_format, 2)
    assert sorted(job.key for job in dealt) == sorted(job.key for job in by_format)
    for worker in (dealt[0::2], dealt[1::2]):
        assert len({format_of(job) for job in worker}) == 2
