"""What a format asks the user for, compiled from the pack's schedules, lists and reason slots."""

from __future__ import annotations

from gongkai.findings import Finding
from gongkai.model.classification import Classification
from gongkai.model.schema import InputSpec, ScheduleSpec
from gongkai.packs.reader import Reader
from gongkai.packs.schedules import compile_bands, compile_schedule
from gongkai.packs.source import PACK_FILE, PackSource, nearest, pack_finding
from gongkai.yamlsource import Node

REASONS_FILE = "reasons.yaml"
ECONOMIC_LIST = "经济科目"
REASON_LIST = "变动原因"


def compile_inputs(source: PackSource, classification: Classification, findings: list[Finding]) -> InputSpec:
    """The schedules in the order of pack.yaml, with the lists they refer to filled in."""
    pack = source.yaml[PACK_FILE]
    reader = Reader(pack, findings, f"格式“{source.format}”")
    lists = {name: tuple(item.text for item in node.items) for name, node in reader.entries("lists")}
    lists[ECONOMIC_LIST] = classification.economic_items()
    reasons = source.yaml.get(REASONS_FILE)
    lists[REASON_LIST] = tuple(reasons.mapping) if reasons else ()
    bands = compile_bands(pack, findings)
    declared = source.folder("schedules")
    specs: list[ScheduleSpec] = []
    for item in reader.nodes("schedules"):
        node = declared.get(item.text)
        if node is None:
            message = f"没有明细表“{item.text}”的定义"
            findings.append(pack_finding("PK-06", message, item.location, nearest(item.text, declared)))
            continue
        specs.append(compile_schedule(node, lists, findings, bands))
    return InputSpec(source.format, _name(pack), tuple(specs), reader.texts("guide"))


def _name(pack: Node) -> str:
    found = pack.get("name")
    return found.text if found else ""
