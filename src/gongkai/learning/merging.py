"""What the other documents say of the sentences of a draft: theirs where its own could not be turned, other wordings, more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from gongkai.frozen import frozen
from gongkai.learning.expressions import NotWritable, expression
from gongkai.learning.narrative import Narrator, ProseFile, Unit
from gongkai.learning.questions import Question
from gongkai.learning.sentences import FREE, TurnedSentence
from gongkai.model.labels import normal

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_SAID = re.compile(r"[\d,.，]+|[XxＸ×]{2,}|\W")
_NUMBER = re.compile(r"^(?:第[一二三四五六七八九十]+部分|[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?)\s*")
_ALIKE, _WITHIN, _APART = 0.6, 0.85, 0.45
"""Two sentences are one from this likeness on, or where so much of the shorter stands in the longer; below the last they
are two."""
_BEGINNING = 16  # characters
_LEAST = 8  # characters of a sentence that may be part of a longer one
_SENTENCE = re.compile(r"[^。；]*[。；]?")


@frozen
class Voice:
    """The sentences of another document, turned."""

    file: str
    said: Sequence[TurnedSentence]

    def twin(self, text: str, heading: str) -> TurnedSentence | None:
        """The sentence most like one of the draft's, below the same heading if there is any like it."""
        scored = [
            (likeness, _same_heading(each.heading, heading), -number)
            for number, each in enumerate(self.said)
            if (likeness := _likeness(text, each.text))
        ]
        best = max(scored, key=lambda each: (each[1], each[0], each[2]), default=None)
        return self.said[-best[2]] if best is not None else None


@dataclass(slots=True)
class Merging:
    """Puts what `voices` say into the files that a narrator has written."""

    narrator: Narrator
    voices: Sequence[Voice]
    asked: set[str] = field(default_factory=set)

    def into(self, files: Sequence[ProseFile]) -> None:
        """First the sentences that nobody could turn, then what only others say; at last where their words are other ones."""
        turned = list(self.narrator.turner.turned)
        for file in files:
            for number, unit in enumerate(file.units):
                lines = tuple(self._line(line, unit, file) for line in unit.lines)
                if lines != unit.lines:
                    file.units[number] = replace(unit, lines=lines)
        for voice in self.voices:
            self._only_theirs(voice, turned, files)
            self._other_words(voice, turned)

    def _ask(self, file: str, text: str, printed: str, *choices: str) -> None:
        if printed not in self.asked:
            self.asked.add(printed)
            self.narrator.turner.questions.append(Question(file, text, printed, choices))

    def _line(self, line: str, unit: Unit, file: ProseFile) -> str:
        return FREE.sub(lambda found: self._free(found, unit, file), line)

    def _free(self, found: re.Match[str], unit: Unit, file: ProseFile) -> str:
        """A text of the user's, its sentences in the words of another document where that has them turned."""
        texts = self.narrator.turner.texts
        name = found[1]
        made: list[str] = []
        left: list[str] = []
        for sentence in _SENTENCE.findall(texts.filled.get(name, "")):
            twin = self._turned_twin(sentence, unit.heading) if sentence.strip() else None
            if twin is None:
                left.append(sentence)
                continue
            if left and not any(FREE.fullmatch(each) for each in made):
                made.append(found[0])
            made.append(twin.template)
            told = "这一句照另一份材料的写法写成模板，与本份印的对照"
            self._ask(file.file, told, sentence, twin.text)
        if not made:
            return found[0]
        if "".join(left).strip():
            texts.filled[name] = "".join(left)
            if found[0] not in made:
                made.append(found[0])
        return "".join(made)

    def _turned_twin(self, sentence: str, heading: str) -> TurnedSentence | None:
        found = [
            twin
            for voice in self.voices
            if (twin := voice.twin(sentence, heading)) is not None
            and not FREE.search(twin.template)
            and _TAG.search(twin.template)
        ]
        return found[0] if found else None

    def _only_theirs(
        self, voice: Voice, turned: Sequence[TurnedSentence], files: Sequence[ProseFile]
    ) -> None:
        """Sentences about something that the first document has none of: they stand where there is some."""
        for said in voice.said:
            if said.about is None or FREE.search(said.template) or "原因" in said.text:
                continue
            below = [each for each in turned if _same_heading(each.heading, said.heading)]
            if not below or any(_ratio(each.text, said.text) >= _APART for each in turned):
                continue
            told = f"只有“{voice.file}”有这一句"
            amount = self.narrator.turner.listener.known.amount(said.about)
            try:
                shown = expression(said.about)
            except NotWritable:
                continue
            if amount or not self._put(said, shown, files):
                self._ask(below[0].file, f"{told}，草稿没有写", said.text)
            else:
                self._ask(below[0].file, f"{told}，草稿在“{said.about.name}”不是零时印", said.text)

    def _put(self, said: TurnedSentence, shown: str, files: Sequence[ProseFile]) -> bool:
        for file in files:
            at = [
                number for number, unit in enumerate(file.units) if _same_heading(unit.heading, said.heading)
            ]
            if at:
                lines = (f"{{% if {shown} %}}", said.template, "{% endif %}")
                file.units.insert(at[-1] + 1, Unit(lines, said.text, file.units[at[-1]].heading))
                return True
        return False

    def _other_words(self, voice: Voice, turned: Sequence[TurnedSentence]) -> None:
        for own in turned:
            twin = voice.twin(own.text, own.heading)
            if twin is None or FREE.search(own.template) or FREE.search(twin.template):
                continue
            if _words(own.template) != _words(twin.template):
                self._ask(own.file, f"“{voice.file}”的写法不同，草稿照第一份", own.text, twin.text)


def _words(template: str) -> str:
    """The fixed words of a template."""
    return normal(re.sub(r"\W", "", _TAG.sub("", template)))


def _plain(text: str) -> str:
    return _SAID.sub("", text)


def _ratio(one: str, other: str) -> float:
    """How much two sentences, or their beginnings, are alike: lists go on differently."""
    mine, theirs = _plain(one), _plain(other)
    pairs = ((mine, theirs), (mine[:_BEGINNING], theirs[:_BEGINNING]))
    return max(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in pairs)


def _likeness(one: str, other: str) -> float:
    """How much two sentences without their numbers are alike; 0 where they are two."""
    mine, theirs = _plain(one), _plain(other)
    shorter = min(len(mine), len(theirs))
    if not shorter or (2 * shorter < _ALIKE * (len(mine) + len(theirs)) and shorter < _LEAST):
        return 0
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE and shorter < _LEAST:
        return 0
    same = sum(block.size for block in matcher.get_matching_blocks())
    ratio = 2 * same / (len(mine) + len(theirs))
    within = shorter >= _LEAST and same >= _WITHIN * shorter
    return ratio if ratio >= _ALIKE or within else 0


def _same_heading(one: str, other: str) -> bool:
    return _heading(one) == _heading(other)


def _heading(text: str) -> str:
    bare = _NUMBER.sub("", re.sub(r"20\d\d年?度?|\s", "", text))
    return re.sub(r"部门|单位|本|的?(?:情况)?(?:说明)?$", "", bare)
