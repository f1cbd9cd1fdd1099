"""A batch in which one input waits until the test says go on, so that no test depends on the machine's speed.

`tests.batch.support.start(…, held=Held(…))` runs it. Every worker must be able to import this module.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gongkai.batch.job import run_job
from gongkai.batch.work_list import Job, Result

ROOT = Path(__file__).parents[2]
_INPUT, _FOLDER = "GONGKAI_TEST_HELD_INPUT", "GONGKAI_TEST_HELD_FOLDER"


@dataclass(frozen=True, slots=True)
class Held:
    """Which input waits (how its key ends), and the folder in which the two sides tell each other."""

    folder: Path
    input: str

    @property
    def environment(self) -> dict[str, str]:
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        return {**os.environ, _INPUT: self.input, _FOLDER: str(self.folder), "PYTHONPATH": paths}

    @property
    def reached(self) -> bool:
        """A worker has the input and waits."""
        return (self.folder / "waits").exists()

    def go_on(self) -> None:
        (self.folder / "go").touch()


def run_held(job: Job) -> Result:
    """`run_job`, which for the held input begins when the test says so."""
    folder = Path(os.environ[_FOLDER])
    if job.key.endswith(os.environ[_INPUT]):
        (folder / "waits").touch()
        while not (folder / "go").exists():
            time.sleep(0.01)
    return run_job(job)


def hold() -> None:
    """Make `gongkai batch` of this process run its jobs through `run_held`."""
    from gongkai.batch import run

    # A test run that was started in the background hands on that interrupts are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    held = partial(run.run_batch, run_one=run_held)
    run.run_batch = held  # type: ignore[assignment] - the command asks for it by this name


__all__ = ["Held", "hold", "run_held"]
