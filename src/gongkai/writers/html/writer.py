"""The HTML report: the pages, a style sheet, the provenance of the figures as JSON, one script of our own.

Nothing is asked of any other place, and a policy in the head forbids it. Without script it is the report to read and to
print; the script only adds the panel that tells where a figure comes from.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from html import escape
from importlib.resources import files

from gongkai.tree.nodes import Document
from gongkai.writers.html.policy import digest
from gongkai.writers.html.provenance import Provenance
from gongkai.writers.html.source_list import source_list
from gongkai.writers.html_fragment import fragment
from gongkai.writers.task import Task


def write(task: Task) -> bytes:
    """The report as one file in UTF-8."""
    return html_report(task.document, task.sources).encode()


def html_report(document: Document, sources: bool = False) -> str:
    """The same as text; with `sources` a list of where all figures come from stands at its end."""
    provenance = Provenance(document.told)
    pages = fragment(document, provenance.mark)
    origins = provenance.json()
    if sources:
        shown = {
            number: f"{figure.text}{figure.unit}" if figure is not None else "文字"
            for number, figure in provenance.printed.items()
        }
        pages += source_list(json.loads(origins), shown)
    name = f'<h1 class="name">{escape(document.title)}</h1>'
    return closed_page(
        document.title, report_style(), f'<main id="report">\n{name}\n{pages}\n</main>', origins
    )


def closed_page(title: str, style: str, body: str, origins: str) -> str:
    """A whole page that asks nothing of any other place; `origins` is the JSON that the script tells figures by."""
    script = asset("report.js")
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"{body}\n"
        '<aside id="panel" aria-live="polite" aria-label="数字的来源" hidden></aside>\n'
        f'<script type="application/json" id="origins">{origins}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


@cache
def report_style() -> str:
    """The style sheet of a report, with the classes that say how wide columns are."""
    return asset("report.css") + "".join(f".w{share}{{width:{share}%}}" for share in range(1, 101))


@lru_cache(maxsize=8)
def _policy(style: str, script: str) -> str:
    """Nothing but the page's own style and script, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def asset(name: str) -> str:
    return (files("gongkai.writers.html") / name).read_text("utf-8")
