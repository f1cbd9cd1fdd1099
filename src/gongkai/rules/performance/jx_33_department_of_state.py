"""JX-33 中央主管部门的级次

查什么：“中央主管部门”栏是不是填了本单位，或者本县（市、区）的部门。
为什么：这一栏应填中央部委，填县局说明没有弄清资金的主管部门。
通过：中央主管部门填“人力资源和社会保障部”。
违反：中央主管部门填本单位名称。
怎么改：填资金对应的中央部委；地方主管部门填本级主管部门。
依据：检查目录 JX-33；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.rules.options import NOT_SET, option_words, tables
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    facts = subject.department
    ours = [facts.line_text(IDENTITY_SCHEDULE, line) for line in option_words(options["本级名称"])]
    local = tuple(name for name in ours if name)
    findings, checked = [], 0
    for table in tables(subject, options["表"], 1):
        [column] = table.columns
        for entry, given in zip(table.rows, table.texts[0], strict=True):
            if not given:
                continue
            checked += 1
            if any(name in given for name in local) or given.endswith(option_words(options["地方词尾"])):
                message = f"“{column}”填的是“{given}”，应是中央部委"
                hint = "请填资金对应的中央部委"
                findings.append(Finding(rule.code, rule.severity, message, entry.place(column), hint, given))
    if not checked:
        return rule.skipped("没有填中央主管部门")
    return rule.outcome(findings, checked)


RULE = Rule("JX-33", "中央主管部门的级次", Severity.HINT, _check)
