"""YS-03 不得公开经办人等姓名

查什么：经办人、填表人、联系人、负责人栏填了内容；文字里的“经办人：某某”“联系人：某某”。
为什么：普通工作人员的姓名不属于公开内容，公开前应清空。
通过：各栏空着，或写“办公室”等机构名。
违反：文字末尾写“填表人：张某”。
怎么改：删去姓名；省里表样要求公开的，在格式里把本规则关掉。
依据：检查目录 YS-03。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from operator import attrgetter

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, passages, scan
from gongkai.rules.rule import Outcome, Rule, Subject

_ROLE = r"经办人|填表人|填报人|制表人|审核人|联系人|项目负责人|财务负责人|单位负责人"
_NAMED = late(rf"(?:{_ROLE})(?:姓名)?\s*[：:]\s*(?!无|空|略|办公室|财务)([一-龥·]{{2,4}})(?![一-龥])")
_COLUMN = re.compile(_ROLE)
_TRIGGER = re.compile(r"人(?<=[办表报核系责]人)(?:姓名)?\s*[：:]")
_BODY = re.compile(r"(?:股|科|处|室|局|中心|办公室|部门|单位)$|^无$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    columns = set(map(attrgetter("item"), passages(subject)))
    known = () if any(map(_COLUMN.search, columns)) else _TRIGGER

    def look(passage: Passage) -> list[str]:
        found = [f"有姓名“{match[0][:-1]}*”" for match in _NAMED.finditer(passage.text)]
        if _COLUMN.search(passage.item) and not _BODY.search(passage.text.strip()):
            found.append(f"“{passage.item}”填了内容")
        return found

    return scan(subject, rule, look, "请删去个人姓名，或只写股室名称", trigger=known, whole=True)


RULE = Rule("YS-03", "不得公开经办人等姓名", Severity.WARNING, _check)
