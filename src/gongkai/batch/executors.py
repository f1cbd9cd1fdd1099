"""Where jobs run: in this process, in several processes here, or on a Dask cluster."""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from gongkai.batch.job import run_job
from gongkai.batch.work_list import CRASHED, Job, Result
from gongkai.findings import Location, report
from gongkai.memory import collect_seldom

_PROGRAM = "gongkai.batch.preload"
_COLLECT_EVERY = 256  # jobs between garbage collections: a report leaves no reference cycles, but a fault may
_JOBS = itertools.count(1)
CLUSTER_WINDOW = 1000  # jobs handed to a cluster in advance: enough for hundreds of workers
CONNECT_SECONDS = 15
_MOST_ON_WINDOWS = 61  # the most processes that Windows can wait for
WINDOW = 4  # jobs handed to each process in advance; few, so that memory does not grow with the batch


RunOne = Callable[[Job], Result]
"""A function of a module, which any process can import; it never raises."""


class Executor(Protocol):
    """Runs jobs and yields each result as it comes, in any order, one for every job."""

    def run(self, jobs: Sequence[Job], run_one: RunOne = run_job) -> Iterator[Result]: ...


class InProcess:
    """One after the other, here."""

    def run(self, jobs: Sequence[Job], run_one: RunOne = run_job) -> Iterator[Result]:
        before = collect_seldom()
        try:
            for job in jobs:
                yield _tended(run_one, job)
        finally:
            gc.set_threshold(*before)


class Processes:
    """Several processes on this machine. A job whose process dies is tried again, alone."""

    def __init__(self, workers: int) -> None:
        self.workers = min(workers, _MOST_ON_WINDOWS) if os.name == "nt" else workers

    def run(self, jobs: Sequence[Job], run_one: RunOne = run_job) -> Iterator[Result]:
        if jobs:
            _load_program()
        waiting = list(reversed(_dealt(jobs, self.workers)))
        suspects: list[Job] = []
        while waiting:
            yield from self._until_broken(waiting, suspects, run_one)
        for job in suspects:
            yield self._alone(job, run_one)

    def _until_broken(self, waiting: list[Job], suspects: list[Job], run_one: RunOne) -> Iterator[Result]:
        """Work through `waiting` until it is empty or a process dies; the jobs that ran at that moment are
        suspects."""
        running: dict[Future[Result], Job] = {}
        pool = _pool(self.workers)
        try:
            while waiting or running:
                while waiting and len(running) < self.workers * WINDOW:
                    job = waiting.pop()
                    running[pool.submit(_tended, run_one, job)] = job
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    job = running[future]
                    result = future.result()
                    del running[future]
                    yield result
        except BrokenProcessPool:
            suspects.extend(running.values())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _alone(self, job: Job, run_one: RunOne) -> Result:
        for _ in range(2):  # a suspect may be innocent: another job may have killed the process
            with _pool(1) as pool, contextlib.suppress(BrokenProcessPool):
                return pool.submit(_tended, run_one, job).result()
        return lost(job)


def _dealt(jobs: Sequence[Job], workers: int) -> list[Job]:
    """The jobs in a new order: one in turn from each of as many parts as there are workers.

    Neighbouring jobs often have the same format, so each worker has few formats to load if all work at the
    same pace.
    """
    size = -(-len(jobs) // workers)
    parts = [jobs[start : start + size] for start in range(0, len(jobs), size or 1)]
    return [job for row in itertools.zip_longest(*parts) for job in row if job is not None]


class SchedulerFault(Exception):
    """A cluster that cannot be reached; the message is for the user."""


class Cluster:
    """A Dask cluster (the extra `cluster`). Dask itself repeats jobs whose worker is lost.

    Every worker must see the input and output folders under the paths that they have here.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def run(self, jobs: Sequence[Job], run_one: RunOne = run_job) -> Iterator[Result]:
        # Types are unknown here: distributed has none, and is an extra that may be absent.
        import distributed

        _quieten("distributed")  # a lost worker becomes a row of the overview
        library: Any = distributed
        try:
            client = library.Client(self.address, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise SchedulerFault(f"连不上 Dask 调度器“{self.address}”，请核对地址和网络") from error
        with client:
            waiting = iter(jobs)
            running: dict[Any, Job] = {}
            finished = library.as_completed()

            def hand_out(count: int) -> None:
                for job in itertools.islice(waiting, count):
                    future = client.submit(run_one, job, pure=False, retries=2)
                    running[future] = job
                    finished.add(future)

            hand_out(CLUSTER_WINDOW)
            while running:
                future = next(finished)
                job = running.pop(future)
                result = _answer(future, job)
                future.release()
                hand_out(1)
                yield result


def _answer(future: Any, job: Job) -> Result:
    """The result of a job on a cluster, or the row of a job that killed one worker after another.

    A result that was there may be gone again, with the worker that held it: then its state says "lost", and
    asking for the result waits until another worker has done the job. Only what cannot be had raises.
    """
    try:
        result: Result = future.result()
    except Exception:  # no job raises; what Dask raises depends on how the worker went
        return lost(job)
    return result


def _quieten(library: str) -> None:
    """Silence a library's log. Its loggers have levels of their own, so setting the parent's level is not
    enough."""
    for name in (library, *logging.root.manager.loggerDict):
        if name == library or name.startswith(f"{library}."):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _tended(run_one: RunOne, job: Job) -> Result:
    """Run the job. Its reference cycles are collected now and then afterwards, not while it builds its
    trees."""
    result = run_one(job)
    if next(_JOBS) % _COLLECT_EVERY == 0:
        gc.collect()
        gc.freeze()  # what remains are packs and caches, which later collections may ignore
    return result


def _load_program() -> None:
    """Import the program once for all processes if they are forked from one server: then they share the
    memory too."""
    method = multiprocessing.get_start_method()
    if method == "fork":
        importlib.import_module(_PROGRAM)
    elif method == "forkserver":  # the usual way on Linux since Python 3.14
        multiprocessing.set_forkserver_preload([_PROGRAM])


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, initializer=_begin_worker)


def _begin_worker() -> None:
    """Only the parent reacts to Ctrl-C; a worker whose parent was killed must end too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()  # whoever asked for this one, not who forked it
    if parent is not None:
        parent.join()
        os._exit(1)


def lost(job: Job) -> Result:
    """The row of a job whose process died twice."""
    hint = "文件可能过大或内存不足；请单独运行 gongkai check 查看"
    finding = report("XT-02", "处理这个文件的进程意外终止", Location(file=job.key), hint).as_dict()
    return Result(job.key, CRASHED, counts={"错误": 1, "警告": 0, "提示": 0}, findings=[finding])
