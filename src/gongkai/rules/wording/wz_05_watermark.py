"""WZ-05 不得有水印、扫描软件字样

查什么：文字里的“扫描全能王 创建”等软件字样。
为什么：扫描识别得来的文字带有软件名称。
通过：文字里没有软件字样。
违反：项目概况末尾有“扫描全能王 创建”。
怎么改：删去软件字样。
依据：检查目录 WZ-05；软件名的词表在格式的 settings 里。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import scan_words
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    return scan_words(subject, rule, options, "有“{}”字样", "请删去扫描软件、试用软件留下的字样")


RULE = Rule("WZ-05", "不得有水印、扫描软件字样", Severity.ERROR, _check)
