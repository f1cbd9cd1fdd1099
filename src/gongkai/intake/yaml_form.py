"""The YAML form as schedules: a key per schedule, the same labels as the workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from gongkai.findings import Finding, Location, report
from gongkai.intake.assembly import missing_schedule
from gongkai.intake.blank_cells import fill_blanks
from gongkai.intake.raw_schedule import RawRow, RawSchedule
from gongkai.model.labels import FORMAT_LINE, IDENTITY_SCHEDULE, is_computed, nearest_label, normal
from gongkai.model.schema import Column, ColumnType, InputSpec, Line, ScheduleSpec, Shape
from gongkai.readers.cells import Fault, RawCell
from gongkai.yamlsource import Node

_PART_OF_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]*)?")


@dataclass(slots=True)
class YamlForm:
    """The root of an opened YAML input."""

    file: str
    root: Node
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_identity(self) -> bool:
        """False for a file without the schedule that every input has."""
        return _child(self.root, IDENTITY_SCHEDULE) is not None

    @property
    def filled(self) -> bool:
        """Exports are filled into workbooks only."""
        return False

    def format(self) -> tuple[str, Location]:
        """What the identity schedule says the format is, and where it does or should."""
        identity = _child(self.root, IDENTITY_SCHEDULE)
        if identity is None:
            return "", replace(self.root.location, path=IDENTITY_SCHEDULE)
        found = _child(identity, FORMAT_LINE)
        return (found.text.strip(), found.location) if found is not None else ("", identity.location)

    def schedules(self, spec: InputSpec) -> dict[str, RawSchedule]:
        """The schedules that the file has; keys missing, unknown or of the wrong shape are findings."""
        self.findings = []
        wanted = {normal(schedule.name): schedule for schedule in spec.schedules}
        found: dict[str, RawSchedule] = {}
        left: dict[str, Location] = {}
        for key, node in self.root.mapping.items():
            schedule = wanted.get(normal(key))
            if schedule is not None:
                found[schedule.name] = self._schedule(schedule, node, self.root.keys[key])
            elif not is_computed(key):
                left[key] = self.root.keys[key]
        for schedule in spec.schedules:
            if schedule.name in found:
                continue
            close = nearest_label(schedule.name, left, cutoff=0.6)
            place = left.pop(close, None)
            if close or not schedule.optional:
                missing = missing_schedule(schedule, self.file, close, "明细表")
                where = replace(place or self.root.location, path=schedule.name)
                self.findings.append(replace(missing, location=where))
        fill_blanks(found, spec)
        for key, place in left.items():
            self.findings.append(report("SR-23", f"格式中没有明细表“{key}”", place, found=key))
        return found

    def check_units(self, spec: InputSpec, unit: str) -> list[Finding]:
        """YAML says the unit once only."""
        return []

    def _schedule(self, spec: ScheduleSpec, node: Node, key: Location) -> RawSchedule:
        raw = RawSchedule(replace(key, path=spec.name))
        if _empty(node):
            return raw
        if spec.shape is Shape.ROWS:
            if not node.is_list:
                self._shape(spec.name, node, "列表，每行以“- ”开头")
            for item in node.items:
                row = self._row(spec, item)
                if row is not None and row.cells:
                    raw.rows.append(row)
            return raw
        if not node.is_mapping:
            self._shape(spec.name, node, "“项: 内容”")
        for label, value in node.mapping.items():
            raw.rows.append(self._line(spec, label, value, node.keys[label]))
        return raw

    def _shape(self, name: str, node: Node, wanted: str) -> None:
        message = f"“{name}”下面应是{wanted}"
        where = replace(node.location, path=name)
        self.findings.append(report("SR-23", message, where, expected=wanted))

    def _row(self, spec: ScheduleSpec, item: Node) -> RawRow | None:
        if _empty(item):
            return None
        if not item.is_mapping:
            self._shape(spec.name, item, "“栏目: 内容”的列表")
            return None
        found: dict[str, RawCell] = {}
        self._collect(spec, item, (), found)
        cells = {column.name: found[column.name] for column in spec.columns if column.name in found}
        return RawRow(cells, item.location)

    def _collect(
        self, spec: ScheduleSpec, node: Node, above: tuple[str, ...], cells: dict[str, RawCell]
    ) -> None:
        """Columns of a mapping into `cells`, groups one level down."""
        for key, value in node.mapping.items():
            if is_computed(key):
                continue
            path = (*above, key)
            column = _column(spec, path)
            is_group = column is None and _is_group(spec, path)
            if is_group and (value.is_mapping or _empty(value)):
                self._collect(spec, value, path, cells)
            elif is_group:
                below = "、".join(item.path[-1] for item in spec.columns if item.path[: len(path)] == path)
                message = f"“{key}”下面还要分栏写：{below or '见空白 YAML'}"
                where = replace(value.location, path=f"{spec.name}/{'/'.join(path)}")
                self.findings.append(report("SR-23", message, where, found=value.text, expected=below))
                for item in spec.columns:  # what they hold is not known; it is told once
                    if item.path[: len(path)] == path:
                        cells[item.name] = RawCell(None, value.location, Fault.WRONG_SHAPE, again=True)
            elif column is None:
                self._unknown(spec, path, node.keys[key])
            elif column.name in cells:
                message = f"{spec.name}：栏目“{column.name}”写了两次"
                self.findings.append(report("SR-23", message, node.keys[key], found=column.name))
            elif not _empty(value):
                cells[column.name] = _cell(value, _has_paragraphs(spec, column))

    def _unknown(self, spec: ScheduleSpec, path: tuple[str, ...], place: Location) -> None:
        label = "/".join(path)
        names = [column.name for column in spec.columns] + [column.path[0] for column in spec.columns]
        close = nearest_label(label, names)
        hint = f"最接近的栏目是“{close}”，请改成这个名称" if close else ""
        if _PART_OF_NUMBER.fullmatch(path[-1]):
            close, hint = "", "逗号把一个数断成了几个：金额里不写逗号"
        elif "：" in path[-1]:
            close, hint = "", "冒号写半角的“:”，后面空一格"
        where = replace(place, path=f"{spec.name}/{label}")
        message = f"{spec.name}中没有栏目“{label}”"
        self.findings.append(report("SR-05", message, where, hint, found=label, expected=close))

    def _line(self, spec: ScheduleSpec, label: str, value: Node, key: Location) -> RawRow:
        line = next((line for line in spec.lines if normal(line.name) == normal(label)), None)
        name = line.name if line is not None else label
        cells: dict[str, RawCell] = {}
        if value.is_mapping and line is not None:
            self._collect(spec, value, (), cells)
        elif not _empty(value):
            column = _only_column(spec, line)
            if column is None and line is not None:
                columns = "、".join(line.columns or tuple(item.name for item in spec.columns))
                message = f"“{name}”有几栏，要分栏写：{columns}"
                where = replace(value.location, path=f"{spec.name}/{name}")
                self.findings.append(report("SR-23", message, where, found=value.text, expected=columns))
            else:
                kind = line.type if line is not None else ColumnType.TEXT
                several = kind is ColumnType.TEXT and spec.name != IDENTITY_SCHEDULE
                cells[column.name if column else spec.columns[0].name] = _cell(value, several)
        return RawRow(cells, key, name)


def _only_column(spec: ScheduleSpec, line: Line | None) -> Column | None:
    """The column that a bare value belongs to: the only one of the schedule, or of the line."""
    names = line.columns if line is not None and line.columns else tuple(item.name for item in spec.columns)
    return spec.column(names[0]) if len(names) == 1 else None


def _column(spec: ScheduleSpec, path: tuple[str, ...]) -> Column | None:
    wanted = normal("".join(path))
    return next((column for column in spec.columns if normal("".join(column.path)) == wanted), None)


def _empty(node: Node) -> bool:
    return node.value is None or (isinstance(node.value, str) and not node.value.strip())


def _is_group(spec: ScheduleSpec, path: tuple[str, ...]) -> bool:
    wanted, depth = normal("".join(path)), len(path)
    return any(
        len(item.path) > depth and normal("".join(item.path[:depth])) == wanted for item in spec.columns
    )


def _child(node: Node, name: str) -> Node | None:
    wanted = normal(name)
    return next((value for key, value in node.mapping.items() if normal(key) == wanted), None)


def _has_paragraphs(spec: ScheduleSpec, column: Column) -> bool:
    """True for a column of prose; an amount, a choice or a name is one."""
    return column.type is ColumnType.TEXT and column.name not in spec.unique


def _cell(node: Node, several: bool) -> RawCell:
    """A scalar as a cell; a list of scalars is several paragraphs, where there may be `several`."""
    if node.is_mapping or any(not isinstance(item.value, str | None) for item in node.items):
        return RawCell(None, node.location, Fault.WRONG_SHAPE)
    if not several and len([item for item in node.items if not _empty(item)]) > 1:
        return RawCell(None, node.location, Fault.WRONG_SHAPE)
    text = "\n".join(item.text for item in node.items) if node.is_list else node.text
    return RawCell(text, node.location)
