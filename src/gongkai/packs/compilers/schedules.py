"""Compile a pack's `schedules/*.yaml` into the schema of the input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from gongkai.findings import Finding
from gongkai.model.classification import ALL_LEVELS, LEVELS
from gongkai.model.control_totals import KEYS, TOTAL
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.model.schema import (
    Bands,
    Blank,
    Column,
    ColumnType,
    DerivedText,
    Follows,
    Line,
    Matrix,
    Offer,
    ScheduleSpec,
    Shape,
)
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.told import spelling_hint
from gongkai.yamlsource import Node

_TYPES = [kind.value for kind in ColumnType]
# The coordinate that distinguishes numeric columns outside `amounts`; its value is the name of the column.
COLUMN_DIMENSION = "栏"
AS_ABOVE = "同上"


def compile_schedule(
    node: Node,
    lists: Mapping[str, tuple[str, ...]],
    findings: list[Finding],
    bands: Mapping[str, Bands] | None = None,
) -> ScheduleSpec:
    """A schedule from its merged YAML.

    `lists` are the named lists that `choices` and `prefill` may name, `bands` those that `derived` may.
    """
    name = node.mapping["name"].text if "name" in node.mapping else "?"
    reader = MappingReader(node, findings, f"明细表“{name}”")
    reader.text("name")
    shape = Shape(reader.one_of("shape", [shape.value for shape in Shape]))
    columns = [_column(key, value, lists, findings) for key, value in reader.entries("columns")]
    amounts = reader.node_of("amounts")
    if amounts is not None:
        columns += _amount_columns(amounts, reader)
    lines = tuple(line for key, value in reader.entries("lines") for line in _lines(key, value, findings))
    prefill = reader.one_of("prefill", list(lists), "")
    spec = ScheduleSpec(
        name=name,
        shape=shape,
        columns=tuple(columns),
        lines=lines,
        line_dimension=reader.text("dimension", ""),
        unique=reader.texts("unique"),
        subtotals=reader.flag("subtotals"),
        control=reader.flag("control"),
        prefill=lists.get(prefill, ()),
        optional=reader.flag("optional"),
        purpose=reader.text("purpose", ""),
        derived=tuple(
            _derived(key, value, bands or {}, findings) for key, value in reader.entries("derived")
        ),
        sheets=tuple(_matrix(key, value, findings) for key, value in reader.entries("sheets")),
        location=node.location,
    )
    reader.close()
    _check(spec, reader)
    return spec


def _column(name: str, node: Node, lists: Mapping[str, tuple[str, ...]], findings: list[Finding]) -> Column:
    reader = MappingReader(node, findings, f"栏“{name}”")
    kind = ColumnType(reader.one_of("type", _TYPES, ColumnType.AMOUNT.value))
    choices = reader.texts("choices")
    if len(choices) == 1 and choices[0] in lists:
        choices = lists[choices[0]]
    level = reader.one_of("code_level", [*LEVELS, ALL_LEVELS], "")
    column = Column(
        path=tuple(name.split("/")),
        type=kind,
        dimension=reader.text("dimension", ""),
        coordinates=((COLUMN_DIMENSION, name),) if kind.is_numeric else (),
        required=reader.flag("required"),
        choices=choices,
        prompt=reader.text("prompt", ""),
        width=reader.number("width"),
        length=LEVELS.get(level, 0),
        any_level=level == ALL_LEVELS,
        blank=_blank(reader.text("blank", "")),
        follows=_follows(reader),
        words=tuple(
            (choice, tuple(item.text for item in words.items)) for choice, words in reader.entries("words")
        ),
        listed_in=reader.text("in", ""),
        location=node.location,
    )
    reader.close()
    for choice, _ in column.words:
        if choice not in choices:
            reader.fault(f"words 中的“{choice}”不是可选的内容", hint=spelling_hint(choice, choices))
    if kind is ColumnType.CHOICE and not choices:
        reader.fault(f"栏“{name}”是选择，但没有可选的内容")
    return column


def _blank(declared: str, group: bool = False) -> Blank | None:
    """What an empty cell means: 同上, a line of 单位信息 (单位信息/单位名称), or another column of the row."""
    if not declared:
        return None
    schedule, _, line = declared.partition("/")
    if schedule == IDENTITY_SCHEDULE:
        return Blank(line=line)
    return Blank(above=True) if declared == AS_ABOVE else Blank(column=declared, group=group)


def _follows(reader: MappingReader) -> Follows | None:
    """`follows: {二级指标: {产出指标: [数量指标, …]}}`: this column's text by the text of the named column."""
    for column, node in reader.entries("follows"):
        texts = tuple((item.text, text) for text, below in node.mapping.items() for item in below.items)
        return Follows(column, texts)
    return None


def _amount_columns(node: Node, reader: MappingReader) -> list[Column]:
    """Amount columns by two levels of names: each name below a first-level key is a column.

    `blank` maps a column, or a group of columns, to the one that an empty cell (or an empty group) equals.
    """
    inner = MappingReader(node, reader.findings, reader.what + "的 amounts")
    dimensions = inner.texts("dimensions")
    blanks = {name: source.text for name, source in inner.entries("blank")}
    columns = []
    for first, below in node.mapping.items():
        if first in ("dimensions", "blank"):
            continue
        inner.asked.add(first)
        seconds = [item.text for item in below.items] or [""]
        for second in seconds:
            path = tuple(filter(None, (first, second)))
            if len(path) != len(dimensions):
                inner.fault(f"“{'/'.join(path)}”的层数与 dimensions 不符", below)
            coordinates = tuple(zip(dimensions, path, strict=False))
            blank = _blank(blanks.get("/".join(path), ""))
            if first in blanks and second:
                blank = _blank(f"{blanks[first]}/{second}", group=True)
            columns.append(
                Column(path, ColumnType.AMOUNT, coordinates=coordinates, blank=blank, location=below.location)
            )
    return columns


def _lines(name: str, node: Node, findings: list[Finding]) -> list[Line]:
    """The line of a key, or a line for each of its `names`, otherwise alike."""
    reader = MappingReader(node, findings, f"项“{name}”")
    names = reader.texts("names") or (name,)
    line = Line(
        name=name,
        type=ColumnType(reader.one_of("type", _TYPES, ColumnType.AMOUNT.value)),
        unit=reader.text("unit", ""),
        columns=reader.texts("columns"),
        group=reader.text("group", ""),
        prompt=reader.text("prompt", ""),
        choices=reader.texts("choices"),
        required=reader.flag("required"),
        part=reader.flag("part"),
        offer=_offer(name, reader),
    )
    reader.close()
    return [replace(line, name=each) for each in names]


def _offer(name: str, reader: MappingReader) -> Offer | None:
    node = reader.node_of("offer")
    if node is None:
        return None
    inner = MappingReader(node, reader.findings, f"项“{name}”的 offer")
    offer = Offer(inner.text("word"), inner.text("schedule"), inner.texts("codes"))
    inner.close()
    return offer


def _derived(name: str, node: Node, bands: Mapping[str, Bands], findings: list[Finding]) -> DerivedText:
    reader = MappingReader(node, findings, f"算出的栏“{name}”")
    wanted = reader.text("bands")
    if wanted and wanted not in bands:
        reader.fault(f"没有档次“{wanted}”", hint=spelling_hint(wanted, bands))
    derived = DerivedText(name, reader.text("from"), bands.get(wanted, ()))
    reader.close()
    return derived


def _matrix(name: str, node: Node, findings: list[Finding]) -> Matrix:
    reader = MappingReader(node, findings, f"工作表“{name}”")
    matrix = Matrix(
        name=name,
        across=reader.text("across"),
        down=reader.text("down"),
        rows=reader.texts("rows"),
        values=reader.texts("values"),
        fixed=tuple((column, text.text) for column, text in reader.entries("fixed")),
        listed_in=reader.text("in", ""),
        purpose=reader.text("purpose", ""),
    )
    reader.close()
    return matrix


def compile_bands(node: Node, findings: list[Finding]) -> dict[str, Bands]:
    """`bands` of pack.yaml: words with the least number that earns each, sorted from the highest."""
    found: dict[str, Bands] = {}
    for name, words in MappingReader(node, findings, "格式").entries("bands"):
        reader = MappingReader(words, findings, f"档次“{name}”")
        steps = [(word, Decimal(str(reader.number(word)))) for word in words.mapping]
        found[name] = tuple(sorted(steps, key=lambda step: step[1], reverse=True))
    return found


def _check(spec: ScheduleSpec, reader: MappingReader) -> None:
    names = {column.name for column in spec.columns}
    for unique in spec.unique:
        if unique not in names:
            reader.fault(f"unique 中的“{unique}”不是本表的栏")
    _check_lines(spec, reader)
    _check_sheets(spec, reader)
    _check_sources(spec, reader)
    for column in spec.derived:
        if column.source not in {item.name for item in spec.number_columns}:
            hint = spelling_hint(column.source, names)
            reader.fault(f"“{column.name}”取自“{column.source}”，本表没有这个数字栏", hint=hint)
    if spec.shape is Shape.LINES and not spec.lines:
        reader.fault("按项填写的明细表没有一项")
    if not spec.columns:
        reader.fault("明细表没有一栏")
    if spec.control and (spec.unique, {column.name for column in spec.number_columns}) != (KEYS, {TOTAL}):
        reader.fault(f"核对数的表要有 {'、'.join(KEYS)}（unique）和唯一的数字栏“{TOTAL}”")


def _check_lines(spec: ScheduleSpec, reader: MappingReader) -> None:
    """A line takes values in columns that there are; where a text follows from another's, that can stand there."""
    names = [column.name for column in spec.columns]
    for key, node in reader.entries("lines"):
        inner = MappingReader(node, reader.findings, f"项“{key}”")
        for column in inner.texts("columns"):
            if column not in names:
                hint = spelling_hint(column, names)
                reader.fault(f"项“{key}”的 columns：本表没有栏“{column}”", inner.node_of("columns"), hint)
    for item in spec.columns:
        pairs = item.follows.texts if item.follows else ()
        for name, text in {(item.follows.column, there) for there, _ in pairs} if item.follows else ():
            _check_choice(spec, name, text, item.name, reader)
        for text in dict.fromkeys(here for _, here in pairs):
            _check_choice(spec, item.name, text, item.name, reader)


def _check_choice(spec: ScheduleSpec, name: str, text: str, follower: str, reader: MappingReader) -> None:
    choices = spec.choices_of(name)
    if choices and text not in choices:
        hint = spelling_hint(text, choices)
        reader.fault(f"栏“{follower}”的 follows：“{name}”没有“{text}”可选", hint=hint)


def _check_sheets(spec: ScheduleSpec, reader: MappingReader) -> None:
    """Check that cross-table sheets name columns of the schedule and texts allowed in them."""
    names = {column.name for column in spec.columns}
    for sheet in spec.sheets:
        columns = {sheet.across, sheet.down, *sheet.values, *(name for name, _ in sheet.fixed)}
        if missing := columns - names:
            reader.fault(f"工作表“{sheet.name}”的“{'、'.join(sorted(missing))}”不是本表的栏")
        known = spec.column(sheet.down)
        for text in sheet.rows:
            if known is not None and known.choices and text not in known.choices:
                hint = spelling_hint(text, known.choices)
                reader.fault(f"工作表“{sheet.name}”的“{text}”不是“{sheet.down}”可选的内容", hint=hint)


def _check_sources(spec: ScheduleSpec, reader: MappingReader) -> None:
    """Check that an empty cell equals, and a text follows from, another column of the schedule."""
    names = {column.name for column in spec.columns}
    for item in spec.columns:
        source = item.blank.column if item.blank else ""
        for other in filter(None, (source, item.follows.column if item.follows else "")):
            if other not in names or other == item.name:
                reader.fault(
                    f"栏“{item.name}”取自“{other}”，本表没有这一栏", hint=spelling_hint(other, names)
                )
