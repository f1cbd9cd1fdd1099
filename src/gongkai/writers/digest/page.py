"""The one page as HTML: to be read on any screen, and on one sheet of A4 when printed.

It is a page like the HTML report: nothing from elsewhere, and every figure leads back to its cells.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files

from gongkai.findings import Finding, Severity
from gongkai.tree.nodes import DRAFT_MARK, LYING_KINDS, Chart, Digest, Document
from gongkai.writers.html.provenance import Provenance
from gongkai.writers.html.writer import asset, closed_page
from gongkai.writers.html_fragment import NARROW, FigureMark, chart_figure, figure_html, runs_html
from gongkai.writers.task import Task

HALF, WHOLE = NARROW, 540.0
_LONG = 9  # characters of a number that still stands in its card in the usual size: 15,194.61
"""Widths in points at which a chart's type is as large as the text beside it: two in a row, one alone."""


def write(task: Task) -> bytes | None:
    """The page in UTF-8; None, and a finding, where the format says nothing of such a page."""
    make = task.document.digest
    if make is None:
        message, hint = "这个格式没有“一图读懂”", "请格式维护人员写 digest.yaml，见格式维护手册"
        task.findings.append(Finding("WD-04", Severity.WARNING, message, hint=hint))
        return None
    return digest_html(make(), task.document)


def digest_html(digest: Digest, document: Document) -> bytes:
    """The page in UTF-8; `document` is the publication that it tells of."""
    provenance = Provenance(document.told)
    body = _body(digest, provenance.mark, document.draft)
    return closed_page(digest.title, asset("report.css") + _style(), (body.encode(),), provenance.json())


def rows(charts: tuple[Chart, ...]) -> list[list[Chart]]:
    """The charts in rows: two beside each other, one with lying bars or left over for itself."""
    lying = [chart for chart in charts if chart.kind in LYING_KINDS]
    others = [chart for chart in charts if chart not in lying]
    paired = [others[place : place + 2] for place in range(0, len(others), 2)]
    return [*paired, *([chart] for chart in lying)]


def _body(digest: Digest, mark: FigureMark, draft: bool) -> str:
    cards = "".join(
        f'<div class="card"><p class="label">{escape(figure.label)}</p>'
        f'<p class="large{_length(figure.number.text)}">{figure_html(figure.number.text, figure.number, mark)}'
        f"<small>{escape(figure.number.unit)}</small></p>"
        f'<p class="words">{runs_html(figure.note, mark)}</p></div>'
        for figure in digest.figures
    )
    drawn = []
    number = 0
    for row in rows(digest.charts):
        kind = "" if len(row) > 1 else " whole"
        for chart in row:
            number += 1
            width = HALF if len(row) > 1 else WHOLE
            drawn.append(
                f'<section class="box{kind}"><h2>{escape(chart.title)}</h2>'
                f"{chart_figure(chart, f'chart-{number}', mark, width)}</section>"
            )
    said = "".join(f"<li>{runs_html(sentence.runs, mark)}</li>" for sentence in digest.sentences)
    mark_of_draft = f'<p class="draft-mark">{DRAFT_MARK}</p>' if draft else ""
    return (
        f'<main id="report" class="digest">{mark_of_draft}<header><h1>{escape(digest.title)}</h1>'
        f'<p>{escape(digest.subtitle)}</p></header><div class="cards">{cards}</div>'
        f'<div class="charts">{"".join(drawn)}</div><ol class="said">{said}</ol>'
        f"<footer>{escape(digest.source)}</footer></main>"
    )


def _length(text: str) -> str:
    """The class that lets a long number stand in its card."""
    return " longer" if len(text) > _LONG + 1 else " long" if len(text) > _LONG else ""


@cache
def _style() -> str:
    return (files("gongkai.writers.digest") / "page.css").read_text("utf-8")
