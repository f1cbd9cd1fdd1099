"""`templates diff`: what changes from one format to another for those who fill it in and those who read it.

Two formats as compiled are compared piece by piece; the result is a note to accountants, not a diff of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from gongkai.findings import Finding
from gongkai.maintenance.lint_declarations import open_pack
from gongkai.maintenance.page import Page
from gongkai.model.classification import LEVELS
from gongkai.model.expression import expression_text, number_text
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.model.schema import Column, ScheduleSpec
from gongkai.packs.compilers.scoring import scoring_lines
from gongkai.packs.library import Library
from gongkai.packs.pack import Form, Pack, Phrase, ReasonSlot
from gongkai.packs.plain_words import reader_text, sentences
from gongkai.packs.tables import (
    CodesTable,
    EconomicTable,
    LedgerTable,
    Side,
    SidesTable,
    SingleTable,
    TableColumn,
)

_FEW = 2  # so many additions are told one by one, with their place
_ALIKE = 0.5  # from here on two sentences are one sentence rewritten


def diff(old: str, new: str, library: Library) -> tuple[Page | None, tuple[Finding, ...]]:
    """The note, None where one of the formats cannot be loaded."""
    before, after = open_pack(old, library), open_pack(new, library)
    if before.pack is None or after.pack is None:
        return None, before.findings + after.findings
    return compare_packs(before.pack, after.pack), before.findings + after.findings


def compare_packs(old: Pack, new: Pack) -> Page:
    page = Page(f"从“{old.name}”到“{new.name}”的变化")
    chapters: list[tuple[str, list[tuple[str, list[str]]]]] = [
        ("要填的内容", [("", _schedules(old, new)), ("变动原因", _reasons(old, new))]),
        ("报告的组成", [("", _parts(old, new))]),
        ("报表", _tables(old, new)),
        ("附表", _forms(old, new)),
        ("文字", [*_narratives(old, new), ("比较的写法", _phrases(old, new)), ("数字", _numbers(old, new))]),
        ("名词解释", [("", _glossary(old, new))]),
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
        page.heading(f"{'一二三四五六七八九十'[number - 1]}、{title}")
        for name, texts in groups:
            page.section(name, texts, 3) if name else page.items(texts)
    if not number:
        page.paragraph("两个格式在填写、表样、文字和规则上没有不同。")
    return page


# Lists compared.


def _ordered(old: Sequence[str], new: Sequence[str], what: str) -> list[str]:
    """What is added, taken away, renamed or moved in an ordered list of names."""
    found: list[str] = []
    gone, come = [], []
    for tag, left, right, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = list(old[left:right]), list(new[start:end])
        if (
            tag == "replace"
            and len(before) == len(after)
            and not set(before) & set(new)
            and not set(after) & set(old)
        ):
            found += [f"{what}“{one}”改为“{other}”" for one, other in zip(before, after, strict=True)]
        elif tag != "equal":
            gone += before
            come += after
    moved = [name for name in come if name in gone]
    added, removed = (
        [name for name in one if name not in other] for one, other in ((come, gone), (gone, come))
    )
    if len(added) > _FEW:
        found.append(f"新增{what}：{'、'.join(added)}")
    else:
        found += [f"新增{what}“{name}”{_after(new, name)}" for name in added]
    if removed:
        found.append(f"取消{what}{'、'.join(f'“{name}”' for name in removed)}")
    found += [f"{what}“{name}”改在{_after(new, name).strip('（），')}" for name in dict.fromkeys(moved)]
    return found


def _after(names: Sequence[str], name: str) -> str:
    index = list(names).index(name)
    return f"（在“{names[index - 1]}”之后）" if index else "（在最前）"


def _sentence_changes(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Sentences rewritten, added and left out, in the order of the new text."""
    found: list[str] = []
    for tag, left, right, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = list(old[left:right]), list(new[start:end])
        paired = _paired(gone, come)
        for index, text in enumerate(come):
            if index in paired:
                found.append(f"改写：{gone[paired[index]]}\n改为：{text}")
            else:
                found.append(f"新增：{text}")
        found += [f"删去：{text}" for index, text in enumerate(gone) if index not in paired.values()]
    return found


def _paired(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which new sentence is which old one rewritten: the likest pairs first, each sentence once."""
    likeness = {
        (index, other): SequenceMatcher(None, before, after, autojunk=False).ratio()
        for index, after in enumerate(new)
        for other, before in enumerate(old)
    }
    found: dict[int, int] = {}
    for index, other in sorted(likeness, key=lambda pair: -likeness[pair]):
        if likeness[index, other] >= _ALIKE and index not in found and other not in found.values():
            found[index] = other
    return found


def _changed(old: object, new: object, what: str) -> list[str]:
    if old == new:
        return []
    return [
        f"{what}由“{old}”改为“{new}”" if old and new else f"{what}：{new}" if new else f"不再有{what}“{old}”"
    ]


# What is asked.


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
    found = _ordered([*_column_names(old)], [*_column_names(new)], "栏")
    found += _ordered([line.name for line in old.lines], [line.name for line in new.lines], "项")
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
            found += _changed(before.unit, line.unit, f"“{line.name}”的单位")
    found += _ordered(
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
    found += _changed(_level(old.length), _level(new.length), f"“{new.name}”填的级次")
    return found + _changed(old.type.value, new.type.value, f"“{new.name}”的类型")


def _need(old: bool, new: bool, name: str) -> list[str]:
    return [] if old == new else [f"“{name}”改为必填" if new else f"“{name}”改为可以不填"]


def _choices(old: tuple[str, ...], new: tuple[str, ...], name: str) -> list[str]:
    if old == new or not (old or new) or len(new) > 60:
        return []
    return [f"“{name}”{text}" for text in _ordered(old, new, "可选内容")]


def _reasons(old: Pack, new: Pack) -> list[str]:
    found = _ordered(list(old.reasons), list(new.reasons), "事项")
    for name, slot in new.reasons.items():
        before = old.reasons.get(name)
        if before is None:
            continue
        found += _changed(before.base, slot.base, f"“{name}”比较的对象")
        found += _changed(_each(before), _each(slot), f"“{name}”分写的层次")
        found += _changed(
            _when(before.always, before.threshold), _when(slot.always, slot.threshold), f"“{name}”要写的情形"
        )
        if before.figure != slot.figure:
            found += _changed(
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


# What is published.


def _parts(old: Pack, new: Pack) -> list[str]:
    before = {part.key: part for part in old.parts}
    found = _ordered(
        [reader_text(part.heading) or part.key for part in old.parts],
        [reader_text(part.heading) or part.key for part in new.parts],
        "部分",
    )
    for part in new.parts:
        known = before.get(part.key)
        if known is not None:
            names = [[item.name or item.kind for item in one.items] for one in (known, part)]
            title = reader_text(part.heading) or part.key
            found += [f"“{title}”：{text}" for text in _ordered(names[0], names[1], "内容")]
    for name, text in new.titles.items():
        found += _changed(reader_text(old.titles.get(name, "")), reader_text(text), name)
    found += _changed(_cover(old), _cover(new), "封面")
    return found


def _cover(pack: Pack) -> str:
    return " / ".join(reader_text(text) for _, text in pack.cover)


def _used(pack: Pack, kind: str) -> list[str]:
    return [item.name for part in pack.parts for item in part.items if item.kind == kind]


def _tables(old: Pack, new: Pack) -> list[tuple[str, list[str]]]:
    before, after = _used(old, "表"), _used(new, "表")
    return [
        (reader_text(new.tables[name].title), texts)
        for name in after
        if name in before
        and name in old.tables
        and name in new.tables
        and (texts := _table(old.tables[name], new.tables[name], new))
    ]


def _table(old: LedgerTable, new: LedgerTable, pack: Pack) -> list[str]:
    found = _changed(reader_text(old.title), reader_text(new.title), "表名")
    found += _changed(old.code, new.code, "表号")
    found += _changed(_captions(old.caption), _captions(new.caption), "表头说明")
    found += _ordered(_heads(old), _heads(new), "栏")
    found += _ordered(_labels(old), _labels(new), "行")
    found += _bindings(old, new)
    gone, come = _grid_codes(old), _grid_codes(new)
    names = pack.classification.economic
    for what, codes, others in (("新增", come, gone), ("取消", gone, come)):
        told = [f"{code} {names.get(code, '')}".strip() for code in codes if code not in others]
        found += [f"{what}科目：{'、'.join(told)}"] if told else []
    found += _row_rule(old, new)
    found += _ordered(
        [reader_text(text) for text in old.notes], [reader_text(text) for text in new.notes], "表注"
    )
    found += _changed(old.empty_note, new.empty_note, "无数据时的说明")
    return found


def _row_rule(old: LedgerTable, new: LedgerTable) -> list[str]:
    """What makes the rows of a table of codes."""
    if not isinstance(new, CodesTable):
        return []
    before = (old.rows, old.levels) if isinstance(old, CodesTable) else (None, ())
    found = []
    if before[0] != new.rows:
        found += _changed(expression_text(before[0]), expression_text(new.rows), "列行的依据")
    if before[1] != new.levels:
        levels = "、".join(map(str, new.levels))
        found.append(f"科目列到{levels}位编码" if levels else "不再按科目分级列行")
    return found


def _columns(table: LedgerTable) -> tuple[TableColumn, ...]:
    return table.columns if isinstance(table, CodesTable | SingleTable) else ()


def _sides(table: LedgerTable) -> tuple[Side, ...]:
    return table.sides if isinstance(table, SidesTable) else ()


def _heads(table: LedgerTable) -> list[str]:
    heads = ["／".join(reader_text(text) for text in column.path) for column in _columns(table)]
    for side in _sides(table):
        heads += [f"{side.title}／{'／'.join(column.path)}" for column in side.columns]
    return [*heads, *(table.titles if isinstance(table, EconomicTable) else ())]


def _labels(table: LedgerTable) -> list[str]:
    if isinstance(table, EconomicTable):
        return [footer.label for footer in table.footers]
    labels = [reader_text(line.label) for side in _sides(table) for line in side.lines if line.label]
    return [*(table.totals if isinstance(table, CodesTable) else ()), *labels]


def _bindings(old: LedgerTable, new: LedgerTable) -> list[str]:
    """Columns and lines of the same name that take another figure."""
    before, after = (
        {"／".join(column.path): column.figure for column in _columns(table)} for table in (old, new)
    )
    found = _rebound(before, after, "栏")
    before, after = (
        {line.label: line.figure for side in _sides(table) for line in side.lines if line.label}
        for table in (old, new)
    )
    return found + _rebound(before, after, "行")


def _rebound(old: Mapping[str, object], new: Mapping[str, object], what: str) -> list[str]:
    found = []
    for name, figure in new.items():
        if name in old and old[name] != figure:
            before, after = expression_text(old[name]), expression_text(figure)  # type: ignore[arg-type]
            found.append(f"{what}“{name}”的数由“{before or '空'}”改为“{after or '空'}”")
    return found


def _grid_codes(table: LedgerTable) -> list[str]:
    return (
        [code for block in table.blocks for code in block.codes] if isinstance(table, EconomicTable) else []
    )


def _captions(caption: Iterable[tuple[str, str, str]]) -> str:
    return "；".join(" ".join(filter(None, map(reader_text, line))) for line in caption)


def _forms(old: Pack, new: Pack) -> list[tuple[str, list[str]]]:
    before, after = _used(old, "附表"), _used(new, "附表")
    return [
        (reader_text(new.forms[name].title), texts)
        for name in after
        if name in before and (texts := _form(old.forms[name], new.forms[name]))
    ]


def _form(old: Form, new: Form) -> list[str]:
    found = _changed(reader_text(old.title), reader_text(new.title), "表名")
    found += _changed(reader_text(old.subtitle), reader_text(new.subtitle), "副标题")
    found += _ordered(_cells(old), _cells(new), "格")
    found += _ordered(
        [reader_text(text) for text in old.notes], [reader_text(text) for text in new.notes], "表注"
    )
    return found


def _cells(form: Form) -> list[str]:
    return [text for row in form.rows for cell in row.cells if (text := reader_text(cell.text).strip())]


def _narratives(old: Pack, new: Pack) -> list[tuple[str, list[str]]]:
    before, after = _used(old, "正文"), _used(new, "正文")
    found = []
    for name in after:
        now = sentences(reader_text(new.narrative[name].text))
        then = sentences(reader_text(old.narrative[name].text)) if name in before else []
        title = next((text.lstrip("# ") for text in now if text.startswith("## ")), name)
        texts = _sentence_changes(then, now)
        if texts:
            found.append((title, [text.replace("## ", "标题 ").replace("#", "") for text in texts]))
    return found


def _phrases(old: Pack, new: Pack) -> list[str]:
    found = _ordered(list(old.phrases), list(new.phrases), "用语")
    for name, phrase in new.phrases.items():
        before = old.phrases.get(name)
        if before is not None:
            found += _phrase(before, phrase)
    return found


def _phrase(old: Phrase, new: Phrase) -> list[str]:
    found = _changed(old.base, new.base, f"“{new.name}”比较的对象")
    for situation in dict.fromkeys([*old.wording, *new.wording]):
        before, after = old.wording.get(situation), new.wording.get(situation)
        if before != after:
            texts = [f"“{text}”" if text else "（不写）" for text in (before, after)]
            found.append(f"“{new.name}”{situation}时由{texts[0]}改为{texts[1]}")
    return found


def _numbers(old: Pack, new: Pack) -> list[str]:
    found = []
    for name, style in new.numbers.items():
        before = old.numbers.get(name)
        if before is None or before == style:
            continue
        found += _changed(f"{before.decimals} 位", f"{style.decimals} 位", f"{name}的小数")
        if before.thousands != style.thousands:
            found.append(f"{name}的数字{'加' if style.thousands else '不加'}千分位")
        if before.zero != style.zero:
            shown = [
                ("照印" if zero is None else f"印作“{zero}”" if zero else "不印")
                for zero in (before.zero, style.zero)
            ]
            found.append(f"{name}的零由{shown[0]}改为{shown[1]}")
    return found


def _glossary(old: Pack, new: Pack) -> list[str]:
    before, after = dict(old.glossary), dict(new.glossary)
    found = _ordered(list(before), list(after), "名词")
    for term, meaning in after.items():
        if term in before and before[term] != meaning:
            found.append(f"“{term}”的解释有改动\n原：{before[term]}\n现：{meaning}")
        elif term not in before:
            found.append(f"“{term}”：{meaning}")
    return found


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
        for text in _changed(before.get(what, ""), after.get(what, ""), what)
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
