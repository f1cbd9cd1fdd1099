"""The reference file: what is taken from it, what it must have, and that the generator makes ours."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from pathlib import Path

import pytest
from docx import Document as open_docx
from docx.shared import Mm, Pt
from lxml import etree

from gongkai.tree.nodes import Orientation
from gongkai.writers.docx import StyleError, load_style, write_docx
from gongkai.writers.docx.reference_style import NEEDED
from tests.support.ooxml import validate
from tests.writers.sample_tree import sample_document


@pytest.fixture
def reference(root: Path) -> Path:
    return root / "templates/common/style/reference.docx"


def test_gbt_9704(reference: Path) -> None:
    style = load_style(reference)
    assert set(NEEDED) <= set(style.looks)
    assert (style.looks["Body Text"].size, style.looks["Body Text"].line) == (16, 29)
    assert [style.looks[f"heading {level}"].size for level in (1, 2, 3, 4)] == [22, 16, 16, 16]
    section = open_docx(str(reference)).sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides if side is not None] == [37, 35, 28, 26]


def test_ours_is_what_the_generator_makes(root: Path, reference: Path) -> None:
    spec = importlib.util.spec_from_file_location(
        "make_reference_style", root / "tools/make_reference_style.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with zipfile.ZipFile(io.BytesIO(module.build())) as made, zipfile.ZipFile(reference) as kept:
        assert sorted(made.namelist()) == sorted(kept.namelist())
        for name in kept.namelist():
            new, old = (etree.canonicalize(archive.read(name).decode()) for archive in (made, kept))
            assert new == old, f"{name}: run tools/make_reference_style.py"


def test_a_file_edited_in_word_is_followed(reference: Path, tmp_path: Path) -> None:
    """Margins, type sizes and style ids of a maintainer's own file reach the report."""
    document = open_docx(str(reference))
    document.sections[0].left_margin = Mm(20)
    document.styles["Body Text"].font.size = Pt(14)  # type: ignore[attr-defined]
    for node in document.styles.element.iter():
        # Chinese Word gives built-in styles ids of its own.
        for key, text in node.attrib.items():
            if text == "Heading1":
                node.set(key, "1")
    own = tmp_path / "own.docx"
    document.save(str(own))
    style = load_style(own)
    assert (
        style.pages[Orientation.PORTRAIT].text_width
        == load_style(reference).pages[Orientation.PORTRAIT].text_width + 453
    )
    assert style.looks["Body Text"].size == 14
    report = tmp_path / "report.docx"
    report.write_bytes(write_docx(sample_document(), style, {}))
    assert validate(report) == []
    parts = [p for p in open_docx(str(report)).paragraphs if p.style is not None and p.style.style_id == "1"]
    assert len(parts) == 5


def test_landscape_is_the_portrait_page_turned_where_none_is_given(reference: Path, tmp_path: Path) -> None:
    document = open_docx(str(reference))
    body = document.element.body
    turned = body.sectPr
    assert turned is not None
    first = next(node for node in body.iter(turned.tag) if node is not turned)
    body.replace(turned, first)
    own = tmp_path / "own.docx"
    document.save(str(own))
    page = load_style(own).pages[Orientation.LANDSCAPE]
    portrait = load_style(own).pages[Orientation.PORTRAIT]
    assert (page.text_width, page.text_height) == (portrait.text_height, portrait.text_width)


def test_missing_style_is_named(reference: Path, tmp_path: Path) -> None:
    document = open_docx(str(reference))
    document.styles["表注"].delete()
    own = tmp_path / "own.docx"
    document.save(str(own))
    with pytest.raises(StyleError, match=r"own.docx 缺少段落样式：表注"):
        load_style(own)


@pytest.mark.parametrize("content", [None, b"not a zip", b""])
def test_unreadable_file(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StyleError, match=r"bad\.docx"):
        load_style(path)
