"""What still uses a schedule that a format takes away from its parent: told once, as the list of what else has to go.

Without this every figure, rule, table and sentence that used the schedule is a fault of its own, and none names the cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.findings import Finding, Location, Severity
from gongkai.maintenance.lint_declarations import OpenPack, finding
from gongkai.packs.inheritance import PACK_FILE, PackSource, load_source
from gongkai.yamlsource import Node

# Codes of what cannot be found; a fault of another kind is never held to follow from a schedule taken away.
_UNKNOWN = ("PK-05", "PK-06", "PK-07", "PK-21", "PK-22", "PK-23")
_RULES = "rules.yaml"
_HINT = "逐处改掉：规则在 rules.yaml 写“-编号:”；附表、正文和表写进 without，并从 parts 去掉；数在 figures.yaml 写“-名称:”"


@dataclass(slots=True)
class _Removed:
    """A schedule taken away: the words by which it is used, and where it is."""

    name: str
    words: re.Pattern[str]
    uses: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, place: Location, rule: str) -> None:
        told = f"{place.line} 行（规则 {rule}）" if rule else f"{place.line} 行"
        self.uses.setdefault(place.file, {})[told] = None


def told_once(opened: OpenPack, findings: list[Finding]) -> list[Finding]:
    """The findings, those that follow from a schedule taken away put together in one for each schedule."""
    removed = list(_removed(opened))
    if not removed:
        return findings
    kept = []
    for item in findings:
        place = item.location
        said = _said(opened, place) if item.code in _UNKNOWN and item.severity is Severity.ERROR else ""
        cause = next((one for one in removed if said and one.words.search(said)), None)
        if cause is None:
            kept.append(item)
        else:
            cause.add(place, _rule(opened.source.yaml.get(_RULES), place))
    return kept + [_finding(opened, one) for one in removed if one.uses]


def _removed(opened: OpenPack) -> Iterator[_Removed]:
    if len(opened.source.chain) < 2:
        return
    parent = load_source(opened.root, opened.source.chain[-2])
    own = _schedules(opened.source)
    for name, node in _schedules(parent).items():
        if name not in own:
            words = "|".join(re.escape(word) for word in sorted({name, *_named(node)}))
            yield _Removed(name, re.compile(rf"(?<!\w)(?:{words})(?!\w)"))


def _schedules(source: PackSource) -> dict[str, Node]:
    """The declarations of the schedules that a format asks for, by their name."""
    listed = source.yaml[PACK_FILE].get("schedules")
    wanted = {item.text for item in listed.items} if listed else set()
    return {name: node for name, node in source.folder("schedules").items() if name in wanted}


def _named(schedule: Node) -> Iterator[str]:
    """The columns, lines and dimensions by which a schedule is used."""
    for part in ("columns", "lines"):
        entries = schedule.get(part)
        for name, node in entries.mapping.items() if entries else ():
            yield name
            dimension = node.get("dimension")
            if dimension is not None and dimension.text:
                yield dimension.text


def _said(opened: OpenPack, place: Location) -> str:
    """The text at a finding's place: of the declaration that begins there, else of the line."""
    node = opened.source.yaml.get(_key(opened, place.file))
    for item in node.walk() if node else ():
        if (item.location.file, item.location.line, item.location.column) == (
            place.file,
            place.line,
            place.column,
        ):
            return " ".join(part.text for part in item.walk())
    path = opened.root / place.file
    lines = path.read_text(encoding="utf-8-sig").splitlines() if place.file and path.is_file() else []
    return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


def _key(opened: OpenPack, file: str) -> str:
    """A file's name within its pack."""
    return next(
        (file.removeprefix(f"{name}/") for name in opened.source.chain if file.startswith(f"{name}/")), file
    )


def _rule(rules: Node | None, place: Location) -> str:
    """The code of the rule that stands at a place; empty where none does."""
    for group in rules.mapping.values() if rules else ():
        for code, node in group.mapping.items():
            if any(
                (item.location.file, item.location.line) == (place.file, place.line) for item in node.walk()
            ):
                return code
    return ""


def _finding(opened: OpenPack, removed: _Removed) -> Finding:
    node = opened.source.yaml[PACK_FILE]
    where = next(
        (found.location for key in ("without", "schedules") if (found := node.get(key))), node.location
    )
    number = sum(map(len, removed.uses.values()))
    told = "；".join(f"{_key(opened, file)} {'、'.join(places)}" for file, places in removed.uses.items())
    return finding(
        "PK-17", Severity.ERROR, f"去掉了明细表“{removed.name}”，还有 {number} 处用着它：{told}", where, _HINT
    )
