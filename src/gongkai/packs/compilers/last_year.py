"""Compile `carry` and `drafts` of pack.yaml.

`carry`: what next year's input takes over from this year's, and which figures must equal the same year's budget.
`drafts`: how the draft of a reason for a change is worded from its figures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field

from gongkai.findings import Finding
from gongkai.frozen import frozen
from gongkai.model.expression import Expression, ExpressionError, names, parse_expression
from gongkai.model.schema import InputSpec
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.told import spelling_hint
from gongkai.yamlsource import Node

CARRY, DRAFTS = "carry", "drafts"
# What stands in braces in the phrases, and every phrase that a draft may need.
DRAFT_FIELDS = ("名称", "差额", "本数", "基数", "基期")
DRAFT_WORDS = (
    "增加",
    "减少",
    "新增",
    "取消",
    "其余增加",
    "其余减少",
    "只有总数",
    "持平",
    "皆零",
    "相比",
    "连接",
)


@frozen
class BudgetMatch:
    """`figure` here, at the stage of the original budget, equals `budget` in the budget's own input, for each value of
    the coordinate `each`."""

    figure: str
    budget: str
    each: str = ""


@frozen
class Carry:
    """What passes from one year's input to the next.

    `opening` maps a coordinate value of this year to the one of last year that it continues (年初 to 年末),
    `renamed` a value to its name in last year's format. `rows` names, by schedule, the columns that a new year's rows
    begin with. `budget` lists figures that the budget of the same year published; `stage` is their stage here,
    `budget_stages` the stages there, any of which may match.

    The rest serves to recover last year's input from its published document: `nothing` are figures that are always
    zero; `even` pairs differences with figures, where a figure of zero means that the difference is zero for each
    code; `usual` gives by column the codes usual there, for documents whose sentences print only sums.
    """

    opening: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stage: str = ""
    budget_stages: tuple[str, ...] = ()
    budget: tuple[BudgetMatch, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    nothing: tuple[Expression, ...] = ()
    even: tuple[tuple[Expression, Expression], ...] = ()
    usual: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@frozen
class Drafts:
    """How drafts are worded: `by` names the coordinates by which a change is broken down, in order of preference;
    `most` is how many items are named before the others are added up."""

    by: tuple[str, ...] = ()
    most: int = 3
    words: Mapping[str, str] = field(default_factory=dict)


def compile_carry(
    pack: Node,
    inputs: InputSpec,
    declared: Collection[str],
    figures: Collection[str],
    findings: list[Finding],
) -> Carry:
    """`carry` of pack.yaml; without it only last year's figures and texts are carried over.

    `declared` are the schedules that the format and its parents define, `figures` their named figures.
    """
    node = pack.get(CARRY)
    if node is None:
        return Carry()
    reader = MappingReader(node, findings, CARRY)
    opening = {now: item.text for now, item in reader.entries("opening")}
    renamed = {now: item.text for now, item in reader.entries("renamed")}
    rows = {name: tuple(item.text for item in found.items) for name, found in reader.entries("rows")}
    for name, columns in rows.items():
        _check_columns(name, columns, inputs, declared, reader)
    matches: list[BudgetMatch] = []
    stage = ""
    budget_stages: tuple[str, ...] = ()
    budget = reader.node_of("budget")
    if budget is not None:
        inner = MappingReader(budget, findings, f"{CARRY} 的 budget")
        stage, budget_stages = inner.text("stage"), inner.texts("stages")
        each = inner.text("each", "")
        matches = [BudgetMatch(name, item.text or name, each) for name, item in inner.entries("figures")]
        for match in matches:
            if match.figure not in figures:
                inner.fault(f"没有叫“{match.figure}”的数", hint=spelling_hint(match.figure, figures))
        inner.close()
    known = {*figures, *declared}
    nothing = tuple(_expressions(reader.texts("nothing"), known, reader))
    even = [(_expressions((now, item.text), known, reader)) for now, item in reader.entries("even")]
    pairs = tuple((each[0], each[1]) for each in even if len(each) == 2)
    usual = {name: tuple(item.text for item in found.items) for name, found in reader.entries("usual")}
    reader.close()
    return Carry(opening, rows, stage, budget_stages, tuple(matches), renamed, nothing, pairs, usual)


def _expressions(texts: Iterable[str], known: Collection[str], reader: MappingReader) -> list[Expression]:
    found = []
    for text in texts:
        try:
            expression = parse_expression(text)
        except ExpressionError as error:
            reader.fault(str(error))
            continue
        found.append(expression)
        for used in names(expression):
            if used.name not in known:
                reader.fault(f"没有叫“{used.name}”的数", hint=spelling_hint(used.name, known))
    return found


def _check_columns(
    name: str, columns: tuple[str, ...], inputs: InputSpec, declared: Collection[str], reader: MappingReader
) -> None:
    spec = inputs.schedule(name)
    if spec is None:  # a child format may drop a schedule that its parent defines
        if name not in declared:
            reader.fault(f"没有明细表“{name}”", hint=spelling_hint(name, declared))
        return
    for column in columns:
        if spec.column(column) is None:
            names = [item.name for item in spec.columns]
            reader.fault(f"明细表“{name}”没有栏“{column}”", hint=spelling_hint(column, names))


def compile_drafts(pack: Node, findings: list[Finding]) -> Drafts:
    """`drafts` of pack.yaml; without it no drafts are written."""
    node = pack.get(DRAFTS)
    if node is None:
        return Drafts()
    reader = MappingReader(node, findings, DRAFTS)
    words = {name: item.text for name, item in reader.entries("words")}
    for name in DRAFT_WORDS:
        if name not in words:
            reader.fault(f"{DRAFTS} 的 words 缺少“{name}”")
    for name, item in reader.entries("words"):
        if name not in DRAFT_WORDS:
            reader.fault(f"{DRAFTS} 的 words 不认识“{name}”", item, spelling_hint(name, DRAFT_WORDS))
        for field_name in re.findall(r"\{(.*?)\}", item.text):
            if field_name not in DRAFT_FIELDS:
                hint = spelling_hint(field_name, DRAFT_FIELDS)
                reader.fault(f"{DRAFTS} 的“{name}”不认识“{{{field_name}}}”", item, hint)
    drafts = Drafts(reader.texts("by"), reader.whole("most", 3, 1), words)
    reader.close()
    return drafts
