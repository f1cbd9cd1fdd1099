"""What can be wrong with a pack's declarations beyond what loading it finds (`templates lint`, first part).

PK-10 to PK-18; what templates and finished reports show is found in `gongkai.maintenance.lint_templates` and `.proof`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.book import Book
from gongkai.model.definitions import STAGE
from gongkai.model.expression import Expression, Filters, Name, names
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.model.ledger import Ledger
from gongkai.model.schema import ColumnType
from gongkai.packs.compilers.charts import CHART_MARK
from gongkai.packs.inheritance import PACK_FILE, PackSource, is_format, load_source, read_chain, read_yaml
from gongkai.packs.library import Library
from gongkai.packs.pack import Pack
from gongkai.packs.tables import Bind, CodesTable, LedgerTable, SidesTable, SingleTable
from gongkai.packs.template_texts import is_template, template_texts
from gongkai.packs.told import spelling_hint
from gongkai.sections.narrative import PAGE_BREAK, REPORT
from gongkai.yamlsource import Node

_CLASS_LENGTH = 3
_BESIDE = 6
"""Codes under the same upper one that a hint names."""

_FILES = (
    *("pack.yaml", "figures.yaml", "reasons.yaml", "rules.yaml", "scoring.yaml", "glossary.yaml"),
    "digest.yaml",
)
_YAML = ("schedules", "tables", "forms", "charts")
_FOLDERS = {**dict.fromkeys(_YAML, ".yaml"), "narrative": ".j2", "style": ".docx"}
_OWN = ("format", "extends", "abstract", "name", "year", "years", "status", "classification")
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
_NO_HEADING = re.compile(r"\s*[#＃](?!\})")
_HEADING = re.compile("#{2,4} ")
_SIGN = re.compile(r"\s*([@＠]\S*)")
_SIGNS = (PAGE_BREAK, REPORT, CHART_MARK.strip())
_HEADING_HINT = "标题顶格写成“## ”“### ”“#### ”，后面空一格；一级标题写在 pack.yaml 的各部分里"
_RANGE = re.compile(r"\d+(-\d+)?$")


@frozen
class OpenPack:
    """A pack as its files and as compiled, with what loading it found. `pack` is None where it cannot be used."""

    format: str
    library: Library
    source: PackSource
    pack: Pack | None
    findings: tuple[Finding, ...]

    @property
    def root(self) -> Path:
        return self.library.root

    @property
    def chain(self) -> str:
        return " → ".join(self.source.chain or (self.format,))

    def own(self, location: Location) -> bool:
        """True if a place stands in this pack's own files, not in a parent's."""
        return location.file.startswith(f"{self.format}/")


def open_pack(format: str, library: Library) -> OpenPack:
    pack, findings = library.pack(format)
    return OpenPack(format, library, load_source(library.root, format), pack, findings)


def family(opened: OpenPack) -> list[OpenPack]:
    """The pack and every other that inherits from it."""
    heirs = []
    for format in opened.library.formats():
        chain, _ = read_chain(opened.root, format)
        if format != opened.format and opened.format in [name for name, _ in chain]:
            heirs.append(open_pack(format, opened.library))
    return [opened, *heirs]


def lint_declarations(opened: OpenPack) -> list[Finding]:
    """What loading found, and the faults of files, codes, overrides, years and bindings."""
    found = list(opened.findings)
    found += _files(opened)
    found += _repeated(opened)
    if opened.pack is not None:
        found += _codes(opened, opened.pack)
        found += _years(opened, opened.pack)
        found += _dictionaries(opened, opened.pack)
        found += _headings(opened)
        found += _sides(opened, opened.pack)
        if not opened.findings and not opened.pack.abstract:
            found += _bindings(opened, opened.pack)
            found += _swapped(opened, opened.pack)
    return found


def finding(code: str, severity: Severity, message: str, location: Location, hint: str = "") -> Finding:
    return Finding(code, severity, message, location, hint)


def finished(opened: OpenPack, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each once and with the chain of parents as its path."""
    once = {(item.code, item.location.file, item.location.line, item.message): item for item in findings}
    return [replace(item, location=replace(item.location, path=opened.chain)) for item in once.values()]


def _files(opened: OpenPack) -> Iterator[Finding]:
    """Files that nothing reads: misspelt names, wrong folders."""
    folder = opened.root / opened.format
    for path in sorted(folder.rglob("*")) if is_format(opened.format) and folder.is_dir() else ():
        key = path.relative_to(folder)
        if path.is_dir() or path.name.startswith("."):
            continue
        expected = _FOLDERS.get(key.parts[0]) if len(key.parts) > 1 else None
        if key.as_posix() in _FILES or expected == path.suffix:
            continue
        known = [*_FILES, *(f"{name}/{key.name}" for name in _FOLDERS)]
        where = Location(file=f"{opened.format}/{key.as_posix()}", line=1, column=1)
        message = f"不认识的文件“{key.as_posix()}”，程序不会读它"
        renamed = f"{key.name.partition('.')[0]}{expected}"
        wrong_end = expected is not None and key.parts[1:] == (key.name,)
        hint = (
            f"扩展名应是 {expected}，改名为“{renamed}”" if wrong_end else spelling_hint(key.as_posix(), known)
        )
        yield finding("PK-10", Severity.ERROR, message, where, hint)


# Overrides that repeat what the parent says.


def _repeated(opened: OpenPack) -> Iterator[Finding]:
    if len(opened.source.chain) < 2:
        return
    parent = load_source(opened.root, opened.source.chain[-2])
    for name, file in opened.source.narrative.items():
        above = parent.narrative.get(name)
        where = Location(file=file.file, line=1, column=1)
        told = any(
            item.location.file == file.file for item in opened.source.findings
        )  # changes that fit nothing
        if above is not None and opened.own(where) and above.text == file.text and not told:
            yield _same(f"正文“{name}”", where)
    for key, above_node in parent.yaml.items():
        path = opened.root / opened.format / key
        if path.is_file():
            own, _ = read_yaml(opened.root, path)
            if own is not None:
                yield from _same_entries(own, above_node, key)


def _same_entries(own: Node, above: Node, key: str) -> Iterator[Finding]:
    for name, value in own.mapping.items():
        other = above.get(name)
        if other is None or (key == PACK_FILE and name in _OWN):
            continue
        if value.is_mapping and other.is_mapping and value.mapping:
            yield from _same_entries(value, other, "")
        elif value.plain() == other.plain():
            yield _same(f"“{name}”", own.keys[name])


def _same(what: str, where: Location) -> Finding:
    return finding("PK-11", Severity.WARNING, f"{what}与上级格式完全相同", where, "删去这一处，让它继承")


# Codes that the year's lists lack.


def _codes(opened: OpenPack, pack: Pack) -> Iterator[Finding]:
    kinds = {
        column.dimension: column.type
        for spec in pack.inputs.schedules
        for column in spec.key_columns
        if column.dimension and column.type in (ColumnType.FUNCTION, ColumnType.ECONOMIC)
    }
    if not kinds:
        return
    pattern = re.compile(rf"(?<![\w])({'|'.join(map(re.escape, kinds))})\s*=\s*[\"']?([\d|\s]+)")
    for text, where in _scalars(opened.source):
        for dimension, values in pattern.findall(text):
            for code in filter(None, (value.strip() for value in values.split("|"))):
                yield from _code(pack, kinds[dimension], code, where)
    for file, node in opened.source.yaml.items():
        for mapping in node.walk():
            for key, value in mapping.mapping.items():
                if key in kinds and value.text.isdigit():
                    yield from _code(pack, kinds[key], value.text, value.location)
        if file.startswith("tables/"):
            yield from _range_ends(pack, node)


def _scalars(source: PackSource) -> Iterator[tuple[str, Location]]:
    for template in template_texts(source):
        for number, line in enumerate(template.text.split("\n"), 1):
            yield line, template.place(number)
    for node in source.yaml.values():
        for item in node.walk():
            if item.text and not is_template(item.text):
                yield item.text, item.location


def _range_ends(pack: Pack, table: Node) -> Iterator[Finding]:
    """Both ends of the ranges of codes in a grid; that a range holds something is seen when loading."""
    blocks = table.get("blocks")
    for block in blocks.items if blocks else ():
        codes = block.get("codes")
        for item in [codes] if codes and codes.text else codes.items if codes else []:
            if not _RANGE.match(item.text):
                continue
            for code in item.text.split("-"):
                yield from _code(pack, ColumnType.ECONOMIC, code, item.location)


def _code(pack: Pack, kind: ColumnType, code: str, where: Location) -> Iterator[Finding]:
    lists = pack.classification
    known = set(lists.economic if kind is ColumnType.ECONOMIC else lists.functions)
    if kind is ColumnType.FUNCTION:
        known |= {line.code for lines in lists.function_classes.values() for line in lines}
    if code in known or any(item.startswith(code) for item in known):
        return
    message = f"{lists.year} 年的{kind.value}字典里没有 {code}"
    hint = _codes_beside(code, sorted(known))
    yield finding("PK-12", Severity.ERROR, message, where, f"{hint}；字典不全的用 gongkai codes import 补入")


def _codes_beside(code: str, known: Sequence[str]) -> str:
    """The codes under the same upper one: of other codes no digit says anything."""
    beside = [item for item in known if len(item) == len(code) and item[:-2] == code[:-2]]
    if len(code) <= _CLASS_LENGTH or not beside:
        return "请核对编码"
    more = "等" if len(beside) > _BESIDE else ""
    return f"请核对编码，{code[:-2]} 下有 {'、'.join(beside[:_BESIDE])}{more}"


# Years written out.


def _years(opened: OpenPack, pack: Pack) -> Iterator[Finding]:
    """A year other than the pack's own in printed wording, most often a forgotten one of last year."""
    for text, where in _printed(opened.source):
        for match in _YEAR.finditer(text):
            if match[0] != pack.year:
                message = f"文字里写着“{match[0]}年”，本格式是 {pack.year} 年"
                hint = "随年度变的请写成 {{年度}}"
                yield finding("PK-13", Severity.HINT, message, where, hint)


def _headings(opened: OpenPack) -> Iterator[Finding]:
    """Lines of prose that look like headings and would be printed with their signs, as a paragraph."""
    for prose in opened.source.narrative.values():
        for number, line in enumerate(prose.text.splitlines(), 1):
            if _NO_HEADING.match(line) and not _HEADING.match(line):
                message = f"“{line.strip()[:20]}”不是标题，会连同 # 印成一段正文"
                where = prose.place(number)
                yield finding("PK-27", Severity.HINT, message, where, _HEADING_HINT)
            if (sign := _SIGN.match(line)) and sign[1] not in _SIGNS:
                message = f"“{line.strip()[:20]}”不是指令，会照样印成一段正文"
                where = prose.place(number)
                hint = f"顶格写成“{'”“'.join(_SIGNS)}”，用英文的 @"
                yield finding("PK-27", Severity.WARNING, message, where, hint)


def _sides(opened: OpenPack, pack: Pack) -> Iterator[Finding]:
    """Sides of a table whose lines do not stand beside each other as meant: not equally many, or numbers that jump."""
    for key, table in pack.tables.items():
        node = opened.source.yaml.get(f"tables/{key}.yaml")
        if not isinstance(table, SidesTable) or len(table.sides) < 2 or node is None:
            continue
        where = {side.key: _side_place(opened, node, side.key) for side in table.sides}
        lengths = {side.key: len(side.lines) for side in table.sides}
        if len(set(lengths.values())) > 1 and not table.flexible:
            told = "，".join(f"“{title}”一侧 {length} 行" for title, length in lengths.items())
            changed = [place for place in where.values() if opened.own(place)]
            place = changed[0] if changed else where[min(lengths, key=lambda title: lengths[title])]
            hint = "去掉或加上的行数要补齐，空行写成“起-止:”（如 25-26:）"
            yield finding("PK-15", Severity.ERROR, f"表“{key}”两侧的行对不齐：{told}", place, hint)
        for side in table.sides:
            shown = any(column.bind is Bind.NUMBER for column in side.columns)
            numbers = [int(line.number) for line in side.lines if shown and line.number.isdigit()]
            for before, after in pairwise(numbers):
                if after != before + 1:
                    message = f"表“{key}”“{side.key}”一侧的行次 {before} 后面是 {after}"
                    hint = "行次应当接续；缺的行写成空行，重复的去掉一行"
                    yield finding("PK-15", Severity.WARNING, message, where[side.key], hint)


def _side_place(opened: OpenPack, table: Node, title: str) -> Location:
    """The last line of a side that this pack wrote itself, else its last line."""
    sides = table.get("sides")
    side = sides.get(title) if sides else None
    lines = side.get("lines") if side else None
    places = list(lines.keys.values()) if lines else []
    return ([place for place in places if opened.own(place)] or places or [table.location])[-1]


def _dictionaries(opened: OpenPack, pack: Pack) -> Iterator[Finding]:
    """Years that the pack holds for and whose codes are not there, or are not those it uses."""
    node = opened.source.yaml[PACK_FILE]
    where = next((found.location for key in ("years", "year") if (found := node.get(key))), node.location)
    for year in pack.years:
        if not (opened.root / "common" / "codes" / year / "functions.csv").is_file():
            message = f"本格式适用于 {year} 年度，没有 {year} 年的科目字典"
            hint = f"请用 gongkai codes import 科目表 --year {year} 读入；没有科目表的，用 gongkai codes learn 公开的材料 --year {year} 从材料里读；年度写错的改正 years"
            yield finding("PK-16", Severity.ERROR, message, where, hint)
    if pack.classification.year not in pack.years:
        held, used = "、".join(pack.years), pack.classification.year
        message = f"本格式适用于 {held} 年度，用的是 {used} 年的科目字典"
        yield finding("PK-16", Severity.WARNING, message, where, "请把 classification 改成格式的年度")


def _printed(source: PackSource) -> Iterator[tuple[str, Location]]:
    for file in source.narrative.values():
        for number, line in enumerate(file.text.split("\n"), 1):
            yield line, file.place(number)
    for key, node in source.yaml.items():
        if not key.startswith(("tables/", "forms/", "charts/", "digest")) and key != PACK_FILE:
            continue
        parts = [node] if key != PACK_FILE else [node.mapping[name] for name in _printed_keys(node)]
        for part in parts:
            for item in part.walk():
                yield item.text, item.location


def _printed_keys(pack: Node) -> list[str]:
    return [name for name in ("titles", "cover", "parts") if name in pack.mapping]


# What is bound to cells that no schedule has.


def _bindings(opened: OpenPack, pack: Pack) -> Iterator[Finding]:
    department = synthetic(pack, Scenario.TYPICAL)
    book = Book(Ledger(department), pack.definitions)

    def empty(expression: Expression, *filters: Filters) -> bool:
        context = book.everything
        for more in filters:
            context = book.narrow(context, more)
        return not any(True for _ in book.facts(expression, context))

    for name, expression in pack.definitions.figures.items():
        where = pack.figure_places[name]
        if opened.own(where) and any(names(expression)) and empty(expression):
            yield _bound_to_nothing(f"数“{name}”", where)
    now: Filters = ((STAGE, (pack.definitions.current,)),)
    for key, table in pack.tables.items():
        node = opened.source.yaml.get(f"tables/{key}.yaml")
        if node is None or not _in_report(pack, key):
            continue
        for label, expression, filters in _bound(table):
            if empty(expression, now, filters):
                yield _bound_to_nothing(f"表“{key}”的“{label}”", _place_of(node, label))
    for key, chart in pack.charts.items():
        for series in chart.series:
            for category, binding in zip(chart.categories or ("",), series.bindings, strict=True):
                if opened.own(chart.location) and empty(binding.figure, now, binding.where):
                    yield _bound_to_nothing(f"图“{key}”的“{category}{series.name}”", chart.location)


def _swapped(opened: OpenPack, pack: Pack) -> Iterator[Finding]:
    """A column or line that shows the figure which another label of the same table names."""
    for key, table in pack.tables.items():
        node = opened.source.yaml.get(f"tables/{key}.yaml")
        if node is None:
            continue
        bound = [(_own_words(label), expression, label) for label, expression, _ in _bound(table)]
        labels = {own: _figures_called(pack, own) for own, _, _ in bound}
        for own, expression, label in bound:
            if expression in labels[own]:
                continue
            other = next(
                (name for name, called in labels.items() if name != own and expression in called), ""
            )
            if other and labels[own]:
                message = f"表“{key}”的“{label}”取的是“{other}”的数"
                yield finding("PK-18", Severity.HINT, message, _place_of(node, label), "请核对是不是取错了")


def _own_words(label: str) -> str:
    """The last storey of a label without its numbering."""
    return label.rsplit("/", maxsplit=1)[-1].rsplit("、", maxsplit=1)[-1].strip()


def _figures_called(pack: Pack, label: str) -> tuple[Expression, ...]:
    """A label that is a figure's name: that figure, by its name and by its definition."""
    defined = pack.definitions.figures.get(label)
    return () if defined is None else (Name(label), defined)


def _in_report(pack: Pack, table: str) -> bool:
    return any(item.kind == "表" and item.name == table for part in pack.parts for item in part.items)


def _bound(table: LedgerTable) -> Iterator[tuple[str, Expression, Filters]]:
    """What stands under a column or in a line of its own, with the label by which it is found again."""
    if isinstance(table, CodesTable | SingleTable):
        for column in table.columns:
            if column.bind is Bind.FIGURE and column.figure is not None:
                yield "/".join(column.path), column.figure, column.where
    for side in table.sides if isinstance(table, SidesTable) else ():
        columns = [column for column in side.columns if column.bind is Bind.FIGURE]
        for line in side.lines:
            # Lines of function classes are filled only where the year's codes are.
            if (
                line.figure is not None
                and columns
                and not line.code
                and not any(FUNCTION_DIMENSION in key for key, _ in _filters(line.figure))
            ):
                yield line.label, line.figure, columns[0].where


def _filters(expression: Expression) -> Filters:
    return tuple(pair for name in names(expression) for pair in name.filters)


def _place_of(node: Node, label: str) -> Location:
    """Where a column (by its key) or a line (by its label) of a table is declared."""
    for mapping in node.walk():
        if label in mapping.keys:
            return mapping.keys[label]
        for key, value in mapping.mapping.items():
            found = value.get("label")
            if found is not None and found.text == label:
                return mapping.keys.get(key, value.location)
    return node.location


def _bound_to_nothing(what: str, where: Location) -> Finding:
    hint = "请核对限定条件：没有一个明细表有这样的格子可填"
    return finding("PK-14", Severity.WARNING, f"{what}取不到任何一格，印出来总是空的或零", where, hint)
