"""JG-03 正文不带系统标签

查什么：文字和名称里的“（汇总）”“[部门]”“（本级）汇总”等财务系统标签。
为什么：标签只在系统里区分报表层级，公开文件的读者看不懂，也使单位名称前后不一。
通过：单位名称写“甲县人力资源和社会保障局”。
违反：单位名称写“甲县人力资源和社会保障局（汇总）”。
怎么改：删去标签；要说明是汇总数的，在“机构设置”里写一句话。
依据：检查目录 JG-03；标签的词表在格式的 settings 里。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import scan_words
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    return scan_words(subject, rule, options, "有系统标签“{}”", "请删去系统标签")


RULE = Rule("JG-03", "正文不带系统标签", Severity.WARNING, _check)
