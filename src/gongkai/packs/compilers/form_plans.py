"""Makes the plan of a form: which of its cells show exactly one figure, and which figure that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.model.definitions import STAGE
from gongkai.model.expression import Filters
from gongkai.packs.pack import Form
from gongkai.packs.template_texts import is_template, parsing_environment
from gongkai.plans.form_plan import FormBinding, FormPlace, FormPlan

if TYPE_CHECKING:
    from jinja2 import nodes

_PRINTING = ("万元", "元", "数", "得分")
_NARROWING, _AT, _OF_RECORD = "限", "在", "数"
# A quick test that saves parsing most cells.
_MAY_BE_BOUND = re.compile(rf"\{{\{{[^{{}}]*\|\s*(?:{'|'.join(_PRINTING)})\b[^{{}}|]*\}}\}}")


def form_plan(form: Form) -> FormPlan:
    """The plan of a form; a text that Jinja cannot parse is unbound."""
    bound: list[tuple[FormPlace, FormBinding]] = []
    unbound: list[FormPlace] = []
    for number, row in enumerate(form.rows):
        for index, cell in enumerate(row.cells):
            if is_template(cell.text):
                place = FormPlace(number, index)
                binding = cell_binding(cell.text)
                if binding is None:
                    unbound.append(place)
                else:
                    bound.append((place, binding))
    return FormPlan(form.key, tuple(bound), tuple(unbound))


def cell_binding(text: str) -> FormBinding | None:
    """The one figure that a cell shows; None if the cell shows anything else."""
    from jinja2 import TemplateError, nodes

    if not _MAY_BE_BOUND.fullmatch(text):
        return None
    try:
        body = parsing_environment().parse(text).body
    except TemplateError:
        return None
    match body:
        case [nodes.Output(nodes=[nodes.Filter(name=printed) as only])] if printed in _PRINTING:
            style = _constants(only)
            found = _figure(only.node) if len(style) <= 1 and not only.kwargs else None
            return FormBinding(*found, printed, *style) if found is not None else None
    return None


def _constants(node: nodes.Filter | nodes.Call) -> list[str]:
    from jinja2 import nodes

    return [str(item.value) if isinstance(item, nodes.Const) else "" for item in node.args]


def _figure(node: nodes.Expr | None) -> tuple[str, str, Filters] | None:
    """Name, scope and part of a figure; None where they depend on anything but the record."""
    from jinja2 import nodes

    match node:
        case nodes.Name(name=name):
            return name, "", ()
        case nodes.Call(
            node=nodes.Getattr(node=nodes.Name(name=scope), attr=attribute),
            args=[nodes.Const(value=str(name))],
        ) if attribute == _OF_RECORD and not node.kwargs:
            return name, scope, ()
        case nodes.Filter(name=filter, node=inner):
            found = _figure(inner)
            part = _part(filter, node)
            return (found[0], found[1], (*found[2], *part)) if found is not None and part else None
    return None


def _part(name: str, node: nodes.Filter) -> Filters:
    from jinja2 import nodes

    if name == _AT and len(node.args) == 1 and isinstance(node.args[0], nodes.Const):
        return ((STAGE, (str(node.args[0].value),)),)
    if name == _NARROWING and not node.args:
        pairs = [
            (str(item.key), (item.value.value,))
            for item in node.kwargs
            if isinstance(item.value, nodes.Const) and isinstance(item.value.value, str)
        ]
        return tuple(pairs) if len(pairs) == len(node.kwargs) else ()
    return ()
