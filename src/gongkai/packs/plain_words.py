"""Templates in words for a reader: 〔收入总计〕 where a figure will stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gongkai.findings import NOWHERE
from gongkai.packs.template_texts import TemplateText, is_template, syntax

if TYPE_CHECKING:
    from jinja2 import nodes

# Filters that only say in which unit or form a figure is printed.
_PLAIN = ("万元", "元", "数", "句", "小数", "中文数", "日期", "length", "string", "得分")
_INNER = (
    "map",
    "join",
    "list",
    "sort",
    "unique",
    "first",
    "last",
    "selectattr",
    "rejectattr",
    "分行",
    "default",
)
_LOOP = {"index": "序号", "first": "第一个", "last": "最后一个", "length": "个数"}
_ENDS = "。；\n"
_SIGNS = {
    "eq": "=",
    "ne": "≠",
    "gt": ">",
    "gteq": "≥",
    "lt": "<",
    "lteq": "≤",
    "in": "属于",
    "notin": "不属于",
}


def reader_text(template: str) -> str:
    """A template in words: names in 〔〕, conditional parts as 〔有…时：…〕. A faulty template is returned as it is."""
    if not is_template(template):
        return template
    from jinja2 import TemplateSyntaxError

    try:
        tree = syntax(TemplateText(template, NOWHERE, ""))
    except TemplateSyntaxError:
        return template
    return _Speaker().block(tree.body)


def sentences_in_words(text: str) -> list[str]:
    """The sentences of such a text; they are not divided within 〔〕."""
    found, sentence, depth = [], "", 0
    for char in text:
        sentence += char
        depth += (char == "〔") - (char == "〕")
        if char in _ENDS and depth == 0:
            found.append(sentence)
            sentence = ""
    return [item.strip() for item in [*found, sentence] if item.strip()]


class _Speaker:
    """Puts a template into words; knows the macros and variables set so far."""

    def __init__(self) -> None:
        self.macros: dict[str, nodes.Macro] = {}
        self.set: dict[str, str] = {}

    def block(self, body: Iterable[nodes.Node]) -> str:
        return "".join(self.part(node) for node in body)

    def part(self, node: nodes.Node) -> str:
        from jinja2 import nodes

        if isinstance(node, nodes.Output):
            return "".join(self.shown(item) for item in node.nodes)
        if isinstance(node, nodes.Macro):
            self.macros[node.name] = node
            return ""
        if isinstance(node, nodes.Assign):
            if isinstance(node.target, nodes.Name):
                self.set[node.target.name] = self.said(node.node)
            return ""
        if isinstance(node, nodes.If):
            return self._choice(node)
        if isinstance(node, nodes.For):
            inner, each = self.block(node.body), f"逐个{self.said(node.iter)}"
            return f"〔以下{each}写〕\n{inner}" if inner.endswith("\n") else f"〔{each}：{inner}〕"
        return ""

    def _choice(self, node: nodes.If) -> str:
        branches = [(f"{self.test(item.test)}时", item.body) for item in (node, *node.elif_)]
        branches += [("否则", node.else_)] if node.else_ else []
        said = [(test, self.block(body)) for test, body in branches]
        if any(text.endswith("\n") for _, text in said):
            return "".join(f"〔{test}写〕\n{text.rstrip()}\n" for test, text in said)
        return f"〔{'；'.join(f'{test}：{text.strip()}' for test, text in said)}〕"

    def shown(self, node: nodes.Node) -> str:
        """What an expression prints, in words."""
        from jinja2 import nodes

        if isinstance(node, nodes.TemplateData):
            return str(node.data)
        if isinstance(node, nodes.Const):
            return str(node.value)
        if isinstance(node, nodes.CondExpr):
            first, second = self.shown(node.expr1), self.shown(node.expr2) if node.expr2 else ""
            if self.said(node.test) in _LOOP.values():
                return first if self.said(node.test) == _LOOP["first"] else second or first
            return f"〔{self.test(node.test)}时：{first}" + (f"；否则：{second}〕" if second else "〕")
        if (
            isinstance(node, nodes.Call)
            and isinstance(node.node, nodes.Name)
            and node.node.name in self.macros
        ):
            return self._expanded(self.macros[node.node.name], node)
        return f"〔{self.said(node)}〕"

    def _expanded(self, macro: nodes.Macro, call: nodes.Call) -> str:
        inner = _Speaker()
        inner.macros = {**self.macros}
        given = {
            argument.name: self.said(value) for argument, value in zip(macro.args, call.args, strict=False)
        }
        inner.set = {**self.set, **given}
        return inner.block(macro.body)

    def said(self, node: nodes.Node | None) -> str:
        """The value of an expression, in words."""
        from jinja2 import nodes

        if node is None:
            return ""
        if isinstance(node, nodes.Name):
            return self.set.get(node.name, node.name)
        if isinstance(node, nodes.Const):
            return str(node.value)
        if isinstance(node, nodes.Filter):
            return self._filtered(node)
        if isinstance(node, nodes.Call):
            return self._called(node)
        if isinstance(node, nodes.Getattr):
            owner = self.said(node.node)
            return _LOOP.get(node.attr, f"loop.{node.attr}") if owner == "loop" else node.attr
        return self._compound(node)

    def _compound(self, node: nodes.Node) -> str:
        from jinja2 import nodes

        if isinstance(node, nodes.Getitem):
            return self.said(node.arg) if isinstance(node.arg, nodes.Const) else self.said(node.node)
        if isinstance(node, nodes.List | nodes.Tuple):
            return "、".join(self.said(item) for item in node.items)
        if isinstance(node, nodes.Concat):
            return "".join(self.said(item) for item in node.nodes)
        if isinstance(node, nodes.BinExpr | nodes.UnaryExpr | nodes.Compare | nodes.Test | nodes.CondExpr):
            return self.test(node)
        return "…"

    def _filtered(self, node: nodes.Filter) -> str:
        inner = self.said(node.node)
        given = "、".join(self.said(item) for item in node.args)
        if node.name in _PLAIN or node.name in _INNER:
            return inner
        if node.name == "占比":
            return f"{inner}占{given}的比例"
        if node.name in ("在", "限"):
            narrowed = given or "、".join(self.said(item.value) for item in node.kwargs)
            return f"{narrowed}的{inner}"
        return f"{inner}的{node.name}" + (f"（{given}）" if given else "")

    def _called(self, node: nodes.Call) -> str:
        from jinja2 import nodes

        given = [self.said(item) for item in node.args]
        narrowed = [f"{item.key}为{self.said(item.value)}" for item in node.kwargs]
        if isinstance(node.node, nodes.Getattr):
            return given[0] if given else self.said(node.node)
        name = self.said(node.node)
        if name == "原因" and given:
            return f"{given[0]}的原因" + (f"（{given[1]}）" if len(given) > 1 else "")
        if name == "明细" and given:
            return given[0] + (f"（{'，'.join(narrowed)}）" if narrowed else "")
        if name == "科目" and given:
            return f"{given[0]}的科目"
        if name in ("不同", "骨架行") and given:
            return given[0]
        return given[0] if len(given) == 1 else f"{name}（{'、'.join(given)}）"

    def test(self, node: nodes.Node) -> str:
        """A condition in words."""
        from jinja2 import nodes

        if isinstance(node, nodes.And | nodes.Or):
            joined = "且" if isinstance(node, nodes.And) else "或"
            return f"{self.test(node.left)}{joined}{self.test(node.right)}"
        if isinstance(node, nodes.Not):
            return f"没有{self.said(node.node)}"
        if isinstance(node, nodes.Compare):
            signs = " ".join(f"{_SIGNS.get(item.op, item.op)} {self.said(item.expr)}" for item in node.ops)
            return f"{self.said(node.expr)} {signs}"
        if isinstance(node, nodes.BinExpr):
            return f"{self.said(node.left)}{node.operator}{self.said(node.right)}"
        if isinstance(node, nodes.Test):
            return f"{self.said(node.node)}是{node.name}"
        if isinstance(node, nodes.CondExpr):
            return self.said(node.expr1)
        if isinstance(node, nodes.UnaryExpr):
            return self.said(node.node)
        return f"有{self.said(node)}"
