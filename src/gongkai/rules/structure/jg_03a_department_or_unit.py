"""JG-03a 部门、单位的称谓一致

查什么：公开主体是“单位”，自己写的文字里却称“本部门”。
为什么：封面写“单位决算公开”，正文称“本部门”，公开的口径就说不清。
通过：公开主体是“单位”，文字里写“本单位”。
违反：公开主体是“单位”，机构设置写“本部门下设……”。
怎么改：统一成“本单位”；确实公开整个部门的，把“公开主体”改成“部门”。
依据：检查目录 JG-03。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.rules.passages import Passage, around, scan
from gongkai.rules.rule import Outcome, Rule, Subject

_OTHER = re.compile(r"本部门(?!（单位）|\(单位\)|和|及|与)")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if subject.department.line_text(IDENTITY_SCHEDULE, "公开主体") != "单位":
        return rule.skipped("公开主体不是“单位”")

    def look(passage: Passage) -> list[str]:
        return [
            f"公开主体是“单位”，这里写“{around(passage.text, *match.span(), 4)}”"
            for match in _OTHER.finditer(passage.text)
        ]

    return scan(
        subject, rule, look, "请统一写“本单位”，或核对“单位信息”的公开主体", names=False, trigger=_OTHER
    )


RULE = Rule("JG-03a", "部门、单位的称谓一致", Severity.HINT, _check)
