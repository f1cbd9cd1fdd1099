"""What all benchmarks share: timing, the sample's tree, and the machine."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gongkai import pipeline
from gongkai.packs.pack import Pack
from gongkai.tree.nodes import Document


@dataclass(frozen=True, slots=True)
class Measurement:
    """One way of doing a thing: its name and its best time in milliseconds."""

    name: str
    milliseconds: float


def best(action: Callable[[], object], rounds: int = 15) -> float:
    """The best of several runs in milliseconds of this process' time, after one to warm up.

    What other programs on the machine take does not count.
    """
    action()
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times) * 1000


def sample_tree(root: Path, sample: str) -> tuple[Document, Pack]:
    """The document of a sample and its pack."""
    checked = pipeline.check(root / "sample_inputs" / sample / "input.yaml")
    document = pipeline.compose(checked)
    assert document is not None
    assert checked.subject is not None
    return document, checked.subject.pack


def machine() -> str:
    """The machine and the Python in a line."""
    cores = f"{os.cpu_count()} 核"
    return f"{platform.system()} {platform.machine()}，{cores}，Python {platform.python_version()}"
