"""Words Jinja's syntax errors, which are English and about tokens, in Chinese for a maintainer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gongkai.packs.told import spelling_hint

_TAG = re.compile(r"\{%-?\s*(\w+)|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BLOCKS = ("if", "for", "macro", "set", "call", "filter")
_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set", "macro", "endmacro", "include")
_SPOKEN = {
    **dict.fromkeys(("elseif", "elsif", "否则如果"), "{% elif … %}"),
    **dict.fromkeys(("如果", "若"), "{% if … %}…{% endif %}"),
    **dict.fromkeys(("否则", "其他"), "{% else %}"),
    **dict.fromkeys(("循环", "对于", "foreach"), "{% for 行 in … %}…{% endfor %}"),
    **dict.fromkeys(("end", "结束", "fi"), "{% endif %} 或 {% endfor %}"),
}
_INSTEAD = {
    "｜": "|",
    "（": "(",
    "）": ")",
    "，": ",",
    "：": ":",
    "＝": "==",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "&": "and",
    "！": "not",
    "＋": "+",
    "－": "-",
    "×": "*",
    "÷": "/",
    "［": "[",
    "］": "]",
    **dict.fromkeys("“”‘’「」", '"'),
}
_TOKENS = {
    "end of statement block": "%}",
    "end of print statement": "}}",
    "begin of statement block": "{%",
    "begin of print statement": "{{",
    "end of template": "文件的末尾",
}
_GENERAL = "数写成 {{名称|万元}}，条件写成 {% if 名称 %}…{% endif %}；括号、引号、逗号、竖线都用英文的"


class TemplateFaultWords(NamedTuple):
    """`line` counts from 1 within the template."""

    line: int
    message: str
    hint: str


def syntax_words(text: str, message: str, line: int) -> TemplateFaultWords:
    """Why a template cannot be parsed; `message` and `line` are those of jinja2.TemplateSyntaxError."""
    if found := re.search(r"block that needs to be closed is '(\w+)'", message):
        return _unclosed(text, message, found[1], line)
    for pattern, words in _MESSAGES:
        if found := re.match(pattern, message):
            return TemplateFaultWords(line, *words(*found.groups()))
    return TemplateFaultWords(line, "这里的写法读不懂", _GENERAL)


def stray_braces(text: str) -> Iterator[TemplateFaultWords]:
    """Braces outside `{{ }}`, `{% %}` and `{# #}`, which would be printed as they are."""
    plain = _WHOLE.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(plain.splitlines(), 1):
        if found := re.search(r"[{}｛｝]+", line):
            wide = any(sign in found[0] for sign in "｛｝")
            kind = "全角的花括号" if wide else "单个的花括号"
            yield TemplateFaultWords(
                number, f"{kind}“{found[0]}”会原样印在报告里", "数写成 {{名称|万元}}，两边各两个英文花括号"
            )


def _unclosed(text: str, message: str, block: str, line: int) -> TemplateFaultWords:
    """The fault placed at the tag that was not closed, whose line Jinja does not tell."""
    opened = _opened(text, line, block)
    closing = "{% end" + block + " %}"
    if found := re.match(r"Encountered unknown tag '(\w+)'", message):
        words, hint = _unknown_tag(found[1])
        if not found[1].startswith("end"):
            return TemplateFaultWords(line, words, hint)
        told = f"{{% {found[1]} %}} 前面，第 {opened} 行的 {{% {block} %}} 还没有结束"
        return TemplateFaultWords(line, told, f"先写 {closing}")
    return TemplateFaultWords(
        opened, f"{{% {block} … %}} 没有用 {closing} 结束", f"在这一段的末尾写 {closing}"
    )


def _opened(text: str, line: int, block: str) -> int:
    """The line of the last `{% block %}` up to a line that is not closed there."""
    stack: list[tuple[str, int]] = []
    for found in _TAG.finditer(text):
        tag, at = found[1] or "", text.count("\n", 0, found.start()) + 1
        if at > line:
            break
        if tag in _BLOCKS and not (
            tag == "set" and "=" in text[found.start() : text.find("%}", found.start())]
        ):
            stack.append((tag, at))
        elif tag.startswith("end") and stack and stack[-1][0] == tag[3:]:
            stack.pop()
    return next((at for tag, at in reversed(stack) if tag == block), line)


def _unknown_tag(tag: str) -> tuple[str, str]:
    if tag in _SPOKEN:
        return f"没有 {{% {tag} %}} 这种写法", f"写成 {_SPOKEN[tag]}"
    if tag.startswith("end") and tag[3:] in _BLOCKS:
        return f"多了 {{% {tag} %}}，前面没有对应的 {{% {tag[3:]} … %}}", "删去它，或补上前面的"
    return f"没有 {{% {tag} %}} 这种写法", spelling_hint(tag, _TAGS) or f"可以用的有 {'、'.join(_TAGS)}"


def _unexpected(sign: str) -> tuple[str, str]:
    if sign in _INSTEAD:
        return f"花括号里的“{sign}”不能用", f"改成英文的 {_INSTEAD[sign]}"
    if sign in ("'", '"'):
        return "引号只有前一半，没有后一半", "补上同样的英文引号"
    if sign in "。；、？！…":
        return f"“{sign}”以前的花括号没有结束", "数的末尾写 }}，条件和循环的末尾写 %}"
    return f"花括号里不能写“{sign}”", _GENERAL


def _another(expected: str, got: str) -> tuple[str, str]:
    if got == "=":
        return "“=”不能用来比较", "是否相等写 ==，例如 {% if 甲 == 0 %}"
    if expected == "end of statement block" and got == "if":
        return "没有 {% else if %} 这种写法", "写成 {% elif … %}"
    wanted, there = _TOKENS.get(expected, expected), _TOKENS.get(got, got)
    return f"这里应是“{wanted}”，写的是“{there}”", f"花括号、括号要成对；{_GENERAL}"


def _no_such_filter(kind: str, name: str) -> tuple[str, str]:
    word = "过滤器" if kind == "filter" else "判断"
    return f"没有{word}“{name}”", "可以用的见格式维护手册第七节"


def _out_of_place(token: str) -> tuple[str, str]:
    return f"这里不应有“{_TOKENS.get(token, token)}”", f"花括号、括号要成对；{_GENERAL}"


# Patterns of Jinja's messages, each with the function that makes our message and advice from its groups.
_MESSAGES: tuple[tuple[str, Callable[..., tuple[str, str]]], ...] = (
    (r"Encountered unknown tag '(.+?)'", _unknown_tag),
    (r"unexpected char '\\?(.+)' at ", _unexpected),
    (r"No (filter|test) named '(.+?)'", _no_such_filter),
    (r"Missing end of comment", lambda: ("说明 {# 没有用 #} 结束", "在说明的末尾写 #}")),
    (r"Expected an expression", lambda: ("花括号里是空的，或者少写了一个名称", _GENERAL)),
    (r"expected token '(.+?)', got '(.+?)'", _another),
    (r"unexpected '(.+?)'", _out_of_place),
)
