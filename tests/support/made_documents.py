"""Small made-up documents of a department, and what is learned from them."""

from __future__ import annotations

from gongkai.learning.draft import FormatDraft
from gongkai.learning.learn import learn
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedPart
from tests.support.library import LIBRARY

BASE, FORMAT = "national/budget/2025", "elsewhere/budget/2025"
_PARTS = ("第一部分 部门概况", "第二部分 部门预算情况说明")


def published(name: str, *lines: str | tuple[int, str]) -> PrintedDocument:
    """A budget of 甲乙县NAME局 for 2025 with these paragraphs, headings as (level, text), in its second part."""
    texts = [(0, f"甲乙县{name}局2025年度部门预算"), *((1, part) for part in _PARTS)]
    texts += [each if isinstance(each, tuple) else (0, each) for each in lines]
    printed = tuple(PrintedLine(text, level=level) for level, text in texts)
    return PrintedDocument(f"{name}.docx", (PrintedPart(printed),))


def learned_from(*documents: PrintedDocument) -> FormatDraft:
    """A draft of a budget learned from documents."""
    base, _ = LIBRARY.pack(BASE)
    assert base is not None
    return learn(documents, LIBRARY, base, FORMAT, "学来的")


def prose_of(draft: FormatDraft) -> str:
    """All templates of sentences of a draft."""
    return "".join(text for name, text in draft.files().items() if name.startswith("narrative/"))
