"""Names in a pack's declarations that nothing has: a stage, a value of a coordinate, a heading, an option of a rule.

Loading a pack finds the names without which it cannot be compiled. Those here compile and are then silently without
effect, or compare with nothing, so that a report would say that last year had none. PK-35.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType

from gongkai.findings import Finding, Severity
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.maintenance.lint_declarations import OpenPack, finding
from gongkai.model.book import Book
from gongkai.model.definitions import STAGE
from gongkai.model.expression import names
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION
from gongkai.model.ledger import Ledger
from gongkai.packs.compilers.figures import known_values
from gongkai.packs.compilers.input_spec import REASONS_FILE
from gongkai.packs.compilers.last_year import CARRY, DRAFTS
from gongkai.packs.inheritance import PACK_FILE
from gongkai.packs.pack import Pack
from gongkai.packs.renaming import NEEDS
from gongkai.packs.told import spelling_hint
from gongkai.rules.engine import algorithmic_rules
from gongkai.rules.options import OptionFault
from gongkai.rules.rule import Rule, Subject
from gongkai.yamlsource import Node

_LAST_YEAR = "上年"
"""How `compare` of a reason calls the stage that the format compares with."""
_RULES = "gongkai.rules."
_LEVELS = {FUNCTION_DIMENSION: ("3", "5", "7"), ECONOMIC_DIMENSION: ("3", "5")}


def lint_names(opened: OpenPack) -> Iterator[Finding]:
    """Names of pack.yaml, reasons.yaml, rules.yaml, schedules and tables that nothing has."""
    if opened.pack is None or opened.findings:
        return
    known = _Known(opened.pack)
    pack_file = opened.source.yaml[PACK_FILE]
    yield from _stages(known, pack_file, opened.source.yaml.get(REASONS_FILE))
    yield from _phrases(known, pack_file)
    yield from _last_year(known, pack_file)
    yield from _common_headings(opened, pack_file)
    yield from _tables(known, opened.source.folder("tables"))
    yield from _table_codes(opened, opened.pack)
    rules = opened.source.yaml.get("rules.yaml")
    if rules is not None:
        yield from _needs(known, rules)
        yield from _options(opened, opened.pack, rules)


class _Known:
    """What the names of one pack may be."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.values = known_values(pack.inputs)
        self.groups = pack.definitions.groups
        self.stages = {*self.values.get(STAGE, ()), *self.groups}
        self.dimensions = {name for found in pack.definitions.dimensions.values() for name in found}
        self.all_values = {*self.groups, *(value for found in self.values.values() for value in found)}

    def one_of(self, node: Node | None, known: Iterable[str], what: str) -> Iterator[Finding]:
        """The text of a node must be among `known`."""
        choices = sorted({*known})
        if node is not None and node.text and node.text not in choices:
            yield _unknown(f"没有{what}“{node.text}”", node, choices)

    def each(self, node: Node | None, known: Iterable[str], what: str) -> Iterator[Finding]:
        """Each text of a list (or the one text) must be among `known`."""
        for item in (node.items or [node]) if node is not None else ():
            yield from self.one_of(item, known, what)


def _unknown(message: str, node: Node, known: Iterable[str] = ()) -> Finding:
    return finding(
        "PK-35", Severity.ERROR, f"{message}，这一处不起作用", node.location, spelling_hint(node.text, known)
    )


def _at(node: Node | None, *keys: str) -> Node | None:
    for key in keys:
        node = node.get(key) if node is not None else None
    return node


def _stages(known: _Known, pack_file: Node, reasons: Node | None) -> Iterator[Finding]:
    """Stages: a figure at a stage that there is not is nothing, and a change from nothing is printed."""
    compared = any(slot.base == _LAST_YEAR for slot in known.pack.reasons.values())
    for key in (
        ("current", "previous") if compared else ("current",)
    ):  # an evaluation compares with no year before
        yield from known.one_of(_at(pack_file, "stages", key), known.stages, STAGE)
    for slot in reasons.mapping.values() if reasons is not None else ():
        yield from known.one_of(slot.get("compare"), {_LAST_YEAR, *known.stages}, STAGE)
        yield from known.one_of(slot.get("stage"), known.stages, STAGE)
        yield from known.one_of(slot.get("each"), known.dimensions, "维度")
    yield from known.one_of(_at(pack_file, CARRY, "budget", "stage"), known.stages, STAGE)
    yield from known.one_of(_at(pack_file, CARRY, "budget", "each"), known.dimensions, "维度")


def _phrases(known: _Known, pack_file: Node) -> Iterator[Finding]:
    phrases = pack_file.get("phrases")
    for phrase in phrases.mapping.values() if phrases is not None else ():
        yield from known.one_of(phrase.get("base"), known.stages, STAGE)
        yield from known.one_of(phrase.get("numbers"), known.pack.numbers, "数字样式（numbers）")


def _last_year(known: _Known, pack_file: Node) -> Iterator[Finding]:
    """`carry` and `drafts` of pack.yaml."""
    opening = _at(pack_file, CARRY, "opening")
    for now, before in opening.mapping.items() if opening is not None else ():
        key = Node(now, opening.keys.get(now, before.location) if opening is not None else before.location)
        yield from known.one_of(key, known.all_values, "哪一个维度的值")
        yield from known.one_of(before, known.all_values, "哪一个维度的值")
    for node, expressions in (
        (_at(pack_file, CARRY, "nothing"), known.pack.carry.nothing),
        (_at(pack_file, CARRY, "even"), [item for pair in known.pack.carry.even for item in pair]),
    ):
        filters = [pair for expression in expressions for name in names(expression) for pair in name.filters]
        for dimension, values in filters if node is not None else ():
            closed = known.values.get(dimension)
            for value in values:
                if dimension not in known.dimensions or (
                    closed is not None and value not in closed and value not in known.groups
                ):
                    assert node is not None
                    yield _unknown(f"没有“{dimension}={value}”", node)
    usual = _at(pack_file, CARRY, "usual")
    functions = {*known.pack.classification.functions.values()}
    for column, listed in usual.mapping.items() if usual is not None else ():
        yield from known.one_of(Node(column, listed.location), known.all_values, "栏")
        yield from known.each(listed, functions, "本年科目字典里的科目")
    if _own_by(known, pack_file):
        yield from known.each(_at(pack_file, DRAFTS, "by"), known.dimensions, "维度")


def _own_by(known: _Known, pack_file: Node) -> bool:
    """The parents' list serves every format below them, of which each lacks a coordinate or two."""
    by = _at(pack_file, DRAFTS, "by")
    return by is not None and by.location.file.startswith(f"{known.pack.format}/")


def _common_headings(opened: OpenPack, pack_file: Node) -> Iterator[Finding]:
    """Headings renamed for all tables of a pack must be those of one at least."""
    renamed = _at(pack_file, "tables", "headings")
    if renamed is None:
        return
    written = {
        piece
        for table in opened.source.folder("tables").values()
        for node in table.walk()
        for text in (*node.mapping, node.text)
        for piece in text.split("/")
    }
    for old, new in renamed.mapping.items():
        if old not in written:
            yield _unknown(
                f"没有一张表的表头有“{old}”", Node(old, renamed.keys.get(old, new.location)), written
            )


def _tables(known: _Known, tables: Mapping[str, Node]) -> Iterator[Finding]:
    for table in tables.values():
        dimension = table.get("dimension")
        yield from known.one_of(dimension, known.dimensions, "维度")
        lengths = _LEVELS.get(dimension.text) if dimension is not None else None
        if lengths:
            yield from known.each(table.get("levels"), lengths, "这样长的编码：")


def _table_codes(opened: OpenPack, pack: Pack) -> Iterator[Finding]:
    """Tables of one report that bear the same code, most often by `tables` of pack.yaml, which holds for all."""
    printed = {item.name for part in pack.parts for item in part.items if item.kind == "表"}
    named: dict[str, list[str]] = {}
    for key, table in pack.tables.items():
        if key in printed and table.code and not table.when and "{" not in table.code:
            named.setdefault(table.code, []).append(key)
    for code, keys in named.items():
        if len(keys) > 1:
            tables = opened.source.yaml
            written = [_at(tables[PACK_FILE], "tables", "code")]
            written += [_at(tables[f"tables/{key}.yaml"], "code") for key in keys]
            places = [node.location for node in written if node is not None]
            own = [place for place in places if place.file.startswith(f"{pack.format}/")]
            where = (own or places or [tables[PACK_FILE].location])[0]
            message = f"表号“{code}”有 {len(keys)} 张表在用：{'、'.join(keys)}"
            hint = "各表的表号不同的，写在各自的 tables/*.yaml 里"
            yield finding("PK-37", Severity.WARNING, message, where, hint)


def _needs(known: _Known, rules: Node) -> Iterator[Finding]:
    """The name that a rule stands or falls with; renamed away, the rule is gone and nothing is left to say."""
    pack = known.pack
    words = {*known.all_values, *known.dimensions, *pack.definitions.figures, *pack.definitions.dimensions}
    words |= {column.name for spec in pack.inputs.schedules for column in spec.columns}
    words |= {line.name for spec in pack.inputs.schedules for line in spec.lines}
    for section in rules.mapping.values():
        for rule in section.mapping.values():
            yield from known.one_of(rule.get(NEEDS), words, "名称")


def _options(opened: OpenPack, pack: Pack, rules: Node) -> Iterator[Finding]:
    """Options that name what the pack has not, found by running their rule, and options that no rule reads."""
    department = synthetic(pack, Scenario.TYPICAL)
    subject = Subject(pack=pack, department=department, book=Book(Ledger(department), pack.definitions))
    by_code = {rule.code: rule for rule in algorithmic_rules()}
    settings = rules.get("settings")
    for code, node in settings.mapping.items() if settings is not None else ():
        rule, options = by_code.get(code), node.get("options")
        if rule is None or options is None:
            continue
        if told := _option_fault(subject, rule, pack.settings[code].options):
            yield _unknown(f"规则 {code} 的设置有误：{told}", options)
        read = texts_read(sys.modules[rule.check.__module__])
        for key in options.mapping:
            place = options.keys.get(key, options.location)
            if opened.own(place) and key not in read:
                yield _unknown(f"规则 {code} 没有选项“{key}”", Node(key, place), read)


def _option_fault(subject: Subject, rule: Rule, options: Mapping[str, str]) -> str:
    try:
        rule.check(subject, rule, options)
    except OptionFault as fault:
        return str(fault)
    return ""


def texts_read(rule: ModuleType) -> set[str]:
    """Every text that stands in the functions and constants of a rule's module and of the modules of rules whose
    functions it takes: among them the names of the options that it reads, also those that it only reads for some
    departments."""
    found: set[str] = set()
    codes: list[CodeType] = []
    modules = [rule]
    for module in modules:  # grows
        for item in vars(module).values():
            if isinstance(item, FunctionType):
                codes.append(item.__code__)
                found.update(str(value) for value in item.__defaults__ or ())
                home = sys.modules[item.__module__]
                if item.__module__.startswith(_RULES) and home not in modules:
                    modules.append(home)
            else:
                found.update(_texts_in(item))
    while codes:
        for item in codes.pop().co_consts:
            if isinstance(item, CodeType):
                codes.append(item)
            else:
                found.update(_texts_in(item))
    return found


def _texts_in(constant: object) -> Iterator[str]:
    listed: Iterable[object] = (constant,)
    if isinstance(constant, dict):
        listed = (*constant, *constant.values())
    elif isinstance(constant, tuple | frozenset):
        listed = constant
    return (item for item in listed if isinstance(item, str))
