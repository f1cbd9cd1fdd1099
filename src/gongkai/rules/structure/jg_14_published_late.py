"""JG-14 批复后按时公开

查什么：“单位信息”里的公开日期减批复日期，是否超过规定的天数；公开日期是否早于批复日期。
为什么：部门预算、决算要在批复后二十日内公开，迟一天也会被通报。
通过：批复日期 2024-09-10，公开日期 2024-09-27，相隔 17 天。
违反：批复日期 2024-09-10，公开日期 2024-10-08，相隔 28 天。
怎么改：核对两个日期；确实超期的，尽快公开，把原因写进“核对说明”并按要求报告。
依据：检查目录 JG-14（目录列为错误；过去的日子改不了，这里作警告，写明原因才放行）；《预算法》第十四条。批复日期、公开日期没有填的无法执行，不算超期。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from gongkai.findings import Finding, Severity
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.rules.options import NOT_SET, OptionFault, number
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_SCHEDULE = IDENTITY_SCHEDULE
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options.get("批复") or not options.get("公开"):
        return rule.skipped(NOT_SET)
    spec = subject.pack.inputs.schedule(_SCHEDULE)
    for name in (options["批复"], options["公开"]):
        if spec is None or name not in [line.name for line in spec.lines]:
            raise OptionFault(f"“{_SCHEDULE}”没有“{name}”")
    approved, published = (_date(subject, options[key]) for key in ("批复", "公开"))
    lacking = [options[key] for key, day in (("批复", approved), ("公开", published)) if day is None]
    if approved is None or published is None:
        why = f"“{_SCHEDULE}”没有填{'、'.join(lacking)}"
        return Outcome(rule.code, rule.name, Status.NOT_RUN, why)
    most = int(number(options, "天数"))
    days = (published - approved).days
    if 0 <= days <= most:
        return rule.outcome([], 1)
    entry = subject.department.schedules[_SCHEDULE].line(options["公开"])
    assert entry is not None
    if days < 0:
        message = f"公开日期 {published} 早于批复日期 {approved}"
        hint = "请核对两个日期是否填反"
    else:
        message = f"公开日期 {published} 在批复日期 {approved} 之后 {days} 天，应在 {most} 天以内"
        hint = "请核对日期；还没有公开的请尽快公开，超期的把原因写进“核对说明”并按要求报告"
    place = next((value.location for value in entry.values.values()), entry.location)
    found = Finding(rule.code, rule.severity, message, place, hint, f"{days} 天", f"不超过 {most} 天")
    return rule.outcome([found], 1)


def _date(subject: Subject, line: str) -> date | None:
    parts = _DATE.fullmatch(subject.department.line_text(_SCHEDULE, line))
    # Empty; a date that cannot be read was found when the input was read.
    return date(*map(int, parts.groups())) if parts else None


# The catalogue says 错误. But a day that has passed cannot be mended, and an error would only drive the user to
# leave the date out: the warning asks for the reason in 核对说明 instead.
RULE = Rule("JG-14", "批复后按时公开", Severity.WARNING, _check)
