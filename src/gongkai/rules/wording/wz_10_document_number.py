"""WZ-10 文号完整、前后一致

查什么：文号缺年份（“柳财社【330】号”）；转发文号早于上级文号；同一文号在不同地方配了不同的上级文号。
为什么：文号是资金来源的依据，写错就查不到文件。
通过：柳财社〔2023〕19号（晋财社〔2022〕268号）。
违反：柳财社〔2022〕330号（晋财社〔2023〕134号），转发早于上级。
怎么改：对照文件原件改正。
依据：检查目录 WZ-10。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, passages, scan, texts
from gongkai.rules.rule import Outcome, Rule, Subject

_NUMBER = r"([一-龥]{2,8})[〔【\[（(]((?:19|20)\d\d)[〕】\]）)](\d+)号"
_PAIRED = late(rf"{_NUMBER}[（(]{_NUMBER}[）)]")
_NO_YEAR = late(r"[一-龥]{1,3}(?:财|人社|政|办)[一-龥]{0,3}[〔【\[]\d{1,3}[〕】\]]\s*\d*号?")
_TWO = re.compile(r"号(?<=\d号)[（(]")
_SHORT = tuple(re.compile(rf"{re.escape(sign)}\d{{1,3}}[〕】\]]") for sign in "〔【[")
_HINT = "请对照文件原件核对文号、年份"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    above: dict[str, set[str]] = {}
    found = passages(subject)
    for group in texts(subject).having(_TWO):
        for low, high in _pairs(found[group[0]].text):
            above.setdefault(low, set()).add(high)

    def look(passage: Passage) -> list[str]:
        found = [f"文号“{match[0]}”缺年份" for match in _NO_YEAR.finditer(passage.text)]
        for match in _paired(passage.text):
            if int(match[2]) < int(match[5]):
                found.append(f"“{match[0]}”转发文号的年份早于上级文号")
        for low, high in _pairs(passage.text):
            others = sorted(above[low] - {high})
            if others:
                found.append(f"“{low}”的上级文号这里是“{high}”，别处是“{others[0]}”")
        return found

    return scan(subject, rule, look, _HINT, trigger=(_TWO, *_SHORT))


def _paired(text: str) -> Iterator[re.Match[str]]:
    return _PAIRED.finditer(text) if "号（" in text or "号(" in text else iter(())


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in _paired(text):
        yield f"{match[1][-3:]}〔{match[2]}〕{match[3]}号", f"{match[4][-3:]}〔{match[5]}〕{match[6]}号"


RULE = Rule("WZ-10", "文号完整、前后一致", Severity.WARNING, _check)
