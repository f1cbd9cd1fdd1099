"""How a document is put together: numbering, empty tables, headings against what stands under them, missing reasons."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import CHANGE, RATE
from gongkai.findings import Severity
from gongkai.model.labels import ECONOMIC_DIMENSION
from gongkai.recognition.printed_fact import printed_number

_DIGITS = "一二三四五六七八九十"
_FIRST = re.compile(rf"([{_DIGITS}]{{1,3}})、")
_SECOND = re.compile(rf"[(]([{_DIGITS}]{{1,3}})[)]")
_ARABIC = re.compile(r"(\d{1,2})[.、](?!\d)")
_NOTHING = re.compile(r"本表无数据|本表为空|无数据")
_PARTS = re.compile(r"\d+\.\s*(产出|效益|满意度)指标完成情况")
_INDICATOR = re.compile(r"[(]?\d*[)]?\s*(社会效益|经济效益|生态效益|满意度|数量|质量|时效)指标")
_GIVEN_REASON = re.compile(r"原因|由于|因|主要是|系|用于|为了")
_LARGE = 50  # per cent
_SHORT_CELL = 20
_DATED = re.compile(r"(?:20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?)")
_LONG_ENOUGH = 12
_FEW_DIGITS = re.compile(r"(?<![\d.])\d+\.\d%")
_TWO_DIGITS = re.compile(r"(?<![\d.])\d+\.\d\d%")
_VEHICLES = re.compile(r"(?:\d[、.])?车辆情况:?")
_CODES_IN_EMPTY = 5
_PART = re.compile(rf"第[{_DIGITS}]+部分")
_FEWEST = 4  # names of a list that is counted
_COUNTED = re.compile(
    r"(?<![\d.])(\d{1,2})个([一-龥]{0,2}(?:科室|股室|处室|内设机构|职能科室|科|股|室|处))(?:[,，]?分别(?:是|为))?:([^。；;:]+)[。；;]"
)


def check_structure(document: AuditedDocument) -> list[AuditFinding]:
    """Everything about the order and completeness of a document."""
    return [
        *_numbering(document),
        *_numbered_headings(document),
        *_counts(document),
        *_listed_in_empty_tables(document),
        *_misplaced(document),
        *_without_reason(document),
        *_dates_differ(document),
        *_decimals(document),
        *_vehicles(document),
        *_code_as_text(document),
        *_one_side_empty(document),
    ]


def _value(numeral: str) -> int:
    """一 to 九十九."""
    if numeral in _DIGITS:
        return _DIGITS.index(numeral) + 1
    tens, _, ones = numeral.partition("十")
    return (10 * (_DIGITS.index(tens) + 1 if tens else 1)) + (_DIGITS.index(ones) + 1 if ones else 0)


def _numbering(document: AuditedDocument) -> Iterator[AuditFinding]:
    """（一）（二） within one 一、: a number that comes again, or one that is left out."""
    last = 0
    for writing in document.prose:
        if writing.table or not writing.heading:
            if not writing.table and _FIRST.match(writing.text):
                last = 0
            continue
        second = _SECOND.match(writing.text)
        if second is None:
            last = 0
            continue
        number = _value(second[1])
        if last and number not in (last + 1, last) and not (number == 1 and last == 1):
            what = "又从（一）编起" if number == 1 else f"跳到（{second[1]}）"
            yield found_in(
                "SJ-23",
                f"同一级编号在（{_DIGITS[last - 1] if last <= 10 else last}）以后{what}",
                writing.spot(),
                severity=Severity.HINT,
                found=f"（{second[1]}）",
            )
        last = number


def _numbered_headings(document: AuditedDocument) -> Iterator[AuditFinding]:
    """一、二、四、 or 七、八、七、 among the headings of a part."""
    last: dict[str, int] = {}
    for writing in document.prose:
        first = (
            _FIRST.match(writing.text) if writing.heading and not writing.table and writing.section else None
        )
        if first is None or not _PART.match(writing.section[0]):
            continue
        number, before = _value(first[1]), last.get(writing.section[0], 0)
        if before and number not in (1, before + 1):
            yield found_in(
                "SJ-23",
                f"同一部分的标题在第 {before} 以后编了“{first[0]}”",
                writing.spot(),
                severity=Severity.HINT,
                found=first[0],
            )
        last[writing.section[0]] = number


def _counts(document: AuditedDocument) -> Iterator[AuditFinding]:
    """13个科室：甲、乙、丙: a list with more or fewer names than it says."""
    for writing in document.prose:
        for match in () if writing.table else _COUNTED.finditer(writing.text):
            listed = re.sub(r"[(][^()]*[)]", "", match[3])
            names = [name for name in re.split(r"[、,，]", listed) if name.strip()]
            most = len(names) + len(re.findall(r"[和及与]", listed))
            said = int(match[1])
            if len(names) < _FEWEST or re.search(r"等|其中|\d", listed) or len(names) <= said <= most:
                continue
            yield found_in(
                "SJ-23",
                f"写的是 {said} 个{match[2]}，列出的是 {len(names)} 个",
                writing.spot(match.start(), match.start(3)),
                severity=Severity.WARNING,
                found=f"{said}个{match[2]}",
                expected=f"{len(names)}个",
                compared_with="同一句列出的名称",
            )


def _listed_in_empty_tables(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A table of which the note says that it has no data, and which lists codes all the same."""
    notes = [
        each
        for each in document.prose
        if not each.table and _NOTHING.search(each.text) and len(each.text) < 80
    ]
    if not notes:
        return
    for table in document.tables:
        if table.kind not in ("国有资本经营表", "政府性基金表"):
            continue
        coded = [at for at, row in enumerate(table.rows) if row and re.fullmatch(r"\d{3}", row[0].strip())]
        amounts = [text for row in table.rows for text in row if "." in text and printed_number(text)]
        if (
            len(table.rows) - len(coded) > 1
            and coded
            and not amounts
            and len(table.rows) > _CODES_IN_EMPTY * 2
        ):
            row = coded[0]
            name = next((text for text in table.rows[row][1:] if text.strip()), "")
            yield found_in(
                "SJ-23",
                f"{table.named}没有数，却列了科目",
                Spot(table.match.recognised.table.place, name, table.number, row + 1, 2),
                severity=Severity.HINT,
                compared_with=notes[0].printed[:40],
            )


def _misplaced(document: AuditedDocument) -> Iterator[AuditFinding]:
    """Indicators of effect under the heading of output."""
    under = ""
    for writing in document.prose:
        if writing.table:
            continue
        part = _PARTS.match(writing.text)
        if part is not None:
            under = part[1]
            continue
        said = _INDICATOR.match(writing.text)
        if said is not None and under == "产出" and said[1] in ("社会效益", "经济效益", "生态效益", "满意度"):
            yield found_in(
                "SJ-23",
                f"“产出指标”下面写的是{said[1]}指标",
                writing.spot(0, said.end() + 1),
                severity=Severity.WARNING,
                found=said[0],
            )
            under = ""


def _without_reason(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A large change of which nothing says why."""
    for index, sentence in () if document.is_digest else document.sentences:
        writing = document.prose[index]
        kinds = [each.kind for each in sentence.said]
        if writing.table or CHANGE not in kinds or RATE not in kinds:
            continue
        rate = next(each for each in sentence.said if each.kind == RATE)
        rest = writing.text[rate.end :] + (
            document.prose[index + 1].text
            if index + 1 < len(document.prose) and not document.prose[index + 1].heading
            else ""
        )
        last = sentence.said[-1].end - sentence.start >= len(sentence.text) - 3
        if rate.value >= _LARGE and last and not _GIVEN_REASON.search(rest):
            yield found_in(
                "SJ-23",
                f"变动 {rate.text}，没有写原因",
                writing.spot(max(0, rate.start - 24), rate.end),
                severity=Severity.HINT,
                found=rate.text,
            )


def _dates_differ(document: AuditedDocument) -> Iterator[AuditFinding]:
    """One sentence in two cells of forms, alike but for its dates."""
    seen: dict[str, list[tuple[tuple[str, ...], Writing, int, int]]] = defaultdict(list)
    for writing in document.prose:
        for match in re.finditer(r"[^。；;\n，,]{14,}", writing.text) if writing.table else ():
            dates = tuple(_DATED.findall(match[0]))
            masked = _DATED.sub("〇", match[0])
            if dates and len(re.sub(r"[〇\d]", "", masked)) >= _LONG_ENOUGH:
                seen[masked[-18:]].append((dates, writing, match.start(), match.end()))
    for entries in seen.values():
        counts = Counter(dates for dates, _ in {(dates, writing.table) for dates, writing, *_ in entries})
        if len(counts) != 2 or len({len(dates) for dates in counts}) != 1:
            continue
        usual = max(entries, key=lambda entry: counts[entry[0]])
        for dates, writing, start, end in entries:
            odd = counts[dates] == 1 and counts[usual[0]] > 1
            beside = writing.table == usual[1].table and "元" in writing.text[start:end]
            if dates != usual[0] and (odd or beside):
                yield found_in(
                    "SJ-04",
                    f"同一句话这里写 {'、'.join(dates)}，别处写 {'、'.join(usual[0])}",
                    writing.spot(start, end),
                    severity=Severity.WARNING,
                    found="、".join(dates),
                    expected="、".join(usual[0]),
                    compared_with=f"第 {usual[1].table} 张表",
                )


def _decimals(document: AuditedDocument) -> Iterator[AuditFinding]:
    """Rates with one decimal in a document that prints two."""
    prose = [each for each in document.prose if not each.table]
    two = sum(len(_TWO_DIGITS.findall(each.text)) for each in prose)
    odd = [(each, match) for each in prose for match in _FEW_DIGITS.finditer(each.text)]
    if odd and two > _CODES_IN_EMPTY * len({match[0] for _, match in odd}):
        writing, match = odd[0]
        yield found_in(
            "SJ-23",
            f"别处的百分数有两位小数，这里只有一位，共 {len(odd)} 处",
            writing.spot(max(0, match.start() - 6), match.end()),
            severity=Severity.HINT,
            found=match[0],
        )


def _vehicles(document: AuditedDocument) -> Iterator[AuditFinding]:
    """No vehicles, but expenses of running them."""
    name = document.words.vehicles[: -len("维护费")]
    running = next(
        (
            text.strip()
            for table in document.tables
            for row in table.rows
            if name in "".join(row)
            for text in row
            if "." in text and (number := printed_number(text)) is not None and number[0] > 0
        ),
        None,
    )
    for at, writing in enumerate(document.prose[:-1]):
        following = document.prose[at + 1]
        if (
            running is not None
            and _VEHICLES.fullmatch(writing.text.strip())
            and following.text.strip("。 ") == "无"
        ):
            yield found_in(
                "SJ-30",
                f"车辆情况写“无”，{document.words.vehicles}有 {running} 万元",
                writing.spot(),
                severity=Severity.WARNING,
                found="无",
                compared_with=f"{document.words.vehicles} {running}",
            )


def _code_as_text(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A paragraph that is nothing but the name of an economic code: copied from a table."""
    names = {name for called in document.codes.names[ECONOMIC_DIMENSION].values() for name in called}
    for writing in document.prose:
        text = writing.text.strip("。 ")
        if not writing.table and text in names and _SHORT_CELL > len(text) > 4 and writing.section:
            yield found_in(
                "SJ-23",
                f"这一段只写了经济科目的名称“{text}”",
                writing.spot(),
                severity=Severity.WARNING,
                found=text,
            )


def _one_side_empty(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A form with the goal of the term filled in and that of the year left empty."""
    for table in document.tables:
        sides = any("实施期目标" in "".join(row) and "年度目标" in "".join(row) for row in table.rows)
        for number, row in enumerate(table.rows):
            texts = [text.strip() for text in row if text.strip()]
            if sides and texts and texts[0] == "总体目标" and len(texts) == 2 and len(row) >= 3:
                yield found_in(
                    "SJ-41",
                    "实施期目标写了，年度目标是空的",
                    Spot(table.match.recognised.table.place, texts[1][:60], table.number, number + 1, 2),
                    severity=Severity.WARNING,
                )
