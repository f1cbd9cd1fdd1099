"""A part of long lists of cases runs in `make test`, the rest as trials: all of them run in CI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest


def newest(formats: Sequence[str]) -> list[Any]:
    """Formats as parameters: of each province and kind the newest year always, the years it extends as trials."""
    last = {name.rpartition("/")[0]: name for name in sorted(formats)}
    return [name if name in last.values() else _trial(name, name) for name in formats]


def every(step: int, cases: Sequence[Any], name: Callable[[Any], str] = str) -> list[Any]:
    """Cases as parameters with their names: the first of each `step` always, the others as trials."""
    return [
        _trial(case, name(case)) if index % step else pytest.param(case, id=name(case))
        for index, case in enumerate(cases)
    ]


def _trial(case: Any, name: str) -> Any:
    return pytest.param(case, id=name, marks=pytest.mark.trial)
