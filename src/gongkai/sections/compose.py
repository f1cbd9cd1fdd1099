"""Composes the document of a department: every part of its pack, in the pack's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.model.labels import chinese_numeral
from gongkai.packs.pack import Pack, Part, PartItem
from gongkai.packs.tables import LedgerTable
from gongkai.sections.charts import ChartComposer
from gongkai.sections.code_names import CodeNames
from gongkai.sections.digest import compose_digest
from gongkai.sections.form_tables import FormComposer
from gongkai.sections.ledger_tables import LedgerComposer
from gongkai.sections.narrative import TemplateFault, Templates
from gongkai.sections.printing import Printer
from gongkai.sections.vocabulary import make_filters, make_names
from gongkai.tree.nodes import (
    Block,
    Contents,
    Cover,
    CoverLine,
    Document,
    Heading,
    Orientation,
    PageBreak,
    Paragraph,
    Run,
    Table,
)

CONTENTS_TITLE = "目  录"


@frozen
class Composed:
    """The document; or None and the findings where a template of the pack is faulty."""

    document: Document | None
    findings: list[Finding]


def compose_document(pack: Pack, department: Department, book: Book) -> Composed:
    """The whole publication of a department."""
    composer = _Composer(pack, department, book)
    try:
        return Composed(composer.document(), [])
    except TemplateFault as fault:
        return Composed(None, [fault.finding])


def templates_of(pack: Pack) -> Templates:
    """The compiled templates of a pack, made once per pack."""
    return pack.kept(_templates)


def _templates(pack: Pack) -> Templates:
    return Templates(pack, make_filters(pack))


def _text(templates: Templates, names: Mapping[str, Any], where: Location, source: str) -> str:
    runs = templates.runs(source, names, where)
    return "".join([run.text for run in runs])


class _Composer:
    def __init__(self, pack: Pack, department: Department, book: Book) -> None:
        self.pack = pack
        self.department = department
        self.templates = templates_of(pack)
        codes = CodeNames(department, pack.classification)
        self.names = make_names(pack, department, book, codes)
        # No bound method: its reference cycle would keep the whole composer in memory after the report.
        self.text = partial(
            _text, self.templates, self.names, Location(file=f"{pack.format}/pack.yaml", line=1)
        )
        printer = Printer(pack)
        self.ledger = LedgerComposer(department, book, codes, printer, self.text)
        self.charts = ChartComposer(book, codes, printer, self.text)
        self.forms = FormComposer(self.templates, self.names)
        self.tables_seen = 0

    def document(self) -> Document:
        blocks = [block for part in self.pack.parts for block in self._part(part)]
        titles = self.pack.titles
        return Document(
            title=self.text(titles.get("标题", "")),
            subject=self.text(titles.get("主题", "")),
            file_stem=self.text(titles.get("文件名", "")),
            blocks=tuple(blocks),
            header=self.text(titles.get("页眉", "")),
            digest=partial(compose_digest, self.pack, self.templates, self.names, self.charts)
            if self.pack.digest is not None
            else None,
            year=self.department.year,
            publisher=self.department.unit_name,
        )

    def _part(self, part: Part) -> Iterator[Block]:
        heading = self.text(part.heading) if part.heading else ""
        if heading:
            yield Heading(1, heading, part.key)
        self.tables_seen = 0
        found = [block for index, item in enumerate(part.items) for block in self._item(part, item, index)]
        empty = self.text(part.empty) if part.empty and not found else ""
        if empty:
            found = [Paragraph((Run(empty),), "body", f"{part.key}.0")]
        yield from found

    def _item(self, part: Part, item: PartItem, index: int) -> Iterator[Block]:
        key = f"{part.key}.{index}"
        if item.kind == "封面":
            yield Cover(tuple(CoverLine(self.text(text), role) for role, text in self.pack.cover))
        elif item.kind == "目录":
            yield Contents(CONTENTS_TITLE)
        elif item.kind == "换页":
            yield PageBreak()
        elif item.kind == "正文":
            yield from self.templates.blocks(item.name, self.names, key, self._chart)
        elif item.kind == "图":
            yield from self._chart(item.name)
        elif item.kind == "表":
            table = self.pack.tables[item.name]
            if not table.when or self.templates.value(table.when, self.names, table.location):
                self.tables_seen += 1
                yield self._table(table)
        elif item.kind == "附表":
            yield from self.forms.compose(self.pack.forms[item.name])
        else:
            yield from self._glossary()

    def _table(self, table: LedgerTable) -> Table:
        grid = self.ledger.compose(self.pack.table_plans[table.key])
        notes = [*table.notes, *([table.empty_note] if grid.empty and table.empty_note else [])]
        title, numbers = self.text(table.title), self.pack.contents_numbers
        return Table(
            key=table.key,
            title=f"{chinese_numeral(self.tables_seen)}、{title}" if self.pack.table_numbers else title,
            rows=grid.rows,
            widths=grid.widths,
            header_rows=grid.header_rows,
            code=table.code,
            caption=tuple(
                (self.text(left), self.text(mid), self.text(right)) for left, mid, right in table.caption
            ),
            notes=tuple(self.text(note) for note in notes),
            orientation=Orientation.LANDSCAPE if table.landscape else Orientation.PORTRAIT,
            sheet=self.text(table.sheet) or table.code or title,
            listed=f"{numbers.of(self.tables_seen)}{title}" if numbers is not None else "",
        )

    def _chart(self, name: str) -> list[Block]:
        """A chart; where all its figures are zero, the text that the format prints instead, if any."""
        plan = self.pack.charts[name]
        chart = self.charts.compose(plan)
        if chart is not None:
            return [chart]
        words = f"（{self.text(plan.title)}：{self.text(plan.empty)}）"
        return [Paragraph((Run(words),), "center", f"图/{name}")] if plan.empty else []

    def _glossary(self) -> Iterator[Block]:
        numbers = self.pack.glossary_numbers
        for number, (term, meaning) in enumerate(self.pack.glossary, 1):
            begins = numbers.of(number) if numbers is not None else ""
            runs = (Run(f"{begins}{term}："), Run(self.text(meaning)))
            yield Paragraph(runs, "body", f"名词解释/{term}")
