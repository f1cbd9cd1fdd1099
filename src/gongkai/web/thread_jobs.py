"""Jobs of the server, in one thread beside the one that answers requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

from gongkai.web.jobs import KeptJobs, PageJob, Steps

PATIENCE = 0.4  # seconds that an answer waits for a job before it shows its progress instead


class ThreadJobs:
    """One job after another; a started job goes on whether or not somebody follows it."""

    def __init__(self, kept: KeptJobs | None = None) -> None:
        self._kept = kept or KeptJobs()
        self._pool = ThreadPoolExecutor(1, "gongkai-job")
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._moved = asyncio.Condition()

    def start(self, title: str, make: Callable[[], Steps]) -> PageJob:
        job = self._kept.make(title, make)
        self._tasks[job.key] = asyncio.get_running_loop().create_task(self._work(job))
        return job

    def find(self, key: str) -> PageJob | None:
        return self._kept.find(key)

    async def _work(self, job: PageJob) -> None:
        loop = asyncio.get_running_loop()
        while not job.done:
            await loop.run_in_executor(self._pool, job.step)
            async with self._moved:
                self._moved.notify_all()
        del self._tasks[job.key]

    async def soon(self, job: PageJob) -> bool:
        task = self._tasks.get(job.key)
        if task is not None:
            await asyncio.wait([task], timeout=PATIENCE)
        return job.done

    async def follow(self, job: PageJob) -> AsyncIterator[str]:
        told = 0
        while True:
            for words in job.said[told:]:
                yield words
                told += 1
            async with self._moved:
                if job.done and told == len(job.said):
                    return
                if told == len(job.said):
                    await self._moved.wait()

    def close(self) -> None:
        """Waiting jobs are dropped; the running step is finished."""
        self._pool.shutdown(wait=False, cancel_futures=True)
