"""BN-06 有金额的科目在固定行的表中都有一行

查什么：收支总表一类按功能分类逐行列出的表，和按经济分类逐行列出的表，是否给每个有金额的科目都留有一行。
为什么：表上没有这一行，金额就印不出来，各行之和小于合计，公开后谁加一遍都能看出来。
通过：支出的科目都属于总表列出的类；经济分类科目都是表中印有的款。
违反：支出填了 227 类的科目，而决算总表没有这一类的行，表中各类之和比本年支出合计少。
怎么改：多半是编码填错，或者用了别的年度的科目：按当年的政府收支分类科目改正编码。
依据：检查目录 BN-06（功能行之和等于本年支出合计）、BN-08；各表行次见当年公开格式。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import NOWHERE, Finding, Severity
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.money import in_wan
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    findings: dict[tuple[str, str], Finding] = {}
    checked = 0
    for plan in subject.pack.table_plans.values():
        for family in plan.families:
            figure = subject.book.expression(family.figure, context=family.where)
            dimension = family.dimension
            for code in figure.coordinates(dimension):
                checked += 1
                row = family.row(code)
                if row not in family.codes and (dimension, code) not in findings:
                    part = figure.where(**{dimension: code})
                    amount = in_wan(part.amount)
                    kind = "类" if dimension == FUNCTION_DIMENSION else "款"
                    message = f"{code} 有 {amount}，而“{plan.key}”没有 {row} {kind}这一行，印不出来"
                    hint = "请按当年的政府收支分类科目核对编码；编码无误的，请格式维护人员在表中加上这一行"
                    place = next(iter(part.sources), NOWHERE)
                    found = Finding(rule.code, rule.severity, message, place, hint, found=code)
                    findings[dimension, code] = found
    if not checked:
        return rule.skipped("没有按固定行列出的科目")
    return rule.outcome(list(findings.values()), checked)


RULE = Rule("BN-06", "有金额的科目在表中都有一行", Severity.ERROR, _check)
