"""What the tables of a finance system's export mean, as a maintainer declares it (`common/exports/*.yaml`).

A declaration knows headings, labels and codes by their text, never by a coordinate. It says of each column or line
which figure of our schedules it is, in the words of the packs: `支出[资金来源=其他资金, 支出性质=基本支出]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gongkai.findings import Finding
from gongkai.frozen import frozen
from gongkai.model.definitions import STAGE
from gongkai.model.labels import normal
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.yamlsource import Node, parse_yaml

FOLDER = Path("common") / "exports"
_FIGURE = re.compile(r"(?P<schedule>[^\[\]]+?)\s*(?:\[(?P<coordinates>[^\[\]]*)\])?$")
_YEARS = {"本年": 0, "上年": -1}
_ONLY_TOTAL = "合计"

Path_ = tuple[str, ...]
Coordinates = frozenset[tuple[str, str]]


class BadExportSpec(ValueError):
    """A declaration of exports that cannot be used; the message says where and why."""


@frozen
class ExportFigure:
    """A schedule of the input and the coordinates of a figure in it."""

    schedule: str
    coordinates: Coordinates = frozenset()

    def within(self, more: Coordinates) -> ExportFigure:
        """The figure with more coordinates; where both name one, that of the figure itself counts."""
        return ExportFigure(self.schedule, frozenset({**dict(more), **dict(self.coordinates)}.items()))


@frozen
class ExportColumn:
    """A column: the headings that it may have, each from top to bottom, and what stands below them.

    `figures` are the figure under every name that a year's schedules have for it; there are none in a table of
    lines, whose columns only add `coordinates`. `only_total` says that of this
    column only the row 合计 counts; `totals` are further figures of which that row is the total.
    """

    headings: tuple[Path_, ...]
    figures: tuple[ExportFigure, ...] = ()
    coordinates: Coordinates = frozenset()
    only_total: bool = False
    is_text: bool = False
    totals: tuple[ExportFigure, ...] = ()


@frozen
class KeyColumn:
    """A column of a list that tells its rows: its headings, and the coordinate whose value stands in it. `carried`
    says that an empty cell means what stands above it."""

    headings: tuple[Path_, ...]
    coordinate: str
    carried: bool = False


@frozen
class LabelledText:
    """A text of a form: the labels before it, or above it where `below` is set."""

    labels: tuple[str, ...]
    figures: tuple[ExportFigure, ...]
    below: bool = False


@frozen
class LabelledLine:
    """A line of a table of lines: the labels that it may have, and the line somewhere above it, if it needs one."""

    labels: tuple[str, ...]
    below: str
    figures: tuple[ExportFigure, ...]


@frozen
class TableSpec:
    """One table of an export.

    A table of codes has `code` (headings of its code columns) and `dimension` (what a code is a value of);
    `economic` is the figure whose columns are economic items, told by name or code. A table of lines has `lines`,
    a list of records `keys`. A form is one record on a sheet: `record` are the labels before its name, `coordinate`
    what the name is a value of (empty where there is but one such form), `owner` the labels before whose it is,
    `rows` the list within it. `adds_up` is the coordinate over which its amounts give its totals. `given` are the
    texts that every record of this table has, `end` the labels that end a list, `numbered` the coordinate that tells
    rows of the same name apart. `has` are labels without which a sheet is not this table; `unit_is_total` says that a
    row with the unit's name is a total, `single` that the table is one row of numbers without a label. `projects` are
    the headings of a column that is filled in only in rows of projects, which divide the amount of their code.
    """

    name: str
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    columns: tuple[ExportColumn, ...]
    code: tuple[str, ...] = ()
    dimension: str = ""
    economic: ExportFigure | None = None
    lines: tuple[LabelledLine, ...] = ()
    unit: str = ""
    keys: tuple[KeyColumn, ...] = ()
    record: tuple[str, ...] = ()
    coordinate: str = ""
    owner: tuple[str, ...] = ()
    texts: tuple[LabelledText, ...] = ()
    given: tuple[tuple[ExportFigure, str], ...] = ()
    adds_up: str = ""
    end: tuple[str, ...] = ()
    rows: TableSpec | None = None
    has: tuple[str, ...] = ()
    numbered: str = ""
    unit_is_total: bool = False
    single: bool = False
    projects: tuple[str, ...] = ()

    @property
    def is_form(self) -> bool:
        return bool(self.record or self.rows)


@frozen
class JoinRule:
    """That records are told by `by` in several tables, and that one of them divides their amounts over `along`."""

    schedule: str
    by: str
    along: str


@frozen
class SumRule:
    """That the figures of `parts` add up to that of `whole` (the figure without the coordinate, where it is empty).

    Where `by` names a schedule, a part of which its tables have nothing is nothing here either.
    """

    schedule: str
    dimension: str
    whole: str
    parts: tuple[str, ...]
    by: str = ""


@frozen
class WholeRule:
    """That a figure which no schedule asks for, by code, is the sum of `parts`: they are held against it, and the only
    part that no table has follows from it."""

    whole: ExportFigure
    parts: tuple[ExportFigure, ...]


@frozen
class ExportSpec:
    """The tables of one system. `stages` tells by kind of document and year (0 this, -1 last) which stage of the
    input a stage of the export is. `published` is how the number of a published table begins, whose amounts are rounded:
    such a sheet is none of this system's."""

    name: str
    unit: str
    stages: dict[tuple[str, int], dict[str, str]]
    tables: tuple[TableSpec, ...]
    sums: tuple[SumRule, ...]
    joins: tuple[JoinRule, ...] = ()
    published: str = ""
    wholes: tuple[WholeRule, ...] = ()


def load_exports(root: Path) -> tuple[ExportSpec, ...]:
    """All declarations below `root`, the folder of format packs, by file name. Raises BadExportSpec, OSError."""
    return tuple(load_export(path) for path in sorted((root / FOLDER).glob("*.yaml")))


def load_export(path: Path) -> ExportSpec:
    """One declaration. Raises BadExportSpec, OSError."""
    node, findings = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    found = list(findings)
    spec = _spec(node, found) if node is not None else None
    if spec is None or found:
        raise BadExportSpec("；".join(f"{item.location} {item.message}" for item in found))
    return spec


def _spec(node: Node, findings: list[Finding]) -> ExportSpec:
    reader = MappingReader(node, findings, "导出表的说明")
    unit = reader.one_of("unit", ["元", "万元", "无"])
    stages: dict[tuple[str, int], dict[str, str]] = {}
    for kind, years in reader.entries("stages"):
        of_kind = MappingReader(years, findings, f"stages/{kind}")
        for year, offset in _YEARS.items():
            stages[kind, offset] = {name: value.text for name, value in of_kind.entries(year)}
        of_kind.close()
    tables = tuple(_table(name, each, findings) for name, each in reader.entries("tables"))
    sums = tuple(_sum(each, findings) for each in reader.nodes("sums"))
    joins = tuple(_join(each, findings) for each in reader.nodes("joins"))
    name, published = reader.text("name"), reader.text("published", "")
    wholes = tuple(_whole(each, findings) for each in reader.nodes("wholes"))
    spec = ExportSpec(name, "" if unit == "无" else unit, stages, tables, sums, joins, published, wholes)
    reader.close()
    return spec


def _sum(node: Node, findings: list[Finding]) -> SumRule:
    reader = MappingReader(node, findings, "sums")
    found = SumRule(
        reader.text("schedule"),
        reader.text("dimension"),
        reader.text("whole", ""),
        reader.texts("parts"),
        reader.text("by", ""),
    )
    reader.close()
    return found


def _whole(node: Node, findings: list[Finding]) -> WholeRule:
    reader = MappingReader(node, findings, "wholes")
    whole = reader.node_of("whole")
    found = WholeRule(
        _figure(whole or node, reader),
        tuple(_figure(each, reader) for each in reader.nodes("parts")),
    )
    reader.close()
    return found


def _join(node: Node, findings: list[Finding]) -> JoinRule:
    reader = MappingReader(node, findings, "joins")
    found = JoinRule(reader.text("schedule"), reader.text("by"), reader.text("along"))
    reader.close()
    return found


def _table(name: str, node: Node, findings: list[Finding]) -> TableSpec:
    reader = MappingReader(node, findings, name)
    stage = reader.text("stage", "")
    more: Coordinates = frozenset({(STAGE, stage)}) if stage else frozenset()
    lines = tuple(_line(label, each, reader) for label, each in reader.entries("lines"))
    keys = tuple(_keys(reader))
    columns = [
        _column(heading, each, bool(lines), more, reader) for heading, each in reader.entries("columns")
    ]
    texts = [
        LabelledText(_labels(label), _figures(each, more, reader), where == "below")
        for where in ("texts", "below")
        for label, each in reader.entries(where)
    ]
    if keys:  # the texts of a list stand in columns
        columns += [
            ExportColumn(_paths(label), _figures(each, more, reader), is_text=True)
            for label, each in reader.entries("texts")
        ]
    record = dict(reader.entries("record"))
    economic = reader.node_of("economic")
    inside = reader.node_of("rows")
    spec = TableSpec(
        name,
        tuple(map(sheet_code, reader.texts("sheets"))),
        tuple(map(normal, (name, *reader.texts("titles")))),
        tuple(columns),
        tuple(map(normal, reader.texts("code"))),
        reader.text("dimension", ""),
        _figure(economic, reader).within(more) if economic is not None else None,
        lines,
        reader.one_of("unit", ["元", "万元"], ""),
        keys,
        tuple(label for text in record for label in _labels(text)),
        next((each.text for each in record.values()), ""),
        tuple(map(normal, reader.texts("owner"))),
        () if keys else tuple(texts),
        tuple(
            (_written(figure, node, reader).within(more), value.text)
            for figure, value in reader.entries("given")
        ),
        reader.text("adds_up", ""),
        tuple(map(normal, reader.texts("end"))),
        _table(f"{name}的各行", inside, findings) if inside is not None else None,
        tuple(map(normal, reader.texts("has"))),
        reader.text("numbered", ""),
        reader.flag("unit_is_total"),
        reader.flag("single"),
        tuple(map(normal, reader.texts("projects"))),
    )
    reader.close()
    if [bool(lines or spec.is_form), bool(spec.code), bool(keys), spec.single].count(True) != 1:
        reader.fault(
            f"{name}要么写 code（按编码的表），要么写 lines（按项目的表），要么写 keys（一行一条的清单）"
        )
    return spec


def _keys(reader: MappingReader) -> Iterator[KeyColumn]:
    carried = set(reader.texts("carried"))
    for heading, each in reader.entries("keys"):
        yield KeyColumn(_paths(heading), each.text, each.text in carried)


def _line(label: str, node: Node, reader: MappingReader) -> LabelledLine:
    below, _, own = label.rpartition(" > ")
    return LabelledLine(_labels(own), normal(below), _figures(node, frozenset(), reader))


def _labels(text: str) -> tuple[str, ...]:
    return tuple(normal(label) for label in text.split("|"))


def _paths(text: str) -> tuple[Path_, ...]:
    return tuple(tuple(normal(step) for step in each.split("/") if normal(step)) for each in text.split("|"))


def _column(
    heading: str, node: Node, is_line: bool, more: Coordinates, reader: MappingReader
) -> ExportColumn:
    headings = _paths(heading)
    if is_line:
        coordinates = frozenset((name, value.text) for name, value in node.mapping.items())
        return ExportColumn(headings, (), coordinates | more)
    if not node.is_mapping:
        return ExportColumn(headings, _figures(node, more, reader))
    inside = MappingReader(node, reader.findings, heading)
    figure = inside.node_of("figure")
    only = inside.one_of("only", [_ONLY_TOTAL], "")
    total = inside.node_of("total")
    inside.close()
    return ExportColumn(
        headings,
        _figures(figure or node, more, reader),
        only_total=bool(only),
        totals=_figures(total, more, reader) if total is not None else (),
    )


def _figures(node: Node, more: Coordinates, reader: MappingReader) -> tuple[ExportFigure, ...]:
    return tuple(_figure(each, reader).within(more) for each in (node.items if node.is_list else [node]))


def _figure(node: Node, reader: MappingReader) -> ExportFigure:
    return _written(node.text if isinstance(node.value, str) else "", node, reader)


def _written(text: str, node: Node, reader: MappingReader) -> ExportFigure:
    match = _FIGURE.match(text.strip())
    parts = (match["coordinates"] or "").split(",") if match else []
    pairs = [part.split("=") for part in parts if part.strip()]
    if match is None or any(len(pair) != 2 for pair in pairs):
        reader.fault("数应写成“明细表[名称=值, 名称=值]”", node)
        return ExportFigure("")
    return ExportFigure(
        match["schedule"].strip(), frozenset((name.strip(), value.strip()) for name, value in pairs)
    )


_CODE = re.compile(r"([a-z]+)0*(\d+)(?:[-_](\d+))?(?![\d-])", re.IGNORECASE)


def sheet_code(text: str) -> str:
    """The code at the beginning of a sheet's name in one spelling: `Z01_1 …` and `z1-1` are `Z1-1`; empty if none."""
    match = _CODE.match(text.strip())
    if match is None:
        return ""
    return match[1].upper() + match[2] + (f"-{match[3]}" if match[3] else "")
