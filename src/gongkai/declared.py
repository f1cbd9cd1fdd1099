"""What a format declares: compared by value, known by identity, and keeping what was worked out from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar, cast

T = TypeVar("T")


class Declared:
    """A declaration compares by its value and hashes by its identity, so that it is a key of ordinary dicts.

    Hashing a tree of declarations by value would cost more than what is looked up under it. Of two equal
    declarations each is therefore a key of its own: do not look for duplicates with a set.
    """

    __slots__ = ()
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Keeper(Declared):
    """A declaration that keeps what was worked out from it: it lives and ends with it, and no other one sees it."""

    _kept: dict[Callable[..., object], object] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    __hash__ = object.__hash__

    def kept(self, make: Callable[[Self], T]) -> T:
        """`make(self)`, worked out once. Threads that ask at once get the same object."""
        found: Any = self._kept.get(make)
        if found is None:
            found = self._kept.setdefault(make, make(self))
        return cast(T, found)
