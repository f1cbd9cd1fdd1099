"""Performance forms: funds, indicators and the text about them, each form against itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.edits import one_edit
from gongkai.auditing.form_funds import check_form_funds
from gongkai.auditing.outcome import AmountPlace, AuditFinding, Spot, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import COMPLETION, STATED, Said
from gongkai.findings import Location, Severity
from gongkai.frozen import frozen
from gongkai.recognition.printed_fact import printed_number

_FORM = re.compile(r"[一二三]级指标|项目资金|资金投入情况|资金情况")
_VALUE = re.compile(r"\s*(≥|≤|＝|=|>=|<=|＞|＜|>|<)?\s*(\d[\d,]*(?:\.\d+)?)\s*([%％]|[一-龥/()]{0,8})\s*")
_TARGET = re.compile(r"(?:≥|≤|＝|=|>=|<=|＞|＜|>|<)\s*\d[\d,.]*\s*[%％一-龥/()]{0,8}")
_LEAST_NAME = 3  # characters of a name that tells an indicator
_SIGN_ONLY = re.compile(r"(?:≥|≤|＝|=|>=|<=|>|<)\s*[%％一-龥/]{0,4}")
_RATE_NAME = re.compile(r"(?:率|满意度)(?:[(（][^)）]*[)）])?$")
_NO_RATE_UNIT = re.compile(r"^(?:万元|元|个|人|名|件|次)$")
_MONEY_NAME = re.compile(r"(?:金额|标准|经费|补助费)$")
_ONE_YEAR = re.compile(r"1年")
_TERM, _ANNUAL = "实施期资金总额", "年度资金总额"
_DEPARTING = re.compile(r"不存在执行数偏离预算数")
_LOW, _HIGH = Decimal(90), Decimal("1.3")
_FEWER = re.compile(r"人数减少|人员减少")
_FUND_NUMBERS = 3
_SCORE = Decimal(10)  # the score for execution, which stands beside its rate
_RATE_ODD = Decimal(1000)  # per cent: no rate of execution is so high


@frozen
class _Row:
    """A row of a form: its number and the texts in it with their columns (both from 0)."""

    table: AuditedTable
    number: int
    cells: tuple[tuple[int, str], ...]

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.cells]

    def spot(self, at: int = 0) -> Spot:
        column, text = self.cells[at] if self.cells else (0, "")
        place = next(
            (
                cell.place
                for cell in self.table.match.recognised.table.cells
                if cell.row == self.number and cell.column == column
            ),
            Location(),
        )
        return Spot(place, text[:80], self.table.number, self.number + 1, column + 1)

    def after(self, label: str) -> str:
        """The text behind the cell that has these words; "" where there is none."""
        for at, (_, text) in enumerate(self.cells):
            if label in text:
                return self.cells[at + 1][1] if at + 1 < len(self.cells) else ""
        return ""


def check_forms(document: AuditedDocument) -> list[AuditFinding]:
    """All tables that are forms of performance."""
    found: list[AuditFinding] = []
    for table in document.tables:
        rows = [
            _Row(
                table,
                number,
                tuple((column, text.strip()) for column, text in enumerate(row) if text.strip()),
            )
            for number, row in enumerate(table.rows)
        ]
        if not is_form(table):
            continue
        name = next((row.after("项目名称") for row in rows if row.after("项目名称")), "")
        found += _named_twice(rows)
        for row in rows:
            found += _funds(rows, row, name)
            found += _indicator(rows, row)
        found += _text_against_funds(document, table, rows)
        found += _execution(rows)
        found += check_form_funds(table)
    return found


def _named_twice(rows: Sequence[_Row]) -> Iterator[AuditFinding]:
    """An indicator with the same name and value in two rows of a form."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        at = next((at for at, text in enumerate(row.texts) if at and _TARGET.fullmatch(text)), 0)
        key = (row.texts[at - 1], *row.texts[at:]) if at else ()
        if key and key in seen and len(key[0]) > _LEAST_NAME:
            yield found_in("SJ-42", f"指标“{key[0]}”在同一张表里列了两次", row.spot(at - 1), found=key[0])
        seen.add(key)


def is_form(table: AuditedTable) -> bool:
    """Whether a table is a form of performance."""
    return any(_FORM.search(text) for row in table.rows for text in row)


def _number(text: str) -> Decimal | None:
    found = printed_number(text.rstrip("%％"))
    return None if found is None else found[0]


def _is_one_year(rows: Sequence[_Row]) -> bool:
    return any(_ONE_YEAR.fullmatch(row.after("项目期")) or "1年结束" in row.after("项目属性") for row in rows)


def _funds(rows: Sequence[_Row], row: _Row, name: str) -> Iterator[AuditFinding]:
    term, annual = _number(row.after(_TERM)), _number(row.after(_ANNUAL))
    if term is not None and annual is not None and term != annual and _is_one_year(rows):
        yield found_in(
            "SJ-40",
            f"项目一年结束，实施期资金是 {term:,}，年度资金是 {annual:,}，应当相等",
            row.spot(next(at for at, text in enumerate(row.texts) if _TERM in text)),
            found=f"{term:,}",
            expected=f"{annual:,}",
            compared_with="同一行的年度资金",
        )
    if "中央" in name and any("省级财政资金" in text for text in row.texts):
        central = next((each for each in rows if any("中央财政资金" in text for text in each.texts)), None)
        given = _number(row.after("省级财政资金"))
        if central is not None and _number(central.after("中央财政资金")) == 0 and given:
            yield found_in(
                "SJ-40",
                f"项目“{name}”是中央资金，中央财政资金填 0，{given:,} 全在省级",
                row.spot(),
                severity=Severity.HINT,
                found=f"{given:,}",
                compared_with="项目名称",
            )


def _indicator(rows: Sequence[_Row], row: _Row) -> Iterator[AuditFinding]:
    """A row of an indicator: what its name says against its values."""
    values = [
        (at, match) for at, text in enumerate(row.texts) if (match := _VALUE.fullmatch(text)) and at > 0
    ]
    if not values:
        return
    first, value = values[0]
    name = next((text for text in reversed(row.texts[:first]) if not _SIGN_ONLY.fullmatch(text)), "")
    if _RATE_NAME.search(name) and _NO_RATE_UNIT.match(value[3]):
        yield found_in(
            "SJ-41",
            f"“{name}”是率，指标值写“{row.texts[first]}”",
            row.spot(first - 1),
            severity=Severity.WARNING,
            found=row.texts[first],
        )
    for at, each in values:
        if (
            _MONEY_NAME.search(name)
            and each[3] in "%％"
            and each[3]
            and Decimal(each[2].replace(",", "")) > _RATE_ODD
        ):
            yield found_in(
                "SJ-41",
                f"“{name}”是金额，写成“{row.texts[at]}”，单位应是元",
                row.spot(at),
                severity=Severity.WARNING,
                found=row.texts[at],
            )
            break
    if re.search(r"(?:失业率|上访率|投诉率)$", name) and value[1] in ("≥", ">="):
        yield found_in(
            "SJ-41",
            f"“{name}”应当越低越好，指标值写“{row.texts[first]}”",
            row.spot(first - 1),
            severity=Severity.HINT,
        )
    yield from _two_sides(rows, row, values)
    yield from _against_target(rows, row, values)


def _two_sides(
    rows: Sequence[_Row], row: _Row, values: Sequence[tuple[int, re.Match[str]]]
) -> Iterator[AuditFinding]:
    """Targets of the term and of the year, in a project of one year."""
    if len(values) != 2 or not _is_one_year(rows) or values[1][0] - values[0][0] < 2:
        return
    (left, one), (right, other) = values
    names = row.texts[left - 1], row.texts[right - 1]
    alike = names[0].startswith(names[1]) or names[1].startswith(names[0])
    if alike and one[1] and other[1] and one[0].strip() != other[0].strip():
        yield found_in(
            "SJ-41",
            f"项目一年结束，“{names[0]}”的实施期指标值是 {one[0].strip()}，年度指标值是 {other[0].strip()}",
            row.spot(left - 1),
            severity=Severity.WARNING,
            found=one[0].strip(),
            expected=other[0].strip(),
            compared_with="同一行的年度指标值",
        )


def _against_target(
    rows: Sequence[_Row], row: _Row, values: Sequence[tuple[int, re.Match[str]]]
) -> Iterator[AuditFinding]:
    """What was done against the target: far more without a reason, a level of scores, reasons against facts."""
    texts = row.texts
    heading = next(
        (each for each in rows if "实际完成值" in "".join(each.texts) and "得分" in "".join(each.texts)), None
    )
    if heading is None or len(values) < 2:
        return
    signed = [(at, each) for at, each in values if each[1] in ("≥", ">=", "=", "＝")]
    if len(signed) >= 2:
        (at, target), (done_at, done) = signed[-2], signed[-1]
        wanted, given = (Decimal(each[2].replace(",", "")) for each in (target, done))
        reason = texts[-1] if not _VALUE.fullmatch(texts[-1]) and len(texts) - 1 > done_at else ""
        if (
            done[1] in ("≥", ">=")
            and wanted
            and given / wanted > _HIGH
            and not reason
            and target[3] == done[3]
        ):
            yield found_in(
                "SJ-41",
                f"“{_named(texts, at)}”目标 {texts[at]}，完成 {texts[done_at]}，超过三成没有写原因，完成值也不该带“{done[1]}”",
                row.spot(texts.index(_named(texts, at))),
                severity=Severity.WARNING,
                found=texts[done_at],
                expected=texts[at],
            )
        if _FEWER.search(reason) and (more := _more_people(rows)):
            yield found_in(
                "SJ-41",
                f"原因写“{reason[:20]}”，而{more}",
                row.spot(len(texts) - 1),
                severity=Severity.WARNING,
                found=reason[:40],
                compared_with="同一张表的人数指标",
            )
    if "部分达成" in "".join(texts):
        scores = [_number(text) for text in texts[-3:]]
        numbers = [each for each in scores if each is not None]
        if len(numbers) >= 2 and numbers[-2] and numbers[-1] / numbers[-2] < Decimal("0.5"):
            at = next(at for at, text in enumerate(texts) if "部分达成" in text)
            yield found_in(
                "SJ-41",
                f"完成值“{texts[at]}”，{numbers[-2]} 分只得 {numbers[-1]} 分，低于部分达成的一档",
                row.spot(at),
                severity=Severity.WARNING,
                found=str(numbers[-1]),
            )


def _named(texts: Sequence[str], at: int) -> str:
    """The name before a value, past values that are nothing but a sign and a unit."""
    return next((text for text in reversed(texts[:at]) if not _SIGN_ONLY.fullmatch(text)), texts[0])


def _more_people(rows: Sequence[_Row]) -> str:
    """An indicator of persons that was more than reached; "" where there is none."""
    for row in rows:
        values = [match for text in row.texts if (match := _VALUE.fullmatch(text)) and match[1]]
        if "人数" in "".join(row.texts[:4]) and len(values) >= 2:
            wanted, given = (Decimal(each[2].replace(",", "")) for each in values[-2:])
            if given > wanted > 0:
                return f"人数目标 {values[-2][0].strip()}，实际 {values[-1][0].strip()}"
    return ""


def _execution(rows: Sequence[_Row]) -> Iterator[AuditFinding]:
    """A low rate of execution with nothing said about it."""
    rates = [
        _number(text)
        for row in rows
        for text in row.texts
        if text.endswith("%") and any("资金" in each for each in row.texts)
    ]
    low = [rate for rate in rates if rate is not None and 0 < rate < _LOW]
    if not low:
        return
    for row in rows:
        joined = "".join(row.texts)
        if _DEPARTING.search(joined):
            at = next(at for at, text in enumerate(row.texts) if _DEPARTING.search(text))
            yield found_in(
                "SJ-41",
                f"执行率有 {min(low)}%，却写没有偏离预算",
                row.spot(at),
                severity=Severity.WARNING,
                found=f"{min(low)}%",
                compared_with="同一张表的资金栏",
            )
    reasons = next((row for row in rows if any("未完成原因" in text for text in row.texts)), None)
    if reasons is not None:
        said = [row.texts[-1] for row in rows if row.number > reasons.number and len(row.texts) >= 4]
        if said and all(text == "完成" for text in said):
            yield found_in(
                "SJ-41",
                f"执行率 {min(low)}%，原因一栏各行都只写“完成”",
                reasons.spot(len(reasons.cells) - 1),
                severity=Severity.WARNING,
                found="完成",
                compared_with="同一张表的执行率",
            )


@frozen
class _Fund:
    """The row of a form's funds: planned amounts and what was spent in 元, and the printed rate of execution."""

    planned: tuple[tuple[Decimal, str], ...]
    spent: tuple[Decimal, str] | None
    rate: Decimal | None
    row: _Row


def _fund_of(table: AuditedTable, rows: Sequence[_Row]) -> _Fund | None:
    heading = next(
        (
            row
            for row in rows
            if any("执行数" in text for text in row.texts) and any("执行率" in text for text in row.texts)
        ),
        None,
    )
    if heading is None:
        return None
    factor = (
        Decimal(10_000)
        if table.match.recognised.unit == "万元" or "万元" in "".join(heading.texts)
        else Decimal(1)
    )
    labels = [
        text for text in heading.texts if re.search(r"全年预算数|全年执行数|结.{0,3}余|执行率|得分", text)
    ]
    for row in rows:
        if (
            row.number <= heading.number
            or sum(_number(text) is not None for text in row.texts) < _FUND_NUMBERS
        ):
            continue
        numbers = [text for text in row.texts if _number(text) is not None]
        values = [_number(text) for text in numbers]
        extra = len(values) - len(labels)
        spent_at = next((at for at, text in enumerate(labels) if "执行数" in text), -1) + extra
        if not 0 < spent_at < len(values):
            return None
        planned = [
            (value * factor, text)
            for value, text in zip(values[:spent_at], numbers, strict=False)
            if value is not None
        ]
        spent = values[spent_at]
        rates = [
            value for value in values[spent_at + 1 :] if value is not None and _SCORE < value < _RATE_ODD
        ]
        rate = max(rates, default=None)
        return _Fund(
            tuple(planned), (spent * factor, numbers[spent_at]) if spent is not None else None, rate, row
        )
    return None


def _text_against_funds(
    document: AuditedDocument, table: AuditedTable, rows: Sequence[_Row]
) -> Iterator[AuditFinding]:
    fund = _fund_of(table, rows)
    if fund is None:
        return
    for index, sentence in document.sentences:
        writing = document.prose[index]
        if writing.table != table.number:
            continue
        for said in sentence.said:
            if said.kind == STATED and (fault := _amount_fault(document, index, writing, said, fund)):
                yield fault
            elif (
                said.kind == COMPLETION
                and "执行率" in said.lead
                and fund.rate is not None
                and abs(said.value - fund.rate) > max(said.step, Decimal("0.1"))
            ):
                yield found_in(
                    "SJ-40",
                    f"文字写执行率 {said.text}，资金栏的执行率是 {fund.rate}%",
                    writing.spot(said.begin, said.end),
                    found=said.text,
                    expected=f"{fund.rate}%",
                    compared_with=f"同一张表第 {fund.row.number + 1} 行",
                )


def _amount_fault(
    document: AuditedDocument, index: int, writing: Writing, said: Said, fund: _Fund
) -> AuditFinding | None:
    """An amount of the text that should be one of the funds."""
    if "执行数" in said.lead and fund.spent is not None:
        right = [fund.spent]
    elif re.search(r"预算(?:数|金额|资金)?(?:为|是)?\s*$", said.lead) and "执行" not in said.lead:
        right = [each for each in fund.planned if each[0]]
    else:
        return None
    if not right:
        return None
    document.account.check(AmountPlace(False, index, said.start))
    if any(abs(value - said.value) <= said.step + Decimal(50) for value, _ in right):
        return None
    _, text = min(right, key=lambda each: abs(each[0] - said.value))
    slip = any(one_edit(said.text, each) for _, each in right)
    elsewhere = any(abs(each - said.value) <= said.step + Decimal(50) for each, _ in fund.planned)
    if not slip and not ("执行数" in said.lead and elsewhere):
        return None
    return found_in(
        "SJ-40",
        f"文字写 {said.text}，资金栏是 {text}",
        writing.spot(said.begin, said.end),
        found=said.text,
        expected=text,
        compared_with=f"同一张表第 {fund.row.number + 1} 行",
    )
