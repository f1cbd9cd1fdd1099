"""A province writes only its own sentences: a prose file that changes its parent's section by section."""

from __future__ import annotations

import pytest

from gongkai.findings import Finding, Location
from gongkai.packs.prose_patch import ProseLine, is_patch, patched

PARENT = """{% macro 因(事项) %}{{原因(事项)}}{% endmacro %}
## 一、总体情况
收入总计{{收入|万元}}万元。
## 二、“三公”经费
### （一）总体
“三公”经费{{三公|万元}}万元。
### （二）具体
接待费{{接待|万元}}万元。
{% if 基金 %}
## 三、基金
基金{{基金|万元}}万元。
{% endif %}
## 四、其他
没有。
## 五、循环
{% for 行 in 三公 %}
{{行}}
### 每一项
项。
{% endfor %}
"""


def lines(text: str, file: str) -> list[ProseLine]:
    return [
        (line, Location(file=file, line=number, column=1)) for number, line in enumerate(text.split("\n"), 1)
    ]


def changed(patch: str) -> tuple[list[str], list[str], list[Finding]]:
    """The text, where each line was written (`p3` of the parent, `c2` of the child), and what was found."""
    findings: list[Finding] = []
    text = f"@修改上级\n{patch}"
    assert is_patch(text)
    made = patched(lines(PARENT, "p"), lines(text, "c"), findings)
    return [line for line, _ in made], [f"{place.file}{place.line}" for _, place in made], findings


def only(patch: str) -> list[str]:
    """Lines that the parent has not, and with `-` those that are gone."""
    text, _, findings = changed(patch)
    assert not findings
    before = PARENT.split("\n")
    return [line for line in text if line not in before] + [f"-{line}" for line in before if line not in text]


def test_the_lines_under_a_heading_are_replaced() -> None:
    text, places, findings = changed("## 一、总体情况\n收入{{收入|万元}}万元。")
    assert not findings
    assert text[:4] == [
        "{% macro 因(事项) %}{{原因(事项)}}{% endmacro %}",
        "## 一、总体情况",
        "收入{{收入|万元}}万元。",
        "## 二、“三公”经费",
    ]
    assert places[:4] == ["p1", "p2", "c3", "p4"]


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ("## 二、“三公”经费\n### （二）具体\n接待。", ["接待。", "-接待费{{接待|万元}}万元。"]),
        ("## 一、总体情况 → 一、收支总体情况", ["## 一、收支总体情况", "-## 一、总体情况"]),
        ("## -二、“三公”经费", [f"-{line}" for line in PARENT.split("\n")[3:8]]),
        ("## 二、“三公”经费\n### -（二）具体", ["-### （二）具体", "-接待费{{接待|万元}}万元。"]),
        ("## 三、基金\n有。", ["有。", "-基金{{基金|万元}}万元。"]),
        ("## 一、总体情况\n## +二、新的\n新。", ["## 二、新的", "新。"]),
        ("## 二、“三公”经费\n### （一）总体\n### +（二）新\n新。", ["### （二）新", "新。"]),
        ("@改 万元。 → 万元；", None),
        ("## 四、其他\n@改 没有 → 无", ["无。", "-没有。"]),
        ("{% set 甲 = 1 %}", ["{% set 甲 = 1 %}"]),
    ],
)
def test_each_kind_of_change(patch: str, told: list[str] | None) -> None:
    if told is not None:
        assert only(patch) == told
    else:
        assert [line for line in changed(patch)[0] if line.endswith("。")] == ["没有。", "项。"]


def test_a_new_section_stands_behind_the_one_before_it_with_those_below() -> None:
    text, _, _ = changed("## 二、“三公”经费\n## +三、新的\n新。")
    assert text.index("## 三、新的") == text.index("{% if 基金 %}") + 1
    text, _, _ = changed("## 二、“三公”经费\n### （一）总体\n### +（二）新\n新。")
    assert text.index("### （二）新") == text.index("### （二）具体") - 2


@pytest.mark.parametrize(
    ("patch", "line", "said", "advice"),
    [
        ("## 一、总体状况\n甲。", 2, "没有标题“一、总体状况”", "“一、总体情况”"),
        ("### 一、总体情况\n甲。", 2, "没有标题", "（一）总体"),
        ("## 四、其他\n@改 没有了 → 无", 3, "没有“没有了”", "没有。"),
        ("@改 没有", 2, "没有写改什么", "旧话 → 新话"),
        ("## -四、其他\n甲。", 2, "不会用到", "去掉标题前面的 -"),
        ("## 五、循环\n甲。", 2, "同一个条件或循环", "整个文件"),
    ],
)
def test_what_does_not_fit(patch: str, line: int, said: str, advice: str) -> None:
    _, _, findings = changed(patch)
    assert [(item.code, item.location.line) for item in findings] == [("PK-03", line)]
    assert said in findings[0].message and advice in findings[0].hint
