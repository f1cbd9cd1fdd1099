"""Amounts without a unit, rates without a sign, years and names that are not the document's own."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import DIFFERENCE, STATED
from gongkai.auditing.subjects import plain_subject
from gongkai.findings import Severity
from gongkai.recognition.printed_fact import printed_number

_NO_PERCENT = re.compile(
    r"(?:增长|下降|增幅|降幅|占比?)(?:为|了)?\s*(\d{1,4}\.\d{1,2})(?=\s*[。，；;]|,(?!\d)|$)"
)
_NO_UNIT = re.compile(
    r"(?:经费|收入|支出|预算数?|决算数?|拨款|总计|合计|费)(?:为|共计|共)?\s*(\d[\d,]*\.\d{2})(?=\s*[。，；;]|,(?!\d)|$)"
)
_YEAR_OF = re.compile(r"(20\d\d)年")
_CLAUSES = re.compile(r"[。，；;]")
_LEADS = r"(?:收入|支出|预算(?:收入|支出)|二级项目|项目支出|财政拨款|一般公共预算|“?三公”?|机关运行|政府采购|政府性基金|国有资本|本部门|本单位|我局|我单位|部门|单位)"
_OWN_YEAR = re.compile(rf"^(?:\s*(?:\d+[.、]|[(（][一二三四五六七八九十]+[)）]))?\s*(20\d\d)年度?{_LEADS}")
_TITLE_YEAR = re.compile(
    r"^(?:.{{0,30}})?(20\d\d)年度?(?:部门|单位)?.{{0,20}}(?:预算|决算).{{0,12}}表$".replace(
        "{{", "{"
    ).replace("}}", "}")
)
_COMPARED_YEAR = re.compile(
    r"(?:与|比|较|同)\s*(20\d\d)\s*年度?(?:相比|同期|决算|预算|执行|增|减|持平|[^，。；;]{0,8}?(?:增加|减少|增长|下降|持平))"
)
_OUR_YEAR = re.compile(r"[我本](?:部门|单位|[局委厅院校办会])\s*(20\d\d)年度")
_END_OF_YEAR = re.compile(r"截(?:至|止)\s*(20\d\d)年12月31日")
_CAUSE_YEAR = re.compile(
    r"原因(?:是|为|在于)?[:：]?\s*(20\d\d)年(?!度?[^，。；;]{0,12}(?:提前|结转|预计|计划|拟|将|筹备|准备|启动|续|到期|前))"
)
_RANGE = re.compile(r"(20\d\d)\s*[-—－~至]\s*(20\d\d)\s*年度?\s*([一-龥\s]{6,30})")
_NEXT_YEAR = re.compile(r"(?:弥补)?(?:发放|支付|完成了?)(20\d\d)年")
_UNIT_CODE = re.compile(r"(\d{3,6})\s*[-—]\s*([一-龥]{6,40})")
_CARS_OF = re.compile(r"截[至止]20\d\d年12月31日[，,]([一-龥]{6,30}?)(?:部门|单位)?(?:共有|共计|实有)车辆")
_PART_OF = re.compile(r"第[一二三四五六七八九]部分\s*:?\s*([一-龥]{6,40}?)(?:20\d\d年|概况)")
_CAPTION_YEAR = re.compile(r"(?:部门|单位)(?:名称)?\s*:.{2,40}?(20\d\d)\s*年度")
_CAPTION_NAME = re.compile(r"\s*(?:部门|单位|编制单位|填报单位)(?:名称)?\s*:\s*([一-龥]{6,30})")
_FIRST_YEAR = re.compile(r"^(20\d\d)年度")
_EACH_PERSON = re.compile(r"每|标准|人均|单价|/")
_CENTS = 2
_LARGE_YUAN = Decimal(100_000)
_SUFFIX = 4
_PAID_ACCOUNTS = ("决算", "自评", "绩效评价")


def check_units_and_years(document: AuditedDocument) -> list[AuditFinding]:
    """Every paragraph; years also in the titles of tables."""
    found: list[AuditFinding] = []
    for writing in document.prose:
        if writing.heading and not writing.table:
            continue
        found += _missing_units(document, writing)
        found += _years(document, writing)
    found += _captions(document)
    found += _mixed_units(document)
    found += _tables_in_yuan(document)
    found += _one_year_twice(document)
    found += _ranges(document)
    found += _names(document)
    found += _unit_codes(document)
    found += _parts_of_another(document)
    found += _cars_of_another(document)
    return found


def _captions(document: AuditedDocument) -> Iterator[AuditFinding]:
    """The year over the tables: 部门名称：某局　2024年度."""
    for writing in document.prose:
        match = None if writing.table else _CAPTION_YEAR.search(writing.text)
        yield from _captioned(document, writing)
        if match is not None and document.year and int(match[1]) != document.year:
            yield _year_finding(writing, match, 1, document.year, "表头的年度")


def _captioned(document: AuditedDocument, writing: Writing) -> Iterator[AuditFinding]:
    """部门名称：乙县某局 over a table of 甲县某局: a body of the same kind of another place."""
    found = None if writing.table else _CAPTION_NAME.match(writing.text)
    name = re.sub(r"[(（].*$", "", document.unit_name)
    if found is None or len(name) < 2 * _SUFFIX or name in writing.text:
        return
    said = found[1]
    if said.endswith(name[-_SUFFIX - 1 :]) and said[:2] != name[:2] and len(said) == len(name):
        yield found_in(
            "SJ-25",
            f"表头的单位是“{said}”，别处是“{name}”",
            writing.spot(found.start(1), found.end(1)),
            severity=Severity.WARNING,
            found=said,
            expected=name,
            compared_with="封面和表头的单位名称",
        )


def _tables_in_yuan(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A table that is said to be in 元 and prints the numbers of the tables and texts in 万元."""
    known = {number for table in document.tables if _unit(table) == "万元" for number in _numbers(table)}
    known |= {
        Decimal(said.number)
        for _, sentence in document.sentences
        for said in sentence.said
        if said.unit == "万元"
    }
    for table in document.tables:
        numbers = set(_numbers(table)) if _unit(table) == "元" else set()
        if len(numbers) >= _CENTS and len(numbers & known) * 5 >= len(numbers) * 4:
            yield found_in(
                "SJ-26",
                f"{table.named}的金额单位写“元”，数与写“万元”的表和文字相同",
                Spot(table.match.recognised.table.place, table.title, table.number),
                severity=Severity.WARNING,
                found="元",
                expected="万元",
                compared_with="写“万元”的表和文字",
            )


def _unit(table: AuditedTable) -> str:
    return table.match.recognised.unit


def _numbers(table: AuditedTable) -> Iterator[Decimal]:
    """The amounts of a table that are printed with cents, other than zero."""
    for row in table.rows:
        for text in row:
            number = printed_number(text) if "." in text else None
            if number is not None and number[0] and number[1] == _CENTS:
                yield number[0]


def _mixed_units(document: AuditedDocument) -> Iterator[AuditFinding]:
    """元 among 万元; amounts and shares below nothing."""
    printed = {
        said.number for _, sentence in document.sentences for said in sentence.said if said.unit == "万元"
    }
    cells = {amount / 10_000 for amount in document.amounts_of_cells}
    units_of: dict[int, set[str]] = defaultdict(set)
    for index, sentence in document.sentences:
        units_of[index] |= {said.unit for said in sentence.said if said.is_amount}
    for index, sentence in document.sentences:
        writing, units = document.prose[index], units_of[index]
        if writing.table:
            continue
        for said in sentence.said:
            before = writing.text[max(0, said.start - 1) : said.start]
            as_printed = said.value in document.amounts_of_cells  # a balance may be below nothing
            if said.value < 0 and said.kind != DIFFERENCE and re.match(r"[一-龥]", before) and not as_printed:
                yield found_in(
                    "SJ-26",
                    f"“{said.text}”是负数",
                    writing.spot(said.begin, said.end),
                    severity=Severity.WARNING,
                    found=said.text,
                )
            if said.unit != "元" or _EACH_PERSON.search(said.lead) or not said.is_amount:
                continue
            exact = said.number.partition(".")[2]
            known = said.number in printed or (len(exact) == _CENTS and Decimal(said.number) in cells)
            if len(exact) == _CENTS and (known or "万元" in units) and said.value < _LARGE_YUAN:
                yield found_in(
                    "SJ-26",
                    f"“{said.text}”的单位疑是万元：别处同样的数写万元",
                    writing.spot(said.begin, said.end),
                    severity=Severity.WARNING,
                    found=said.text,
                    expected=f"{said.number}万元",
                )
            elif not said.value and any(other.unit == "万元" for other in sentence.said if other.is_amount):
                yield found_in(
                    "SJ-26",
                    f"同一句里别的数写万元，这里写“{said.text}”",
                    writing.spot(said.begin, said.end),
                    severity=Severity.HINT,
                    found=said.text,
                    expected="0万元",
                )


def _one_year_twice(document: AuditedDocument) -> Iterator[AuditFinding]:
    """2024年某费A万元，2024年某费B万元: one of the years is another."""
    for index, sentence in document.sentences:
        stated = [each for each in sentence.said if each.kind == STATED]
        for first, second in itertools.pairwise(stated):
            years = [_YEAR_OF.search(each.lead) for each in (first, second)]
            if years[0] is None or years[1] is None or years[0][1] != years[1][1]:
                continue
            names = [plain_subject(each.lead, document.unit_name) for each in (first, second)]
            if names[0] == names[1] and len(names[0]) > _SUFFIX and first.value != second.value:
                yield found_in(
                    "SJ-24",
                    f"同一年的“{names[0]}”写了 {first.text}和 {second.text}，有一个年度写错了",
                    document.prose[index].spot(second.begin, second.end),
                    severity=Severity.WARNING,
                    found=years[1][1],
                    compared_with=f"同一句的{first.text}",
                )


def _missing_units(document: AuditedDocument, writing: Writing) -> Iterator[AuditFinding]:
    if not _CLAUSES.search(writing.text):
        return  # a label of a picture
    for pattern, what in ((_NO_PERCENT, "%"), (_NO_UNIT, "万元")):
        for match in pattern.finditer(writing.text) if not writing.table else ():
            yield found_in(
                "SJ-26",
                f"“{match[0]}”后面没有写“{what}”" if what == "%" else f"“{match[0]}”没有写单位",
                writing.spot(max(0, match.start() - 8), match.end()),
                found=match[1],
                expected=f"{match[1]}{what}",
            )


def _years(document: AuditedDocument, writing: Writing) -> Iterator[AuditFinding]:
    year, text = document.year, writing.text
    if (
        not year
        or writing.table
        or any("附件" in heading or "名词" in heading for heading in writing.section)
    ):
        return
    own = _OWN_YEAR.match(text)
    if own is not None and _about_last_accounts(document, writing, own[1]):
        own = None
    if (own is not None and int(own[1]) not in (year, year - 1)) or (
        own is not None and int(own[1]) == year - 1 and not re.search(rf"{year}年|比上年|较上年|本年", text)
    ):
        yield _year_finding(writing, own, 1, year, "开头的年度")
    first = _FIRST_YEAR.match(text)
    if own is None and first is not None and int(first[1]) > year and "万元" in text:
        yield _year_finding(writing, first, 1, year, "开头的年度")
    yield from _compared_years(writing, year)
    name = re.sub(r"[(（].*$", "", document.unit_name)
    named = re.match(rf"(20\d\d)年度?{re.escape(name)}", text) if name else None
    if own is None and named is not None and abs(int(named[1]) - year) > 1:
        yield _year_finding(writing, named, 1, year, "开头的年度")
    for match in _OUR_YEAR.finditer(text):
        if abs(int(match[1]) - year) > 1:
            yield _year_finding(writing, match, 1, year, "写本部门的年度")
    for match in _CAUSE_YEAR.finditer(text):
        if int(match[1]) > year:
            yield _year_finding(writing, match, 1, year, "原因的年度")
    end = _END_OF_YEAR.search(text)
    accounts = any(f"截至{year}年12月31日" in each.text for each in document.prose)
    if end is not None and int(end[1]) not in ((year,) if accounts else (year, year - 1)):
        yield _year_finding(writing, end, 1, year, "年末的年度")


def _compared_years(writing: Writing, year: int) -> Iterator[AuditFinding]:
    """与20xx年相比: last year, or the budget of this year."""
    for match in _COMPARED_YEAR.finditer(writing.text):
        said = int(match[1])
        further_back = said < year - 1 and _compared_twice(writing.text, match.start())
        if not further_back and (said not in (year - 1, year) or (said == year and "预算" not in match[0])):
            yield _year_finding(writing, match, 1, year - 1, "与之比较的年度")


def _compared_twice(text: str, start: int) -> bool:
    """Whether the sentence compares with last year before it compares with a year further back (比2019年, 疫情前)."""
    sentence = text[:start].rpartition("。")[2]
    return re.search(r"[比较与同]\s*上年", sentence) is not None


def _about_last_accounts(document: AuditedDocument, writing: Writing, year: str) -> bool:
    """Whether the heading over a paragraph of a budget says that it is about the accounts of last year."""
    heading = writing.section[-1] if writing.section else ""
    return (
        int(year) == document.year - 1
        and year in heading
        and re.search(r"决算|执行", heading) is not None
        and any("预算" in each.text and str(document.year) in each.text for each in document.prose[:3])
    )


def _year_finding(writing: Writing, match: re.Match[str], group: int, right: int, what: str) -> AuditFinding:
    return found_in(
        "SJ-24",
        f"{what}是 {match[group]}，应是 {right}",
        writing.spot(match.start(), match.end()),
        found=match[group],
        expected=str(right),
        compared_with="文件的年度",
    )


def _ranges(document: AuditedDocument) -> Iterator[AuditFinding]:
    """2023-2024年度某项目 in one place, 2022-2023年度 in another; and next year's payments in this year's accounts."""
    seen: list[tuple[str, str, Writing]] = []
    accounts = any(word in each.text for each in document.prose[:12] for word in _PAID_ACCOUNTS)
    for writing in (*document.prose, *document.cells):
        for match in () if writing.table else _RANGE.finditer(writing.text):
            name, years = re.sub(r"\s", "", match[3]), f"{match[1]}-{match[2]}"
            other = next((each for each in seen if each[0] != years and _alike_names(each[1], name)), None)
            if other is not None:
                yield found_in(
                    "SJ-24",
                    f"“{name[:16]}”这里是 {years} 年度，前面是 {other[0]} 年度",
                    writing.spot(match.start(), match.end()),
                    severity=Severity.WARNING,
                    found=years,
                    expected=other[0],
                    compared_with=other[2].printed[:40],
                )
            seen.append((years, name, writing))
        for match in _NEXT_YEAR.finditer(writing.text) if accounts and document.year else ():
            if int(match[1]) == document.year + 1:
                yield found_in(
                    "SJ-24",
                    f"{document.year} 年度的材料写“{match[0]}”",
                    writing.spot(match.start(), match.end() + 8),
                    severity=Severity.WARNING,
                    found=match[1],
                    compared_with="文件的年度",
                )


def _alike_names(one: str, other: str) -> bool:
    """Whether two names share eight characters in a row."""
    return any(one[at : at + 8] in other for at in range(len(one) - 7))


def _names(document: AuditedDocument) -> Iterator[AuditFinding]:
    """The unit's name with a slip, and titles that name another unit."""
    name = re.sub(r"[(（].*$", "", document.unit_name)
    if len(name) < 2 * _SUFFIX or sum(name in each.text for each in document.prose) < 2:
        return
    suffix = name[-_SUFFIX:]
    slips: dict[str, list[tuple[Writing, int]]] = {}
    for writing in document.prose:
        for match in re.finditer(re.escape(suffix), writing.text):
            before = writing.text[: match.end()]
            if before.endswith(name):
                continue
            for length in (len(name), len(name) - 1, len(name) + 1):
                said = before[-length:] if length <= len(before) else ""
                if said[:2] == name[:2] and _one_character(said, name):
                    slips.setdefault(said, []).append((writing, match.end()))
                    break
            else:
                yield from _other_title(writing, before, name)
    for said, places in slips.items():
        writing, end = places[0]
        yield found_in(
            "SJ-25",
            f"单位名称写成“{said}”，共 {len(places)} 处，别处是“{name}”",
            writing.spot(end - len(said), end),
            severity=Severity.WARNING,
            found=said,
            expected=name,
            compared_with="封面和表头的单位名称",
        )


def _other_title(writing: Writing, before: str, name: str) -> Iterator[AuditFinding]:
    """A title of the document's own tables with a shorter name: a part of it is left out."""
    after = writing.text[len(before) :]
    said = before.strip()
    if (
        re.match(r"20\d\d年度?(?:部门|单位)(?:决算|预算)", after)
        and said != name
        and said[:2] == name[:2]
        and re.fullmatch(r"[一-龥]+", said)
        and _left_out(said, name)
    ):
        yield found_in(
            "SJ-25",
            f"标题里的单位是“{said}”，别处是“{name}”",
            writing.spot(),
            found=said,
            expected=name,
            compared_with="封面和表头的单位名称",
        )


def _left_out(said: str, name: str) -> bool:
    """Whether a name is the other with some characters in a row left out."""
    for at in range(len(said) + 1):
        if name.startswith(said[:at]) and name.endswith(said[at:]) and len(said) < len(name):
            return True
    return False


def _one_character(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sum(left != right for left, right in zip(one, other, strict=True)) == 1
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer) - 1)
    )


def _cars_of_another(document: AuditedDocument) -> Iterator[AuditFinding]:
    """截至年末，某中心共有车辆: the name of another body of the place than the document's own."""
    name = re.sub(r"[(（].*$", "", document.unit_name)
    for writing in document.prose if len(name) >= 2 * _SUFFIX else ():
        found = _CARS_OF.search(writing.text)
        if found is None or name in found[1] or found[1] in name or re.search(r"[本我]|所属|系统", found[1]):
            continue
        if found[1][:2] == name[:2] and not _one_character(found[1], name):
            yield found_in(
                "SJ-25",
                f"车辆写的是“{found[1]}”的，别处的单位是“{name}”",
                writing.spot(found.start(1), found.end()),
                severity=Severity.WARNING,
                found=found[1],
                expected=name,
                compared_with="封面和表头的单位名称",
            )


def _parts_of_another(document: AuditedDocument) -> Iterator[AuditFinding]:
    """第二部分：甲站2024年单位预算 among parts of the document that are all of one unit, and one part of another."""
    named = [
        (found[1], writing)
        for writing in document.prose
        if not writing.table and (found := _PART_OF.match(writing.text)) is not None
    ]
    counts = Counter(name for name, _ in named)
    usual, count = counts.most_common(1)[0] if counts else ("", 0)
    for name, writing in named:
        alike = name in usual or usual in name or _one_character(name, usual)
        if name != usual and count >= _CENTS and not alike and name[:2] == usual[:2]:
            yield found_in(
                "SJ-25",
                f"这一部分的标题写的是“{name}”，别的部分都是“{usual}”",
                writing.spot(),
                severity=Severity.WARNING,
                found=name,
                expected=usual,
                compared_with="其他部分的标题",
            )
            return


def _unit_codes(document: AuditedDocument) -> Iterator[AuditFinding]:
    """051-某局 in most forms, 061-某局 in one; a place that only one title of many spells otherwise."""
    codes: dict[str, list[tuple[str, Writing]]] = {}
    for writing in (*document.prose, *document.cells):
        found = _UNIT_CODE.match(writing.text) if writing.table else None
        if found is not None:
            codes.setdefault(found[2], []).append((found[1], writing))
    for name, entries in codes.items():
        usual, count = Counter(code for code, _ in entries).most_common(1)[0]
        for code, writing in entries:
            if code != usual and count >= 3 and len(code) == len(usual):
                yield found_in(
                    "SJ-25",
                    f"“{name[:20]}”的编码这里是 {code}，别处是 {usual}",
                    writing.spot(),
                    severity=Severity.WARNING,
                    found=code,
                    expected=usual,
                    compared_with="其他表的同一个单位",
                )
    titles = [
        each
        for each in document.prose
        if not each.table and re.search(r"[县区旗市]\(.{1,2}\)级.*表$|[县区旗市]级.*表$", each.text)
    ]
    forms = Counter(re.sub(r"([县区])(?=\1)", "", each.text) for each in titles)
    if len(forms) > 1:
        usual, count = forms.most_common(1)[0]
        for each in titles:
            said = re.sub(r"([县区])(?=\1)", "", each.text)
            if forms[said] == 1 and count >= 5 and _one_character(said, usual):
                yield found_in(
                    "SJ-25",
                    f"表题是“{each.text[:24]}”，别的表题是“{usual[:24]}”",
                    each.spot(),
                    severity=Severity.WARNING,
                    found=each.text[:24],
                    expected=usual[:24],
                    compared_with="其他表的标题",
                )
