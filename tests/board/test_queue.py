"""Jobs in processes: one that dies or hangs is tried again alone, then told; the others go on."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from gongkai.board import pool, queue, records
from gongkai.board.queue import CAME_TO_NOTHING, ENDED
from gongkai.board.tasks import QueuedTask, TaskOutcome
from tests.board.boards import Board, run


def odd_work(task: QueuedTask) -> TaskOutcome:
    """Stands in for `pool.work`, in the process."""
    if task.kind == "dies":
        os._exit(9)
    if task.kind == "hangs":
        pool._say(task.number, "hanging")
        time.sleep(600)
    if task.kind == "raises":
        raise ValueError("a fault of ours")
    return TaskOutcome({"kind": task.kind})


@pytest.mark.trial
def test_one_that_dies_or_hangs_is_told_and_the_others_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that dies may have been ended by another, so it is tried again; one that hangs would hang again."""
    monkeypatch.setattr(queue, "work", odd_work)

    async def walk(made: Board) -> None:
        made.house.queue.start()
        kinds = ("good", "dies", "hangs", "raises", "good")
        with made.house.database.transaction():
            jobs = [records.ask(made.house, kind, kind, "局", {}) for kind in kinds]
        async for words in made.house.queue.follow(jobs[2]):
            assert words == "hanging"
            made.house.queue.give_up(jobs[2])  # as the end of its time does
        await asyncio.wait_for(made.house.queue.idle(), 280)
        tries = made.house.database.value("SELECT tries FROM jobs WHERE kind = 'dies'")
        assert tries == queue.MOST_TRIES + 1
        rows = {row["id"]: row for row in made.house.database.rows("SELECT * FROM jobs")}
        for job, kind in zip(jobs, kinds, strict=True):
            assert rows[job]["state"] == (ENDED if kind == "good" else CAME_TO_NOTHING), kind
        assert "意外终止" in rows[jobs[1]]["answer"] and "很久没有做完" in rows[jobs[2]]["answer"]
        assert "ValueError" in rows[jobs[3]]["answer"]
        assert made.house.queue._said == {} and made.house.queue._hung == {}

    run(tmp_path, walk, real=True)


def test_a_fault_of_ours_is_an_outcome(tmp_path: Path) -> None:
    task = QueuedTask(1, "no such kind", str(tmp_path), (), str(tmp_path), str(tmp_path / "lock"))
    said: list[str] = []
    outcome = pool.run_task(task, lambda number, words: said.append(words))
    assert outcome.failed.startswith("程序自身出错：KeyError（run_task，第 ") and said == []


def test_a_job_that_was_begun_is_begun_again_and_given_up_at_last(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        with made.house.database.transaction():
            first = records.ask(made.house, "check", "x", "局", {})
        made.house.database.change(
            "UPDATE jobs SET state = '在做', tries = ? WHERE id = ?", queue.MOST_TRIES, first
        )
        made.house.database.change("UPDATE jobs SET kind = 'unknown' WHERE id = ?", first)
        made.house.queue.start()
        await made.done()
        row = made.house.database.row("SELECT * FROM jobs WHERE id = ?", first)
        assert row is not None and row["state"] == CAME_TO_NOTHING and "意外终止" in row["answer"]

    run(tmp_path, walk)
