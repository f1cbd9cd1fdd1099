"""Immutable records that are as cheap to declare and to create as mutable ones.

`dataclass(frozen=True)` sets every field through `object.__setattr__`, which makes creating a record four
times slower, and a department has some ten thousand cells, places and values. It also writes and compiles six
methods for each class, and a command declares some two hundred classes before it begins. So mypy enforces
immutability, Python does not, and a record compares, hashes and shows itself by functions that are compiled once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def frozen(cls: type[T], /) -> type[T]: ...


@overload
def frozen(*, eq: bool = True, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[Any] | None = None, /, *, eq: bool = True, kw_only: bool = False) -> Any:
    """A dataclass with slots that compares by value and that nobody may change; it hashes by value too, where it does
    not say otherwise. With `eq=False` it compares and hashes by identity."""

    def made(cls: type[Any]) -> type[Any]:
        own = cls.__dict__
        record = dataclass(slots=True, repr=False, eq=False, match_args=False, kw_only=kw_only)(cls)
        if "__repr__" not in own:
            record.__repr__ = _shown  # type: ignore[assignment]
        if eq:
            _compare_by_value(record, hashes="__hash__" not in own)
        return record

    return made if cls is None else made(cls)


def _compare_by_value(record: type[Any], hashes: bool) -> None:
    names = [each.name for each in fields(record) if each.compare]
    values = attrgetter(*names) if names else type

    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    record.__eq__ = equal  # type: ignore[assignment]
    if hashes:
        record.__hash__ = hashed  # type: ignore[assignment]


@recursive_repr()
def _shown(self: Any) -> str:
    told = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(told)})"
