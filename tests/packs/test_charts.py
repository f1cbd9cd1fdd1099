"""Charts and the digest as a format declares them: what can be wrong is a finding with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongkai.findings import Finding
from gongkai.packs.location import templates_root
from gongkai.packs.pack import Pack
from tests.support.library import LIBRARY, load_pack

NAME = "test/final_accounts/2023"
PIE = "title: 图\nkind: 饼图\ncategories: {基本: 基本支出, 项目: 项目支出}\nseries: {支出: }\n"


def compiled(root: Path, files: dict[str, str]) -> tuple[Pack | None, tuple[Finding, ...]]:
    """A child of Shanxi's format with these files."""
    templates = root / "templates"
    for part in ("common", "national/final_accounts/2023", "shanxi/final_accounts/2023"):
        shutil.copytree(templates_root() / part, templates / part)
    folder = templates / NAME
    text = f"format: {NAME}\nextends: shanxi/final_accounts/2023\nname: 试\n"
    for path, content in {"pack.yaml": text, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    return load_pack(NAME, templates)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (PIE.replace("饼图", "雷达图"), "PK-05", "“kind”是“雷达图”，只能是：柱状图"),
        (PIE + "empyt: 无\n", "PK-05", "不认识“empyt”"),
        (PIE.replace("{支出: }", "{支出: , 又: }"), "PK-05", "饼图只能有一个系列"),
        (PIE.replace("饼图", "堆积柱状图"), "PK-05", "堆积图要有两个以上"),
        (PIE.replace("{支出: }", "{支出: 本年支出合计}"), "PK-05", "也只能有一个 figure"),
        (PIE.replace("基本: 基本支出", "基本: "), "PK-05", "也只能有一个 figure"),
        (PIE.replace("基本支出", "基本支岀"), "PK-07", "没有叫“基本支岀”的数"),
        (PIE.replace("饼图", "柱状图") + "whole: 本年支出合计\n", "PK-05", "只有饼图写 whole"),
        (PIE + "rows: {figure: 支出, dimension: 科目}\n", "PK-05", "在 categories 和 rows 中写一个"),
        (
            "title: 图\nkind: 条形图\nrows: {figure: 支出, dimension: 科木}\nseries: {支出: 支出}\n",
            "PK-05",
            "没有“科木”这个维度",
        ),
        ("title: 图\nkind: 条形图\nrows: {dimension: 科目}\nseries: {支出: 支出}\n", "PK-05", "缺少“figure”"),
        (
            PIE.replace("基本: 基本支出", "基本: {figure: 支出, where: {阶段: 决祘}}"),
            "PK-07",
            "没有“决祘”这个值",
        ),
    ],
)
def test_a_faulty_chart_says_where(tmp_path: Path, text: str, code: str, said: str) -> None:
    _, findings = compiled(tmp_path, {"charts/新图.yaml": text})
    assert [(item.code, said in item.message) for item in findings][:1] == [(code, True)], findings
    assert findings[0].location.file == f"{NAME}/charts/新图.yaml" and findings[0].location.line >= 1


def test_a_chart_that_a_line_of_prose_or_the_digest_places_must_be_there(tmp_path: Path) -> None:
    files = {
        "narrative/新节.j2": "## 一、新节\n见图。\n@图 新圗\n",
        "charts/新图.yaml": PIE,
        "digest.yaml": "charts: [新图, 没有的图]\n",
    }
    _, findings = compiled(tmp_path, files)
    assert [(item.code, item.message, item.location.line) for item in findings] == [
        ("PK-06", "没有图“新圗”", 3),
        ("PK-06", "没有图“没有的图”", 1),
    ]
    assert findings[0].hint == "最接近的名称是“新图”"


def test_a_page_holds_four_figures(tmp_path: Path) -> None:
    _, findings = compiled(tmp_path, {"digest.yaml": "figures:\n  +第五个: {figure: 基本支出}\n"})
    assert [item.message for item in findings] == ["一页放不下：figures 最多 4 项，写了 5 项"]


def test_a_child_changes_one_sentence(tmp_path: Path) -> None:
    pack, findings = compiled(tmp_path, {"digest.yaml": "sentences:\n  三公: 改了。\n"})
    assert pack is not None and pack.digest is not None and not findings
    base, _ = load_pack("shanxi/final_accounts/2023")
    assert base is not None and base.digest is not None
    assert pack.digest.sentences == (*base.digest.sentences[:2], "改了。")
    assert pack.digest.charts == base.digest.charts


def test_every_format_has_its_digest_and_only_sichuan_charts_in_its_text() -> None:
    drawn, digests = set(), 0
    for info in LIBRARY.published():
        pack, _ = load_pack(info.format)
        assert pack is not None
        digests += (
            pack.digest is not None and len(pack.digest.charts) >= 3 and len(pack.digest.sentences) == 3
        )
        placed = any("@图 " in file.text for file in pack.narrative.values())
        if placed or any(item.kind == "图" for part in pack.parts for item in part.items):
            drawn.add(info.format.partition("/")[0])
    assert digests == len(LIBRARY.published()) >= 15
    assert drawn == {"sichuan"}
