"""Every template text of a pack with its place, as a syntax tree, for lint, explain and diff.

A text is a narrative file, or any text or key of the pack's YAML that holds `{{` or `{%`; in forms also the
bare expressions `each`, `repeat` and `when`, in tables `when`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.packs.inheritance import NarrativeFile, PackSource
from gongkai.yamlsource import Node

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

_EXPRESSIONS = ("each", "repeat", "when")
_CONDITION = "when"
_TABLES = "tables/"
FORMS = "forms/"


@frozen
class TemplateText:
    """One template. `owner` is the file's key, such as `narrative/概况` or `forms/自评表.yaml`.

    `row` is the number of the form row that it stands in, -1 elsewhere; `role` is the key of a bare
    expression. Line 1 of `syntax` is `location.line`.
    """

    text: str
    location: Location
    owner: str
    role: str = ""
    row: int = -1
    prose: NarrativeFile | None = None

    def place(self, line: int) -> Location:
        """The place of a line of the template in its file."""
        if self.prose is not None:
            return self.prose.place(line)
        return Location(file=self.location.file, line=self.location.line + max(line, 1) - 1, column=1)


def template_texts(source: PackSource) -> Iterator[TemplateText]:
    """All templates of a pack after inheritance."""
    for name, file in source.narrative.items():
        yield TemplateText(
            file.text, Location(file=file.file, line=1, column=1), f"narrative/{name}", prose=file
        )
    for key, node in source.yaml.items():
        if key.startswith(FORMS):
            yield from _form_texts(key, node)
        else:
            yield from _texts(key, node, "", -1)
            condition = node.get(_CONDITION) if key.startswith(_TABLES) else None
            if condition is not None:
                yield TemplateText(condition.text, condition.location, key, _CONDITION)


def _form_texts(owner: str, form: Node) -> Iterator[TemplateText]:
    for key, node in form.mapping.items():
        if key == "rows":
            for index, row in enumerate(node.items):
                yield from _texts(owner, row, "", index)
        else:
            yield from _texts(owner, node, key if key in _EXPRESSIONS else "", -1)


def _texts(owner: str, node: Node, role: str, row: int) -> Iterator[TemplateText]:
    if node.text and (role or is_template(node.text)):
        yield TemplateText(node.text, node.location, owner, role, row)
    for item in node.items:
        yield from _texts(owner, item, "", row)
    for key, value in node.mapping.items():
        if is_template(key):
            yield TemplateText(key, node.keys.get(key, value.location), owner, "", row)
        inner = key if owner.startswith(FORMS) and key in _EXPRESSIONS else ""
        yield from _texts(owner, value, inner, row)


def is_template(text: str) -> bool:
    return "{{" in text or "{%" in text


class _Everything(dict[str, Any]):
    """Filters and tests of an environment that only parses: every name exists."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key) or str


@cache
def parsing_environment() -> Environment:
    """An environment that only parses; filters and names are checked by lint, not by it."""
    from jinja2 import Environment

    made = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    made.filters = _Everything(made.filters)
    made.tests = _Everything(made.tests)
    return made


def syntax(template: TemplateText) -> nodes.Template:
    """The template's syntax tree. Raises jinja2.TemplateSyntaxError."""
    text = "{{ " + template.text + " }}" if template.role else template.text
    return parsing_environment().parse(text)


def mentioned_names(tree: nodes.Template) -> set[str]:
    """Every name that a template uses and does not define itself."""
    from jinja2 import meta

    return set(meta.find_undeclared_variables(tree))


def constants(node: nodes.Expr | None) -> list[str]:
    """The literal texts in an expression: its own, or those of a list or a choice."""
    from jinja2 import nodes

    if node is None:
        return []
    own = [str(node.value)] if isinstance(node, nodes.Const) and isinstance(node.value, str) else []
    return own + [str(item.value) for item in node.find_all(nodes.Const) if isinstance(item.value, str)]


def called(tree: nodes.Node) -> Iterator[tuple[str, nodes.Call]]:
    """Every call of a plain name (`原因(…)`) or of a method (`.数(…)`), with that name."""
    from jinja2 import nodes

    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            yield call.node.name, call
        elif isinstance(call.node, nodes.Getattr):
            yield f".{call.node.attr}", call


def included(tree: nodes.Template) -> set[str]:
    """The narrative files that a template includes or imports by a literal name."""
    from jinja2 import nodes

    found: set[str] = set()
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        found |= set(constants(node.template))  # type: ignore[attr-defined]
    return found
