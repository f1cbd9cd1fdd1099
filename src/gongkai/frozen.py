"""Immutable records that are as cheap to create as mutable ones.

`dataclass(frozen=True)` sets every field through `object.__setattr__`, which makes creating a record four
times slower, and a department has some ten thousand cells, places and values. So mypy enforces immutability,
and Python does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A dataclass with slots that compares by value and that nobody may change; it hashes by value too, where it does
    not say otherwise."""
    return dataclass(slots=True, unsafe_hash="__hash__" not in cls.__dict__)(cls)
