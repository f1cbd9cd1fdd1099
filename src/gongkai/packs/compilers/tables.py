"""Compile `tables/*.yaml`: ledger tables and their plans; each kind of table has keys of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypedDict

from gongkai.findings import Finding, Location
from gongkai.model.classification import Classification
from gongkai.model.expression import Expression
from gongkai.model.schema import InputSpec
from gongkai.packs.compilers.amount_look import table_look
from gongkai.packs.compilers.class_list import read_class_list, whole_list
from gongkai.packs.compilers.common_head import CommonHead
from gongkai.packs.compilers.figures import Expressions
from gongkai.packs.compilers.recognition_words import RECOGNISE, check_words, read_words
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.compilers.table_columns import ColumnCompiler
from gongkai.packs.compilers.table_plans import table_plan, unfilled
from gongkai.packs.tables import (
    SHOWN_DIGITS,
    Bind,
    CodeBlock,
    CodesTable,
    EconomicTable,
    Footer,
    LedgerTable,
    OtherWords,
    Side,
    SidesTable,
    SingleTable,
    TableColumn,
    TableKind,
    TableLine,
)
from gongkai.packs.told import pack_finding
from gongkai.plans.rows import AmountLook
from gongkai.plans.table_plan import TablePlan
from gongkai.yamlsource import Node

_SPAN = 3  # columns of a block of economic codes: code, name, figure
_LONGEST_CODE = 7


class _Head(TypedDict):
    key: str
    title: str
    code: str
    sheet: str
    landscape: bool
    caption: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    empty_note: str
    look: AmountLook
    when: str
    recognise: OtherWords
    location: Location


class TableCompiler:
    """Compiles the tables of one pack; a table that it accepts can be composed for any department."""

    def __init__(
        self,
        expressions: Expressions,
        inputs: InputSpec,
        classification: Classification,
        kind: str,
        findings: list[Finding],
        common: CommonHead | None = None,
    ) -> None:
        """`kind` is the kind of document, `common` what pack.yaml declares for all tables."""
        self.expressions = expressions
        self.common = common
        self.columns = ColumnCompiler(expressions, inputs, findings, common)
        self.classes = classification.function_classes.get(kind, ())
        self.economic = classification.economic
        self.findings = findings

    def compile_all(self, nodes: Mapping[str, Node]) -> tuple[dict[str, LedgerTable], dict[str, TablePlan]]:
        """The tables and their plans by key; faulty tables are left out, with a finding."""
        made = {key: found for key, node in nodes.items() if (found := self.compile(key, node)) is not None}
        self._check_titles([table for table, _ in made.values()], nodes)
        return {key: table for key, (table, _) in made.items()}, {
            key: plan for key, (_, plan) in made.items()
        }

    def compile(self, key: str, node: Node) -> tuple[LedgerTable, TablePlan] | None:
        """A table and its plan; None, with a finding, where it is faulty."""
        declared = self.common.over(node) if self.common is not None else node
        reader = MappingReader(declared, self.findings, f"表“{key}”")
        kind = TableKind(reader.one_of("kind", [item.value for item in TableKind]))
        found = len(self.findings)
        head = _head(key, reader, self.findings)
        if self.common is not None:
            head["recognise"] = self.common.words(head["recognise"])
        if self.common is not None and head["look"].style not in self.common.styles:
            reader.fault(f"表“{key}”的 numbers 没有样式“{head['look'].style}”", reader.node_of("numbers"))
        compile_kind = {
            TableKind.CODES: self._codes,
            TableKind.SIDES: self._sides,
            TableKind.ECONOMIC: self._economic,
            TableKind.SINGLE: self._single,
        }[kind]
        table = compile_kind(head, reader)
        reader.close()
        if table is None or len(self.findings) > found:
            return None
        plan = table_plan(table)
        place = unfilled(plan)
        if place:
            reader.fault(f"表“{key}”的{place}没有占满各栏，或者超出", hint="请核对栏、表头行和合计行的格数")
            return None
        if _own_words(node):
            check_words(table.recognise, table.title, plan, reader)
        return table, plan

    def _check_titles(self, tables: Sequence[LedgerTable], nodes: Mapping[str, Node]) -> None:
        """A finding where the title words of one table fit the title of another. Two tables that each have a condition
        (`when`) are taken for alternative forms of one and may share their words."""
        for table in tables:
            words = table.recognise.title
            for other in tables if words is not None else ():
                alternative = bool(table.when and other.when)
                if other is not table and not alternative and words is not None and words.fit(other.title):
                    message = f"表“{table.key}”认标题的字也合“{other.title}”"
                    place = nodes[table.key].keys.get(RECOGNISE, table.location)
                    self.findings.append(
                        pack_finding("PK-05", message, place, _apart(table.title, other.title))
                    )

    def _expression(self, node: Node | None) -> Expression | None:
        return None if node is None else self.expressions.expression(node)

    # 科目 and 单行: columns with figures of their own.

    def _codes(self, head: _Head, reader: MappingReader) -> LedgerTable | None:
        rows = self._expression(reader.node_of("rows"))
        dimension = reader.text("dimension", "")
        columns = self.columns.compile(
            reader, head["look"], (Bind.FIGURE, Bind.NAME, Bind.TEXT, *SHOWN_DIGITS)
        )
        levels = self._levels(reader)
        totals, numbered = reader.texts("totals"), reader.text("numbered", "")
        totals_last = reader.flag("totals_last")
        if rows is None or not dimension:
            reader.fault("按科目列行的表要写 rows 和 dimension")
            return None
        if not any(column.bind is Bind.FIGURE for column in columns):
            reader.fault("按科目列行的表没有金额栏")
        if totals and columns and columns[0].bind is Bind.FIGURE:
            reader.fault("有合计行的表，第一栏应是编码、名称或文字：合计二字写在那里")
        return CodesTable(
            **head,
            columns=columns,
            rows=rows,
            dimension=dimension,
            levels=levels,
            totals=totals,
            totals_last=totals_last,
            numbered=numbered,
        )

    def _levels(self, reader: MappingReader) -> tuple[int, ...]:
        texts = reader.texts("levels")
        wrong = [text for text in texts if not (text.isdecimal() and 1 <= int(text) <= _LONGEST_CODE)]
        if wrong:
            reader.fault(f"levels 应是编码的位数（1 到 {_LONGEST_CODE}），写的是“{wrong[0]}”")
        return tuple(int(text) for text in texts if text not in wrong)

    def _single(self, head: _Head, reader: MappingReader) -> LedgerTable | None:
        columns = self.columns.compile(reader, head["look"], (Bind.FIGURE,))
        numbered = reader.text("numbered", "")
        if not columns:
            reader.fault("单行的表没有栏")
            return None
        return SingleTable(**head, columns=columns, numbered=numbered)

    # 对列: fixed lines, in blocks side by side.

    def _sides(self, head: _Head, reader: MappingReader) -> LedgerTable | None:
        sides = tuple(self._side(name, node, head["look"]) for name, node in reader.entries("sides"))
        headed, numbered = reader.flag("headed", True), reader.text("numbered", "")
        if not sides:
            reader.fault("对列的表要写 sides")
            return None
        return SidesTable(**head, sides=sides, headed=headed, numbered=numbered)

    def _side(self, key: str, node: Node, look: AmountLook) -> Side:
        reader = MappingReader(node, self.findings, f"一侧“{key}”")
        heading = reader.text("heading", key)
        columns = self.columns.compile(reader, look, (Bind.FIGURE, Bind.NAME, Bind.NUMBER), own_figures=False)
        lines = [line for key, item in reader.entries("lines") for line in self._lines(key, item, columns)]
        reader.close()
        if not columns or not lines:
            reader.fault(f"一侧“{key}”要写 columns 和 lines")
        return Side(key, heading, columns, tuple(lines))

    def _lines(self, key: str, node: Node, columns: Sequence[TableColumn]) -> list[TableLine]:
        reader = MappingReader(node, self.findings, f"行“{key}”")
        classes = reader.node_of("classes")
        if classes is not None:
            return self._class_lines(key, classes, reader, columns)
        first, dash, last = key.partition("-")
        if dash and first.isdigit() and last.isdigit():
            reader.close()  # reports any key: a range of empty lines may have none
            return [TableLine(number=str(number)) for number in range(int(first), int(last) + 1)]
        line = TableLine(
            label=reader.text("label", ""),
            number=reader.text("number", key if key.isdigit() else ""),
            figure=self._expression(reader.node_of("figure")),
            section=reader.flag("section"),
            header=reader.texts("header"),
            count=reader.flag("count"),
            bold=reader.flag("bold"),
        )
        reader.close()
        if line.header and len(line.header) != len(columns):
            reader.fault(f"行“{key}”的 header 有 {len(line.header)} 格，这一侧有 {len(columns)} 栏")
        return [line]

    def _class_lines(
        self, key: str, classes: Node, reader: MappingReader, columns: Sequence[TableColumn]
    ) -> list[TableLine]:
        """One line per function class; the 行次 count from the first number of the key, where the side shows them."""
        inner = MappingReader(classes, self.findings, f"行“{key}”的 classes") if classes.is_mapping else None
        figure = self._expression(inner.node_of("figure") if inner is not None else classes)
        listed = inner
        if inner is None and self.common is not None and self.common.classes is not None:
            listed = MappingReader(self.common.classes, self.findings, "pack.yaml 的 tables 的 classes")
        labels = {item.code: item.label for item in self.classes}
        chosen = whole_list(labels) if listed is None else read_class_list(listed, labels)
        reader.close()
        if listed is not None:
            listed.close()
        if figure is None:
            reader.fault(f"行“{key}”的 classes 没有写 figure", classes)
        first, _, last = key.partition("-")
        numbered = first.isdigit() and any(column.bind is Bind.NUMBER for column in columns)
        if numbered and last.isdigit() and int(last) - int(first) + 1 != len(chosen.classes):
            reader.fault(f"行次 {key} 与功能分类的 {len(chosen.classes)} 类个数不符")
        return [
            TableLine(
                labels[code],
                str(int(first) + offset) if numbered else "",
                figure,
                code=code,
                chosen=chosen.own,
                filled=filled,
            )
            for offset, (code, filled) in enumerate(chosen.classes)
        ]

    # 经济科目: blocks of economic codes.

    def _economic(self, head: _Head, reader: MappingReader) -> LedgerTable | None:
        figure = self._expression(reader.node_of("figure"))
        blocks = self._blocks(reader)
        titles = reader.texts("block_titles")
        dashes = self._dashes(reader)
        footers = [self._footer(label, item) for label, item in reader.entries("footers")]
        if figure is None or not blocks or not titles:
            reader.fault("经济科目表要写 figure、blocks 和 block_titles")
            return None
        if len(titles) != _SPAN:
            place = reader.node_of("block_titles")
            reader.fault(f"block_titles 要写 {_SPAN} 个（编码、名称、金额），写了 {len(titles)} 个", place)
            return None
        return EconomicTable(
            **head,
            figure=figure,
            blocks=blocks,
            titles=(titles[0], titles[1], titles[2]),
            dashes=dashes,
            footers=tuple(footer for footer in footers if footer is not None),
        )

    def _blocks(self, reader: MappingReader) -> tuple[CodeBlock, ...]:
        blocks = []
        for node in reader.nodes("blocks"):
            inner = MappingReader(node, self.findings, reader.what + "的 blocks")
            codes: list[str] = []
            for part in inner.texts("codes"):
                first, _, last = part.partition("-")
                found = [code for code in self.economic if first <= code <= (last or first)]
                if not found:
                    inner.fault(f"经济科目 {part} 在本年字典里没有")
                codes += found
            blocks.append(CodeBlock(inner.text("group", ""), tuple(codes)))
            inner.close()
            if not codes:
                inner.fault(f"{inner.what}没有一个经济科目（codes）")
        return tuple(blocks)

    def _dashes(self, reader: MappingReader) -> dict[str, str]:
        found = {}
        for prefix, text in reader.entries("dashes"):
            matching = [code for code in self.economic if code.startswith(prefix)]
            if not matching:
                reader.fault(f"dashes 中的经济科目 {prefix} 在本年字典里没有", text)
            found.update(dict.fromkeys(matching, text.text))
        return found

    def _footer(self, label: str, node: Node) -> Footer | None:
        reader = MappingReader(node, self.findings, f"“{label}”")
        expression = self._expression(reader.node_of("figure"))
        blocks = reader.whole("blocks", 1, 1)
        reader.close()
        if expression is None:
            reader.fault(f"“{label}”没有 figure")
            return None
        return Footer(label, expression, blocks)


def _apart(title: str, other: str) -> str:
    """Advice for title words that also fit another title: exclude the longest piece that only the other has."""
    blocks = SequenceMatcher(None, title, other, autojunk=False).get_opcodes()
    more = [other[start:end] for tag, _, _, start, end in blocks if tag in ("insert", "replace")]
    word = max((piece.strip("（）()、，") for piece in more), key=len, default="")
    if len(word) < 2 or word in title:
        return "请在它的 recognise 的 title 里，用 all、any 写它才有的字"
    return f"请在它的 recognise 的 title 里加上 not: [{word}]"


def _own_words(node: Node) -> bool:
    """True where `recognise` is in the same file as the table, not inherited from a parent by a child's patch."""
    words = node.get(RECOGNISE)
    return words is not None and words.location.file == node.location.file


def _head(key: str, reader: MappingReader, findings: list[Finding]) -> _Head:
    return {
        "key": key,
        "title": reader.text("title"),
        "code": reader.text("code", ""),
        "sheet": reader.text("sheet", ""),
        "landscape": reader.flag("landscape"),
        "caption": captions(reader),
        "notes": reader.texts("notes"),
        "empty_note": reader.text("empty_note", ""),
        "look": table_look(reader),
        "when": reader.text("when", ""),
        "recognise": read_words(key, reader, findings),
        "location": reader.node.location,
    }


def captions(reader: MappingReader) -> tuple[tuple[str, str, str], ...]:
    """`caption`: lines of up to three texts (left, middle, right)."""
    lines = []
    for node in reader.nodes("caption"):
        texts = [item.text for item in node.items] if node.is_list else [node.text]
        left, middle, right = [*texts, "", "", ""][:3]
        lines.append((left, middle, right))
    return tuple(lines)
