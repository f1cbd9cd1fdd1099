"""The words before a number in a normal form, and how alike two of them are."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from gongkai.frozen import frozen
from gongkai.sentences.slots import GAP


class Manner(StrEnum):
    """What the words before a number make of it: an amount, a change, a share, a rate of completion, a difference."""

    STATED, CHANGED, PART, DONE, APART = "", "增减", "占", "完成", "差异"


_WIDE = str.maketrans("（）：；％，．０１２３４５６７８９", "():;%,.0123456789")
_QUOTES = re.compile(r"[\s“”\"'‘’《》〈〉]")
_CLOSED = re.compile(r"\(([^()]*)\)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_STOPS = re.compile(r"[,。;:、！？]|(?<=[^\d])\.|^\d{1,2}\.")
_YEAR = re.compile(r"20\d\d年度?|本年度|本年(?=收入|支出|财政)|(?<!\d)年度")
_LAST = re.compile(r"(?:上一年|去年|上年)(?:度)?(?:同期)?|20\d\d年度?(?=相比|增|减|上升|下降|决算|预算|持平)")
_AGAINST = re.compile(r"[与较同和跟](?=上年|年初|全年|预算|去年)")
_UP = r"(?:增加|增长|上升|提高|新增|调增|增支|超支|减少|下降|降低|节约|压减|调减|缩减|增|减|降)"
_CHANGED = re.compile(rf"{_UP}(?:了|额|数|率|幅度|比例)?(?:为|约)?(?:\({_UP}\))?$")
_PART = re.compile(r"占([^占]*?)(?:的)?(?:比重|比例|比|份额)?(?:为|约)?$")
_DONE = re.compile(r"(?:完成([^完]*?)|(?:预算)?(?:执行|完成|支出)率)(?:的|率)?(?:为|达到?|是)?$")
_APART = re.compile(r"差异率(?:为)?$")
_BEGIN = re.compile(
    r"^(?:\d{1,2}[.、]|其中|主要(?:用于|包括|是)?|包括|用于以下方面|此外|另外|一是|分别(?:为|是)|即|截至\d+月\d+日|本?部门|本?单位|我[局部单]位?)+"
)
_END = re.compile(
    r"(?:决算数|决算|预算数(?<!全年预算数)(?<!年初预算数)|总额|金额|数额|资金|数|共计|共|合计|均?为|是|达到|达|约|安排|各)+$"
)
_DROPPED = re.compile(r"决算(?:支出)?(?=支出|收入)|(?<=支出)决算|决算数?")


@frozen
class Lead:
    """`subject` are the words of the clause, `whole` all words since the number before."""

    manner: Manner
    subject: str
    whole: str


@lru_cache(maxsize=16_384)
def lead_of(words: str) -> Lead:
    """The manner and the subject of the words before a number."""
    text = _THOUSANDS.sub("", _QUOTES.sub("", words).translate(_WIDE))
    for _ in range(2):
        text = _CLOSED.sub(r"\1", text)
    text = re.sub(r"^(?:万元|亿元|元|万|%|个百分点)", "", text).replace(")", "")
    clauses = _STOPS.sub("(", text).split("(")
    clause = clauses[-1] if clauses[-1] or len(clauses) < 2 or len(clauses[-2]) > 12 else clauses[-2]
    manner, subject = _manner(clause)
    return Lead(manner, plain_name(subject), "".join(map(plain_name, clauses)))


def _manner(clause: str) -> tuple[Manner, str]:
    if (found := _APART.search(clause)) is not None:
        return Manner.APART, clause[: found.start()]
    if (found := _PART.search(clause)) is not None:
        return Manner.PART, found[1]
    if (found := _DONE.search(clause)) is not None:
        return Manner.DONE, found[1] or ""
    if (found := _CHANGED.search(clause)) is not None:
        return Manner.CHANGED, clause[: found.start()]
    return Manner.STATED, clause


@lru_cache(maxsize=16_384)
def plain_name(text: str) -> str:
    """A name or a clause without years, numbering, and words that only introduce a number (决算数为, 共计 …)."""
    text = _QUOTES.sub("", text).translate(_WIDE)
    text = text.replace("(", "").replace(")", "")
    text = _LAST.sub("上年", text)
    text = _AGAINST.sub("比", _YEAR.sub("", text)).replace("相比", "")
    text = _DROPPED.sub("", _BEGIN.sub("", text)).replace("运行费", "运行维护费").replace("和运行", "及运行")
    return _END.sub("", text)


@lru_cache(maxsize=65_536)
def alikeness(printed: str, planned: str) -> float:
    """How alike two plain names are, from 0 to 1; a GAP in the planned one matches any text."""
    if printed == planned:
        return 1.0
    if GAP in planned:
        return _around_gaps(printed, planned)
    if not printed or not planned:
        return 0.35
    short, long = sorted((printed, planned), key=len)
    if len(short) >= 2 and long.endswith(short):
        return 0.6 + 0.35 * len(short) / len(long)  # more in front: a department's name, or 全年
    if len(short) >= 2 and long.startswith(short):
        return 0.55 + 0.3 * len(short) / len(long)  # less alike than the above: 支出总计 is not 支出
    ours, theirs = _pairs(printed), _pairs(planned)
    common = len(ours & theirs)
    return 1.6 * common / (len(ours) + len(theirs)) if common else 0.0


def _around_gaps(printed: str, planned: str) -> float:
    """The likeness to a name with gaps: high where the words around the gaps occur in order."""
    parts = planned.split(GAP)
    first, last = parts[0], parts[-1]
    if not printed.startswith(first) or not printed.endswith(last):
        return 0.3 if last and printed.endswith(last) else 0.0
    at, end = len(first), len(printed) - len(last)
    for part in parts[1:-1]:
        found = printed.find(part, at, end)
        if found < 0:
            return 0.5
        at = found + len(part)
    if at > end:
        return 0.0
    return 0.95 if first or last or any(parts) else 0.8


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}
