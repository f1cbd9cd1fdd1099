"""Pages that are pictures: marked as recognised where the extra for that is installed, named where it is not."""

from __future__ import annotations

import io
import re
from collections import Counter
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from gongkai.findings import Location, Severity
from gongkai.readers import document as readers
from gongkai.readers.document import read_document
from gongkai.readers.limits import TooLarge
from gongkai.readers.pdf.document import read_pdf
from gongkai.readers.pdf.page import RuledLine
from gongkai.readers.printed_document import PrintedCell, PrintedLine, PrintedPart, PrintedTable
from gongkai.readers.scan import apart, words
from gongkai.recognition.reading import read_published
from gongkai.source import Source
from tests.conftest import ROOT
from tests.support.library import LIBRARY
from tests.support.pdf import pdf, text

PICTURE = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n"
SCAN = Source("扫描.pdf", pdf(text(100, 700, "words"), PICTURE))
HEADS = ["科目编码", "科目名称", "本年支出合计", "基本支出"]
ROWS = [HEADS, ["2080101", "行政运行", "3.00", "1.00"]]


def recognised(content: bytes, file: str, pages: list[int]) -> dict[int, PrintedPart]:
    """What the recogniser would give of page 2."""
    assert content == SCAN.content and pages == [2]
    place = Location(file, page=2, table=1)
    cells = tuple(
        PrintedCell(said, row, column, place=place, doubtful=True)
        for row, texts in enumerate(ROWS)
        for column, said in enumerate(texts)
    )
    lines = [
        PrintedLine(said, Location(file, page=2), doubtful=True) for said in ("支出决算表", "单位：万元")
    ]
    return {2: PrintedPart((*lines, PrintedTable(cells, place)), 2, scanned=True)}


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "find_spec", lambda name: None)
    found = read_document(SCAN)
    [finding] = found.findings
    assert (finding.code, finding.location.page) == ("DQ-02", 2)
    assert "没有文字，没有读" in finding.message
    assert "gongkai[ocr]" in finding.hint
    assert [part.scanned for part in found.parts] == [False, True]


def test_what_is_recognised_is_marked_and_never_better_than_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readers, "can_recognise", lambda: True)
    monkeypatch.setattr(readers, "recognised_pages", recognised)
    found = read_published(SCAN, LIBRARY)
    [finding] = found.findings
    assert (finding.code, finding.severity) == ("DQ-06", Severity.WARNING)
    assert finding.message == "第 2 页是图片，其中的字是识别出来的，可能有错"
    [table] = found.tables
    assert [fact.value for fact in table.facts] == [Decimal("3.00"), Decimal("1.00")]
    assert all(fact.doubtful for fact in table.facts)
    assert [line.doubtful for line in found.document.lines()] == [False, True, True]
    assert not any(part.scanned for part in found.document.parts)


def test_what_cannot_be_recognised_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> Any:
        raise TooLarge("的图片识别了很久还没有完")

    monkeypatch.setattr(readers, "can_recognise", lambda: True)
    monkeypatch.setattr(readers, "recognised_pages", refused)
    found = read_document(SCAN)
    assert [finding.code for finding in found.findings] == ["DQ-06", "DQ-02"]
    assert found.findings[0].message == "“扫描.pdf”的图片识别了很久还没有完，这些页没有读"


def test_too_many_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.subprocess, "run", lambda *_, **__: pytest.fail("a process was begun"))
    with pytest.raises(TooLarge, match="61 页"):
        apart.recognised_pages(b"", "a.pdf", range(1, 62))


def test_a_word_is_parted_where_a_rule_goes_through_it() -> None:
    rule = RuledLine(100 / words.SCALE, 0, 500)
    beside = RuledLine(100 / words.SCALE, 300, 500)
    word = words._Word(40, 20, 160, 40)
    assert words._parted(word, [beside]) == [word]
    left, right = words._parted(word, [rule])
    assert left.left == 40 and left.right < 100 < right.left and right.right == 160


def test_characters_stand_along_the_box_of_their_word() -> None:
    glyphs = list(words._glyphs(words._Word(0, 0, 100, 20), "甲1 2"))
    assert [glyph.text for glyph in glyphs] == ["甲", "1", "2"]
    widths = [glyph.x * words.SCALE for glyph in glyphs]
    assert widths == pytest.approx([0, 50, 75])


# The recogniser itself, where it is installed: pages of real documents as pictures, turned and noisy.

_PLACES = (ROOT.parent / "shared" / "real", ROOT.parents[1] / "shared" / "real")
REAL = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
PAGES = {"12": [7, 8], "05": [9], "25": [1, 2], "33": [3, 4, 5], "23": [11, 19]}
_NUMBER = re.compile(r"-?[\d,]*\.\d+%?|\d[\d,]*")
_MARKS = str.maketrans("（），：；“”‘’", "(),:;\"\"''")


def squeezed(said: str) -> str:
    return re.sub(r"\s+", "", said).translate(_MARKS)


def scanned(path: Path, pages: list[int]) -> bytes:
    """Pages at 150 dpi, each turned by up to 0.6 degrees, with noise, as pictures in a PDF."""
    import cv2
    import numpy
    import pypdfium2

    random = numpy.random.default_rng(7)
    given, made = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    for number in pages:
        page = given[number - 1]
        grey = page.render(scale=150 / 72, grayscale=True).to_numpy().copy()
        grey = grey[:, :, 0] if grey.ndim == 3 else grey
        high, wide = grey.shape
        matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), float(random.uniform(-0.6, 0.6)), 1)
        grey = cv2.warpAffine(grey, matrix, (wide, high), borderValue=255)
        grey = numpy.clip(grey + random.normal(0, 8, grey.shape), 0, 255).astype(numpy.uint8)
        jpeg = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 75])[1].tobytes()
        picture = pypdfium2.PdfImage.new(made)
        picture.load_jpeg(io.BytesIO(jpeg), inline=True)
        width, height = page.get_size()
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        sheet = made.new_page(width, height)
        sheet.insert_obj(picture)
        sheet.gen_content()
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


@pytest.mark.trial
@pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra ocr is not installed")
def test_pages_of_real_documents_as_pictures() -> None:
    wanted: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    kinds = right = 0
    for name, pages in PAGES.items():
        path = REAL / f"{name}.pdf"
        if not path.is_file():
            pytest.skip("the documents are not here")
        truth = read_pdf(path.read_bytes(), path.name).parts
        here = Counter(
            squeezed(cell.text)
            for number in pages
            for item in truth[number - 1].items
            if isinstance(item, PrintedTable)
            for cell in item.cells
            if squeezed(cell.text)
        )
        read = read_published(Source(path.name, scanned(path, pages)), LIBRARY)
        found = Counter(squeezed(cell.text) for table in read.document.tables() for cell in table.cells)
        wanted += here
        missing += here - found
        whole = {table.recognised.kind for table in read_published(Source.from_path(path), LIBRARY).tables}
        kinds += len(read.tables)
        right += sum(table.recognised.kind in whole and bool(table.recognised.kind) for table in read.tables)
        assert all(cell.doubtful for table in read.document.tables() for cell in table.cells)

    def share(said: Counter[str], missed: Counter[str]) -> float:
        return 1 - missed.total() / said.total()

    numbers, lost = (
        Counter({said: count for said, count in given.items() if _NUMBER.fullmatch(said)})
        for given in (wanted, missing)
    )
    assert share(wanted, missing) >= 0.95, missing
    assert share(numbers, lost) >= 0.98, lost
    assert right >= 0.9 * kinds and kinds >= len(PAGES)
