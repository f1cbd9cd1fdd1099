"""A draft of a format out of published documents: parts, tables, prose, then tried until it loads and composes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from gongkai.learning.code_runs import CodeItem, code_item
from gongkai.learning.draft import FormatDraft, ItemDraft, PartDraft
from gongkai.learning.extra_figures import ExtraFigures
from gongkai.learning.glossary import GLOSSARY_HEADING, glossary_of
from gongkai.learning.known_amounts import KnownAmounts
from gongkai.learning.lists import Lists
from gongkai.learning.merging import Merging, Voice
from gongkai.learning.names_of_figures import NamesOfFigures
from gongkai.learning.narrative import Narrator
from gongkai.learning.number_styles import TableStyles, number_changes
from gongkai.learning.observed import Observed, ObservedPart, ObservedTable, ObservedText, observed
from gongkai.learning.questions import Question
from gongkai.learning.said import Listener, with_digits
from gongkai.learning.sentences import Turner
from gongkai.learning.slots import TEXTS, ReasonSlots, TextSlots, taken_names
from gongkai.learning.table_draft import TableDraft
from gongkai.learning.table_reading import Reader
from gongkai.learning.tables import table_draft
from gongkai.learning.variables import SHORT_NAME, Variables, short_name
from gongkai.learning.wording import Wordings
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.model.labels import IDENTITY_SCHEDULE, normal
from gongkai.packs.inheritance import PACK_FILE, load_source
from gongkai.packs.library import Library
from gongkai.packs.pack import DOCUMENT_KINDS, Pack
from gongkai.plans.table_plan import label_fits
from gongkai.readers.printed_document import PrintedDocument
from gongkai.recognition.document_kind import document_kinds
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.reading import Reading, reading_of
from gongkai.sentences.quantities import quantities_of

_SAMPLE = re.compile(r"[XxＸ×]{2,}(?:局|委|部门|单位|省|市|县|区)|[XxＸ]{3,}\s*万元")
_PART = re.compile(r"^第[一二三四五六七八九十]+部分\s*")
_PLACEHOLDERS = 5  # lines
_SPEAKS = 3  # times as many statements: the document that tells order and sentences
_KEY = re.compile(r"[\W\d]+")


class CannotLearn(Exception):
    """There is nothing to learn from; the message is Chinese."""


def learn(
    documents: Sequence[PrintedDocument], library: Library, base: Pack, format: str, name: str
) -> FormatDraft:
    """A draft of `format` as a child of `base`, an abstract format. The first document gives the order, the others say
    which sentences are everybody's. A sample (XX局, XXX万元) counts before all others. Raises CannotLearn."""
    readings = sorted((reading_of(each, library, base.format) for each in documents), key=_is_no_sample)
    if not readings or not readings[0].document.parts:
        raise CannotLearn("材料里什么也没有读出来")
    seen = [observed(reading) for reading in readings]
    for each in seen:
        _check_fit(each, library, base)
    seen.sort(key=_speaks_less(seen))
    return _Learning(seen, library, base, format, name).draft()


def _check_fit(seen: Observed, library: Library, base: Pack) -> None:
    """Raises CannotLearn where a document is of another kind than the base format, or tells nothing of money."""
    document = seen.reading.document
    file = document.file
    if not any(part.blocks for part in seen.parts):
        raise CannotLearn(f"“{file}”里没有正文，也没有表")
    _, words = load_recognition(library.root)
    told = document_kinds(document, [table.recognised for table in seen.reading.tables], words.documents)
    for each in told:
        if each.kind != base.kind:
            printed, wanted = DOCUMENT_KINDS[each.kind], DOCUMENT_KINDS[base.kind]
            raise CannotLearn(
                f"“{file}”是{printed}（“{each.evidence}”），“{base.format}”是{wanted}的底稿：请换一份材料，或者换 --from"
            )
    if not _statements(seen) and not any(table.recognised.kind for table in seen.reading.tables):
        raise CannotLearn(f"“{file}”里没有认出收支报表，也没有写数的句子，不像公开的预算、决算")


def _speaks_less(seen: Sequence[Observed]) -> Callable[[Observed], bool]:
    """Documents of tables alone, or of hardly any text beside another's, do not tell the order: the others go first."""
    most = max(map(_statements, seen))
    return lambda each: _statements(each) * _SPEAKS < most


def _statements(document: Observed) -> int:
    """The paragraphs that state something of figures."""
    return sum(
        any(quantities_of(with_digits(block.text)))
        for part in document.parts
        for block in part.blocks
        if isinstance(block, ObservedText)
    )


def _is_no_sample(reading: Reading) -> bool:
    return not is_sample(reading)


def is_sample(reading: Reading) -> bool:
    """Whether a document is a ministry's form with XX in place of names and amounts."""
    return is_sample_document(reading.document)


def is_sample_document(document: PrintedDocument) -> bool:
    """The same of a document that was only read."""
    return sum(bool(_SAMPLE.search(line.text)) for line in document.lines()) > _PLACEHOLDERS


class _Learning:
    def __init__(
        self, seen: Sequence[Observed], library: Library, base: Pack, format: str, name: str
    ) -> None:
        self.main, self.others = seen[0], seen[1:]
        self.library, self.base = library, base
        self.format, self.name = format, name
        reading = self.main.reading
        spec = base.inputs.schedule(IDENTITY_SCHEDULE)
        lines = frozenset(line.name for line in spec.lines) if spec is not None else frozenset[str]()
        year = reading.year or base.year
        self.names_in_text = lines
        self.variables = Variables(_unit(reading), year, lines)
        self.reader = Reader.of(library, base)
        self.source = load_source(library.root, base.format)
        self.wordings = Wordings(frozenset(base.phrases))
        self.texts = TextSlots(base, taken_names(base))
        self.reasons = ReasonSlots(self.reader.figures)
        self.extra = ExtraFigures(base, self.texts.taken)
        turner = self._turner(reading, self._with_short(self.variables, self.main))
        practice = list(self._practice()) if turner.listener.sample else []
        self.narrator = Narrator(turner, frozenset(self._everybodys()), practice=practice)
        self.questions: list[Question] = []
        self.glossary: dict[str, str] = {}
        self.keys: set[str] = set()
        self.styles = TableStyles(list(self._with_amounts().tables()), base.numbers.get("表格"))
        self.part_keys: set[str] = {"封面", "目录"}

    def _turner(self, reading: Reading, variables: Variables) -> Turner:
        """What turns the sentences of one document; figures, phrases and lines to fill in are everybody's."""
        names = NamesOfFigures.of(self.reader.figures, self.library.root, variables.unit, variables.short)
        known = KnownAmounts.of(reading, self.reader.figures)
        listener = Listener(names, known, is_sample(reading), year=variables.year)
        return Turner(listener, variables, self.wordings, self.texts, self.reasons, Lists(names), self.extra)

    def _with_short(self, variables: Variables, document: Observed) -> Variables:
        """With what a document calls its unit for short, a line of texts where the format does not ask for it."""
        if SHORT_NAME in self.names_in_text or self.base.inputs.schedule(TEXTS) is None:
            return variables
        texts = [
            block.text for part in document.parts for block in part.blocks if isinstance(block, ObservedText)
        ]
        short = short_name(variables.unit, variables.place, texts)
        if short and document is self.main:
            self.texts.filled[SHORT_NAME] = short
            self.texts.prompts[SHORT_NAME] = "正文里本单位的简称，不用简称的不填"
            self.texts.taken.add(SHORT_NAME)
        elif short and SHORT_NAME not in self.texts.prompts:
            return variables
        return replace(variables, short=short)

    def _voices(self) -> Iterator[Voice]:
        """What the other documents say, sentence by sentence."""
        for other in self.others:
            reading = other.reading
            variables = Variables(_unit(reading), reading.year or self.variables.year, self.names_in_text)
            heard = Narrator(self._turner(reading, self._with_short(variables, other)), frozenset())
            for part in other.parts:
                texts = [block for block in part.blocks if isinstance(block, ObservedText)]
                heard.listen(texts, part.heading)
            if heard.turner.turned:
                yield Voice(reading.document.file, heard.turner.turned)

    def _merge(self, parts: Sequence[PartDraft]) -> None:
        files = [item.prose for part in parts for item in part.items if item.prose is not None]
        self.wordings.others = True
        Merging(self.narrator, list(self._voices())).into(files)

    def _practice(self) -> Iterator[CodeItem]:
        """The paragraphs about codes of the published documents, but for those that name their department."""
        for other in self.others:
            variables = Variables(_unit(other.reading), other.reading.year, self.names_in_text)
            for block in (block for part in other.parts for block in part.blocks):
                if isinstance(block, ObservedText) and not block.level:
                    item = code_item(block.text, self.reader.figures)
                    if item is not None and item.sure and not variables.left_in(block.text):
                        yield item

    def _everybodys(self) -> Iterable[str]:
        """Paragraphs of the other documents, with names in place of their own words."""
        for other in self.others:
            variables = Variables(_unit(other.reading), other.reading.year, self.names_in_text)
            for part in other.parts:
                for block in part.blocks:
                    if isinstance(block, ObservedText):
                        yield variables.put_into(block.text.strip())

    def draft(self) -> FormatDraft:
        parts = [made for part in self.main.parts if (made := self._part(part)).items]
        self._only_others_tables(parts)
        if self.others:
            self._merge(parts)
        return FormatDraft(
            self.format,
            self.base,
            self._head(),
            parts,
            self.narrator,
            self.wordings,
            self.texts,
            self.reasons,
            self.glossary,
            self.main.contents,
            self.questions,
            self.main.reading,
            self.source,
        )

    def _part(self, part: ObservedPart) -> PartDraft:
        numbered = bool(part.heading) and any(_PART.match(each.heading) for each in self.main.parts)
        heading = self.variables.put_into(part.heading.strip())
        made = PartDraft(self._part_key(part.heading), heading if numbered else "")
        shown = part.heading if numbered else self._own_heading(part.heading)
        texts: list[ObservedText] = [] if numbered or not shown else [ObservedText(shown, 2)]
        if GLOSSARY_HEADING.search(part.heading) and self._glossary(part, made):
            return made
        for block in part.blocks:
            if isinstance(block, ObservedText):
                texts.append(block)
            else:
                self._prose(texts, part.heading, made)
                texts = []
                self._table(block, made)
        self._prose(texts, part.heading, made)
        return made

    def _own_heading(self, heading: str) -> str:
        """The heading of a part without a number; of one that begins with the department's own words, what the contents
        call it."""
        bare = self.variables.put_into(heading).replace("{{单位名称}}", "")
        listed = [entry for entry in self.main.listed if entry and bare.endswith(entry) and bare != entry]
        known = any(bare.endswith(entry) or entry.endswith(bare) for entry in self.main.listed)
        own = re.sub(r"\{\{.*?\}\}|[年度]", "", bare)
        if listed and len(own) > len(max(listed, key=len)) + 4:
            entry = max(listed, key=len)
            self.questions.append(Question(PACK_FILE, f"标题里有单位自己的字，草稿只写“{entry}”", heading))
            return entry
        if (
            not known
            and self.main.listed
            and self.variables.left_in(heading.replace(self.variables.unit, ""))
        ):
            self.questions.append(Question(PACK_FILE, "标题不在目录里，核对有没有单位自己的字", heading))
        return heading

    def _part_key(self, heading: str) -> str:
        bare = _KEY.sub("", re.sub(r"\{\{.*?\}\}", "", self.variables.put_into(_PART.sub("", heading))))
        name = re.sub(r"^年度?", "", bare)[-12:] or "正文"
        number, key = 2, name
        while key in self.part_keys:
            key, number = f"{name}{number}", number + 1
        self.part_keys.add(key)
        return key

    def _glossary(self, part: ObservedPart, made: PartDraft) -> bool:
        found = glossary_of(
            [block for block in part.blocks if isinstance(block, ObservedText)], self.variables
        )
        if found is None or self.glossary:
            return False
        self.glossary, questions = found
        self.questions += questions
        made.heading = made.heading or self.variables.put_into(part.heading)
        made.items.append(ItemDraft("名词解释"))
        return True

    def _prose(self, texts: Sequence[ObservedText], title: str, made: PartDraft) -> None:
        if texts:
            prose = self.narrator.write(texts, texts[0].text if texts[0].level else title)
            if prose.text.strip():
                made.items.append(ItemDraft("正文", prose=prose))

    def _table(self, block: ObservedTable, made: PartDraft) -> None:
        found = block.match.recognised
        draft = self._best_draft(block)
        if draft is None:
            title = found.title or "没有标题的表"
            self.questions.append(
                Question(PACK_FILE, "这张表没有写进草稿：不是收支报表，或者没有认出来", title)
            )
            return
        if style := self.styles.of(found.kind):
            draft.values["+numbers" if draft.patch else "numbers"] = style
        self.keys.add(draft.key)
        made.items.append(ItemDraft("表", table=draft))

    def _best_draft(self, block: ObservedTable) -> TableDraft | None:
        """A table's draft: of the same table in several documents the one with the least that is not certain."""
        drafts = [table_draft(block, self.reader, self.source, self.variables, self.keys)]
        for other in self.others:
            same = next(self._same_table(block, other), None)
            if same is not None:
                year = other.reading.year or self.variables.year
                variables = Variables(_unit(other.reading), year, self.names_in_text)
                drafts.append(table_draft(same, self.reader, self.source, variables, self.keys))
        whole = [draft for draft in drafts if draft is not None]
        return min(whole, key=lambda draft: len(draft.questions)) if whole else None

    @staticmethod
    def _same_table(block: ObservedTable, other: Observed) -> Iterator[ObservedTable]:
        kind, title = block.match.recognised.kind, normal(block.match.recognised.title)
        tables = [each for each in other.tables() if kind and each.match.recognised.kind == kind]
        named = [each for each in tables if label_fits(title, normal(each.match.recognised.title))]
        yield from named or tables

    def _only_others_tables(self, parts: Sequence[PartDraft]) -> None:
        """Tables that the first document has not, behind those of the part with the most."""
        shown = [table.match.recognised.kind for table in self.main.tables()]
        place = max(parts, key=lambda part: sum(item.kind == "表" for item in part.items), default=None)
        if place is None:
            return
        for other in self.others:
            for table in other.tables():
                found = table.match.recognised
                if found.kind and found.kind not in shown:
                    shown.append(found.kind)
                    before = len(place.items)
                    self._table(table, place)
                    if len(place.items) > before:
                        told = f"只有“{other.reading.document.file}”有这张表，草稿放在最后"
                        self.questions.append(Question(PACK_FILE, told, found.title))

    def _head(self) -> dict[str, YamlValue]:
        year = self.format.rpartition("/")[2]
        head: dict[str, YamlValue] = {"format": self.format, "extends": self.base.format, "name": self.name}
        if year != self.base.year:
            head["year"] = year
            if (self.library.root / "common" / "codes" / year).is_dir():
                head["classification"] = year
        head["status"] = "从公开的材料学来的草稿，待核"
        declared = self.source.yaml[PACK_FILE].get("numbers")
        numbers = number_changes(self._with_amounts(), self.base, declared)
        tables = numbers.get("表格")
        own = tables.value if isinstance(tables, OneLine) and isinstance(tables.value, dict) else {}
        numbers |= self.styles.declared({key.removeprefix("+"): value for key, value in own.items()})
        if numbers:
            head["numbers"] = numbers
        cover = self._cover()
        if cover:
            head["cover"] = cover
        return head

    def _with_amounts(self) -> Observed:
        """The first document that prints amounts: a sample does not tell how they look."""
        return next((each for each in (self.main, *self.others) if not is_sample(each.reading)), self.main)

    def _cover(self) -> dict[str, YamlValue]:
        """The lines of the cover that the base format has too, worded as printed."""
        known = dict(self.base.cover)
        made: dict[str, YamlValue] = {}
        for line in self.main.cover:
            text = self.variables.put_into(line)
            if "{{年度}}" in text and "title" in known:
                made.setdefault("title", text)
            elif "{{单位名称}}" in text and "unit" in known:
                made.setdefault("unit", text)
        return {key: text for key, text in made.items() if known.get(key) != text}


def _unit(reading: Reading) -> str:
    """The unit's name; of a sample the words that stand for it."""
    if reading.unit_name:
        return reading.unit_name
    for line in reading.document.lines():
        found = re.search(r"[\u4e00-\u9fff]{0,8}[XxＸ×]{2,}(?:局|委员会|委|部门|单位)", line.text)
        if found is not None:
            return found[0]
    return ""
