"""What all benchmarks share: timing, the sample's tree, and the machine."""

from __future__ import annotations

import gc
import math
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gongkai import pipeline
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.packs.pack import Pack
from gongkai.source import Source
from gongkai.tree.nodes import Document, Table

Action = Callable[[], object]
LIBRARY = Library(templates_root())


@dataclass(frozen=True, slots=True)
class Measurement:
    """One way of doing a thing: its name and its best time in milliseconds."""

    name: str
    milliseconds: float


def best(action: Action, rounds: int = 15, prepare: Action = lambda: None) -> float:
    """The best of several runs in milliseconds of this process' time, after one to warm up.

    What other programs on the machine take does not count, nor what `prepare` does before each run.
    """
    return alternately(action, rounds=rounds, prepare=prepare)[0]


def alternately(*actions: Action, rounds: int = 15, prepare: Action = lambda: None) -> list[float]:
    """The best time of each of several actions that are to be compared, run in turn: a machine that is now
    faster, now slower is so for all of them."""
    times = [math.inf] * len(actions)
    for warm in range(rounds + 1):
        for number, action in enumerate(actions):
            prepare()
            gc.collect()
            start = time.process_time()
            action()
            if warm:
                times[number] = min(times[number], time.process_time() - start)
    return [each * 1000 for each in times]


def forget_grids(document: Document) -> None:
    """Take away what the tables keep of an earlier writing: a tree is written once."""
    for block in document.blocks:
        if isinstance(block, Table):
            block.grids.clear()


def read_file(path: Path) -> pipeline.Loaded:
    return pipeline.read(Source.from_path(path), LIBRARY)


def check_file(path: Path) -> pipeline.Checked:
    return pipeline.check(Source.from_path(path), LIBRARY)


def sample_tree(root: Path, sample: str) -> tuple[Document, Pack]:
    """The document of a sample and its pack."""
    checked = check_file(root / "sample_inputs" / sample / "input.yaml")
    document = pipeline.compose(checked)
    assert document is not None
    assert checked.subject is not None
    return document, checked.subject.pack


def machine() -> str:
    """The machine and the Python in a line."""
    cores = f"{os.cpu_count()} 核"
    return f"{platform.system()} {platform.machine()}，{cores}，Python {platform.python_version()}"
