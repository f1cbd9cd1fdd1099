"""What a draft writes is read back as it was meant, whatever stands in it."""

from __future__ import annotations

import pytest

from gongkai.learning.yaml_text import OneLine, yaml_text
from gongkai.yamlsource import Node, parse_yaml

TEXTS = [
    "收入总计", "一、一般公共预算", "单位:万元", "注：本表", "{{年度}}年", "01", "201", "是", "no", "null", "~", "",
    "支出[科目=201, 资金来源=财政拨款]", "“三公”经费", "a # b", " 空格", "- 减", "+加", "*星", "5-3", "引\"号'", "换\n行", "!叹", "%比",
]  # fmt: skip


def plain(node: Node) -> object:
    if node.is_mapping:
        return {key: plain(each) for key, each in node.mapping.items()}
    return [plain(each) for each in node.items] if node.is_list else node.text


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_back(text: str) -> None:
    node, findings = parse_yaml(yaml_text({"键": text}), "x.yaml")
    assert node is not None and not findings
    assert plain(node) == {"键": text}


def test_mappings_lists_and_lines_are_read_back() -> None:
    values = {
        "title": "{{年度}}年表",
        "caption": [OneLine(["左", "", "右：a"])],
        "sides": {
            "收入": {
                "lines": {
                    "1": OneLine({"label": "一、收入", "figure": "收入[资金来源=甲]"}),
                    "空行": OneLine({}),
                }
            }
        },
        "parts": {"+概况": {"items": ["正文 概况", "表 收支"]}},
        "none": [],
    }
    node, findings = parse_yaml(yaml_text(values), "x.yaml")
    assert node is not None and not findings
    assert plain(node) == {
        "title": "{{年度}}年表",
        "caption": [["左", "", "右：a"]],
        "sides": {"收入": {"lines": {"1": {"label": "一、收入", "figure": "收入[资金来源=甲]"}, "空行": {}}}},
        "parts": {"+概况": {"items": ["正文 概况", "表 收支"]}},
        "none": [],
    }


def test_what_takes_away_holds_nothing() -> None:
    text = yaml_text({"-旧": "", "+新": "字"})
    assert text == "-旧:\n+新: 字\n"
