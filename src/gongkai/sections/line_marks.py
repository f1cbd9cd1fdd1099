"""Marks in a rendered template that tell which of its lines each line of the text came from.

Conditions and loops add and remove lines, so the number of a paragraph changes with the figures; the line of the
template that made it does not, and serves as its key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_OPEN, _CLOSE = "\ue002", "\ue003"
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


class LineMarks(Extension):
    """Puts a mark in front of every line of a named template that begins with text or an expression.

    A line that begins with a tag gets none: a mark would make a line out of a macro's empty result.
    """

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        return stream if stream.name is None else _marked(stream, stream.name)


def _marked(stream: TokenStream, name: str) -> Iterator[Token]:
    last = 0  # the last line that is marked, or that begins with a tag
    for token in stream:
        if token.type == "data":
            lines = str(token.value).split("\n")
            for offset, text in enumerate(lines):
                line = token.lineno + offset
                if line > last and text.strip():
                    lines[offset] = f"{_mark(name, line)}{text}"
                    last = line
            yield Token(token.lineno, "data", "\n".join(lines))
            continue
        if token.type == "variable_begin" and token.lineno > last:
            yield Token(token.lineno, "data", _mark(name, token.lineno))
        if token.type in ("variable_begin", "block_begin", "block_end"):
            last = max(last, token.lineno)
        yield token


def _mark(name: str, line: int) -> str:
    return f"{_OPEN}{name}:{line}{_CLOSE}"


def unmarked(text: str) -> tuple[str, str]:
    """A line of rendered text without its marks, and the content of its first mark (`file:line`, empty for none)."""
    found = _MARK.search(text)
    return (text, "") if found is None else (_MARK.sub("", text), found[1])
