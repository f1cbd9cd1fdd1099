"""Long work in steps, with messages about its progress.

A job is a generator that yields messages on what it is about to do, and returns its result. `Jobs` is the interface for
the pages: `InlineJobs` works in the only thread (offline page), `ThreadJobs` in a thread of its own (server).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from typing import Any, Protocol

Steps = Generator[str, None, Any]
_KEPT = 50


class PageJob:
    """A job. `said` are its messages so far; when it is `done`, it has a `result` or a `fault`."""

    def __init__(self, key: str, title: str, make: Callable[[], Steps]) -> None:
        self.key = key
        self.title = title
        self.said: list[str] = []
        self.done = False
        self.result: Any = None
        self.fault: Exception | None = None
        self._make = make
        self._steps: Steps | None = None

    def step(self) -> None:
        """Do the next step. Never raises."""
        try:
            if self._steps is None:
                self._steps = self._make()
            words = next(self._steps)
            if words not in self.said[-1:]:  # a job that waits may repeat its message
                self.said.append(words)
        except StopIteration as end:
            self.result, self.done = end.value, True
        except Exception as fault:
            self.fault, self.done = fault, True


class Jobs(Protocol):
    def start(self, title: str, make: Callable[[], Steps]) -> PageJob: ...

    def find(self, key: str) -> PageJob | None: ...

    async def soon(self, job: PageJob) -> bool:
        """Whether the job is done, possibly after a wait too short to show its progress."""
        ...

    def follow(self, job: PageJob) -> AsyncIterator[str]:
        """The messages of a job until its end; `InlineJobs` does the work only while somebody follows."""
        ...


class KeptJobs:
    """The newest jobs by their keys."""

    kept = _KEPT

    def __init__(self) -> None:
        self._jobs: dict[str, PageJob] = {}
        self._last = 0

    def make(self, title: str, make: Callable[[], Steps]) -> PageJob:
        self._last += 1
        return self.keep(PageJob(str(self._last), title, make))

    def keep(self, job: PageJob) -> PageJob:
        self._jobs[job.key] = job
        while len(self._jobs) > self.kept:
            del self._jobs[next(iter(self._jobs))]
        return job

    def find(self, key: str) -> PageJob | None:
        return self._jobs.get(key)


class InlineJobs:
    """Works in the only thread, step by step between other requests, while somebody follows the job."""

    def __init__(self) -> None:
        self._kept = KeptJobs()
        self._turn = asyncio.Lock()

    def start(self, title: str, make: Callable[[], Steps]) -> PageJob:
        return self._kept.make(title, make)

    def find(self, key: str) -> PageJob | None:
        return self._kept.find(key)

    async def soon(self, job: PageJob) -> bool:
        return job.done

    async def follow(self, job: PageJob) -> AsyncIterator[str]:
        async with self._turn:
            while not job.done:
                told = len(job.said)
                job.step()
                for words in job.said[told:]:
                    yield words
                await asyncio.sleep(0)
