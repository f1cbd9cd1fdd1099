"""How often Python looks for objects that hold each other.

A department is a burst of some hundred thousand new objects, hardly any of them in circles. At its usual
threshold the collector looks at all of them again and again, for a tenth of the time and more.
"""

from __future__ import annotations

import gc

_SELDOM = (100_000, 50, 1000)


def collect_seldom() -> tuple[int, int, int]:
    """Let the collector of this process run seldom; gives the thresholds that held before."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    return before


def end_quickly() -> None:
    """Spare the last look for circles when the program ends: a tenth of a second for a county's work list."""
    gc.freeze()
