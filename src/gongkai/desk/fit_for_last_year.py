"""Whether files may be last year's of a format: of its kind, of the year before, and all of one unit.

Numbers of another kind of document, year or unit would fill the right cells and be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from gongkai.desk.new_input import CannotCarry
from gongkai.model.labels import normal
from gongkai.packs.pack import DOCUMENT_KINDS
from gongkai.recognition.document_kind import DocumentKind, document_kinds
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.tables import document_unit, document_year, recognised

if TYPE_CHECKING:
    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack
    from gongkai.readers.printed_document import PrintedDocument


def check_fit(documents: Sequence[PrintedDocument], pack: Pack, library: Library) -> None:
    """Raises CannotCarry, whose message is a Chinese sentence, for the first document that cannot be last year's."""
    kinds, words = load_recognition(library.root)
    for document in documents:
        told = document_kinds(document, recognised(document, kinds), words.documents)
        if any(each.kind != pack.kind for each in told):
            within = f"中的 {document.file} " if len(documents) > 1 else ""
            raise CannotCarry(within + _other_kind(told, pack))
    _same(documents, document_year, "年度", lambda one, other: one == other)
    _same(documents, document_unit, "单位", may_be_one_unit)


def check_year(year: str, pack: Pack) -> None:
    """Raises CannotCarry where what is of `year` is not of the year before that of `pack`."""
    wanted = sorted({int(each) - 1 for each in (*pack.years, pack.year) if each.isdigit()})
    if wanted and year.isdigit() and int(year) not in wanted:
        years = "、".join(map(str, wanted))
        raise CannotCarry(f"是 {year} 年度的，“{pack.name}”要的上年是 {years} 年度")


def may_be_one_unit(one: str, other: str) -> bool:
    """Whether two names may be of one unit: the characters of the shorter one (县人社局) occur in the longer one in
    order."""
    short, long = sorted((normal(one), normal(other)), key=len)
    rest = iter(long)
    return all(char in rest for char in short)


def _other_kind(told: Sequence[DocumentKind], pack: Pack) -> str:
    year = f" {int(pack.year) - 1} 年度" if pack.year.isdigit() else "上年"
    wants = f"“{pack.name}”要的是{year}的{DOCUMENT_KINDS[pack.kind]}"
    if len({each.kind for each in told}) > 1:
        said = "，".join(f"“{each.evidence}”是{DOCUMENT_KINDS[each.kind]}" for each in told)
        return f"里有两种材料：{said}；{wants}，请只留下它"
    return f"是{DOCUMENT_KINDS[told[0].kind]}（“{told[0].evidence}”）；{wants}，请换成那一份"


def _same(
    documents: Sequence[PrintedDocument],
    asked: Callable[[PrintedDocument], str],
    what: str,
    same: Callable[[str, str], bool],
) -> None:
    """Raises CannotCarry where documents given together differ in what `asked` returns."""
    told = list(_told(documents, asked))
    for file, text in told[1:]:
        if not same(text, told[0][1]):
            raise CannotCarry(
                f"不是一份材料：{told[0][0]} 的{what}是 {told[0][1]}，{file} 的{what}是 {text}；请只写同一单位上年的材料"
            )


def _told(
    documents: Sequence[PrintedDocument], asked: Callable[[PrintedDocument], str]
) -> Iterator[tuple[str, str]]:
    for document in documents:
        if text := asked(document):
            yield document.file, text
