"""Paragraphs turned into templates: numbers become figures, comparisons phrases, reasons and free texts lines to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gongkai.frozen import frozen
from gongkai.learning.expressions import NotWritable, expression
from gongkai.learning.extra_figures import FACTS_SCHEDULE, ExtraFigures
from gongkai.learning.heard import Heard
from gongkai.learning.lists import Lists
from gongkai.learning.questions import Question
from gongkai.learning.said import Listener, SaidBefore, SaidNumber, amount_of, with_digits
from gongkai.learning.slots import ReasonSlots, TextSlots
from gongkai.learning.variables import BRACES, Variables
from gongkai.learning.wording import Wordings, way_of
from gongkai.plans.binding import Binding
from gongkai.sentences.leads import Manner
from gongkai.sentences.quantities import Sort, quantities_of

_END = re.compile(r"。|$")
_PIECE = re.compile(r"[。；]|$")
_DOUBLED = re.compile(r"[。，](?=[。；])")
"""A slip of whoever wrote the document, which is no part of the form."""
_REASON = re.compile(
    r"([，,]?\s*)((?:其)?(?:主要)?(?:变动)?原因(?:是|为)?\s*[:：]?\s*(?:是|为)?|主要(?:是|系|由于|因为?)(?!用于)(?:由于|因为?)?)"
)
_CHANGE = re.compile(r"增加|减少|增长|下降|上升|降低|提高|持平|大于|小于|高于|低于|上年")
FREE = re.compile(r"\{% if (\w+) %\}\{\{\1\}\}\{% endif %\}")
"""A sentence that is a text of the user's."""
_GOES_ON = ("；", ";", "：", ":", "，", ",")
_LEADS = re.compile(r"(?:[，,][^，,。；{}]{1,14}[:：]?|^[^，,。；{}]{1,14}(?:[:：]|包括))$")
_SHORT = 30  # characters of a sentence without figures that every department may print
_WAY = re.compile(r"(增加|减少|增长|下降|大于|小于|高于|低于)(?:[（(][^（）()]{2,4}[)）])?")
_USED_FOR = re.compile(r"(主要用于|开支内容包括|主要是用于|用于|主要是|主要系)\s*[:：]?\s*(?=[^，。；]{2,})")
_FREE = re.compile(r"[XxＸ]{2,}|(?<![A-Za-z])[XＸ](?![A-Za-z])|…{1,}|\d")
_LIMIT_BEFORE = re.compile(r"(?:单价|单位价值)(?:在|为|达到?)?\s*$")
"""What stands around an amount that is a rule's, not the department's."""
_NAMES = {"万元": "万元", "万": "万元", "元": "元"}


@frozen
class TurnedSentence:
    """A sentence below its heading with the template that it became in `file`; `about` is the first figure it states."""

    heading: str
    text: str
    template: str
    file: str
    about: Binding | None = None


class Unbound(Exception):
    """A sentence holds a number of which nothing tells what it is; the message is its words."""


@dataclass(slots=True)
class Turner:
    """Turns the paragraphs of one document. What is not certain is put down in `questions` with `file`."""

    listener: Listener
    variables: Variables
    wordings: Wordings
    texts: TextSlots
    reasons: ReasonSlots
    lists: Lists
    extra: ExtraFigures
    questions: list[Question] = field(default_factory=list)
    file: str = ""
    heard: list[Heard] = field(default_factory=list)
    row: str = ""
    """The variable of the loop over codes that the paragraph stands in."""
    code: str = ""
    last_name: str = ""
    before: Binding | None = None
    """The figure that the paragraph before spoke of last."""
    turned: list[TurnedSentence] = field(default_factory=list)
    counted: dict[Binding, str] = field(default_factory=dict)
    """The paragraph that first said a number of things."""
    outer: Binding | None = None
    """The first figure of the paragraph before, where this one goes on with its list."""
    changed: bool = False
    """Whether the sentence before told a change."""

    def paragraph(self, text: str, heading: str) -> str:
        """The template of a paragraph; a sentence that cannot be turned is a text of the user's."""
        text = _DOUBLED.sub("", text)
        half = with_digits(text)
        context = SaidBefore(before=self.before, outer=self.outer)
        made: list[str] = []
        for start, end in _sentences(text, _END):
            heard = len(self.heard)
            pieces = list(self._tried(text, half, start, end, context, heading))
            told = (each.said for each in self.heard[heard:] if each.said.manner == Manner.STATED)
            about = next((each.binding for each in told if each.binding is not None), None)
            self.changed = bool(_CHANGE.search(half, start, end))
            self.turned.append(
                TurnedSentence(heading, text[start:end].strip(), "".join(pieces), self.file, about)
            )
            made += pieces
        self.before = context.last or self.before
        self.outer = (self.outer or context.total) if text.rstrip()[-1:] in _GOES_ON else None
        return "".join(_together(made, self.texts))

    def _tried(
        self, text: str, half: str, start: int, end: int, context: SaidBefore, heading: str
    ) -> Iterator[str]:
        """A sentence; where that cannot be, its pieces between semicolons, those that cannot be as texts of the user's."""
        if self._is_own(text[start:end], half[start:end]):
            yield self.free(text[start:end], heading)
            return
        trial = replace(context)
        questions, extra = len(self.questions), set(self.extra.units)
        try:
            made = self._sentence(text, half, start, end, trial)
        except (Unbound, NotWritable) as fault:
            del self.questions[questions:]
            self.extra.keep(extra)
            pieces = list(_sentences(text[start:end], _PIECE))
            if len(pieces) < 2:
                yield self.free(text[start:end], heading, str(fault))
                return
            for first, last in pieces:
                extra = set(self.extra.units)
                try:
                    trial = replace(context)
                    made = self._sentence(text, half, start + first, start + last, trial)
                except (Unbound, NotWritable) as fault_of_piece:
                    self.extra.keep(extra)
                    yield self.free(text[start + first : start + last], heading, str(fault_of_piece))
                else:
                    context.take(trial)
                    yield made
        else:
            context.take(trial)
            yield made

    def _is_own(self, text: str, half: str) -> bool:
        """Whether a sentence is prose of the department's: long, without a figure, and of no official sample."""
        if self.lists.find(half, 0, len(half)) is not None:
            return False
        said = any(True for _ in quantities_of(half)) or "持平" in text or _REASON.search(text)
        return not said and not self.listener.sample and len(text) > _SHORT

    def stretch(self, text: str, half: str, start: int, end: int, context: SaidBefore) -> str:
        """The template of a stretch of a text, sentence by sentence. Raises Unbound, NotWritable."""
        return "".join(
            self._sentence(text, half, start + first, start + last, context)
            for first, last in _sentences(text[start:end], _END)
        )

    def free(self, text: str, heading: str, why: str = "") -> str:
        """A text that the user writes."""
        name = self.texts.new(self.variables.put_into(heading), text)
        said = f"：“{why}”是哪个数没有认出来" if why else ""
        self.questions.append(Question(self.file, f"这一句由会计填写（文字/{name}）{said}", text))
        return f"{{% if {name} %}}{{{{{name}}}}}{{% endif %}}"

    def _sentence(self, text: str, half: str, start: int, end: int, context: SaidBefore) -> str:
        reason = _REASON.search(half, start, end)
        if reason is not None and "原因" not in reason[2]:
            # 主要是 gives a reason behind a change; behind an amount it says what that is for.
            before = half[start : reason.start()]
            of_change = bool(_CHANGE.search(before)) if before.strip() else self.changed
            reason = reason if of_change else None
        if reason is None:
            return self._words(text, half, start, end, context)
        stop = text.find("；", reason.end(), end)
        if stop >= 0 and _REASON.search(half, stop, end):  # two expenses, each with its reason
            first = self._with_reason(text, half, start, stop + 1, reason, context)
            return first + self._sentence(text, half, stop + 1, end, context)
        return self._with_reason(text, half, start, end, reason, context)

    def _with_reason(
        self, text: str, half: str, start: int, end: int, reason: re.Match[str], context: SaidBefore
    ) -> str:
        """A sentence that gives a reason: what stands before it, then the reason where there is one."""
        stop = end - 1 if text[end - 1 : end] in "。；" else end
        given = text[reason.end() : stop].strip()
        head = text[start : reason.start()]
        whole = bool(_WAY.search(half[max(start, reason.start() - 14) : reason.start()])) and not re.search(
            r"\d", half[start : reason.start()]
        )
        before = "" if whole else self._words(text, half, start, reason.start(), context)
        binding = self._about(head, context)
        if binding is None:
            raise Unbound(text[reason.start() : reason.end()])
        base = self._base(half[start : reason.end()])
        name = self.reasons.of(binding, base, given, self.code, bool(self.row))
        said = f'原因("{name}", {self.row}.编码)' if self.row else f'原因("{name}")'
        words = text[reason.start() : reason.end()]
        if whole:
            way = _WAY.search(half, start, reason.start())
            assert way is not None
            phrase = self.wordings.way(base, way[1])
            self._need(binding, base)
            shown = "{{" + f"{self._expression(binding)}|{phrase.name}" + "}}"
            words = self._plain(text, start, way.start()) + shown + self._plain(text, way.end(), reason.end())
        closing = text[stop:end]
        if not before.strip():
            return f"{{% if {said} %}}{words}{{{{{said}}}}}{closing}{{% endif %}}"
        return f"{before}{{% if {said} %}}{words}{{{{{said}}}}}{{% endif %}}{closing}"

    def _about(self, head: str, context: SaidBefore) -> Binding | None:
        """The figure whose change is explained: the one that the words before the reason name, else the last."""
        named = re.sub(r"(?:决算数?|预算数?)?(?:增加|减少|大于|小于|增长|下降|高于|低于).*$", "", head)
        found = self.listener.names.called(named) if named.strip("，。的") else []
        if context.last is not None and (not found or context.last in found):
            return context.last
        found = found or self.listener.names.alike(named)
        return found[0] if found else context.before

    def _base(self, words: str) -> str:
        """The stage that a reason is about."""
        planned = "于" in words and "预算" in words
        return "年初预算" if planned else self.listener.stages[1]

    def _words(self, text: str, half: str, start: int, end: int, context: SaidBefore) -> str:
        """A stretch of text with its numbers as figures."""
        listed = self.lists.find(half, start, end) if not self.row else None
        if listed is not None:
            trial = replace(context)
            before = self._words(text, half, start, listed.start, trial)
            shown = listed.template(trial.last)
            if shown is not None:
                context.take(trial)
                after = self._words(text, half, listed.end, end, context)
                if after == "。" and _LEADS.match(before):  # 主要包括：…。 is a sentence of its own
                    shown, after = shown + after, ""
                before, shown = _led(before, shown, trial.last)
                return before + shown + after
        made, at = [], start
        for said in self.listener.hear(half, start, end, context):
            self.heard.append(Heard(said, self.code))
            made.append(self._literal(text, half, at, said.start))
            made.append(self._shown(text, half, said, context))
            at = said.end
        made.append(self._literal(text, half, at, end))
        return "".join(made)

    def _literal(self, text: str, half: str, start: int, end: int) -> str:
        """Words as they are, what things are used for as a text of the user's."""
        piece = text[start:end]
        used = _USED_FOR.search(half, start, end)
        if used is not None and not re.search(r"[以下如]", text[used.end() : used.end() + 2]):
            stop = next((at for at in range(used.end(), end) if text[at] in "。；"), end)
            given = text[used.end() : stop]
            name = self.texts.new(f"{self.last_name}用途", given, f"待核：接在“{used[1]}”之后，不加句号")
            lead = re.split(r"[。，；]", text[start : used.start()])
            keep = text[start : used.start() - len(lead[-1])] if lead[-1] else text[start : used.start()]
            closing = text[stop : stop + 1]
            rest = self._literal(text, half, min(stop + 1, end), end) if stop < end else ""
            shown = f"{{% if {name} %}}{lead[-1]}{text[used.start() : used.end()]}{{{{{name}|句}}}}{closing}{{% endif %}}"
            return self._checked(keep) + shown + rest
        return self._checked(piece)

    def _checked(self, piece: str) -> str:
        """Words that hold nothing of the department. Raises Unbound where they do."""
        made = self.variables.put_into(piece)
        bare = re.sub(r"\{\{.*?\}\}", "", made)
        if BRACES.search(bare) or self.variables.left_in(bare):
            raise Unbound(piece[:20])
        without = re.sub(
            r"^\s*[（(]?\d{1,2}[)）.．、]|[（(]\d{1,2}[)）]|\d{1,2}月|\d{1,2}日|100\s*$", "", bare
        )
        if _FREE.search(without):
            raise Unbound(piece.strip()[:20])
        return made

    def _plain(self, text: str, start: int, end: int) -> str:
        return self._checked(text[start:end])

    def _shown(self, text: str, half: str, said: SaidNumber, context: SaidBefore) -> str:
        """A number as the template prints it. Raises Unbound where nothing tells what it is."""
        printed = text[said.start : said.end]
        if _LIMIT_BEFORE.search(half[: said.start]):
            return self.variables.put_into(
                text[said.start : said.end]
            )  # 单价100万元（含）以上: no amount of anybody's
        if self._of_another_list(text, said, context):
            said = replace(said, binding=None)
        if said.binding is None:
            said = self._with_extra(text, half, said)
            self._go_on_from(said.binding, context)
        if said.binding is None:
            raise Unbound(text[max(0, said.start - 12) : said.end])
        if not said.sure:
            named = said.binding.name
            self.questions.append(
                Question(
                    self.file,
                    f"取“{named}”，名称不完全相同",
                    text[max(0, said.start - 16) : said.end],
                    (named,),
                )
            )
        self.last_name = said.binding.name
        shown = self._expression(said.binding)
        stage = said.stage or said.binding.stage
        if stage:
            self._need(said.binding, stage)
        if said.manner == Manner.CHANGED:
            return self._compared(text, said, shown)
        number = said.number
        assert number is not None
        unit = printed[len(printed) - len(printed.lstrip("-−0123456789.,，XxＸ× ")) :]
        if said.manner == Manner.PART:
            if said.base is None:
                raise Unbound(printed)
            return "{{" + f"{shown}|占比({expression(said.base)})" + "}}" + unit
        if said.manner == Manner.DONE:
            return "{{" + f'{shown}|完成率("{said.stage}")' + "}}" + unit
        if number.sort == Sort.COUNT:
            return "{{" + f"{shown}|数" + "}}" + unit
        if number.unit not in _NAMES:
            raise Unbound(printed)
        return "{{" + f"{shown}|{_NAMES[number.unit]}" + "}}" + unit

    def _of_another_list(self, text: str, said: SaidNumber, context: SaidBefore) -> bool:
        """Whether a number of things is one of a list of other things than before: 购置车辆, after the list of those in use."""
        binding = said.binding
        if binding is None or said.number is None or said.number.sort != Sort.COUNT or self.row:
            return False
        other = self.counted.setdefault(binding, text) != text
        total = context.total
        return other and total is not None and total.name in self.extra.units and total != binding

    def _go_on_from(self, binding: Binding | None, context: SaidBefore) -> None:
        """What follows is said of a number that the format did not know, as of any other."""
        if binding is not None:
            context.last = binding
            context.total = context.total or binding

    def _need(self, binding: Binding, stage: str) -> None:
        """See to it that a figure can be compared with a stage."""
        figures = self.listener.names.figures
        figures.need(binding, stage)
        if binding.name in self.extra.units:
            figures.extensions.stage(FACTS_SCHEDULE, stage)

    def _with_extra(self, text: str, half: str, said: SaidNumber) -> SaidNumber:
        """A number that the format does not ask for, as a line of its own; the same where nothing names it."""
        if (
            said.manner != Manner.STATED
            or said.number is None
            or self.row
            or said.number.unit in ("亿元", "万")
        ):
            return said
        words = self.variables.put_into(text[max(0, said.start - len(said.number.words)) : said.start])
        binding = self.extra.new(words, said.number, amount_of(said.number)[0])
        if binding is None and self.last_name:  # 2 批次，26 人次: the second is named after the first
            binding = self.extra.new(
                self.last_name + said.number.unit, said.number, amount_of(said.number)[0]
            )
        if binding is None:
            return said
        told = f"上级没有这个数，草稿在“相关信息”新加一项“{binding.name}”"
        self.questions.append(Question(self.file, told, text[max(0, said.start - 16) : said.end]))
        return replace(said, binding=binding, sure=True)

    def _expression(self, binding: Binding) -> str:
        row = self.row if self.listener.row is not None else ""
        return expression(binding, row)

    def _compared(self, text: str, said: SaidNumber, shown: str) -> str:
        """A comparison as a phrase of the format."""
        words = self.variables.put_into(
            re.sub(r"[（(](?:增加|减少|增长|下降|上升|降低|提高)[)）]", "", text[said.start : said.end])
        )
        if said.even:
            phrase = self.wordings.even(said.stage, words)
        else:
            assert said.number is not None
            field_name = "{比率}" if said.number.sort == Sort.RATE else "{差额}"
            digits = r"[-−]?(?:\d[\d,，.]*|[XxＸ][XxＸ,，.]*)"
            first = re.sub(digits + r"(?=\s*(?:万元|元|万|%|％))", field_name, words, count=1)
            if said.rate is not None:
                first = re.sub(digits + r"(?=\s*[%％])", "{比率}", first, count=1)
            if re.search(r"\d", re.sub(r"\{.*?\}", "", first)):
                raise Unbound(words)
            phrase = self.wordings.change(said.stage, first.replace("％", "%"), way_of(said.way))
        return "{{" + f"{shown}|{phrase.name}" + "}}"


def _led(before: str, listed: str, total: Binding | None) -> tuple[str, str]:
    """The words that only lead to a list (，其中：) go with it, so that they are not printed where there is none."""
    lead = _LEADS.search(before)
    if lead is None or total is None:
        return before, listed
    return before[: lead.start()], f"{{% if {expression(total)} %}}{lead[0]}{listed}{{% endif %}}"


def _together(made: Sequence[str], texts: TextSlots) -> Iterator[str]:
    """The pieces of a paragraph; texts of the user's that follow each other are one."""
    last = ""
    for piece in made:
        found = FREE.fullmatch(piece)
        if found is not None and last:
            texts.join(last, found[1])
            continue
        last = found[1] if found is not None else ""
        yield piece


def _sentences(text: str, ending: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end, with their stops."""
    start = 0
    while start < len(text):
        found = ending.search(text, start)
        end = max(found.end() if found is not None else len(text), start + 1)
        yield start, end
        start = end
