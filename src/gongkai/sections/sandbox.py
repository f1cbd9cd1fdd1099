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

SESSION = "session of this rendering"
"""The key of a rendering's session in its context; not an identifier, so that no template can reach the counters."""

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
    """One rendering: the results of its expressions, and how many steps and characters it took so far."""

    pieces: list[Fragment] = field(default_factory=list)
    steps: int = 0
    size: int = 0

    def step(self, size: int = 0) -> None:
        """Count a turn or call that writes `size` characters. Raises TemplateRuntimeError beyond the limit."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TemplateRuntimeError(f"循环和调用超过 {MAX_STEPS} 次，请检查循环")
        self.made(size)

    def made(self, size: int) -> None:
        """Count `size` characters. Raises TemplateRuntimeError beyond the limit."""
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
        """Only attributes of our own values: those of a partial or a path would lead out of the sandbox."""
        key = type(obj), attr  # the answer depends on nothing else
        found = self._safe.get(key)
        if found is None:
            open_type = type(obj).__module__.startswith(_OPEN)
            found = self._safe[key] = open_type and super().is_safe_attribute(obj, attr, value)
        return found

    def is_safe_callable(self, obj: Any) -> bool:
        """Functions of the vocabulary, macros, and methods of our own values."""
        if type(obj) is not MethodType:
            return self._is_safe_callable(obj)
        key = type(obj.__self__), obj.__func__  # the answer depends on nothing else
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
        """Count and make a call of a template; parameters are named as Jinja names them."""
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
        """Allow sums; products and `%` only of numbers; never powers. Raises SecurityError."""
        texts = isinstance(left, str | list | tuple) or isinstance(right, str | list | tuple)
        if operator == "**" or (texts and operator != "+"):
            raise SecurityError(f"模板里不能这样用 {operator}")
        result = super().call_binop(context, operator, left, right)
        if texts and len(result) > MAX_STEPS:
            raise SecurityError("文字或列表太长")
        return result

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The syntax tree with counters around the iterables of loops, includes and joined texts."""
        tree = super()._parse(source, name, filename)
        if "{%" not in source and "~" not in source:  # nothing to count, as in most small texts
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
    """`literal` is the number of characters that a turn writes besides its expressions."""
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
