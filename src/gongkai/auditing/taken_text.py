"""Words taken over from another document: the department's duties in a unit's, last year's reasons in this year's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.same_year import of_one_unit
from gongkai.findings import Severity
from gongkai.model.labels import normal

_OWN = re.compile(r"职责|职能|机构设置|机构情况|基本情况|概况|人员(?:情况|构成)")
_LAID_DOWN = re.compile(r"名词解释|附件|绩效")
_REASON = re.compile(r"原因(?:是|为|在于)?[:：]?([^。；;]{14,})")
_YEAR = re.compile(r"20\d\d年?度?|上年|本年|今年|去年|\s")
_NOTHING = re.compile(r"无变动|无变化|没有变|持平|无此项|不涉及|未安排|没有发生|无支出")
_DIRECTION = re.compile(r"(增加|增长|上升|减少|下降|降低)")
_LONG = 40  # characters of a paragraph that two units do not write alike by chance
_UP = ("增加", "增长", "上升")


def check_taken_text(document: AuditedDocument, others: Sequence[AuditedDocument]) -> list[AuditFinding]:
    """Paragraphs of this document that another one of `others` has word for word."""
    found: list[AuditFinding] = []
    for other in others:
        if other.year == document.year and not of_one_unit(document, other):
            found += _of_another(document, other)
        elif other.year == document.year - 1 and document.year and of_one_unit(document, other):
            found += _of_last_year(document, other)
    return found


def _of_another(document: AuditedDocument, other: AuditedDocument) -> Iterator[AuditFinding]:
    """Duties and set-up in the words of another unit, or a sentence that names it as if it were this one."""
    theirs = {normal(each.text): each for each in _own(other)}
    for writing in _own(document):
        if len(writing.text) >= _LONG and normal(writing.text) in theirs:
            named = other.unit_name and other.unit_name in writing.printed
            yield found_in(
                "SJ-53",
                f"这一段与“{other.file}”（{other.unit_name or '另一单位'}）的一字不差"
                + ("，还写着它的名称" if named else ""),
                writing.spot(0, _LONG),
                severity=Severity.WARNING,
                compared_with=f"{other.file}：{theirs[normal(writing.text)].printed[:30]}",
            )


def _own(document: AuditedDocument) -> Iterator[Writing]:
    """Paragraphs that each unit writes of itself."""
    for writing in document.prose:
        above = "".join(writing.section)
        if not writing.table and not writing.heading and _OWN.search(above) and not _LAID_DOWN.search(above):
            yield writing


def _of_last_year(document: AuditedDocument, other: AuditedDocument) -> Iterator[AuditFinding]:
    """A reason of last year given again; if what it explains went the other way, it cannot be true."""
    given = {bare: before for _, bare, before, _ in _reasons(other)}
    for writing, bare, before, at in _reasons(document):
        if bare not in given:
            continue
        turned = {before, given[bare]} == {1, -1}
        yield found_in(
            "SJ-53",
            "原因与上年的一字不差" + ("，变动的方向却相反" if turned else "，请看是不是还成立"),
            writing.spot(at, at + _LONG),
            severity=Severity.WARNING if turned else Severity.HINT,
            compared_with=other.file,
        )


def _reasons(document: AuditedDocument) -> Iterator[tuple[Writing, str, int, int]]:
    """Each reason: its paragraph, its words without years, whether what it explains rose or fell, its place."""
    for writing in document.prose:
        if writing.table or _LAID_DOWN.search("".join(writing.section)):
            continue
        for match in _REASON.finditer(writing.text):
            bare = normal(_YEAR.sub("", match[1]))
            if _NOTHING.search(match[1]) or len(bare) < 12:
                continue
            told = _DIRECTION.findall(writing.text[: match.start()])
            yield writing, bare, (0 if not told else 1 if told[-1] in _UP else -1), match.start(1)
