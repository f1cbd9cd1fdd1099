"""Small texts of tables and forms, compiled to plain functions.

A form has hundreds of cells whose text is `{{记录.数("年度资金总额")|元}}` or the like. Jinja parses them, and the syntax
tree is turned into closures, because rendering with Jinja would take longer than computing the figure. Only the
syntax used in cells is supported: everything else, and every error, is left to Jinja, which also words the
message. The sandbox's own look-ups are used throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import MethodType
from typing import TYPE_CHECKING, Any

from gongkai.sections.code_names import CodeRow
from gongkai.sections.fragment import Fragment, text_as_printed
from gongkai.sections.schedule_rows import Record, text_in_row
from gongkai.tree.nodes import Run

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

NamedValues = Mapping[str, Any]
Evaluator = Callable[[NamedValues], Any]
Pieces = Callable[[NamedValues], Sequence[Run]]


class LeaveToJinja(Exception):
    """The text uses syntax, or a value, that only Jinja handles."""


def is_constant(source: str) -> bool:
    """True for a text without template syntax, which prints as it stands."""
    return "{{" not in source and "{%" not in source and "{#" not in source


def left_to_jinja() -> tuple[type[Exception], ...]:
    """What a compiled text may raise on a user's data. The text is then rendered by Jinja, which words the message.

    Any other exception is a bug of ours and must not be caught.
    """
    from jinja2 import TemplateError

    worded = (LookupError, ArithmeticError, TypeError, ValueError, AttributeError, RecursionError)
    return (LeaveToJinja, TemplateError, *worded)


def compile_text(environment: SandboxedEnvironment, source: str) -> Pieces | None:
    """`source` as a function from the names to its runs; None where Jinja has to render it.

    Where the function raises one of `left_to_jinja`, Jinja has to render the text instead.
    """
    from jinja2 import TemplateError

    try:
        pieces = _Compiler(environment).body(environment.parse(source).body)
    except (LeaveToJinja, TemplateError):
        return None
    if len(pieces) == 1:
        return pieces[0]
    return lambda names: [run for piece in pieces for run in piece(names)]


def compile_value(environment: SandboxedEnvironment, source: str) -> Evaluator | None:
    """`source`, if it is a single `{{ expression }}`, as a function from the names to its bare value; else None."""
    from jinja2 import TemplateError, nodes

    try:
        match environment.parse(source).body:
            case [nodes.Output(nodes=[nodes.Expr() as only])] if not isinstance(only, nodes.TemplateData):
                return _Compiler(environment).value(only)
    except (LeaveToJinja, TemplateError):
        pass
    return None


class _Compiler:
    def __init__(self, environment: SandboxedEnvironment) -> None:
        self.environment = environment

    def body(self, body: list[nodes.Node]) -> list[Pieces]:
        from jinja2 import nodes

        found: list[Pieces] = []
        for node in body:
            if isinstance(node, nodes.Output):
                found += [self._piece(item) for item in node.nodes]
            elif isinstance(node, nodes.If) and not node.elif_:
                found.append(self._condition(node))
            else:
                raise LeaveToJinja
        return found

    def _condition(self, node: nodes.If) -> Pieces:
        test, then, other = self.value(node.test), self.body(node.body), self.body(node.else_)
        return lambda names: [run for piece in (then if test(names) else other) for run in piece(names)]

    def _piece(self, node: nodes.Expr) -> Pieces:
        from jinja2 import nodes

        if isinstance(node, nodes.TemplateData):
            runs = [Run(node.data)]
            return lambda names: runs
        value = self.value(node)
        return lambda names: _printed(value(names))

    def value(self, node: nodes.Node) -> Evaluator:
        from jinja2 import nodes

        if isinstance(node, nodes.Const):
            constant = node.value
            return lambda names: constant
        if isinstance(node, nodes.Name):
            return itemgetter(node.name)  # a missing name raises KeyError, and Jinja words the message
        if isinstance(node, nodes.Getattr):
            return self._attribute(node)
        if isinstance(node, nodes.Getitem):
            return self._item(self.value(node.node), self.value(node.arg))
        if isinstance(node, nodes.Call):
            return self._call(node)
        if isinstance(node, nodes.Filter):
            return self._filter(node)
        if isinstance(node, nodes.CondExpr):
            test, then = self.value(node.test), self.value(node.expr1)
            other = self.value(node.expr2) if node.expr2 is not None else lambda names: ""
            return lambda names: then(names) if test(names) else other(names)
        return self._logic(node)

    def _logic(self, node: nodes.Node) -> Evaluator:
        from jinja2 import nodes

        if isinstance(node, nodes.List):
            items = [self.value(item) for item in node.items]
            return lambda names: [item(names) for item in items]
        if isinstance(node, nodes.Not):
            of = self.value(node.node)
            return lambda names: not of(names)
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in ("eq", "ne"):
            first, second = self.value(node.expr), self.value(node.ops[0].expr)
            if node.ops[0].op == "eq":
                return lambda names: first(names) == second(names)
            return lambda names: first(names) != second(names)
        if isinstance(node, nodes.And | nodes.Or):
            left, right = self.value(node.left), self.value(node.right)
            if isinstance(node, nodes.And):
                return lambda names: left(names) and right(names)
            return lambda names: left(names) or right(names)
        raise LeaveToJinja

    def _attribute(self, node: nodes.Getattr) -> Evaluator:
        of, name = self.value(node.node), node.attr
        sandboxed = self.environment.getattr
        if name.startswith("_"):
            raise LeaveToJinja
        is_column = not hasattr(Record, name)

        def look_up(names: NamedValues) -> Any:
            found = of(names)
            if found.__class__ is Record:
                return text_in_row(found, name) if is_column else getattr(found, name)
            if found.__class__ is CodeRow:
                return getattr(found, name)
            return _defined(sandboxed(found, name))

        return look_up

    def _item(self, of: Evaluator, key: Evaluator) -> Evaluator:
        sandboxed = self.environment.getitem

        def look_up(names: NamedValues) -> Any:
            found = of(names)
            if found.__class__ is Record:
                return text_in_row(found, key(names))
            return _defined(sandboxed(found, key(names)))

        return look_up

    def _call(self, node: nodes.Call) -> Evaluator:
        function = self.value(node.node)
        values, keywords = self._arguments(node)
        is_safe = self.environment.is_safe_callable

        def call(names: NamedValues) -> Any:
            found = function(names)
            of_record = found.__class__ is MethodType and found.__self__.__class__ is Record
            if not of_record and (not is_safe(found) or hasattr(found, "jinja_pass_arg")):
                raise LeaveToJinja
            if len(values) == 1 and not keywords:
                return _defined(found(values[0](names)))
            return _defined(
                found(*[value(names) for value in values], **{k: v(names) for k, v in keywords.items()})
            )

        return call

    def _filter(self, node: nodes.Filter) -> Evaluator:
        apply = self.environment.filters.get(node.name)
        if apply is None or node.node is None or hasattr(apply, "jinja_pass_arg"):
            raise LeaveToJinja
        of = self.value(node.node)
        values, keywords = self._arguments(node)
        if not values and not keywords:
            return lambda names: apply(of(names))
        return lambda names: apply(
            of(names), *[value(names) for value in values], **{k: v(names) for k, v in keywords.items()}
        )

    def _arguments(self, node: nodes.Call | nodes.Filter) -> tuple[list[Evaluator], dict[str, Evaluator]]:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise LeaveToJinja
        values = [self.value(item) for item in node.args]
        return values, {str(item.key): self.value(item.value) for item in node.kwargs}


def _defined(value: Any) -> Any:
    if "Undefined" in value.__class__.__name__:  # Jinja's own, whichever is in use
        raise LeaveToJinja
    return value


def _printed(value: Any) -> Sequence[Run]:
    if value.__class__ is str:
        return (Run(value),)
    if isinstance(value, Fragment):
        return value.runs
    if hasattr(value, "__html__"):  # the result of a macro
        raise LeaveToJinja
    return (Run(text_as_printed(value)),)
