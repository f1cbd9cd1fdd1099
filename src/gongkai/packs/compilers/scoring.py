"""Compile `scoring.yaml`: how marks are given, and which schedules and columns hold them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.findings import Finding, Location
from gongkai.model.schema import Bands, ColumnType, InputSpec, ScheduleSpec
from gongkai.model.scoresheet import ExecutionScore, ScoredForm, Scoring
from gongkai.model.scoring import (
    NO_SIGN,
    SIGNS,
    Cap,
    Earning,
    Excess,
    Scale,
    SignRule,
    WordBand,
)
from gongkai.money import plain
from gongkai.packs.compilers.figures import Expressions
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.inheritance import PackSource
from gongkai.packs.told import spelling_hint
from gongkai.yamlsource import Node

SCORING_FILE = "scoring.yaml"
_ROUNDING = {"不取整": None, "两位小数": 2, "一位小数": 1, "整数": 0}
_EARNINGS = [item.value for item in Earning]


def compile_scoring(source: PackSource, expressions: Expressions, inputs: InputSpec) -> Scoring:
    """The scale and the scored forms of a pack; without the file nothing is scored."""
    node = source.yaml.get(SCORING_FILE)
    if node is None:
        return Scoring()
    reader = MappingReader(node, expressions.findings, SCORING_FILE)
    bands = tuple(_word_band(name, item, expressions.findings) for name, item in reader.entries("bands"))
    scale = Scale(
        signs=dict(_sign(sign, item, reader) for sign, item in reader.entries("signs")),
        bands=tuple(sorted(bands, key=lambda band: band.least, reverse=True)),
        dates=reader.texts("dates"),
        same_words=reader.flag("same_words"),
        decimals=_ROUNDING[reader.one_of("rounding", list(_ROUNDING), "不取整")],
        grades=_grades(reader),
        caps=tuple(_cap(below, item, reader) for below, item in reader.entries("caps")),
        excess=_excess(reader),
    )
    forms = {
        name: form
        for name, item in reader.entries("forms")
        if (form := _form(name, item, expressions, inputs)) is not None
    }
    reader.close()
    return Scoring(scale, forms)


def scoring_lines(scoring: Scoring) -> dict[str, str]:
    """The scoring of a pack in Chinese words, by subject; empty where it scores nothing."""
    scale = scoring.scale
    if not scoring.forms:
        return {}
    found = {
        f"评分表“{form.name}”": f"“{form.schedule}”的“{form.weight}”"
        + ("，连同执行率" if form.execution is not None else "")
        for form in scoring.forms.values()
    }
    for sign, rule in scale.signs.items():
        found[f"目标带“{sign}”" if sign != NO_SIGN else "目标不带符号"] = (
            f"低于目标{rule.below.value}，高于目标{rule.above.value}"
        )
    for band in scale.bands:
        own = "必须自己打分" if band.marked is None else f"没有打分的按 {plain(band.marked)}%"
        found[f"档次“{band.name}”"] = f"{plain(band.least)}%（含）以上，{own}"
    found["得分的取整"] = next(word for word, places in _ROUNDING.items() if places == scale.decimals)
    found["等级"] = "、".join(f"{word} {plain(least)} 分以上" for word, least in scale.grades)
    for cap in scale.caps:
        found[f"执行率低于 {plain(cap.below)}%"] = f"总分不超过 {plain(cap.most)} 分"
    if scale.excess is not None:
        found[f"超过目标 {plain(scale.excess.above)}% 以上"] = f"扣 {plain(scale.excess.deduct)} 分"
    return {what: said for what, said in found.items() if said}


def _sign(sign: str, node: Node, above: MappingReader) -> tuple[str, SignRule]:
    if sign not in SIGNS:
        above.fault(f"signs 里的“{sign}”不是规定的符号", node, f"只能是：{'、'.join(SIGNS)}")
    reader = MappingReader(node, above.findings, f"符号“{sign}”的计分")
    rule = SignRule(
        below=Earning(reader.one_of("below", _EARNINGS, Earning.SHARE.value)),
        above=Earning(reader.one_of("above", _EARNINGS, Earning.FULL.value)),
    )
    reader.close()
    return sign, rule


def _word_band(name: str, node: Node, findings: list[Finding]) -> WordBand:
    reader = MappingReader(node, findings, f"档次“{name}”")
    marked = reader.number("marked") if reader.node_of("marked") is not None else None
    band = WordBand(
        name=name,
        least=Decimal(str(reader.number("least"))),
        words=reader.texts("words"),
        marked=None if marked is None else Decimal(str(marked)),
    )
    if not band.words:
        reader.fault(f"档次“{name}”没有写 words（完成值里怎样写）")
    reader.close()
    return band


def _grades(reader: MappingReader) -> Bands:
    found = reader.node_of("grades") or Node({}, Location())
    inner = MappingReader(found, reader.findings, "grades")
    steps = [(word, Decimal(str(inner.number(word)))) for word in found.mapping]
    return tuple(sorted(steps, key=lambda step: step[1], reverse=True))


def _cap(below: str, node: Node, reader: MappingReader) -> Cap:
    try:
        return Cap(Decimal(below), Decimal(node.text))
    except ArithmeticError:
        reader.fault("caps 应写“执行率低于几: 总分最高几”，如 80: 89", node)
        return Cap(Decimal(0), Decimal(100))


def _excess(above: MappingReader) -> Excess | None:
    node = above.node_of("excess")
    if node is None or not node.mapping:
        return None
    reader = MappingReader(node, above.findings, "excess")
    found = Excess(Decimal(str(reader.number("above"))), Decimal(str(reader.number("deduct"))))
    reader.close()
    return found


def _form(name: str, node: Node, expressions: Expressions, inputs: InputSpec) -> ScoredForm | None:
    reader = MappingReader(node, expressions.findings, f"评分表“{name}”")
    wanted = reader.text("schedule")
    spec = inputs.schedule(wanted)
    if spec is None:
        known = [item.name for item in inputs.schedules]
        reader.fault(f"没有明细表“{wanted}”", reader.node_of("schedule"), spelling_hint(wanted, known))
        return None
    form = ScoredForm(
        name=name,
        schedule=wanted,
        by=reader.text("by", ""),
        item=reader.text("item"),
        targets=reader.texts("target"),
        actual=reader.text("actual"),
        weight=reader.text("weight"),
        score=reader.text("score", ""),
        stated=reader.text("stated", ""),
        method=reader.text("method", ""),
        direct=reader.texts("direct"),
        execution=_execution(reader, expressions),
    )
    reader.close()
    _check(form, spec, expressions.dimensions, reader)
    return form


def _execution(above: MappingReader, expressions: Expressions) -> ExecutionScore | None:
    node = above.node_of("execution")
    if node is None:
        return None
    reader = MappingReader(node, above.findings, above.what + "的 execution")
    found = {}
    for key in ("weight", "spent", "budget"):
        part = reader.node_of(key)
        expression = expressions.expression(part) if part is not None else None
        if part is None:
            reader.fault(f"execution 缺少“{key}”")
        if expression is not None:
            found[key] = expression
    reader.close()
    return ExecutionScore(**found) if len(found) == 3 else None


def _check(
    form: ScoredForm, spec: ScheduleSpec, dimensions: Mapping[str, frozenset[str]], reader: MappingReader
) -> None:
    """Check that every column exists, and holds numbers where marks are computed."""
    texts = [form.item, *form.targets, form.actual, *filter(None, (form.by, form.method))]
    numbers = list(filter(None, (form.weight, form.score, form.stated)))
    for name, counted in [*((name, False) for name in texts), *((name, True) for name in numbers)]:
        column = spec.column(name)
        if column is None:
            known = [item.name for item in spec.columns]
            reader.fault(f"明细表“{spec.name}”没有栏“{name}”", hint=spelling_hint(name, known))
        elif counted != (column.type is ColumnType.NUMBER):
            wanted = "数值" if counted else "文字或选择"
            reader.fault(f"明细表“{spec.name}”的“{name}”应是{wanted}")
    if not form.targets:
        reader.fault(f"{reader.what}没有写 target（目标值在哪一栏）")
    if form.execution is not None and form.by and not any(form.by in found for found in dimensions.values()):
        hint = "给资金所在明细表的这一栏写 dimension"
        reader.fault(f"没有“{form.by}”这个维度，执行率分不到各张表", hint=hint)
