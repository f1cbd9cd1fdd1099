"""Compile `tables/*.yaml`: the declarations of ledger tables."""

from __future__ import annotations

from gongkai.findings import Finding
from gongkai.model.classification import Classification
from gongkai.model.expression import Expression, Name, Operation
from gongkai.model.schema import InputSpec
from gongkai.packs.compilers.figures import Expressions
from gongkai.packs.compilers.strict_mapping import Reader
from gongkai.packs.pack import Bind, Footer, GridBlock, LedgerTable, Side, TableColumn, TableKind, TableLine
from gongkai.yamlsource import Node

_BINDS = [bind.value for bind in Bind]


class TableCompiler:
    """Compiles the tables of one pack."""

    def __init__(
        self,
        expressions: Expressions,
        inputs: InputSpec,
        classification: Classification,
        kind: str,
        findings: list[Finding],
    ) -> None:
        self.inputs = inputs
        self.expressions = expressions
        self.classes = classification.function_classes.get(kind, ())
        self.economic = classification.economic
        self.findings = findings

    def compile(self, key: str, node: Node) -> LedgerTable:
        reader = Reader(node, self.findings, f"表“{key}”")
        kind = TableKind(reader.one_of("kind", [item.value for item in TableKind]))
        rows = reader.node_of("rows")
        figure = reader.node_of("figure")
        blocks, titles = self._blocks(reader)
        table = LedgerTable(
            key=key,
            title=reader.text("title"),
            kind=kind,
            code=reader.text("code", ""),
            sheet=reader.text("sheet", ""),
            landscape=reader.flag("landscape"),
            caption=captions(reader),
            notes=reader.texts("notes"),
            empty_note=reader.text("empty_note", ""),
            numbered=reader.text("numbered", ""),
            totals=reader.texts("totals"),
            columns=self._columns(reader) if kind in (TableKind.CODES, TableKind.SINGLE) else (),
            sides=tuple(self._side(name, side) for name, side in reader.entries("sides")),
            headed=reader.flag("headed", True),
            dimension=reader.text("dimension", ""),
            levels=tuple(int(item) for item in reader.texts("levels") if item.isdigit()),
            rows=self._expression(rows),
            blocks=blocks,
            block_titles=titles,
            figure=self._expression(figure),
            dashes=self._dashes(reader),
            footers=tuple(self._footer(label, item) for label, item in reader.entries("footers")),
            location=node.location,
        )
        reader.close()
        self._check(table, reader)
        return table

    def _expression(self, node: Node | None) -> Expression | None:
        return None if node is None else self.expressions.expression(node)

    def _columns(self, reader: Reader) -> tuple[TableColumn, ...]:
        return tuple(self._column(name, node) for name, node in reader.entries("columns"))

    def _column(self, name: str, node: Node) -> TableColumn:
        reader = Reader(node, self.findings, f"栏“{name}”")
        figure = reader.node_of("figure")
        column = TableColumn(
            path=tuple(name.split("/")),
            bind=Bind(reader.one_of("bind", _BINDS, Bind.FIGURE.value)),
            figure=self._expression(figure),
            where=self.expressions.filters(reader.node_of("where")),
            width=reader.number("width", 1),
            count=reader.flag("count"),
            source=self._source(reader),
        )
        reader.close()
        return column

    def _source(self, reader: Reader) -> tuple[str, str, str]:
        """`from` of a TEXT column: schedule/key column/text column."""
        text = reader.text("from", "")
        if not text:
            return "", "", ""
        parts = text.split("/")
        spec = self.inputs.schedule(parts[0])
        if len(parts) != 3 or spec is None or not all(spec.column(part) for part in parts[1:]):
            reader.fault(f"from 应是“明细表/编码栏/文字栏”，找不到“{text}”")
            return "", "", ""
        return parts[0], parts[1], parts[2]

    def _side(self, title: str, node: Node) -> Side:
        reader = Reader(node, self.findings, f"一侧“{title}”")
        lines: list[TableLine] = []
        for key, line in reader.entries("lines"):
            lines += self._lines(key, line)
        side = Side(title, self._columns(reader), tuple(lines))
        reader.close()
        return side

    def _lines(self, key: str, node: Node) -> list[TableLine]:
        reader = Reader(node, self.findings, f"行“{key}”")
        classes = reader.node_of("classes")
        if classes is not None:
            return self._class_lines(key, classes, reader)
        figure = reader.node_of("figure")
        line = TableLine(
            label=reader.text("label", ""),
            number=reader.text("number", key if key.isdigit() else ""),
            figure=self._expression(figure),
            section=reader.flag("section"),
            header=reader.texts("header"),
            count=reader.flag("count"),
            bold=reader.flag("bold"),
        )
        reader.close()
        first, dash, last = key.partition("-")
        if dash and first.isdigit() and last.isdigit():
            return [TableLine(number=str(number)) for number in range(int(first), int(last) + 1)]
        return [line]

    def _class_lines(self, key: str, classes: Node, reader: Reader) -> list[TableLine]:
        """One line per function class of the year, numbered from the first number of the key."""
        figure = self.expressions.expression(classes)
        reader.close()
        first, _, last = key.partition("-")
        numbered = first.isdigit()
        if numbered and last.isdigit() and int(last) - int(first) + 1 != len(self.classes):
            reader.fault(f"行次 {key} 与功能分类的 {len(self.classes)} 类个数不符")
        lines = []
        for offset, item in enumerate(self.classes):
            narrowed = None if figure is None else _narrow(figure, item.code)
            number = str(int(first) + offset) if numbered else ""
            lines.append(TableLine(label=item.label, number=number, figure=narrowed))
        return lines

    def _blocks(self, reader: Reader) -> tuple[tuple[GridBlock, ...], tuple[str, ...]]:
        titles = reader.texts("block_titles")
        blocks = []
        for node in reader.nodes("blocks"):
            inner = Reader(node, self.findings, reader.what + "的 blocks")
            codes: list[str] = []
            for part in inner.texts("codes"):
                first, _, last = part.partition("-")
                found = [code for code in self.economic if first <= code <= (last or first)]
                if not found:
                    inner.fault(f"经济科目 {part} 在本年字典里没有")
                codes += found
            blocks.append(GridBlock(inner.text("group"), tuple(codes)))
            inner.close()
        return tuple(blocks), titles

    def _dashes(self, reader: Reader) -> dict[str, str]:
        found = {}
        for prefix, text in reader.entries("dashes"):
            matching = [code for code in self.economic if code.startswith(prefix)]
            if not matching:
                reader.fault(f"dashes 中的经济科目 {prefix} 在本年字典里没有", text)
            found.update(dict.fromkeys(matching, text.text))
        return found

    def _footer(self, label: str, node: Node) -> Footer:
        reader = Reader(node, self.findings, f"“{label}”")
        figure = reader.node_of("figure")
        expression = self._expression(figure)
        if expression is None:
            reader.fault(f"“{label}”没有 figure")
        footer = Footer(label, expression, reader.whole("blocks", 1, 1))
        reader.close()
        return footer

    def _check(self, table: LedgerTable, reader: Reader) -> None:
        for column in table.columns:
            if column.bind is Bind.FIGURE and column.figure is None:
                name = "/".join(column.path)
                hint = "请写 figure（要取的数）"
                reader.fault(f"栏“{name}”没有说明取什么数", _column_node(reader.node, name), hint)
        if table.kind is TableKind.CODES and (table.rows is None or not table.dimension):
            reader.fault("按科目列行的表要写 rows 和 dimension")
        if table.kind is TableKind.GRID and not (table.figure and table.blocks and table.block_titles):
            reader.fault("经济科目表要写 figure、blocks 和 block_titles")


def _column_node(table: Node, name: str) -> Node | None:
    """The declaration of a column, placed where its key stands."""
    columns = table.get("columns")
    found = columns.get(name) if columns is not None else None
    return Node(found.value, columns.keys.get(name, found.location)) if columns and found else None


def _narrow(figure: Expression, code: str) -> Expression:
    if isinstance(figure, Name):
        return Name(figure.name, (*figure.filters, ("科目", (code,))))
    if isinstance(figure, Operation):
        return Operation(figure.operator, _narrow(figure.left, code), _narrow(figure.right, code))
    return figure


def captions(reader: Reader) -> tuple[tuple[str, str, str], ...]:
    """`caption`: lines of up to three texts (left, middle, right)."""
    lines = []
    for node in reader.nodes("caption"):
        texts = [item.text for item in node.items] if node.is_list else [node.text]
        left, middle, right = [*texts, "", "", ""][:3]
        lines.append((left, middle, right))
    return tuple(lines)
