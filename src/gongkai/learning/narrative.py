"""The prose of a document as files of templates, paragraph by paragraph; what only the department can say is left to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gongkai.frozen import frozen
from gongkai.learning.code_runs import (
    NUMBERING,
    ClassHeading,
    CodeItem,
    class_heading,
    code_item,
    fullest,
    items_below,
    run_figure,
    said_by,
    without_odd,
)
from gongkai.learning.expressions import NotWritable, expression
from gongkai.learning.observed import ObservedText
from gongkai.learning.pieces import OWN_WORDS, TO_WRITE, own_end, pieces_of
from gongkai.learning.questions import Question
from gongkai.learning.said import SaidBefore, with_digits
from gongkai.learning.sentences import FREE, Turner, Unbound
from gongkai.plans.binding import Binding
from gongkai.readers.joining import squeezed
from gongkai.sentences.quantities import quantities_of

_FIXED = re.compile(
    r"(?:如下|以下方面|包括|其中|说明|情况)[:：]?$|^(?:无|没有)|(?:本年度|本{{公开主体}}).{0,30}(?:无|没有|未)|[:：]$"
)
_INSTRUCTION = re.compile(r"^按上述格式|^由主管部门|填写。?$")
_TAGS_ALONE = re.compile(r"\{%[^%]*%\}")
_NO_TEXT = re.compile(r"^(?:目\s*录|合\s*计|总\s*计)$")
_NONE = re.compile(
    r"^(?:(?:20\d\d年度?)?无(?P<what>[^，。]{4,40}?)的(?:部门|单位)[，,]作下述说明\s*[:：]\s*)?(?P<said>[^。]{0,60}?(?:无|没有|未安排|未发生|不涉及)(?P<named>[^。，]{4,40}?)。)?$"
)
_SHORT = 40  # characters: a longer paragraph without figures is the department's own
_ANY_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?)\s*"
)
_FILE = re.compile(r"[\\/:*?\"<>|{}\s“”（）()、.．%]")
_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])\s*"
)
_CLASSES = "类"
"""The variable of a loop over classes."""
USE = "科目用途"
USE_COLUMN = "主要用途"
_USED_FOR = re.compile(r"(?P<lead>[，。；]?\s*主要用于\s*[:：]?\s*)(?P<text>[^。；]+)")


@frozen
class Unit:
    """Some lines of a template that stand and fall together: `printed` is what they were made from, below `heading`."""

    lines: tuple[str, ...]
    printed: str = ""
    heading: str = ""


@dataclass(slots=True)
class ProseFile:
    """A file `narrative/NAME.j2`."""

    name: str
    units: list[Unit] = field(default_factory=list)

    @property
    def file(self) -> str:
        return f"narrative/{self.name}.j2"

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for unit in self.units for line in self._lines(unit))

    def _lines(self, unit: Unit) -> Iterator[str]:
        """The lines of a unit. One that ends in a tag takes the break behind it along: a blank line keeps it."""
        for line in unit.lines:
            yield line
            if line.endswith("%}") and not _TAGS_ALONE.fullmatch(line):
                yield ""

    def unit_at(self, line: int) -> int:
        """The unit that holds a line of the file (from 1); -1 where there is none."""
        seen = 0
        for number, unit in enumerate(self.units):
            seen += len(list(self._lines(unit)))
            if line <= seen:
                return number
        return -1


@dataclass(slots=True)
class Narrator:
    """Turns the paragraphs of a document into files. `fixed` are paragraphs that other documents have too, with names in place."""

    turner: Turner
    fixed: frozenset[str]
    taken: set[str] = field(default_factory=set)
    practice: Sequence[CodeItem] = ()
    """What published documents say of codes, where this one is a sample that says less."""
    uses: dict[str, str] = field(default_factory=dict)
    used: bool = False
    _waiting: str = ""
    _file: ProseFile = field(default_factory=lambda: ProseFile(""))

    def write(self, blocks: Sequence[ObservedText], title: str) -> ProseFile:
        """The file of some paragraphs that follow each other; `title` is the heading of their part."""
        blocks = [piece for block in blocks for piece in pieces_of(block)]
        first = next((block.text for block in blocks if block.level), title)
        self._file = ProseFile(self._free(first or title))
        self.turner.file = self._file.file
        heading, at = title, 0
        while at < len(blocks):
            block = blocks[at]
            if block.level and (end := self._classes(blocks, at, heading)) > at:
                at = end
                continue
            if block.level:
                heading = block.text
                self._file.units.append(Unit((f"{'#' * max(block.level, 2)} {self._heading(heading)}",)))
                at += 1
                end = own_end(blocks, at)
                if end > at and not any(self._has_money(each.text) for each in blocks[at:end]):
                    self._own(blocks[at:end], heading)
                    at = end
                continue
            at = self._paragraphs(blocks, at, heading)
        return self._file

    def listen(self, blocks: Sequence[ObservedText], title: str) -> None:
        """Turn the sentences of another document's paragraphs; nothing is written."""
        heading = title
        for block in (piece for each in blocks for piece in pieces_of(each)):
            if block.level:
                heading = block.text
                continue
            self.turner.listener.section = re.sub(r"\s|[“”（）()]", "", heading)
            if code_item(block.text, self.turner.listener.names.figures) is not None:
                continue
            if any(quantities_of(with_digits(block.text))) or "持平" in block.text:
                self.turner.paragraph(block.text, heading)

    def _free(self, title: str) -> str:
        bare = (
            _FILE.sub("", _NUMBER.sub("", re.sub(r"\{\{.*?\}\}", "", self.turner.variables.put_into(title))))
            or "正文"
        )
        bare = re.sub(r"^年度?", "", bare)[:24] or "正文"
        name, number = bare, 2
        while name in self.taken:
            name, number = f"{bare}{number}", number + 1
        self.taken.add(name)
        return name

    def _heading(self, text: str) -> str:
        return self.turner.variables.put_into(text.strip())

    def _paragraphs(self, blocks: Sequence[ObservedText], at: int, heading: str) -> int:
        """One paragraph, or a run of them; the place behind it."""
        end = at
        self.turner.listener.section = re.sub(r"\s|[“”（）()]", "", heading)
        while end < len(blocks) and not blocks[end].level:
            end += 1
        if OWN_WORDS.search(heading) and not any(self._has_money(block.text) for block in blocks[at:end]):
            self._own(blocks[at:end], heading)
            return end
        figures = self.turner.listener.names.figures
        items: list[CodeItem] = []
        for block in blocks[at:end]:
            item = code_item(block.text, figures)
            if item is None or (items and item.length != items[0].length):
                break
            items.append(item)
        if len(items) > 1 or any(item.sure for item in items):
            lead = f"{heading} {blocks[at - 1].text if at and not blocks[at - 1].level else ''}"
            if self._loop(items, lead, heading):
                return at + len(items)
        self._single(blocks[at].text, heading)
        return at + 1

    def _has_money(self, text: str) -> bool:
        return any(number.unit for number in quantities_of(with_digits(text)) if "元" in number.unit)

    def _own(self, blocks: Sequence[ObservedText], heading: str) -> None:
        """Paragraphs that are the department's own, as one text."""
        words = "\n".join(block.text.strip() for block in blocks)
        if not words:
            return
        name = self.turner.texts.new(self.turner.variables.put_into(heading), words)
        self._file.units.append(Unit(("{{" + name + "}}",), words, heading))

    def _single(self, text: str, heading: str) -> None:
        turner = self.turner
        bare = squeezed(text)
        if _NO_TEXT.match(bare) or bare == squeezed(heading) or self._nothing(text, heading):
            return
        if turner.listener.sample and TO_WRITE.match(text.strip()):
            told = re.sub(r"\{\{.*?\}\}", "", turner.variables.put_into(text.strip()[1:-1]))
            name = turner.texts.new(turner.variables.put_into(heading), "", told)
            shown = f"{{% if {name} %}}{{{{{name}}}}}{{% endif %}}"
            self._file.units.append(Unit((shown,), text, heading))
            return
        if _INSTRUCTION.search(text):
            turner.questions.append(Question(self._file.file, "这一段是填写说明，草稿没有写进正文", text))
            return
        if any(True for _ in quantities_of(with_digits(text))) or "持平" in text:
            self._file.units.append(Unit((turner.paragraph(text, heading),), text, heading))
            return
        made = turner.variables.put_into(text.strip())
        bare = re.sub(r"\{\{.*?\}\}", "", made)
        whole = made in self.fixed or turner.listener.sample or (len(bare) <= _SHORT and _FIXED.search(bare))
        if (
            whole
            and not turner.variables.left_in(bare)
            and not re.search(r"[XxＸ]{2,}|[{}]", bare)
            and "原因" not in bare
        ):
            self._file.units.append(Unit((made,), text, heading))
            return
        if "原因" in text:
            self._file.units.append(Unit((turner.paragraph(text, heading),), text, heading))
            return
        self._left_to_user(text, heading)

    def _nothing(self, text: str, heading: str) -> bool:
        """A sentence for a department that has none of something: it stands only where the figure is nothing."""
        found = _NONE.match(text.strip())
        if found is None or not (found["said"] or found["what"]):
            return False
        names = self.turner.listener.names
        words = (
            (found["what"] or found["named"] or "").replace("收入支出", "支出").replace("收入和支出", "支出")
        )
        about = names.called(words) or names.alike(words)
        if not about:
            return False
        said = self.turner.variables.put_into(found["said"] or "")
        try:
            shown = expression(about[0])
        except NotWritable:
            return False
        if not found["said"]:
            self._waiting = shown
            return True
        bare = re.sub(r"\{\{.*?\}\}", "", said)
        if self.turner.variables.left_in(bare) or re.search(r"\d|[XxＸ]{2,}", bare):
            return False
        lines = (f"{{% if not {shown} %}}", said, "{% endif %}")
        self._file.units.append(Unit(lines, text, heading))
        if not found["what"] and not self._waiting:
            told = f"“{about[0].name}”不是零时怎么写，材料里没有印出"
            self.turner.questions.append(Question(self._file.file, told, text))
        self._waiting = ""
        return True

    def _left_to_user(self, text: str, heading: str) -> None:
        last = self._file.units[-1] if self._file.units else None
        found = FREE.fullmatch(last.lines[0]) if last is not None else None
        if last is not None and found is not None and last.heading == heading:
            self.turner.texts.add(found[1], text)
            return
        self._file.units.append(Unit((self.turner.free(text, heading),), text, heading))

    def replace_with_text(self, file: ProseFile, number: int) -> None:
        """Make a unit that turned out wrong a text of the user's."""
        unit = file.units[number]
        self.turner.file = file.file
        file.units[number] = Unit(
            (self.turner.free(unit.printed, unit.heading, "写不出来"),), unit.printed, unit.heading
        )

    def renumber(self, file: ProseFile, number: int, begins: str) -> bool:
        """Give a heading the number that follows the one before it; False where the unit is no heading."""
        unit = file.units[number]
        found = re.match(r"(#+ )", unit.lines[0]) if unit.lines else None
        if found is None:
            return False
        text = unit.lines[0][found.end() :]
        bare = _ANY_NUMBER.sub("", text)
        file.units[number] = replace(unit, lines=(f"{found[1]}{begins}{bare}", *unit.lines[1:]))
        self.turner.questions.append(Question(file.file, f"标题的序号不接续，草稿改成“{begins}”", text))
        return True

    # A run of paragraphs about codes.

    def _classes(self, blocks: Sequence[ObservedText], at: int, heading: str) -> int:
        """Headings of classes that follow each other, each with its items, as one loop of loops; the place behind them."""
        turner = self.turner
        figures = turner.listener.names.figures
        first = class_heading(blocks[at].text, figures, _CLASSES)
        items: list[CodeItem] = []
        end = at
        while end < len(blocks) and first is not None and blocks[end].level == blocks[at].level:
            found = class_heading(blocks[end].text, figures, _CLASSES)
            own = items_below(blocks, end + 1, figures)
            if found is None or found.numbering != first.numbering or not own:
                break
            items += [replace(item, code=item.code or found.code) for item in own]
            end += 1 + len(own)
        if first is None or not items:
            return at
        turner.listener.section = re.sub(r"\s|[“”（）()]", "", heading)
        before = blocks[at - 1].text if at and not blocks[at - 1].level else ""
        return end if self._loop(items, f"{heading} {before}", heading, first) else at

    def _loop(
        self, items: Sequence[CodeItem], lead: str, heading: str, classes: ClassHeading | None = None
    ) -> bool:
        """Write paragraphs about codes as a loop, below headings of `classes` as one within a loop over these."""
        turner = self.turner
        binding = run_figure(items, lead, turner.listener.names, turner.listener.known)
        if binding is None:
            return False
        best, odd = without_odd(fullest(items), items)
        told = [item for item in self.practice if item.length == best.length]
        if turner.listener.sample and told and said_by(fullest(told)) > said_by(best):
            best, odd = without_odd(fullest(told), told)
        for sentence in odd:
            turner.questions.append(
                Question(self._file.file, "这一句只有一个科目有，草稿没有写进循环", sentence)
            )
        try:
            line = self._item(best, binding)
            shown = expression(binding)
        except (Unbound, NotWritable) as fault:
            turner.questions.append(
                Question(self._file.file, f"逐科目的段落没有写成循环：“{fault}”没有认出来", best.text)
            )
            return False
        self._remember(items)
        for item in items:
            if item.text != best.text:
                self._listen(item, binding)
        also = ', 含="年初预算"' if "年初预算" in best.text else ""
        lines: tuple[str, ...] = (
            f"{{% for 行 in 科目({shown}, {best.length}{also}) %}}",
            line,
            "{% endfor %}",
        )
        if classes is not None:
            inner = f"{{% for 行 in 科目({_CLASSES}.数, {best.length}{also}) %}}"
            outer = f"{{% for {_CLASSES} in 科目({shown}, 3{also}) %}}"
            lines = (outer, f"### {classes.written}", inner, *lines[1:], "{% endfor %}")
        self._file.units.append(Unit(lines, "\n".join(item.text for item in items), heading))
        if len(items) == 1 or not any(item.code for item in items):
            turner.questions.append(
                Question(self._file.file, f"逐科目的一段写成了循环，列“{binding.name}”的科目", best.text)
            )
        return True

    def _listen(self, item: CodeItem, binding: Binding) -> None:
        """Hear what another paragraph of a run says: its reason, other branches of its phrases."""
        try:
            self._item(item, binding)
        except (Unbound, NotWritable) as fault:
            told = f"这一段与循环里的写法不同：“{fault}”"
            self.turner.questions.append(Question(self._file.file, told, item.text))

    def _remember(self, items: Sequence[CodeItem]) -> None:
        """What each code is used for."""
        for item in items:
            found = _USED_FOR.search(item.text)
            if found is not None and item.code:
                self.uses[item.code] = found["text"].strip()

    def _item(self, item: CodeItem, binding: Binding) -> str:
        """The line of the loop from one of its paragraphs."""
        turner = self.turner
        text = item.text
        marks: list[tuple[int, int, str]] = []
        numbering = NUMBERING.match(text)
        if numbering is not None and "编码" not in item.spans:
            marks.append((0, numbering.end(), f"{numbering['open']}{{{{loop.index}}}}{numbering['close']}"))
        marks += [(start, end, f"{{{{行.{name}}}}}") for name, (start, end) in item.spans.items()]
        used = _USED_FOR.search(text)
        if used is not None:
            listed = f'明细("{USE}", 科目编码=' + "行.编码)"
            text_of = "{{用途." + f"{USE_COLUMN}|句" + "}}"
            shown = "{% for 用途 in " + listed + " %}" + used["lead"] + text_of + "{% endfor %}"
            marks.append((used.start(), used.end(), shown))
            self.used = True
        turner.row, turner.code, turner.listener.row = "行", item.code, binding
        try:
            return _woven(text, sorted(marks), turner)
        finally:
            turner.row, turner.code, turner.listener.row = "", "", None


def _woven(text: str, marks: Sequence[tuple[int, int, str]], turner: Turner) -> str:
    """The text with the marked stretches replaced and what lies between them turned."""
    half = with_digits(text)
    context = SaidBefore(last=turner.listener.row, total=None)
    made, at = [], 0
    for start, end, shown in (*marks, (len(text), len(text), "")):
        if start > at:
            made.append(turner.stretch(text, half, at, start, context))
        made.append(shown)
        at = max(at, end)
    return "".join(made)
