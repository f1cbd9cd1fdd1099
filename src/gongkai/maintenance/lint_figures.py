"""How templates print figures (`templates lint`): with which filter, and with which unit after it.

A figure is a thing that can be asked for its change, its share and its cells; it has no text of its own. A template
that leaves out the filter, or names another unit than the filter prints, would publish nonsense: PK-28. A figure
without a unit among others that have one is a hint: PK-29.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.findings import Finding, Severity
from gongkai.maintenance.figure_names import FigureNames
from gongkai.maintenance.lint_declarations import finding
from gongkai.packs.pack import Pack
from gongkai.packs.template_texts import TemplateText
from gongkai.sections.vocabulary import identifier

if TYPE_CHECKING:
    from jinja2 import nodes

NO_WAY = "是一个数，没有写怎样印"
"""What is said of a figure that would be printed as it is, before the way to mend it."""
_SENTENCES = ("narrative/", "digest")
_UNITS = {"万元": "万元", "元": "元"}
"""Filters that print an amount, and the unit in which they do."""
_OTHER_UNITS = ("亿元", "千元", "百元")
_HINT = "写成 {{%s|万元}}万元、{{%s|元}}元 或 {{%s|数}}"
_ENDS = "。；！？\n"


def lint_figures(pack: Pack, template: TemplateText, tree: nodes.Template) -> Iterator[Finding]:
    """Faults of one template."""
    from jinja2 import nodes

    figures = FigureNames(tree, map(identifier, pack.definitions.figures))
    for output in tree.find_all(nodes.Output):
        for item in output.nodes:
            for name, line in _bare(item, figures):
                message = f"“{name}”{NO_WAY}"
                yield finding(
                    "PK-28", Severity.ERROR, message, template.place(line), _HINT % (name, name, name)
                )
        if template.owner.startswith(_SENTENCES):  # in tables the unit stands above
            yield from _units(template, output)


def _bare(node: nodes.Node, figures: FigureNames) -> Iterator[tuple[str, int]]:
    """The figures that an expression would print as they are, with their lines."""
    from jinja2 import nodes

    if isinstance(node, nodes.CondExpr):
        yield from _bare(node.expr1, figures)
        if node.expr2 is not None:
            yield from _bare(node.expr2, figures)
    elif isinstance(node, nodes.Concat):
        for item in node.nodes:
            yield from _bare(item, figures)
    elif isinstance(node, nodes.Expr) and (name := figures.of(node)):
        yield name, node.lineno


def _units(template: TemplateText, output: nodes.Output) -> Iterator[Finding]:
    """The unit that the text names after each amount."""
    from jinja2 import nodes

    follows: list[tuple[nodes.Filter, str]] = []
    for item, after in zip(output.nodes, [*output.nodes[1:], None], strict=True):
        if isinstance(item, nodes.Filter) and item.name in _UNITS:
            follows.append((item, after.data if isinstance(after, nodes.TemplateData) else ""))
    named = [(item, text) for item, text in follows if _unit(text)]
    for item, text in follows:
        place, said = template.place(item.lineno), _unit(text)
        if said and said != _UNITS[item.name]:
            message = f"按“{item.name}”印的数，后面写的是“{said}”"
            hint = f"写成 |{said}" if said in _UNITS else f"写成“{_UNITS[item.name]}”"
            yield finding("PK-28", Severity.ERROR, message, place, hint)
        elif not said and len(named) > 1 and text[:1] in (*_ENDS, "，", "、", "（", "("):
            message = f"按“{item.name}”印的数后面没有写单位，别处都写了"
            yield finding("PK-29", Severity.HINT, message, place, f"在后面写上“{_UNITS[item.name]}”")


def _unit(text: str) -> str:
    """The unit with which a text begins; empty for none."""
    return next((unit for unit in ("万元", *_OTHER_UNITS, "元") if text.startswith(unit)), "")
