"""Which names of a template stand for a figure: those of the format, and those that the template gives to one itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import nodes

_NARROWING = ("在", "限")  # filters that give a figure again
_CODES = "科目"  # the function whose rows bear a figure
_ROW_FIGURE = "数"


class FigureNames:
    """Figures among the expressions of one template. A name counts only if it is a figure wherever the template binds it."""

    def __init__(self, tree: nodes.Template, declared: Iterable[str]) -> None:
        self.names = set(declared)
        self.rows = set(_code_rows(tree))
        while more := self._bound(tree) - self.names:  # an alias of an alias
            self.names |= more

    def of(self, node: nodes.Expr | None) -> str:
        """What a figure is called where the expression is one, else empty."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            return node.name if node.name in self.names else ""
        if isinstance(node, nodes.Filter):
            return self.of(node.node) if node.name in _NARROWING else ""
        if isinstance(node, nodes.Getattr):
            owner = node.node
            of_row = node.attr == _ROW_FIGURE and isinstance(owner, nodes.Name) and owner.name in self.rows
            return f"{owner.name}.{node.attr}" if of_row and isinstance(owner, nodes.Name) else ""
        if (
            isinstance(node, nodes.Call)
            and isinstance(node.node, nodes.Getattr)
            and node.node.attr == _ROW_FIGURE
        ):
            named = node.args[0].value if node.args and isinstance(node.args[0], nodes.Const) else _ROW_FIGURE
            return str(named)
        return ""

    def _bound(self, tree: nodes.Template) -> set[str]:
        """The names that the template binds to figures alone."""
        found: dict[str, bool] = {}
        for name, value in _bindings(tree):
            found[name] = found.get(name, True) and bool(self.of(value))
        return {name for name, always in found.items() if always}


def _bindings(tree: nodes.Template) -> Iterator[tuple[str, nodes.Expr | None]]:
    """Every name that a loop, a `set` or the call of a macro binds, and what to; None for what is not written out."""
    from jinja2 import nodes

    for loop in tree.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name):
            listed = loop.iter.items if isinstance(loop.iter, nodes.List | nodes.Tuple) else [None]
            yield from ((loop.target.name, item) for item in listed)
    for assigned in tree.find_all(nodes.Assign):
        if isinstance(assigned.target, nodes.Name):
            yield assigned.target.name, assigned.node if isinstance(assigned.node, nodes.Expr) else None
    macros = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    for call in tree.find_all(nodes.Call):
        macro = macros.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        if macro is not None:
            names = [argument.name for argument in macro.args]
            yield from zip(names, call.args, strict=False)
            yield from ((keyword.key, keyword.value) for keyword in call.kwargs if keyword.key in names)


def _code_rows(tree: nodes.Template) -> Iterator[str]:
    """The names of loops over the codes of a figure that no other loop uses for something else."""
    from jinja2 import nodes

    found: dict[str, bool] = {}
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name):
            over = loop.iter
            codes = (
                isinstance(over, nodes.Call)
                and isinstance(over.node, nodes.Name)
                and over.node.name == _CODES
            )
            found[loop.target.name] = found.get(loop.target.name, True) and codes
    return (name for name, always in found.items() if always)
