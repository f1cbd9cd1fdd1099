"""How a document words comparisons: phrases with all their branches, those that it does not print made from those it does."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from gongkai.learning.questions import Question
from gongkai.learning.yaml_text import YamlValue
from gongkai.packs.inheritance import PACK_FILE

_SWAPPED = {
    "增加": "减少", "增长": "下降", "上升": "下降", "提高": "降低", "增": "减", "大于": "小于", "高于": "低于", "多于": "少于",
    "超支": "节约", "调增": "调减",
}  # fmt: skip
_ALL = {**_SWAPPED, **{low: high for high, low in reversed(_SWAPPED.items())}}
_WORD = re.compile("|".join(sorted(_ALL, key=len, reverse=True)))
INCREASED, DECREASED, EVEN = "增加", "减少", "持平"
_RATE = re.compile(r"[，,][^，,]*\{比率\}%")
_YEAR_FIELDS = (("{{年度}}", "{年度}"), ("{{上年度}}", "{上年度}"))


def way_of(word: str) -> str:
    """增加 or 减少: which way a word goes."""
    return INCREASED if word in _SWAPPED else DECREASED


def swapped(text: str) -> str:
    """The wording of the other way_of."""
    return _WORD.sub(lambda found: _ALL[found[0]], text)


@dataclass(slots=True)
class LearnedPhrase:
    """A comparison with the stage `base`; `seen` are the branches that a document prints."""

    name: str
    base: str
    object: str
    rate: bool
    wording: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Wordings:
    """The phrases of a draft, each known by what it compares with and how."""

    taken: frozenset[str]
    phrases: list[LearnedPhrase] = field(default_factory=list)
    others: bool = False
    """Whether another document is heard: it tells the branches that the first one does not print, and no more."""

    def change(self, base: str, text: str, way: str) -> LearnedPhrase:
        """The phrase of a change that is worded so: `text` has {差额} and {比率} in place of its numbers."""
        text = fields(text)
        found = self._find(base, _object(text), "{差额}" in text, "{比率}" in text)
        if self.others and way in found.seen:
            return found
        found.wording[way] = text
        found.seen.add(way)
        other = DECREASED if way == INCREASED else INCREASED
        if other not in found.seen:
            found.wording[other] = swapped(text)
        return found

    def even(self, base: str, text: str) -> LearnedPhrase:
        """The phrase whose branch for no change is worded so."""
        text = fields(text)
        same = [each for each in self.phrases if each.base == base and each.object == _object(text)]
        found = same[0] if same else self._find(base, _object(text), True, False)
        if not (self.others and EVEN in found.seen):
            found.wording[EVEN] = text
            found.seen.add(EVEN)
        return found

    def way(self, base: str, word: str) -> LearnedPhrase:
        """The phrase that only says the way_of: 增加 or 减少, 大于 or 小于."""
        up = word if way_of(word) == INCREASED else _ALL[word]
        for each in self.phrases:
            if each.base == base and each.object == f"|{up}":
                return each
        even = "等于" if "于" in up else "变动"
        wording = {INCREASED: up, DECREASED: _ALL[up], EVEN: even, "零基": up, "皆零": even}
        found = LearnedPhrase(self._name("方向"), base, f"|{up}", False, wording)
        self.phrases.append(found)
        return found

    def _find(self, base: str, object: str, amount: bool, rate: bool) -> LearnedPhrase:
        for each in self.phrases:
            if (each.base, each.object) == (base, object) and (each.rate == rate or not amount):
                return each
            if (each.base, each.object) == (base, object) and each.seen == {EVEN}:
                each.rate = rate
                return each
        found = LearnedPhrase(self._name("变动"), base, object, rate)
        self.phrases.append(found)
        return found

    def _name(self, stem: str) -> str:
        number = 1 + sum(each.name.startswith(stem) for each in self.phrases)
        while f"{stem}{number}" in self.taken:
            number += 1
        return f"{stem}{number}"

    def declared(self, used: Collection[str]) -> tuple[dict[str, YamlValue], list[Question]]:
        """The phrases that sentences use as `pack.yaml` writes them, with what nobody printed as questions."""
        values: dict[str, YamlValue] = {}
        questions = []
        for each in self.phrases:
            if each.name not in used:
                continue
            wording = dict(each.wording)
            thing = each.object
            if not thing.startswith("|"):
                rated = "，增长{比率}%" if each.rate else ""
                before = f"比{thing}" if thing else ""
                wording.setdefault(INCREASED, f"{before}增加{{差额}}万元{rated}")
                wording.setdefault(DECREASED, swapped(wording[INCREASED]))
                wording.setdefault(EVEN, f"与{thing}持平" if thing else EVEN)
                wording["零基"] = _RATE.sub("", wording[INCREASED])
                wording["皆零"] = wording[EVEN]
            missing = [branch for branch in (INCREASED, DECREASED, EVEN) if branch not in each.seen]
            if missing and not thing.startswith("|"):
                said = "；".join(f"{branch}写作“{wording[branch]}”" for branch in missing)
                questions.append(
                    Question(PACK_FILE, f"用语“{each.name}”没有印出这几种情形，草稿自己写：{said}")
                )
            values[f"+{each.name}"] = {"base": each.base, **wording}
        return values, questions


def fields(text: str) -> str:
    """A template text with the years as a phrase writes them."""
    for name, written in _YEAR_FIELDS:
        text = text.replace(name, written)
    return text


def _object(text: str) -> str:
    """What a comparison is with: the words between 比 and what follows."""
    found = re.match(
        r"(?:比|较|与|同|和)(.+?)(?:相比[，,]?)?(?=增|减|上升|下降|提高|降低|持平|调|超|节|相同|一致)", text
    )
    return found[1] if found is not None else ""
