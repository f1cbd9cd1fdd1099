"""Compile `rules.yaml` (equations and the settings of algorithmic rules) and `reasons.yaml`."""

from __future__ import annotations

from decimal import Decimal

from gongkai.codes import declare, is_reserved
from gongkai.findings import Finding, Severity
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.model.ledger import ROW
from gongkai.model.schema import InputSpec
from gongkai.packs.compilers.figures import Expressions
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.pack import EquationRule, ReasonSlot, ReferenceRule, RequirementRule, RuleSetting
from gongkai.packs.renaming import NEEDS
from gongkai.packs.told import spelling_hint
from gongkai.yamlsource import Node

_LEVELS = [level.value for level in Severity]


def _declared(code: str, node: Node, findings: list[Finding]) -> MappingReader:
    """The reader of a rule; registers the rule's code."""
    reader = MappingReader(node, findings, f"规则 {code}")
    reader.asked.add(NEEDS)  # read by `packs.inheritance` when names are changed
    if is_reserved(code):
        reader.fault(f"编号 {code} 是程序自己用的，规则请另编")
    declare(code)
    return reader


def _severity(reader: MappingReader) -> Severity:
    return Severity(reader.one_of("level", _LEVELS, Severity.ERROR.value))


def _rows(reader: MappingReader, inputs: InputSpec) -> tuple[tuple[str, str], ...]:
    """The columns, with their values, of the rows that a rule is about; what no row can say is a fault."""
    entries = list(reader.entries("rows"))
    spec = inputs.schedule(reader.text("schedule", ""))
    for key, value in entries if spec is not None else ():
        assert spec is not None
        choices = spec.choices_of(key)
        for text in value.text.split("|") if choices else ():
            if text not in choices:
                told = f"“{spec.name}”的“{key}”没有“{text}”可选"
                reader.fault(told, value, spelling_hint(text, choices))
    return tuple((key, value.text) for key, value in entries)


def _identity(reader: MappingReader, inputs: InputSpec) -> tuple[tuple[str, str], ...]:
    """To which departments a rule applies: lines of 单位信息, each with one of its choices."""
    spec = inputs.schedule(IDENTITY_SCHEDULE)
    lines = {line.name: line.choices for line in (spec.lines if spec is not None else ())}
    found = []
    for name, value in reader.entries("identity"):
        if value.text in lines.get(name, ()):
            found.append((name, value.text))
        else:
            said = f"“{IDENTITY_SCHEDULE}”没有选项“{name}”是“{value.text}”的"
            reader.fault(said, value, spelling_hint(value.text, lines.get(name, lines)))
    return tuple(found)


def compile_equation(
    code: str, node: Node, expressions: Expressions, inputs: InputSpec, findings: list[Finding]
) -> EquationRule | None:
    """One entry of `equations`; None, with a finding, where the equation itself is faulty."""
    reader = _declared(code, node, findings)
    equation_node, when_node, over_node = (reader.node_of(key) for key in ("equation", "when", "over"))
    if equation_node is None:
        reader.fault(f"规则 {code} 没有 equation")
        return None
    equation = expressions.comparison(equation_node)
    rule = None
    if equation is not None:
        rule = EquationRule(
            code=code,
            name=reader.text("name"),
            equation=equation,
            text=equation_node.text,
            severity=_severity(reader),
            hint=reader.text("hint"),
            when=expressions.comparison(when_node) if when_node else None,
            when_text=when_node.text if when_node else "",
            identity=_identity(reader, inputs),
            each=reader.text("each", ""),
            over=expressions.expression(over_node) if over_node else None,
            rounding=reader.flag("rounding", True),
            count=reader.flag("count"),
            manual=reader.text("manual", ""),
            location=node.location,
        )
        if bool(rule.each) != (rule.over is not None):
            written, lacking = ("each", "over") if rule.each else ("over", "each")
            reader.fault(f"规则 {code} 写了 {written}，还要写 {lacking}")
        dimensions = {name for found in expressions.dimensions.values() for name in found} | {ROW}
        if rule.each and rule.each not in dimensions:
            place, hint = reader.node_of("each"), spelling_hint(rule.each, sorted(dimensions))
            reader.fault(f"规则 {code} 的 each：没有“{rule.each}”这个维度", place, hint)
    reader.close()
    return rule


def compile_requirement(
    code: str, node: Node, expressions: Expressions, inputs: InputSpec, findings: list[Finding]
) -> RequirementRule:
    """One entry of `requirements`."""
    reader = _declared(code, node, findings)
    when_node = reader.node_of("when")
    rule = RequirementRule(
        code=code,
        name=reader.text("name"),
        schedule=reader.text("schedule"),
        severity=_severity(reader),
        hint=reader.text("hint"),
        columns=reader.texts("columns"),
        lines=reader.texts("lines"),
        rows=_rows(reader, inputs),
        when=expressions.comparison(when_node) if when_node else None,
        when_text=when_node.text if when_node else "",
        count=reader.flag("count"),
        location=node.location,
    )
    reader.close()
    _check_place(rule.schedule, [*rule.columns, *(key for key, _ in rule.rows)], rule.lines, inputs, reader)
    return rule


def compile_reference(
    code: str, node: Node, expressions: Expressions, inputs: InputSpec, findings: list[Finding]
) -> ReferenceRule:
    """One entry of `references`; `in` is written schedule/column."""
    reader = _declared(code, node, findings)
    over_node = reader.node_of("over")
    schedule, _, column = reader.text("in", "").partition("/")
    rule = ReferenceRule(
        code=code,
        name=reader.text("name"),
        schedule=reader.text("schedule"),
        column=reader.text("column"),
        severity=_severity(reader),
        hint=reader.text("hint"),
        target=(schedule, column),
        rows=_rows(reader, inputs),
        over=expressions.expression(over_node) if over_node else None,
        length=reader.level("code_level"),
        location=node.location,
    )
    reader.close()
    _check_place(rule.schedule, [rule.column, *(key for key, _ in rule.rows)], (), inputs, reader)
    if schedule:
        _check_place(schedule, [column], (), inputs, reader)
    elif over_node is None:
        reader.fault(f"规则 {code} 要写 in 或 over")
    return rule


def _check_place(
    schedule: str, columns: list[str], lines: tuple[str, ...], inputs: InputSpec, reader: MappingReader
) -> None:
    spec = inputs.schedule(schedule)
    if spec is None:
        reader.fault(
            f"没有明细表“{schedule}”", hint=spelling_hint(schedule, [item.name for item in inputs.schedules])
        )
        return
    for column in columns:
        if spec.column(column) is None:
            names = [item.name for item in spec.columns]
            reader.fault(f"明细表“{schedule}”没有栏“{column}”", hint=spelling_hint(column, names))
    known = [line.name for line in spec.lines]
    for line in lines:
        if line not in known:
            reader.fault(f"明细表“{schedule}”没有项“{line}”", hint=spelling_hint(line, known))


def compile_setting(code: str, node: Node, findings: list[Finding]) -> RuleSetting:
    """One entry of `settings`: switch, level and parameters of an algorithmic rule."""
    reader = MappingReader(node, findings, f"规则 {code}")
    level = reader.one_of("level", _LEVELS, "") if node.get("level") else ""
    setting = RuleSetting(
        code=code,
        enabled=reader.flag("enabled", True),
        severity=Severity(level) if level else None,
        options={key: value.text for key, value in reader.entries("options")},
    )
    reader.close()
    return setting


def with_defaults(setting: RuleSetting, shared: RuleSetting | None) -> RuleSetting:
    """A pack's setting completed by the one that all formats share: level and options that the pack does not set."""
    if shared is None:
        return setting
    options = {**shared.options, **setting.options}
    return RuleSetting(setting.code, setting.enabled, setting.severity or shared.severity, options)


def compile_reason(
    name: str, node: Node, expressions: Expressions, findings: list[Finding]
) -> ReasonSlot | None:
    """One entry of `reasons.yaml`; None, with a finding, where its figure is missing or faulty."""
    reader = MappingReader(node, findings, f"变动原因“{name}”")
    figure_node = reader.node_of("figure")
    if figure_node is None:
        reader.fault(f"变动原因“{name}”没有 figure")
        return None
    figure, detail_node = expressions.expression(figure_node), reader.node_of("detail")
    slot = None
    if figure is not None:
        slot = ReasonSlot(
            name=name,
            figure=figure,
            base=reader.text("compare"),
            each=reader.text("each", ""),
            always=reader.flag("always"),
            threshold=Decimal(str(reader.number("threshold"))),
            prompt=reader.text("prompt", ""),
            stage=reader.text("stage", ""),
            detail=expressions.expression(detail_node) if detail_node else None,
            length=reader.level("code_level"),
        )
    reader.close()
    return slot
