"""Lists of which each row is a record told by texts: projects, indicators, units; in a form or on a sheet of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.filling.export_fact import Exported, ExportFact
from gongkai.filling.export_headings import is_column_numbers, is_text, label_of, paths
from gongkai.filling.export_numbers import looks_numeric, number_in, text_in
from gongkai.filling.export_spec import Coordinates, ExportColumn, ExportFigure, KeyColumn, Path_, TableSpec
from gongkai.findings import Location, report
from gongkai.frozen import frozen
from gongkai.intake.furniture import is_note
from gongkai.intake.subject_codes import split_code
from gongkai.model.classification import ECONOMIC_LENGTHS, FUNCTION_LENGTHS, Classification
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION, is_total, normal
from gongkai.readers.cells import RawCell
from gongkai.readers.sheet_cells import SheetCells


@frozen
class ListSetting:
    """What holds for every row: the year, what makes 元 of an amount, and the coordinates of the record around."""

    year: int
    factor: Decimal
    unit_name: str
    classification: Classification
    around: Coordinates = frozenset()


@dataclass(slots=True)
class _List:
    """Where things stand, and what the rows give."""

    sheet: SheetCells
    spec: TableSpec
    setting: ListSetting
    last: int
    keys: dict[int, KeyColumn]
    columns: dict[int, ExportColumn]
    found: Exported
    above: dict[int, RawCell] = field(default_factory=dict)
    group: str = ""  # the class of economic items above
    facts: dict[int, list[ExportFact]] = field(default_factory=lambda: defaultdict(list))
    totals: dict[int, ExportFact] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def list_start(sheet: SheetCells, spec: TableSpec) -> tuple[int, int] | None:
    """Row and column of the heading over the first key; None where there is none."""
    wanted = {path[-1] for path in spec.keys[0].headings}
    return next(
        (
            (number, column)
            for number in sorted(sheet.rows)
            for column, cell in sorted(sheet.rows[number].items())
            if is_text(cell) and label_of(cell.text) in wanted
        ),
        None,
    )


def read_list(sheet: SheetCells, spec: TableSpec, setting: ListSetting) -> Exported:
    """The facts of the rows; what does not add up to a total that stands there is refused, column by column."""
    found = Exported()
    start = list_start(sheet, spec)
    if start is None:
        names = "、".join("/".join(path) for path in spec.keys[0].headings)
        message = f"{spec.name}里找不到“{names}”这一栏，没有读"
        found.findings.append(report("DC-03", message, sheet.place(1, 1, "")))
        return found
    table = _find(sheet, spec, setting, start, found)
    for number in sorted(row for row in sheet.rows if row > table.last):
        row = sheet.rows[number]
        if _is_end(spec, row):
            break
        if not is_column_numbers(row) and not _is_repeated(table, row):
            _row(table, number, row)
    if spec.numbered:
        _number(table)
    for column, facts in table.facts.items():
        if _adds_up(table, column, facts):
            found.facts += facts
            found.facts += [table.totals[column]] if column in table.totals else []
    return found


def _number(table: _List) -> None:
    """The rows of one name from above, where there are several; a name that stands once has no number."""
    names, numbered = table.names, table.spec.numbered
    for facts in table.facts.values():
        for index, fact in enumerate(facts):
            pairs = dict(fact.figure.coordinates)
            count = pairs.pop(numbered)
            if any(names.get(value, 0) > 1 for value in pairs.values()):
                pairs[numbered] = f"第{count}笔"
            facts[index] = replace(fact, figure=ExportFigure(fact.figure.schedule, frozenset(pairs.items())))


def _find(
    sheet: SheetCells, spec: TableSpec, setting: ListSetting, start: tuple[int, int], found: Exported
) -> _List:
    top, left = start
    last = top
    while _continues(sheet.rows.get(last + 1, {}), left):
        last += 1
    counted: dict[Path_, int] = defaultdict(int)
    keys: dict[int, KeyColumn] = {}
    columns: dict[int, ExportColumn] = {}
    for number, path in paths(sheet, top, last).items():
        own = (*path[:-1], label_of(path[-1]))
        counted[own] += 1
        if counted[own] > 1:  # 指标值#2 is the second column of that name
            own = (*own[:-1], f"{own[-1]}#{counted[own]}")
        for key in spec.keys:
            if own in _forms(key.headings):
                keys[number] = key
        for column in spec.columns:
            if own in _forms(column.headings):
                columns[number] = column
    for column in spec.columns:
        if column not in columns.values() and not column.is_text:
            title = "/".join(column.headings[0])
            message = f"{spec.name}里没有“{title}”这一栏，没有填"
            found.findings.append(report("DC-03", message, sheet.place(last, left, ""), expected=title))
    return _List(sheet, spec, setting, last, keys, columns, found)


def _forms(headings: tuple[Path_, ...]) -> Iterator[Path_]:
    for path in headings:
        yield (*path[:-1], label_of(path[-1]))


def _continues(row: dict[int, RawCell], left: int) -> bool:
    """True for a second row of headings: texts, none of them over the keys."""
    cells = [cell for cell in row.values() if not cell.is_blank]
    return (
        bool(cells)
        and all(cell.column > left and is_text(cell) for cell in cells)
        and not any(map(looks_numeric, cells))
    )


def _is_end(spec: TableSpec, row: dict[int, RawCell]) -> bool:
    texts = [cell.text for _, cell in sorted(row.items()) if not cell.is_blank]
    return any(label_of(text) in spec.end for text in texts[:2]) or (bool(texts) and is_note(texts[0]))


def _is_repeated(table: _List, row: dict[int, RawCell]) -> bool:
    """True for the headings that a page break repeats, and the captions above them."""
    texts = {(column, normal(cell.text)) for column, cell in row.items() if not cell.is_blank}
    above = (table.sheet.rows.get(number, {}) for number in range(1, table.last + 1))
    return any(texts <= {(column, normal(cell.text)) for column, cell in other.items()} for other in above)


def _row(table: _List, number: int, row: dict[int, RawCell]) -> None:
    key = _key(table, number, row)
    if key is None:
        return
    coordinates, name = key
    if table.spec.numbered:
        table.names[name] += 1
        coordinates.append((table.spec.numbered, str(table.names[name])))
    read = frozenset(pair[0] for pair in coordinates)
    setting = table.setting
    more = frozenset(coordinates) | setting.around
    for column, cell in row.items():
        spec = table.columns.get(column)
        if spec is None or cell.is_blank:
            continue
        amount, text = Decimal(0), ""
        if spec.is_text:
            text = text_in(cell, f"{table.spec.name}“{name}”", table.found)
            if not text:
                continue
        else:
            number_ = number_in(cell, f"{table.spec.name}“{name}”", table.found)
            if number_ is None:
                continue
            amount = number_
        table.facts[column] += [
            ExportFact(
                figure.within(more),
                amount,
                setting.factor,
                setting.year,
                table.spec.name,
                cell.location,
                text=text,
                read=read,
            )
            for figure in spec.figures
        ]
    first = row[min(column for column in row if not row[column].is_blank)].location
    table.facts[0] += [
        ExportFact(
            figure.within(more),
            Decimal(0),
            Decimal(1),
            setting.year,
            table.spec.name,
            first,
            text=text,
            read=read,
        )
        for figure, text in table.spec.given
    ]


def _key(table: _List, number: int, row: dict[int, RawCell]) -> tuple[list[tuple[str, str]], str] | None:
    """The coordinates of a row and how to call it; None for a total, a row of nothing, or one that is not certain."""
    texts: dict[int, str] = {}
    for column, key in table.keys.items():
        cell = row.get(column)
        if cell is not None and not cell.is_blank:
            table.above[column] = cell
        elif key.carried:
            cell = table.above.get(column)
        texts[column] = cell.text.strip() if cell is not None and not cell.is_blank else ""
    own = [column for column, key in table.keys.items() if not key.carried]
    name = next(filter(None, (texts[column] for column in own)), "")
    has = [column for column in table.columns if column in row and not row[column].is_blank]
    if not name:
        if has:
            _strange(table, row[has[0]], "没有名称")
        return None
    is_unit = table.spec.unit_is_total and normal(name) == normal(table.setting.unit_name)
    if is_total(name) or is_unit or name.endswith(("合计", "总计")):
        _total(table, row)
        return None
    if not all(texts[column] for column in own):
        if has:
            _strange(
                table,
                row[has[0]],
                f"“{name}”缺少{'、'.join(table.keys[column].coordinate for column in own if not texts[column])}",
            )
        return None
    found = []
    for column, key in table.keys.items():
        text = _value(table, key, texts[column])
        if text is None:
            if has and not (key.coordinate == ECONOMIC_DIMENSION and _is_class(table, texts[column])):
                _strange(table, row[has[0]], f"“{texts[column]}”不是{key.coordinate}")
            return None
        found.append((key.coordinate, text))
    return found, name


def _value(table: _List, key: KeyColumn, text: str) -> str | None:
    """The coordinate's value that a text says: the code of a subject, else the text; None where it is not certain."""
    if key.coordinate == FUNCTION_DIMENSION:
        code = split_code(text)[0]
        return code if len(code) == FUNCTION_LENGTHS[-1] else None
    if key.coordinate != ECONOMIC_DIMENSION:
        return text
    items = table.setting.classification.economic
    code = split_code(text)[0]
    if code:
        return code if len(code) == ECONOMIC_LENGTHS[-1] else None
    if _is_class(table, text):
        table.group = next(
            code
            for code, name in items.items()
            if len(code) == ECONOMIC_LENGTHS[0] and normal(name) == normal(text)
        )
        return None
    within = [
        code
        for code, name in items.items()
        if len(code) == ECONOMIC_LENGTHS[-1] and normal(name) == normal(text)
    ]
    own = [code for code in within if code.startswith(table.group)] if table.group else within
    return own[0] if len(own) == 1 else None


def _is_class(table: _List, text: str) -> bool:
    items = table.setting.classification.economic
    code = split_code(text)[0]
    return len(code) == ECONOMIC_LENGTHS[0] or any(
        len(code) == ECONOMIC_LENGTHS[0] and normal(name) == normal(text) for code, name in items.items()
    )


def _strange(table: _List, cell: RawCell, what: str) -> None:
    message = f"{table.spec.name}有一行{what}，没有填"
    table.found.findings.append(report("DC-04", message, cell.location, found=cell.text))


def _total(table: _List, row: dict[int, RawCell]) -> None:
    for column, spec in table.columns.items():
        if spec.is_text or column not in row:
            continue
        amount = number_in(row[column], f"{table.spec.name}“合计”", table.found)
        if amount is None or not spec.figures:
            continue
        figure = ExportFigure(spec.figures[0].schedule, spec.figures[0].coordinates | table.setting.around)
        fact = ExportFact(
            figure, amount, table.setting.factor, table.setting.year, table.spec.name, row[column].location
        )
        known = table.totals.setdefault(column, fact)
        if known.number != amount:
            _differ(table, column, fact.place, (known.number, amount))


def _adds_up(table: _List, column: int, facts: list[ExportFact]) -> bool:
    total = table.totals.get(column)
    figures = table.columns[column].figures if column else ()
    if total is None or not figures:
        return True
    items = sum(
        (
            fact.number
            for fact in facts
            if dict(figures[0].coordinates).items() <= dict(fact.figure.coordinates).items()
        ),
        Decimal(0),
    )
    if items == total.number:
        return True
    _differ(table, column, total.place, (items, total.number))
    del table.totals[column]
    return False


def _differ(table: _List, column: int, place: Location, numbers: tuple[Decimal, Decimal]) -> None:
    title = "/".join(table.columns[column].headings[0])
    message = f"{table.spec.name}“{title}”各行之和不等于合计，这一栏没有填"
    hint = "请核对导出表是不是缺行，或者有没有改过"
    difference = str(numbers[0] - numbers[1])
    table.found.findings.append(
        report(
            "DC-05",
            message,
            place,
            hint,
            found=str(numbers[0]),
            expected=str(numbers[1]),
            difference=difference,
        )
    )
