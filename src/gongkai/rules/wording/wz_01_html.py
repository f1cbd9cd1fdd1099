"""WZ-01 不得有网页标签

查什么：文字里的 <p>、<br>、&nbsp; 等网页标签和实体。
为什么：从网页系统复制来的文字带标签，公开后原样显示在表里。
通过：项目概况只有文字。
违反：项目概况写“<p>为提高监管水平……</p>”。
怎么改：删去标签，只留文字。
依据：检查目录 WZ-01。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, scan
from gongkai.rules.rule import Outcome, Rule, Subject

_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]*)?/?>|&(?:[a-zA-Z]{2,8}|#\d{2,6});")
_TRIGGER = ("<", "&")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    def look(passage: Passage) -> list[str]:
        return [f"有网页标签“{found[:20]}”" for found in _TAG.findall(passage.text)]

    return scan(subject, rule, look, "请删去标签，只留文字", trigger=_TRIGGER)


RULE = Rule("WZ-01", "不得有网页标签", Severity.ERROR, _check)
