"""The user's input with reasons written into it: drafts to be verified, or what was written on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gongkai.money import digits, percent, wan

if TYPE_CHECKING:
    from gongkai.copies.reason_rows import DraftRow
    from gongkai.rules.reason_drafts import ReasonLine
    from gongkai.rules.rows_to_fill import RowToFill
    from gongkai.source import Source
    from gongkai.stages import Checked

NOT_COPIED = "这份工作簿不能照样复制，已按格式重新写出；您自己加的工作表和批注请从原件复制。"


def reason_copy(
    source: Source, checked: Checked, rows: Sequence[DraftRow], suffix: str, more: Sequence[RowToFill] = ()
) -> tuple[bytes, bool]:
    """The input with the rows of reasons and those of `more`, as `.xlsx` or YAML; and False where the user's own
    workbook could not be copied and was written anew."""
    from gongkai.blanks import write_workbook, write_yaml
    from gongkai.copies.reason_rows import add_to_department, add_to_workbook
    from gongkai.copies.workbook_copy import COPIED_SUFFIXES
    from gongkai.model.labels import REASON_SCHEDULE
    from gongkai.readers.input_suffixes import YAML_SUFFIXES

    assert checked.subject is not None
    pack, department = checked.subject.pack, checked.subject.department
    by_schedule = _by_schedule(more)
    if rows:
        by_schedule[REASON_SCHEDULE] = list(rows)
    own = suffix not in YAML_SUFFIXES and source.suffix in COPIED_SUFFIXES
    if own:
        try:
            content = source.content
            for name, added in by_schedule.items():
                spec = pack.inputs.schedule(name)
                assert spec is not None
                content = add_to_workbook(content, spec, added) or _without(content, name)
            return content, True
        except Exception:
            pass  # as in `marked_copy`: openpyxl may raise almost anything; the input is then written anew
    filled = department
    for name, added in by_schedule.items():
        filled = add_to_department(filled, name, added)
    if suffix in YAML_SUFFIXES:
        return write_yaml(pack.inputs, pack.classification, filled).encode(), True
    return write_workbook(pack.inputs, pack.classification, filled), source.suffix in YAML_SUFFIXES


class _NoSheet(Exception):
    """The workbook has no sheet for the reasons."""


def _without(content: bytes, schedule: str) -> bytes:
    """The unchanged workbook where it lacks an optional sheet. Raises _NoSheet for that of the reasons."""
    from gongkai.model.labels import REASON_SCHEDULE

    if schedule == REASON_SCHEDULE:
        raise _NoSheet
    return content


def _by_schedule(rows: Sequence[RowToFill]) -> dict[str, list[DraftRow]]:
    from gongkai.copies.reason_rows import DraftRow

    found: dict[str, list[DraftRow]] = {}
    for row in rows:
        shown = {row.column: f"{row.code} {row.name}".strip()}
        found.setdefault(row.schedule, []).append(DraftRow({row.column: row.code}, shown=shown))
    return found


def draft_row(line: ReasonLine) -> DraftRow:
    """A row for a reason that is missing, with its draft and the figures as printed."""
    from gongkai.rules.reason_drafts import MARKED_DRAFT

    return _row(line, line.draft, MARKED_DRAFT)


def reason_row(checked: Checked, line: ReasonLine, text: str, verified: bool) -> DraftRow:
    """A row for a reason as worded by the user; it replaces the row of the input for the same change, if any."""
    from gongkai.model.labels import REASON_CODE, REASON_SCHEDULE, REASON_SLOT, REASON_TEXT
    from gongkai.rules.reason_drafts import PENDING, STATUS, VERIFIED

    assert checked.subject is not None
    status = VERIFIED if verified else PENDING
    for place, entry in enumerate(checked.subject.department.schedule(REASON_SCHEDULE) or ()):
        if (entry.text(REASON_SLOT), entry.text(REASON_CODE)) == (line.slot, line.coordinate):
            row = int("".join(filter(str.isdigit, entry.place(REASON_SLOT).cell)) or 0)
            whole = _row(line, text, status)
            return replace(whole, texts={REASON_TEXT: text, STATUS: status}, row=row, place=place)
    return _row(line, text, status)


def _row(line: ReasonLine, text: str, status: str) -> DraftRow:
    """A row for a reason, with the figures as printed."""
    from gongkai.copies.reason_rows import DraftRow
    from gongkai.model.labels import REASON_CODE, REASON_SLOT, REASON_TEXT
    from gongkai.rules.reason_drafts import STATUS

    texts = {REASON_SLOT: line.slot, REASON_CODE: line.coordinate, REASON_TEXT: text, STATUS: status}
    rate = "" if line.rate is None else percent(line.rate)
    figures = tuple(digits(amount) for amount in (wan(line.now), wan(line.before), line.printed_change))
    shown = {REASON_CODE: line.named_code} if line.coordinate else {}
    return DraftRow({name: text for name, text in texts.items() if text}, (*figures, rate), shown=shown)
