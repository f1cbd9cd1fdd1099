"""WN-16 用途、原因与科目相符

查什么：按科目写的用途和原因，科目名称有“住房公积金”“年金”等词的，文字里要有对应的词；写了别的科目的词而没有自己的词，就是写串了。
为什么：复制上一个科目的文字忘了改。
通过：2210201 住房公积金，主要用于缴纳住房公积金。
违反：2210201 住房公积金，主要用于事业单位医疗保险支出。
怎么改：按科目改写用途或原因。
依据：检查目录 WN-16；词对（科目词→文字词）在格式的 settings 里。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.labels import CODE_COLUMN, CODE_NAME_COLUMN
from gongkai.rules.passages import pairs, passages, shorten
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    wanted = {name: text.split() for name, text in pairs(options, "词对").items()}
    names = subject.pack.classification.functions
    findings, checked = [], 0
    for passage in passages(subject, names=False):
        if passage.about or passage.item == CODE_NAME_COLUMN:
            continue
        code = passage.entry.text(CODE_COLUMN)
        name = passage.entry.text(CODE_NAME_COLUMN) or names.get(code, "")
        if not name:
            continue
        checked += 1
        own = next((words for word, words in wanted.items() if word in name), None)
        if not own or any(word in passage.text for word in own):
            continue
        other = next(
            (
                word
                for key, words in wanted.items()
                for word in (key, *words)
                if key not in name and word not in name and word in passage.text
            ),
            "",
        )
        if other:
            message = f"{passage.label}写“{shorten(passage.text)}”，说的是{other}，科目是 {code} {name}"
            hint = "请按科目改写用途或原因"
            findings.append(Finding(rule.code, rule.severity, message, passage.location, hint, other, name))
    return rule.outcome(findings, checked) if checked else rule.skipped("没有按科目写的文字")


RULE = Rule("WN-16", "用途、原因与科目相符", Severity.WARNING, _check)
