"""`--scheduler`: the same work on a Dask cluster of separate processes, one of which is killed half-way."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batch.support import (
    HANGS,
    ROOT,
    Held,
    assert_whole,
    contents,
    run,
    start,
    wait_for_results,
    write_county,
)

pytest.importorskip("distributed")
COUNT = 16
HELD = "00011.yaml"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own; its address and the workers."""
    place = tmp_path / "调度器.json"
    env = {**Held(tmp_path, HELD).environment, "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "0"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": env}
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    local = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    processes = [subprocess.Popen([*command, *local, "--scheduler-file", str(place)], **quiet)]  # type: ignore[call-overload]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(place)]
    # Without a nanny, so that a killed worker stays dead.
    worker += ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path)]
    processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]  # type: ignore[call-overload]
    try:
        end = time.monotonic() + HANGS
        while not (place.is_file() and "tcp://" in place.read_text()):
            assert time.monotonic() < end and processes[0].poll() is None
            time.sleep(0.05)
        address = re.search(r"tcp://[\d.]+:\d+", place.read_text())
        assert address is not None
        yield address[0], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.mark.trial
def test_same_results_though_a_worker_is_killed(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    county, out, here = tmp_path / "县", tmp_path / "出", tmp_path / "本机"
    write_county(ROOT, county, COUNT, "yaml")
    (county / "坏.yaml").write_text("单位信息: [", encoding="utf-8")
    assert run(county, "-o", here, "--jobs", "2").returncode == 1
    held = Held(tmp_path, HELD)
    assert any(path.name == HELD for path in county.rglob("*.yaml"))
    process = start(county, "-o", out, "--scheduler", address, held=held)
    wait_for_results(out, 3, held)
    workers[0].send_signal(signal.SIGKILL)
    held.go_on()  # not before: the batch cannot have ended when the worker is killed
    said, error = process.communicate(timeout=HANGS)
    assert process.returncode == 1, said + error
    assert "Traceback" not in said + error
    assert not re.search(r"distributed|Worker", said + error)
    assert assert_whole(out) == 2 * COUNT
    assert contents(out) == contents(here)
    again = run(county, "-o", out, "--scheduler", address)
    assert f"其中 {COUNT + 1} 个没有变动" in again.stdout


def test_no_scheduler_there(county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.app.wrong_usage import UserFault
    from gongkai.batch import executors
    from gongkai.batch.work_list import Options, make_jobs

    monkeypatch.setattr(executors, "CONNECT_SECONDS", 1)
    jobs = make_jobs(county, tmp_path, Options())
    with pytest.raises(executors.SchedulerFault, match="连不上 Dask 调度器"):
        list(executors.Cluster("tcp://127.0.0.1:9").run(jobs))
    assert issubclass(UserFault, Exception)


class _Future:
    """A task whose worker died after it had told that the task was done."""

    status = "lost"

    def __init__(self, again: bool) -> None:
        self.again = again

    def result(self) -> object:
        if self.again:
            return "done by another worker"
        raise RuntimeError("killed three workers")


def test_a_result_lost_with_its_worker_is_waited_for(tmp_path: Path) -> None:
    from gongkai.batch import executors
    from gongkai.batch.work_list import Options, make_jobs

    write_county(ROOT, tmp_path / "县", 1, "yaml")
    job = make_jobs(tmp_path / "县", tmp_path / "出", Options())[0]
    assert executors._answer(_Future(again=True), job) == "done by another worker"  # type: ignore[comparison-overlap]
    assert executors._answer(_Future(again=False), job) == executors.lost(job)
