"""What a digest shows (一图读懂, one page), independent of any department."""

from __future__ import annotations

from dataclasses import field

from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen
from gongkai.plans.binding import Binding


@frozen(eq=False)
class DigestFigure:
    """A large figure with a line of words under it; `unit` as of a chart. Texts are templates."""

    label: str
    binding: Binding
    unit: str = "万元"
    note: str = ""


@frozen(eq=False)
class DigestPlan:
    """Figures, charts (by key) and sentences in their order; all texts are templates."""

    title: str
    subtitle: str
    figures: tuple[DigestFigure, ...]
    charts: tuple[str, ...]
    sentences: tuple[str, ...]
    source: str = ""
    location: Location = field(default=NOWHERE)
