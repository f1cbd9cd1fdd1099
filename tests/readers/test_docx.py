"""The Word reader against python-docx, and over what Word, WPS and LibreOffice write that python-docx does not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gongkai.readers.docx import read_docx
from gongkai.readers.package import Damaged
from gongkai.readers.printed_document import PrintedTable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; other parts of the folder word by their name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_rels/.rels", _RELS)
        root = f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", root)
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", part)
    return packed.getvalue()


SPAN, BEGIN = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def texts(content: bytes) -> list[str]:
    return [line.text for line in read_docx(content, "a.docx").lines()]


def table(content: bytes) -> PrintedTable:
    (found,) = read_docx(content, "a.docx").tables()
    return found


@pytest.mark.parametrize("sample", sorted(Path("sample_inputs").iterdir()), ids=lambda path: path.name)
def test_cells_are_those_that_python_docx_reads(sample: Path) -> None:
    import docx

    from gongkai.pipeline import compose, render
    from tests.support.library import check_file

    checked = check_file(sample / "input.xlsx")
    document = compose(checked)
    assert document is not None and checked.subject is not None
    files = render(document, checked.subject.pack, ("docx",), pages=False).files
    (content,) = files.values()
    foreign = docx.Document(io.BytesIO(content))
    ours = list(read_docx(content, "a.docx").tables())
    assert len(ours) == len(foreign.tables) > 0
    for mine, theirs in zip(ours, foreign.tables, strict=True):
        covering = mine.covering()
        assert len(covering) == len(theirs.rows)
        for row, found in zip(theirs.rows, covering, strict=True):
            assert [cell.text.split() for cell in row.cells] == [
                (other.text if other else "").split() for other in found
            ]


def test_spans_across_and_down() -> None:
    rows = (
        f"<w:tr>{cell('甲', SPAN)}{cell('乙', BEGIN)}</w:tr>"
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell('丙')}{cell('', '<w:vMerge/>')}</w:tr>"
    )
    found = table(word(f"<w:tbl>{rows}</w:tbl>"))
    assert found.rows() == [["甲", "", "乙"], ["", "丙", ""]]
    spans = [(item.text, item.rowspan, item.colspan) for item in found.cells]
    assert spans == [("甲", 1, 2), ("乙", 2, 1), ("丙", 1, 1)]
    assert [str(item.place) for item in found.cells][1] == "a.docx 第 1 张表第 1 行第 3 列"


def test_a_continuation_without_a_cell_above_is_a_cell_of_its_own() -> None:
    rows = f"<w:tr>{cell('甲')}</w:tr><w:tr>{cell('乙', '<w:vMerge/>')}</w:tr>"
    assert table(word(f"<w:tbl>{rows}</w:tbl>")).rows() == [["甲"], ["乙"]]


def test_rows_in_content_controls_and_insertions_count_and_deleted_ones_do_not() -> None:
    rows = (
        f"<w:sdt><w:sdtContent><w:tr>{cell('1')}</w:tr></w:sdtContent></w:sdt>"
        f"<w:tr><w:trPr><w:ins/></w:trPr>{cell('2')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('3')}</w:tr>"
        f"<w:tr><w:sdt><w:sdtContent>{cell('4')}</w:sdtContent></w:sdt></w:tr>"
    )
    assert table(word(f"<w:tbl>{rows}</w:tbl>")).rows() == [["1"], ["2"], ["4"]]


def test_a_table_in_a_cell_comes_after_its_own() -> None:
    inner = f"<w:tbl><w:tr>{cell('里')}</w:tr></w:tbl>"
    content = word(f"<w:tbl><w:tr><w:tc>{paragraph('外')}{inner}</w:tc></w:tr></w:tbl>")
    assert [found.rows() for found in read_docx(content, "a.docx").tables()] == [[["外"]], [["里"]]]


def test_what_is_shown_of_a_paragraph() -> None:
    runs = (
        "<w:r><w:t>收入</w:t></w:r><w:del><w:r><w:delText>1.00</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>2.00</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        "<w:hyperlink><w:r><w:t>万</w:t></w:r></w:hyperlink><w:fldSimple><w:r><w:t>元</w:t></w:r></w:fldSimple>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>完</w:t></w:r>"
    )
    assert texts(word(f"<w:p>{runs}</w:p>")) == ["收入2.00万元-完"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert texts(word(f"<w:p><w:r><w:t>前</w:t>{both}</w:r></w:p>")) == ["前", "框"]


def test_numbers_and_levels_that_word_itself_sets() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="自己的"/><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="9"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    one, two = (f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr>' for at in (0, 1))
    body = (
        paragraph("收入", '<w:pStyle w:val="b"/>' + one)
        + paragraph("甲", two)
        + paragraph("乙", two)
        + paragraph("支出", one)
        + paragraph("丙", two)
    )
    lines = list(read_docx(word(body, styles=styles, numbering=numbering), "a.docx").lines())
    assert [line.text for line in lines] == ["九、收入", "（1）甲", "（2）乙", "十、支出", "（1）丙"]
    assert [line.level for line in lines] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", word("")[:200], b"\xd0\xcf\x11\xe0" * 200])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    with pytest.raises(Damaged):
        read_docx(content, "a.docx")
