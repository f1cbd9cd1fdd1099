"""`carry` and `drafts` of pack.yaml: every name in them is checked when the format is loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongkai.packs.location import templates_root
from tests.support.library import LIBRARY, load_pack

FORMAT = "shanxi/final_accounts/2023"


def test_every_format_can_draft_its_reasons() -> None:
    formats = [load_pack(info.format)[0] for info in LIBRARY.published()]
    asking = [pack for pack in formats if pack is not None and pack.reasons]
    assert len(asking) > 2
    assert all(pack.drafts.words and pack.drafts.by for pack in asking)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    +科目用途: [科目编码, 主要用途]", "    +科目用途: [科目编码, 主要用处]", "没有栏“主要用处”"),
        ("    +科目用途: [科目编码, 主要用途]", "    +科目用图: [科目编码]", "没有明细表“科目用图”"),
        (
            "      一般公共预算基本支出: 一般公共预算基本支出",
            "      一般预算基本支出: 甲",
            "没有叫“一般预算基本支出”的数",
        ),
        ("结余分配[资金来源=财政拨款]", "结余分派[资金来源=财政拨款]", "没有叫“结余分派”的数"),
        ("结余分配[资金来源=财政拨款]", "结余分配[资金来源", "结尾"),
        (
            '"结转结余[资金来源=一般公共预算财政拨款]"',
            '"结转节余[资金来源=一般公共预算财政拨款]"',
            "没有叫“结转节余”的数",
        ),
        ("    皆零: 本年和{基期}均没有{名称}\n", "", "缺少“皆零”"),
    ],
)
def test_faults(old: str, new: str, said: str, tmp_path: Path) -> None:
    root = tmp_path / "templates"
    shutil.copytree(templates_root(), root)
    changed = 0
    for name in ("national/final_accounts/2023", FORMAT):
        path = root / name / "pack.yaml"
        text = path.read_text(encoding="utf-8")
        changed += text.count(old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    assert changed == 1
    _, faults = load_pack(FORMAT, root)
    assert len(faults) == 1
    assert said in faults[0].message
    assert faults[0].location.line > 0
