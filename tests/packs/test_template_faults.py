"""What is mistyped in a template is told in Chinese, at its line, with how it is written."""

from __future__ import annotations

import re

import pytest
from jinja2 import TemplateSyntaxError

from gongkai.findings import Location
from gongkai.packs.template_faults import stray_braces, syntax_words
from gongkai.packs.template_texts import TemplateText, syntax

BEFORE = "## 一、总体情况\n{% if 甲 %}\n收入{{甲|万元}}万元。\n{% endif %}\n"  # four sound lines


@pytest.mark.parametrize(
    ("text", "line", "said", "advice"),
    [
        ("支出{{支出总计｜万元}}万元。", 5, "“｜”", "|"),
        ("{{支出|在（'年初预算'）}}", 5, "“（”", "("),
        ("{{支出|在(“年初预算”)}}", 5, "““”", '"'),
        ("{% for 行 in 科目(支出，3) %}{% endfor %}", 5, "“，”", ","),
        ("{% if 支出 ≥ 收入 %}{% endif %}", 5, "“≥”", ">="),
        ("{% if 支出 && 收入 %}{% endif %}", 5, "“&”", "and"),
        ("{% if 支出 = 0 %}{% endif %}", 5, "不能用来比较", "=="),
        ("乙\n{% if 支出 %}支出。\n乙\n", 6, "{% if … %} 没有用 {% endif %} 结束", "{% endif %}"),
        (
            "{% for 行 in 支出 %}\n{% if 行 %}甲{% endif %}\n",
            5,
            "{% for … %} 没有用 {% endfor %}",
            "{% endfor %}",
        ),
        ("{% if 支出 %}\n{% for 行 in 支出 %}甲{% endfor %}\n", 5, "{% if … %} 没有用", "{% endif %}"),
        ("乙。{% endif %}", 5, "多了 {% endif %}", "删去"),
        ("{% if 支出 %}\n支出。{% endfor %}", 6, "第 5 行的 {% if %} 还没有结束", "{% endif %}"),
        ("{% if 甲 %}{% else if 乙 %}{% endif %}", 5, "没有 {% else if %}", "elif"),
        ("{% if 甲 %}{% elseif 乙 %}{% endif %}", 5, "没有 {% elseif %}", "elif"),
        ("{% 如果 甲 %}{% endif %}", 5, "没有 {% 如果 %}", "{% if"),
        ("{% if 甲 %}乙{% 否则 %}丙{% endif %}", 5, "没有 {% 否则 %}", "{% else %}"),
        ("{% fro 行 in 支出 %}{% endfor %}", 5, "没有 {% fro %}", "for"),
        ("支出{{支出|万元万元。", 5, "“。”以前的花括号没有结束", "}}"),
        ("支出{{支出|万元}万元。{{甲}}", 5, "“}”", "成对"),
        ("{% if 支出 }甲{% endif %}", 5, "“}”", "成对"),
        ('{{支出|在("年初预算)}}', 5, "引号只有前一半", "补上"),
        ("{# 说明\n支出\n", 5, "说明 {# 没有用 #} 结束", "#}"),
        ("支出{{ }}万元", 5, "是空的", "{{名称"),
        ("支出{{支出 万元}}", 5, "这里应是“}}”", "成对"),
    ],
)
def test_a_slip_in_a_template(text: str, line: int, said: str, advice: str) -> None:
    template = TemplateText(BEFORE + text, Location(file="甲.j2", line=1), "narrative/甲")
    with pytest.raises(TemplateSyntaxError) as caught:
        syntax(template)
    words = syntax_words(template.text, caught.value.message or "", caught.value.lineno)
    assert (words.line, said in words.message, advice in words.hint) == (line, True, True), words
    allowed = (
        r"\{%.*?%\}|\{\{.*?\}\}|“.*?”|elif|elsif|include|endmacro|macro|endfor|endif|else|for|set|if|and|not"
    )
    assert not re.search(r"[a-z]{3}", re.sub(allowed, "", words.message + words.hint))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("支出{支出|万元}万元。", [(5, "单个的花括号“{”")]),
        ("｛｛支出｜万元｝｝万元。", [(5, "全角的花括号“｛｛”")]),
        ("甲\n支出{{支出|万元}}}万元。\n{乙", [(6, "“}”"), (7, "“{”")]),
        ("{{ {'甲': 1}.甲 }}{% set 乙 = {'甲': 1} %}{# {说明} #}", []),
    ],
)
def test_braces_that_would_be_printed(text: str, told: list[tuple[int, str]]) -> None:
    found = list(stray_braces(BEFORE + text))
    assert [item.line for item in found] == [line for line, _ in told]
    assert all(said in item.message for item, (_, said) in zip(found, told, strict=True))
