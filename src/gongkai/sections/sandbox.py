"""The sandbox of templates: what they may access, and how much they may do before they are stopped.

A pack may be of unknown origin. Its templates can use the names and filters of `vocabulary` and their values, but
nothing else of Python: no methods of built-in types, no files, no modules. Loops, calls and output are counted, so
that no template can hang or fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from jinja2 import TemplateRuntimeError, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gongkai.sections.fragment import Fragment

SESSION = "_session"
"""The name under which a rendering's session stands in its context; no template can say it."""

MAX_STEPS = 500_000  # turns of loops and calls in one rendering; a county's largest department needs 20,000
MAX_RENDERED_TEXT = 5_000_000  # characters made in one rendering
_FILTERS = frozenset(
    (
        "length",
        "count",
        "map",
        "first",
        "last",
        "list",
        "select",
        "reject",
        "selectattr",
        "rejectattr",
        "sort",
        "unique",
        "reverse",
        "join",
        "default",
        "d",
        "int",
        "sum",
        "min",
        "max",
        "trim",
    )
)
_OPEN = ("gongkai.sections.", "gongkai.model.", "jinja2.runtime")  # the vocabulary, and Jinja's `loop`
_COUNT, _STEP, _BOUND = "_turns", "_step", "_bound"


@dataclass(slots=True)
class Session:
    """One rendering: the pieces that expressions gave, and what was done so far."""

    pieces: list[Fragment] = field(default_factory=list)
    steps: int = 0
    size: int = 0

    def step(self, size: int = 0) -> None:
        """Another turn or call, which writes so many characters. Raises TemplateRuntimeError."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TemplateRuntimeError(f"循环和调用超过 {MAX_STEPS} 次，请检查循环")
        self.made(size)

    def made(self, size: int) -> None:
        """So many characters more. Raises TemplateRuntimeError."""
        self.size += size
        if self.size > MAX_RENDERED_TEXT:
            raise TemplateRuntimeError(f"写出的文字超过 {MAX_RENDERED_TEXT} 字，请检查循环")


_COUNTED = (nodes.For, nodes.Include, nodes.Concat, nodes.AssignBlock, nodes.Import, nodes.FromImport)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, closed to everything that is not of the vocabulary."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, filters: dict[str, Callable[..., Any]], **options: Any) -> None:
        super().__init__(**options)
        self.globals = {}
        self._safe: dict[tuple[type, str], bool] = {}
        self._safe_methods: dict[tuple[type, Callable[..., Any]], bool] = {}
        self.filters = {name: self.filters[name] for name in _FILTERS} | filters
        self.filters.update({_COUNT: _counted, _STEP: _stepped, _BOUND: _bounded})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Attributes of our own values only: a partial or a path would lead out."""
        key = type(obj), attr  # which is all that the answer depends on
        found = self._safe.get(key)
        if found is None:
            open_type = type(obj).__module__.startswith(_OPEN)
            found = self._safe[key] = open_type and super().is_safe_attribute(obj, attr, value)
        return found

    def is_safe_callable(self, obj: Any) -> bool:
        """Functions of the vocabulary, macros, and methods of our own values."""
        if type(obj) is not MethodType:
            return self._is_safe_callable(obj)
        key = type(obj.__self__), obj.__func__  # which is all that the answer depends on
        found = self._safe_methods.get(key)
        if found is None:
            found = self._safe_methods[key] = self._is_safe_callable(obj)
        return found

    def _is_safe_callable(self, obj: Any) -> bool:
        if isinstance(obj, Macro):
            return True
        if isinstance(obj, partial):
            obj = obj.func
        owner = getattr(obj, "__self__", None)
        if isinstance(obj, FunctionType):
            return (obj.__module__ or "").startswith(_OPEN)
        own = obj if isinstance(obj, type) or owner is None or isinstance(owner, type) else owner
        module = own.__module__ if isinstance(own, type) else type(own).__module__
        return module.startswith(_OPEN) and super().is_safe_callable(obj)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        raise SecurityError(f"模板里不能用“{attribute}”")

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Any call of a template, counted; parameters are named as Jinja names them."""
        if not __self.is_safe_callable(__obj):
            raise SecurityError("模板里只能调用手册所列的名称")
        session = __context.get(SESSION)
        if session is None:
            return super().call(__context, __obj, *args, **kwargs)
        session.step()
        made = super().call(__context, __obj, *args, **kwargs)
        if isinstance(made, str):
            session.made(len(made))
        return made

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Sums as they are; products and formats only of numbers, powers never."""
        texts = isinstance(left, str | list | tuple) or isinstance(right, str | list | tuple)
        if operator == "**" or (texts and operator != "+"):
            raise SecurityError(f"模板里不能这样用 {operator}")
        result = super().call_binop(context, operator, left, right)
        if texts and len(result) > MAX_STEPS:
            raise SecurityError("文字或列表太长")
        return result

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The syntax with counters in it: around what loops run over, includes, and joined texts."""
        tree = super()._parse(source, name, filename)
        if "{%" not in source and "~" not in source:  # no statement, no joined texts: most small texts
            return tree
        for node in list(tree.find_all(_COUNTED)):
            if isinstance(node, nodes.For):
                literal = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
                node.iter = _through(_COUNT, node.iter, literal)
            elif isinstance(node, nodes.Include):
                node.template = _through(_STEP, node.template)
            elif isinstance(node, nodes.Concat):
                node.nodes = [_through(_BOUND, nodes.Concat(node.nodes, lineno=node.lineno))]
            elif isinstance(node, nodes.AssignBlock):
                node.filter = _through(_BOUND, node.filter)
            else:
                node.with_context = True  # type: ignore[attr-defined]  # so that its macros are counted
        return tree


def _through(name: str, node: nodes.Node | None, *arguments: int) -> nodes.Filter:
    line = node.lineno if node is not None else 1
    given = [nodes.Const(argument, lineno=line) for argument in arguments]
    return nodes.Filter(node, name, given, [], None, None, lineno=line)


@pass_context
def _counted(context: Context, items: Iterable[Any], literal: int) -> Iterator[Any]:
    """`literal` is how many characters a turn writes whatever its expressions give."""
    session = context.get(SESSION)
    for item in items:
        if session is not None:
            session.step(literal)
        yield item


@pass_context
def _stepped(context: Context, template: Any) -> Any:
    session = context.get(SESSION)
    if session is not None:
        session.step()
    return template


@pass_context
def _bounded(context: Context, text: Any) -> Any:
    session = context.get(SESSION)
    if session is not None:
        session.made(len(text))
    return text
