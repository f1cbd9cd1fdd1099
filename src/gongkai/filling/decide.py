"""What is filled in and what is not: every number of the exports against what stands in the workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.filling.targets import Target, Targeted
from gongkai.filling.workbook_places import Places, ScheduleSheet, same_keys
from gongkai.findings import Finding, Location, report
from gongkai.frozen import frozen
from gongkai.intake.numbers import exact_float, read_number
from gongkai.model.department import UNCONFIRMED
from gongkai.model.labels import ORIGINS_SHEET, normal
from gongkai.model.schema import CODE_TYPES, Shape
from gongkai.money import WAN, plain, rounded, tidy
from gongkai.readers.cells import RawCell, letters


@frozen
class Write:
    """What to write. `row` and `column` count from 1; `shown` is the number in the workbook's unit, or a text."""

    targeted: Targeted
    sheet: str
    row: int
    column: int
    shown: Decimal | str
    before: str = ""
    """What stood there: a number taken from last year's print, of which the export has the exact one."""

    @property
    def cell(self) -> str:
        return f"{letters(self.column)}{self.row}"


@frozen
class NewRow:
    """A row to add: the texts of its key columns by column number."""

    sheet: str
    row: int
    texts: dict[int, str]


@dataclass(slots=True)
class Decision:
    """What to write; `agreed` is how many cells already had what the exports say."""

    writes: list[Write] = field(default_factory=list)
    rows: list[NewRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    agreed: int = 0
    printed: int = 0
    unconfirmed: list[Finding] = field(default_factory=list)
    """One of each text that was carried over from last year, not looked at since, and differs: told together."""


def decide(
    targeted: Iterable[Targeted], places: Places, factor: Decimal, file: str, printed: int = 0
) -> Decision:
    """Nothing that somebody typed is changed. `factor` makes 元 of the workbook's unit. Where the numbers of the year
    `printed` were taken from what was published, and so are rounded, the exact ones stand in their place."""
    decision = Decision(printed=printed)
    numbers = _of_one_mind(targeted, places, decision)
    absent: dict[tuple[str, str], Targeted] = {}
    open_rows: list[Targeted] = []
    for each in numbers:
        sheet = places.sheets.get(each.target.schedule)
        if sheet is None or sheet.column(each.target.column) is None:
            if each.number or each.text:
                absent.setdefault((each.target.schedule, each.target.column), each)
        elif places.row_of(each.target) is None:
            if each.number or each.text or each.is_total:
                open_rows.append(each)
        else:
            row = places.row_of(each.target)
            assert row is not None
            _cell(each, sheet, row, factor, decision)
    for (schedule, column), each in absent.items():
        message = f"工作簿里没有“{schedule}”的“{column}”，导出表的数没有地方填"
        where = Location(file, schedule, path=f"{schedule}/{column}")
        decision.findings.append(report("DC-10", message, where, found=str(each.fact.place)))
    _new_rows(open_rows, places, factor, decision)
    _tell_unconfirmed(decision)
    return decision


def _tell_unconfirmed(decision: Decision) -> None:
    by_sheet: dict[str, list[Finding]] = {}
    for finding in decision.unconfirmed:
        by_sheet.setdefault(finding.location.sheet, []).append(finding)
    for sheet, several in by_sheet.items():
        first = several[0].location
        message = f"“{sheet}”有 {len(several)} 处上年带来、还没有确认的文字与导出表不同，没有改；导出表的文字在“{ORIGINS_SHEET}”"
        hint = f"看这些文字时对照“{ORIGINS_SHEET}”；要用导出表的，删去原来的再填一次"
        where = Location(first.file, first.sheet, first.cell)
        decision.findings.append(report("DC-12", message, where, hint))


def _of_one_mind(targeted: Iterable[Targeted], places: Places, decision: Decision) -> list[Targeted]:
    """One number per cell; where exports say different things, a finding and none."""
    by_target: dict[tuple[str, object, str], list[Targeted]] = {}
    for each in targeted:
        sheet = places.sheets.get(each.target.schedule)
        keys = same_keys(sheet.spec, each.target.keys) if sheet is not None else each.target.keys
        by_target.setdefault((each.target.schedule, keys, each.target.column), []).append(each)
    found = []
    for several in by_target.values():
        first = several[0]
        other = next((each for each in several if each.says != first.says), None)
        if other is None:
            found.append(replace(first, facts=tuple(fact for each in several for fact in each.facts)))
            continue
        one, two = (each.text or plain(each.number) for each in (first, other))
        message = f"{about(first.target)}在两处不同：{first.fact.place} 是 {one}，{other.fact.place} 是 {two}；没有填"
        decision.findings.append(
            report(
                "DC-06",
                message,
                first.fact.place,
                "请核对是不是同一次导出的",
                found=one,
                expected=two,
                difference="" if first.text else plain(first.number - other.number),
            )
        )
    return found


def about(target: Target) -> str:
    """A target in words: 支出/2080101/一般公共…/决算/基本支出."""
    return "/".join([target.schedule, *(text for _, text in target.keys), target.column])


def _cell(each: Targeted, sheet: ScheduleSheet, row: int, factor: Decimal, decision: Decision) -> None:
    """One cell of a row that is there."""
    column = sheet.column(each.target.column)
    assert column is not None
    shown = tidy(each.number / factor) if each.is_amount else each.number
    cell = sheet.cell(row, column)
    if cell is None:
        if each.number or each.text or each.is_total:
            decision.writes.append(Write(each, sheet.grid.title, row, column, each.text or shown))
        return
    if each.text:
        _typed_text(each, cell, decision)
        return
    typed = Decimal(0) if cell.is_blank else _number(cell)
    if typed is not None and (typed == shown or (each.is_amount and factor != 1 and typed == rounded(shown))):
        decision.agreed += bool(each.number)
        return
    if typed is not None and _is_print_of(each, typed * factor, decision.printed):
        decision.writes.append(Write(each, sheet.grid.title, row, column, shown, plain(typed)))
        return
    message = f"{about(each.target)}已经填了 {cell.text.strip()}，{each.fact.place} 是 {plain(shown)}；没有改"
    difference = plain(typed - shown) if typed is not None else ""
    decision.findings.append(
        report(
            "DC-09",
            message,
            cell.at(about(each.target)),
            "请核对哪一个对",
            found=cell.text.strip(),
            expected=plain(shown),
            difference=difference,
        )
    )


def _is_print_of(each: Targeted, typed: Decimal, printed: int) -> bool:
    """True for an amount of the year that was taken from print, which the export's amount prints as too."""
    if not each.is_amount or not printed or each.fact.year != printed:
        return False
    return abs(typed - rounded(each.number / WAN) * WAN) <= WAN / 200  # half of the last printed digit


def _typed_text(each: Targeted, cell: RawCell, decision: Decision) -> None:
    own = cell.text.strip()
    if normal(own.removeprefix(UNCONFIRMED)) == each.says:
        decision.agreed += 1
        return
    message = f"{about(each.target)}已经填了别的文字，{each.fact.place} 的没有填"
    finding = report(
        "DC-09", message, cell.at(about(each.target)), "请核对哪一个对", found=own, expected=each.text
    )
    if own.startswith(UNCONFIRMED):
        decision.unconfirmed.append(finding)
    else:
        decision.findings.append(finding)


def _number(cell: RawCell) -> Decimal | None:
    value = cell.value
    if isinstance(value, bool) or cell.percent:
        return None
    if isinstance(value, int | float):
        return tidy(exact_float(float(value))) if isinstance(value, float) else Decimal(value)
    return read_number(value) if isinstance(value, str) else None


def _new_rows(open_rows: list[Targeted], places: Places, factor: Decimal, decision: Decision) -> None:
    """Rows for keys that the sheet does not have yet, sorted as the schedule sorts them."""
    by_row: dict[tuple[str, object], list[Targeted]] = {}
    for each in open_rows:
        sheet = places.sheets[each.target.schedule]
        by_row.setdefault((each.target.schedule, same_keys(sheet.spec, each.target.keys)), []).append(each)
    for several in sorted(by_row.values(), key=lambda found: _order(found[0], places)):
        first = several[0]
        sheet = places.sheets[first.target.schedule]
        if sheet.spec.shape is Shape.LINES:
            decision.findings += [_no_line(each, sheet) for each in several if each.number or each.text]
            continue
        if not _has_all_keys(first, sheet):
            decision.findings.append(_no_line(first, sheet))
            continue
        row, sheet.free = sheet.free, sheet.free + 1
        decision.rows.append(NewRow(sheet.grid.title, row, _texts(several, sheet)))
        for each in several:
            _cell(each, sheet, row, factor, decision)


def _has_all_keys(each: Targeted, sheet: ScheduleSheet) -> bool:
    return all(sheet.column(name) is not None for name, _ in each.target.keys if name in sheet.spec.unique)


def _no_line(each: Targeted, sheet: ScheduleSheet) -> Finding:
    message = f"工作表“{sheet.grid.title}”里没有“{about(each.target)}”的行或栏，导出表的数没有地方填"
    return report("DC-10", message, Location(sheet.grid.file, sheet.grid.title), found=str(each.fact.place))


def _order(each: Targeted, places: Places) -> tuple[object, ...]:
    """Schedules as they come, then codes, then choices in the order of their declaration."""
    spec = places.sheets[each.target.schedule].spec
    schedules = list(places.sheets)
    order: list[object] = [schedules.index(each.target.schedule)]
    keys = dict(each.target.keys)
    codes = [keys.get(column.name, "") for column in spec.key_columns if column.type in CODE_TYPES]
    order.append(tuple(codes))
    for column in spec.key_columns:
        if column.choices:
            text = keys.get(column.name, "")
            order.append(column.choices.index(text) if text in column.choices else len(column.choices))
    return tuple(order)


def _texts(several: list[Targeted], sheet: ScheduleSheet) -> dict[int, str]:
    """The key columns of a new row, and the name beside its code."""
    texts = {}
    keys = dict(several[0].target.keys)
    for name, text in keys.items():
        column, number = sheet.spec.column(name), sheet.column(name)
        assert column is not None
        if number is None:  # not asked for: it follows from another column
            continue
        words = dict(column.words).get(text)
        texts[number] = words[0] if words else text
        beside = sheet.column(name.removesuffix("编码") + "名称") if column.type in CODE_TYPES else None
        names = {normal(fact.name): fact.name for each in several for fact in each.facts if fact.name}
        if beside is not None and len(names) == 1:
            texts[beside] = next(iter(names.values()))
    return texts
