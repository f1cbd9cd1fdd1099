"""Killed without warning, or a worker lost: no half file, nothing lost, nobody stopped."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest

from gongkai.batch import executors
from gongkai.batch.job import run_job
from gongkai.batch.run import kept_findings, run_batch
from gongkai.batch.work_list import Job, Options, Result, make_jobs
from gongkai.packs.library import Library
from gongkai.source import Source
from tests.batch.support import (
    HANGS,
    ROOT,
    Held,
    assert_whole,
    contents,
    run,
    start,
    states,
    wait_for_results,
    write_county,
)

SEED, COUNT, KILLS = 20231231, 40, 10


@pytest.mark.trial
def test_killed_again_and_again(tmp_path: Path) -> None:
    """kill -9 for the whole process group at random moments; then a run to the end."""
    rng = random.Random(SEED)
    county, out, undisturbed = tmp_path / "县", tmp_path / "出", tmp_path / "不中断"
    paths = write_county(ROOT, county, COUNT, "yaml")
    held = Held(tmp_path, paths[COUNT // 2].name)  # no run ends before it is killed
    assert run(county, "-o", undisturbed, "--jobs", "2").returncode == 0
    killed = 0
    for _ in range(KILLS):
        before = len(list((out / ".gongkai").glob("*.json")))
        process = start(county, "-o", out, "--jobs", "2", held=held)
        wait_for_results(out, min(before + rng.randint(1, 3), COUNT - 1))
        time.sleep(rng.uniform(0, 0.1))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=HANGS)
        killed += process.returncode == -signal.SIGKILL
        assert_whole(out)
    assert killed == KILLS
    done = run(county, "-o", out, "--jobs", "2")
    assert done.returncode == 0
    assert "没有变动" in done.stdout  # what was finished before was not done again
    assert assert_whole(out) == 2 * COUNT
    assert contents(out) == contents(undisturbed)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
@pytest.mark.trial
def test_workers_however_they_are_started(county: Path, tmp_path: Path, method: str) -> None:
    """Python's own way differs between systems, and on Linux between 3.13 and 3.14."""
    out = tmp_path / "出"
    done = run(county, "-o", out, "--jobs", "2", method=method)
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(states(out).values()) == {"已生成"}
    assert assert_whole(out) == 16


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_workers_end_with_their_parent(tmp_path: Path, method: str) -> None:
    """Only the parent is killed: its workers must not stay behind."""
    county, out = tmp_path / "县", tmp_path / "出"
    paths = write_county(ROOT, county, 4, "yaml")
    held = Held(tmp_path, paths[1].name)  # a worker is at work when its parent is killed
    process = start(county, "-o", out, "--jobs", "2", method=method, held=held)
    wait_for_results(out, 1, held)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=HANGS)
    end = time.monotonic() + HANGS
    while True:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        assert time.monotonic() < end, "a worker outlives its parent"
        time.sleep(0.1)


DIES_ALWAYS, DIES_ONCE = "00002.yaml", "00003.yaml"


def dying_job(job: Job) -> Result:
    """A job that takes its process with it: one input every time, another the first time only."""
    if job.key.endswith(DIES_ALWAYS):
        os._exit(9)
    mark = Path(job.path).with_suffix(".tried")
    if job.key.endswith(DIES_ONCE) and not mark.exists():
        mark.touch()
        os._exit(9)
    return run_job(job)


def test_a_worker_that_dies(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    jobs = make_jobs(county, out, Options())
    assert len(jobs) == 8
    results = {
        result.key: result for result in run_batch(jobs, out, executors.Processes(2), run_one=dying_job)
    }
    assert set(results) == {job.key for job in jobs}
    (lost,) = [result for result in results.values() if result.state == "程序出错"]
    assert lost.key.endswith(DIES_ALWAYS)
    assert "意外终止" in kept_findings(out, lost.key)[0]["message"]
    assert [result.state for result in results.values()].count("已生成") == 7
    assert assert_whole(out) == 14
    # It is tried again by the next run, since nothing was wrong with the input.
    again = list(run_batch(make_jobs(county, out, Options()), out, executors.Processes(2)))
    assert [result.key for result in again if not result.unchanged] == [lost.key]
    assert {result.state for result in again} == {"已生成"}


def test_a_bug_is_a_row(county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai import pipeline

    original = pipeline.read

    def failing(source: Source, library: Library) -> pipeline.Loaded:
        if source.name == DIES_ALWAYS:
            raise RuntimeError("something that we did not think of")
        return original(source, library)

    monkeypatch.setattr(pipeline, "read", failing)
    out = tmp_path / "出"
    results = list(run_batch(make_jobs(county, out, Options()), out, executors.InProcess()))
    assert [result.state for result in results].count("程序出错") == 1
    assert [result.state for result in results].count("已生成") == 7


def test_an_input_that_cannot_be_hashed(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked by another program: a row that says so, and tried again by every run."""
    original = Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == DIES_ALWAYS:
            raise PermissionError(13, "locked")
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    out = tmp_path / "出"
    for _ in range(2):
        results = list(run_batch(make_jobs(county, out, Options()), out, executors.InProcess()))
        (one,) = [result for result in results if result.state != "已生成"]
        assert one.state == "无法读取"
        assert not one.unchanged
