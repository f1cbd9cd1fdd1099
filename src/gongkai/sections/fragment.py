"""Pieces of prose that keep their figures: what a template expression yields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongkai.tree.nodes import Number, Run


class Fragment:
    """Runs of text and figures. Prints as its text; empty text is false, as in a template's `if`."""

    __slots__ = ("runs",)

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = tuple(runs)

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)

    def __bool__(self) -> bool:
        return any(run.text for run in self.runs)


def of_text(text: str) -> Fragment:
    return Fragment((Run(text),))


def of_number(number: Number) -> Fragment:
    return Fragment((Run(number.text, number),))


def filled(wording: str, fields: dict[str, Fragment]) -> Fragment:
    """`wording` with each `{field}` replaced by the runs of that field. Raises KeyError for others."""
    return Fragment(_filled(wording, fields))


def _filled(wording: str, fields: dict[str, Fragment]) -> Iterator[Run]:
    head, *rest = wording.split("{")
    if head:
        yield Run(head)
    for piece in rest:
        name, _, tail = piece.partition("}")
        yield from fields[name].runs
        if tail:
            yield Run(tail)


def lines(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    """The runs split at line breaks; equal neighbours of plain text joined."""
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
        line[-1] = Run(line[-1].text + run.text, bold=run.bold)
    else:
        line.append(run)
