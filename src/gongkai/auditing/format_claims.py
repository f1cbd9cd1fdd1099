"""The sentences of a document by those of its format: each number bound to the figure that it states.

The format is given, or told by its headings and then by its sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.format_facts import FormatFacts, facts_of
from gongkai.auditing.outcome import AmountPlace
from gongkai.auditing.quantities_said import Said, Sentence
from gongkai.auditing.roles import is_budget_document
from gongkai.auditing.same_year import of_one_unit
from gongkai.frozen import frozen
from gongkai.packs.library import Library
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.recognition.pack_match import matched
from gongkai.recognition.printed_fact import PrintedFact
from gongkai.sentences.alignment import DocumentPassage, Match, Sentences, heading_name
from gongkai.sentences.slots import Says

_MOST_HEADINGS = 0.6
_MOST_SENTENCES = 0.5
"""Where the format was not given: the least share of its headings that the document must have, and of the document's
amounts outside tables that its sentences must bind."""


@frozen
class FormatClaim:
    """A number of a paragraph (`index`) with its place in the format. `about` is the figure, with the code of its row."""

    index: int
    sentence: Sentence
    said: Said
    match: Match
    about: Binding | None
    against: Binding | None

    @property
    def place(self) -> AmountPlace:
        return AmountPlace(False, self.index, self.said.start)

    @property
    def figure(self) -> str:
        """What the figure is called, with the code of its row."""
        code = f"（科目 {self.match.codes[0]}）" if len(self.match.codes) == 1 else ""
        return f"{self.match.slot.meaning.name}{code}"

    @property
    def named(self) -> str:
        """How the account calls the number."""
        role = self.match.slot.meaning.role
        return self.figure if role in (Says.AMOUNT, Says.COUNT) else f"{self.figure}的{role.value}"


@frozen
class FormatReading:
    """A document read by a format. `given` says whether the user named it."""

    pack: Pack
    given: bool
    claims: tuple[FormatClaim, ...]
    facts: FormatFacts

    @property
    def called(self) -> str:
        """The name of the check by this format."""
        return f"按{'' if self.given else '最像的'}格式（{self.pack.format}）逐句与表核对"


def format_reading(document: AuditedDocument, library: Library, format: str = "") -> FormatReading | None:
    """The document by the given format, or by the one that it is of; None where there is none."""
    packs = [library.pack(format)[0]] if format else list(_likely(document, library))
    for pack in packs:
        if pack is None:
            continue
        claims = tuple(_claims(document, pack))
        if format or _is_enough(document, claims):
            facts = facts_of(pack.definitions, document.tables, _read(document, pack))
            return FormatReading(pack, bool(format), claims, facts)
    return None


def _likely(document: AuditedDocument, library: Library) -> Iterator[Pack]:
    """The formats of the document's year whose headings are most of them in it, the best first."""
    here = {heading_name(each.text) for each in document.prose if each.heading}
    kinds = {"budget" if is_budget_document(document) else "final_accounts", "self_evaluation"}
    found = []
    for info in library.published() if here else ():
        years = {info.format.rpartition("/")[2], *info.years}
        if str(document.year) not in years or not kinds & set(info.format.split("/")):
            continue
        pack, _ = library.pack(info.format)
        wanted = {heading_name(line.strip("# ")) for line in _headings(pack)} if pack is not None else set()
        share = len(wanted & here) / max(len(wanted), 1)
        if pack is not None and share >= _MOST_HEADINGS:
            found.append((share, info.format, pack))
    found.sort(key=lambda each: each[0], reverse=True)
    return (pack for _, _, pack in found[:2])


def _headings(pack: Pack) -> Iterator[str]:
    for file in pack.narrative.values():
        if "@报告" not in file.text:
            yield from (line for line in file.text.split("\n") if line.startswith("#") and "{" not in line)


def _is_enough(document: AuditedDocument, claims: tuple[FormatClaim, ...]) -> bool:
    bound = {claim.place for claim in claims if claim.said.is_amount}
    amounts = [
        AmountPlace(False, index, said.start)
        for index, sentence in document.sentences
        if not document.prose[index].table
        for said in sentence.said
        if said.is_amount
    ]
    return bool(amounts) and len(bound & set(amounts)) >= _MOST_SENTENCES * len(amounts)


def _claims(document: AuditedDocument, pack: Pack) -> Iterator[FormatClaim]:
    said = {
        (index, each.start): (sentence, each)
        for index, sentence in document.sentences
        for each in sentence.said
    }
    sentences = pack.kept(Sentences)
    passages = [DocumentPassage("" if each.table else each.text, each.section) for each in document.prose]
    for index, row in enumerate(sentences.put_to(passages).passages):
        for number, match in row:
            found = said.get((index, number.start))
            if match is None or found is None:
                continue
            meaning = match.slot.meaning
            about, against = meaning.figure, meaning.base
            if meaning.rows is not None:
                if len(match.codes) != 1:
                    about = against = None
                else:
                    about = about.at(meaning.rows.dimension, match.codes[0]) if about is not None else None
                    if against is not None and meaning.role is not Says.SHARE:
                        against = against.at(meaning.rows.dimension, match.codes[0])
            yield FormatClaim(index, found[0], found[1], match, about, against)


def _read(document: AuditedDocument, pack: Pack) -> dict[int, list[PrintedFact]]:
    """What the format knows of tables, by their number."""
    tables = [table.match.recognised for table in document.tables]
    found: dict[int, list[PrintedFact]] = {}
    for match in matched(tables, pack, str(document.year or ""), document.unit_name):
        for table in document.tables if match.facts else ():
            if table.match.recognised.table is match.recognised.table:
                found.setdefault(table.number, []).extend(match.facts)
    return found


def last_published_facts(
    document: AuditedDocument, reading: FormatReading, others: Sequence[AuditedDocument]
) -> FormatFacts | None:
    """The figures of last year's document of the same unit and kind; None where it is not among `others`."""
    for other in others:
        if (
            document.year
            and other.year == document.year - 1
            and of_one_unit(document, other)
            and is_budget_document(other) == is_budget_document(document)
        ):
            return facts_of(reading.pack.definitions, other.tables, _read(other, reading.pack))
    return None
