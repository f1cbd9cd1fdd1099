"""The YAML form of the input, blank or filled, with the explanations as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.blanks.prefilled import (
    amount_in_unit,
    blank_department,
    code_columns,
    listed_name,
    rows_to_write,
)
from gongkai.model.classification import Classification
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.schema import Column, ColumnType, InputSpec, Line, ScheduleSpec, Shape
from gongkai.money import plain

# Text that no YAML reader can take for anything else; all other text is quoted.
_PLAIN = re.compile(
    r"[0-9A-Za-z\u4e00-\u9fff（）《》“”、，。；][0-9A-Za-z\u4e00-\u9fff（）《》“”、，。；：／/（）.-]*$"
)
_NOT_PLAIN = {"null", "true", "false", "yes", "no", "on", "off"}
LONG_TEXT = 40


def write_yaml(spec: InputSpec, classification: Classification, department: Department | None = None) -> str:
    """The input as YAML text; without a department the blank form. What is written reads back equal."""
    given = department or blank_department(spec)
    lines = [
        f"# {spec.name or spec.format}",
        "# 每个明细表是一个键；没有数的不写或留空；金额单位在“单位信息”中说一次。",
        "# 合计、占比、增减由程序计算，不用写。填好后运行 gongkai check 检查。",
        *(f"# {text}" for paragraph in spec.guide for text in paragraph.splitlines()),
    ]
    for item in spec.schedules:
        schedule = given.schedules.get(item.name)
        if schedule is not None and not schedule.present:
            continue
        writer = _Writer(item, given.amount_unit, classification)
        lines += ["", *writer.head(), *writer.body(schedule)]
    return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self, spec: ScheduleSpec, unit: str, classification: Classification) -> None:
        self.spec = spec
        self.unit = unit
        self.classification = classification
        self.codes = {column.name: column for column in code_columns(spec).values()}

    def head(self) -> list[str]:
        optional = "；没有的整段可以不写" if self.spec.optional else ""
        return [f"# {self.spec.name}：{self.spec.purpose}{optional}", f"{_quoted(self.spec.name)}:"]

    def body(self, schedule: Schedule | None) -> Iterator[str]:
        if self.spec.shape is Shape.LINES:
            yield from self._lines(schedule)
        elif self.spec.control:
            given = schedule.entries if schedule is not None else ()
            yield from map(self._short_row, given or rows_to_write(self.spec, None))
        elif schedule is not None and schedule.entries:
            for entry in schedule.entries:
                yield from self._row(entry)
        else:
            yield from self._example()

    def _row(self, entry: Entry) -> Iterator[str]:
        lead = "  - "
        for group, columns in _groups(self.spec.columns):
            values = [
                (column, entry.values[column.name]) for column in columns if column.name in entry.values
            ]
            if not values:
                continue
            if group:
                inner = ", ".join(
                    f"{_quoted('/'.join(column.path[1:]))}: {self._scalar(column.type, value)}"
                    for column, value in values
                )
                yield f"{lead}{_quoted(group)}: {{{inner}}}"
            else:
                column, value = values[0]
                yield from self._pair(
                    f"{lead}{_quoted(column.name)}:", column.type, value, "      ", column.name
                )
            lead = "    "

    def _short_row(self, entry: Entry) -> str:
        """A row on one line; a number that is still to be filled in has its key."""
        inner = ", ".join(
            f"{_quoted(column.name)}: {self._scalar(column.type, value) if value is not None else ''}"
            for column in self.spec.columns
            if (value := entry.values.get(column.name)) is not None or column.type.is_numeric
        )
        return f"  - {{{inner}}}"

    def _pair(self, key: str, kind: ColumnType, value: Value, indent: str, column: str = "") -> Iterator[str]:
        text = self._text(kind, value)
        if kind is ColumnType.TEXT and ("\n" in text or len(text) > LONG_TEXT):
            yield f"{key} |"
            yield from (indent + paragraph for paragraph in text.split("\n"))
            return
        code = self.codes.get(column)
        name = listed_name(code.type, text, self.classification) if code is not None else ""
        yield f"{key} {_quoted(text)}" + (f"  # {name}" if name else "")

    def _scalar(self, kind: ColumnType, value: Value) -> str:
        return _quoted(self._text(kind, value))

    def _text(self, kind: ColumnType, value: Value) -> str:
        written = value.written
        if isinstance(written, Decimal):
            return plain(amount_in_unit(written, self.unit) if kind is ColumnType.AMOUNT else written)
        return written

    def _example(self) -> Iterator[str]:
        """A row as comments, with every column; to be uncommented and filled."""
        lead = "  # - "
        for group, columns in _groups(tuple(item for item in self.spec.columns if not item.follows)):
            if group:
                inner = ", ".join(f"{_quoted('/'.join(column.path[1:]))}: " for column in columns)
                yield f"{lead}{_quoted(group)}: {{{inner}}}"
            else:
                yield f"{lead}{_quoted(columns[0].name)}:" + _remark(columns[0])
            lead = "  #   "

    def _lines(self, schedule: Schedule | None) -> Iterator[str]:
        group = ""
        for line in self.spec.lines:
            if line.group and line.group != group:
                group = line.group
                yield f"  # —— {group}"
            columns = [item for item in self.spec.columns if not line.columns or item.name in line.columns]
            entry = schedule.line(line.name) if schedule is not None else None
            key = f"  {_quoted(line.name)}:"
            if entry is None:
                inner = ", ".join(f"{_quoted(column.name)}: " for column in columns)
                yield key + (f" {{{inner}}}" if len(columns) > 1 else "") + _remark(line)
            elif len(columns) == 1:
                yield from self._pair(key, line.type, entry.values[columns[0].name], "    ")
            else:
                yield from self._line_columns(key, line, columns, entry)

    def _line_columns(self, key: str, line: Line, columns: list[Column], entry: Entry) -> Iterator[str]:
        values = [(column, entry.values[column.name]) for column in columns if column.name in entry.values]
        if line.type is ColumnType.TEXT:
            yield key
            for column, value in values:
                yield from self._pair(f"    {_quoted(column.name)}:", line.type, value, "      ")
            return
        inner = ", ".join(
            f"{_quoted(column.name)}: {self._scalar(line.type, value)}" for column, value in values
        )
        yield f"{key} {{{inner}}}"


def _groups(columns: tuple[Column, ...]) -> Iterator[tuple[str, list[Column]]]:
    """Columns in order; those under one group heading together, a column without a group alone."""
    done: set[str] = set()
    for column in columns:
        if len(column.path) == 1:
            yield "", [column]
        elif column.path[0] not in done:
            done.add(column.path[0])
            yield column.path[0], [item for item in columns if item.path[0] == column.path[0]]


def _remark(item: Column | Line) -> str:
    words = ["必填"] if item.required else []
    if item.choices:
        words.append("可填：" + "、".join(item.choices))
    if isinstance(item, Line) and item.unit:
        words.append(item.unit)
    if item.prompt:
        words.append(item.prompt)
    return f"  # {'；'.join(words)}" if words else ""


def _quoted(text: str) -> str:
    """The text as a YAML scalar that reads back the same, also inside { }."""
    if _PLAIN.match(text) and text.casefold() not in _NOT_PLAIN and not text.endswith(":"):
        return text
    return json.dumps(text, ensure_ascii=False)
