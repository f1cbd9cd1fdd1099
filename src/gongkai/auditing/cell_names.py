"""The amounts of tables by their own words: the label of the row and the heading of the column.

For tables whose kind is known and whose figures are none of the national ones: performance forms, procurement, rows of
a province's own. Such a name says what an amount is; it does not say that another amount should equal it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AmountPlace
from gongkai.recognition.printed_fact import printed_number

_FORM = re.compile(r"[一二三]级指标|项目资金|资金(?:投入|使用)?情况|年度总?资金|预算金额|自评得分")
_ALONE = "按行名、栏名认出，没有可以相加、相比的数"
_WORD = re.compile(r"[\u4e00-\u9fff]")
_LONGEST = 40  # characters: a longer text is no label
_ONE_COLUMN = 2
"""Columns with text of a table that is printed cell below cell."""
_FARTHEST = 12  # cells below its label


def bind_cells(document: AuditedDocument) -> None:
    """Name the amounts of tables that are not bound yet, in the document's account."""
    account = document.account
    left: dict[int, list[AmountPlace]] = {}
    for place in account.reasons:
        if place.in_table and place not in account.names:
            left.setdefault(place.index, []).append(place)
    for table in document.tables:
        places = left.get(table.number - 1)
        if places and (table.kind or _is_form(table.rows)):
            for place in places:
                name = _name(table, place)
                if name:
                    account.bind(place, name, _ALONE)


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    return any(_FORM.search(text) for row in rows for text in row if len(text) <= _LONGEST)


def _name(table: AuditedTable, place: AmountPlace) -> str:
    """The label and the heading; "" where a row has no label."""
    rows = table.rows
    if sum(any(row[column].strip() for row in rows) for column in range(len(rows[0]))) < _ONE_COLUMN:
        return _in_one_column(rows, place)
    label = next((text for text in reversed(rows[place.at][: place.column]) if _is_label(text)), "")
    above = (rows[row][place.column] for row in range(place.at - 1, -1, -1))
    heading = next((text for text in above if _is_label(text)), "")
    return _plain(label) + (f"·{_plain(heading)}" if heading and heading != label else "") if label else ""


def _in_one_column(rows: Sequence[Sequence[str]], place: AmountPlace) -> str:
    """A row of a form whose cells stand below each other: its label, and which of its numbers it is."""
    for row in range(place.at - 1, max(-1, place.at - _FARTHEST), -1):
        text = rows[row][place.column]
        if _is_label(text):
            return f"{_plain(text)}后第 {place.at - row} 格"
    return ""


def _is_label(text: str) -> bool:
    return _WORD.search(text) is not None and len(text.strip()) <= _LONGEST and printed_number(text) is None


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).rstrip(":：")
