"""The base of what a format declares: compared by value, hashed by identity, with a cache of what is derived
from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any, Self, TypeVar, cast

from gongkai.frozen import frozen

T = TypeVar("T")


class Declared:
    """A declaration compares by its value and hashes by its identity, so that it can be the key of an
    ordinary dict.

    Hashing a whole tree of declarations by value would cost more than the lookup saves. So two equal
    declarations are two different keys: do not use a set to find duplicates.
    """

    __slots__ = ()
    __hash__ = object.__hash__


@frozen
class Keeper(Declared):
    """A declaration with a cache of its own for what is worked out from it; the cache lives as long as the
    declaration."""

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
