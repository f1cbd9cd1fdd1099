"""Files of exports to facts: which sheet is which table, of which year and unit, in 元 or 万元."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.filling.code_tables import read_code_table
from gongkai.filling.export_fact import Exported
from gongkai.filling.export_headings import label_of
from gongkai.filling.export_spec import ExportSpec, TableSpec, sheet_code
from gongkai.filling.line_tables import read_line_table
from gongkai.filling.record_forms import name_cell, owners, read_record
from gongkai.filling.record_lists import ListSetting, list_start, read_list
from gongkai.filling.repeated_exports import drop_repeated
from gongkai.filling.single_rows import read_single_row
from gongkai.findings import Finding, Location, report
from gongkai.frozen import frozen
from gongkai.intake.headings import SEARCHED_ROWS
from gongkai.intake.numbers import UNIT_FACTORS
from gongkai.model.classification import Classification
from gongkai.model.definitions import STAGE
from gongkai.model.labels import FORMAT_LINE, IDENTITY_SCHEDULE, normal
from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged, Protected
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.workbook import NoWorkbook, read_workbook
from gongkai.source import MAX_BYTES, Source

_SHEET_NAME_LIMIT = 31
_LEAST = 6  # characters of a cut name that still tell a table
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_UNIT = re.compile(r"单位\s*[:：]\s*[（(]?(?:人民币)?\s*([十百千万亿]*元)")
_UNIT_OF_FORM = re.compile(r"(?:资金|金额|预算)[^()（）]*[(（]([十百千万亿]*元)[)）]$")
_OF = re.compile(r"(?:编制|填报|编报|预算)?(?:单位|部门)(?:名称)?\s*[:：]\s*([^\s:：]+)")
_OF_NEXT = re.compile(r"(?:编制|填报|编报|预算)?(?:单位|部门)(?:名称)?\s*[:：]\s*$")
_CAPTION = re.compile(r"[:：]|20\d\d\s*年")
_NUMBER_OF_TABLE = re.compile(r"\([^()]*表\)$|\([^()]*$")  # (财决01表), cut off or not
_BEFORE = re.compile(r"^(?:20\d\d年度?|[a-z]+0*\d+([-_]\d+)?)")


@frozen
class Wanted:
    """What the exports are for: year, unit (empty where it does not say) and kind of the workbook."""

    year: int
    unit_name: str
    classification: Classification
    kind: str
    texts: str = ""
    """All texts of the workbook, among them the names of the units below."""


def read_exports(
    sources: Sequence[Source], specs: Sequence[ExportSpec], wanted: Wanted
) -> list[tuple[ExportSpec, Exported]]:
    """What was read, by system; of a file that cannot be used only the finding."""
    found = {spec.name: Exported() for spec in specs}
    opened = [(source, _sheets(source)) for source in sources]
    several = None if wanted.unit_name else _several_units(opened, specs)
    if several is not None:
        found[specs[0].name].findings.append(several)
        return [(spec, found[spec.name]) for spec in specs]
    for source, sheets in opened:
        _read_file(source, sheets, specs, wanted, found)
    for exported in found.values():
        drop_repeated(exported)
    return [(spec, found[spec.name]) for spec in specs]


def _several_units(
    opened: Sequence[tuple[Source, list[SheetCells] | _NoSheets]], specs: Sequence[ExportSpec]
) -> Finding | None:
    """That tables of two units are given and the workbook does not say of which it is: any choice would be a guess. The
    forms of projects are of units below, too."""
    tables = [table for spec in specs for table in spec.tables if not (table.is_form or table.keys)]
    first = ""
    for _, sheets in opened:
        for sheet in sheets if isinstance(sheets, list) else ():
            for table in tables:
                said = _owner(sheet, table) if is_table(sheet, table) else []
                name = said[0][0] if said else ""
                if name and first and not _same_unit(first, name):
                    message = f"导出表是两个单位的：“{first}”和“{name}”，工作簿没有写单位名称，不能确定填哪一个，都没有读"
                    hint = f"先在工作簿的“{IDENTITY_SCHEDULE}”里填单位名称，再填一次"
                    return report("DC-02", message, said[0][1], hint, found=name, expected=first)
                first = first or name
    return None


def _read_file(
    source: Source,
    sheets: list[SheetCells] | _NoSheets,
    specs: Sequence[ExportSpec],
    wanted: Wanted,
    found: dict[str, Exported],
) -> None:
    findings = found[specs[0].name].findings
    if isinstance(sheets, _NoSheets):
        message = f"“{source.name}”{sheets.why}，没有读"
        findings.append(report("DC-01", message, Location(file=source.name), sheets.hint))
        return
    if _is_own_input(sheets):
        message = f"“{source.name}”是填报的工作簿，不是导出表，没有读"
        hint = "上年的工作簿用 gongkai new --from 带过来"
        findings.append(report("DC-08", message, Location(file=source.name), hint))
        return
    tables = [
        (sheet, [(spec, table) for spec in specs for table in spec.tables if is_table(sheet, table)])
        for sheet in sheets
    ]
    years = {year for sheet, known in tables for year in _years(sheet, known[0][1] if known else None)}
    named = {int(year) for year in _YEAR.findall(source.name)}
    year = next(iter(years)) if len(years) == 1 else next(iter(named)) if not years and len(named) == 1 else 0
    left = []
    others: dict[int, list[tuple[str, SheetCells]]] = {}
    for sheet, called in tables:
        known = [each for each in called if (wanted.kind, 0) in each[0].stages]
        if not known:
            left += [sheet.title] if sheet.rows else []
        elif len(known) > 1:
            names = "、".join(f"{spec.name}的{table.name}" for spec, table in known)
            message = f"不能确定是哪一张表（{names}），没有读"
            findings.append(report("DC-02", message, Location(source.name, sheet.title)))
        elif other := _other_year(sheet, known[0], year, wanted):
            others.setdefault(other, []).append((known[0][1].name, sheet))
        else:
            _read_sheet(sheet, known[0], year, wanted, found[known[0][0].name])
    findings += [_of_other_year(each, wanted.year, of) for each, of in others.items()]
    if left:
        names = "、".join(left)
        message = f"“{source.name}”里没有读的工作表：{names}"
        findings.append(report("DC-08", message, Location(file=source.name)))


_AS_A_WORKBOOK = "请用 Excel 或 WPS 打开它，看一看没有乱码、没有丢数，另存为 .xlsx 再给程序"
_HINTS = {
    "zip": "请先解压，把里面的 .xls、.xlsx 给程序（命令行的 gongkai fill 可以直接读 .zip）",
    **dict.fromkeys(("html", "xml", "text"), _AS_A_WORKBOOK),
}


@frozen
class _NoSheets:
    """Why a file has no sheets, as the end of a sentence, and what to do."""

    why: str
    hint: str = "请用财政系统导出的 .xls 或 .xlsx"


def _sheets(source: Source) -> list[SheetCells] | _NoSheets:
    """The sheets, or why there are none."""
    if source.trouble is not None or source.size > MAX_BYTES:
        return _NoSheets("打不开，或者太大")
    try:
        return read_workbook(source.content, source.name, True)
    except Protected:
        return _NoSheets("加了密码", "请在 Excel 或 WPS 里去掉密码再给程序")
    except TooLarge as fault:
        return _NoSheets(str(fault))
    except NoWorkbook as fault:
        hint = _HINTS.get(fault.kind)
        return _NoSheets(str(fault), hint) if hint else _NoSheets(str(fault))
    except Damaged as fault:
        return _NoSheets(f"已损坏：{fault}", "请重新导出")


def is_table(sheet: SheetCells, spec: TableSpec) -> bool:
    """Whether a sheet is this table: by the code and the name in its own name, else by the title in A1.

    A code alone does not tell where the name beside it, or the title, is another's.
    """
    if spec.has and not _has(sheet, spec.has):
        return False
    code = sheet_code(sheet.title)
    name = _plain_name(sheet.title)
    title = _title(sheet)
    by_code = bool(code) and code in spec.codes
    by_name = _is_called(name, spec, len(sheet.title) >= _SHEET_NAME_LIMIT)
    by_title = _is_called(title, spec, False)
    if by_code:
        return by_name or by_title or not (name or title)
    if code and spec.codes and by_name:
        return by_title or not title
    return by_name or by_title


def _has(sheet: SheetCells, labels: tuple[str, ...]) -> bool:
    return any(
        isinstance(cell.value, str) and label_of(cell.value) in labels
        for row in sheet.rows.values()
        for cell in row.values()
    )


def _plain_name(text: str) -> str:
    """A name for comparison, without the table's code, its number in brackets and the year."""
    text = _BEFORE.sub("", text.strip().lower().replace("（", "(").replace("）", ")")).strip(" -_　")
    return normal(_NUMBER_OF_TABLE.sub("", text))


def _title(sheet: SheetCells) -> str:
    """What stands over the table alone in its row."""
    for number in sorted(sheet.rows)[:3]:
        texts = [cell.text for cell in sheet.rows[number].values() if not cell.is_blank]
        if len(texts) == 1 and not _OF.search(texts[0]) and len(texts[0].strip()) >= _LEAST - 1:
            return _plain_name(texts[0])
    return ""


def _is_called(name: str, spec: TableSpec, cut: bool) -> bool:
    if not name:
        return False
    if spec.is_form and name.endswith(spec.titles):  # the names of the county and the project stand before
        return True
    return name in spec.titles or (
        cut and len(name) >= _LEAST and any(title.startswith(name) for title in spec.titles)
    )


def _captions(sheet: SheetCells, table: TableSpec | None) -> list[tuple[str, Location]]:
    """The texts of the first rows; of records only those above them, whose names bear years of their own."""
    numbers = sorted(sheet.rows)[:8]
    if table is not None and (table.is_form or table.keys):
        first = _first_row(sheet, table)
        numbers = [number for number in numbers if number < first]
    return [
        (cell.text, cell.location)
        for number in numbers
        for cell in sheet.rows[number].values()
        if isinstance(cell.value, str)
    ]


def _first_row(sheet: SheetCells, table: TableSpec) -> int:
    """The row in which a form or list begins."""
    name = name_cell(sheet, table)
    start = list_start(sheet, table) if table.keys else None
    own = [cell.row for cell in owners(sheet, table)]
    return name.row if name is not None else start[0] if start is not None else min(own, default=3)


def _years(sheet: SheetCells, table: TableSpec | None) -> set[int]:
    texts = [text for text, place in _captions(sheet, table)[:SEARCHED_ROWS] if len(text) < SEARCHED_ROWS]
    return {int(match) for text in texts for match in _YEAR.findall(text)}


def _units(sheet: SheetCells, table: TableSpec) -> set[str]:
    """元 or 万元, as the captions say; of a form as its labels say, where they do not."""
    found = {match[1] for text, _ in _captions(sheet, table) if (match := _UNIT.search(text))}
    if found or not (table.is_form or table.keys):
        return found
    cells = [cell for row in sheet.rows.values() for cell in row.values() if isinstance(cell.value, str)]
    return {match[1] for cell in cells if (match := _UNIT_OF_FORM.search(cell.text.strip()))}


def _read_sheet(
    sheet: SheetCells, known: tuple[ExportSpec, TableSpec], year: int, wanted: Wanted, found: Exported
) -> None:
    spec, table = known
    own = _years(sheet, table)
    year = next(iter(own)) if len(own) == 1 else year
    where = Location(sheet.file, sheet.title)
    if not year:
        hint = "请在文件名前写上年度，如“2023年度”"
        found.findings.append(report("DC-02", f"{table.name}没有写明年度，没有读", where, hint))
        return
    if spec.published and _is_published(sheet, spec.published):
        message = f"“{sheet.title}”是公开的表，数是取整的，没有读"
        found.findings.append(report("DC-02", message, where, "请用系统导出的表"))
        return
    if _is_of_another(sheet, table, wanted, found):
        return
    units = _units(sheet, table)
    unit = next(iter(units)) if len(units) == 1 else "" if units else table.unit or spec.unit
    if unit not in UNIT_FACTORS:
        found.findings.append(_no_unit(table, units, where))
        return
    found.tables.append(f"{sheet.file} {sheet.title}（{year} 年度）")
    factor = UNIT_FACTORS[unit]
    unit_name = wanted.unit_name or next((name for name, _ in _owner(sheet, table)), "")
    setting = ListSetting(year, factor, unit_name, wanted.classification)
    if table.is_form:
        found.add([read_record(sheet, table, setting)])
    elif table.keys:
        found.add([read_list(sheet, table, setting)])
    elif table.single:
        found.add([read_single_row(sheet, table, setting)])
    elif table.lines:
        found.add([read_line_table(sheet, table, year, factor)])
    else:
        found.add([read_code_table(sheet, table, year, factor, wanted.classification)])


def _other_year(sheet: SheetCells, known: tuple[ExportSpec, TableSpec], year: int, wanted: Wanted) -> int:
    """The year of a table that the workbook has no place for; 0 for one that it takes, and where none is said."""
    spec, table = known
    own = _years(sheet, table)
    year = next(iter(own)) if len(own) == 1 else year
    taken = _has_stages(table) and spec.stages.get((wanted.kind, year - wanted.year))
    return 0 if year == wanted.year or taken else year


def _of_other_year(year: int, wanted: int, tables: Sequence[tuple[str, SheetCells]]) -> Finding:
    """One finding for all such tables of a file, at the first."""
    name, sheet = tables[0]
    more = f"等 {len(tables)} 张表" if len(tables) > 1 else ""
    message = f"{name}{more}是 {year} 年度的，工作簿是 {wanted} 年度的，没有读"
    hint = "请核对：工作簿的年度对的，换成本年度的导出件"
    where = Location(sheet.file, sheet.title)
    return report("DC-02", message, where, hint, found=str(year), expected=str(wanted))


def _no_unit(table: TableSpec, units: set[str], where: Location) -> Finding:
    """That a table says no unit of its amounts, several, or one that is not read."""
    if not units:
        return report("DC-02", f"{table.name}没有写明金额单位，没有读", where)
    said = "、".join(f"“{unit}”" for unit in sorted(units))
    message = f"{table.name}的金额单位写的是{said}，只读“元”或“万元”的，没有读"
    return report("DC-02", message, where, "请在系统里选“元”重新导出", found=said)


def _is_published(sheet: SheetCells, begins: str) -> bool:
    number = re.compile(rf"{re.escape(begins)}\d+表")
    return any(number.fullmatch(text.strip()) for text, _ in _captions(sheet, None))


def _is_own_input(sheets: Sequence[SheetCells]) -> bool:
    """Whether a file is a workbook that our formats ask for, filled in or not."""
    return any(
        isinstance(cell.value, str) and normal(cell.value) == normal(FORMAT_LINE)
        for sheet in sheets
        if normal(sheet.title) == normal(IDENTITY_SCHEDULE)
        for row in sheet.rows.values()
        for cell in row.values()
    )


def _has_stages(table: TableSpec) -> bool:
    """False for records of which only those of the year itself are asked for."""
    figures = (figure for column in table.columns for figure in column.figures)
    return not (table.is_form or table.keys) or any(STAGE in dict(figure.coordinates) for figure in figures)


def _owner(sheet: SheetCells, table: TableSpec) -> list[tuple[str, Location]]:
    """The unit in the captions and its place; nothing where they do not say."""
    captions = _captions(sheet, table)
    for index, (text, place) in enumerate(captions):
        match = _OF.search(text)
        name = match[1] if match is not None else ""
        if _OF_NEXT.search(text) and index + 1 < len(captions):  # the name stands in the cell beside it
            beside, at = captions[index + 1]
            name = beside.strip() if _row(at) == _row(place) and not _CAPTION.search(beside) else ""
        if name and name not in UNIT_FACTORS:
            return [(name, place)]
    return []


def _row(place: Location) -> str:
    return place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _is_of_another(sheet: SheetCells, table: TableSpec, wanted: Wanted, found: Exported) -> bool:
    """Whether a sheet is another unit's, which is a finding. A form may be of a unit below; one of its labels must
    say the workbook's unit then."""
    said = _owner(sheet, table)
    said = said or [(cell.text.strip(), cell.location) for cell in owners(sheet, table)]
    if not said or not wanted.unit_name or any(_same_unit(name, wanted.unit_name) for name, _ in said):
        return False
    name, place = said[0]
    hint = "请核对是不是同一个单位；是的，把工作簿的单位名称改成一样"
    if table.is_form:
        if all(normal(each) in wanted.texts for each, _ in said):
            return False  # a unit below, which the workbook names
        hint += "；是所属单位的，先在工作簿的机构名单或者机构设置里写上它"
    message = f"{table.name}的编制单位是“{name}”，工作簿的单位名称是“{wanted.unit_name}”，没有读"
    found.findings.append(report("DC-02", message, place, hint, found=name, expected=wanted.unit_name))
    return True


def _same_unit(one: str, other: str) -> bool:
    one, other = normal(one), normal(other)
    return one in other or other in one
