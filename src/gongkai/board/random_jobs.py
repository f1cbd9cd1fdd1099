"""The jobs of single pages, whose keys nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from gongkai.web.jobs import KeptJobs, PageJob, Steps
from gongkai.web.thread_jobs import ThreadJobs


class RandomKeptJobs(KeptJobs):
    """Keeps more of them, for many users."""

    kept = 500

    def make(self, title: str, make: Callable[[], Steps]) -> PageJob:
        return self.keep(PageJob(secrets.token_urlsafe(16), title, make))


class RandomJobs(ThreadJobs):
    """One after another, in one thread beside the one that answers."""

    def __init__(self) -> None:
        super().__init__(RandomKeptJobs())
