"""Compile `figures.yaml` (named figures, groups of values) and check the names in all expressions of a pack."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Location
from gongkai.model.definitions import STAGE, Definitions
from gongkai.model.expression import (
    Comparison,
    Expression,
    ExpressionError,
    Filters,
    Name,
    names,
    parse_comparison,
    parse_expression,
)
from gongkai.model.schema import InputSpec
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.inheritance import PackSource
from gongkai.packs.told import pack_finding, spelling_hint
from gongkai.yamlsource import Node

FIGURES_FILE = "figures.yaml"


class Expressions:
    """Parses the expressions of one pack and checks their names against figures and schedules."""

    def __init__(self, inputs: InputSpec, findings: list[Finding]) -> None:
        self.findings = findings
        self.figures: dict[str, Expression] = {}
        self.places: dict[str, Location] = {}
        self.groups: dict[str, tuple[str, ...]] = {}
        self.dimensions = {spec.name: spec.dimensions for spec in inputs.schedules}
        self.values = known_values(inputs)

    def fault(self, message: str, place: Location, hint: str = "") -> None:
        self.findings.append(pack_finding("PK-07", message, place, hint))

    def expression(self, node: Node) -> Expression | None:
        """The expression in a node; None where it cannot be parsed. Faults become findings."""
        try:
            found = parse_expression(node.text)
        except ExpressionError as error:
            self.fault(str(error), node.location)
            return None
        self.check(found, node.location)
        return found

    def comparison(self, node: Node) -> Comparison | None:
        """The comparison in a node; None where it cannot be parsed. Faults become findings."""
        try:
            found = parse_comparison(node.text)
        except ExpressionError as error:
            self.fault(str(error), node.location)
            return None
        self.check(found.left, node.location)
        self.check(found.right, node.location)
        return found

    def filters(self, node: Node | None) -> Filters:
        """`where` of a column: coordinate to value, checked."""
        if node is None:
            return ()
        found = tuple((key, tuple(value.text.split("|"))) for key, value in node.mapping.items())
        self._check_filters(found, node.location)
        return found

    def check(self, expression: Expression, place: Location) -> None:
        """A finding for every unknown name, coordinate or value in an expression."""
        for name in names(expression):
            if name.name not in self.figures and name.name not in self.dimensions:
                known = [*self.figures, *self.dimensions]
                self.fault(f"没有叫“{name.name}”的数或明细表", place, spelling_hint(name.name, known))
            self._check_filters(name.filters, place)
            self._check_dimensions(name, place)

    def _check_dimensions(self, name: Name, place: Location) -> None:
        known = self.dimensions.get(name.name)
        if known is None:
            return
        for dimension, _ in name.filters:
            if dimension not in known:
                message = f"明细表“{name.name}”没有“{dimension}”这个维度"
                self.fault(message, place, spelling_hint(dimension, known))

    def _check_filters(self, filters: Filters, place: Location) -> None:
        for dimension, values in filters:
            known = self.values.get(dimension)
            if known is None:
                if not any(dimension in dimensions for dimensions in self.dimensions.values()):
                    self.fault(f"没有“{dimension}”这个维度", place, spelling_hint(dimension, self.values))
                continue
            for value in values:
                if value not in known and value not in self.groups:
                    message = f"维度“{dimension}”没有“{value}”这个值"
                    self.fault(message, place, spelling_hint(value, [*known, *self.groups]))

    def definitions(self, current: str, previous: str) -> Definitions:
        return Definitions(self.figures, self.groups, self.dimensions, current, previous)


def known_values(inputs: InputSpec) -> dict[str, set[str]]:
    """The values each closed dimension can take; open ones (codes, names) are left out."""
    known: dict[str, set[str]] = {}
    for spec in inputs.schedules:
        if spec.line_dimension:
            known.setdefault(spec.line_dimension, set()).update(line.name for line in spec.lines)
        for column in spec.columns:
            for dimension, value in column.coordinates:
                known.setdefault(dimension, set()).add(value)
            if column.dimension and column.choices:
                known.setdefault(column.dimension, set()).update(column.choices)
        for derived in spec.derived:
            known.setdefault(derived.name, set()).update(word for word, _ in derived.bands)
    return known


def compile_figures(source: PackSource, inputs: InputSpec, expressions: Expressions) -> None:
    """Fill `expressions` from figures.yaml: `groups`, `figures`, and the schedules whose `lines` are figures."""
    node = source.yaml.get(FIGURES_FILE)
    if node is None:
        return
    reader = MappingReader(node, expressions.findings, FIGURES_FILE)
    for name, value in reader.entries("groups"):
        expressions.groups[name] = tuple(item.text for item in value.items)
    parsed: dict[str, Node] = {}
    for name, value in reader.entries("figures"):
        parsed[name] = value
        expressions.places[name] = value.location
        try:
            expressions.figures[name] = parse_expression(value.text)
        except ExpressionError as error:
            expressions.fault(str(error), value.location)
    for listed in reader.nodes("lines"):
        _lines(listed, inputs, expressions)
    reader.close()
    for name, expression in expressions.figures.items():
        expressions.check(expression, expressions.places[name])
    _check_cycles(expressions)


def _lines(listed: Node, inputs: InputSpec, expressions: Expressions) -> None:
    """Make each line of a schedule a figure of the line's name, unless there is a figure of that name."""
    spec = inputs.schedule(listed.text)
    if spec is None or not spec.line_dimension:
        hint = spelling_hint(listed.text, [item.name for item in inputs.schedules if item.line_dimension])
        expressions.fault(f"lines 里的“{listed.text}”不是有维度的“项”表", listed.location, hint)
        return
    for line in spec.lines:
        if line.name not in expressions.figures:
            expressions.places[line.name] = spec.location
            expressions.figures[line.name] = Name(spec.name, ((spec.line_dimension, (line.name,)),))


def _check_cycles(expressions: Expressions) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> bool:
        if name in path:
            route = " → ".join([*path[path.index(name) :], name])
            expressions.fault(f"数的定义成环：{route}", expressions.places[name])
            return False
        if name in done or name not in expressions.figures:
            return True
        ok = all(visit(inner.name, (*path, name)) for inner in names(expressions.figures[name]))
        done.add(name)
        return ok

    cyclic = [name for name in list(expressions.figures) if not visit(name, ())]
    for name in cyclic:
        del expressions.figures[name]


def stages(node: Mapping[str, Node], findings: list[Finding], place: Location) -> tuple[str, str]:
    """The names of this year's and last year's stage from `stages` of pack.yaml."""
    found = node.get("stages")
    if found is None:
        findings.append(pack_finding("PK-05", f"pack.yaml 缺少“stages”（{STAGE}）", place))
        return "", ""
    reader = MappingReader(found, findings, "stages")
    result = reader.text("current"), reader.text("previous")
    reader.close()
    return result
