"""Tables whose rows are codes of subjects: 收入决算表, 支出决算表 and the like."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.filling.export_fact import Exported, ExportFact
from gongkai.filling.export_headings import columns_of, is_column_numbers, is_text, paths
from gongkai.filling.export_numbers import looks_numeric, number_in
from gongkai.filling.export_spec import ExportColumn, ExportFigure, Path_, TableSpec
from gongkai.findings import Location, report
from gongkai.frozen import frozen
from gongkai.intake.furniture import is_note
from gongkai.intake.headings import SEARCHED_ROWS
from gongkai.intake.subject_codes import split_code
from gongkai.model.classification import ECONOMIC_LENGTHS, FUNCTION_LENGTHS, Classification
from gongkai.model.labels import ECONOMIC_DIMENSION, is_total, normal
from gongkai.readers.cells import RawCell, is_nothing
from gongkai.readers.sheet_cells import SheetCells

_NAME = re.compile("名称|项目")
_LEVELS = 3  # 类, 款, 项 each in a column of its own


@frozen
class CodeTable:
    """Where things stand in one sheet."""

    sheet: SheetCells
    spec: TableSpec
    first: int  # row of the first heading
    last: int  # row of the last heading
    codes: range
    columns: dict[int, ExportColumn]
    of_projects: frozenset[int] = frozenset()
    """Rows of projects below a row of their code, which count with it."""


@dataclass(slots=True)
class _Adding:
    """Of one column: the total that stands there, and what the rows of the finest codes give."""

    total: ExportFact | None = None
    items: Decimal = Decimal(0)
    places: list[Location] = field(default_factory=list)


def read_code_table(
    sheet: SheetCells, spec: TableSpec, year: int, factor: Decimal, classification: Classification
) -> Exported:
    """The facts of the finest codes and of the row 合计; a column whose rows do not add up is refused."""
    found = Exported()
    table = _find(sheet, spec, classification, found)
    if table is None:
        return found
    adding: dict[int, _Adding] = defaultdict(_Adding)
    facts: dict[int, list[ExportFact]] = defaultdict(list)
    for number in sorted(sheet.rows):
        row = sheet.rows[number]
        if number <= table.last or is_column_numbers(row) or _is_repeated(table, row):
            continue
        if number in table.of_projects:
            continue
        code, name, total = _key(table, row)
        if not code and not total:
            _strange(table, row, found)
            continue
        lengths = ECONOMIC_LENGTHS if spec.dimension == ECONOMIC_DIMENSION else FUNCTION_LENGTHS
        if code and len(code) != lengths[-1]:
            if len(code) not in lengths and _has_amounts(table, row):
                where = sheet.place(number, table.codes.start, "")
                message = f"{spec.name}的编码“{code}”有 {len(code)} 位，这一行没有填"
                found.findings.append(report("DC-04", message, where, found=code))
            continue
        _row(table, row, (code, name), year, factor, adding, facts, found)
    for number, column in table.columns.items():
        if _adds_up(table, column, adding[number], found):
            found.facts += facts[number]
            found.whole |= {(item.schedule, year, item.coordinates) for item in column.figures}
    return found


def _row(
    table: CodeTable,
    row: dict[int, RawCell],
    key: tuple[str, str],
    year: int,
    factor: Decimal,
    adding: dict[int, _Adding],
    facts: dict[int, list[ExportFact]],
    found: Exported,
) -> None:
    """Keep the amounts of one row of a finest code, or of the total (without a code)."""
    code, name = key
    for number, column in table.columns.items():
        what = f"{table.spec.name}“{code or '合计'}”"
        amount = number_in(row.get(number), what, found)
        if amount is None:
            continue
        more = frozenset({(table.spec.dimension, code)} if code else ())
        place = row[number].location
        made = [
            ExportFact(
                ExportFigure(item.schedule, item.coordinates | more),
                amount,
                factor,
                year,
                table.spec.name,
                place,
                name,
            )
            for item in (column.figures if code else (*column.figures, *column.totals))
        ]
        if code:
            adding[number].items += amount
            adding[number].places.append(place)
        else:
            adding[number].total = made[0] if made else None
        if not (code and column.only_total):
            facts[number] += made


def _adds_up(table: CodeTable, column: ExportColumn, adding: _Adding, found: Exported) -> bool:
    if adding.total is None:
        if adding.items:
            place = adding.places[0]
            message = (
                f"{table.spec.name}“{'/'.join(column.headings[0])}”没有合计，不能确定各行是不是完整，没有填"
            )
            found.findings.append(report("DC-05", message, place, "请用完整的导出表"))
        return not adding.items
    if adding.total.number == adding.items:
        return True
    message = f"{table.spec.name}“{'/'.join(column.headings[0])}”各项科目之和不等于合计，这一栏没有填"
    found.findings.append(
        report(
            "DC-05",
            message,
            adding.total.place,
            "请核对导出表是不是缺行，或者有没有改过",
            found=str(adding.items),
            expected=str(adding.total.number),
            difference=str(adding.items - adding.total.number),
        )
    )
    return False


def _find(
    sheet: SheetCells, spec: TableSpec, classification: Classification, found: Exported
) -> CodeTable | None:
    start = next(
        (
            (number, column)
            for number in sorted(sheet.rows)[:SEARCHED_ROWS]
            for column, cell in sheet.rows[number].items()
            if is_text(cell) and normal(cell.text) in spec.code
        ),
        None,
    )
    if start is None:
        where = sheet.place(1, 1, "")
        message = f"{spec.name}里找不到编码栏（{'、'.join(spec.code)}），没有读"
        found.findings.append(report("DC-03", message, where))
        return None
    top, left = start
    first = top
    while _is_heading_row(sheet.rows.get(first - 1, {})):
        first -= 1
    last = max(top, _last_heading(sheet, top, left))
    headings = paths(sheet, first, last)
    right = next(
        (
            column
            for column in sorted(headings)
            if column > left and _NAME.search(headings[column][-1]) and headings[column][-1] not in spec.code
        ),
        min(
            (column for column in headings if column > left and len(headings[column][-1]) > 1),
            default=left + 1,
        ),
    )
    columns = columns_of(headings, spec.columns)
    if spec.economic is not None:
        columns |= _economic(headings, spec.economic, classification, right)
    _report_headings(sheet, spec, last, columns, found)
    table = CodeTable(sheet, spec, first, last, range(left, min(right, left + _LEVELS)), columns)
    return replace(table, of_projects=_of_projects(table, headings)) if spec.projects else table


def _of_projects(table: CodeTable, headings: dict[int, Path_]) -> frozenset[int]:
    """The rows of projects whose code has a row of its own."""
    marks = [number for number, path in headings.items() if path[-1] in table.spec.projects]
    rows = {number: row for number, row in table.sheet.rows.items() if number > table.last}
    marked = {
        number
        for number, row in rows.items()
        if any(is_text(row.get(mark)) and not is_nothing(row[mark].text) for mark in marks)
    }
    codes = {_key(table, row)[0] for number, row in rows.items() if number not in marked}
    return frozenset(
        number for number in marked if (code := _key(table, rows[number])[0]) in codes or not code
    )


def _is_heading_row(row: dict[int, RawCell]) -> bool:
    """True for a row of group headings: several texts, none of which is a caption."""
    texts = [cell.text for cell in row.values() if is_text(cell)]
    return len(texts) > 1 and not any("：" in text or ":" in text or "财决" in text for text in texts)


def _last_heading(sheet: SheetCells, top: int, left: int) -> int:
    """The row before the first row of numbers, of codes or of 合计 as its first text."""
    last = top
    for number in sorted(row for row in sheet.rows if row > top):
        row = sheet.rows[number]
        texts = [cell.text for _, cell in sorted(row.items()) if not cell.is_blank]
        if not texts or is_column_numbers(row):
            break
        if (is_total(texts[0]) and min(row) <= left + _LEVELS) or split_code(texts[0])[0]:
            break
        if any(looks_numeric(cell) for cell in row.values() if not cell.is_blank):
            break
        last = number
    return last


def _report_headings(
    sheet: SheetCells, spec: TableSpec, last: int, columns: dict[int, ExportColumn], found: Exported
) -> None:
    """A heading that is missing or stands twice is a finding; one that stands twice is not read."""
    for column in spec.columns:
        numbers = [number for number, each in columns.items() if each is column]
        title = "/".join(column.headings[0])
        if not numbers:
            message = f"{spec.name}里没有“{title}”这一栏，没有填"
            found.findings.append(report("DC-03", message, sheet.place(last, 1, ""), expected=title))
        elif len(numbers) > 1:
            for number in numbers:
                del columns[number]
            message = f"{spec.name}里“{title}”这一栏出现 {len(numbers)} 次，不能确定是哪一栏，没有填"
            found.findings.append(report("DC-03", message, sheet.place(last, numbers[1], ""), found=title))


def _economic(
    headings: dict[int, Path_], figure: ExportFigure, classification: Classification, after: int
) -> dict[int, ExportColumn]:
    """The columns of economic items, by the code in their heading, else by name within the class above it."""
    classes = {
        normal(name): code
        for code, name in classification.economic.items()
        if len(code) == ECONOMIC_LENGTHS[0]
    }
    items = {
        (code[:3], normal(name)): code
        for code, name in classification.economic.items()
        if len(code) == ECONOMIC_LENGTHS[-1]
    }
    found = {}
    for number, path in headings.items():
        if number <= after:
            continue
        code = split_code(path[-1])[0]
        if len(path) > 1 and not code:
            group = split_code(path[-2])[0] or classes.get(path[-2], "")
            code = items.get((group, path[-1]), "")
        if len(code) == ECONOMIC_LENGTHS[-1]:
            within = figure.within(frozenset({(ECONOMIC_DIMENSION, code)}))
            found[number] = ExportColumn((path,), (within,), only_total=True)
    return found


def _key(table: CodeTable, row: dict[int, RawCell]) -> tuple[str, str, bool]:
    """Code, name beside it, and whether the row is the total."""
    texts = [row[column].text.strip() for column in table.codes if column in row and not row[column].is_blank]
    beside = row.get(table.codes.stop)
    name = beside.text.strip() if is_text(beside) and beside is not None else ""
    if any(map(is_total, texts)) or (not texts and is_total(name)):
        return "", "", True
    parts = [split_code(text) for text in texts]
    if not parts or not all(code for code, _ in parts):
        return "", "", False
    code = parts[0][0]
    for part, _ in parts[1:]:
        # In three columns a number has lost the nought before it: 5 is 05. The whole code may stand in each.
        code = part if part.startswith(code) and len(part) > 2 else code + part.zfill(2)
    return code, normal_name(parts[0][1] or name), False


def normal_name(name: str) -> str:
    """A subject's name without line breaks and blanks."""
    return re.sub(r"\s+", "", name)


def _is_repeated(table: CodeTable, row: dict[int, RawCell]) -> bool:
    """True for a heading that a page break repeats, and for the title and captions above it."""
    texts = {(column, normal(cell.text)) for column, cell in row.items() if not cell.is_blank}
    above = (table.sheet.rows.get(number, {}) for number in range(1, table.last + 1))
    return any(
        texts <= {(column, normal(cell.text)) for column, cell in other.items() if not cell.is_blank}
        for other in above
    )


def _strange(table: CodeTable, row: dict[int, RawCell], found: Exported) -> None:
    """Report a row with amounts whose code cannot be read; notes and signatures have none."""
    if not _has_amounts(table, row) or is_note(row[min(row)].text):
        return
    where = row[min(row)].location
    message = f"{table.spec.name}有一行有数而没有科目编码（{row[min(row)].text}），没有填"
    found.findings.append(report("DC-04", message, where))


def _has_amounts(table: CodeTable, row: dict[int, RawCell]) -> bool:
    cells = [row[column] for column in table.columns if column in row and not row[column].is_blank]
    return any(looks_numeric(cell) for cell in cells)
