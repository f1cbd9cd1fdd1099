"""Each table of a printed document with its title, unit, year and kind; what is not recognised says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gongkai.frozen import frozen
from gongkai.readers.caption_rows import caption_rows
from gongkai.readers.printed_document import PRINTED_NUMBER, PrintedDocument, PrintedLine, PrintedTable
from gongkai.recognition.national_kinds import NationalKind

_UNIT = re.compile(r"单位\s*[:：]?\s*[（(]?\s*(?:人民币)?\s*([千万]?元)|[（(]([千万]?元)[）)]")
_UNIT_NAME = re.compile(
    r"(?:编制|填报|预算|主管)?(?:部门|单位)(?:名称)?\s*[:：]\s*((?:(?!单位\s*[:：])[^\s:：\d]){4,40})"
)
_NAME = re.compile(r"[\u4e00-\u9fff（）()]{2,40}")
_REPORT = re.compile(
    r"(?:第[一二三四]部分|附件\d*[:：]?)?([\u4e00-\u9fff（）()]{4,40}?)??20\d\d年度?(?:部门|单位)?(?:预算|决算)"
)
_ON_THE_WAY = re.compile("按照|根据|关于|为了|开展|我局|我单位")  # a line of a sentence, no name
_SENTENCE = re.compile(r"[。；，：,;:]")
_NO_NAME = re.compile(r"关于|按照|根据|依据|为了|截至")
_CAPTION = re.compile(
    r"(?:部门|单位)(?:名称)?\s*[:：]|单位\s*[:：]?\s*(?:人民币)?[千万]?元|^[（(]?\s*\d{4}\s*年?度?\s*[）)]?$"
    r"|^(?:公开|预算公开|财决|附)?\s*表?\s*[\d一二三四五六七八九十]+(?:-\d+)?\s*表?$|^[（(][千万]?元[）)]$|^续表|^[-—\s\d]+$"
)
_TITLE = re.compile(r"表\s*(?:[（(][^（）()]*[）)])?\s*$")
_REMARK = re.compile(r"^\s*(?:注|备注|说明)\s*\d*\s*[:：]")
_YEAR = re.compile(r"(20\d\d)\s*(?:年|—|－|-)")
_CODE = re.compile(r"\d{3,9}")
_LABEL = re.compile(r"[一二三四五六七八九十]+、|\d{1,2}\s*[.．、]\s*[\u4e00-\u9fff]")
_TOTALS = ("总计", "收入总计", "支出总计", "栏次")
_NEAR = 8  # lines above a table in which its title may stand
_COVER = 20  # lines in which the cover and the table of contents begin
_LONGEST_NAME = 40
_LONG = 60  # characters: a longer line is prose
_MAX_HEADING = 6  # rows
_FEW = 2  # numbers that alone tell no row of amounts

BY_TITLE, BY_HEADINGS = 0.95, 0.6
"""How sure a kind is, by what it was told."""


@frozen
class RecognisedTable:
    """`kind` is empty where nothing tells it. `evidence` is a Chinese sentence that says by what it was told.

    `unit` is 元, 千元, 万元 or "" (not said), `year` four digits or ""; `header_rows` counts the rows above the first of
    figures, of which the first `captions` hold the title.
    """

    table: PrintedTable
    title: str
    kind: str
    confidence: float
    evidence: str
    unit: str
    year: str
    header_rows: int
    captions: int = 0


def recognised(document: PrintedDocument, kinds: Sequence[NationalKind]) -> list[RecognisedTable]:
    """All tables in their order."""
    return [_recognised(table, above, kinds) for table, above in _with_lines(document)]


def document_year(document: PrintedDocument) -> str:
    """The year that the document is about: the one its first lines name, else the one that most lines name, else the
    only one that headings of tables and names of sheets do; "" where there is none."""
    for line in [line.text for line in document.lines()][:20]:
        if (found := _YEAR.search(line)) is not None:
            return found[1]
    years: Counter[str] = Counter(year for line in document.lines() for year in _YEAR.findall(line.text))
    if years:
        return years.most_common(1)[0][0]
    headings = [cell.text for table in document.tables() for cell in table.cells if cell.row < _MAX_HEADING]
    said: set[str] = {
        year for text in (*(part.sheet for part in document.parts), *headings) for year in _YEAR.findall(text)
    }
    return said.pop() if len(said) == 1 else ""


def document_unit(document: PrintedDocument) -> str:
    """The department or unit that the tables name most often, else the cover and the titles; "" where none do."""
    named = Counter(
        found[1].strip() for line in document.lines() if (found := _UNIT_NAME.search(line.text)) is not None
    )
    if not named:
        named = Counter(_titled([line.text for line in document.lines()][:_COVER]))
    return named.most_common(1)[0][0] if named else ""


def _titled(lines: Sequence[str]) -> Iterator[str]:
    """The names in titles such as 某市某局2024年度部门决算, whose name may stand in the lines above the year."""
    for index, line in enumerate(lines):
        found = _REPORT.match(line.replace(" ", ""))
        if found is None or _SENTENCE.search(line, found.end()) or _ON_THE_WAY.search(found[0]):
            continue
        if found[1]:
            if not _NO_NAME.search(found[1]):
                yield found[1]
            continue
        above: list[str] = []
        for before in reversed(lines[:index]):
            if _NAME.fullmatch(before.replace(" ", "")) is None:
                break
            above.insert(0, before.replace(" ", ""))
        if above and len(name := "".join(above)) <= _LONGEST_NAME:
            yield name


def _with_lines(document: PrintedDocument) -> Iterator[tuple[PrintedTable, list[str]]]:
    """Each table with the lines above it, back to the table before it."""
    above: list[str] = []
    for part in document.parts:
        if part.sheet:
            above = [part.sheet]
        for item in part.items:
            if isinstance(item, PrintedLine):
                above.append(item.text)
            else:
                yield item, above
                above = []


def _recognised(table: PrintedTable, above: list[str], kinds: Sequence[NationalKind]) -> RecognisedTable:
    captions = caption_rows(table)
    near = [*above[-_NEAR:], *(text for row in captions for text in row)]
    first = len(captions)
    header = rows_of_heading(table, first)
    headings = [cell.text for cell in table.cells if first <= cell.row < header and cell.text.strip()]
    unit = _unit([*near, *headings])
    for title in _titles(near):
        for kind in kinds:
            if kind.title.fit(title):
                evidence = f"标题“{title}”"
                return RecognisedTable(
                    table, title, kind.name, BY_TITLE, evidence, unit, _year(title, near), header, first
                )
    said = next(_titles(near), "")
    found = [kind for kind in kinds if kind.has_headings(headings)]
    if found:
        words = "、".join(
            dict.fromkeys(text for text in headings if found[0].has_headings([text, *headings]))
        )
        evidence = f"没有认出标题；表头有“{words[:60]}”"
        return RecognisedTable(
            table, said, found[0].name, BY_HEADINGS, evidence, unit, _year(said, near), header, first
        )
    return RecognisedTable(
        table, said, "", 0.0, "标题和表头都没有认出来", unit, _year(said, near), header, first
    )


def _titles(near: Sequence[str]) -> Iterator[str]:
    """What may be the title: lines that end as titles do, then others, the nearest first; one broken in two too."""
    found = list(_lines(near))
    yield from (text for text in found if _TITLE.search(text))
    yield from (text for text in found if not _TITLE.search(text))


def _lines(near: Sequence[str]) -> Iterator[str]:
    lines = [line.strip() for line in near]
    usable = [
        index
        for index, line in enumerate(lines)
        if line and len(line) <= _LONG and not _CAPTION.search(line) and not _REMARK.match(line)
    ]
    for index in reversed(usable):
        if index - 1 in usable and len(lines[index]) <= 3:
            yield lines[index - 1] + lines[index]
        yield lines[index]


def _unit(texts: Sequence[str]) -> str:
    for text in reversed(texts):
        if (found := _UNIT.search(text)) is not None:
            return found[1] or found[2]
    return ""


def _year(title: str, near: Sequence[str]) -> str:
    for text in (title, *reversed(near)):
        if (found := _YEAR.search(text)) is not None:
            return found[1]
    return ""


def rows_of_heading(table: PrintedTable, first: int = 0) -> int:
    """The number of rows at the top that hold headings: those before the first row with a figure or a code, and
    all that a heading spans. The first rows of them hold the title."""
    rows = table.rows()
    count = first
    for row in rows[first : first + _MAX_HEADING]:
        texts = [text.strip() for text in row if text.strip()]
        if any(_is_value(text) for text in texts) or not texts or _is_total(texts) or _small_amounts(texts):
            break
        count += 1
    if count == len(rows):
        return count
    spanned = [cell.row + cell.rowspan for cell in table.cells if cell.row < count]
    reached = max(spanned, default=count)
    numbered = _columns_numbered(rows[reached]) if reached < len(rows) else False
    return max(reached, count) + numbered if count else 0


def _is_value(text: str) -> bool:
    """Whether a text stands in rows of figures alone: a code, an amount, a numbered label, 合计."""
    if _LABEL.match(text) or text.replace(" ", "") in _TOTALS or _CODE.fullmatch(text):
        return True
    digits = sum(char.isdigit() for char in text)
    return PRINTED_NUMBER.fullmatch(text) is not None and (digits >= 3 or "." in text)


def _is_total(texts: Sequence[str]) -> bool:
    """Whether a row is that of all: 合计 and numbers, be they small, that do not number the columns."""
    return (
        texts[0].replace(" ", "") in ("合计", "本年合计")
        and any(PRINTED_NUMBER.fullmatch(text) for text in texts[1:])
        and not _columns_numbered(texts)
    )


def _small_amounts(texts: Sequence[str]) -> bool:
    """Whether a row is nothing but small amounts, as the one row of a table of 万元 may be, and numbers no columns."""
    return (
        len(texts) > _FEW
        and all(PRINTED_NUMBER.fullmatch(text) for text in texts)
        and not _columns_numbered(texts)
    )


def _columns_numbered(row: Sequence[str]) -> bool:
    """Whether a row numbers the columns: 栏次 1 2 3."""
    texts = [text.strip() for text in row if text.strip()]
    if "栏次" in texts:
        return True
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 2]
    return len(numbers) >= 2 and len(numbers) >= len(texts) - 3 and numbers == sorted(set(numbers))
