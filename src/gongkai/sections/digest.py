"""Composes the digest of a publication (一图读懂): its large figures, charts and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongkai.findings import Location
from gongkai.packs.pack import Pack
from gongkai.sections.charts import ChartComposer
from gongkai.sections.fragment import runs_by_line
from gongkai.sections.narrative import Templates
from gongkai.tree.nodes import Digest, KeyFigure, Paragraph, Run

SHOWN_CHARTS = 3
"""How many charts a digest shows: the first ones of the format's list whose figures are not all zero."""


def compose_digest(
    pack: Pack, templates: Templates, names: Mapping[str, Any], charts: ChartComposer
) -> Digest:
    """The digest of a department by a pack that has one; empty charts and sentences are left out.

    Raises TemplateFault.
    """
    plan = pack.digest
    assert plan is not None
    where = Location(file=plan.location.file, line=plan.location.line)

    def runs(source: str) -> tuple[Run, ...]:
        return next(runs_by_line(templates.runs(source, names, where)))

    def text(source: str) -> str:
        return "".join([run.text for run in runs(source)])

    figures = [
        KeyFigure(
            text(figure.label),
            charts.number(figure.binding.on(charts.book), figure.unit),
            runs(figure.note),
        )
        for figure in plan.figures
    ]
    drawn = [charts.compose(pack.charts[name]) for name in plan.charts]
    said = [
        Paragraph(runs(sentence), "plain", f"一图读懂/{place}")
        for place, sentence in enumerate(plan.sentences, 1)
    ]
    return Digest(
        title=text(plan.title),
        subtitle=text(plan.subtitle),
        figures=tuple(figures),
        charts=tuple([chart for chart in drawn if chart is not None][:SHOWN_CHARTS]),
        sentences=tuple([sentence for sentence in said if sentence.text.strip()]),
        source=text(plan.source),
    )
