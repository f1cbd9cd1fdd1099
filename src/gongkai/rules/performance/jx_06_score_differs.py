"""JX-06 自评得分与按规则计算的得分一致

查什么：指标的自评得分与按目标值、完成值和本省计分规则算出的得分；定性指标的得分是否在所写档次的区间内。
为什么：完成一半得满分，或者“部分达成”只得两成，得分和完成情况对不上，总分和等级就站不住。
通过：分值 10，目标 =100%，完成 78.4%，得分 7.84；完成值“部分达成预期指标”，分值 10，得分 6。
违反：分值 10，目标 ≤3%，完成 4.1%，得分 3.5，按比例计算是 7.32；“部分达成预期指标”得 2 分，应在 6 到 8 分之间。
怎么改：核对目标值、完成值和得分；得分可以不填，由程序计算。目标值、完成值看不懂的，改写成“≥95%”“96%”一类的写法。
依据：检查目录 JX-06；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.findings import Finding, Severity
from gongkai.model.scoresheet import ScoredForm, ScoreLine, score_sheets
from gongkai.model.scoring import Mark
from gongkai.money import plain
from gongkai.rules.options import NOT_SET
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_SHOWN = 3  # indicators named among those that cannot be computed
_HALF_CENT = Decimal("0.005")  # own marks have two decimals where the scale does not round


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    scoring = subject.pack.scoring
    if not scoring.forms:
        return rule.skipped(NOT_SET)
    allowed = _HALF_CENT if scoring.scale.decimals is None else Decimal(0)
    findings: list[Finding] = []
    unclear: list[str] = []
    checked = 0
    for name, form in scoring.forms.items():
        for sheet in score_sheets(scoring, name, subject.department, subject.book):
            for line in sheet.lines:
                if line.direct:
                    continue
                found = _finding(rule, form, sheet.of, line, allowed)
                if found is not None:
                    findings.append(found)
                if line.mark.least is None:
                    unclear.append(f"“{line.name}”{line.mark.why}")
                else:
                    checked += 1
    if not checked and not unclear:
        return rule.skipped("没有计分的指标")
    if unclear and not findings:
        more = f"等 {len(unclear)} 个指标" if len(unclear) > _SHOWN else ""
        why = f"算不出得分：{'；'.join(unclear[:_SHOWN])}{more}"
        return Outcome(rule.code, rule.name, Status.NOT_RUN, why, checked)
    return rule.outcome(findings, checked)


def _finding(rule: Rule, form: ScoredForm, of: str, line: ScoreLine, allowed: Decimal) -> Finding | None:
    """What is wrong with one line; None where its mark agrees, or cannot be compared."""
    if line.own is None and line.mark.value is not None:
        return None
    what = f"“{of}”的“{line.name}”" if of else f"“{line.name}”"
    if line.counted is None:
        message = f"{what}没有得分，也算不出来：{line.mark.why}"
        hint = f"请在“{form.schedule}”填“{form.score or form.weight}”，或者把目标值、完成值写成能计算的数"
        return Finding(rule.code, Severity.ERROR, message, line.entry.place(form.actual), hint)
    if line.own is None or line.mark.least is None or _agrees(line.own, line.mark, allowed):
        return None
    computed = _shown(line.mark)
    message = f"{what}得分填 {plain(line.own)} 分，按规则计算是 {computed} 分（{line.mark.why}）"
    difference = "" if line.mark.exact is None else f"，相差 {plain(abs(line.own - line.mark.exact))} 分"
    place = line.entry.place(form.score)
    hint = "请核对目标值、完成值和得分；本地另有计分规则的，在“核对说明”中写明"
    return Finding(rule.code, rule.severity, message + difference, place, hint, plain(line.own), computed)


def _agrees(own: Decimal, mark: Mark, allowed: Decimal) -> bool:
    return mark.holds(own) or (mark.exact is not None and abs(own - mark.exact) <= allowed)


def _shown(mark: Mark) -> str:
    if mark.least is None or mark.most is None:
        return "—"
    return plain(mark.least) if mark.exact is not None else f"{plain(mark.least)}–{plain(mark.most)}"


RULE = Rule("JX-06", "自评得分与按规则计算的得分一致", Severity.WARNING, _check)
