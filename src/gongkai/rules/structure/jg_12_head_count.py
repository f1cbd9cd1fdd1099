"""JG-12 人数、机构数闭合

查什么：“共41人：行政13人，事业6人……”的合计与分项；“设8个股室：甲、乙……”的个数与列举；两年人数与“减少1人”的变动。
为什么：人数和机构数是读者最容易核对的数，加不起来说明有一处没有改。
通过：共41人：行政人员13人，事业人员6人，政府购买服务人员22人。
违反：设8个股室，后面只列了7个。
怎么改：核对编制和实有人数，改正合计或分项。
依据：检查目录 JG-12、WN-14。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, scan
from gongkai.rules.quantities import NUMERAL, numeral_value
from gongkai.rules.rule import Outcome, Rule, Subject

_TOTAL = late(r"(?:共|合计|总数)(?:有|计)?(\d+)(?:人|名)(?:：|，其中[：，]?)([^。\n]+)")
_PART = late(r"([一-龥]{2,})(?:共|有|为)?(\d+)(?:人|名)")
_LISTED = late(
    rf"(?<!\d)({NUMERAL})个([一-龥]{{0,6}}(?:股室|科室|处室|机构|单位|股|科|处|室|中心))"
    r"(?:，?(?:分别是|分别为|包括|即)[：:]?|[：:])([^。；\n]+)"
)
_YEAR = re.compile(r"^(\d{4})年")
_MOVED = late(r"([一-龥]{2,12}?)(增加|减少)(?:了)?(\d+)(?:人|名)")

# What each of the three has: a total, a list, a change.
_TRIGGER = (
    *(re.compile(rf"{word}(?<=\d{word})(?:：|，其中)") for word in "人名"),
    re.compile("个[一-龥]{0,6}(?:股|科|处|室|机构|单位|中心)"),
    *(re.compile(rf"{word}了?\d") for word in ("增加", "减少")),
)


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    return scan(subject, rule, _look, "请核对人数、个数，改正合计或分项", names=False, trigger=_TRIGGER)


def _look(passage: Passage) -> list[str]:
    text = passage.text
    return [*_totals(text), *_lists(text), *_moves(text)]


def _totals(text: str) -> Iterator[str]:
    for match in _TOTAL.finditer(text):
        parts = [(name, int(count)) for name, count in _PART.findall(match[2])]
        if len(parts) < 2 or "其中" in match[2] or "等" in match[2]:
            continue
        total = sum(count for _, count in parts)
        if total != int(match[1]):
            yield f"写共 {match[1]} 人，分项 {'+'.join(str(count) for _, count in parts)}={total} 人"


def _lists(text: str) -> Iterator[str]:
    for match in _LISTED.finditer(text):
        listed = [item for item in re.split(r"、|以及", match[3]) if item.strip()]
        if len(listed) < 2 or re.search(r"等(?:$|\d|[一二三四五六七八九十])", match[3]):
            continue
        if len(listed) == 2 or "和" in listed[-1]:
            continue  # “甲、乙和丙”的和字可能是名称里的，数不准
        if numeral_value(match[1]) != len(listed):
            yield f"写 {match[1]} 个{match[2]}，列了 {len(listed)} 个"


def _moves(text: str) -> Iterator[str]:
    """“减少1人” against the counts that the same text gives for both years."""
    years: dict[int, dict[str, int]] = {}
    for line in text.split("\n"):
        year = _YEAR.match(line)
        if year:
            years[int(year[1])] = {name[-6:]: int(count) for name, count in _PART.findall(line)}
    if len(years) != 2:
        return
    before, now = (years[year] for year in sorted(years))
    for name, word, count in _MOVED.findall(text):
        key = name[-6:]
        if key in before and key in now:
            moved = (now[key] - before[key]) * (1 if word == "增加" else -1)
            if moved != int(count):
                yield f"写{name}{word} {count} 人，上年 {before[key]} 人、本年 {now[key]} 人"


RULE = Rule("JG-12", "人数、机构数闭合", Severity.WARNING, _check)
