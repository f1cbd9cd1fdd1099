"""The workbook in which a user answers the findings of an audit, beside the document."""

from __future__ import annotations

from io import BytesIO

from gongkai.auditing.answers import (
    ANSWER,
    ANSWER_GUIDE,
    ANSWERED,
    ANSWERS_SHEET,
    CODE,
    EXPECTED,
    MESSAGE,
    OF_FILE,
    PLACES,
    QUOTE,
    REASON,
    place_texts,
)
from gongkai.auditing.outcome import AuditFinding, AuditResult
from gongkai.codes import CODES
from gongkai.files import same_on_every_system
from gongkai.text_workbook import CELL_LIMIT, new_workbook, xml_text

_COLUMNS = (
    ("级别", 6),
    (CODE, 8),
    ("问题", 18),
    *((name, 5) for name in PLACES),
    (QUOTE, 40),
    (MESSAGE, 56),
    (EXPECTED, 14),
    ("对照", 28),
    (ANSWER, 10),
    (REASON, 40),
    ("情况", 30),
)
_NAMES = [name for name, _ in _COLUMNS]
_HEADINGS = 3
_GUIDE = (
    "对照原件看过、没有错的，在“答复”一栏选“已核实”，在“理由”一栏写为什么（两栏都要写）。",
    "有错的不用写，改了材料再审就没有了。其他各栏请不要改：下次审的时候按编号和原话找。",
    "原话不变，核实一直算数；原话变了，下次审会说明不再算数，行移到最后。",
    "对照的数变了，理由还在，“答复”要再选一次。",
)


def answer_workbook(result: AuditResult, document: str) -> bytes:
    """All findings of an audit with their answers, then the answers that count no longer; the same result gives the
    same bytes. `document` is the name of the file that it stands beside."""
    buffer = BytesIO()
    book = new_workbook(buffer, f"{document}：核实表")
    base = {"font_name": "宋体", "font_size": 10.5, "border": 1, "text_wrap": True, "valign": "top"}
    heading = book.add_format({**base, "bold": True, "bg_color": "#D9D9D9"})
    cell, open_cell = book.add_format(base), book.add_format({**base, "bg_color": "#FFF5DC"})
    sheet = book.add_worksheet(ANSWERS_SHEET)
    sheet.write_string(0, 0, OF_FILE, heading)
    sheet.merge_range(0, 1, 0, 8, "", cell)
    sheet.write_string(0, 1, xml_text(document), cell)
    sheet.merge_range(1, 0, 1, len(_COLUMNS) - 1, _GUIDE[0], cell)
    for at, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(_HEADINGS - 1, at, name, heading)
    rows = [_finding(each) for each in result.findings] + _lapsed(result)
    for number, row in enumerate(rows, _HEADINGS):
        for at, name in enumerate(_NAMES):
            look = open_cell if name in (ANSWER, REASON) else cell
            sheet.write_string(number, at, xml_text(row.get(name, ""))[:CELL_LIMIT], look)
    last = max(_HEADINGS + len(rows) - 1, _HEADINGS)
    answer = _NAMES.index(ANSWER)
    sheet.data_validation(_HEADINGS, answer, last, answer, {"validate": "list", "source": [ANSWERED]})
    sheet.autofilter(_HEADINGS - 1, 0, last, len(_COLUMNS) - 1)
    sheet.freeze_panes(_HEADINGS, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADINGS - 1)
    guide = book.add_worksheet(ANSWER_GUIDE)
    guide.set_column(0, 0, 100)
    for number, text in enumerate(_GUIDE):
        guide.write_string(number, 0, text, cell)
    book.close()
    return same_on_every_system(buffer.getvalue())


def _finding(each: AuditFinding) -> dict[str, str]:
    answer = each.answer
    return {
        "级别": each.severity.value,
        CODE: each.finding.code,
        "问题": CODES[each.finding.code].title,
        **dict(zip(PLACES, place_texts(each), strict=True)),
        QUOTE: each.quote,
        MESSAGE: each.finding.message,
        EXPECTED: each.finding.expected,
        "对照": each.compared_with,
        # What was said of other figures does not count for these before somebody looks again.
        ANSWER: "" if each.is_open else ANSWERED,
        REASON: answer.reason if answer is not None else "",
        "情况": f"请再核实：{answer.changed}" if answer is not None and answer.changed else "",
    }


def _lapsed(result: AuditResult) -> list[dict[str, str]]:
    return [
        {
            CODE: each.code,
            "问题": CODES[each.code].title if each.code in CODES else "",
            QUOTE: each.quote,
            MESSAGE: each.message,
            EXPECTED: each.expected,
            ANSWER: ANSWERED,
            REASON: each.reason,
            "情况": each.why,
        }
        for each in (result.answers.lapsed if result.answers is not None else ())
    ]
