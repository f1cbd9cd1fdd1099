"""Immutable records that cost no more than mutable ones to make.

`dataclass(frozen=True)` sets every field through `object.__setattr__`, which makes a record four times as dear.
A department has some ten thousand cells, places and values. So mypy holds them immutable, and Python does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A dataclass with slots that compares and hashes by value and that nobody may change."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
