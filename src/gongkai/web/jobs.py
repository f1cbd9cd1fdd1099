"""Work that takes time, step by step, with words on how far it is.

A piece of work is a generator: it yields what it is about to do (for people) and returns its result. `Jobs` is what the
pages ask for; each home has its own: `InlineJobs` works in the one thread there is, `ThreadJobs` beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from typing import Any, Protocol

Steps = Generator[str, None, Any]
_KEPT = 50


class PageJob:
    """`said` is what was told so far; `result` holds when `done`, unless there was a `fault` of ours."""

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
        """The next piece of the work. Never raises."""
        try:
            if self._steps is None:
                self._steps = self._make()
            words = next(self._steps)
            if words not in self.said[-1:]:  # who waits says so once
                self.said.append(words)
        except StopIteration as end:
            self.result, self.done = end.value, True
        except Exception as fault:
            self.fault, self.done = fault, True


class Jobs(Protocol):
    def start(self, title: str, make: Callable[[], Steps]) -> PageJob: ...

    def find(self, key: str) -> PageJob | None: ...

    async def soon(self, job: PageJob) -> bool:
        """Whether the job is done now or in so short a time that nobody needs to be told of its progress."""
        ...

    def follow(self, job: PageJob) -> AsyncIterator[str]:
        """What is said of the job as it goes on, to its end. Whoever follows a job wants it done."""
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
    """Works in the one thread, between two looks at what else is to be answered, and only when somebody follows."""

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
