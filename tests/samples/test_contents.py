"""The page numbers in the contents of every sample, with the real LibreOffice."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from gongkai import pipeline
from gongkai.tree.nodes import Contents, Heading, Table
from gongkai.writers.pdf import find_libreoffice, heading_pages
from tests.support.library import check_file

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "sample_inputs").glob("*/input.yaml"))
ALWAYS = "liulin-2023-final"  # in `make test`; the others in `make trials`


def _contents_lines(report: Any) -> list[str]:
    """The lines of the contents, which stand in a field of their own outside the plain paragraphs."""
    from docx.oxml.ns import qn

    ids = {style.style_id for style in report.styles if style.name.lower() in ("toc 1", "toc 2")}
    lines = []
    for paragraph in report.element.body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) in ids:
            pieces = [
                "\t" if node.tag == qn("w:tab") else node.text or ""
                for node in paragraph.iter(qn("w:t"), qn("w:tab"))
                if node.getparent().tag == qn("w:r")
            ]
            lines.append("".join(pieces))
    return lines


@pytest.mark.libreoffice
@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(path, id=path.name, marks=() if path.name == ALWAYS else pytest.mark.trial)
        for path in SAMPLES
    ],
)
def test_contents_name_the_right_pages(sample: Path) -> None:
    """The page numbers in the contents are those on which the headings stand."""
    import docx

    checked = check_file(sample / "input.yaml")
    tree = pipeline.compose(checked)
    assert tree is not None and checked.subject is not None
    rendered = pipeline.render(tree, checked.subject.pack, ("docx", "pdf")).files
    files = {Path(name).suffix[1:]: content for name, content in rendered.items()}
    report = docx.Document(io.BytesIO(files["docx"]))
    entries = _contents_lines(report)
    if not any(isinstance(block, Contents) for block in tree.blocks):
        assert not entries
        return
    listed = [
        (block.key, block.text if isinstance(block, Heading) else block.title)
        for block in tree.blocks
        if (isinstance(block, Heading) and block.level <= 2) or (isinstance(block, Table) and block.heading)
    ]
    pages = heading_pages(files["pdf"], listed)
    assert len(entries) == len(listed) > 3
    for entry, (key, title) in zip(entries, listed, strict=True):
        text, _, number = entry.rpartition("\t")
        assert text.strip() == title.replace("\n", "").strip()
        assert int(number) == pages[key], entry
