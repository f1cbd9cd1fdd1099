"""JX-17 资金来源与项目名称一致

查什么：名称写明“中央”“省级”的项目，有没有那一级的资金。
为什么：名称是中央补助，资金全填在省级栏，来源和名称矛盾。
通过：“2023年中央就业补助资金”填中央财政资金 881 万元。
违反：“2023年中央就业补助资金”881 万元全部填在省级财政资金栏。
怎么改：按指标文件把资金填到正确的级次；当地系统把上级资金统一记省级的，在格式中关闭这条规则。
依据：检查目录 JX-17；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.labels import PROJECT_NAME
from gongkai.rules.options import NOT_SET, figure, option_pairs
from gongkai.rules.rule import Outcome, Rule, Subject

_LEVEL = "资金级次"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    funds = figure(subject, options["数"])
    findings, checked = [], 0
    for name in funds.coordinates(PROJECT_NAME):
        for word, levels in option_pairs(options["名称"]).items():
            if word not in name:
                continue
            checked += 1
            here = funds.where(**{PROJECT_NAME: name})
            if here.where(**{_LEVEL: levels}).amount:
                continue
            given = "、".join(here.coordinates(_LEVEL)) or "没有填级次"
            message = f"“{name}”的名称写明“{word}”，资金却填在：{given}"
            hint = f"请按指标文件核对，把资金填到“{levels[0]}”"
            findings.append(
                Finding(rule.code, rule.severity, message, here.sources[0], hint, given, levels[0])
            )
    if not checked:
        return rule.skipped("没有名称写明资金级次的项目")
    return rule.outcome(findings, checked)


RULE = Rule("JX-17", "资金来源与项目名称一致", Severity.WARNING, _check)
