"""`templates diff`: what changes from one format to another for those who fill it in and those who read it.

Two formats as compiled are compared piece by piece; the result is a note to accountants, not a diff of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.findings import Finding
from gongkai.maintenance.change_lines import changed, changes_of_order
from gongkai.maintenance.chart_words import chart_changes
from gongkai.maintenance.lint_declarations import open_pack
from gongkai.maintenance.page import FormatPage
from gongkai.maintenance.prose_difference import (
    glossary_changes,
    narrative_changes,
    number_style_changes,
    phrase_changes,
)
from gongkai.maintenance.table_difference import form_changes, table_changes
from gongkai.model.classification import LEVELS
from gongkai.model.expression import expression_text, number_text
from gongkai.model.labels import REASON_SCHEDULE, chinese_numeral
from gongkai.model.schema import Column, ScheduleSpec
from gongkai.packs.compilers.scoring import scoring_lines
from gongkai.packs.library import Library
from gongkai.packs.pack import Pack, ReasonSlot
from gongkai.packs.plain_words import reader_text


def diff(old: str, new: str, library: Library) -> tuple[FormatPage | None, tuple[Finding, ...]]:
    """The note, None where one of the formats cannot be loaded."""
    before, after = open_pack(old, library), open_pack(new, library)
    if before.pack is None or after.pack is None:
        return None, before.findings + after.findings
    return compare_packs(before.pack, after.pack), before.findings + after.findings


def compare_packs(old: Pack, new: Pack) -> FormatPage:
    page = FormatPage(f"从“{old.name}”到“{new.name}”的变化")
    chapters: list[tuple[str, list[tuple[str, list[str]]]]] = [
        ("适用的年度", [("", _year(old, new))]),
        ("要填的内容", [("", _schedules(old, new)), (REASON_SCHEDULE, _reasons(old, new))]),
        ("报告的组成", [("", _parts(old, new))]),
        ("报表", table_changes(old, new)),
        ("附表", form_changes(old, new)),
        ("图和一图读懂", [("", chart_changes(old, new))]),
        (
            "文字",
            [
                *narrative_changes(old, new),
                ("比较的写法", phrase_changes(old, new)),
                ("数字", number_style_changes(old, new)),
            ],
        ),
        ("名词解释", [("", glossary_changes(old, new))]),
        ("数的口径", [("", _figures(old, new))]),
        ("评分", [("", _scoring(old, new))]),
        ("核对规则", [("", _rules(old, new))]),
        ("科目字典", _codes(old, new)),
    ]
    number = 0
    for title, groups in chapters:
        if not any(texts for _, texts in groups):
            continue
        number += 1
        page.heading(f"{chinese_numeral(number)}、{title}")
        for name, texts in groups:
            page.section(name, texts, 3) if name else page.items(texts)
    if not number:
        page.paragraph("两个格式在填写、表样、文字和规则上没有不同。")
    return page


def _year(old: Pack, new: Pack) -> list[str]:
    """The year of the format, and that of its lists of codes."""
    found = changed("、".join(old.years), "、".join(new.years), "年度")
    return found + changed(old.classification.year, new.classification.year, "科目字典的年度")


def _schedules(old: Pack, new: Pack) -> list[str]:
    before = {spec.name: spec for spec in old.inputs.schedules}
    after = {spec.name: spec for spec in new.inputs.schedules}
    found = []
    for name, spec in after.items():
        if name not in before:
            columns = "、".join(_column_names(spec))
            lines = "、".join(line.name for line in spec.lines)
            found.append(f"新增明细表“{name}”：{spec.purpose}\n要填：{lines or columns}")
    found += [f"不再要求填“{name}”" for name in before if name not in after]
    for name, spec in after.items():
        if name in before and name != REASON_SCHEDULE and not spec.control:
            found += [f"“{name}”：{text}" for text in _schedule(before[name], spec)]
    return found


def _schedule(old: ScheduleSpec, new: ScheduleSpec) -> list[str]:
    found = changes_of_order([*_column_names(old)], [*_column_names(new)], "栏")
    found += changes_of_order([line.name for line in old.lines], [line.name for line in new.lines], "项")
    for column in new.columns:
        known = old.column(column.name)
        if known is not None:
            found += _column(known, column)
    lines = {line.name: line for line in old.lines}
    for line in new.lines:
        before = lines.get(line.name)
        if before is not None:
            found += _need(before.required, line.required, line.name)
            found += _choices(before.choices, line.choices, line.name)
            found += changed(before.unit, line.unit, f"“{line.name}”的单位")
    found += changes_of_order(
        [item.name for item in old.derived], [item.name for item in new.derived], "由程序算出的栏"
    )
    if old.optional != new.optional:
        found.append("改为没有的可以不填" if new.optional else "改为必须填")
    return found


def _column_names(spec: ScheduleSpec) -> list[str]:
    return ["的".join(column.path) for column in spec.columns]


def _column(old: Column, new: Column) -> list[str]:
    found = _need(old.required, new.required, new.name)
    found += _choices(old.choices, new.choices, new.name)
    found += changed(_level(old.length), _level(new.length), f"“{new.name}”填的级次")
    return found + changed(old.type.value, new.type.value, f"“{new.name}”的类型")


def _need(old: bool, new: bool, name: str) -> list[str]:
    return [] if old == new else [f"“{name}”改为必填" if new else f"“{name}”改为可以不填"]


def _choices(old: tuple[str, ...], new: tuple[str, ...], name: str) -> list[str]:
    if old == new or not (old or new) or len(new) > 60:
        return []
    return [f"“{name}”{text}" for text in changes_of_order(old, new, "可选内容")]


def _reasons(old: Pack, new: Pack) -> list[str]:
    found = changes_of_order(list(old.reasons), list(new.reasons), "事项")
    for name, slot in new.reasons.items():
        before = old.reasons.get(name)
        if before is None:
            continue
        found += changed(before.base, slot.base, f"“{name}”比较的对象")
        found += changed(_each(before), _each(slot), f"“{name}”分写的层次")
        found += changed(
            _when(before.always, before.threshold), _when(slot.always, slot.threshold), f"“{name}”要写的情形"
        )
        if before.figure != slot.figure:
            found += changed(
                expression_text(before.figure), expression_text(slot.figure), f"“{name}”说明的数"
            )
    return found


def _each(slot: ReasonSlot) -> str:
    """For what a slot stands once: 合计, 科目, 科目（类）."""
    return f"{slot.each}（{_level(slot.length)}）" if slot.each else "合计"


def _level(length: int) -> str:
    return next((f"{name}级编码" for name, digits in LEVELS.items() if digits == length), "最细一级编码")


def _when(always: bool, threshold: Decimal) -> str:
    return "总要写" if always else f"变动达到 {number_text(threshold)}%" if threshold else "有变动"


def _parts(old: Pack, new: Pack) -> list[str]:
    before = {part.key: part for part in old.parts}
    found = changes_of_order(
        [reader_text(part.heading) or part.key for part in old.parts],
        [reader_text(part.heading) or part.key for part in new.parts],
        "部分",
    )
    for part in new.parts:
        known = before.get(part.key)
        if known is not None:
            names = [[item.name or item.kind for item in one.items] for one in (known, part)]
            title = reader_text(part.heading) or part.key
            found += [f"“{title}”：{text}" for text in changes_of_order(names[0], names[1], "内容")]
    for name, text in new.titles.items():
        found += changed(reader_text(old.titles.get(name, "")), reader_text(text), name)
    found += changed(_cover(old), _cover(new), "封面")
    for what, how in new.numberings.items():
        found += changed(old.numberings[what], how, what)
    return found


def _cover(pack: Pack) -> str:
    return " / ".join(reader_text(text) for _, text in pack.cover)


def _figures(old: Pack, new: Pack) -> list[str]:
    before, after = old.definitions.figures, new.definitions.figures
    return [
        f"“{name}”的算法由“{expression_text(before[name])}”改为“{expression_text(figure)}”"
        for name, figure in after.items()
        if name in before and before[name] != figure
    ]


def _scoring(old: Pack, new: Pack) -> list[str]:
    before, after = scoring_lines(old.scoring), scoring_lines(new.scoring)
    if not before or not after:
        return [f"{what}：{said}" for what, said in after.items()] or (["不再评分"] if before else [])
    return [
        text
        for what in dict.fromkeys((*before, *after))
        for text in changed(before.get(what, ""), after.get(what, ""), what)
    ]


def _rules(old: Pack, new: Pack) -> list[str]:
    before, after = _rule_lines(old), _rule_lines(new)
    found = [f"新增 {code} {after[code][0]}" for code in after if code not in before]
    found += [f"取消 {code} {before[code][0]}" for code in before if code not in after]
    for code, (name, content) in after.items():
        if code in before and before[code][1] != content:
            found.append(f"{code} {name}由“{before[code][1]}”改为“{content}”")
    for code, setting in new.settings.items():
        if old.settings.get(code) != setting:
            found.append(f"{code} 的设置有改动" if setting.enabled else f"不再用 {code}")
    return found


def _rule_lines(pack: Pack) -> dict[str, tuple[str, str]]:
    """Name and content of each rule that is data."""
    found = {
        rule.code: (rule.name, f"{rule.severity.value}：{expression_text(rule.equation)}")
        for rule in pack.equations
    }
    for need in pack.requirements:
        asked = "、".join([*need.lines, *need.columns])
        found[need.code] = (need.name, f"{need.severity.value}：{need.schedule}的{asked}")
    for rule in pack.references:
        found[rule.code] = (rule.name, f"{rule.severity.value}：{rule.schedule}的{rule.column}")
    return found


def _codes(old: Pack, new: Pack) -> list[tuple[str, list[str]]]:
    lists = (
        ("功能分类", old.classification.functions, new.classification.functions),
        ("部门预算支出经济分类", old.classification.economic, new.classification.economic),
    )
    return [(name, code_changes(before, after)) for name, before, after in lists]


def code_changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """What one list of codes has that another has not, and what is called otherwise."""
    found = [f"新增 {code} {name}" for code, name in new.items() if code not in old]
    found += [
        f"{code} 由“{old[code]}”改称“{name}”"
        for code, name in new.items()
        if code in old and old[code] != name
    ]
    return found + [f"取消 {code} {name}" for code, name in old.items() if code not in new]
