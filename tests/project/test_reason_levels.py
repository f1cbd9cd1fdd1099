"""The handbook's list of faults of reasons: what it says stops a report is what stops it."""

from __future__ import annotations

import re
from pathlib import Path

from gongkai.packs.load import load_pack
from gongkai.rules.catalogue import catalogue

_ROW = re.compile(r"^\| .+ \| ((?:WN|BW|KN)-\d\d[a-z]?) \| (错误|警告|提示) \|$", re.MULTILINE)


def test_the_levels_in_the_handbook_are_those_of_the_rules(root: Path) -> None:
    listed = dict(_ROW.findall((root / "docs" / "会计手册.md").read_text(encoding="utf-8")))
    assert len(listed) >= 8
    for format in ("shanxi/final_accounts/2023", "shanxi/final_accounts/2024"):
        pack, _ = load_pack(format)
        assert pack is not None
        levels = {entry.code: entry.level for entry in catalogue([pack])}
        assert listed == {code: levels[code] for code in listed}
