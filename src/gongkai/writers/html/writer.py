"""The HTML report: the pages, a style sheet, the provenance of the figures as JSON, one script of our own.

Nothing is asked of any other place, and a policy in the head forbids it. Without script it is the report to read and to
print; the script only adds the panel that tells where a figure comes from.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files

from gongkai.tree.nodes import Document
from gongkai.writers.html.policy import digest
from gongkai.writers.html.provenance import Provenance
from gongkai.writers.html_fragment import fragment
from gongkai.writers.task import Task


def write(task: Task) -> bytes:
    """The report as one file in UTF-8."""
    return html_report(task.document).encode()


def html_report(document: Document) -> str:
    """The same as text."""
    provenance = Provenance(document.told)
    pages = f'<main id="report">\n{fragment(document, provenance.mark)}\n</main>'
    return closed_page(document.title, asset("report.css"), pages, provenance.json())


def closed_page(title: str, style: str, body: str, origins: str) -> str:
    """A whole page that asks nothing of any other place; `origins` is the JSON that the script tells figures by."""
    script = asset("report.js")
    policy = (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"{body}\n"
        '<aside id="panel" aria-live="polite" aria-label="数字的来源" hidden></aside>\n'
        f'<script type="application/json" id="origins">{origins}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


@cache
def asset(name: str) -> str:
    return (files("gongkai.writers.html") / name).read_text("utf-8")
