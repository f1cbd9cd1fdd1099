"""The server's own parts: its thread, its socket, and a user who goes away."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest

from gongkai.web.server import HOST, NoPort, free_socket
from gongkai.web.thread_jobs import ThreadJobs
from tests.web.test_jobs import heard_to_the_end, steps


def test_who_follows_hears_every_step() -> None:
    asyncio.run(heard_to_the_end(ThreadJobs()))


def test_several_who_follow_hear_the_same() -> None:
    async def go() -> None:
        jobs = ThreadJobs()
        job = jobs.start("数", steps)

        async def heard() -> list[str]:
            return [words async for words in jobs.follow(job)]

        assert await asyncio.gather(heard(), heard(), heard()) == [["一", "二"]] * 3

    asyncio.run(go())


def test_a_job_goes_on_without_its_follower() -> None:
    async def go() -> None:
        jobs = ThreadJobs()
        job = jobs.start("数", steps)
        async for _ in jobs.follow(job):
            break
        while not job.done:
            await asyncio.sleep(0.01)
        assert job.result == 3
        jobs.close()

    asyncio.run(go())


def test_a_taken_port_gives_the_next_and_only_this_computer_is_listened_to() -> None:
    with contextlib.closing(free_socket(0)) as first:
        port = first.getsockname()[1]
        assert first.getsockname()[0] == HOST == "127.0.0.1"
        with contextlib.closing(free_socket(port)) as second:
            assert second.getsockname()[1] > port


def test_no_free_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object) -> None:
        raise OSError("taken")

    monkeypatch.setattr(socket.socket, "bind", taken)
    with pytest.raises(NoPort, match="--port"):
        free_socket(8300)
