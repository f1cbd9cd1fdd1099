"""How often Python's collector looks for reference cycles.

Reading a department creates some hundred thousand objects, hardly any of them in cycles. With its usual
thresholds the collector would look at all of them again and again, for more than a tenth of the running time.
"""

from __future__ import annotations

import gc

_SELDOM = (200_000, 50, 1000)


def collect_seldom() -> tuple[int, int, int]:
    """Make the collector of this process run rarely; returns the previous thresholds."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    return before


def end_quickly() -> None:
    """Skip the collection when the program ends, which takes a tenth of a second after a county's work
    list."""
    gc.freeze()
