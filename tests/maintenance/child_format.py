"""A format made for a test: its name, its parent, and how it is linted (the fixture `child`)."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.findings import Finding

PARENT = "shanxi/final_accounts/2023"
NAME = "test/final_accounts/2023"

Child = Callable[..., list[Finding]]
