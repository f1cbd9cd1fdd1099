"""The templates, style and script of the pages, and the policy that allows a browser only these."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from gongkai.readers.input_suffixes import YAML_SUFFIXES
from gongkai.readers.workbook import WORKBOOKS
from gongkai.source import MAX_BYTES
from gongkai.web.advice import on_pages
from gongkai.writers.html.policy import digest

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def style() -> str:
    """The style sheet of all pages, with that of written comparisons, which the pages show too."""
    return _text("assets/page.css") + (files("gongkai.writers.html") / "comparison.css").read_text("utf-8")


@cache
def script() -> str:
    """The script of all pages, which also work without it."""
    return _text("assets/page.js")


def policy(more_style: str = "") -> str:
    """The Content-Security-Policy of the server's pages: this style, this script, nothing from anywhere else.

    `more_style` stands behind the style of all pages.
    """
    rules = (
        "default-src 'none'",
        f"script-src {digest(script())}",
        f"style-src {digest(style() + more_style)}",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules)


@cache
def environment(*more: str) -> Environment:
    """The templates of the pages, and of `more` packages, which override those of the same name.

    Users' texts are only inserted as values, and escaped.
    """
    from jinja2 import DictLoader, Environment, StrictUndefined

    pages = {
        file.name: file.read_text("utf-8")
        for package in ("gongkai.web", *more)
        for file in (files(package) / "pages").iterdir()
        if file.name.endswith(".html")
    }
    made = Environment(
        loader=DictLoader(pages),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["site"] = "公开"
    made.globals["kept"] = {
        "browser": "文件只在这一页里，不会传到任何地方。",
        "server": "文件只在这台电脑上，不会传到任何地方。",
    }
    made.globals["last_step"] = None  # label and address of an additional last step
    made.globals["plain"] = on_pages
    made.globals["most"] = MAX_BYTES
    made.globals["accepted"] = ",".join((*WORKBOOKS, *YAML_SUFFIXES))
    made.globals["exported"] = ",".join(WORKBOOKS)
    return made


def _text(name: str) -> str:
    return (files("gongkai.web") / name).read_text("utf-8")
