"""Published files as nobody should send them: damaged by a fixed seed, foreign, and built to do harm."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import xlwt
from xlwt import CompoundDoc

from tests.readers.test_docx import MC, W, cell, paragraph, word
from tests.readers.test_workbook import ODS, ods, saved
from tests.support.pdf import grid, pdf, text

_INPUT = Path("sample_inputs/liulin-2023-final/input.xlsx")
_ROW = f"<w:tr>{cell('基本支出')}{cell('1,234.56')}</w:tr>"
_ODS_ROW = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>支出</text:p></table:table-cell>'
    '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12.5</text:p></table:table-cell>'
    "</table:table-row>"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sound() -> dict[str, bytes]:
    """A small sound file of each kind, by suffix."""
    ys = [700.0 - 20 * row for row in range(9)]
    filled = "".join(
        text(105 + 100 * column, 686 - 20 * row, "12.5") for row in range(8) for column in range(3)
    )
    return {
        "pdf": pdf(*[text(100, 720, "head") + grid((100.0, 200.0, 300.0, 400.0), ys) + filled] * 3),
        "docx": word(paragraph("收入支出决算表") + f"<w:tbl>{_ROW * 8}</w:tbl>"),
        "xls": saved(_book()),
        "xlsx": _INPUT.read_bytes(),
        "ods": ods(f'<table:table table:name="甲">{_ODS_ROW * 8}</table:table>'),
    }


def damaged(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` files of each kind: cut off, some bits turned, a stretch overwritten, or a stretch doubled."""
    rng = random.Random(seed)
    for kind, content in sound().items():
        for number in range(count):
            how = ("cut", "bits", "hole", "twice")[number % 4]
            at = rng.randrange(len(content))
            end = min(len(content), at + rng.randrange(1, 400))
            changed = bytearray(content)
            if how == "cut":
                del changed[at:]
            elif how == "bits":
                for _ in range(rng.randrange(1, 40)):
                    changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
            elif how == "hole":
                changed[at:end] = rng.randbytes(end - at)
            else:
                changed[at:at] = changed[at:end]
            yield f"{how}{number}.{kind}", bytes(changed)


def _book() -> xlwt.Workbook:
    book = xlwt.Workbook()
    sheet = book.add_sheet("甲")
    for row in range(20):
        sheet.write(row, 0, f"科目{row}")
        sheet.write(row, 1, row * 1.5)
    return book


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return _zipped({**parts, name: part})


def _encrypted_pdf(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sound()["pdf"]))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _encrypted_xls() -> bytes:
    """A workbook that begins as an encrypted one does: the record FILEPASS behind the first."""
    stream = _book().get_biff_data()
    stream = stream[:20] + b"\x2f\x00\x06\x00\x00\x00" + b"\x11\x22\x33\x44" + stream[20:]
    out = io.BytesIO()
    CompoundDoc.XlsDoc().save(out, stream)
    return out.getvalue()


def _objects(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, item)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = b"trailer<</Size %d/Root 1 0 R%b>>" % (len(objects) + 1, trailer)
    return out + head + table + size + b"\nstartxref\n%d\n%%%%EOF" % len(out)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), more, content)


def _one_page(content: bytes, font: bytes, *more: bytes) -> bytes:
    """Objects 1 to 5: catalogue, pages, page, font, content; then `more`."""
    return _objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>/XObject<</X 6 0 R>>>>>>",
        font,
        content,
        *more,
    )


_HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_WITHOUT_MAP = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Nothing/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
    b"/BaseFont/Nothing/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
)


def _form_in_itself() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R/Y 7 0 R>>>>"
    draws = b"/X Do /Y Do " * 20
    return _one_page(_stream(b"/X Do"), _HELVETICA, _stream(draws, form), _stream(draws, form))


def _forms_in_forms() -> bytes:
    """Twelve levels of forms, each drawn ten times in the next: a page of 10^12 characters."""
    forms = []
    for level in range(12):
        more = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>/XObject<</X %d 0 R>>>>"
        draws = b"/X Do " * 10 if level < 11 else b"BT /F 9 Tf 9 9 Td (1) Tj ET 0 0 m 9 9 l S"
        forms.append(_stream(draws, more % (level + 7)))
    return _one_page(_stream(b"/X Do " * 10), _HELVETICA, *forms)


def _pages_in_themselves() -> bytes:
    return _objects(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 2 0 R 2 0 R]/Count 900>>"
    )


def _bomb_in_pdf() -> bytes:
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b"0 0 m 1 1 l S\n" * 100_000) for _ in range(300)) + packer.flush()
    return _one_page(_stream(packed, b"/Filter/FlateDecode"), _HELVETICA)


def _many_rules() -> bytes:
    return pdf(grid([10 + 0.5 * n for n in range(1100)], [800 - 0.5 * n for n in range(1500)]) * 8)


def _wide_word() -> bytes:
    wide = "".join(cell("", '<w:gridSpan w:val="200"/>') for _ in range(3000))
    return word(f"<w:tbl><w:tr>{wide}</w:tr>{_ROW * 2_000}</w:tbl>")


def _nested_tables(depth: int) -> bytes:
    return word("<w:tbl><w:tr><w:tc>" * depth + paragraph("1") + "</w:tc></w:tr></w:tbl>" * depth)


def _sheet(rows: str, merged: str = "") -> bytes:
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData>{merged}</worksheet>"
    )
    return _with_part(sound()["xlsx"], "xl/worksheets/sheet1.xml", xml.encode())


def _far_corners() -> bytes:
    return _sheet(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>'
    )


def _merged_everything() -> bytes:
    return _sheet(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="9000"><c r="A9000"><v>1</v></c><c r="XFD9000"><v>2</v></c></row>',
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )


def _far_ods() -> bytes:
    gap = '<table:table-row table:number-rows-repeated="1000000"/>'
    far = '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>' + re.sub(
        "^<table:table-row>", "", _ODS_ROW
    )
    return ods(f'<table:table table:name="甲">{_ODS_ROW}{gap}{far}</table:table>')


def _ods_bomb() -> bytes:
    content = (ODS % '<table:table table:name="甲"></table:table>').encode() + b" " * 90_000_000
    return _zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _strict() -> bytes:
    """A workbook in the namespaces of strict Office Open XML."""
    with zipfile.ZipFile(io.BytesIO(sound()["xlsx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    older = b"http://schemas.openxmlformats.org/"
    new = b"http://purl.oclc.org/ooxml/"
    return _zipped(
        {
            name: part.replace(older + b"spreadsheetml/2006/main", new + b"spreadsheetml/main").replace(
                older + b"officeDocument/2006/relationships", new + b"officeDocument/relationships"
            )
            for name, part in parts.items()
        }
    )


def _everything() -> bytes:
    """Tracked changes, a text box, a table in a table in a content control, notes and a header, within each other."""
    inserted = (
        "<w:ins><w:r><w:t>加的</w:t></w:r></w:ins><w:del><w:r><w:delText>删的</w:delText></w:r></w:del>"
    )
    box = f"<w:r><w:pict><w:txbxContent><w:p>{inserted}</w:p><w:tbl>{_ROW}</w:tbl></w:txbxContent></w:pict></w:r>"
    inner = f"<w:tbl><w:tr><w:tc><w:tbl>{_ROW}</w:tbl><w:p>{box}</w:p></w:tc></w:tr></w:tbl>"
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1"><w:p>{inserted}</w:p></w:footnote></w:footnotes>'
    head = f'<w:hdr xmlns:w="{W}"><w:tbl>{_ROW}</w:tbl></w:hdr>'
    return word(f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>" * 50, footnotes=note, header1=head)


CRAFTED: dict[str, tuple[Callable[[], bytes], str]] = {
    "密码.pdf": (lambda: _encrypted_pdf("secret"), "加了密码"),
    "限制编辑.pdf": (lambda: _encrypted_pdf(""), ""),
    "五千页.pdf": (lambda: pdf(*[text(9, 9, "1")] * 5000), "5000 页"),
    "自画.pdf": (_form_in_itself, ""),
    "层层.pdf": (_forms_in_forms, ""),
    "自含页.pdf": (_pages_in_themselves, "已损坏"),
    "没有字码.pdf": (
        lambda: _one_page(_stream(b"BT /F 9 Tf 9 9 Td <0001000200030004> Tj ET"), _WITHOUT_MAP),
        "没有编码",
    ),
    "炸弹.pdf": (_bomb_in_pdf, ""),
    "许多线.pdf": (_many_rules, ""),
    "许多字.pdf": (lambda: pdf("".join(text(9, 9 + n % 800, "1" * 100) for n in range(3000))), ""),
    "深数组.pdf": (lambda: _one_page(_stream(b"[" * 100_000), b"[" * 100_000 + b"]" * 100_000), ""),
    "只有头.pdf": (lambda: b"%PDF-1.7\n%%EOF", "已损坏"),
    "绕圈.pdf": (lambda: sound()["pdf"] + b"\ntrailer<</Prev 9/Size 9>>\nstartxref\n9\n%%EOF", ""),
    "旧.doc": (lambda: _OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600, "另存为 .docx"),
    "其实是旧.docx": (lambda: _OLE + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
    "网页.xls": ("<html><table><tr><td>收入</td><td>1.00</td></tr></table></html>".encode, "网页"),
    "网页二.xls": (lambda: "\r\n <!DOCTYPE HTML><meta charset=gbk>".encode("gbk"), "网页"),
    "表.xls": (
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "XML 电子表格",
    ),
    "密码.xls": (_encrypted_xls, "加了密码"),
    "密码.xlsx": (lambda: _OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    "密码.ods": (lambda: ods("", "<manifest:encryption-data/>"), "加了密码"),
    "改名.zip": (lambda: _zipped({"a.txt": b"1"}), "压缩包"),
    "炸弹.docx": (
        lambda: _with_part(sound()["docx"], "word/document.xml", b"<w/>" + b" " * 90_000_000),
        "太大",
    ),
    "炸弹.ods": (_ods_bomb, "太大"),
    "一片.docx": (lambda: word("<w:p/>" * 2_600_000), "太多"),
    "很深.docx": (lambda: word("<w:sdt>" * 90_000 + "</w:sdt>" * 90_000), "嵌套"),
    "表中表.docx": (lambda: _nested_tables(15), ""),
    "实体.docx": (
        lambda: _with_part(sound()["docx"], "word/document.xml", b'<!DOCTYPE w [<!ENTITY a "a">]><w>&a;</w>'),
        "实体声明",
    ),
    "很宽.docx": (_wide_word, "太大"),
    "很长.docx": (lambda: word(f"<w:tbl>{'<w:tr><w:tc/></w:tr>' * 500_000}</w:tbl>"), "太大"),
    "脚注.docx": (
        lambda: word(paragraph("1"), footnotes=f'<w:footnotes xmlns:w="{W}" xmlns:m="{MC}">'),
        "已损坏",
    ),
    "天涯.xlsx": (_far_corners, "太大"),
    "全并.xlsx": (_merged_everything, "太大"),
    "天涯.ods": (_far_ods, "太大"),
    "很深.ods": (
        lambda: ods('<table:table table:name="甲">' * 500 + "</table:table>" * 500),
        "嵌套|还有一张",
    ),
    "逗号.xls": (lambda: "科目,名称,金额\n208,社会保障,1.00\n".encode("gbk"), "分隔的文字.*另存为 .xlsx"),
    "制表.xls": (lambda: "科目\t名称\t金额\r\n208\t社会保障\t1.00\r\n".encode("utf-16"), "分隔的文字"),
    "文字.wps": (lambda: _OLE + b"\0" * 600 + "WpsCustomData".encode("utf-16-le"), "另存为 .docx"),
    "严格.xlsx": (_strict, ""),
    "层层.docx": (_everything, ""),
    "乱码.bin": (lambda: random.Random(1).randbytes(5000), "不是能读的种类"),
    "空白.docx": (lambda: b" \r\n" * 50, "空的"),
}
"""Each with words that its finding must have; "" where it may also be read."""
SLOW = ("自画.pdf", "层层.pdf", "炸弹.pdf", "很长.docx")
"""Those that take seconds until they reach a limit."""
