"""Warnings that the department has looked at and explains in writing (核对说明): they become hints (SM-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gongkai.codes import CODES
from gongkai.findings import Finding, Severity, report
from gongkai.model.department import Entry
from gongkai.model.explanations import ABOUT, EXPLANATION_SCHEDULE, RULE_CODE, TEXT
from gongkai.model.labels import normal
from gongkai.rules.engine import algorithmic_rules
from gongkai.rules.rule import Outcome, Status, Subject

EXPLANATIONS_RULE = "SM-01"
_NAME = CODES[EXPLANATIONS_RULE].title
_SHORTEST = 8  # characters; a reason must say more than 已核实 or 情况属实
_HINT = "“规则编号”抄警告的编号，“对象”抄警告里的项目、指标或科目名称，“说明”写清为什么照填不误"


def release(
    subject: Subject, findings: Sequence[Finding], coverage: Sequence[Outcome] = ()
) -> tuple[list[Finding], Outcome | None]:
    """The findings with explained warnings as hints, and what is wrong with the explanations.

    An error is never released, but for those of rules that say so (`explainable`). An explanation holds for the
    warnings of its rule that are about its object; without an object it holds only where the rule warned once, so
    that a later fault is not hidden. Of a rule that could not run (`coverage`) nobody knows what it would say.
    The outcome is None where the format has no such schedule.
    """
    if subject.pack.inputs.schedule(EXPLANATION_SCHEDULE) is None:
        return list(findings), None
    result = list(findings)
    faults: list[Finding] = []
    entries = [
        entry for entry in subject.department.schedule(EXPLANATION_SCHEDULE) or () if entry.text(RULE_CODE)
    ]
    not_run = {outcome.code for outcome in coverage if outcome.status is Status.NOT_RUN}
    for entry in entries:
        if entry.text(RULE_CODE) in not_run:
            continue
        chosen, why = _chosen(entry, findings)
        if why:
            message = f"“{EXPLANATION_SCHEDULE}”中 {entry.text(RULE_CODE)} 的说明不起作用：{why}"
            place = entry.place(RULE_CODE)
            faults.append(report(EXPLANATIONS_RULE, message, place, _HINT, found=entry.text(TEXT)))
        for index in chosen:
            told = f"{findings[index].message}（已说明：{entry.text(TEXT)}）"
            result[index] = replace(findings[index], severity=Severity.HINT, message=told)
    if not entries:
        return result, Outcome(EXPLANATIONS_RULE, _NAME, Status.NOT_APPLICABLE, "没有写核对说明")
    status = Status.FAILED if faults else Status.PASSED
    return [*result, *faults], Outcome(EXPLANATIONS_RULE, _NAME, status, "", len(entries), tuple(faults))


def _may_be_explained(finding: Finding) -> bool:
    if finding.severity is Severity.ERROR:
        return finding.code in {rule.code for rule in algorithmic_rules() if rule.explainable}
    return finding.severity is Severity.WARNING


def _chosen(entry: Entry, findings: Sequence[Finding]) -> tuple[list[int], str]:
    """Which findings an explanation releases, or why it releases none."""
    code, about, text = (entry.text(column) for column in (RULE_CODE, ABOUT, TEXT))
    if len(text) < _SHORTEST:
        return [], f"“{text}”太短，没有说清为什么照填不误"
    found = _about([index for index, item in enumerate(findings) if item.code == code], about, findings)
    warnings = [index for index in found if _may_be_explained(findings[index])]
    named = f"{code} 中说到“{about}”的" if about else f"{code} 的"
    if warnings and (about or len(warnings) == 1):
        return warnings, ""
    if warnings:
        return [], f"{named}警告有 {len(warnings)} 条，请每条一行，写明“{ABOUT}”"
    if any(findings[index].severity is Severity.ERROR for index in found):
        return [], f"{named}是错误，错误只能改正，不能用说明放行"
    return [], f"没有{named}警告，请核对编号和对象；警告已经消除的删去这一行"


def _about(indexes: list[int], about: str, findings: Sequence[Finding]) -> list[int]:
    """Those of some findings that are about an object, which is named whole.

    Departments used to copy any words of the message: they hold where no finding is about an object of that name.
    """
    wanted = normal(about)
    if not wanted:
        return indexes
    named = [index for index in indexes if wanted in map(normal, findings[index].about.names)]
    return named or [index for index in indexes if about in findings[index].message]
