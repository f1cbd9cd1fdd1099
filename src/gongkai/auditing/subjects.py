"""Of what an amount in a sentence speaks: its subject in a plain form, and the figures of tables that are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.quantities_said import CHANGE, Said, Sentence
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION, NATURE_DIMENSION, normal
from gongkai.recognition.printed_fact import PrintedFact

_MARKS = re.compile(r"[\s“”\"'‘’()（）《》]")
_BEGIN = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.)]|\d{1,2}[.、)])?(?:其中|主要包括|主要有|主要用于|主要是|包括|此外|另外|另有|主要为|分别是|分别为|其(?!他)|全年|本部门|本单位|我单位|我局|[:,，、])*"
)
_YEAR = re.compile(r"20\d\d年度?|本年度|年度(?!预算)")
_TAIL = re.compile(
    r"(?:财政拨款)?(?:支出|收入)?(?:决算数|决算|预算数|预算安排|预算|总额|金额|数|共计|合计|共|为|是|达|约|安排|完成|各)+$"
)
_VERBS = re.compile(
    r"(?:决算数|预算数|预算安排|总额|金额|数额|数|共计|共|均|为|是|达到|达|约|安排|完成|各|资金)+$"
)
_CODE_NAMES = re.compile(
    r"(?:([一-龥、“”]{2,30}?)\(类\)\s*)?(?:([一-龥、“”]{2,30}?)\(款\)\s*)?(?:([一-龥、“”()]{2,40}?)\(项\))?"
)
_JOINED_NAMES = re.compile(r"[“\"]([^“”\"]{4,90})[”\"]\s*科目[^“”\"，。；;:、]{0,4}$")
_DASHES = re.compile(r"\s*[-－—–]+\s*")
_LEVELS = 3
_NUMBERING = re.compile(
    r"^\s*(?:[(]?[一二三四五六七八九十\d]{1,3}[)]|[一二三四五六七八九十\d]{1,3}[、.．])\s*"
)
_PLANNED_SUM = re.compile(r"(收入|支出|收支|收、支)(总?)预算")
_PLANNED_SPENDING = re.compile(r"(?<!公共)(?<!基金)(?<!经营)预算(?=支出|收入)")
_ORGANISATION = re.compile(r".*[院局厅办委心门道处会校馆站队所团府]$")
_SAID_CODE = re.compile(r"(?<!\d)(2\d{2}(?:\d{2}){0,2})(?!\d)")
_BEGINS_CODED = re.compile(r"\s*(?:[(]?\d{1,2}[.、)])?\s*(2\d{6}|2\d{4})(?!\d)\s*([^，。；;:]{2,60})")
_ITEM = 5  # digits of an item
_GENERIC = frozenset(
    (
        "",
        "支出",
        "收入",
        "预算",
        "决算",
        "年初",
        "年初预算",
        "全年预算",
        "执行",
        "当年预算执行",
        "全年",
        "支出决算",
        "收支",
    )
)
_SIDE_LAST = re.compile(r"(?:年初|全年)+$|(?<!拨款)(?:年初|全年|支出|收入)+$")
"""What says nothing more at the end of a subject; what is received of an appropriation is not what is spent of it."""
_COMPARED = re.compile(
    r"(?:与|比|较|同)[^，,]{0,24}?(?:相比|增|减|上升|下降|降).*$|(?:比|较|与|同)(?:上年|去年|20\d\d).*$"
)
_CHANGED = re.compile(
    r"(?:各|共|均|同比)*(?:增加|减少|增长|下降|上升|降低|提高|节约|压减|调增|调减|增|减|降)(?:了|额|数)?(?:为|约)?$"
)


@dataclass(slots=True)
class Binder:
    """The figures of a document's tables by what they are called. `binder_of` makes it once for a document."""

    document: AuditedDocument
    _by_name: dict[str, list[tuple[AuditedTable, PrintedFact]]] = field(default_factory=dict)
    _by_code: dict[str, list[tuple[AuditedTable, PrintedFact]]] = field(default_factory=dict)
    _by_project: dict[str, list[tuple[AuditedTable, PrintedFact]]] = field(default_factory=dict)
    _items: dict[str, set[str]] = field(default_factory=dict)
    _economic: dict[str, set[str]] = field(default_factory=dict)
    _by_item: dict[str, list[tuple[AuditedTable, PrintedFact]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        figures: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[AuditedTable, PrintedFact]]] = {}
        for table in self.document.tables:
            for fact in table.facts:
                where = tuple(sorted(fact.coordinates.items()))
                figures.setdefault((fact.figure, where), []).append((table, fact))
                code = fact.coordinates.get(FUNCTION_DIMENSION, "")
                item = fact.coordinates.get(ECONOMIC_DIMENSION, "")
                if item and "|" not in item:
                    self._by_item.setdefault(item, []).append((table, fact))
                if code and fact.coordinates.get(NATURE_DIMENSION) == "项目支出" and fact.figure == "支出":
                    self._by_project.setdefault(code, []).append((table, fact))
                if code and NATURE_DIMENSION not in fact.coordinates and fact.figure == "支出":
                    self._by_code.setdefault(code, []).append((table, fact))
        for (figure, where), names in self.document.words.subjects:
            for name in names:
                self._by_name.setdefault(name, []).extend(figures.get((figure, where), ()))
        for code, called in self.document.codes.names[ECONOMIC_DIMENSION].items():
            for name in called if len(code) == _ITEM else ():
                self._economic.setdefault(name, set()).add(code)
        for code, called in self.document.codes.names[FUNCTION_DIMENSION].items():
            for name in called:
                self._items.setdefault(name, set()).add(code)

    def named(self, subject: str) -> list[tuple[AuditedTable, PrintedFact]]:
        """The figures that a plain subject may be, in all tables."""
        return self._by_name.get(subject, [])

    def coded(self, code: str) -> list[tuple[AuditedTable, PrintedFact]]:
        return self._by_code.get(code, [])

    def whole_or_project(self, code: str) -> list[tuple[AuditedTable, PrintedFact]]:
        """The figures of a code; those of its projects with them where it has nothing but projects."""
        whole = self.coded(code)
        projects = self._by_project.get(code, [])
        spent = {fact.amount for _, fact in whole if not fact.stage}
        return (
            [*whole, *projects]
            if any(fact.amount in spent for _, fact in projects if not fact.stage)
            else whole
        )

    def known(self, subject: str) -> str:
        """The subject as a known name; a short name of a body may stand before it. "" where it is not known."""
        if subject in self._by_name:
            return subject
        for at in range(2, len(subject) - 3):
            if subject[at:] in self._by_name:
                return subject[at:] if _ORGANISATION.match(subject[:at]) else ""
        return ""

    def code_of(self, text: str) -> str:
        """The code that 某某（类）某某（款）某某（项） says last in a text; "" where none or several have these names."""
        found = [match for match in _CODE_NAMES.finditer(text) if match[0]]
        if not found:
            return self._joined_code(text) or self._numbered_code(text)
        names = [self._known_end(normal(part)) if part else "" for part in found[-1].groups()]
        depth = max(at for at, part in enumerate(found[-1].groups(), 1) if part)
        if not names[depth - 1]:
            return ""
        codes = {code for code in self._items[names[depth - 1]] if len(code) == 1 + 2 * depth}
        for level, name in enumerate(names[: depth - 1], 1):
            if name:
                codes = {code for code in codes if code[: 1 + 2 * level] in self._items[name]}
        return codes.pop() if len(codes) == 1 else ""

    def _numbered_code(self, text: str) -> str:
        """The code that a text begins with as a number, with its name behind it; "" where there is none."""
        match = _BEGINS_CODED.match(text)
        if match is None:
            return ""
        name = normal(match[2])
        return (
            match[1]
            if any(each in name for each in self.document.codes.names[FUNCTION_DIMENSION].get(match[1], ()))
            else ""
        )

    def _joined_code(self, text: str) -> str:
        """The code of 类-款-项 in one pair of quotes; "" where there is none, or one of the names is not its own."""
        joined = _JOINED_NAMES.findall(text)
        names = [normal(part) for part in _DASHES.split(joined[-1])] if joined else []
        if not 2 <= len(names) <= _LEVELS:
            return ""
        codes = {code for code in self._items.get(names[-1], ()) if len(code) == 1 + 2 * len(names)}
        for level, name in enumerate(names[:-1], 1):
            codes = {code for code in codes if code[: 1 + 2 * level] in self._items.get(name, ())}
        return codes.pop() if len(codes) == 1 else ""

    def item_of(self, subject: str) -> tuple[str, list[tuple[AuditedTable, PrintedFact]]]:
        """The code of an item of the economic classification, and its figures in the table of basic expenditure."""
        codes = self._economic.get(subject, set())
        facts = [(table, fact) for code in codes for table, fact in self._by_item.get(code, ())]
        return (next(iter(codes)) if len(codes) == 1 else "", facts)

    def class_of(self, subject: str) -> str:
        """The code of a class whose name the subject is."""
        return self.document.codes.classes.get(subject, "")

    def _known_end(self, name: str) -> str:
        """The longest known name that a text ends with: words may stand before it."""
        return next((name[at:] for at in range(len(name) - 1) if name[at:] in self._items), "")


def binder_of(document: AuditedDocument) -> Binder:
    """The document's binder, made when it is first asked for."""
    found = next((each for each in document.binders if isinstance(each, Binder)), None)
    if found is None:
        found = Binder(document)
        document.binders.append(found)
    return found


def plain_subject(lead: str, unit_name: str) -> str:
    """A subject without marks, numbering, year, name of the unit and the words that only lead to the amount."""
    text = _MARKS.sub("", _NUMBERING.sub("", lead))
    if unit_name:
        text = text.replace(_MARKS.sub("", unit_name), "")
    text = _BEGIN.sub("", _YEAR.sub("", text))
    text = _PLANNED_SPENDING.sub("", _PLANNED_SUM.sub(r"\1\2", text.replace("决算", ""))).replace(
        "收、支", "收支"
    )
    return re.sub(r"(?:年初|全年|当年)$", "", _VERBS.sub("", _BEGIN.sub("", text)).removesuffix("预算"))


def subject_of(sentence: Sentence, said: Said, unit_name: str) -> str:
    """The plain subject of an amount; one that is left out is that of the clause before."""
    lead = said.lead
    if said.kind == CHANGE:
        lead = _CHANGED.sub("", lead)
    found = plain_subject(_COMPARED.sub("", lead), unit_name)
    if found not in _GENERIC:
        return found
    for text in _clauses_before(sentence, said):
        found = plain_subject(_CHANGED.sub("", _COMPARED.sub("", text)), unit_name)
        found = _SIDE_LAST.sub("", found) if found not in _GENERIC else found
        if found not in _GENERIC and not re.search(r"\d", found):
            return found
    return ""


def _clauses_before(sentence: Sentence, said: Said) -> Iterator[str]:
    """The clauses before an amount, the nearest first, as far as its sentence goes."""
    before = sentence.text[: said.begin - sentence.start]
    for clause in reversed(re.split(r"[，；;:。]|,(?!\d)", before)):
        bare = re.sub(r"[-\d.,]+\s*(?:万元|亿元|元|%|个百分点).*$", "", clause)
        if bare.strip():
            yield bare
