"""Adds formats to a built page, in an element of their own beside the program, which browsers do not run."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.page.container import END, FORMATS, PARTS, packed_text

_VERSION = re.compile(r'<meta name="gongkai-version" content="([^"]{1,40})">')


class NoPage(Exception):
    """The file is not an offline page; the message is Chinese and continues after the file's name."""


def with_formats(page: str, formats: Mapping[str, bytes]) -> str:
    """The page with these formats (name of the zip → its bytes) instead of any added before; with none, the page as it
    was built. Raises NoPage."""
    if page.count(PARTS) != 1 or not _VERSION.search(page):
        raise NoPage("不是本程序做的网页")
    before, _, after = page.partition(PARTS)
    before = before.partition(FORMATS)[0]
    element = f"{FORMATS}{packed_text(dict(sorted(formats.items())))}{END}\n" if formats else ""
    return f"{before}{element}{PARTS}{after}"


def version_of(page: str) -> str:
    """The version of the program in a page. Raises NoPage."""
    found = _VERSION.search(page)
    if found is None:
        raise NoPage("不是本程序做的网页")
    return found[1]
