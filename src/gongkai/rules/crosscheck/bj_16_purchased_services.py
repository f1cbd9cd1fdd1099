"""BJ-16 服务采购不小于已点名的购买服务项目

查什么：名称里写明购买（采购）服务的项目资金之和，与政府采购的服务金额。
为什么：项目名称说是采购服务，采购表里却没有这么多，两处必有一处漏报。
通过：“政府购买服务人员经费”98.71 万元，服务采购 694.48 万元。
违反：三个购买服务项目共 530 万元，服务采购预算 250 万元。
怎么改：核对政府采购服务的金额；没有达到采购限额标准、不列采购的，可以不改。
依据：检查目录 BJ-16；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.findings import Finding, Severity
from gongkai.model.labels import PROJECT_NAME
from gongkai.money import in_wan
from gongkai.rules.options import NOT_SET, figure, option_words
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    funds, bought = figure(subject, options["项目数"]), figure(subject, options["采购数"])
    verbs, object_ = option_words(options["词"]), options["并含"]
    named = [
        name
        for name in funds.coordinates(PROJECT_NAME)
        if object_ in name and any(verb in name for verb in verbs)
    ]
    if not named:
        return rule.skipped("没有名称写明购买服务的项目")
    total = sum((funds.where(**{PROJECT_NAME: name}).amount for name in named), Decimal(0))
    if total <= bought.amount:
        return rule.outcome([], len(named))
    found, expected = in_wan(bought.amount), in_wan(total)
    message = f"政府采购服务是 {found}，小于名称写明购买服务的项目资金 {expected}：{'、'.join(named)}"
    hint = "请核对“相关信息”的政府采购服务；没有达到采购限额标准的，可以不改"
    places = bought.sources or funds.where(**{PROJECT_NAME: named[0]}).sources
    finding = Finding(rule.code, rule.severity, message, places[0], hint, found, expected)
    return rule.outcome([finding], len(named))


RULE = Rule("BJ-16", "服务采购不小于购买服务的项目", Severity.HINT, _check)
