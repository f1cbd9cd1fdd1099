"""The catalogue of rules: every code with its name, level, where it comes from, and its manual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gongkai.codes import CODES, Code
from gongkai.frozen import frozen
from gongkai.model.explanations import EXPLANATION_SCHEDULE
from gongkai.model.expression import expression_text
from gongkai.packs.pack import EquationRule, Pack, ReferenceRule, RequirementRule
from gongkai.rules.asked_reasons import REASONS_RULE
from gongkai.rules.engine import algorithmic_rules
from gongkai.rules.released_warnings import EXPLANATIONS_RULE
from gongkai.rules.unconfirmed_format import UNCONFIRMED_RULE

DataRule = EquationRule | RequirementRule | ReferenceRule
COMMON = "程序"


@frozen
class RuleEntry:
    """A rule as one or more formats have it.

    `source` is the pack file that says it, or 程序 for an algorithm; `manual` its parts (查什么, 前提 …);
    `formats` those where it runs with this wording and level.
    """

    code: str
    name: str
    level: str
    source: str
    manual: tuple[tuple[str, str], ...]
    formats: tuple[str, ...] = ()


def catalogue(packs: Iterable[Pack]) -> list[RuleEntry]:
    """All rules of some formats by code; a rule that formats say alike stands once."""
    found: dict[RuleEntry, list[str]] = {}
    for pack in packs:
        for entry in _of_pack(pack):
            found.setdefault(entry, []).append(pack.format)
    entries = [replace(entry, formats=tuple(formats)) for entry, formats in found.items()]
    return sorted(entries, key=lambda entry: (entry.code, entry.source, entry.formats))


def _of_pack(pack: Pack) -> Iterator[RuleEntry]:
    items: tuple[DataRule, ...] = (*pack.equations, *pack.requirements, *pack.references)
    for item in items:
        yield RuleEntry(item.code, item.name, item.severity.value, item.location.file, tuple(_told(item)))
    if pack.reasons:
        yield _registered(REASONS_RULE)
    if pack.inputs.schedule(EXPLANATION_SCHEDULE) is not None:
        yield _registered(EXPLANATIONS_RULE)
    if pack.status:
        yield _registered(UNCONFIRMED_RULE)
    for rule in algorithmic_rules():
        setting = pack.settings.get(rule.code)
        if setting is not None and not setting.enabled:
            continue
        level = setting.severity if setting is not None and setting.severity is not None else rule.severity
        yield RuleEntry(rule.code, rule.name, level.value, COMMON, tuple(_parts(rule.manual)))


def _registered(code: str) -> RuleEntry:
    entry = CODES[code]
    return RuleEntry(code, entry.title, entry.severity.value, COMMON, registered_manual(entry))


def registered_manual(entry: Code) -> tuple[tuple[str, str], ...]:
    """The manual of a rule that stands in the registry."""
    return (("查什么", entry.what), *entry.more, ("怎么改", entry.mend))


def _parts(manual: str) -> Iterator[tuple[str, str]]:
    """The headings of a module's manual (查什么：…) with their text, continued lines joined."""
    label, text = "", ""
    for line in manual.split("\n")[1:]:
        head, mark, rest = line.partition("：")
        if mark and 2 <= len(head) <= 3 and not line.startswith(" "):
            if label:
                yield label, text
            label, text = head, rest.strip()
        elif label:
            text += line.strip()
    if label:
        yield label, text


def _told(rule: DataRule) -> Iterator[tuple[str, str]]:
    """The manual of a rule that is data: what, when, how near, how to mend."""
    if isinstance(rule, EquationRule):
        yield "查什么", expression_text(rule.equation)
        if rule.each:
            yield "范围", f"逐个{rule.each}核对"
        if rule.when is not None:
            yield "前提", expression_text(rule.when)
        yield "容差", _tolerance(rule)
        if rule.manual:
            yield "说明", rule.manual
    elif isinstance(rule, RequirementRule):
        rows = "".join(f"（{key}是“{value}”的行）" for key, value in rule.rows)
        yield "查什么", f"“{rule.schedule}”{rows}的{'、'.join([*rule.lines, *rule.columns])}要填"
        if rule.when is not None:
            yield "前提", expression_text(rule.when)
    elif rule.over is not None:
        over = expression_text(rule.over)
        yield "查什么", f"{over}的每个科目在“{rule.schedule}”的“{rule.column}”中要有一行"
    else:
        rows = "".join(f"（{key}是“{value}”的行）" for key, value in rule.rows)
        target = f"“{rule.target[0]}”的“{rule.target[1]}”"
        yield "查什么", f"“{rule.schedule}”{rows}的“{rule.column}”要在{target}中有"
    yield "怎么改", rule.hint


def _tolerance(rule: EquationRule) -> str:
    if rule.count:
        return "无（个数、人次、辆数、分数）"
    if rule.equation.operator in ("!=", "<", ">") or not rule.rounding:
        return "无"
    return "金额按元核对，没有容差；金额只填到 0.01 万元的，每个加数允许 0.005 万元的尾差"
