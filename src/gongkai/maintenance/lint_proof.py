"""Render a pack for departments that do not exist, and read what comes out (`templates lint`, third part).

Each piece of each part is composed by itself for each scenario, so that one fault hides no other. Prose is
rendered with the line of the template hidden in the text, so that an empty sentence is found by its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.maintenance.lint_declarations import OpenPack, finding
from gongkai.maintenance.lint_numbering import Jump, jumps
from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.model.explanations import EXPLANATION_SCHEDULE
from gongkai.model.labels import FORMAT_LINE, PLACE_LINE, REASON_SCHEDULE, REASON_SLOT, REASON_TEXT
from gongkai.model.ledger import Ledger
from gongkai.model.schema import ColumnType, ScheduleSpec, Shape
from gongkai.packs.compilers.charts import CHART_MARK
from gongkai.packs.compilers.input_spec import REASONS_FILE
from gongkai.packs.inheritance import PACK_FILE, NarrativeFile
from gongkai.packs.pack import Pack, Part, PartItem
from gongkai.packs.template_texts import parsing_environment
from gongkai.sections.compose import compose_document
from gongkai.sections.narrative import PAGE_BREAK, REPORT, TemplateFault
from gongkai.tree.nodes import Block, Chart, Digest, Document, Heading, PageBreak, Paragraph, Table

_OPEN, _CLOSE = "\ue110", "\ue111"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_START = re.compile(r"^(\s*(?:#{2,4} |>{1,2} )?)(.*)$", re.DOTALL)
# Traces that an empty slot leaves in a sentence.
_EMPTY = re.compile(
    r"[。，、；：！？]{2,}|（[，、；。]?）|“”|《》|^[，。；、）”]|[（“][，。；、]"
    r"|@图 |(?:原因是?|主要是|主要为|用于|包括)[：]?[。；，]|(?:增加|减少|增长|下降|上升)-|None|\{\{|\}\}"
)
# What the program itself reads, printed or not: the format's name, and the place that names are held against.
_KNOWN = (FORMAT_LINE, PLACE_LINE)


def prove(opened: OpenPack) -> list[Finding]:
    """Faults of a pack's finished reports. Only for packs that load without a fault."""
    if opened.pack is None or opened.pack.abstract or opened.findings:
        return []
    return _Prover(opened, opened.pack).findings()


@frozen
class _Piece:
    """One item of a part, and a pack that holds nothing else."""

    part: Part
    item: PartItem | None
    pack: Pack


@dataclass(slots=True)
class _Fault:
    """A fault and the scenarios that show it; `excerpt` is what the first printed."""

    finding: Finding
    excerpt: str
    scenarios: list[str]


class _Prover:
    def __init__(self, opened: OpenPack, pack: Pack) -> None:
        self.opened = opened
        self.pack = pack
        marked = replace(
            pack,
            narrative={name: _marked(file) for name, file in pack.narrative.items()},
            tables={key: replace(table, when="") for key, table in pack.tables.items()},
        )
        self.pieces = [
            _Piece(part, item, replace(marked, titles={}, parts=(Part(part.key, "", (item,)),)))
            for part in marked.parts
            for item in part.items
        ]
        headings = tuple(replace(part, items=()) for part in marked.parts)
        self.frame = _Piece(Part("", "", ()), None, replace(marked, parts=headings))
        self.faults: dict[tuple[str, ...], _Fault] = {}
        self.printed: list[str] = []

    def findings(self) -> list[Finding]:
        for scenario in Scenario:
            self._scenario(scenario)
        found = [self._with_scenarios(fault) for fault in self.faults.values()]
        printed = "\n".join(self.printed)
        return [*found, *self._reasons(printed), *self._words(printed)]

    def _with_scenarios(self, fault: _Fault) -> Finding:
        when = "、".join(fault.scenarios)
        message = f"{fault.finding.message}（{when}时）" if when else fault.finding.message
        return replace(fault.finding, message=message, found=fault.excerpt)

    def fault(self, scenario: Scenario | None, found: Finding, excerpt: str = "") -> None:
        key = (found.code, found.location.file, str(found.location.line), found.message)
        known = self.faults.setdefault(key, _Fault(found, excerpt, []))
        if scenario is not None and scenario.value not in known.scenarios:
            known.scenarios.append(scenario.value)

    def _scenario(self, scenario: Scenario) -> None:
        department = synthetic(self.pack, scenario)
        book = Book(Ledger(department), self.pack.definitions)
        frame = self._compose(self.frame, scenario, department, book)
        if frame is None:  # a fault in a title hides neither the headings nor the digest
            bare = replace(self.frame, pack=replace(self.frame.pack, titles={}, cover=()))
            frame = self._compose(bare, scenario, department, book)
        self._digest(scenario, frame)
        self._parts(scenario, frame)
        shown: dict[str, list[tuple[_Piece, Block]]] = {}
        for piece in self.pieces:
            document = self._compose(piece, scenario, department, book)
            for block in document.blocks if document is not None else ():
                shown.setdefault(piece.part.key, []).append((piece, block))
                self._read(scenario, piece, block)
        for part in self.pack.parts:
            self._headings(scenario, part, shown.get(part.key, []))
            self._numbers(scenario, shown.get(part.key, []))

    def _parts(self, scenario: Scenario, frame: Document | None) -> None:
        """The headings of the parts and the texts of the document as a whole."""
        if frame is None:
            return
        self.printed += [frame.title, frame.subject, frame.header]
        seen = [block for block in frame.blocks if isinstance(block, Heading)]
        for jump in jumps((block.level, block.text) for block in seen):
            where = self._part_place(seen[jump.index].key)
            self.fault(scenario, _out_of_order(jump, Severity.ERROR, where))

    def _part_place(self, key: str) -> Location:
        """Where the heading of a part is declared."""
        parts = self.opened.source.yaml[PACK_FILE].get("parts")
        part = parts.get(key) if parts is not None else None
        heading = part.get("heading") if part is not None else None
        return heading.location if heading is not None else Location()

    def _digest(self, scenario: Scenario, document: Document | None) -> None:
        """What the one page of a format says."""
        if self.pack.digest is None or document is None or document.digest is None:
            return
        where = self.pack.digest.location
        try:
            digest: Digest = document.digest()
        except TemplateFault as fault:
            self.fault(scenario, fault.finding)
            return
        notes = ["".join(run.text for run in figure.note) for figure in digest.figures]
        texts = [
            digest.title,
            digest.subtitle,
            digest.source,
            *notes,
            *(said.text for said in digest.sentences),
        ]
        for text in (*texts, *(figure.label for figure in digest.figures)):
            self._text(scenario, text, where)
        for chart in digest.charts:
            self._chart(scenario, chart, self.pack.charts[chart.key].location)

    def _chart(self, scenario: Scenario, chart: Chart, where: Location) -> None:
        for text in (chart.title, *chart.categories, *(series.name for series in chart.series)):
            self._text(scenario, text, where)

    def _compose(
        self, piece: _Piece, scenario: Scenario, department: Department, book: Book
    ) -> Document | None:
        """The document of one piece; what goes wrong becomes a finding, and the rest is composed without that line."""
        while True:
            try:
                composed = compose_document(piece.pack, department, book)
            except (
                Exception
            ) as error:  # a faulty declaration may raise anything: the maintainer should see it
                what = f"{piece.item.kind}“{piece.item.name}”" if piece.item else "报告的标题"
                message = f"{what}无法生成：{type(error).__name__} {error}"
                self.fault(scenario, finding("PK-30", Severity.ERROR, message, self._place(piece)))
                return None
            for found in composed.findings:
                self.fault(scenario, found)
            rest = None if composed.document is not None else _without_faults(piece, composed.findings)
            if rest is None:
                return composed.document
            piece = rest

    def _place(self, piece: _Piece) -> Location:
        if piece.item is None:
            return Location(file=f"{self.opened.format}/pack.yaml", line=1, column=1)
        folder = {"表": "tables", "附表": "forms", "图": "charts"}.get(piece.item.kind, "")
        node = self.opened.source.yaml.get(f"{folder}/{piece.item.name}.yaml")
        if node is not None:
            return node.location
        file = self.opened.source.narrative.get(piece.item.name)
        return Location(file=file.file, line=1, column=1) if file is not None else piece.item.location

    def _at(self, where: Location, line: int) -> Location:
        """A line of a file as it was composed; of prose that changes its parent's it may stand in that file."""
        files = self.opened.source.narrative.values()
        file = next((file for file in files if file.places and file.file == where.file), None)
        return file.place(line) if file is not None else replace(where, line=line)

    # Reading what was printed.

    def _read(self, scenario: Scenario, piece: _Piece, block: Block) -> None:
        where = self._place(piece)
        if isinstance(block, Paragraph | Heading):
            self._text(scenario, block.text, where)
        elif isinstance(block, Chart):
            self._chart(scenario, block, where)
        elif isinstance(block, Table):
            texts = [block.title, *block.notes, *(text for line in block.caption for text in line)]
            for text in (*texts, *(cell.text for row in block.rows for cell in row.cells)):
                self._text(scenario, text, where)
            if not _whole(block):
                message = f"“{block.key}”有的行没有占满全部 {len(block.widths)} 列"
                self.fault(scenario, finding("PK-31", Severity.ERROR, message, where))

    def _text(self, scenario: Scenario, text: str, where: Location) -> None:
        """A text without the hidden lines; an empty place in it is a finding at its line."""
        plain, lines = _unmarked(text)
        self.printed.append(plain)
        for match in _EMPTY.finditer(plain):
            line = max((number for position, number in lines if position <= match.end()), default=0)
            place = self._at(where, line) if line else where
            excerpt = plain[max(0, match.start() - 14) : match.end() + 8]
            message = f"句子不完整：“{match[0]}”"
            hint = "没有内容可写时，连同前后的字一起用 {% if %} 略去"
            self.fault(scenario, finding("PK-32", Severity.ERROR, message, place, hint), excerpt)

    def _headings(self, scenario: Scenario, part: Part, blocks: Sequence[tuple[_Piece, Block]]) -> None:
        """Headings under which nothing stands."""
        level = Severity.WARNING if scenario is Scenario.TYPICAL else Severity.HINT
        if part.heading and not blocks and part.items and not part.empty:
            found = finding("PK-33", level, f"“{part.heading}”下面没有内容", part.items[0].location)
            self.fault(scenario, found)
        seen = [pair for pair in blocks if not isinstance(pair[1], PageBreak)]
        for index, (piece, block) in enumerate(seen):
            after = seen[index + 1][1] if index + 1 < len(seen) else None
            if not isinstance(block, Heading):
                continue
            if after is None or (isinstance(after, Heading) and after.level <= block.level):
                plain, place = self._heading(piece, block)
                self.fault(scenario, finding("PK-33", level, f"标题“{plain}”下面没有内容", place))

    def _heading(self, piece: _Piece, block: Heading) -> tuple[str, Location]:
        """The text of a heading of prose, and the line of the template that made it."""
        plain, lines = _unmarked(block.text)
        place = self._place(piece)
        return plain, self._at(place, lines[0][1]) if lines else place

    def _numbers(self, scenario: Scenario, blocks: Sequence[tuple[_Piece, Block]]) -> None:
        """Headings of a part whose numbers do not follow each other."""
        level = Severity.ERROR if scenario is Scenario.TYPICAL else Severity.WARNING
        seen = [(piece, block) for piece, block in blocks if isinstance(block, Heading)]
        told = [(block.level, *self._heading(piece, block)) for piece, block in seen]
        for jump in jumps((depth, text) for depth, text, _ in told):
            self.fault(scenario, _out_of_order(jump, level, told[jump.index][2]))

    # What was asked for and never printed.

    def _reasons(self, printed: str) -> Iterator[Finding]:
        """Slots whose reason appears in no report, so that accountants would write it in vain."""
        given = synthetic(self.pack, Scenario.TYPICAL).schedule(REASON_SCHEDULE)
        if given is None:
            return
        node = self.opened.source.yaml.get(REASONS_FILE)
        for name in self.pack.reasons:
            if any(entry.text(REASON_TEXT) in printed for entry in given if entry.text(REASON_SLOT) == name):
                continue
            where = node.keys.get(name, node.location) if node is not None else Location()
            message = f"变动原因“{name}”要会计填写，正文里却没有地方写它"
            away = (
                "从 reasons.yaml 删去"
                if self.opened.own(where)
                else f"在自己的 reasons.yaml 写“-{name}:”去掉它"
            )
            hint = f'在正文里写 {{{{原因("{name}")}}}}，或{away}'
            yield finding("PK-23", Severity.ERROR, message, where, hint)

    def _words(self, printed: str) -> Iterator[Finding]:
        """Texts that are asked for and printed nowhere."""
        referring = {(rule.schedule, rule.column) for rule in self.pack.references}
        for spec in self.pack.inputs.schedules:
            if spec.name in (REASON_SCHEDULE, EXPLANATION_SCHEDULE):
                continue
            if spec.shape is Shape.LINES:
                asked = [
                    line.name for line in spec.lines if line.type is ColumnType.TEXT and not line.choices
                ]
            else:
                asked = [
                    column.name
                    for column in spec.key_columns
                    if column.type is ColumnType.TEXT and not column.choices and not column.dimension
                    if (spec.name, column.name) not in referring and column.name not in spec.unique
                ]
            for name in asked:
                if (
                    not re.search(f"〔{re.escape(name)}\\d*〕", printed)
                    and name not in _KNOWN
                    and not _beside_code(spec, name)
                ):
                    message = f"明细表“{spec.name}”的“{name}”填了也不会印出来"
                    where = _declared(self.opened, spec, name)
                    yield finding("PK-25", Severity.HINT, message, where, "写进正文或附表，或不再要求填写")


def _out_of_order(jump: Jump, level: Severity, where: Location) -> Finding:
    before = f"，前一个是“{jump.before}”" if jump.before else ""
    message = f"标题“{jump.text}”的序号不接续{before}"
    return finding("PK-34", level, message, where, f"应以“{jump.expected}”开头")


def _declared(opened: OpenPack, spec: ScheduleSpec, name: str) -> Location:
    for node in opened.source.folder("schedules").values():
        named = node.get("name")
        if named is not None and named.text == spec.name:
            for part in node.walk():
                if name in part.keys:
                    return part.keys[name]
    return spec.location


def _beside_code(spec: ScheduleSpec, name: str) -> bool:
    return name.endswith("名称") and spec.column(name.replace("名称", "编码")) is not None


def _unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without hidden lines, and from which position on each line counts."""
    plain, lines, end = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[end : match.start()]
        lines.append((len(plain), int(match[1])))
        end = match.end()
    return plain + text[end:], lines


def _whole(table: Table) -> bool:
    """True if every row of a table fills its columns, cells that reach down from above included."""
    hanging = [0] * len(table.widths)
    for row in table.rows:
        free = [index for index, rows in enumerate(hanging) if rows == 0]
        if sum(cell.colspan for cell in row.cells) != len(free):
            return False
        hanging = [max(0, rows - 1) for rows in hanging]
        position = 0
        for cell in row.cells:
            for index in free[position : position + cell.colspan]:
                hanging[index] = cell.rowspan - 1
            position += cell.colspan
    return not any(hanging)


def _marked(file: NarrativeFile) -> NarrativeFile:
    """The template with its line number hidden in each line of its own words."""
    from jinja2 import TemplateSyntaxError

    made: list[str] = []
    try:
        for line, kind, text in parsing_environment().lex(file.text):
            made.append(_with_lines(text, line) if kind == "data" else text)
    except TemplateSyntaxError:
        return file
    return replace(file, text="".join(made))


def _without_faults(piece: _Piece, found: Iterable[Finding]) -> _Piece | None:
    """The piece without the lines at fault, so that each hides no other; None where no line can go by itself."""
    from jinja2 import TemplateSyntaxError

    faulty = {(item.location.file, item.location.line) for item in found}
    narrative = dict(piece.pack.narrative)
    for name, file in piece.pack.narrative.items():
        lines = file.text.split("\n")
        for number in range(len(lines)):
            place = file.place(number + 1)
            if (place.file, place.line) in faulty:
                lines[number] = ""
        narrative[name] = replace(file, text="\n".join(lines))
        try:
            parsing_environment().parse(narrative[name].text)
        except TemplateSyntaxError:
            return None
    if all(narrative[name].text == file.text for name, file in piece.pack.narrative.items()):
        return None
    return replace(piece, pack=replace(piece.pack, narrative=narrative))


def _is_command(line: str) -> bool:
    return line in (PAGE_BREAK, REPORT) or line.startswith(CHART_MARK)


def _with_lines(text: str, first: int) -> str:
    made = []
    for number, line in enumerate(text.split("\n"), first):
        start = _START.match(line)
        if start is None or not start[2].strip() or _is_command(line.strip()):
            made.append(line)
        else:
            made.append(f"{start[1]}{_OPEN}{number}{_CLOSE}{start[2]}")
    return "\n".join(made)
