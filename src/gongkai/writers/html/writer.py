"""The HTML report: the pages, a style sheet, the provenance of the figures as JSON, one script of our own.

Nothing is asked of any other place, and a policy in the head forbids it. Without script it is the report to read and to
print; the script only adds the panel that tells where a figure comes from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from importlib.resources import files

from gongkai.tree.nodes import Document, Number
from gongkai.writers.html.policy import digest
from gongkai.writers.html.provenance import Provenance
from gongkai.writers.html.source_list import source_list
from gongkai.writers.html_fragment import fragment_utf8
from gongkai.writers.task import Task


def write(task: Task) -> bytes:
    """The report as one file in UTF-8."""
    return html_report(task.document, task.sources)


def html_report(document: Document, sources: bool = False) -> bytes:
    """The same; with `sources` a list of where all figures come from stands at its end."""
    printed: dict[str, Number | None] = {}
    provenance = Provenance(document.told, printed if sources else None)
    pages = fragment_utf8(document, provenance.mark)
    origins = provenance.json()
    listed = ""
    if sources:
        shown = {
            int(number): f"{figure.text}{figure.unit}" if figure is not None else "文字"
            for number, figure in printed.items()
        }
        listed = source_list(json.loads(origins), shown)
    before = f'<main id="report">\n<h1 class="name">{escape(document.title)}</h1>\n'
    body = (before.encode(), pages, listed.encode(), b"\n</main>")
    return closed_page(document.title, report_style(), body, origins)


def closed_page(title: str, style: str, body: Iterable[bytes], origins: bytes) -> bytes:
    """A whole page, in UTF-8, that asks nothing of any other place; `body` in pieces, `origins` the JSON that the script
    tells figures by."""
    before, between, behind = _frame(style)
    return b"".join((before, escape(title).encode(), between, *body, _PANEL, origins, behind))


_PANEL = (
    '\n<aside id="panel" aria-live="polite" aria-label="数字的来源" hidden></aside>\n'
    '<script type="application/json" id="origins">'
).encode()


@lru_cache(maxsize=8)
def _frame(style: str) -> tuple[bytes, bytes, bytes]:
    """What is the same in every page of a style: before its title, between that and the body, behind the JSON."""
    script = asset("report.js")
    before = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>'
    )
    between = f"</title>\n<style>{style}</style>\n</head>\n<body>\n"
    behind = f"</script>\n<script>{script}</script>\n</body>\n</html>\n"
    return before.encode(), between.encode(), behind.encode()


@cache
def report_style() -> str:
    """The style sheet of a report, with the classes that say how wide columns are."""
    return asset("report.css") + "".join(f".w{share}{{width:{share}%}}" for share in range(1, 101))


def _policy(style: str, script: str) -> str:
    """Nothing but the page's own style and script, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def asset(name: str) -> str:
    return (files("gongkai.writers.html") / name).read_text("utf-8")
