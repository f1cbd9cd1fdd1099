"""Faults that a maintainer makes, planted in children of one format, many in each so that none may hide another.

Each is (file, line, code): what `templates lint` must say of it, and nothing else at any other place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PARENT = "standard/final_accounts/2024"

Told = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Planted:
    """A child with faults: its files, the rest of its pack.yaml (from line 4 on), and what must be told."""

    name: str
    files: Mapping[str, str]
    told: tuple[Told, ...]
    more: str = ""
    parent: str = PARENT


_PROSE = "narrative/收支决算情况.j2"
_REASONS = '{{原因("收支总体变动")}}{{原因("财政拨款收支变动")}}'
# Line by line: the text, and the code of its fault ("" for a sound line).
_PRINTED = (
    ("## 一、收入支出决算总体情况说明", ""),
    (f"收入总计{{{{收入总计|万元}}}}万元。{_REASONS}", ""),
    ("收入总计{{收入总计}}万元。", "PK-28"),
    ("上年收入总计{{收入总计|在('上年决算')}}万元。", "PK-28"),
    ("收入总计{{收入总计 if 年度 else 支出总计}}万元。", "PK-28"),
    ("收入总计{{收入总计 ~ '万元'}}。", "PK-28"),
    ("收入总计{{收入总计|限(资金来源='事业收入')}}万元。", "PK-28"),
    ("收入总计{{收入总计|元}}万元。", "PK-28"),
    ("收入总计{{收入总计|万元}}元。", "PK-28"),
    ("收入总计{{收入总计|万元}}亿元。", "PK-28"),
    ("{% for 行 in 科目(本年收入合计, 3) %}{{行.名称}}{{行.数}}万元。{% endfor %}", "PK-28"),
    ("{% for 数 in [收入总计, 支出总计] %}{{数|名称}}{{数}}万元。{% endfor %}", "PK-28"),
    ("{% set 合计 = 收入总计 %}合计{{合计}}万元。", "PK-28"),
    ("{% macro 印(数) %}{{数}}万元{% endmacro %}合计{{印(收入总计)}}。", "PK-28"),
    ("收入{{收入总计|万元}}万元，支出{{支出总计|万元}}，其中{{本年支出合计|万元}}万元。", "PK-29"),
    ("收入总计{{收入总计|小数}}。", "PK-09"),
    ("收入总计{{'甲'|万元}}万元。", "PK-09"),
    ("## 三、收入决算情况说明", "PK-34"),
    ("收入。", ""),
    ("## 三、支出决算情况说明", "PK-34"),
    ("### （二）总体情况", "PK-34"),
    ("支出。", ""),
    ("## 四、财政拨款收入支出决算总体情况说明", ""),
    ("甲。", ""),
)


def _printed() -> Planted:
    told = tuple((_PROSE, number, code) for number, (_, code) in enumerate(_PRINTED, 1) if code)
    return Planted("figures", {_PROSE: "\n".join(text for text, _ in _PRINTED) + "\n"}, told)


PLANTED = (
    _printed(),
    Planted(
        "places",
        {
            "tables/收入决算表.yaml": 'title: "收入决算表{{本年收入合计}}"\nnotes: ["注：共{{收入总计}}万元。"]\n',
            "tables/支出决算表.yaml": "columns:\n  基本支出: {figure: 项目支出}\n"
            "  项目支出: {figure: 基本支出}\n",
            "tables/收入支出决算总表.yaml": "sides:\n  收入:\n    lines:\n      4: {figure: 事业收入}\n",
            "digest.yaml": 'sentences:\n  总量: "收入{{收入总计}}万元。"\n'
            '  结构: "支出{{支出总计|元}}万元。"\n',
        },
        (
            ("tables/收入决算表.yaml", 1, "PK-28"),
            ("tables/收入决算表.yaml", 2, "PK-28"),
            ("tables/支出决算表.yaml", 2, "PK-18"),
            ("tables/支出决算表.yaml", 3, "PK-18"),
            ("tables/收入支出决算总表.yaml", 4, "PK-18"),
            ("digest.yaml", 2, "PK-28"),
            ("digest.yaml", 3, "PK-28"),
            ("pack.yaml", 5, "PK-28"),
            ("pack.yaml", 8, "PK-34"),
        ),
        'titles:\n  标题: "{{单位名称}}{{收入总计}}"\nparts:\n  名词解释:\n    heading: 第五部分  名词解释\n',
    ),
    Planted(
        "signs",
        {
            "glossary.yaml": '-结余分配: 指……\n-没有的词:\n-"事业收入":\n+其他收入: 指甲。\n+"甲": 指乙。\n',
            "reasons.yaml": "收支总体变动: {-prompt: 写清}\n三公经费变动: {-always:}\n",
            "rules.yaml": "settings:\n  +YS-99: {enabled: 否}\n",
        },
        (
            ("glossary.yaml", 1, "PK-03"),
            ("glossary.yaml", 2, "PK-03"),
            ("glossary.yaml", 3, "PK-03"),
            ("glossary.yaml", 4, "PK-04"),
            ("glossary.yaml", 5, "PK-04"),
            ("reasons.yaml", 1, "PK-03"),
            ("reasons.yaml", 2, "PK-03"),
            ("rules.yaml", 2, "PK-26"),
            ("pack.yaml", 4, "PK-03"),
        ),
        "without: [tables/没有的表.yaml]\n",
    ),
    Planted(
        "sides",
        {
            "tables/收入支出决算总表.yaml": "sides:\n  收入:\n    lines:\n      -9-26:\n      +9-24:\n",
            "tables/财政拨款收入支出决算总表.yaml": "sides:\n  支出:\n    lines:\n      -61-63:\n      +61-62:\n",
            "tables/收入决算表.yaml": "title: 收入决算表\ncode: 公开01表\ncolumns:\n"
            "  经营收入: {+where: {阶段: 全年预算}}\n",
            "schedules/文字.yaml": "lines:\n  +多问的话: {type: 文字}\n",
            "reasons.yaml": "+没有地方写的变动: {figure: 收入总计, compare: 上年}\n",
            "figures.yaml": "figures:\n  +白写的数: 收入总计 + 支出总计\n",
        },
        (
            ("tables/收入支出决算总表.yaml", 5, "PK-15"),
            ("tables/财政拨款收入支出决算总表.yaml", 5, "PK-15"),
            ("tables/收入决算表.yaml", 1, "PK-11"),
            ("tables/收入决算表.yaml", 2, "PK-37"),
            ("tables/收入决算表.yaml", 4, "PK-14"),
            ("schedules/文字.yaml", 2, "PK-25"),
            ("reasons.yaml", 1, "PK-23"),
            ("figures.yaml", 2, "PK-24"),
        ),
    ),
    # Signs of the Chinese keyboard, blanks that are none, names of files.
    Planted(
        "typing",
        {
            "glossary.yaml": "＋其他的收入: 指甲。\n－其他收入:\n+ 甲: 指乙。\n事业收入→别的收入:\n事业收入 -> 别的收入:\n"
            "“经营收入”: 指丙。\n上级补助收入：指丁。: 指戊。\n\u3000结余分配: 指己。\n",
            "figures.yaml": "- 收入总计\n",
            "rules.yaml": "settings：\n",
            "charts/甲.yml": "title: 甲\n",
            _PROSE: f"收入总计{{{{收入总计|万元}}}}万元。{_REASONS}\n收入{{收入总计|万元}}万元。\n支出｛｛支出总计｝｝。\n",
            "narrative/概况.j2": "{{主要职责}}{{机构设置}}{{人员构成}}\n{% if 支出总计 %}\n{{支出总计|万元}}万元。\n",
        },
        (
            *(("glossary.yaml", line, "PK-03") for line in (1, 2, 4, 5, 6, 7, 8)),
            ("glossary.yaml", 3, "PK-04"),
            ("figures.yaml", 1, "PK-05"),
            ("rules.yaml", 1, "PK-05"),
            ("charts/甲.yml", 1, "PK-10"),
            (_PROSE, 2, "PK-20"),
            (_PROSE, 3, "PK-20"),
            ("narrative/概况.j2", 2, "PK-20"),
        ),
    ),
    # What is still used of a schedule that is gone is one finding, at the line that takes it away.
    Planted("gone", {}, (("pack.yaml", 4, "PK-17"),), "without: [schedules/三公经费.yaml]\n"),
    # The year's lists of codes: one is missing, and those used are another year's.
    Planted("years", {}, (("pack.yaml", 4, "PK-16"),), "years: ['2031']\n"),
    Planted("year", {}, (("pack.yaml", 4, "PK-16"),), "year: 2025\n"),
    # One fault of YAML in what is asked for: nothing is said of the templates that ask for it.
    Planted(
        "yaml",
        {
            "schedules/文字.yaml": "lines:\n  +甲: {type: 文字\n  +乙: {type: 文字}\n",
            "reasons.yaml": "+新变动: {figure: 收入总计\n",
            "narrative/概况.j2": "## 一、主要职责\n{{主要职责}}{{机构设置}}{{人员构成}}\n"
            "{{甲}}{{乙}}{{原因('新变动')}}{% for 行 in 明细('文字') %}{{行.丙}}{% endfor %}\n",
        },
        (("schedules/文字.yaml", 2, "SR-01"), ("reasons.yaml", 1, "SR-01")),
    ),
)
