"""Work step by step, with one interface in both homes."""

from __future__ import annotations

import asyncio
from collections.abc import Generator

from gongkai.web.jobs import InlineJobs, Jobs


def steps() -> Generator[str, None, int]:
    yield "一"
    yield "二"
    return 3


def broken() -> Generator[str, None, int]:
    yield "一"
    raise ValueError("a bug")


async def heard_to_the_end(jobs: Jobs) -> None:
    """What holds of jobs in both homes: every step is heard, a fault ends the job and is kept."""
    job = jobs.start("数", steps)
    assert [words async for words in jobs.follow(job)] == ["一", "二"]
    assert job.done and job.result == 3 and job.fault is None
    assert await jobs.soon(job)
    assert jobs.find(job.key) is job and jobs.find("99") is None
    assert [words async for words in jobs.follow(job)] in ([], ["一", "二"])  # it is over
    wrong = jobs.start("数", broken)
    assert [words async for words in jobs.follow(wrong)] == ["一"]
    assert wrong.done and isinstance(wrong.fault, ValueError)


def test_who_follows_hears_every_step() -> None:
    asyncio.run(heard_to_the_end(InlineJobs()))


def test_in_one_thread_nothing_is_done_before_somebody_asks() -> None:
    async def go() -> None:
        jobs = InlineJobs()
        job = jobs.start("数", steps)
        await asyncio.sleep(0)
        assert job.said == [] and not await jobs.soon(job)

    asyncio.run(go())


def test_old_jobs_are_forgotten() -> None:
    jobs = InlineJobs()
    first = jobs.start("数", steps)
    for _ in range(60):
        jobs.start("数", steps)
    assert jobs.find(first.key) is None
