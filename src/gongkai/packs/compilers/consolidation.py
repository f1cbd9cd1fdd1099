"""`consolidate` of pack.yaml: how units are added up into a department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from gongkai.findings import Finding
from gongkai.frozen import frozen
from gongkai.model.schema import Column, InputSpec, Shape
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.told import spelling_hint
from gongkai.yamlsource import Node

CONSOLIDATE = "consolidate"


@frozen
class Flow:
    """Money that one unit pays another: an `income` of one and an `expenditure` of the other.

    Each is (schedule, column), the column being the last heading; columns pair by the headings above it (the stages).
    """

    name: str
    income: tuple[str, str]
    expenditure: tuple[str, str]


@frozen
class Consolidation:
    """`flows` between units are eliminated; `identity` are lines of 单位信息 set for the whole department."""

    flows: tuple[Flow, ...] = ()
    identity: Mapping[str, str] = field(default_factory=dict)


def compile_consolidation(pack: Node, inputs: InputSpec, findings: list[Finding]) -> Consolidation:
    """`consolidate` of pack.yaml; without it units are added up and nothing is eliminated."""
    node = pack.get(CONSOLIDATE)
    if node is None:
        return Consolidation()
    reader = MappingReader(node, findings, CONSOLIDATE)
    flows = []
    for name, item in reader.entries("flows"):
        inner = MappingReader(item, findings, f"{CONSOLIDATE} 的“{name}”")
        flows.append(Flow(name, _side(inner, "income", inputs), _side(inner, "expenditure", inputs)))
        inner.close()
    identity = {line: item.text for line, item in reader.entries("set")}
    lines = {
        line.name: line.choices
        for spec in inputs.schedules
        if spec.shape is Shape.LINES
        for line in spec.lines
    }
    for line, item in reader.entries("set"):
        if line not in lines:
            reader.fault(f"没有叫“{line}”的项", item, spelling_hint(line, lines))
        elif lines[line] and item.text not in lines[line]:
            hint = spelling_hint(item.text, lines[line])
            reader.fault(f"“{line}”没有“{item.text}”可选", item, hint)
    reader.close()
    return Consolidation(tuple(flows), identity)


def _side(reader: MappingReader, key: str, inputs: InputSpec) -> tuple[str, str]:
    schedule, _, column = reader.text(key).partition("/")
    found = flow_columns(inputs, (schedule, column))
    if not found:
        names = [f"{spec.name}/{item.path[-1]}" for spec in inputs.schedules for item in spec.number_columns]
        reader.fault(f"没有栏“{schedule}/{column}”", hint=spelling_hint(f"{schedule}/{column}", names))
    return schedule, column


def flow_columns(inputs: InputSpec, side: tuple[str, str]) -> dict[tuple[str, ...], Column]:
    """The columns of one side of a flow by the headings above them (the stages)."""
    spec = inputs.schedule(side[0])
    columns = spec.number_columns if spec is not None else ()
    return {column.path[:-1]: column for column in columns if column.path[-1] == side[1]}
