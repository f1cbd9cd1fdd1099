"""Answers to findings, kept in a workbook beside the document: looked at, and why it is no fault.

An answer counts while the words that it is about stay. It is told when it counts no longer, never dropped silently.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from gongkai.auditing.outcome import AnswersRead, AuditFinding, AuditResult, GivenAnswer, LapsedAnswer
from gongkai.auditing.widths import half_width
from gongkai.frozen import frozen
from gongkai.readers.cells import RawCell
from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged, Protected
from gongkai.readers.printed_document import PrintedDocument, PrintedLine
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.workbook import read_workbook
from gongkai.source import Source, Trouble
from gongkai.text_workbook import CELL_LIMIT, xml_text

ENDING = ".核实.xlsx"
"""What is put behind the whole name of a document for the name of its file of answers."""
ANSWERS_SHEET, ANSWER_GUIDE, OF_FILE, ANSWERED = "核实", "怎么填", "材料", "已核实"
CODE, QUOTE, MESSAGE, EXPECTED, ANSWER, REASON = "编号", "原话", "说明", "应为", "答复", "理由"
PLACES = ("页", "段", "表", "行", "列")
_NEEDED = (CODE, QUOTE, MESSAGE, ANSWER, REASON)
_LEADING_ROWS = 12  # among which the headings stand
_MOST_ROWS = 20_000
_TELLING = re.compile("[一-龥].*[一-龥]")
"""Words that can be told from others wherever they stand; a bare figure cannot."""
AnswerKey = tuple[str, ...] | None


@frozen
class AnswerRow:
    """A row of the workbook; a finding looks the same. `place` is page, paragraph, table, row and column."""

    code: str
    quote: str
    message: str
    expected: str
    place: tuple[str, ...]
    reason: str = ""


@frozen
class Answers:
    """What a file of answers holds: `of` is the name of its document, `faults` are sentences on what cannot be used."""

    file: str
    of: str = ""
    rows: tuple[AnswerRow, ...] = ()
    faults: tuple[str, ...] = ()
    usable: bool = True


def read_answers(source: Source, document: str) -> Answers | None:
    """The answers of a file for a document of this name; None where there is no such file. Never raises."""
    if source.trouble is Trouble.MISSING:
        return None
    name = source.name

    def refused(why: str) -> Answers:
        return Answers(name, faults=(f"核实表“{name}”{why}，里面的核实都没有算",), usable=False)

    if source.trouble is not None:
        return refused(
            "太大" if source.trouble is Trouble.TOO_LARGE else "打不开（没有读的权限，或者不是文件）"
        )
    try:
        sheets = read_workbook(source.content, name)
    except Protected:
        return refused("加了密码，请去掉密码")
    except (Damaged, TooLarge) as fault:
        return refused(f"读不出来：{fault}")
    sheet = next((each for each in sheets if each.title == ANSWERS_SHEET), None)
    columns, headings = _headings(sheet) if sheet is not None else ({}, 0)
    if sheet is None or not columns:
        return refused(f"不是核实表（没有“{ANSWERS_SHEET}”工作表，或者缺“{'”“'.join(_NEEDED)}”这几栏）")
    of = _of_file(sheet, headings)
    if of != document:
        return refused(
            f"是“{of}”的，不是“{document}”的；改了文件名的，把里面“{OF_FILE}”后面一格改成现在的文件名"
        )
    rows, faults = _rows(sheet, columns, headings)
    return Answers(name, of, tuple(rows), tuple(f"核实表“{name}”{fault}" for fault in faults))


def _headings(sheet: SheetCells) -> tuple[dict[str, int], int]:
    """Columns by heading, and the number of the row of headings; users may move and add columns."""
    for number in sorted(sheet.rows)[:_LEADING_ROWS]:
        found = {str(cell.value).strip(): column for column, cell in sheet.rows[number].items()}
        if all(name in found for name in _NEEDED):
            return found, number
    return {}, 0


def _of_file(sheet: SheetCells, headings: int) -> str:
    for number in sorted(each for each in sheet.rows if each < headings):
        row = sheet.rows[number]
        for column, cell in row.items():
            if str(cell.value).strip() == OF_FILE:
                named = row.get(column + 1)
                return str(named.value).strip() if named is not None else ""
    return ""


def _rows(sheet: SheetCells, columns: dict[str, int], headings: int) -> tuple[list[AnswerRow], list[str]]:
    """The rows with an answer, and sentences on those whose answer cannot be used."""
    rows: list[AnswerRow] = []
    faults: list[str] = []
    numbers = [number for number in sorted(sheet.rows) if number > headings]
    if len(numbers) > _MOST_ROWS:
        faults.append(f"超过 {_MOST_ROWS} 行，后面的没有读")
    for number in numbers[:_MOST_ROWS]:
        text = partial(_text, sheet.rows[number], columns)
        said, reason = text(ANSWER), text(REASON)
        if not said and not reason:
            continue
        if not said:
            faults.append(f"第 {number} 行写了理由，“{ANSWER}”没有写“{ANSWERED}”，没有算")
        elif said != ANSWERED:
            faults.append(f"第 {number} 行的答复“{said[:20]}”看不懂，只能写“{ANSWERED}”，没有算")
        elif not reason:
            faults.append(f"第 {number} 行写了“{ANSWERED}”，没有写理由，没有算")
        else:
            quote, message, expected = text(QUOTE), text(MESSAGE), text(EXPECTED)
            rows.append(AnswerRow(text(CODE), quote, message, expected, tuple(map(text, PLACES)), reason))
    return rows, faults


def _text(cells: Mapping[int, RawCell], columns: Mapping[str, int], name: str) -> str:
    cell = cells.get(columns.get(name, 0))
    return str(cell.value).strip() if cell is not None and cell.value is not None else ""


def with_answers(result: AuditResult, answers: Answers, printed: PrintedDocument) -> None:
    """Put the answers to the findings of a result, and tell of those that count no longer."""
    result.answers = AnswersRead(answers.file, answers.usable, faults=list(answers.faults))
    findings = list(result.findings)
    open_findings = {index: _as_row(each) for index, each in enumerate(findings)}
    waiting = dict(enumerate(answers.rows))
    for key in (_everything, _message, _figures, _words):
        offered: defaultdict[AnswerKey, deque[int]] = defaultdict(deque)
        for index, each in open_findings.items():
            offered[key(each)].append(index)
        for turn, row in list(waiting.items()):
            wanted = key(row)
            if wanted is not None and offered[wanted]:
                index = offered[wanted].popleft()
                del open_findings[index], waiting[turn]
                changed = f"核实的时候说的是：{row.message}" if key is _words else ""
                findings[index] = replace(findings[index], answer=GivenAnswer(row.reason, changed))
    result.findings = findings
    said = _said(printed) if waiting else ""
    for row in waiting.values():
        still = bool(row.quote) and _plain(row.quote) in said
        why = "原话还在，这个问题现在没有了，这条核实用不上了" if still else "原话已经变了，这条核实不再算数"
        result.answers.lapsed.append(
            LapsedAnswer(row.code, row.quote, row.message, row.expected, row.reason, why)
        )


def _as_row(each: AuditFinding) -> AnswerRow:
    texts = (each.quote, each.finding.message, each.finding.expected)
    quote, message, expected = (xml_text(text)[:CELL_LIMIT] for text in texts)
    return AnswerRow(each.finding.code, quote, message, expected, place_texts(each))


def place_texts(each: AuditFinding) -> tuple[str, ...]:
    """Page, paragraph, table, row and column of a finding, "" where it has none."""
    place = each.finding.location
    numbers = (place.page, 0 if each.table else place.paragraph, each.table, each.row, each.column)
    return tuple(str(number or "") for number in numbers)


def _everything(row: AnswerRow) -> AnswerKey:
    return (row.code, _plain(row.quote), _plain(row.message), *row.place)


def _message(row: AnswerRow) -> AnswerKey:
    return (row.code, _plain(row.quote), _plain(row.message))


def _figures(row: AnswerRow) -> AnswerKey:
    """The same words and the same right value: only places in the message are others."""
    telling = row.expected and _TELLING.search(row.quote)
    return (row.code, _plain(row.quote), _plain(row.expected)) if telling else None


def _words(row: AnswerRow) -> AnswerKey:
    return (row.code, _plain(row.quote)) if _TELLING.search(row.quote) else None


def _said(printed: PrintedDocument) -> str:
    """All words of a document, as quotations are compared."""
    return "\n".join(
        _plain(text)
        for item in printed.items()
        for text in ([item.text] if isinstance(item, PrintedLine) else [cell.text for cell in item.cells])
    )


def _plain(text: str) -> str:
    return half_width("".join(text.split()))
