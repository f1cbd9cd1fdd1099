"""Compiles what a format asks the user for from the pack's schedules, lists and reason slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gongkai.findings import Finding
from gongkai.model.classification import Classification
from gongkai.model.control_totals import asked
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.model.schema import InputSpec, ScheduleSpec
from gongkai.packs.compilers.schedules import compile_bands, compile_schedule
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.inheritance import PACK_FILE, PackSource
from gongkai.packs.told import pack_finding, spelling_hint
from gongkai.yamlsource import Node

REASONS_FILE = "reasons.yaml"
ECONOMIC_LIST = "经济科目"
# The schedules and columns that hold amounts: what control totals can be given for.
AMOUNT_SCHEDULES, AMOUNT_COLUMNS = "金额明细表", "金额栏目"


def compile_inputs(source: PackSource, classification: Classification, findings: list[Finding]) -> InputSpec:
    """The schedules in the order of pack.yaml, with the lists they refer to filled in."""
    pack = source.yaml[PACK_FILE]
    reader = MappingReader(pack, findings, f"格式“{source.format}”")
    lists = {name: tuple(item.text for item in node.items) for name, node in reader.entries("lists")}
    lists[ECONOMIC_LIST] = classification.economic_items()
    reasons = source.yaml.get(REASONS_FILE)
    lists[REASON_SCHEDULE] = tuple(reasons.mapping) if reasons else ()
    bands = compile_bands(pack, findings)
    declared = source.folder("schedules")
    wanted: dict[str, Node] = {}
    for item in reader.nodes("schedules"):
        node = declared.get(item.text)
        if node is None:
            message = f"没有明细表“{item.text}”的定义"
            findings.append(pack_finding("PK-06", message, item.location, spelling_hint(item.text, declared)))
            continue
        wanted[item.text] = node
    # Control totals refer to the columns of the other schedules, so those come first.
    last = sorted(wanted, key=lambda name: "control" in wanted[name].mapping)
    specs: dict[str, ScheduleSpec] = {}
    for name in last:
        rows = asked(specs.values())
        lists[AMOUNT_SCHEDULES] = tuple(dict.fromkeys(row.schedule for row in rows))
        lists[AMOUNT_COLUMNS] = tuple(dict.fromkeys(row.column for row in rows))
        spec = compile_schedule(wanted[name], lists, findings, bands)
        specs[name] = replace(spec, rows=tuple(row.key for row in rows)) if spec.control else spec
    schedules = tuple(specs[name] for name in wanted)
    findings += _unknown_elsewhere(specs)
    return InputSpec(source.format, _name(pack), schedules, reader.texts("guide"))


def _unknown_elsewhere(specs: Mapping[str, ScheduleSpec]) -> Iterator[Finding]:
    """A finding for each schedule or column that others take names or sums from and that the format lacks."""
    for spec in specs.values():
        sources = {(column.listed_in, column.location) for column in spec.columns}
        sources |= {(sheet.listed_in, spec.location) for sheet in spec.sheets}
        sources |= {(line.offer.schedule, spec.location) for line in spec.lines if line.offer}
        for source, where in sources:
            name, _, column = source.partition("/")
            if source and (name not in specs or (column and specs[name].column(column) is None)):
                message = f"明细表“{spec.name}”要从“{source}”取，格式里没有"
                yield pack_finding("PK-05", message, where, spelling_hint(name, specs))


def _name(pack: Node) -> str:
    found = pack.get("name")
    return found.text if found else ""
