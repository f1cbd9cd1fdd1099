"""Compile `charts/*.yaml` to plans, and find the lines of prose that place a chart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.findings import Finding
from gongkai.model.expression import Expression, Filters, Name
from gongkai.packs.compilers.figures import Expressions
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.inheritance import PackSource
from gongkai.packs.told import spelling_hint
from gongkai.plans.binding import Binding
from gongkai.plans.chart_plan import ChartPlan, ChartRule, ChartSeries
from gongkai.tree.nodes import STACKED_KINDS, ChartKind
from gongkai.yamlsource import Node

CHART_MARK = "@图 "
"""Begins a line of prose that places a chart."""
_WAN = "万元"
_Part = tuple[Expression | None, Filters]


def compile_charts(
    source: PackSource, expressions: Expressions, findings: list[Finding]
) -> dict[str, ChartPlan]:
    """The chart plans of a pack by key; a faulty one is left out, with a finding."""
    made = {key: _chart(key, node, expressions, findings) for key, node in source.folder("charts").items()}
    return {key: plan for key, plan in made.items() if plan is not None}


def read_unit(reader: MappingReader) -> str:
    """`unit` of a chart or a large figure: 万元, 元, 分, %, or what is counted. Money in another unit would be printed
    as 元 under the wrong name."""
    unit = reader.text("unit", _WAN)
    if re.search("[元圆亿]", unit) and unit not in (_WAN, "元"):
        reader.fault(f"{reader.what}的“unit”是“{unit}”，金额只能用万元、元", reader.node_of("unit"))
        return _WAN
    return unit


def placed_charts(text: str) -> Iterator[tuple[int, str]]:
    """The charts named in a prose text, each with the number of its line."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().startswith(CHART_MARK):
            yield number, line.strip().removeprefix(CHART_MARK).strip()


def _chart(key: str, node: Node, expressions: Expressions, findings: list[Finding]) -> ChartPlan | None:
    reader = MappingReader(node, findings, f"图“{key}”")
    unit = read_unit(reader)
    before = len(findings)
    kind = ChartKind(reader.one_of("kind", [item.value for item in ChartKind]))
    rule = _rule(reader, expressions, findings)
    categories = {
        name: _part(f"类别“{name}”", item, expressions, findings)
        for name, item in reader.entries("categories")
    }
    series = {
        name: _part(f"系列“{name}”", item, expressions, findings) for name, item in reader.entries("series")
    }
    title, empty = reader.text("title"), reader.text("empty", "")
    share = reader.node_of("whole")
    whole = expressions.expression(share) if share is not None else None
    reader.close()
    if share is not None and kind is not ChartKind.PIE:
        reader.fault("只有饼图写 whole（占哪个数的百分之几）", share)
    if not series or (rule is None) == (not categories):
        reader.fault("图要写 series，并在 categories 和 rows 中写一个")
    if (kind is ChartKind.PIE and len(series) > 1) or (kind in STACKED_KINDS and len(series) < 2):
        reader.fault("饼图只能有一个系列，堆积图要有两个以上")
    for name, part in series.items():
        for where, other in (categories or {"": (None, ())}).items():
            if (part[0] is None) == (other[0] is None) and len(findings) == before:
                which = f"类别“{where}”、" if where else ""
                reader.fault(f"{which}系列“{name}”要有一个、也只能有一个 figure（取哪个数）")
    if len(findings) > before:
        return None
    return ChartPlan(
        key=key,
        title=title,
        kind=kind,
        categories=tuple(categories),
        series=tuple(
            [
                ChartSeries(
                    name, tuple([_binding(part, *other) for other in categories.items() or [(name, _ALL)]])
                )
                for name, part in series.items()
            ]
        ),
        rule=rule,
        unit=unit,
        empty=empty,
        whole=_binding((whole, ()), "", _ALL) if whole is not None else None,
        location=node.location,
    )


_ALL: _Part = (None, ())


def _rule(reader: MappingReader, expressions: Expressions, findings: list[Finding]) -> ChartRule | None:
    """The rule under `rows`, by which coordinates become categories; None where there is none."""
    node = reader.node_of("rows")
    if node is None:
        return None
    inner = MappingReader(node, findings, f"{reader.what}的 rows")
    figure, dimension = inner.node_of("figure"), inner.text("dimension")
    length, most, rest = inner.level("level"), inner.whole("most", 0, 0), inner.text("rest", "")
    inner.close()
    if figure is None:
        inner.fault(f"{inner.what}缺少“figure”（按哪个数的坐标列类别）")
        return None
    known = sorted({name for names in expressions.dimensions.values() for name in names})
    if dimension and dimension not in known:
        inner.fault(f"没有“{dimension}”这个维度", inner.node_of("dimension"), spelling_hint(dimension, known))
    expression = expressions.expression(figure)
    return None if expression is None else ChartRule(expression, dimension, length, most, rest)


def _part(what: str, node: Node, expressions: Expressions, findings: list[Finding]) -> _Part:
    """A series or category: a figure alone, or `figure` and `where`, either of which may be missing."""
    if node.text:
        return expressions.expression(node), ()
    if node.value is None:
        return None, ()
    reader = MappingReader(node, findings, what)
    figure = reader.node_of("figure")
    where = expressions.filters(reader.node_of("where"))
    reader.close()
    return (expressions.expression(figure) if figure is not None else None), where


def _binding(part: _Part, category: str, other: _Part) -> Binding:
    """The binding of a category in a series; a figure without a name of its own is named after the category."""
    figure = part[0] if part[0] is not None else other[0]
    assert figure is not None
    name = figure.name if isinstance(figure, Name) else category
    return Binding(figure, name, (*part[1], *other[1]))
