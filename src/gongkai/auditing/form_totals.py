"""What the report says of its forms and projects: how many there are, how much money, and what the forms say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import STATED, Said
from gongkai.findings import Severity
from gongkai.model.labels import ECONOMIC_DIMENSION
from gongkai.money import in_wan
from gongkai.recognition.printed_fact import printed_number

_GOALS = re.compile(r"(?:绩效自评|绩效目标管理)(?:的)?(?:项目|个数)(?:共计|共|个数)?\s*(\d+)\s*个")
_PROJECTS = re.compile(r"项目(?:支出)?共计\s*(\d+)\s*个")
_FORM_TITLE = re.compile(r"(?:目标表|申报表|自评表)\s*$")
_ANNUAL = "年度资金总额"
_MORE = Decimal("1.05")
_LEAST_FORMS = 3
_EXECUTED = re.compile(r"(?:实际)?(?:全年)?执行(?:总额|数|总数)?\s*$")
_GOOD, _MUCH_SCORE = "优", Decimal(90)
_COUNTED = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(人|名|户|个|次|家)(?![/／])")


def check_form_totals(document: AuditedDocument) -> list[AuditFinding]:
    """Counts and sums of forms, lists of projects, and indicators that the text tells again."""
    goals = [(table, amount) for table in document.tables if (amount := _annual(table)) is not None]
    found: list[AuditFinding] = []
    for index, writing in enumerate(document.prose):
        if writing.table:
            continue
        found += _counted_forms(document, index, writing, goals)
        found += _counted_projects(document, writing)
        found += _whole_and_projects(document, index, writing)
    found += _empty_forms(document)
    found += _zero_budgets(document)
    found += _told_again(document)
    found += _basic_projects(document, goals)
    found += _costs(goals)
    found += _in_yuan(document, goals)
    return found


def _annual(table: AuditedTable) -> Decimal | None:
    """The year's funds of a form of goals in 元; None for another table."""
    for row in table.rows:
        for at, text in enumerate(row):
            if _ANNUAL in text:
                numbers = [number for each in row[at + 1 :] if (number := printed_number(each)) is not None]
                factor = 10_000 if "万元" in "".join(row) else 1
                return numbers[-1][0] * factor if numbers else None
    return None


def _counted_forms(
    document: AuditedDocument, index: int, writing: Writing, goals: list[tuple[AuditedTable, Decimal]]
) -> Iterator[AuditFinding]:
    match = _GOALS.search(writing.text)
    if match is None or len(goals) < _LEAST_FORMS:
        return
    total = next(
        (
            said
            for at, sentence in document.sentences
            if at == index
            for said in sentence.said
            if said.kind == STATED and said.start >= match.end()
        ),
        None,
    )
    count, summed = len(goals), sum((amount for _, amount in goals), Decimal(0))
    wrong_sum = total is not None and abs(total.value - summed) > total.step + 50 * count
    if int(match[1]) == count and not wrong_sum:
        return
    if total is not None and not wrong_sum:
        return
    yield found_in(
        "SJ-43",
        f"文字写 {match[1]} 个项目{f'、{total.text}' if total else ''}，附表有 {count} 个，年度资金共 {in_wan(summed)}",
        writing.spot(match.start(), total.end if total else match.end()),
        severity=Severity.HINT if count < int(match[1]) else Severity.WARNING,  # not all need be published
        found=total.text if total else match[1],
        expected=in_wan(summed),
        compared_with=f"附件的 {count} 张表",
    )


def _counted_projects(document: AuditedDocument, writing: Writing) -> Iterator[AuditFinding]:
    """项目共计N个 against tables that number their projects."""
    match = _PROJECTS.search(writing.text)
    if match is None:
        return
    lists = [count for table in document.tables if (count := _numbered_rows(table)) > _LEAST_FORMS]
    if lists and sum(lists) != int(match[1]) and int(match[1]) not in lists:
        yield found_in(
            "SJ-43",
            f"文字写项目共 {match[1]} 个，表里列了 {'＋'.join(map(str, lists))}＝{sum(lists)} 个",
            writing.spot(match.start(), match.end()),
            severity=Severity.WARNING,
            found=match[1],
            expected=str(sum(lists)),
            compared_with="项目的表",
        )


def _numbered_rows(table: AuditedTable) -> int:
    """The last number of a table whose projects are numbered from 1; 0 where they are not."""
    texts = [text.strip() for row in table.rows for text in row if text.strip()]
    if "序号" not in texts[:6]:
        return 0
    last = 0
    for text in texts:
        if text == str(last + 1):
            last += 1
    return last


def _whole_and_projects(document: AuditedDocument, index: int, writing: Writing) -> Iterator[AuditFinding]:
    """What the whole department spent by its own evaluation, against its projects and its final accounts."""
    if "整体" not in writing.text or "执行" not in writing.text:
        return
    said = [
        each
        for at, sentence in document.sentences
        if at == index
        for each in sentence.said
        if each.kind == STATED and _EXECUTED.search(each.lead)
    ]
    if not said:
        return
    whole = said[0]
    spending = _spending(document)
    if spending is not None and whole.value > spending.value + spending.step:
        yield found_in(
            "SJ-43",
            f"整体支出执行 {whole.text}，大于支出决算 {spending.text}，没有写明口径",
            writing.spot(whole.begin, whole.end),
            severity=Severity.WARNING,
            found=whole.text,
            expected=spending.text,
            compared_with="支出决算",
        )
    for projects in said[1:]:
        if projects.value > whole.value:
            yield found_in(
                "SJ-43",
                f"项目执行 {projects.text}，大于整体支出执行 {whole.text}",
                writing.spot(projects.begin, projects.end),
                severity=Severity.WARNING,
                found=projects.text,
                expected=whole.text,
                compared_with="同一段的整体支出",
            )


def _spending(document: AuditedDocument) -> Said | None:
    """What the text says was spent in the year."""
    for _, sentence in document.sentences:
        for said in sentence.said:
            if said.kind == STATED and re.search(r"本年支出(?:合计)?\s*$", said.lead):
                return said
    return None


def _empty_forms(document: AuditedDocument) -> Iterator[AuditFinding]:
    """Titles of forms with no form below them."""
    titles = [
        at
        for at, each in enumerate(document.prose)
        if not each.table
        and _FORM_TITLE.search(each.text)
        and len(each.text) < 60
        and not each.text.startswith("附件")
    ]
    if len(titles) < _LEAST_FORMS:
        return
    for at, following in zip(titles, [*titles[1:], len(document.prose)], strict=True):
        between = document.prose[at + 1 : following]
        if (
            not any(each.table for each in between)
            and len(between) < _LEAST_FORMS
            and following < len(document.prose)
        ):
            yield found_in(
                "SJ-43",
                "表题下面没有表，或者表里没有项目",
                document.prose[at].spot(),
                severity=Severity.WARNING,
                found=document.prose[at].text[:40],
            )


def _zero_budgets(document: AuditedDocument) -> Iterator[AuditFinding]:
    """Projects without a budget that were given marks."""
    for table in document.tables:
        cells = [cell for cell in table.match.recognised.table.cells if cell.text.strip()]
        for name, budget, score, grade in zip(cells, cells[1:], cells[2:], cells[3:], strict=False):
            marks = printed_number(score.text)
            if (
                grade.text.strip() == _GOOD
                and budget.text.strip() in ("0", "0.00")
                and marks is not None
                and marks[0] >= _MUCH_SCORE
            ):
                yield found_in(
                    "SJ-43",
                    f"“{name.text.strip()[:20]}”预算是 0，评了 {score.text.strip()} 分、优",
                    Spot(name.place, name.text.strip(), table.number, name.row + 1, name.column + 1),
                    severity=Severity.WARNING,
                    found=score.text.strip(),
                )
        heading = next(
            (at for at, row in enumerate(table.rows[:8]) if any("预算金额" in text for text in row)), None
        )
        decimals = {
            found[1]
            for row in table.rows
            for text in row
            if "." in text and (found := printed_number(text)) is not None
        }
        if heading is not None and not table.match.recognised.unit and len(decimals) >= _LEAST_FORMS:
            text = next(text.strip() for text in table.rows[heading] if "预算金额" in text)
            yield found_in(
                "SJ-43",
                f"{table.named}没有写金额单位，小数位也不一样",
                _row_spot(table, heading, text),
                severity=Severity.HINT,
            )


def _row_spot(table: AuditedTable, row: int, text: str) -> Spot:
    cell = next(
        (
            cell
            for cell in table.match.recognised.table.cells
            if cell.row == row and cell.text.strip() == text
        ),
        None,
    )
    if cell is None:
        return Spot(table.match.recognised.table.place, text, table.number, row + 1, 1)
    return Spot(cell.place, text, table.number, row + 1, cell.column + 1)


def _told_again(document: AuditedDocument) -> Iterator[AuditFinding]:
    """An indicator that counts persons or pieces, and what the report says of it by the same name."""
    for table in document.tables:
        for number, row in enumerate(table.rows):
            texts = [text.strip() for text in row if text.strip()]
            for at, name in enumerate(texts[:-2]):
                if (
                    not re.search(r"[一-龥]{4,}(?:人数|户数|个数)$", name)
                    or not texts[at + 2].rstrip("人名户个").isdigit()
                ):
                    continue
                done = texts[at + 2].rstrip("人名户个")
                for writing in document.prose:
                    place = writing.text.find(name) if not writing.table else -1
                    told = _COUNTED.match(writing.text, place + len(name)) if place >= 0 else None
                    if told is not None and told[1] != done and told[1] != texts[at + 1].strip("≥>=人名户个"):
                        yield found_in(
                            "SJ-04",
                            f"表里“{name}”完成 {done}，报告写 {told[1]}{told[2]}",
                            _row_spot(table, number, name),
                            severity=Severity.WARNING,
                            found=done,
                            expected=told[1],
                            compared_with=writing.printed[place : told.end()],
                        )
                        break


def _basic_projects(
    document: AuditedDocument, goals: list[tuple[AuditedTable, Decimal]]
) -> Iterator[AuditFinding]:
    """The forms of 公用经费 and 人员经费 against the table of basic expenditure."""
    facts = {
        fact.coordinates.get(ECONOMIC_DIMENSION, ""): fact
        for table in document.tables
        for fact in table.facts
        if "|" in fact.coordinates.get(ECONOMIC_DIMENSION, "")
    }
    running = next((fact for codes, fact in facts.items() if codes.startswith("302")), None)
    for table, amount in goals:
        name = next(
            (
                row[at + 1]
                for row in table.rows
                for at, text in enumerate(row[:-1])
                if text.strip() == "项目名称"
            ),
            "",
        )
        if running is not None and name.strip().startswith("公用经费") and abs(amount - running.amount) > 100:
            row = next(at for at, row in enumerate(table.rows) if any(_ANNUAL in text for text in row))
            text = next(
                text.strip() for text in reversed(table.rows[row]) if printed_number(text) is not None
            )
            yield found_in(
                "SJ-43",
                f"“{name.strip()}”年度资金 {in_wan(amount)}，基本支出表的公用经费是 {running.printed}{running.unit}",
                _row_spot(table, row, text),
                severity=Severity.WARNING,
                found=text,
                expected=f"{running.printed}{running.unit}",
                compared_with="基本支出表",
            )


def _in_yuan(document: AuditedDocument, goals: list[tuple[AuditedTable, Decimal]]) -> Iterator[AuditFinding]:
    """A project that costs more than all spending, and no more if its 万元 are 元."""
    spent = [
        fact.amount
        for table in document.tables
        for fact in table.facts
        if fact.figure in ("支出", "支出总计") and not fact.coordinates and not fact.stage
    ]
    for table, amount in goals:
        if not spent or not max(spent) < amount <= max(spent) * 10_000 or "万元" not in _funds_row(table)[1]:
            continue
        row, _ = _funds_row(table)
        text = next(text.strip() for text in reversed(table.rows[row]) if printed_number(text) is not None)
        yield found_in(
            "SJ-40",
            f"年度资金 {text} 万元大于本部门全部支出 {in_wan(max(spent))}，疑是把元写成了万元",
            _row_spot(table, row, text),
            severity=Severity.WARNING,
            found=f"{text}万元",
            expected=f"{text}元",
            compared_with="支出合计",
        )


def _funds_row(table: AuditedTable) -> tuple[int, str]:
    """The row of the year's funds of a form, and its words."""
    return next(
        (at, "".join(row)) for at, row in enumerate(table.rows) if any(_ANNUAL in text for text in row)
    )


def _costs(goals: list[tuple[AuditedTable, Decimal]]) -> Iterator[AuditFinding]:
    """A cost that is to be kept to, against the funds of the project."""
    for table, amount in goals:
        for number, row in enumerate(table.rows):
            texts = [text.strip() for text in row if text.strip()]
            for name, value in itertools.pairwise(texts):
                match = re.fullmatch(r"[≤<=]*\s*(\d+(?:\.\d+)?)万元", value)
                if (
                    match is not None
                    and re.search(r"成本$|总费用$", name)
                    and amount
                    and Decimal(match[1]) * 10_000 > amount * _MORE
                    and amount >= 1000
                ):
                    yield found_in(
                        "SJ-43",
                        f"“{name}”{value}，项目的年度资金只有 {in_wan(amount)}",
                        _row_spot(table, number, name),
                        severity=Severity.WARNING,
                        found=value,
                        expected=in_wan(amount),
                        compared_with="同一张表的年度资金",
                    )
                    break
