"""Compile the columns of ledger tables, with a finding for each that the table could not show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gongkai.findings import Finding
from gongkai.model.schema import InputSpec
from gongkai.packs.compilers.amount_look import column_look
from gongkai.packs.compilers.common_head import CommonHead
from gongkai.packs.compilers.figures import Expressions
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.tables import Bind, TableColumn
from gongkai.plans.rows import AmountLook
from gongkai.yamlsource import Node

_BINDS = [bind.value for bind in Bind]
_SPLIT = "split"
_CODE_WIDTH = 0.9  # the least width of a column that shows 类, 款 or 项
_CODE_PARTS = ((Bind.CLASS, 3), (Bind.GROUP, 5), (Bind.ITEM, 7))  # with the digits of a code of that level
_NOTHING = ("", "", "")
_STYLES = "样式写在 pack.yaml 的 numbers 里"


class ColumnCompiler:
    """Compiles the columns of the tables of one pack."""

    def __init__(
        self,
        expressions: Expressions,
        inputs: InputSpec,
        findings: list[Finding],
        common: CommonHead | None = None,
    ) -> None:
        self.common = common
        self.expressions = expressions
        self.inputs = inputs
        self.findings = findings

    def compile(
        self, reader: MappingReader, look: AmountLook, binds: tuple[Bind, ...], own_figures: bool = True
    ) -> tuple[TableColumn, ...]:
        """The columns under `columns`. Only `binds` are allowed; `look` is the table's look of amounts. With
        `own_figures` each column must say which figure it shows, else the lines do and a column may override it."""
        columns: list[TableColumn] = []
        for name, node in reader.entries("columns"):
            place = _column_node(reader.node, name)
            path = self._path(name, place or node)
            if not any(path):  # a heading that the format removes from all its tables
                continue
            column = self._column(name, path, node, look)
            if column.bind not in binds:
                choices = "、".join(bind.value for bind in binds)
                reader.fault(f"栏“{name}”在这种表里只能是：{choices}", place)
            elif column.bind is Bind.FIGURE and own_figures and column.figure is None:
                reader.fault(f"栏“{name}”没有说明取什么数", place, "请写 figure（要取的数）")
            elif column.figure is not None and column.bind is not Bind.FIGURE:
                reader.fault(f"栏“{name}”不能写 figure", place, "只有金额栏取数")
            elif column.bind is Bind.TEXT and column.source == _NOTHING:
                reader.fault(f"栏“{name}”没有说明取哪里的文字", place, "请写 from（明细表/编码栏/文字栏）")
            style = column.look.style
            if style != look.style and self.common is not None and style not in self.common.styles:
                reader.fault(f"栏“{name}”的 numbers 没有样式“{style}”", place, _STYLES)
            if not all(column.path):
                reader.fault(f"栏“{name}”的标题有一层是空的", place)
            elif columns and column.path == columns[-1].path[: len(column.path)]:
                reader.fault(f"栏“{name}”的标题同时是前一栏的上级标题", place)
            columns.append(column)
        return tuple(self._split(columns, reader))

    def _split(self, columns: list[TableColumn], reader: MappingReader) -> Iterator[TableColumn]:
        """Each column of figures repeated for every entry of `split`, with that heading below its own and that part of
        its figure; and, with `split_codes`, a column of codes repeated for each level."""
        levels = reader.texts("levels")
        levelled = [bind for bind, digits in _CODE_PARTS if str(digits) in levels]
        split_codes = self.common is not None and self.common.split_codes
        parts = [(name, self.expressions.filters(where)) for name, where in reader.entries(_SPLIT)]
        depth = max((len(column.path) for column in columns if column.bind is Bind.FIGURE), default=0)
        for column in columns:
            if column.bind is Bind.CODE and split_codes and levelled:
                width = max(column.width / len(levelled), _CODE_WIDTH)
                for bind in levelled:
                    yield replace(column, path=(*column.path, bind.value), bind=bind, width=width)
                continue
            if column.bind is not Bind.FIGURE or not parts:
                yield column
                continue
            # The parts stand in one row: a short heading reaches down to them.
            over = (*column.path, *column.path[-1:] * (depth - len(column.path)))
            for name, where in parts:
                yield replace(column, path=(*over, name), where=(*column.where, *where))

    def _column(self, name: str, path: tuple[str, ...], node: Node, of_table: AmountLook) -> TableColumn:
        reader = MappingReader(node, self.findings, f"栏“{name}”")
        figure = reader.node_of("figure")
        column = TableColumn(
            path=path,
            bind=Bind(reader.one_of("bind", _BINDS, Bind.FIGURE.value)),
            figure=None if figure is None else self.expressions.expression(figure),
            where=self.expressions.filters(reader.node_of("where")),
            width=reader.number("width", 1),
            count=reader.flag("count"),
            source=self._source(reader),
            look=column_look(reader, of_table),
        )
        reader.close()
        if column.width <= 0:
            reader.fault(f"栏“{name}”的 width 应大于零", reader.node_of("width"))
        return column

    def _path(self, name: str, place: Node) -> tuple[str, ...]:
        """The headings over a column, as the format renames them."""
        words = name.split("/")
        if self.common is None:
            return tuple(words)
        return tuple(self.common.heading(word, place.location) for word in words)

    def _source(self, reader: MappingReader) -> tuple[str, str, str]:
        """`from` of a TEXT column: schedule/key column/text column."""
        text = reader.text("from", "")
        if not text:
            return _NOTHING
        parts = text.split("/")
        spec = self.inputs.schedule(parts[0])
        if len(parts) != 3 or spec is None or not all(spec.column(part) for part in parts[1:]):
            reader.fault(f"from 应是“明细表/编码栏/文字栏”，找不到“{text}”")
            return _NOTHING
        return parts[0], parts[1], parts[2]


def _column_node(table: Node, name: str) -> Node | None:
    """The declaration of a column with the place of its key."""
    columns = table.get("columns")
    found = columns.get(name) if columns is not None else None
    return Node(found.value, columns.keys.get(name, found.location)) if columns and found else None
