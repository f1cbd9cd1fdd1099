"""WZ-10a 文号的年份用六角括号

查什么：自己写的文字里，文号的年份用了【】、[]、（），没有用〔〕；项目名称照系统里的写，不查。
为什么：公文格式规定发文字号的年份用六角括号〔〕括入。
通过：柳财社〔2023〕19号。
违反：柳财社【2023】19号。
怎么改：改成〔〕。同类合并成一条提示。
依据：检查目录 WZ-10；GB/T 9704—2012 对发文字号的规定。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain

from gongkai.findings import Finding, Severity
from gongkai.patterns import late
from gongkai.rules.passages import NO_TEXT, passages, texts
from gongkai.rules.rule import Outcome, Rule, Subject

_NUMBERED = re.compile(r"号(?<=\d号)")
_OTHER = late(r"[一-龥]{2,6}[【\[（(](?:19|20)\d\d[】\]）)]\s*\d+号")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    written = passages(subject, names=False)
    if not written:
        return rule.skipped(NO_TEXT)
    numbered = sorted(chain.from_iterable(texts(subject, names=False).having(_NUMBERED)))
    found = [(written[at], match) for at in numbered for match in _OTHER.findall(written[at].text)]
    findings = []
    if found:
        first, number = found[0]
        message = f"{first.label}等处的文号“{number}”没有用六角括号〔〕，共 {len(found)} 处"
        hint = "请把文号年份的括号改成〔〕"
        findings.append(Finding(rule.code, rule.severity, message, first.location, hint, number))
    return rule.outcome(findings, len(written))


RULE = Rule("WZ-10a", "文号的年份用六角括号", Severity.HINT, _check)
