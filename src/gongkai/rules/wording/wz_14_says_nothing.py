"""WZ-14 要说明的地方说了内容

查什么：接到固定句子里的原因、用途、事由、评价结果和必填的文字，只写了“无”“/”“—”“暂无”“同上”“略”“见附件”“待补充”一类的空话或只有标点，必填的文字和原因、用途、事由没有一个字（“123”“abc”“???”“5万元”）；其余的文字只写了“略”“待补”“测试”一类没有写完的话；或者开头又写了一遍句子已有的话（“主要原因是”“原因：”“因为”“主要用于”，以及成文后前面紧挨着的固定句子，如“从评价结果看”）。
为什么：接起来成了“主要用于无。”“主要原因是：/；”“主要原因是主要原因是……”，是没有写完的公开件。
通过：公务接待事由写“接待上级检查”；没有发生的，原因写“本年和上年均未发生”。
违反：用途写“无”；主要职责写“略”；原因写“因为人员增加导致支出增加”。
怎么改：写出内容；没有这项支出的删去用途，原因写“均未发生”；删去开头重复的话。
依据：检查目录 WZ-04、WZ-07；哪些是要说明的地方，按本格式的必填文字、必填规则（requirements）和 settings“须写内容”；空话的词表在 settings 里。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from gongkai.findings import Finding, Severity
from gongkai.frozen import frozen
from gongkai.model.department import Entry
from gongkai.model.labels import FORMAT_LINE, REASON_TEXT
from gongkai.model.schema import ColumnType, ScheduleSpec
from gongkai.patterns import late
from gongkai.rules import options as chosen
from gongkai.rules.equations import condition_holds
from gongkai.rules.passages import Passage, body_paragraphs, passages, shorten, texts
from gongkai.rules.passages import words as listed
from gongkai.rules.requirements import matching
from gongkai.rules.rule import Outcome, Rule, Subject

_SIGNS = re.compile(r"[\W_]+")
_X = re.compile(r"[x×某]+|([a-z])\1*")
_X_BEGINS = "×某a-z"  # the characters that it may begin with, as in a set
_BEFORE_LEAD = " ：:，,、“\"'"
_COMPARED = tuple("≥≤＝=><")
_UNITS = re.compile(r"(?<=[\dx×])\s*(?:万元|亿元|元|人次|人|个|名|辆|次|批|项|年度|年|月|日)")
_NO_UNIT = re.compile("[一-鿿](?<![万亿元人次个名辆批项年度月日])")  # says more than a figure with its unit
_SOME_WORDS = late(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_CLAUSE_END = late("[，。；：！？,;:\\n]")
_LEADS_ON = re.compile("(?:原因[是为]|原因在于|主要用[于作])$")
_ALL_WORDS = re.compile(r"[\u4e00-\u9fff“”（）]+")
_REPEATED = re.compile(r"(.+?)\1+")
_SHORTEST_LEAD, _LONGEST_LEAD = 3, 16  # of the words before a text that it may say again
_LONGEST = 24  # a text that is longer says something
_LEFT = 4  # what may follow a word that is marked with *: 见附件*, 附件 3-1
_Slot = tuple[str, str, Entry, str]
"""Schedule, name of the slot, row and column of a text that must say something."""
_HINT_EMPTY = "请写出内容"
_HINT_REASON = "请写出内容；没有发生的，写“本年和上年均未发生”"
_HINT_PURPOSE = "请写出内容；没有这项支出的，删去这一格的文字"
_HINT_NONE = "请写出内容；没有的写“无”"
_HINT_UNFINISHED = "请写出内容；没有的写“无”或者留空"
_HINT_LEAD = "请删去开头的“{}”，固定句子里已经有了"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    empty = _empty_words(tuple(listed(options)))
    endings = tuple(chosen.option_pairs(options.get("引导", "")))
    may_be_none = chosen.option_words(options.get("可写无", ""))
    nothing = chosen.option_words(options.get("无", ""))
    of_lines = [*_required_lines(subject)]
    required = {(schedule, name) for schedule, name, _, _ in of_lines}
    leads = options.get("引导", "")
    findings, checked, seen, empties, told = [], 0, set(), [], set()
    judged: dict[tuple[str, str, str], tuple[str, bool]] = {}  # projects say the same in row after row
    for schedule, name, entry, column in chain(_required(subject), _listed(subject, options), of_lines):
        value = entry.values.get(column)
        if value is None or type(text := value.value) is not str or not text or id(value) in seen:
            continue
        checked += 1
        seen.add(id(value))
        if (case := (schedule, name, text)) not in judged:
            lead = _lead(text, _leads_of(name, leads))
            of_words = name.endswith(endings) or (schedule, name) in required
            judged[case] = lead, _says_nothing(text, lead, of_words, empty)
        lead, says_nothing = judged[case]
        if says_nothing and not (f"{schedule}/{name}" in may_be_none and _SIGNS.sub("", text) in nothing):
            message = f"“{schedule}”的“{name}”只写了“{shorten(text)}”，等于没有说明"
            empties.append(entry.place(column))
            told.add(id(entry.values[column]))
            hint = _HINT_NONE if f"{schedule}/{name}" in may_be_none else _remedy(name, endings)
            findings.append(Finding(rule.code, rule.severity, message, entry.place(column), hint, text))
            continue
        if lead:
            mild = lead in chosen.option_words(options.get("可省", "")) and not _twice(text, options)
            level = Severity.HINT if mild else rule.severity
            message = f"“{schedule}”的“{name}”开头写了“{lead}”，与固定句子重复"
            told.add(id(entry.values[column]))
            findings.append(
                Finding(rule.code, level, message, entry.place(column), _HINT_LEAD.format(lead), lead)
            )
    findings += _said_again(subject, rule, told)
    for passage in _unfinished(subject, options):
        if id(passage.value) not in seen:
            message = f"{passage.label}只写了“{shorten(passage.text)}”，没有写完"
            empties.append(passage.location)
            findings.append(
                Finding(rule.code, rule.severity, message, passage.location, _HINT_UNFINISHED, passage.text)
            )
    if not checked and not findings:
        return rule.skipped("没有填写要说明的文字")
    return replace(rule.outcome(findings, checked), alone=tuple(empties))


def _unfinished(subject: Subject, options: Mapping[str, str]) -> list[Passage]:
    """The texts of nothing but words that stand for a text still to be written."""
    words = _empty_words(tuple(listed(options, "没有写完")))
    prose = passages(subject, names=False)
    found = [
        numbers
        for numbers in texts(subject, names=False).having(words.may_begin)
        if words.are_all_of(text := prose[numbers[0]].text) and not _SIGNS.fullmatch(text)
    ]
    return [prose[number] for number in sorted(chain.from_iterable(found))]


def _remedy(name: str, endings: tuple[str, ...]) -> str:
    """What to write in a slot, by how its name ends: a reason, a purpose of money, or a text of its own."""
    if name.endswith(REASON_TEXT):
        return _HINT_REASON
    return _HINT_PURPOSE if name.endswith(endings) else _HINT_EMPTY


def _said_again(subject: Subject, rule: Rule, told: Collection[int]) -> Iterator[Finding]:
    """A finding for every text that begins with the very words that the printed sentence has before it."""
    for passage, words in leads_said_again(subject):
        if id(passage.value) not in told:
            message = f"{passage.label}开头写了“{words}”，与固定句子重复"
            yield Finding(
                rule.code, rule.severity, message, passage.location, _HINT_LEAD.format(words), words
            )


def leads_said_again(subject: Subject) -> list[tuple[Passage, str]]:
    """The texts that say again, at their beginning, what stands before them in the finished text; and those words."""
    return subject.once(leads_said_again, lambda: list(_leads_said_again(subject)))


def is_lead_said_again(subject: Subject, passage: Passage, twice: str) -> bool:
    """True where this rule says that a text begins with words of its sentence, which stand `twice` in print."""
    word, setting = twice[: len(twice) // 2], subject.pack.settings.get("WZ-14")
    listed = _leads_of(passage.item, setting.options.get("引导", "")) if setting is not None else ()
    begins = passage.text.lstrip(_BEFORE_LEAD).startswith(word)
    return begins and (len(word) >= _SHORTEST_LEAD or word in listed)


def _leads_said_again(subject: Subject) -> Iterator[tuple[Passage, str]]:
    body = "\n".join(text for _, text in body_paragraphs(subject))
    known = texts(subject, names=False)
    found = passages(subject, names=False)
    for text, numbers in known.of_text.items():
        if text[:1].isascii():  # a figure, a code
            continue
        line = text.partition("\n")[0].strip("。； ")
        if len(line) < _SHORTEST_LEAD or not _ALL_WORDS.fullmatch(line, 0, _SHORTEST_LEAD):
            continue
        at = body.rfind(line)  # from behind, which takes half the time
        while at >= 0:
            before = max(0, at - 2 * _LONGEST_LEAD)
            # The words begin as the line does, which in few of the paragraphs stands before it.
            if body.find(line[:_SHORTEST_LEAD], before, at) >= 0 and (words := _words_before(body, line, at)):
                yield from ((found[number], words) for number in numbers)
                break
            at = body.rfind(line, 0, at + len(line) - 1)


def _words_before(body: str, line: str, at: int) -> str:
    """The words at the beginning of a line that also stand right before it, in the same paragraph, where it stands
    `at` a place of it."""
    before = body[max(0, at - 2 * _LONGEST_LEAD) : at].rpartition("\n")[2].rstrip(_BEFORE_LEAD)
    for length in range(min(_LONGEST_LEAD, len(line)), _SHORTEST_LEAD - 1, -1):
        words = line[:length].rstrip(_BEFORE_LEAD)
        if len(words) >= _SHORTEST_LEAD and before.endswith(words) and _ALL_WORDS.fullmatch(words):
            return words
    return ""


@frozen
class _EmptyWords:
    """Words that stand for no text: whole ones, and those after which a few characters may follow (见附件*).

    `begins` finds, behind signs, how a text begins that may say nothing; `first` are the characters there.
    `may_begin` finds in many texts, of which each stands behind the end of a line, those that may.
    """

    whole: frozenset[str]
    begun: tuple[str, ...]
    begins: re.Pattern[str]
    first: frozenset[str]
    may_begin: re.Pattern[str]

    def are_all_of(self, text: str) -> bool:
        """True for a text of nothing but signs and such words."""
        if len(text) > _LONGEST or ("一" <= text[:1] <= "鿿" and text[0] not in self.first):
            return False  # as for most: folding leaves a Chinese character as it is
        text = _folded(text)
        if self.begins.match(text) is None:
            return False
        said = [part for part in _SIGNS.split(text) if part]
        return all(map(self._has, said)) or self._has("".join(said))

    def _has(self, part: str) -> bool:
        if part in self.whole or _X.fullmatch(part) or _once(part) in self.whole:
            return True
        return part.startswith(self.begun) and any(
            part.startswith(word) and len(part) <= len(word) + _LEFT for word in self.begun
        )


@lru_cache(maxsize=4096)  # the same words in row after row; none is longer than _LONGEST
def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _says_nothing(text: str, lead: str, of_words: bool, empty: _EmptyWords) -> bool:
    """True for a text without content, also behind a lead-in. Where words are asked for, figures with their units and
    foreign letters alone are none."""
    if text.startswith(_COMPARED) and not of_words:
        return False  # a target without its number, as WZ-04 says
    rest = text.lstrip(_BEFORE_LEAD)[len(lead) :] if lead else text
    if len(rest) > _LONGEST and _NO_UNIT.search(rest):  # as most
        return False
    if empty.are_all_of(rest):
        return True
    few = of_words and not _NO_UNIT.search(rest)
    return few and not _SOME_WORDS.search(_UNITS.sub("", _folded(rest)))


def _once(part: str) -> str:
    """无 of 无无无: a word that is written several times over."""
    repeated = _REPEATED.fullmatch(part) if part[0] in part[1:] else None
    return repeated[1] if repeated else part


@lru_cache(maxsize=32)  # the same for every department of a format
def _empty_words(listed: tuple[str, ...]) -> _EmptyWords:
    folded = [unicodedata.normalize("NFKC", word).lower() for word in listed]
    whole = frozenset(_SIGNS.sub("", word) for word in folded)
    begun = tuple(_SIGNS.sub("", word) for word in folded if word.endswith("*") and len(word) > 1)
    first = {word[0] for word in (*whole, *begun) if word}
    begins = re.compile(rf"[\W_]*+(?:$|[{_X_BEGINS}{re.escape(''.join(sorted(first)))}])")
    others = "一-鿿0-9"  # which folding leaves as they are
    may_begin = re.compile(
        rf"\n(?:[^\n{others}]|[{re.escape(''.join(sorted(first)))}×某])[^\n]{{0,{_LONGEST - 1}}}(?![^\n])"
    )
    return _EmptyWords(whole, begun, begins, frozenset(first | set(_X_BEGINS)), may_begin)


@lru_cache(maxsize=1024)  # the same slots in every department of a format
def _leads_of(name: str, option: str) -> tuple[str, ...]:
    """The words that the sentence of a slot has already, by how the slot's name ends."""
    bare = name.partition("（")[0]
    leads = chosen.option_pairs(option).items()
    return tuple(word for ending, words in leads if bare.endswith(ending) for word in words)


def _lead(text: str, words: tuple[str, ...]) -> str:
    """The longest of the words that a text begins with, or all up to one in its first clause (支出增加的主要原因是);
    empty for none."""
    if not words:  # as for most slots
        return ""
    start = text.lstrip(_BEFORE_LEAD)
    if start[:1] in _first_of(words) and start.startswith(words):
        return max((word for word in words if start.startswith(word)), key=len)
    if "原因" not in start and "主要用" not in start:  # which `_LEADS_ON` asks for; as in most
        return ""
    leading = [word for word in _leading_on(words) if word in start]
    if not leading:  # nearly always too
        return ""
    clause = _CLAUSE_END.split(start, maxsplit=1)[0]
    ends = [clause.index(word) + len(word) for word in leading if word in clause]
    return clause[: max(ends)] if ends else ""


@lru_cache(maxsize=64)  # as of _leads_of
def _first_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset([word[0] for word in words])


@lru_cache(maxsize=64)  # as of _leads_of
def _leading_on(words: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the words that a clause may lead to (支出增加的主要原因是)."""
    return tuple(filter(_LEADS_ON.search, words))


def _twice(text: str, options: Mapping[str, str]) -> bool:
    """True for 由于……导致: the cause is told as a cause again at its end."""
    return any(word in text for word in chosen.option_words(options.get("结尾", "")))


def _listed(subject: Subject, options: Mapping[str, str]) -> Iterator[_Slot]:
    for slot in chosen.option_words(options.get("须写内容", "")):
        name, _, item = slot.partition("/")
        schedule = subject.department.schedule(name)
        for entry in schedule or ():
            if entry.line == item:
                yield from ((name, item, entry, column) for column in entry.values)
            elif not entry.line and item in entry.values:
                yield name, item, entry, item


def _required_lines(subject: Subject) -> Iterator[_Slot]:
    for schedule in subject.department.schedules.values():
        required = schedule.spec.kept(_names_of_required_lines)
        for entry in schedule if required else ():
            if entry.line in required:
                yield from ((schedule.spec.name, entry.line, entry, column) for column in entry.values)


def _names_of_required_lines(spec: ScheduleSpec) -> frozenset[str]:
    required = [line.name for line in spec.lines if line.required and line.type is ColumnType.TEXT]
    return frozenset(required) - {FORMAT_LINE}


def _required(subject: Subject) -> Iterator[_Slot]:
    for required in subject.pack.requirements:
        schedule = subject.department.schedule(required.schedule)
        if schedule is None or (required.when is not None and not condition_holds(subject, required.when)):
            continue
        for line in required.lines:
            entry = schedule.line(line)
            if entry is not None:
                yield from ((required.schedule, line, entry, column) for column in entry.values)
        for entry in matching(schedule, required.rows):
            yield from ((required.schedule, column, entry, column) for column in required.columns)


RULE = Rule("WZ-14", "要说明的地方说了内容", Severity.ERROR, _check)
