"""Compares the names in a pack's templates with what exists (`templates lint`, second part).

Every name, filter, attribute and literal argument (a slot of reasons, a schedule, a column, a stage) is
looked up in the syntax tree, so that a branch that no department takes is checked as well. PK-20 to PK-25.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.maintenance.lint_declarations import OpenPack, finding
from gongkai.maintenance.lint_figures import lint_figures
from gongkai.model.book import Book
from gongkai.model.definitions import STAGE
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.model.ledger import Ledger
from gongkai.model.schema import ScheduleSpec
from gongkai.packs.compilers.charts import placed_charts
from gongkai.packs.compilers.figures import known_values
from gongkai.packs.pack import Pack
from gongkai.packs.template_faults import TemplateFaultWords, stray_braces, syntax_words
from gongkai.packs.template_texts import (
    FORMS,
    TemplateText,
    called,
    constants,
    included,
    mentioned_names,
    syntax,
    template_texts,
)
from gongkai.packs.told import spelling_hint
from gongkai.sections.code_names import CodeNames, CodeRow
from gongkai.sections.compose import templates_of
from gongkai.sections.form_tables import ITEM, RECORD
from gongkai.sections.schedule_rows import Record
from gongkai.sections.vocabulary import identifier, make_names

if TYPE_CHECKING:
    from jinja2 import nodes

FORM_NAMES = (RECORD, ITEM, "序", "行号")
_LOOP = "loop"
# What the literal arguments of a function or filter name, by position.
_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "原因": ("slot",),
    "明细": ("schedule",),
    "段": ("schedule", "column", "column"),
    "不同": ("schedule", "column"),
    "骨架行": ("schedule", "list", "column"),
    "清单": ("list",),
    "科目": ("", "", "dimension"),
    "评分": ("scoring",),
    "评级个数": ("scoring", "grade"),
    ".数": ("figure",),
    "|在": ("stage",),
    "|完成率": ("stage",),
    "|万元": ("style",),
}
_BY_SCHEDULE = ("明细", "段", "不同", "骨架行")
_KEYWORDS = {"含": "stage"}  # of 科目
_LISTS = ("明细", "骨架行")
_SAME_ITEMS = ("sort", "list", "reverse", "selectattr", "rejectattr", "unique", "select", "reject")
_WORDS = {
    "slot": REASON_SCHEDULE,
    "schedule": "明细表",
    "column": "栏",
    "list": "名单（lists）",
    "dimension": "维度",
    "figure": "数",
    "stage": STAGE,
    "scoring": "评分表（scoring.yaml 的 forms）",
    "grade": "等级（scoring.yaml 的 grades）",
    "style": "数字样式（pack.yaml 的 numbers）",
}


def lint_templates(opened: OpenPack, family: Iterable[OpenPack]) -> list[Finding]:
    """Faults of the templates of a pack, and what it declares and neither it nor its heirs use."""
    if opened.pack is None:
        return []
    vocabulary = vocabulary_of(opened.pack)
    parsed, found = _parsed(opened)
    shared = {name for _, tree in parsed for file in included(tree) for name in _stored(opened, file)}
    for template, tree in parsed:
        checker = _Checker(opened.pack, vocabulary, template, shared)
        found += checker.check(tree, _types_outside(opened, template))
        found += lint_figures(opened.pack, template, tree) if not template.role else ()
    found += _slots_mentioned_wrongly(opened.pack, parsed)
    found += _unused(opened, parsed, family)
    return found


@frozen
class Vocabulary:
    """All that templates of a pack may use."""

    names: Mapping[str, Any]
    filters: frozenset[str]
    tests: frozenset[str]
    globals: frozenset[str]


def vocabulary_of(pack: Pack) -> Vocabulary:
    department = synthetic(pack, Scenario.TYPICAL)
    book = Book(Ledger(department), pack.definitions)
    names = make_names(pack, department, book, CodeNames(department, pack.classification))
    environment = templates_of(pack).environment
    return Vocabulary(
        names,
        frozenset(name for name in environment.filters if not name.startswith("_")),
        frozenset(environment.tests),
        frozenset(environment.globals),
    )


def _parsed(opened: OpenPack) -> tuple[list[tuple[TemplateText, nodes.Template]], list[Finding]]:
    from jinja2 import TemplateSyntaxError

    parsed, found = [], []
    for template in template_texts(opened.source):
        try:
            parsed.append((template, syntax(template)))
        except TemplateSyntaxError as error:
            words = syntax_words(template.text, error.message or "", error.lineno)
            found.append(_misread(template, words))
        else:
            slips = stray_braces(template.text) if not template.role else ()
            found += [_misread(template, words) for words in slips]
    return parsed, found


def _misread(template: TemplateText, words: TemplateFaultWords) -> Finding:
    message = f"模板写法不对：{words.message}"
    return finding("PK-20", Severity.ERROR, message, template.place(words.line), words.hint)


def _stored(opened: OpenPack, file: str) -> set[str]:
    """The names that an included file may take from whoever includes it: all that any template sets."""
    from jinja2 import nodes

    if file not in opened.source.narrative:
        return set()
    found = set()
    for template in template_texts(opened.source):
        if template.owner.startswith("narrative/"):
            found |= {node.name for node in syntax(template).find_all(nodes.Name) if node.ctx != "load"}
    return found


def _types_outside(opened: OpenPack, template: TemplateText) -> dict[str, str]:
    """What 记录 and 行 are in a form: rows of the schedules that `each` and `repeat` list."""
    form = opened.source.yaml.get(template.owner) if template.owner.startswith(FORMS) else None
    if form is None:
        return {}
    found: dict[str, str] = {}
    sources = [(RECORD, form.get("each"))]
    rows = form.get("rows")
    if template.row >= 0 and rows is not None:
        sources.append((ITEM, rows.items[template.row].get("repeat")))
    for name, node in sources:
        if node is not None and node.text:
            tree = syntax(TemplateText(node.text, node.location, template.owner, "each"))
            item = _item_type(tree.body[0].nodes[0], found)  # type: ignore[attr-defined]
            if item:
                found[name] = item
    return found


def _item_type(node: nodes.Node, types: Mapping[str, str]) -> str:
    """What a list holds: `明细:schedule` or `科目`; empty if unknown."""
    from jinja2 import nodes

    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        if node.node.name in _LISTS and node.args and isinstance(node.args[0], nodes.Const):
            return f"明细:{node.args[0].value}"
        return "科目" if node.node.name == "科目" else ""
    if isinstance(node, nodes.Filter) and node.name in _SAME_ITEMS and node.node is not None:
        return _item_type(node.node, types)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
        return _item_type(node.node, types)
    if isinstance(node, nodes.Name):
        return types.get(f"*{node.name}", "")
    return ""


class _Checker:
    """Checks one template."""

    def __init__(
        self, pack: Pack, vocabulary: Vocabulary, template: TemplateText, shared: Iterable[str]
    ) -> None:
        self.pack = pack
        self.vocabulary = vocabulary
        self.template = template
        self.extra = {*shared} | ({*FORM_NAMES} if template.owner.startswith(FORMS) else set())
        self.found: list[Finding] = []

    def check(self, tree: nodes.Template, types: dict[str, str]) -> list[Finding]:
        self._names(tree)
        self._filters(tree)
        self._comparisons(tree)
        self._completions(tree)
        for name, call in called(tree):
            self._arguments(name, call, call.args)
        self._walk(tree, types)
        return self.found

    def fault(self, message: str, line: int, hint: str = "", code: str = "PK-21") -> None:
        self.found.append(finding(code, Severity.ERROR, message, self.template.place(line), hint))

    def _names(self, tree: nodes.Template) -> None:
        from jinja2 import nodes

        known = {*self.vocabulary.names, *self.vocabulary.globals, *self.extra}
        unknown = mentioned_names(tree) - known
        for node in tree.find_all(nodes.Name):
            if node.name in unknown and node.ctx == "load":
                hint = spelling_hint(node.name, self.vocabulary.names)
                self.fault(f"模板里没有名称“{node.name}”", node.lineno, hint)

    def _filters(self, tree: nodes.Template) -> None:
        from jinja2 import nodes

        for node in tree.find_all(nodes.Filter):
            if node.name not in self.vocabulary.filters:
                hint = spelling_hint(node.name, self.vocabulary.filters)
                self.fault(f"没有过滤器“|{node.name}”", node.lineno, hint)
            self._arguments(f"|{node.name}", node, node.args)
            if node.name == "限":
                for keyword in node.kwargs:
                    self._known("dimension", str(keyword.key), node.lineno, None)
                    self._value(str(keyword.key), keyword.value, node.lineno)
        for test in tree.find_all(nodes.Test):
            if test.name not in self.vocabulary.tests:
                hint = spelling_hint(test.name, self.vocabulary.tests)
                self.fault(f"没有判断“is {test.name}”", test.lineno, hint)

    def _value(self, dimension: str, value: nodes.Expr, line: int) -> None:
        """A literal value of a coordinate that has only some."""
        from jinja2 import nodes

        if not isinstance(value, nodes.Const):
            return
        known = [*known_values(self.pack.inputs).get(dimension, ()), *self.pack.definitions.groups]
        for text in constants(value) if dimension in known_values(self.pack.inputs) else ():
            for piece in text.split("|"):
                if piece not in known:
                    said = f"维度“{dimension}”没有“{piece}”这个值"
                    self.fault(said, line, spelling_hint(piece, known), "PK-22")

    def _comparisons(self, tree: nodes.Template) -> None:
        """A line of 单位信息 and the like compared with what nobody can choose there."""
        from jinja2 import nodes

        choices = {
            identifier(line.name): line.choices
            for spec in self.pack.inputs.schedules
            for line in spec.lines
            if line.choices and not spec.number_columns
        }
        for node in tree.find_all(nodes.Compare):
            sides = [node.expr, *(operand.expr for operand in node.ops)]
            named = [item.name for item in sides if isinstance(item, nodes.Name) and item.name in choices]
            for text in [text for item in sides for text in constants(item)] if named else ():
                if text not in choices[named[0]]:
                    said = f"“{named[0]}”没有“{text}”可选"
                    self.fault(said, node.lineno, spelling_hint(text, choices[named[0]]), "PK-22")

    def _completions(self, tree: nodes.Template) -> None:
        """A completion that nothing asks for first: of a budget of nothing it would be said to be 0 %."""
        from jinja2 import nodes

        guarded = [
            item
            for kind in (nodes.If, nodes.CondExpr)
            for branch in tree.find_all(kind)
            for item in branch.find_all(nodes.Filter)
        ]
        for node in tree.find_all(nodes.Filter):
            if node.name == "完成率" and not any(item is node for item in guarded):
                where = self.template.place(node.lineno)
                message = "直接印完成率，预算是零而有决算时会印成 0"
                hint = "改用 phrases 里的用语，写明“零基”怎样说"
                self.found.append(finding("PK-36", Severity.HINT, message, where, hint))

    def _arguments(self, function: str, node: Any, arguments: list[nodes.Expr]) -> None:
        """The literal arguments of a call or filter."""
        spec: ScheduleSpec | None = None
        for kind, argument in zip(_ARGUMENTS.get(function, ()), arguments, strict=False):
            for text in constants(argument) if kind else ():
                self._known(kind, text, node.lineno, spec)
                if kind == "schedule":
                    spec = self.pack.inputs.schedule(text)
        if function == "原因":
            self._slot_arguments(node, arguments)
        for keyword in node.kwargs:
            if function in _BY_SCHEDULE and spec is not None:
                self._known("column", keyword.key, node.lineno, spec)
                self._choice(keyword, spec, node.lineno)
            elif function == "科目" and keyword.key in _KEYWORDS:
                for text in constants(keyword.value):
                    self._known(_KEYWORDS[keyword.key], text, node.lineno, None)

    def _slot_arguments(self, node: nodes.Call, arguments: list[nodes.Expr]) -> None:
        slot = self.pack.reasons.get(next(iter(constants(arguments[0])), "")) if arguments else None
        if slot is not None and slot.each and len(arguments) + len(node.kwargs) < 2:
            message = f"变动原因“{slot.name}”按{slot.each}分写，要写明是哪一个"
            self.fault(message, node.lineno, f"如 原因(“{slot.name}”, 行.编码)", "PK-22")
        elif slot is not None and not slot.each and len(arguments) + len(node.kwargs) > 1:
            message = f"变动原因“{slot.name}”不按科目分写，不用写第二个内容"
            self.fault(message, node.lineno, "删去逗号后面的部分", "PK-22")

    def _known(self, kind: str, text: str, line: int, spec: ScheduleSpec | None) -> None:
        known = self._all(kind, spec)
        if text not in known:
            where = f"明细表“{spec.name}”" if kind == "column" and spec is not None else ""
            self.fault(f"{where}没有{_WORDS[kind]}“{text}”", line, spelling_hint(text, known), "PK-22")

    def _all(self, kind: str, spec: ScheduleSpec | None) -> list[str]:
        pack = self.pack
        specs = [spec] if spec is not None else list(pack.inputs.schedules)
        known: dict[str, Iterable[str]] = {
            "slot": pack.reasons,
            "schedule": (item.name for item in pack.inputs.schedules),
            "column": (name for item in specs for name in _columns(item)),
            "list": (*pack.lists, *pack.bands),
            "figure": (*pack.definitions.figures, *pack.definitions.dimensions),
            "scoring": pack.scoring.forms,
            "style": pack.numbers,
            "grade": (word for word, _ in pack.scoring.scale.grades),
            "dimension": sorted({item for found in pack.definitions.dimensions.values() for item in found}),
            "stage": sorted(all_stages(pack)),
        }
        return list(known[kind])

    def _choice(self, keyword: nodes.Keyword, spec: ScheduleSpec, line: int) -> None:
        """A literal that a choice column is compared with must be one of its choices."""
        choices = spec.choices_of(keyword.key)
        if not choices:
            return
        from jinja2 import nodes

        if isinstance(keyword.value, nodes.Const) and str(keyword.value.value) not in choices:
            text = str(keyword.value.value)
            message = f"“{spec.name}”的“{keyword.key}”没有“{text}”可选"
            self.fault(message, line, spelling_hint(text, choices), "PK-22")

    # Attributes of rows.

    def _walk(self, node: nodes.Node, types: dict[str, str]) -> None:
        from jinja2 import nodes

        if isinstance(node, nodes.For):
            self._walk(node.iter, types)
            inner = dict(types)
            item = _item_type(node.iter, types)
            if isinstance(node.target, nodes.Name):
                inner.pop(node.target.name, None)
                if item:
                    inner[node.target.name] = item
            for child in (*([node.test] if node.test else []), *node.body, *node.else_):
                self._walk(child, inner)
            return
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            types[f"*{node.target.name}"] = _item_type(node.node, types)
        elif isinstance(node, nodes.Getattr):
            self._attribute(node.node, node.attr, node.lineno, types)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            self._attribute(node.node, str(node.arg.value), node.lineno, types)
        for child in node.iter_child_nodes():
            self._walk(child, types)

    def _attribute(self, owner: nodes.Expr, name: str, line: int, types: dict[str, str]) -> None:
        from jinja2 import nodes

        kind = types.get(owner.name, "") if isinstance(owner, nodes.Name) else ""
        if kind == "科目":
            known = [item.name for item in fields(CodeRow)]
            if name not in known and not hasattr(CodeRow, name):
                self.fault(f"科目行没有“{name}”", line, spelling_hint(name, known))
        elif kind:
            spec = self.pack.inputs.schedule(kind.partition(":")[2])
            known = _columns(spec) if spec else []
            if spec is not None and name not in known and not hasattr(Record, name):
                self.fault(f"明细表“{spec.name}”没有栏“{name}”", line, spelling_hint(name, known))


def all_stages(pack: Pack) -> set[str]:
    """Every stage that a cell of the pack's schedules has, and those that it is compared with."""
    found = {
        value
        for spec in pack.inputs.schedules
        for column in spec.columns
        for name, value in column.coordinates
        if name == STAGE
    }
    return {*found, *pack.definitions.groups, pack.definitions.current, pack.definitions.previous}


def _columns(spec: ScheduleSpec) -> list[str]:
    return [*(column.name for column in spec.columns), *(column.name for column in spec.derived)]


# Slots passed through a macro.


def _slots_mentioned_wrongly(
    pack: Pack, parsed: list[tuple[TemplateText, nodes.Template]]
) -> Iterator[Finding]:
    """Names of slots given to a macro that hands them on to 原因."""
    from jinja2 import nodes

    for template, tree in parsed:
        handing = {
            macro.name: position
            for macro in tree.find_all(nodes.Macro)
            for position, argument in enumerate(macro.args)
            for name, call in called(macro)
            if name == "原因" and call.args and isinstance(call.args[0], nodes.Name)
            if call.args[0].name == argument.name
        }
        for name, call in called(tree):
            if name in handing and len(call.args) > handing[name]:
                for slot in constants(call.args[handing[name]]):
                    if slot not in pack.reasons:
                        place, hint = template.place(call.lineno), spelling_hint(slot, pack.reasons)
                        yield finding("PK-22", Severity.ERROR, f"没有变动原因“{slot}”", place, hint)


# What is declared but not used.


def _unused(
    opened: OpenPack, parsed: list[tuple[TemplateText, nodes.Template]], family: Iterable[OpenPack]
) -> Iterator[Finding]:
    """Tables, forms and prose in no part, and unused figures and lists, in this pack's own files."""
    users = [heir for heir in family if heir.pack is not None]
    items = {
        (item.kind, item.name)
        for user in users
        if user.pack
        for part in user.pack.parts
        for item in part.items
    }
    trees = [pair for user in users if user.format != opened.format for pair in _parsed(user)[0]]
    trees += parsed
    files = {name for _, tree in trees for name in included(tree)}
    items |= {("图", name) for user in users if user.pack for name in _charts_used(user.pack)}
    for kind, folder in (("表", "tables"), ("附表", "forms"), ("图", "charts")):
        for name, node in opened.source.folder(folder).items():
            if opened.own(node.location) and (kind, name) not in items:
                yield _idle(f"{kind}“{name}”不在报告的任何一部分", node.location)
    for name, file in opened.source.narrative.items():
        where = Location(file=file.file, line=1, column=1)
        if opened.own(where) and ("正文", name) not in items and name not in files:
            yield _idle(f"正文“{name}”不在报告的任何一部分", where)
    yield from _idle_figures(opened, trees, users)


def _charts_used(pack: Pack) -> Iterator[str]:
    """The charts that lines of prose or the digest place."""
    for file in pack.narrative.values():
        yield from (name for _, name in placed_charts(file.text))
    if pack.digest is not None:
        yield from pack.digest.charts


def _idle_figures(
    opened: OpenPack, trees: list[tuple[TemplateText, nodes.Template]], users: list[OpenPack]
) -> Iterator[Finding]:
    assert opened.pack is not None
    names = {name for _, tree in trees for name in mentioned_names(tree)}
    texts = {text for _, tree in trees for text in constants(tree)}  # type: ignore[arg-type]
    declared = {item.text for user in users for node in user.source.yaml.values() for item in node.walk()}
    pieces = {piece for text in declared for piece in _pieces(text)}
    for name, where in opened.pack.figure_places.items():
        if opened.own(where) and not ({name} & (pieces | texts) or identifier(name) in names):
            yield replace(_idle(f"数“{name}”没有用到", where), severity=Severity.HINT)


def _pieces(text: str) -> Iterator[str]:
    """The words of an expression: what stands between its signs (those of names stay)."""
    word = ""
    for char in text:
        if char in "+-*/[]=|,<>! ":
            yield word
            word = ""
        else:
            word += char
    yield word


def _idle(message: str, where: Location) -> Finding:
    return finding("PK-24", Severity.WARNING, message, where, "写进 parts，或删去")
