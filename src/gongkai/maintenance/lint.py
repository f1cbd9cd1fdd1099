"""`templates lint`: all faults of a format that can be found before anybody fills it in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.findings import Finding, Severity, presented

if TYPE_CHECKING:
    from gongkai.packs.library import Library

_READ, _PRINTED, _RENDERED = ("PK-20", "PK-21", "PK-22", "PK-28"), "PK-28", "PK-09"
_UNREAD = "SR-"  # codes of files that are no YAML
_FOLLOWS = ("PK-06", "PK-07", "PK-14", "PK-21", "PK-22", "PK-23", "PK-24", "PK-25", "PK-35")
"""What may be said of a name only because the file that declares it could not be read."""


def lint_format(format: str, library: Library) -> list[Finding]:
    """All findings of a format, sorted; `location.path` is the chain of parents."""
    from gongkai.maintenance.lint_declarations import family, finished, lint_declarations, open_pack
    from gongkai.maintenance.lint_names import lint_names
    from gongkai.maintenance.lint_proof import prove
    from gongkai.maintenance.lint_removed import told_once
    from gongkai.maintenance.lint_templates import lint_templates

    opened = open_pack(format, library)
    found = lint_declarations(opened)
    if opened.pack is not None:
        found += lint_templates(opened, family(opened))
        found += lint_names(opened)
        found += prove(opened)
        found += _settings(opened.source.yaml.get("rules.yaml"))
    return presented(_once(finished(opened, told_once(opened, _readable(found)))))


def _readable(findings: list[Finding]) -> list[Finding]:
    """Without what follows from a file that could not be read: the names that it declares are missing everywhere."""
    unread = any(item.code.startswith(_UNREAD) for item in findings)
    return [item for item in findings if item.code not in _FOLLOWS] if unread else findings


def _once(findings: list[Finding]) -> list[Finding]:
    """A misspelt name or a figure that would be printed as it is, is found in the syntax and again when rendering; only
    the first finding, which says more, is kept."""
    read = {(item.location.file, item.location.line) for item in findings if item.code in _READ}
    bare = {item.message for item in findings if item.code == _PRINTED}
    return [
        item
        for item in findings
        if item.code != _RENDERED
        or (
            (item.location.file, item.location.line) not in read
            and not any(message in item.message for message in bare)
        )
    ]


def _settings(rules: object) -> Iterator[Finding]:
    """Settings in rules.yaml of algorithmic rules that do not exist."""
    from gongkai.maintenance.lint_declarations import finding
    from gongkai.packs.told import spelling_hint
    from gongkai.rules.engine import algorithmic_rules
    from gongkai.yamlsource import Node

    settings = rules.get("settings") if isinstance(rules, Node) else None
    known = [rule.code for rule in algorithmic_rules()]
    for code, node in settings.mapping.items() if settings else ():
        if code not in known:
            message = f"没有规则 {code}，这一项设置不起作用"
            where = settings.keys.get(code, node.location) if settings else node.location
            yield finding("PK-26", Severity.ERROR, message, where, spelling_hint(code, known))
