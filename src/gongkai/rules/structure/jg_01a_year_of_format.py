"""JG-01a 公开年度在格式适用的年度之内

查什么：“单位信息”填的年度，是不是所用公开格式适用的年度（格式的 pack.yaml 中 years，不写就是 year）。
为什么：表样、科目和文字一年一变，用了别的年度的格式，出来的报告样子齐全却是错的。
通过：2023 年度的决算用 2023 年度的格式。
违反：年度填 2025，格式是 2023 年度的；年度把 2023 误填成 2035。
怎么改：年度填错的改正年度；没有填错的换用当年的格式，用 gongkai new --format 当年格式 --from 上年输入 重新开始。
依据：每年的部门预算、决算公开通知；政府收支分类科目按年度修订。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import NOWHERE, Finding, Severity
from gongkai.model.labels import IDENTITY_SCHEDULE, YEAR_LINE
from gongkai.packs.load import formats_beside, how_to_make_next
from gongkai.packs.pack import Pack
from gongkai.rules.passages import year_of
from gongkai.rules.rule import Outcome, Rule, Status, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    year, pack = str(year_of(subject)), subject.pack
    if year in pack.years:
        return rule.outcome([], 1)
    schedule = subject.department.schedule(IDENTITY_SCHEDULE)
    entry = schedule.line(YEAR_LINE) if schedule is not None else None
    if year == "0" and (entry is None or not entry.values):  # a typed 0 is a year of no format
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "单位信息没有填年度")
    place = next((entry.place(name) for name in entry.values), NOWHERE) if entry is not None else NOWHERE
    held = "、".join(pack.years)
    message = f"年度是 {year}，而公开格式“{pack.format}”只适用于 {held} 年度"
    found = Finding(rule.code, rule.severity, message, place, _remedy(pack, year), year, held)
    return rule.outcome([found], 1)


def _remedy(pack: Pack, year: str) -> str:
    beside = formats_beside(pack.format, pack.root)
    right = next((info.format for info in beside if year in info.years), "")
    if right:
        return f"年度填错的请改正；没有填错的请用 {right}：gongkai new --format {right} --from 这份输入"
    newest = beside[-1].format if beside else pack.format
    if beside and year < min(beside[0].years, default=""):
        return f"年度填错的请改正；这种格式最早的是 {beside[0].format}，没有更早年度的"
    return f"年度填错的请改正；没有填错的，现有最新的格式是 {newest}，{how_to_make_next(newest)}"


RULE = Rule("JG-01a", "公开年度在格式适用的年度之内", Severity.ERROR, _check)
