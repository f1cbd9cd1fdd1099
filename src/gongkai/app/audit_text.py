"""What `gongkai audit` says on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.app.terminal import say
from gongkai.codes import CODES
from gongkai.findings import Severity

if TYPE_CHECKING:
    from gongkai.auditing.outcome import AuditFinding, AuditResult

_SHOWN = 20  # findings of one cause on the screen
_LONGEST = 80  # characters of a quotation


def tell(result: AuditResult, short: bool) -> None:
    """The coverage and the findings of a document; `short` for one of many: how many findings it has."""
    say(result.name)
    account = result.account
    say(f"  表：认出 {result.tables_recognised} 张，共 {result.tables} 张")
    say(
        f"  数：认出 {account.bound} 个；核对 {account.done} 个，未核 {account.all - account.done} 个，"
        f"共 {account.all} 个"
    )
    if short:
        levels = [f"{level.value} {result.count(level)}" for level in Severity]
        answered = f"，已核实 {result.answered}" if result.answers is not None else ""
        say(f"  问题：{'，'.join(levels)}{answered}")
        if result.has_nothing:
            from gongkai.auditing.outcome import NOTHING_TO_AUDIT

            say(f"  {NOTHING_TO_AUDIT}")
        _tell_answers(result)
        return
    not_run = [f"{rule['name']}（{rule['why']}）" for rule in result.rules if not rule["run"]]
    say(f"  检查：做了 {len(result.rules) - len(not_run)} 项，没有做 {len(not_run)} 项")
    for name in not_run:
        say(f"    没有做：{name}")
    for reason, count in sorted(account.unchecked().items(), key=lambda each: -each[1]):
        say(f"    未核 {count} 个：{reason}")
    _tell_findings(result)
    _tell_answers(result)


def _tell_findings(result: AuditResult) -> None:
    from gongkai.auditing.outcome import NOTHING_TO_AUDIT, by_cause

    for severity, code, found in by_cause(result.findings):
        say(f"{severity.value} {code} {CODES[code].title}（{len(found)} 处）")
        for each in found[:_SHOWN]:
            _tell_finding(each)
        for hint in dict.fromkeys(each.finding.hint for each in found if each.finding.hint):
            say(f"  怎么改：{hint}")
        if len(found) > _SHOWN:
            say(f"  ……还有 {len(found) - _SHOWN} 处，用 -o 报告.html 或 报告.xlsx 看全部")
    if result.has_nothing:
        say(NOTHING_TO_AUDIT)
    elif not result.findings:
        say("没有发现问题")


def _tell_finding(each: AuditFinding) -> None:
    quoted = f"“{each.quote[:_LONGEST]}”" if each.quote else ""
    if each.where or quoted:
        say(f"  {each.where}{quoted}")
    say(f"    {each.finding.message}")
    if each.compared_with:
        say(f"    对照：{each.compared_with}")
    if each.answer is not None and each.answer.changed:
        say(f"    核实过，但对照的数变了，请再看一次：{each.answer.reason}（{each.answer.changed}）")
    elif each.answer is not None:
        say(f"    已核实：{each.answer.reason}")


def _tell_answers(result: AuditResult) -> None:
    """What in the file of answers counts no longer or cannot be used."""
    if result.answers is None:
        return
    for fault in result.answers.faults:
        say(fault, err=True)
    for each in result.answers.lapsed:
        words = (each.quote or each.message)[:_LONGEST]
        say(f"核实不算数了 {each.code}“{words}”：{each.why}（当时的理由：{each.reason}）", err=True)
