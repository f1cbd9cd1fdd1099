"""Prose: markup is the template's alone, figures survive, faults name file and line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gongkai.findings import Location
from gongkai.packs.inheritance import NarrativeFile
from gongkai.packs.pack import Pack
from gongkai.sections.fragment import of_number
from gongkai.sections.narrative import TemplateFault, Templates
from gongkai.tree.nodes import Heading, Number, PageBreak, Paragraph
from tests.support.library import load_pack

FILE = "x/y/z/narrative/试.j2"


@pytest.fixture(scope="module")
def pack() -> Pack:
    found, _ = load_pack("shanxi/final_accounts/2023")
    assert found is not None
    return found


def _templates(pack: Pack, text: str) -> Templates:
    return Templates(
        replace(pack, narrative={"试": NarrativeFile(text, FILE)}), {"大写": lambda text: text.upper()}
    )


def test_headings_paragraphs_and_breaks(pack: Pack) -> None:
    text = "## 一、甲\n### （一）乙\n\n正文。\n> 无缩进\n>> 落款\n@换页\n"
    blocks = _templates(pack, text).blocks("试", {}, "k")
    assert [type(block) for block in blocks] == [Heading, Heading, Paragraph, Paragraph, Paragraph, PageBreak]
    assert isinstance(blocks[0], Heading)
    assert (blocks[0].level, blocks[0].text) == (2, "一、甲")
    assert [block.role for block in blocks if isinstance(block, Paragraph)] == ["body", "plain", "right"]
    keys = [block.key for block in blocks if isinstance(block, Heading)]
    assert len(set(keys)) == len(keys)


def test_headings_of_a_report_are_raised_from_where_it_begins(pack: Pack) -> None:
    text = "## 一、甲\n@报告\n## 某单位{{'\\n'}}自评报告\n### 一、乙\n正文。\n"
    blocks = _templates(pack, text).blocks("试", {}, "k")
    assert [type(block) for block in blocks] == [Heading, PageBreak, Heading, Heading, Paragraph]
    headings = [block for block in blocks if isinstance(block, Heading)]
    assert [(heading.level, heading.look) for heading in headings] == [(2, 2), (2, 1), (3, 2)]
    assert headings[1].text == "某单位\n自评报告"


def test_a_users_text_is_never_markup_or_template(pack: Pack) -> None:
    evil = "## 标题\n{{年度}}\n@换页\n{% for x in y %}"
    blocks = _templates(pack, "{{甲}}").blocks("试", {"甲": evil}, "k")
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == evil.split("\n")


def test_private_use_characters_in_a_users_text_stay_text(pack: Pack) -> None:
    blocks = _templates(pack, "{{甲}}{{乙}}").blocks("试", {"甲": "\ue0001\ue001", "乙": "丙"}, "k")
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].text == "\ue0001\ue001丙"


def test_figures_stay_figures(pack: Pack) -> None:
    number = Number("1.00", Decimal("1.00"))
    blocks = _templates(pack, "共{{甲}}万元").blocks("试", {"甲": of_number(number)}, "k")
    assert isinstance(blocks[0], Paragraph)
    assert [run.number for run in blocks[0].runs] == [None, number, None]


def test_figures_survive_macros(pack: Pack) -> None:
    number = Number("1.00", Decimal("1.00"))
    text = "{% macro 句(数) %}，共{{数}}万元{% endmacro %}甲{{句(甲)}}。"
    blocks = _templates(pack, text).blocks("试", {"甲": of_number(number)}, "k")
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].text == "甲，共1.00万元。"
    assert [run.number for run in blocks[0].runs if run.number] == [number]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("甲\n{{基本支岀|大写}}", 2, "基本支岀"),
        ("甲\n乙\n{{ 甲", 3, "格式不对"),
        ("{% for 行 in 甲 %}", 1, "格式不对"),
        ("甲\n\n{{甲|没有的滤镜}}", 3, "没有的滤镜"),
        ("甲\n{{''.__class__.__mro__}}", 2, ""),
    ],
)
def test_faults_name_file_and_line(pack: Pack, text: str, line: int, word: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        _templates(pack, text).blocks("试", {"甲": "甲"}, "k")
    finding = fault.value.finding
    assert finding.code == "PK-09"
    assert (finding.location.file, finding.location.line) == (FILE, line)
    assert word in finding.message


def test_a_misspelt_figure_names_the_nearest(pack: Pack) -> None:
    with pytest.raises(TemplateFault) as fault:
        _templates(pack, "{{基本支岀}}").blocks("试", {}, "k")
    assert "基本支出" in fault.value.finding.hint


def test_small_texts_and_expressions(pack: Pack) -> None:
    templates = _templates(pack, "")
    where = Location(file="x/y/z/tables/试.yaml", line=7)
    assert str(templates.text("{{年度}}年", {"年度": "2023"}, where)) == "2023年"
    assert str(templates.text("没有模板", {}, where)) == "没有模板"
    assert templates.value("[1, 2]", {}, where) == [1, 2]
    with pytest.raises(TemplateFault) as fault:
        templates.text("{{年渡}}年", {"年度": "2023"}, where)
    assert (fault.value.finding.location.file, fault.value.finding.location.line) == (where.file, 7)


def test_a_bug_of_ours_in_a_compiled_text_is_not_swallowed(pack: Pack) -> None:
    """What a template may do wrong is worded by Jinja; anything else ends where bugs end."""

    def broken(text: str) -> str:
        raise faults.pop()

    where = Location("甲.yaml", line=1)
    faults: list[Exception] = [ValueError("一"), ValueError("二")]
    templates = Templates(pack, {"坏": broken})
    with pytest.raises(TemplateFault):
        templates.runs("{{ 名 | 坏 }}", {"名": "甲"}, where)
    assert not faults, "Jinja was asked again"
    faults[:] = [OSError("二"), OSError("一")]
    with pytest.raises(OSError, match="一"):
        templates.runs("{{ 名 | 坏 }}", {"名": "甲"}, where)
    assert len(faults) == 1
