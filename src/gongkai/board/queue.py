"""Jobs in a table, and the processes that work at them: what was begun when the server ended is begun anew."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from gongkai.board.pool import begin_worker, work
from gongkai.board.tasks import QueuedTask, TaskOutcome

if TYPE_CHECKING:
    from multiprocessing.queues import Queue as Pipe

    from gongkai.board.database import Database

WAITING, RUNNING, ENDED, CAME_TO_NOTHING = "等待", "在做", "做完", "没有做成"
MOST_TRIES = 2
_LOST = "处理这个文件的程序意外终止，或者很久没有做完：文件可能过大，或者内存不足。请看一看文件，再交一次"
Finish = Callable[[sqlite3.Row, TaskOutcome], None]
"""What becomes of an outcome, inside the transaction that ends the job."""


class Queue:
    """`make` turns the row of a job into a task, `finish` takes its outcome, by kind of job."""

    most_seconds = 900.0
    """After which a job hangs."""
    patience = 5.0
    """Seconds between two tries to write down what came of a job, where the machine refuses that."""

    def __init__(self, database: Database, workers: int) -> None:
        self._database = database
        self._workers = workers
        self._running: dict[int, asyncio.Task[None]] = {}
        self._said: dict[int, list[str]] = {}
        self._hung: dict[int, asyncio.Event] = {}
        self._pool: ProcessPoolExecutor | None = None
        self._pipe: Pipe[Any] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._moved: asyncio.Condition | None = None
        self._closed = False
        self.make: Callable[[sqlite3.Row], QueuedTask] | None = None
        self.finish: Mapping[str, Finish] = {}

    def start(self) -> None:
        """Begin to work, in the running loop; what was interrupted comes first."""
        self._loop = asyncio.get_running_loop()
        self._moved = asyncio.Condition()
        with self._database.transaction():
            self._database.change(
                "UPDATE jobs SET state = ?, tries = tries + 1 WHERE state = ?", WAITING, RUNNING
            )
            self._fail_those_tried()
        self.wake()

    def _fail_those_tried(self) -> None:
        for row in self._database.rows(
            "SELECT * FROM jobs WHERE state = ? AND tries >= ?", WAITING, MOST_TRIES + 1
        ):
            self._end(row, TaskOutcome(failed=_LOST))

    def wake(self) -> None:
        """There may be something to do; whoever asks may be inside a transaction that is not at its end."""
        if self._loop is not None and not self._closed:
            self._loop.call_soon(self._begin)

    def _begin(self) -> None:
        if self._closed:
            return
        try:
            self._begin_some()
        except sqlite3.OperationalError:  # the machine refuses: it will pass
            assert self._loop is not None
            self._loop.call_later(self.patience, self._begin)

    def _begin_some(self) -> None:
        for row in self._database.rows(
            "SELECT * FROM jobs WHERE state = ? ORDER BY tries, id LIMIT ?", WAITING, self._workers
        ):
            alone = row["tries"] > 0  # it may have been what ended a process
            if len(self._running) >= (1 if alone else self._workers):
                return
            self._database.change("UPDATE jobs SET state = ? WHERE id = ?", RUNNING, row["id"])
            assert self._loop is not None
            self._said[row["id"]] = []
            self._running[row["id"]] = self._loop.create_task(self._work(row))
            if alone:
                return

    async def _work(self, row: sqlite3.Row) -> None:
        assert self._loop is not None and self.make is not None
        pool, number = self._processes(), row["id"]
        outcome: TaskOutcome | None = None
        hung = self._hung[number] = asyncio.Event()
        limit = self._loop.call_later(self.most_seconds, hung.set)
        giving_up = self._loop.create_task(hung.wait())
        try:
            running = self._loop.run_in_executor(pool, work, self.make(row))
            either: tuple[asyncio.Future[Any], ...] = (running, giving_up)
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                outcome = running.result()
            else:  # it would hang again
                outcome = TaskOutcome(failed=_LOST)
                self._drop(pool)
        except BrokenProcessPool:
            self._drop(pool)
        except Exception as error:
            outcome = TaskOutcome(failed=f"程序自身出错：{type(error).__name__}")
        limit.cancel()
        giving_up.cancel()
        del self._hung[number]
        await self._note_at_last(row, outcome)
        del self._running[number]
        self._said.pop(number, None)
        await self._tell()
        self._begin()

    def give_up(self, number: int) -> None:
        """A job that is being done will come to nothing: its process is ended."""
        if number in self._hung:
            self._hung[number].set()

    async def _note_at_last(self, row: sqlite3.Row, outcome: TaskOutcome | None) -> None:
        while not self._closed:
            try:
                self._note(row, outcome)
                return
            except sqlite3.OperationalError:  # a full disk, say: nobody does the work twice for that
                await asyncio.sleep(self.patience)

    def _note(self, row: sqlite3.Row, outcome: TaskOutcome | None) -> None:
        """The outcome into the table, and what follows of it; without one the process died, and it is tried again.

        Raises sqlite3.OperationalError where the machine refuses; then nothing is written.
        """
        try:
            with self._database.transaction():
                if outcome is not None:
                    self._end(row, outcome)
                    return
                self._database.change(
                    "UPDATE jobs SET state = ?, tries = tries + 1 WHERE id = ?", WAITING, row["id"]
                )
                self._fail_those_tried()
        except sqlite3.OperationalError:
            raise
        except Exception as error:
            self._end_badly(row, TaskOutcome(failed=f"程序自身出错：{type(error).__name__}"))

    def _end_badly(self, row: sqlite3.Row, failed: TaskOutcome) -> None:
        """What was made of an outcome failed by a fault of ours: the work is where it was, and the job at its end all
        the same, or it would come again for ever. Raises sqlite3.OperationalError."""
        try:
            with self._database.transaction():
                self._end(row, failed)
        except sqlite3.OperationalError:
            raise
        except Exception:
            answer = json.dumps({"failed": failed.failed}, ensure_ascii=False)
            self._database.change(
                "UPDATE jobs SET state = ?, answer = ? WHERE id = ?", CAME_TO_NOTHING, answer, row["id"]
            )

    def _end(self, row: sqlite3.Row, outcome: TaskOutcome) -> None:
        for blob in outcome.blobs:
            self._database.add("files", key=blob.key, size=blob.size, sha256=blob.sha256)
        finish = self.finish.get(row["kind"])
        if finish is not None:
            finish(row, outcome)
        answer = {"failed": outcome.failed} if outcome.failed else outcome.answer
        self._database.change(
            "UPDATE jobs SET state = ?, answer = ?, file = ? WHERE id = ?",
            CAME_TO_NOTHING if outcome.failed else ENDED,
            json.dumps(answer, ensure_ascii=False),
            outcome.blobs[0].key if outcome.blobs else None,
            row["id"],
        )

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")  # nothing of the server's own is taken along
            self._pipe = context.Queue()
            self._pipe.cancel_join_thread()  # a process that is killed while it speaks keeps the turn to speak
            threading.Thread(target=self._listen, args=(self._pipe,), daemon=True).start()
            self._pool = ProcessPoolExecutor(self._workers, context, begin_worker, (self._pipe,))
        return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        """End processes of which one has died, or hangs; what else they had in hand is tried again."""
        if self._pool is not pool:
            return
        self._pool = None
        for process in list(getattr(pool, "_processes", {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        if self._pipe is not None:
            self._pipe.put(None)

    def _listen(self, pipe: Pipe[Any]) -> None:
        """In a thread: what the processes say on their way."""
        while (said := pipe.get()) is not None:
            if self._loop is not None and not self._closed:
                self._loop.call_soon_threadsafe(self._hear, *said)

    def _hear(self, number: int, words: str) -> None:
        if number in self._said:
            self._said[number].append(words)
            assert self._loop is not None
            self._loop.create_task(self._tell())

    async def _tell(self) -> None:
        assert self._moved is not None
        async with self._moved:
            self._moved.notify_all()

    async def follow(self, number: int) -> AsyncIterator[str]:
        """What is said of a job, to its end."""
        assert self._moved is not None
        told, heard = 0, self._said.get(number)
        while True:
            said = self._said.get(number, [])
            if said is not heard:  # begun anew it speaks anew
                told, heard = 0, said
            for words in said[told:]:
                yield words
                told += 1
            async with self._moved:
                state = self._database.value("SELECT state FROM jobs WHERE id = ?", number)
                if state not in (WAITING, RUNNING):
                    return
                if told == len(self._said.get(number, [])):
                    await self._moved.wait()

    async def idle(self) -> None:
        """Until nothing is left to do."""
        while self._running or self._database.value("SELECT 1 FROM jobs WHERE state = ?", WAITING):
            await asyncio.sleep(0.01)

    def close(self) -> None:
        """Nothing more is begun; what is being done is begun anew at the next start."""
        self._closed = True
        if self._pool is not None:
            for process in list(getattr(self._pool, "_processes", {}).values()):
                process.terminate()
            self._pool.shutdown(wait=False, cancel_futures=True)
        if self._pipe is not None:
            self._pipe.put(None)
