"""Compile `digest.yaml`: the contents of the one-page summary 一图读懂."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding
from gongkai.model.expression import Name
from gongkai.packs.compilers.charts import read_unit
from gongkai.packs.compilers.figures import Expressions
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.inheritance import PackSource
from gongkai.packs.told import pack_finding, spelling_hint
from gongkai.plans.binding import Binding
from gongkai.plans.chart_plan import ChartPlan
from gongkai.plans.digest_plan import DigestFigure, DigestPlan
from gongkai.yamlsource import Node

DIGEST_FILE = "digest.yaml"
MOST_FIGURES, MOST_SENTENCES = 4, 4
"""How many fit on one page."""
MOST_CHARTS = 6  # to choose from


def compile_digest(
    source: PackSource, expressions: Expressions, charts: Mapping[str, ChartPlan], findings: list[Finding]
) -> DigestPlan | None:
    """The plan of a pack's digest; None where the pack has none."""
    node = source.yaml.get(DIGEST_FILE)
    if node is None:
        return None
    reader = MappingReader(node, findings, DIGEST_FILE)
    figures = [_figure(label, item, expressions, findings) for label, item in reader.entries("figures")]
    named = reader.texts("charts")
    plan = DigestPlan(
        title=reader.text("title"),
        subtitle=reader.text("subtitle", ""),
        figures=tuple([figure for figure in figures if figure is not None]),
        charts=tuple([name for name in named if name in charts]),
        sentences=tuple([item.text for _, item in reader.entries("sentences")]),
        source=reader.text("source", ""),
        location=node.location,
    )
    reader.close()
    declared = source.folder("charts")  # what is wrong with one of these was told at its own place
    for name in named:
        if name not in declared:
            place = node.get("charts") or node
            findings.append(
                pack_finding("PK-06", f"没有图“{name}”", place.location, spelling_hint(name, declared))
            )
    for key, found, most in (
        ("figures", len(figures), MOST_FIGURES),
        ("charts", len(named), MOST_CHARTS),
        ("sentences", len(plan.sentences), MOST_SENTENCES),
    ):
        if found > most:
            reader.fault(f"一页放不下：{key} 最多 {most} 项，写了 {found} 项", node.get(key))
    return plan


def _figure(label: str, node: Node, expressions: Expressions, findings: list[Finding]) -> DigestFigure | None:
    reader = MappingReader(node, findings, f"大数“{label}”")
    figure = reader.node_of("figure")
    where = expressions.filters(reader.node_of("where"))
    unit, note = read_unit(reader), reader.text("note", "")
    reader.close()
    if figure is None:
        reader.fault(f"大数“{label}”没有 figure（取哪个数）")
        return None
    expression = expressions.expression(figure)
    if expression is None:
        return None
    name = expression.name if isinstance(expression, Name) else label
    return DigestFigure(label, Binding(expression, name, where), unit, note)
