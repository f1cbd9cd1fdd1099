"""The settings that all formats share: each belongs to a rule, and a pack's own options win."""

from __future__ import annotations

from gongkai.findings import Severity
from gongkai.packs.compilers.rules import with_defaults
from gongkai.packs.location import templates_root
from gongkai.packs.pack import RuleSetting
from gongkai.rules.engine import algorithmic_rules
from gongkai.yamlsource import parse_yaml
from tests.support.library import LIBRARY, load_pack


def test_each_shared_setting_belongs_to_a_rule() -> None:
    path = templates_root() / "common" / "rules.yaml"
    node, findings = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    assert node is not None and not findings
    settings = node.mapping["settings"].mapping
    assert settings
    assert set(settings) <= {rule.code for rule in algorithmic_rules()}


def test_every_format_has_the_shared_settings() -> None:
    formats = LIBRARY.published()
    assert formats
    for info in formats:
        pack, _ = load_pack(info.format)
        assert pack is not None
        assert "收疫情影响→受疫情影响" in pack.settings["WZ-09"].options["词表"]


def test_own_options_win() -> None:
    shared = RuleSetting("WZ-09", True, Severity.HINT, {"词表": "甲→乙", "最短": "8"})
    own = RuleSetting("WZ-09", True, None, {"更多": "丙→丁", "最短": "4"})
    merged = with_defaults(own, shared)
    assert merged.severity is Severity.HINT
    assert merged.options == {"词表": "甲→乙", "更多": "丙→丁", "最短": "4"}
    assert with_defaults(own, None) is own
    switched = with_defaults(RuleSetting("WZ-09", False), shared)
    assert not switched.enabled
