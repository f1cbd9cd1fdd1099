"""The texts that a department wrote, each with its place, for the rules on wording."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import accumulate, chain
from operator import itemgetter

from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.explanations import EXPLANATION_SCHEDULE
from gongkai.model.labels import FORMAT_LINE
from gongkai.model.schema import ColumnType, Shape
from gongkai.rules.rule import Outcome, Rule, Subject
from gongkai.tree.nodes import Document, Heading, Paragraph

NO_TEXT = "没有文字"
_PROSE = ColumnType.TEXT
_SENTENCE = re.compile(r"[^。！？；\n]+")
_CLAUSE = re.compile(r"[^，。！？；：\n]+")
_SHOWN = 24


@frozen
class Passage:
    """One cell of text. `item` is its line or column, `about` the thing that the row is about (项目名称, 报告对象 …),
    empty for texts on the department as a whole; `keys` are the columns that name the row.

    A `name` is the key of a row, not prose.
    """

    schedule: str
    item: str
    about: str
    text: str
    value: Value
    entry: Entry
    keys: tuple[str, ...] = ()
    name: bool = False

    @property
    def owner(self) -> str:
        """The row (事项, 项目 …)."""
        return " ".join([text for key in self.keys if (text := self.entry.text(key))])

    @property
    def location(self) -> Location:
        return self.value.location

    @property
    def label(self) -> str:
        row = f"（{shorten(self.owner)}）" if self.owner and not self.name else ""
        return f"“{self.schedule}”的“{self.item}”{row}"


@frozen
class Written:
    """All texts of an input in one, in which what is in none of them is looked for once.

    `count` says how many there are; `confirmed` is False if one of them was taken over from last year.
    """

    count: int
    joined: str
    confirmed: bool


def passages(subject: Subject, names: bool = True) -> list[Passage]:
    """Every text that the user wrote; `names` says whether the keys of rows are among them."""
    if names:
        return subject.once((passages, names), lambda: _passages(subject))
    return subject.once(
        (passages, names), lambda: [passage for passage in passages(subject) if not passage.name]
    )


def _passages(subject: Subject) -> list[Passage]:
    found: list[Passage] = []
    for schedule in subject.department.schedules.values():
        if schedule.spec.name == EXPLANATION_SCHEDULE:
            continue  # never printed
        if schedule.spec.shape is Shape.LINES:
            found += _lines(schedule)
        else:
            found += _rows(schedule)
    return found


def _lines(schedule: Schedule) -> list[Passage]:
    name = schedule.spec.name
    prose = {line.name for line in schedule.spec.lines if line.type is _PROSE and line.name != FORMAT_LINE}
    return [
        Passage(name, entry.line, "", value.value, value, entry)
        for entry in schedule.entries
        if entry.line in prose
        for value in entry.values.values()
        if isinstance(value.value, str)
    ]


def _rows(schedule: Schedule) -> list[Passage]:
    spec = schedule.spec
    schedule_name, unique = spec.name, spec.unique
    columns = {
        column.name: bool(column.dimension) or column.name in unique
        for column in spec.key_columns
        if column.type is _PROSE
    }
    head = next((name for name, is_name in columns.items() if is_name), "")
    found: list[Passage] = []
    for entry in schedule.entries if columns else ():
        given = entry.values
        about = entry.text(head) if head else ""
        for name, is_name in columns.items():
            if (value := given.get(name)) is not None:
                text = value.value
                if type(text) is str and text:
                    found.append(Passage(schedule_name, name, about, text, value, entry, unique, is_name))
    return found


def written(subject: Subject) -> Written:
    """Every text of the input, also those that are no passage (codes, choices, explanations)."""
    return subject.once(written, lambda: _written(subject.department))


def _written(department: Department) -> Written:
    found: list[str] = []
    confirmed = True
    for entry in chain.from_iterable([schedule.entries for schedule in department.schedules.values()]):
        for value in entry.values.values():
            if type(text := value.value) is str:
                found.append(text)
                confirmed = confirmed and value.confirmed
    return Written(len(found), "\n".join(found), confirmed)


def year_of(subject: Subject) -> int:
    """The year that the publication is for; 0 where it is not filled in."""
    return year_in(subject.department)


def year_in(department: Department) -> int:
    """The year that a department fills in; 0 where it does not."""
    text = department.year
    return int(text) if text.isdigit() else 0


def sentences(text: str) -> list[str]:
    return [match[0].strip() for match in _SENTENCE.finditer(text) if match[0].strip()]


def clauses(text: str) -> list[str]:
    return [match[0].strip() for match in _CLAUSE.finditer(text) if match[0].strip()]


def shorten(text: str) -> str:
    """The text as it is quoted in a message."""
    line = text.replace("\n", " ")
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def around(text: str, start: int, end: int, width: int = 6) -> str:
    """A match with a few characters before and after it."""
    before = "…" if start > width else ""
    after = "…" if end + width < len(text) else ""
    return f"{before}{text[max(0, start - width) : end + width]}{after}".replace("\n", " ")


def words(options: Mapping[str, str], key: str = "词表", more: str = "更多") -> list[str]:
    """The entries of a word list in a rule's options, one a line; a pack's own entries stand in `更多`."""
    return list(_entries(f"{options.get(key, '')}\n{options.get(more, '')}"))


@lru_cache(maxsize=256)  # cached, because it is the same for every department of a format
def _entries(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def pairs(options: Mapping[str, str], key: str = "词表") -> Mapping[str, str]:
    """The entries `甲→乙` of a word list."""
    return _pairs(f"{options.get(key, '')}\n{options.get('更多', '')}")


@lru_cache(maxsize=256)
def _pairs(text: str) -> Mapping[str, str]:
    split = (entry.partition("→") for entry in _entries(text))
    return {left.strip(): right.strip() for left, _, right in split if left.strip()}


def any_of(entries: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for any of the words, the longest first; None for no words."""
    return _any_of(tuple(entries))


@lru_cache(maxsize=256)
def _any_of(entries: tuple[str, ...]) -> re.Pattern[str] | None:
    found = sorted(set(entries), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, found))) if found else None


def scan(
    subject: Subject,
    rule: Rule,
    look: Callable[[Passage], list[str]],
    hint: str,
    names: bool = True,
    trigger: re.Pattern[str] | tuple[re.Pattern[str] | str, ...] = (),
    whole: bool = False,
) -> Outcome:
    """One finding per text in which `look` finds faults, with all that it found there.

    A `trigger` must be found in every text that `look` can find a fault in (see `Texts.having`): most rules
    never get to look at a single one, and that costs a search over all texts. `look` sees equal texts once,
    unless it looks at the `whole` passage: its item, its row or what it is about.
    """
    found = passages(subject, names)
    if not found:
        return rule.skipped(NO_TEXT)
    known = texts(subject, names)
    triggers = trigger if isinstance(trigger, tuple) else (trigger,)
    chosen = known.having(*triggers) if triggers else known.of_text.values()
    groups = [[at] for group in chosen for at in group] if whole else chosen
    findings = [
        (at, _finding(rule, found[at], seen, hint))
        for group in groups
        if (seen := look(found[group[0]]))
        for at in group
    ]
    return rule.outcome([finding for _, finding in sorted(findings, key=itemgetter(0))], len(found))


def scan_words(subject: Subject, rule: Rule, options: Mapping[str, str], wording: str, hint: str) -> Outcome:
    """One finding per text that holds a word of the rule's list; `wording` says so of the word in its braces."""
    pattern = any_of(words(options))
    if pattern is None:
        return rule.skipped("没有词表")

    def look(passage: Passage) -> list[str]:
        return [wording.format(found) for found in pattern.findall(passage.text)]

    return scan(subject, rule, look, hint, trigger=pattern)


def _finding(rule: Rule, passage: Passage, seen: list[str], hint: str) -> Finding:
    faults = list(dict.fromkeys(seen))
    more = f"，共 {len(faults)} 处" if len(faults) > 3 else ""
    message = f"{passage.label}：{'；'.join(faults[:3])}{more}"
    return Finding(rule.code, rule.severity, message, passage.location, hint, faults[0])


@frozen
class Texts:
    """The different texts of a department, with the numbers of the passages that have each, and all in one.

    In `joined` the end of a line stands before each text, and `starts` says where.
    """

    of_text: dict[str, list[int]]
    joined: str
    starts: list[int]

    def having(self, *signs: re.Pattern[str] | str) -> list[list[int]]:
        """The passages of each text that a word or a pattern is found in, by a search through all of them.

        A single character costs hardly anything. A pattern must take the end of a line for the end of the
        text. It is quick if it begins with a character, with what stands before that one looked for behind
        it. A set of characters, or one in each branch, takes seven times as long; anything else even more.
        """
        joined, starts = self.joined, self.starts
        found = set()
        for sign in signs:
            find = _finder(sign, joined)
            number = 0
            while number < len(starts) and (at := find(starts[number])) >= 0:
                number = bisect_right(starts, at)
                found.add(number - 1)
        groups = list(self.of_text.values()) if found else []
        return [groups[number] for number in sorted(found)]


def _finder(sign: re.Pattern[str] | str, text: str) -> Callable[[int], int]:
    """Where a word or a pattern stands next in a text; -1 for nowhere."""
    if isinstance(sign, str):
        return partial(text.find, sign)
    search = sign.search
    return lambda at: found.start() if (found := search(text, at)) else -1


def texts(subject: Subject, names: bool = True) -> Texts:
    """What `passages` gives, each different text once."""
    return subject.once((texts, names), lambda: _texts(passages(subject, names)))


def _texts(found: list[Passage]) -> Texts:
    of_text: defaultdict[str, list[int]] = defaultdict(list)
    for at, passage in enumerate(found):
        of_text[passage.text].append(at)
    starts = list(accumulate([len(text) + 1 for text in of_text], initial=0))[:-1]
    return Texts(dict(of_text), "\n".join(["", *of_text]), starts)


def body_paragraphs(subject: Subject) -> list[tuple[str, str]]:
    """The finished body text, each paragraph with the heading above it."""
    return subject.once(body_paragraphs, lambda: list(_paragraphs(subject.document)))


def _paragraphs(document: Document | None) -> Iterator[tuple[str, str]]:
    heading = ""
    for block in document.blocks if document is not None else ():
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Paragraph) and (text := block.text).strip():
            yield heading, text


def beside(found: list[Passage], text: str, start: int, end: int) -> Passage | None:
    """The user's text that stands at a place of a finished paragraph, touching `start` to `end`."""
    best: Passage | None = None
    for passage in found:
        for line in passage.text.split("\n"):
            core = line.strip("。； ")
            at = text.find(core) if len(core) > 1 else -1
            touches = at >= 0 and at <= end and at + len(core) >= start
            if touches and (best is None or len(passage.text) > len(best.text)):
                best = passage
    return best
