"""The input workbook, blank or filled: a sheet per schedule, everything that is computed greyed."""

from __future__ import annotations

import io
from collections.abc import Sequence

from gongkai.blanks.extra_sheet import ExtraSheet, write_extra_sheet
from gongkai.blanks.guide_sheet import write_guide
from gongkai.blanks.lines_sheet import write_lines_sheet
from gongkai.blanks.matrix_sheet import fits_matrices, write_matrix
from gongkai.blanks.pages import Pages
from gongkai.blanks.prefilled import blank_department
from gongkai.blanks.rows_sheet import write_rows_sheet
from gongkai.files import same_on_every_system
from gongkai.model.classification import Classification
from gongkai.model.department import Department
from gongkai.model.schema import InputSpec, Shape
from gongkai.text_workbook import new_workbook


def write_workbook(
    spec: InputSpec,
    classification: Classification,
    department: Department | None = None,
    more: Sequence[ExtraSheet] = (),
    is_whole: bool = True,
) -> bytes:
    """The workbook as bytes; without a department the blank one. `more` sheets come last and are never read.

    A department that is not whole is still to be filled in: its empty cells stay empty. In one that is, a cell
    that would mean something by its heading gets a dash, so that what is written reads back the same.
    Raises ValueError where a text is longer than a cell of Excel can hold.
    """

    buffer = io.BytesIO()
    book = new_workbook(buffer, spec.name or spec.format)
    given = department or blank_department(spec)
    page = Pages(book, spec, classification, given, is_whole)
    write_guide(book, page.styles, spec)
    for schedule in spec.schedules:
        filled = given.schedules.get(schedule.name)
        if filled is not None and not filled.present:
            continue
        entries = filled.entries if filled is not None else ()
        if schedule.sheets and fits_matrices(schedule, entries):
            for matrix in schedule.sheets:
                sheet = page.sheet(schedule, matrix.name, matrix.purpose)
                write_matrix(page, sheet, schedule, matrix, filled)
            continue
        sheet = page.sheet(schedule)
        write = write_rows_sheet if schedule.shape is Shape.ROWS else write_lines_sheet
        write(page, sheet, schedule, filled)
    for extra in more:
        write_extra_sheet(book, page.styles, extra)
    page.dropdowns.write_sheet(book, page.styles)
    book.close()
    return same_on_every_system(buffer.getvalue())
