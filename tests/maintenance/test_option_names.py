"""Every option that a format of ours sets is read by its rule: by the words that lint finds in the rule's module."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import yaml

from gongkai.maintenance.lint_names import texts_read
from gongkai.rules.engine import algorithmic_rules
from tests.conftest import ROOT


def settings() -> Iterator[tuple[str, str]]:
    """Code and name of each option that any rules.yaml sets."""
    for path in sorted(ROOT.glob("templates/**/rules.yaml")):
        written: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) or {}
        for code, setting in (written.get("settings") or {}).items():
            for name in ((setting or {}).get("options") or {}) if isinstance(setting, dict) else ():
                yield code.strip("+="), name.strip("+=")


def test_options_of_all_formats_are_read() -> None:
    modules = {rule.code: sys.modules[rule.check.__module__] for rule in algorithmic_rules()}
    found = {(code, name) for code, name in settings() if code in modules}
    assert len(found) > 80
    assert [(code, name) for code, name in sorted(found) if name not in texts_read(modules[code])] == []


def test_what_no_rule_reads_is_not_among_its_words() -> None:
    modules = {rule.code: sys.modules[rule.check.__module__] for rule in algorithmic_rules()}
    assert "增加词" in texts_read(modules["WN-10a"])
    assert "增加字" not in texts_read(modules["WN-10a"])
