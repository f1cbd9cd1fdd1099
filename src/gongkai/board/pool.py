"""A process of a board: it ends with the server, is not stopped by Ctrl-C, and tells how far it is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gongkai.board import bureau_tasks, department_tasks
from gongkai.board.tasks import DoTask, QueuedTask, TaskOutcome
from gongkai.board.trouble import refusal_of
from gongkai.memory import collect_seldom

if TYPE_CHECKING:
    from multiprocessing.queues import Queue as Pipe

_PIPE: list[Pipe[Any]] = []


def begin_worker(pipe: Pipe[Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    begin_to_say(pipe)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def begin_to_say(pipe: Pipe[Any]) -> None:
    """Where this process puts what it says of its task."""
    _PIPE[:] = [pipe]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def run_task(task: QueuedTask, say: Callable[[int, str], None]) -> TaskOutcome:
    """Work through a task, telling how far it is. Never raises: a fault of ours is an outcome too."""
    kinds: Mapping[str, DoTask] = {**department_tasks.TASKS, **bureau_tasks.TASKS}
    try:
        steps = kinds[task.kind](task)
        while True:
            say(task.number, next(steps))
    except StopIteration as end:
        outcome: TaskOutcome = end.value
        return outcome
    except Exception as error:
        if refusal := refusal_of(error):
            return TaskOutcome(failed=f"{refusal.heading}。{refusal.words}")
        place = traceback.extract_tb(error.__traceback__)[-1]
        return TaskOutcome(
            failed=f"程序自身出错：{type(error).__name__}（{place.name}，第 {place.lineno} 行）"
        )


def work(task: QueuedTask) -> TaskOutcome:
    """One task, in a process of the pool."""
    return run_task(task, _say)


def _say(number: int, words: str) -> None:
    for pipe in _PIPE:
        pipe.put((number, words))
