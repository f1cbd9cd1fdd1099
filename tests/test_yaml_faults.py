"""What somebody mistypes in YAML is told by what is wrong, where, and how it is written."""

from __future__ import annotations

import pytest

from gongkai.yaml_faults import typing_slip
from gongkai.yamlsource import parse_yaml


@pytest.mark.parametrize(
    ("text", "place", "said", "advice"),
    [
        ("甲:\n\t乙: 1\n", (2, 1), "制表符", "空格"),
        ("甲: 1\n丙:\n  丁: 1\n\t戊: 2\n", (4, 1), "制表符", "空格"),
        ("甲: 1\n乙：2\n", (2, 2), "全角的“：”", "英文冒号"),
        ("甲: 1\n乙：2\n丙: 3\n", (2, 2), "全角的“：”", "英文冒号"),
        ("甲: 1\n乙:2\n", (2, 2), "没有空格", "再空一格"),
        ("甲: ｛乙: 1｝\n", (1, 4), "括号是全角", "{ }"),
        ("甲: {{年度}}年\n", (1, 4), "以 {{ 或 {% 开头", "引号"),
        ("甲: [{{年度}}年, 乙]\n", (1, 5), "以 {{ 或 {% 开头", "引号"),
        ("甲: {乙: “{{年度}}年”}\n", (1, 8), "中文引号", "英文引号"),
        ("甲: %乙\n", (1, 4), "以符号开头", "引号"),
        ("甲: @乙\n", (1, 4), "以符号开头", "引号"),
        ("甲: *乙：丙\n", (1, 4), "以符号开头", "引号"),
        ("甲: 指: 乙\n", (1, 5), "又有“冒号加空格”", "引号"),
        ("甲:\n  乙: {丙: 1}\n   丁: 1\n", (3, 4), "缩进", "一样多"),
        ("甲:\n    乙: 1\n  丙: 1\n", (3, 3), "缩进", "一样多"),
        ('甲: "乙\n丙: 1\n', (1, 4), "引号只有前一半", "补上"),
        ("甲: '乙\n丙: 1\n", (1, 4), "引号只有前一半", "补上"),
        ("甲: {乙: 1\n丙: 1\n", (1, 4), "“{”没有配对的“}”", "}"),
        ("丁: 1\n甲: [乙, 丙\n", (2, 4), "“[”没有配对的“]”", "]"),
        ("甲: 乙\x0b丙\n", (1, 5), "U+000B", "删去"),
        ("甲: 1\n乙: \x00\n", (2, 4), "U+0000", "删去"),
        ("甲: 1\r\n乙：2\r\n", (2, 2), "全角的“：”", "英文冒号"),
    ],
)
def test_a_slip_is_told_where_it_was_typed(text: str, place: tuple[int, int], said: str, advice: str) -> None:
    node, findings = parse_yaml(text, "甲.yaml")
    assert node is None and len(findings) == 1
    found = findings[0]
    assert (found.location.line, found.location.column) == place
    assert said in found.message and advice in found.hint


@pytest.mark.parametrize(
    "text",
    [
        "甲: 乙：丙\n丁: http://example.org\n",
        '甲: "{{年度}}年：乙: 丙"\n',
        "# 说明：乙\n甲:\n  乙: {丙: [丁]}\n",
        "“甲”: “乙”\n",
        "甲: 指（乙：丙）\n-乙:\n",
    ],
)
def test_what_may_be_written_is_no_slip(text: str) -> None:
    node, findings = parse_yaml(text, "甲.yaml")
    assert node is not None and not findings
    assert (
        typing_slip(text) is None or "“乙”" in text
    )  # Chinese quotation marks are only told of what cannot be read


@pytest.mark.parametrize("text", ["甲: 1\n---\n乙: 1\n", "甲: &a 1\n", "甲: !a 1\n"])
def test_what_is_refused_for_another_reason_says_so(text: str) -> None:
    _, findings = parse_yaml(text, "甲.yaml")
    assert [item.code for item in findings] == ["SR-01"] and "YAML 格式不对" not in findings[0].message
