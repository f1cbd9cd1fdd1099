"""From Word to PDF and back to page numbers, with the real LibreOffice where there is one."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from gongkai.tree.nodes import Contents, Document, Heading, PageBreak, Paragraph, Run
from gongkai.writers import pdf as module
from gongkai.writers.docx import Style, entries, load_style, write_docx
from gongkai.writers.pdf import convert_to_pdf, find_libreoffice, heading_pages, number_pages
from tests.writers.sample_tree import body, sample_document

pytestmark = pytest.mark.libreoffice

needs_libreoffice = pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def style(root: Path) -> Style:
    return load_style(root / "templates/common/style/reference.docx")


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@needs_libreoffice
@pytest.mark.parametrize("draft", [False, pytest.param(True, marks=pytest.mark.trial)])
def test_page_numbers_are_those_printed(style: Style, draft: bool) -> None:
    document = sample_document(draft)
    pages = number_pages(document, style)
    assert pages is not None
    listed = entries(document)
    assert list(pages) == [entry.key for entry in listed]
    assert list(pages.values()) == sorted(pages.values())
    # The finished report, converted anew, prints these very numbers below the headings …
    final = convert_to_pdf(write_docx(document, style, pages))
    assert final is not None
    raw = [page.extract_text() for page in PdfReader(io.BytesIO(final)).pages]
    texts = [plain(text) for text in raw]
    for entry in listed:
        footed = [plain(text) for text in raw if f"— {pages[entry.key]} —" in text.splitlines()]
        assert len(footed) == 1, entry
        assert plain(entry.text) in footed[0]
    # … and its contents name them.
    for entry in listed:
        if entry.level <= 2:
            assert re.search(rf"{re.escape(plain(entry.text))}\.+{pages[entry.key]}", texts[1]), entry


@pytest.mark.trial
@needs_libreoffice
def test_headings_with_the_same_words_are_told_apart(style: Style) -> None:
    blocks = []
    for part in range(1, 4):
        blocks += [
            Heading(1, "同名部分", f"部{part}"),
            body("文。" * 700 * part),
            Heading(2, "一、说明", f"节{part}"),
        ]
    document = Document(
        "题", "", "名", (Contents("目录"), *blocks, PageBreak(), Heading(2, "一、说明", "末"))
    )
    pages = number_pages(document, style)
    assert pages is not None
    numbers = [pages[key] for key in ("部1", "节1", "部2", "节2", "部3", "节3", "末")]
    assert numbers[0] == 1
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.trial
@needs_libreoffice
def test_nothing_spills_and_no_page_is_empty(style: Style) -> None:
    converted = convert_to_pdf(write_docx(sample_document(), style, {}))
    assert converted is not None
    reader = PdfReader(io.BytesIO(converted))
    assert len(reader.pages) == 15
    for page in reader.pages:
        assert len(plain(page.extract_text())) > 20
    two_sided = next(text for page in reader.pages if "样例01表" in (text := plain(page.extract_text())))
    assert "15231.11" in two_sided, "the table of 31 lines stands on one page with its heading"
    assert "可能存在尾差" in two_sided


def test_without_libreoffice_there_is_no_pdf(style: Style, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_libreoffice", lambda: None)
    assert convert_to_pdf(b"") is None
    assert number_pages(sample_document(), style) is None


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")
def test_a_program_that_cannot_be_started_gives_no_pdf(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "find_libreoffice", lambda: str(tmp_path / "soffice"))
    assert convert_to_pdf(empty_package()) is None


def empty_package() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


@pytest.mark.parametrize(("script", "timeout"), [("sleep 600", 0.3), ("exit 3", 600.0), ("exit 0", 600.0)])
def test_a_program_that_hangs_or_fails_gives_no_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, timeout: float
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(module, "find_libreoffice", lambda: str(program))
    assert convert_to_pdf(empty_package(), timeout) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("正文\n— 12 —", 12),
        ("— 2\n— 8 —\n", 8),
        ("合计 — 5 —\n", None),
        ("－ 3 －", 3),
        ("1234.50\n2024\n", None),
        ("", None),
    ],
)
def test_printed_number(text: str, number: int | None) -> None:
    assert module.page_number(text) == number


def outlined(*lines: tuple[str, int], pages: int = 4) -> bytes:
    """A PDF with blank pages and an outline of (title, page index)."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    for title, page in lines:
        writer.add_outline_item(title=title, page_number=page)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_heading_on_a_page_without_number_is_left_out() -> None:
    assert heading_pages(outlined(("一、甲", 0)), [("a", "一、甲")]) == {}


def test_outline_is_matched_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._PrintedNumbers, "_read", lambda self, page: page)
    made = outlined(("一、 甲", 1), ("多出的", 1), ("二、乙", 2), ("一、甲", 3))
    wanted = [("a", "一、甲"), ("缺", "没有的"), ("b", "二、乙"), ("c", "一、甲")]
    assert heading_pages(made, wanted) == {"a": 1, "b": 2, "c": 3}


def test_no_headings_no_pages() -> None:
    assert heading_pages(outlined(), []) == {}


@needs_libreoffice
@pytest.mark.trial
def test_no_punctuation_is_lost_at_the_end_of_a_line(style: Style) -> None:
    """LibreOffice loses the mark at the end of a justified line where it just has no more room."""
    texts = (
        "四、其他收入：指单位取得的除上述收入以外的各项收入。主要是事业单位固定资产出租收入、存款利息收入等。",
        "（四）推进覆盖城乡的社会保障体系建设，组织实施养老、工伤、失业等社会保险政策，指导所属机构做好经办服务，维护参保。",
    )
    document = Document("标题", "单位", "文件", tuple(Paragraph((Run(text),)) for text in texts))
    made = convert_to_pdf(write_docx(document, style, {}))
    assert made is not None
    printed = plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))
    printed = re.sub("—\\d+—", "", printed)
    assert [text for text in texts if plain(text) not in printed] == []
