"""BW-06 文字里写的车辆数与表一致

查什么：文字里“公务用车1辆”“现有1辆公务用车”的辆数，与三公经费的保有量、购置数和国有资产的车辆数是否有一个相同。
为什么：机构设置写的车辆数最容易沿用上年。
通过：保有量 1 辆，机构设置写“现有公务用车1辆”。
违反：保有量 1 辆，机构设置写“现有公务用车3辆”。
怎么改：核对车辆数，改正文字。
依据：检查目录 BW-06；可比的数名在格式的 settings 里。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, passages, scan, texts, words
from gongkai.rules.quantities import NUMERAL, numeral_value
from gongkai.rules.rule import Outcome, Rule, Subject

_UNIT = "辆"
# A car bought or scrapped is no car owned: only words that say what there is are compared.
_VEHICLES = late(
    rf"(?:公务用车|车辆|公车)(?:保有量)?(?:共有|现有|共|为|有)?({NUMERAL})辆"
    rf"|(?:现有|共有|保有|实有)({NUMERAL})辆(?:公务用车|公车|车)"
)


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    figures = subject.book.definitions.figures
    named = [name for name in words(options, "车辆", "") if name in figures]
    previous = subject.pack.definitions.previous
    counts = {int(subject.book.figure(name).amount): name for name in named}
    counts |= {int(subject.book.figure(name).at(previous).amount): name for name in named}
    if not any(counts):
        return rule.skipped("表里没有车辆数")
    found = passages(subject, names=False)
    told = [found[group[0]].text for group in texts(subject, names=False).having(_UNIT)]
    if not any(_VEHICLES.search(text) for text in told):
        return rule.skipped("文字里没有写车辆数")
    shown = "、".join(f"{name} {count} 辆" for count, name in sorted(counts.items()) if count)

    def look(passage: Passage) -> list[str]:
        return [
            f"写“{match[0]}”，表中是{shown}"
            for match in _VEHICLES.finditer(passage.text)
            if numeral_value(match[1] or match[2]) not in counts
        ]

    return scan(subject, rule, look, "请核对车辆数，改正文字", names=False, trigger=(_UNIT,))


RULE = Rule("BW-06", "文字里写的车辆数与表一致", Severity.WARNING, _check)
