"""An input workbook and exports to a new workbook with the exports' numbers: what `gongkai fill` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gongkai.blanks.new_year import LAST_PRINT, begins_with
from gongkai.copies.workbook_copy import COPIED_SUFFIXES
from gongkai.filling.decide import Decision, decide
from gongkai.filling.export_files import Wanted, read_exports
from gongkai.filling.export_spec import BadExportSpec, ExportSpec, load_exports
from gongkai.filling.filled_copy import filled_copy
from gongkai.filling.left_empty import LeftEmpty, left_empty
from gongkai.filling.record_joins import join_records
from gongkai.filling.sums import add_remainders
from gongkai.filling.targets import Aim, Targeted
from gongkai.filling.wholes import add_from_wholes
from gongkai.filling.workbook_places import Places
from gongkai.findings import Finding, Location, report
from gongkai.intake import open_input
from gongkai.intake.numbers import UNIT_FACTORS
from gongkai.intake.workbook_form import WorkbookForm
from gongkai.model.control_totals import amount_columns
from gongkai.model.labels import GUIDE_SHEET, IDENTITY_SCHEDULE, normal
from gongkai.money import plain
from gongkai.packs.unusable_format import unusable_format
from gongkai.readers.workbook import read_workbook

if TYPE_CHECKING:
    from gongkai.filling.export_fact import Exported
    from gongkai.model.department import Department
    from gongkai.model.schema import InputSpec
    from gongkai.packs.library import Library
    from gongkai.source import Source


@dataclass(slots=True)
class Filled:
    """The new workbook (None where there is none to write), what was written into it, the tables that were read,
    what was left alone and why, and what of the new workbook is empty."""

    content: bytes | None
    decision: Decision = field(default_factory=Decision)
    tables: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    left: LeftEmpty | None = None


def fill_workbook(source: Source, exports: Sequence[Source], library: Library) -> Filled:
    """Fill the exports' numbers into a copy of the workbook. Faults are findings; nothing is raised for data."""
    opened, findings = open_input(source)
    if opened is None:
        return Filled(None, findings=findings)
    pack, faults = library.pack(opened.format)
    if pack is None or pack.abstract or faults:
        return Filled(None, findings=[*findings, *(faults or [unusable_format(source, opened.format)])])
    if not isinstance(opened.form, WorkbookForm) or source.suffix not in COPIED_SUFFIXES:
        hint = "请先在 Excel 或 WPS 中另存为 .xlsx；YAML 的输入用 gongkai new --from 变成工作簿"
        return _refused(f"“{source.name}”不是 .xlsx 工作簿，不能填", source.name, hint)
    department, _ = opened.read(pack.inputs, pack.classification)
    if not department.year.isdigit():
        return _refused(f"“{IDENTITY_SCHEDULE}”里没有写年度，不能填", source.name, "请先填年度")
    try:
        specs = load_exports(library.root)
    except (BadExportSpec, OSError) as fault:
        return _refused(f"导出表的说明文件不能用：{fault}", source.name, "请找格式维护人员")
    wanted = Wanted(
        int(department.year), department.unit_name, pack.classification, pack.kind, workbook_texts(department)
    )
    aim = Aim(pack.inputs, pack.kind, wanted.year)
    filled = Filled(None)
    targeted: list[Targeted] = []
    named: set[tuple[str, str]] = set()
    read = read_exports(exports, specs, wanted)
    _join(read, pack.inputs)
    for spec, exported in read:
        add_from_wholes(exported, spec)
        add_remainders(exported, spec)
        targeted += aim.targets(exported.facts, spec)
        filled.findings += [*exported.findings, *_without_place(exported, pack.inputs)]
        filled.tables += exported.tables
        if exported.tables:
            named |= _lines_of(spec)
    filled.findings += aim.findings + _not_divided(targeted) + _not_exported(targeted, named, pack.inputs)
    places = Places(pack.inputs, opened.form.grids, opened.form.schedules(pack.inputs))
    printed = wanted.year - 1 if _begins_with_print(source) else 0
    filled.decision = decide(targeted, places, UNIT_FACTORS[department.amount_unit], source.name, printed)
    filled.findings += filled.decision.findings
    filled.findings.sort(
        key=lambda finding: finding.severity.rank
    )  # what must be decided, before what is only told
    filled.content = filled_copy(source.content, filled.decision, filled.findings)
    again, _ = open_input(replace(source, content=filled.content))
    if again is not None:
        filled.left = left_empty(again.read(pack.inputs, pack.classification)[0], pack)
    return filled


def _begins_with_print(source: Source) -> bool:
    """Whether the guide of the workbook says that its numbers of last year were taken from what was published."""
    return any(
        isinstance(cell.value, str) and begins_with(LAST_PRINT) in cell.value
        for sheet in read_workbook(source.content, source.name, every=True)
        if normal(sheet.title) == normal(GUIDE_SHEET)
        for row in sheet.rows.values()
        for cell in row.values()
    )


def workbook_texts(department: Department) -> str:
    """What the workbook says in words, for comparison; of the unit's own data the name is compared by itself."""
    return "\n".join(
        normal(str(value.value))
        for name, schedule in department.schedules.items()
        if name != IDENTITY_SCHEDULE
        for entry in schedule.entries
        for value in entry.values.values()
    )


def _join(read: Sequence[tuple[ExportSpec, Exported]], inputs: InputSpec) -> None:
    """Put together the records of several systems, where the input asks for a row by both."""
    for spec, exported in read:
        for rule in spec.joins:
            schedule = inputs.schedule(rule.schedule)
            if schedule is not None and any(key.dimension == rule.along for key in schedule.key_columns):
                join_records(rule, exported, [other for _, other in read if other is not exported])


def _refused(message: str, file: str, hint: str) -> Filled:
    return Filled(None, findings=[report("DC-01", message, Location(file=file), hint)])


def _not_divided(targeted: Sequence[Targeted]) -> list[Finding]:
    """Columns of which the exports have a total and no item: a total of nothing needs none."""
    items = {(each.target.schedule, each.target.column) for each in targeted if not each.is_total}
    totals: dict[tuple[str, str], Targeted] = {}
    for each in targeted:
        if each.is_total and each.number and each.total_of not in items:
            totals.setdefault(each.total_of, each)
    findings = []
    for (schedule, column), each in totals.items():
        message = f"“{schedule}”的“{column}”导出表里只有合计，没有分到各行，没有填；合计记在核对数"
        hint = "请自己填，或者把分得开的表（如预算系统的）也给程序"
        findings.append(report("DC-07", message, each.fact.place, hint, found=plain(each.number)))
    return findings


def _without_place(exported: Exported, inputs: InputSpec) -> list[Finding]:
    """What was read and no schedule of the workbook asks for, by file: whole sheets, or parts of them."""
    used = {str(fact.place) for fact in exported.facts if inputs.schedule(fact.figure.schedule) is not None}
    sheets = {(fact.place.file, fact.place.sheet): fact.table for fact in exported.facts}
    taken = {(fact.place.file, fact.place.sheet) for fact in exported.facts if str(fact.place) in used}
    left: dict[str, dict[str, None]] = {}
    for fact in exported.facts:
        if str(fact.place) not in used:
            sheet = fact.place.file, fact.place.sheet
            part = f"的“{fact.figure.schedule}”" if sheet in taken else ""
            left.setdefault(fact.place.file, {})[f"{sheets[sheet]}{part}"] = None
    return [
        report(
            "DC-14",
            f"“{file}”里本格式没有地方填的数，只用来核对：{'、'.join(names)}",
            Location(file=file),
        )
        for file, names in left.items()
    ]


def _lines_of(spec: ExportSpec) -> set[tuple[str, str]]:
    """The lines of schedules that a system's tables have, whether or not a number stands in them."""
    return {
        (figure.schedule, normal(value))
        for table in spec.tables
        for line in table.lines
        for figure in line.figures
        for _, value in figure.coordinates
    }


def _not_exported(
    targeted: Sequence[Targeted], named: set[tuple[str, str]], inputs: InputSpec
) -> list[Finding]:
    """The schedules of which no export says anything, and lines of others that no export has."""
    known = {name for each in targeted for name in (each.target.schedule, each.total_of[0])}
    lines = named | {
        (each.target.schedule, normal(text)) for each in targeted for _, text in each.target.keys
    }
    asked = [spec for spec in inputs.schedules if not spec.control and amount_columns(spec)]
    names = [spec.name for spec in asked if spec.name not in known]
    for spec in asked:
        absent = [line.name for line in spec.lines if (spec.name, normal(line.name)) not in lines]
        if spec.name in known and absent:
            names.append(f"{spec.name}的{'、'.join(absent)}")
    if not names or not targeted:
        return []
    return [report("DC-07", f"导出表里没有这些的数，没有填：{'；'.join(names)}", hint="请自己填，没有的留空")]
