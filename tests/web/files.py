"""The files that the command line would write for an input."""

from __future__ import annotations

from gongkai import pipeline
from gongkai.source import Source
from tests.support.library import LIBRARY


def files_of(name: str, content: bytes, pages: bool = True) -> dict[str, bytes]:
    """Word, Excel and check report by name, as `gongkai generate` makes them."""
    checked = pipeline.check(Source(name, content, None, len(content)), LIBRARY)
    assert checked.publishable and checked.subject is not None
    document = pipeline.compose(checked)
    assert document is not None
    rendered = pipeline.render(document, checked.subject.pack, ("docx", "xlsx"), pages)
    checked = pipeline.with_more(checked, rendered.findings)
    files = {**rendered.files, **pipeline.check_report(checked, document)}
    assert len(files) == 3
    return files
