"""The catalogue of rules: every code with its name, level, where it comes from, and its manual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gongkai.model.explanations import SCHEDULE as EXPLANATIONS
from gongkai.packs.pack import EquationRule, Pack, ReferenceRule, RequirementRule
from gongkai.packs.plain_words import expression_text
from gongkai.rules.asked_reasons import CODE as REASONS
from gongkai.rules.asked_reasons import NAME as REASONS_NAME
from gongkai.rules.engine import algorithmic_rules
from gongkai.rules.released_warnings import CODE as EXPLAINED
from gongkai.rules.released_warnings import NAME as EXPLAINED_NAME
from gongkai.rules.unconfirmed_format import CODE as UNCONFIRMED
from gongkai.rules.unconfirmed_format import NAME as UNCONFIRMED_NAME

DataRule = EquationRule | RequirementRule | ReferenceRule
COMMON = "程序"
_REASONS_MANUAL = (
    ("查什么", "格式要求说明的每一个变动（reasons.yaml），有没有在“变动原因”表写原因"),
    ("前提", "变动超过格式规定的比例；规定必写的，没有变动也要写"),
    ("怎么改", "在“变动原因”表加一行，写清什么事项、为何变动、影响多少；gongkai reasons 可以先写出草稿"),
)


_EXPLAINED_MANUAL = (
    ("查什么", "“核对说明”表的每一行：有没有它说的警告，对象是不是写明了，说明是不是写清了"),
    (
        "为什么",
        "警告很可能是错，确实照填不误的要有书面理由；写清以后改为提示，理由留在校核报告里。"
        "警告消除以后还留着的说明，会盖住下一次真的错",
    ),
    ("怎么改", "规则编号抄警告的编号，对象抄警告里的项目、指标或科目名称，说明写清依据；没有用的行删去"),
)


_UNCONFIRMED_MANUAL = (
    ("查什么", "格式是沿用上年表样做的，还没有与当年的通知逐条对照：核对情况里列为“无法执行”，不出问题"),
    ("怎么改", "会计不用改；格式维护人员收到通知后逐条核对，改好格式，删去 pack.yaml 里的 status"),
)


@dataclass(frozen=True, slots=True)
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
        yield RuleEntry(REASONS, REASONS_NAME, "错误", COMMON, _REASONS_MANUAL)
    if pack.inputs.schedule(EXPLANATIONS) is not None:
        yield RuleEntry(EXPLAINED, EXPLAINED_NAME, "警告", COMMON, _EXPLAINED_MANUAL)
    if pack.status:
        yield RuleEntry(UNCONFIRMED, UNCONFIRMED_NAME, "提示", COMMON, _UNCONFIRMED_MANUAL)
    for rule in algorithmic_rules():
        setting = pack.settings.get(rule.code)
        if setting is not None and not setting.enabled:
            continue
        level = setting.severity if setting is not None and setting.severity is not None else rule.severity
        yield RuleEntry(rule.code, rule.name, level.value, COMMON, tuple(_parts(rule.manual)))


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
