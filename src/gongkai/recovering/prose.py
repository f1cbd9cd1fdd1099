"""What the sentences of a published document say: amounts that no table prints, and the texts of the user."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai.model.classification import FUNCTION_LENGTHS
from gongkai.model.expression import Name
from gongkai.model.labels import (
    FORMAT_LINE,
    FUNCTION_DIMENSION,
    IDENTITY_SCHEDULE,
    UNIT_NAME_LINE,
    YEAR_LINE,
    normal,
)
from gongkai.model.schema import ColumnType, ScheduleSpec, Shape
from gongkai.money import digits
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.plans.filled_names import with_names
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedPart, PrintedTable
from gongkai.recognition.printed_fact import PrintedFact, printed_number
from gongkai.recovering.template_amounts import CodeSlot, amount_slots, plain_words
from gongkai.recovering.template_lines import (
    LEAST_WORDS,
    TextSlot,
    prose_headings,
    template_headings,
    text_slots,
)

_SIGNS = re.compile(r"\W+")
_NUMBERING = re.compile(r"^(?:第[一二三四五六七八九十]+部分|[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?)")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_PART = re.compile(r"第[一二三四五六七八九十]+部分")
_GENERAL = re.compile(r"主要|本|部门|单位|情况|说明|[（）()、：:。 ]")
_ENDS = "。；：！？"
_BETWEEN = "[^。；]*?"
_LEAST = 5  # characters of words that stand nowhere else
_KNOWN_LINES = (FORMAT_LINE, UNIT_NAME_LINE, YEAR_LINE)
_TAG = re.compile(r"\{\{.*?\}\}")
_EDGE = 2  # lines at the head and at the foot of a page that may be furniture
_LONG = 24  # characters: a shorter line of a page ends its paragraph


class Prose:
    """The lines of a document between its tables, as those of a format's prose."""

    def __init__(self, document: PrintedDocument, pack: Pack, year: str, unit_name: str) -> None:
        self.pack, self.year, self.unit_name = pack, year, unit_name
        self._known = {_core(text) for text in template_headings(pack, year, unit_name)} - {""}
        self.lines = list(self._paragraphs_of(list(_lines(document))))
        self.document = document

    def _paragraphs_of(self, lines: list[PrintedLine]) -> Iterator[PrintedLine]:
        """Lines of pages put together, as the page sets them; where it does not tell, one that is long and ends no
        sentence goes on with the next."""
        held: PrintedLine | None = None
        long = False  # the last line of it
        for line in lines:
            if held is not None and self._goes_on(held, long, line):
                held = replace(held, text=held.text.rstrip() + line.text.strip())
            else:
                if held is not None:
                    yield held
                held = line
            long = len(line.text) >= _LONG
        if held is not None:
            yield held

    def _goes_on(self, held: PrintedLine, long: bool, line: PrintedLine) -> bool:
        if not (held.place.page and line.place.page) or self._is_heading(held) or self._is_heading(line):
            return False
        if line.opens is not None:
            return not line.opens
        return long and held.text.rstrip()[-1:] not in _ENDS

    def amounts(self) -> Iterator[PrintedFact]:
        """The numbers that sentences state of this year, each figure once; one that is stated twice and differently is
        none."""
        named = {_SIGNS.sub("", name): name for name in self.pack.definitions.figures}
        found: dict[Binding, dict[tuple[Decimal, int], PrintedLine]] = {}
        for slot in amount_slots(self.pack, self.year, self.unit_name):
            if slot.name not in named:
                continue
            name = named[slot.name]
            own = self.section(slot.heading)
            if isinstance(slot, CodeSlot):
                stated = self._of_codes(slot, Binding(Name(name), name), own)
            elif own or slot.anywhere:
                binding = Binding(Name(name), name, slot.limits, slot.count)
                stated = ((binding, text, line) for line, text in _found(slot.pattern, own or self.lines))
            else:
                continue
            for binding, text, line in stated:
                if (number := printed_number(text)) is not None:
                    found.setdefault(binding, {}).setdefault(number, line)
        for binding, numbers in found.items():
            if len({value for value, _ in numbers}) == 1:
                [((value, decimals), line), *_] = numbers.items()
                printed = digits(value, decimals, thousands=False)
                coordinates = {dimension: "|".join(values) for dimension, values in binding.where}
                unit = "" if binding.count else "万元"
                yield PrintedFact(
                    binding.name, coordinates, "", printed, value, decimals, unit, 0, 0, line.place, binding
                )

    def _of_codes(
        self, slot: CodeSlot, figure: Binding, lines: Sequence[PrintedLine]
    ) -> Iterator[tuple[Binding, str, PrintedLine]]:
        for line in lines:
            said = re.match(slot.pattern, plain_words(line.text))
            code = self.code_of(said.groupdict(), slot.length) if said is not None else ""
            if said is not None and code:
                yield figure.at(FUNCTION_DIMENSION, code), said["数"], line

    def code_of(self, names: Mapping[str, str], length: int) -> str:
        """The code of the given length whose 类, 款 and own name (or 简称) are these; "" where there is none, or several."""
        own = normal(names.get("名称", ""))
        short = normal(names.get("简称", ""))
        known = self.pack.classification.functions
        levels = dict(zip(("类名称", "款名称"), FUNCTION_LENGTHS, strict=False))
        found = [
            code
            for code, name in known.items()
            if len(code) == length
            and (normal(name) == own or (short and normal(name.removesuffix("支出")) == short))
            and all(
                normal(known.get(code[:digits_], "")) == normal(names[level])
                for level, digits_ in levels.items()
                if level in names
            )
        ]
        return found[0] if len(found) == 1 else ""

    def section(self, heading: str) -> list[PrintedLine]:
        """The paragraphs below a heading, up to the next one, wherever it stands."""
        wanted = _core(heading)
        found: list[PrintedLine] = []
        within = False
        for line in self.lines if wanted else ():
            if self._is_heading(line):
                within = _core(line.text) == wanted
            elif within:
                found.append(line)
        return found

    def likeness(self) -> float:
        """The part of the headings of the format's prose that stand in the document."""
        wanted = {_core(heading) for heading in prose_headings(self.pack, self.year, self.unit_name)} - {""}
        there = {_core(line.text) for line in self.lines}
        return len(wanted & there) / len(wanted) if wanted else 0.0

    def texts(self, spec: ScheduleSpec) -> dict[str, str]:
        """By line of a schedule of texts what stands there, several paragraphs with line breaks between them."""
        wanted = {_SIGNS.sub("", line.name): line.name for line in spec.lines if line.type is ColumnType.TEXT}
        found: dict[str, str] = {}
        for slot in text_slots(self.pack, self.year, self.unit_name):
            name = wanted.get(slot.name, "")
            if name and name not in found:
                text = self._behind(slot) if slot.before else self._below(slot)
                if text and text != slot.otherwise:
                    found[name] = text
        return found

    def _below(self, slot: TextSlot) -> str:
        """The paragraphs below a heading, up to the next one."""
        heading = _core(slot.heading)
        found: dict[bool, str] = {}
        for number, line in enumerate(self.lines):
            if heading and _core(line.text) == heading and self._is_heading(line):
                text = self._paragraphs(number + 1, slot.following)
                if text:  # behind a table of contents the heading itself comes last
                    found[bool(line.level)] = text
        return found.get(True) or found.get(False, "")

    def _paragraphs(self, start: int, following: str) -> str:
        taken: list[str] = []
        for line in self.lines[start:]:
            if self._is_heading(line) or (following and normal(line.text).startswith(normal(following))):
                break
            if normal(line.text) == normal(self.unit_name) or _DATE.fullmatch(line.text.strip()):
                break  # the signature
            if line.text.strip():
                taken.append(line.text.strip())
        return "\n".join(taken)

    def _behind(self, slot: TextSlot) -> str:
        """The text behind known words: to the words that follow in the sentence, else to the end of the paragraph."""
        before, end = slot.before.strip(), slot.after[:1]
        found = set()
        lines = list(enumerate(self.lines))
        led = [pair for pair in lines if pair[1].text.strip().startswith(slot.lead)] if slot.lead else []
        for number, line in led or lines:
            if before not in line.text:
                continue
            rest = line.text.partition(before)[2]
            if before in rest or len(before) < _LEAST:  # said of several things: its own clause tells which
                behind = re.findall(_BETWEEN.join(map(re.escape, slot.clause)) + "(.*)", line.text)
                if len(slot.clause) < LEAST_WORDS or len(behind) > 1:
                    return ""
                if not behind:
                    continue
                rest = behind[0]
            if end:
                found.add(rest.partition(end)[0].strip() if end in rest else "")
            else:
                more = self._paragraphs(number + 1, slot.following) if slot.following else ""
                found.add("\n".join(filter(None, (rest.strip(), more))))
        return found.pop() if len(found) == 1 else ""

    def _is_heading(self, line: PrintedLine) -> bool:
        return bool(line.level or _PART.match(line.text.strip())) or _core(line.text) in self._known

    def choices(self, spec: ScheduleSpec) -> dict[str, str]:
        """What titles tell of 单位信息, such as whether it is a department's or a unit's; what they say differently is
        not told."""
        file = self.document.file.rpartition(".")[0]
        first = [normal(text) for text in (*(line.text for line in self.lines[:20]), file)]
        told: dict[str, set[str]] = {}
        for title in (*self.pack.titles.values(), *(text for _, text in self.pack.cover)):
            pattern, names = self._title_pattern(title, spec)
            for text in first if names else ():
                said = re.fullmatch(pattern, text)
                for name, words in zip(names, said.groups() if said is not None else (), strict=False):
                    told.setdefault(name, set()).add(words)
        return {name: words.pop() for name, words in told.items() if len(words) == 1}

    def _title_pattern(self, title: str, spec: ScheduleSpec) -> tuple[str, list[str]]:
        """A pattern for a title, with a group for each line of `spec` that it holds; no lines where it says nothing
        but names."""
        lines = {
            line.name: line
            for line in spec.lines
            if line.choices or (line.type is ColumnType.TEXT and line.name not in _KNOWN_LINES)
        }
        filled = with_names(title, self.year, self.unit_name)
        pattern, names, start = "", [], 0
        for tag in _TAG.finditer(filled):
            pattern += re.escape(normal(filled[start : tag.start()]))
            start = tag.end()
            line = lines.get(tag[0].strip("{} "))
            if line is None:
                pattern += ".*?"
            else:
                names.append(line.name)
                pattern += f"({'|'.join(map(re.escape, line.choices))})" if line.choices else "(.+?)"
        pattern += re.escape(normal(filled[start:]))
        words = normal(_TAG.sub("", filled))
        return (pattern, names) if len(words) > 1 else ("", [])


def _found(pattern: str, lines: Sequence[PrintedLine]) -> Iterator[tuple[PrintedLine, str]]:
    for line in lines:
        yield from ((line, text) for text in re.findall(pattern, plain_words(line.text)))


def text_schedules(specs: Sequence[ScheduleSpec]) -> list[ScheduleSpec]:
    """The schedules that hold nothing but texts, but for what the unit is."""
    return [
        spec
        for spec in specs
        if spec.shape is Shape.LINES and not spec.number_columns and spec.name != IDENTITY_SCHEDULE
    ]


def _lines(document: PrintedDocument) -> Iterator[PrintedLine]:
    """The lines with something in them; behind a table nothing goes on, so a blank heading stands for it.

    Numbers of pages, and what stands on several pages as their header or footer, are none.
    """
    often = Counter(
        text for part in document.parts if part.page for text in {*_ends(part, _EDGE), *_ends(part, -_EDGE)}
    )
    for part in document.parts:
        for item in part.items:
            if isinstance(item, PrintedTable):
                yield PrintedLine("", item.place, level=9)
            elif item.text.strip() and not (item.place.page and _furniture(item.text.strip(), often)):
                yield item


def _ends(part: PrintedPart, count: int) -> list[str]:
    """The first lines of a page, or with a negative count the last ones."""
    lines = [item.text.strip() for item in part.items if isinstance(item, PrintedLine)]
    return lines[:count] if count > 0 else lines[count:]


def _furniture(text: str, often: Counter[str]) -> bool:
    return often[text] > 2 or re.fullmatch(r"[-—–\s第页\d/共]+", text) is not None


def _core(heading: str) -> str:
    """What a heading says, without its number and the words that reports choose freely: 本部门（单位）职责 is 职责."""
    bare = re.sub(r"\s", "", heading)
    return _GENERAL.sub("", _NUMBERING.sub("", bare)) if len(bare) <= 30 else ""
