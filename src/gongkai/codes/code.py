"""Registered codes and the levels of findings."""

from __future__ import annotations

from enum import Enum

from gongkai.frozen import frozen


class Severity(Enum):
    """Level of a finding. Only ERROR stops `generate`."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


@frozen
class Code:
    """One kind of fault: its usual level, title, what it means, how to mend it, and what else its manual says.

    `also` are the other levels at which it may be raised.
    """

    code: str
    severity: Severity
    title: str
    what: str
    mend: str
    also: tuple[Severity, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
