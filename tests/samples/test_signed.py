"""The reports of the samples and of the formats without one, as whoever signs them sees them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.tree.nodes import CellKind, Document, Heading
from gongkai.writers.pdf import find_libreoffice
from tests.support.library import check_file

ROOT = Path(__file__).parents[2]
INPUTS = sorted(
    path for folder in ("sample_inputs", "tests/formats") for path in (ROOT / folder).glob("*/input.yaml")
)
HALF_EM = "AR PL UMing CN"  # its digits are half an em wide, as those of 宋体 are
FEWEST = 60  # characters that a page must hold, header and page number left aside


def _composed(path: Path) -> Document:
    document = pipeline.compose(check_file(path))
    assert document is not None
    return document


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.parent.name)
def test_no_heading_stands_over_nothing(path: Path) -> None:
    blocks = _composed(path).blocks
    assert blocks
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Heading):
            deeper = isinstance(after, Heading) and after.level > block.level
            assert after is not None, block.text
            assert deeper or not isinstance(after, Heading), block.text


def test_forms_say_which_rows_head_the_others() -> None:
    found = 0
    for path in INPUTS:
        for table in _composed(path).tables:
            for head, end in table.heads:
                found += 1
                cells = table.rows[head].cells
                assert table.header_rows < head < end <= len(table.rows)
                assert all(cell.number is None for cell in cells)
                assert all(cell.kind in (CellKind.LABEL, CellKind.HEADER) for cell in cells)
            if table.form and not table.header_rows:
                assert table.heads, table.key
    assert found > 60


def test_a_report_within_a_part_is_set_apart() -> None:
    headings = [
        block
        for path in INPUTS
        for block in _composed(path).blocks
        if isinstance(block, Heading) and block.raised
    ]
    titles = [heading for heading in headings if heading.level == 2]
    assert len(titles) >= 2
    assert all(heading.look == heading.level - 1 for heading in headings)


def test_a_table_of_the_three_publics_without_any_says_so(root: Path) -> None:
    """An empty row alone looks as if it had been forgotten."""
    text = (root / "sample_inputs/liulin-2023-final/input.yaml").read_text(encoding="utf-8")
    assert "公务用车运行维护费:" in text
    document = _composed(root / "sample_inputs/liulin-2023-final/input.yaml")
    table = next(table for table in document.tables if "三公" in table.title)
    assert not any("无数据" in note for note in table.notes)
    empty = re.sub(r"(?ms)^三公经费:\n.*?(?=^\S)", "三公经费:\n", text)
    assert empty != text
    from gongkai.source import Source
    from tests.support.library import LIBRARY

    checked = pipeline.check(Source("input.yaml", empty.encode()), LIBRARY)
    without = pipeline.compose(checked)
    assert without is not None
    table = next(table for table in without.tables if "三公" in table.title)
    assert table.notes[-1] == "说明：本表无数据"


@pytest.mark.trial
@pytest.mark.libreoffice
@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("half_em", [True, False])
def test_no_page_is_nearly_empty(
    path: Path, half_em: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pypdf import PdfReader

    if half_em:
        monkeypatch.setenv("FONTCONFIG_FILE", str(_half_em(tmp_path)))
    checked = check_file(path)
    assert checked.subject is not None
    document = _composed(path)
    files = pipeline.render(document, checked.subject.pack, ("docx", "pdf")).files
    pdf = next(content for name, content in files.items() if name.endswith(".pdf"))
    cover = 1 if len(document.blocks) > 1 and not isinstance(document.blocks[0], Heading) else 0
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 3
    for number, page in enumerate(pages[cover:], cover + 1):
        text = "".join((page.extract_text() or "").replace(document.header, "").split())
        assert len(text) >= FEWEST, f"第 {number} 页：{text}"


def _half_em(folder: Path) -> Path:
    """A font configuration in which a font with digits of half an em stands for 宋体 and 仿宋."""
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{family}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{HALF_EM}</string></edit></match>'
        for family in ("宋体", "仿宋")
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{rules}</fontconfig>',
        encoding="utf-8",
    )
    return path
