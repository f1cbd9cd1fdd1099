"""The list of self-checks before publication (公开前自查表): what the machine checked, and what a person must check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from gongkai.auditing.outcome import AuditFinding, AuditResult
from gongkai.findings import Severity
from gongkai.frozen import frozen
from gongkai.yamlsource import Node, parse_yaml

LIST_FILE = Path("common") / "self_check.yaml"
NOT_BY_MACHINE, NOTHING_FOUND = "由人核对", "没有查出"
LIST_NOTE = "本表由 gongkai audit 填写；“没有查出”不等于没有错，“没有做”“由人核对”的机器没有查。"
"""Stands under each list; a file that has it is one."""
_MOST_PLACES, _SHOWN_WORDS = 3, 14
_OF_FORMAT = re.compile("最像的|（[^）]*）")
"""What the name of a check says of the format by which it was done."""
_KEYS = {"what", "catalogue", "codes", "checks", "kinds", "person"}


class BadSelfChecks(ValueError):
    """The file of self-checks cannot be used; the message says why."""


@frozen
class SelfCheck:
    """One line of the list: `codes` of findings that answer it, names of `checks` that look for them, what a `person`
    must see to; `kinds` of documents (空 all). `catalogue` are the numbers of the catalogue of checks."""

    what: str
    person: str
    catalogue: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@frozen
class SelfCheckList:
    title: str
    groups: tuple[tuple[str, tuple[SelfCheck, ...]], ...]


@frozen
class FilledCheck:
    """A line filled in: what the machine did about it, what came of it, and where."""

    check: SelfCheck
    machine: str
    outcome: str
    places: str


def load_self_checks(root: Path) -> SelfCheckList:
    """`root` is the folder of format packs. Raises OSError where the file is missing, BadSelfChecks where it is wrong."""
    path = root / LIST_FILE
    node, findings = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    if node is None or findings:
        raise BadSelfChecks("; ".join(finding.message for finding in findings))
    title, groups = node.get("title"), node.get("groups")
    if title is None or groups is None or not groups.items:
        raise BadSelfChecks(f"{LIST_FILE}: title, groups")
    return SelfCheckList(title.text, tuple(_group(each) for each in groups.items))


def _group(node: Node) -> tuple[str, tuple[SelfCheck, ...]]:
    name, items = node.get("name"), node.get("items")
    if name is None or items is None or not items.items:
        raise BadSelfChecks(f"{LIST_FILE}: {node.location.line}")
    return name.text, tuple(_check(each) for each in items.items)


def _check(node: Node) -> SelfCheck:
    given = node.mapping
    if not given.keys() <= _KEYS or not {"what", "person"} <= given.keys():
        raise BadSelfChecks(f"{LIST_FILE}: {node.location.line}")
    lists = {
        key: tuple(item.text for item in given[key].items)
        for key in ("catalogue", "codes", "checks", "kinds")
        if key in given
    }
    return SelfCheck(given["what"].text, given["person"].text, **lists)


def filled_checks(checks: Sequence[SelfCheck], result: AuditResult) -> list[FilledCheck]:
    """The lines that a document of this kind needs, with what its audit says of each."""
    rules = {_OF_FORMAT.sub("", str(rule["name"])): rule for rule in result.rules}
    return [
        _filled(check, rules, [each for each in result.findings if each.finding.code in check.codes])
        for check in checks
        if not result.kind or not check.kinds or result.kind in check.kinds
    ]


def _filled(
    check: SelfCheck, rules: Mapping[str, Mapping[str, object]], found: Sequence[AuditFinding]
) -> FilledCheck:
    if not check.codes:
        return FilledCheck(check, "", NOT_BY_MACHINE, "")
    known = [rules[name] for name in check.checks if name in rules]
    done = "；".join(str(rule["name"]) for rule in known if rule["run"])
    left = [f"{rule['name']}（{rule['why']}）" for rule in known if not rule["run"]]
    outcome = _counted(found) if found else NOTHING_FOUND if done else ""
    if left or not known:
        outcome += ("；" if outcome else "") + f"没有做：{'、'.join(left) or '没有可审的内容'}"
    return FilledCheck(check, done, outcome, _places(found))


def _counted(found: Sequence[AuditFinding]) -> str:
    levels = Counter(each.severity for each in found)
    said = "、".join(f"{level.value} {levels[level]}" for level in Severity if levels[level])
    answered = sum(not each.is_open for each in found)
    return f"查出 {len(found)} 处（{said}" + (f"；已核实 {answered}" if answered else "") + "）"


def _places(found: Sequence[AuditFinding]) -> str:
    """Where the first of them stand, those that are still open before the others; with their words, because Word shows
    no numbers of paragraphs."""
    ordered = sorted(found, key=lambda each: not each.is_open)
    named = dict.fromkeys(f"{each.where or '全文'}{_quoted(each.quote)}" for each in ordered)
    shown = "；".join(list(named)[:_MOST_PLACES])
    return shown + (f"；等 {len(named)} 处" if len(named) > _MOST_PLACES else "")


def _quoted(quote: str) -> str:
    if not quote:
        return ""
    return f"“{quote}”" if len(quote) <= _SHOWN_WORDS else f"“{quote[:_SHOWN_WORDS]}…”"
