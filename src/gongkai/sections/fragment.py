"""Pieces of prose that keep their figures: what a template expression yields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongkai.derivation import Origin
from gongkai.tree.nodes import Number, Run


class Fragment:
    """Runs of text and figures. `str` gives its text; it is false if that is empty, for a template's `if`."""

    __slots__ = ("runs",)

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = tuple(runs)

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)

    def __bool__(self) -> bool:
        return any(run.text for run in self.runs)


class NoTextOfItsOwn(TypeError):
    """A template prints a value that has no text, such as a figure without a filter; the message is Chinese."""


def text_as_printed(value: object) -> str:
    """The text of a `str` or `int` that a template prints. Raises NoTextOfItsOwn for any other value."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    name = getattr(value, "name", "") or getattr(value, "名称", "")
    what = f"“{name}”是一个数，" if name else "这里不是文字，"
    raise NoTextOfItsOwn(f"{what}没有写怎样印；写上过滤器，如 |万元、|元、|数")


def of_text(text: str) -> Fragment:
    return Fragment((Run(text),))


def of_number(number: Number) -> Fragment:
    return Fragment((Run(number.text, number),))


def filled(wording: str, fields: dict[str, Fragment], origin: Origin | None = None) -> Fragment:
    """`wording` with each `{field}` replaced by the runs of that field; its other words get `origin`.

    Raises KeyError for an unknown field.
    """
    return Fragment(_filled(wording, fields, origin))


def _filled(wording: str, fields: dict[str, Fragment], origin: Origin | None) -> Iterator[Run]:
    head, *rest = wording.split("{")
    if head:
        yield _said(head, origin)
    for piece in rest:
        name, _, tail = piece.partition("}")
        yield from fields[name].runs
        if tail:
            yield _said(tail, origin)


def _said(text: str, origin: Origin | None) -> Run:
    return Run(text, words=((0, len(text), origin),) if origin is not None else ())


def runs_by_line(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    """The runs split at line breaks; neighbouring plain texts of the same weight are joined."""
    line: list[Run] = []
    for run in runs:
        if run.number is not None or "\n" not in run.text:
            _append(line, run)
            continue
        first, *others = run.text.split("\n")
        _append(line, Run(first))
        for other in others:
            yield tuple(line)
            line = []
            _append(line, Run(other))
    yield tuple(line)


def _append(line: list[Run], run: Run) -> None:
    if not run.text and run.number is None:
        return
    if line and line[-1].number is None and run.number is None and line[-1].bold == run.bold:
        before = line[-1]
        words = before.words
        if run.words:
            start = len(before.text)
            words += tuple([(start + first, start + last, origin) for first, last, origin in run.words])
        line[-1] = Run(before.text + run.text, bold=run.bold, words=words)
    else:
        line.append(run)
