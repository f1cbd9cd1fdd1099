"""Reading the inputs of jobs, with a library that the first job of a process makes and all others use."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai import pipeline
from gongkai.batch.zip_inputs import source
from gongkai.packs.library import Library

if TYPE_CHECKING:
    from gongkai.batch.work_list import Job


def read_input(path: str, job: Job) -> pipeline.Loaded:
    """An input of a job (its own, or the one to compare with) as read with the job's format packs."""
    return pipeline.read(source(Path(path)), library_of_job(job.options.packs, job.formats))


@lru_cache(maxsize=2)
def library_of_job(root: Path, formats: str) -> Library:
    """`formats` is the digest of the packs: once they have changed, jobs get a library of their own."""
    return Library(root)
