"""YS-07 不得有密级和内部文件字样

查什么：文字和名称里的“机密★”“内部资料”“不得外传”等字样。
为什么：标有密级、限定内部使用的内容不能公开。
通过：职责里写“做好保密工作”。
违反：立项依据写“内部资料”文件的名称。
怎么改：删去涉密内容；整个项目涉密的不公开。是否在涉密单位、项目名单里，程序不知道，由单位核对。
依据：检查目录 YS-07；字样的词表在格式的 settings 里，涉密项目名称可加在“更多”里。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import scan_words
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    return scan_words(subject, rule, options, "有“{}”字样", "涉密和限内部使用的内容不得公开，请删去")


RULE = Rule("YS-07", "不得有密级和内部文件字样", Severity.ERROR, _check)
