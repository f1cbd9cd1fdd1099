"""WZ-11a 率和满意度的指标值正常

查什么：三级指标是率或满意度，而指标值、完成值写“≥100%”或没有 %。
为什么：率最高是 100%，写“≥100%”无法考核；没有 % 的率读不出意思。
通过：发放准确率 ≥98%，完成 100%。
违反：发放及时率 ≥100%；失业率完成值“4.1”。
怎么改：写“100%”；补上 %。
依据：检查目录 WZ-11。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, scan
from gongkai.rules.rule import Outcome, Rule, Subject

_OVER = re.compile(r"^(?:≥|>=|＞|>)\s*100\s*%$")
_PURE = re.compile(r"^(?:[≥≤=><]|>=|<=)?\s*\d+(?:\.\d+)?$")
# Either as a whole line; a text begins behind the end of a line.
_LINE = re.compile(r"\n\s*(?:[≥>＞]=?\s*100\s*%|[≥≤=><]?=?\s*\d+(?:\.\d+)?)\s*$", re.M)
_RATE = re.compile(r"(?:率|满意度)$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    def look(passage: Passage) -> list[str]:
        return list(_rates(passage))

    return scan(subject, rule, look, "请写成 100%，或补上 %", names=False, trigger=_LINE, whole=True)


def _rates(passage: Passage) -> Iterator[str]:
    name = passage.entry.text("三级指标")
    if passage.item == "三级指标" or not _RATE.search(name):
        return
    text = passage.text.strip()
    if _OVER.match(text):
        yield f"“{name}”写“{text}”，率最高是 100%"
    elif "值" in passage.item and _PURE.match(text):
        yield f"“{name}”写“{text}”，没有 %"


RULE = Rule("WZ-11a", "率和满意度的指标值正常", Severity.HINT, _check)
