"""Of what kind a printed document is: a budget, final accounts or an evaluation; its title, its tables, its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gongkai.frozen import frozen
from gongkai.readers.printed_document import PrintedDocument
from gongkai.recognition.tables import RecognisedTable
from gongkai.recognition.vocabulary import DocumentWords

_YEAR = re.compile(r"20\d\d\s*年")
_NUMBERED = re.compile(
    r"\s*(?:第?[一二三四五六七八九十\d]+(?:部分|[、.．])|[（(][一二三四五六七八九十\d]+[)）]|附)"
)
_SENTENCE = re.compile(r"[。；，：,;:]")
_ACCOUNTS, _BUDGET = "final_accounts", "budget"
_BEGINNING = 20  # lines in which the title stands
_LONGEST = 50  # characters of a title
_HEADING = 30
_LEAST = 2


@frozen
class DocumentKind:
    """`kind` is a folder of formats, "" where nothing tells it; `evidence` quotes what told it."""

    kind: str = ""
    evidence: str = ""


def document_kinds(
    document: PrintedDocument, tables: Sequence[RecognisedTable], words: DocumentWords
) -> list[DocumentKind]:
    """What its title says and what its tables are, each where it is told; else what its headings say.

    Two that differ are a document that is put together of two, or whose cover is another's.
    """
    found = [told for told in (_titled(document, words), _by_tables(tables, words)) if told.kind]
    by_headings = _by_headings(document, words)
    return found or ([by_headings] if by_headings.kind else [])


def _titled(document: PrintedDocument, words: DocumentWords) -> DocumentKind:
    lines = [line.text.strip() for line in document.lines() if line.text.strip()][:_BEGINNING]
    for text in _titles(lines):
        if kind := words.kind_of(text):
            return DocumentKind(kind, text)
    return DocumentKind()


def _titles(lines: Sequence[str]) -> Iterator[str]:
    """What may be the title of the whole: short, with a year, no heading of a part; one broken in two too."""
    usable = [
        text if len(text) <= _LONGEST and not _SENTENCE.search(text) and not _NUMBERED.match(text) else ""
        for text in ("".join(line.split()) for line in lines)
    ]
    for text, after in pairwise([*usable, ""]):
        if _YEAR.search(text):
            yield text
            yield text + after


def _by_tables(tables: Sequence[RecognisedTable], words: DocumentWords) -> DocumentKind:
    """Accounts say so in nearly every title; a budget's tables do not."""
    titles = [
        table.title for table in tables if table.kind and table.kind not in words.anywhere and table.title
    ]
    said = [words.kind_of(title) for title in titles]
    accounts, budgets = said.count(_ACCOUNTS), said.count(_BUDGET)
    if accounts >= _LEAST and accounts > len(titles) - accounts:
        return DocumentKind(_ACCOUNTS, titles[said.index(_ACCOUNTS)])
    if not accounts and len(titles) > _LEAST:
        return DocumentKind(_BUDGET, titles[said.index(_BUDGET) if budgets else 0])
    return DocumentKind()


def _by_headings(document: PrintedDocument, words: DocumentWords) -> DocumentKind:
    """The kind that most headings of parts and sections name, by far."""
    said: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for line in document.lines():
        text = "".join(line.text.split())
        heading = _NUMBERED.match(text) and len(text) <= _HEADING and not _SENTENCE.search(text)
        if heading and (kind := words.kind_of(text)) in (_ACCOUNTS, _BUDGET):
            said.setdefault(kind, text)
            counted[kind] += 1
    [first, second] = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    if first[1] > _LEAST and first[1] > 2 * second[1]:
        return DocumentKind(first[0], said[first[0]])
    return DocumentKind()
