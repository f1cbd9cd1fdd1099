"""The kinds of files that come, and who reads them. A new one is its module and a line here.

What a file is, its first bytes and its parts say, never its name.
"""

from __future__ import annotations

import re

from gongkai.frozen import frozen


@frozen
class Kind:
    """`called` is what it is called in a sentence, `begins` how the first bytes begin where no container holds it.

    `workbook` and `published` are the functions (module:name) that read an input to `SheetCells`, a publication to a
    `PrintedDocument`; they are imported when such a file comes. `suffixes` are those that workbooks usually have.
    """

    called: str
    begins: re.Pattern[bytes] | None = None
    suffixes: tuple[str, ...] = ()
    workbook: str = ""
    published: str = ""


_SHEETS_PRINTED = "gongkai.readers.printed_sheets:read_sheets_printed"
KINDS = {
    "docx": Kind("Word 文档（.docx）", published="gongkai.readers.docx:read_docx"),
    "doc": Kind("旧格式的 Word 文档（.doc）"),
    "odt": Kind("OpenDocument 文本（.odt）"),
    "xlsx": Kind(
        "Excel 工作簿（.xlsx）",
        suffixes=(".xlsx", ".xlsm"),
        workbook="gongkai.readers.xlsx:read_sheets",
        published=_SHEETS_PRINTED,
    ),
    "xls": Kind(
        "旧格式的工作簿（.xls）",
        re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00"),  # Excel 2 to 95, without a container
        (".xls", ".et"),
        "gongkai.readers.xls:read_xls",
        _SHEETS_PRINTED,
    ),
    "ods": Kind(
        "OpenDocument 工作簿（.ods）",
        suffixes=(".ods",),
        workbook="gongkai.readers.ods:read_ods",
        published=_SHEETS_PRINTED,
    ),
    "pdf": Kind(
        "PDF",
        re.compile(rb"[\s\S]{0,1019}%PDF-"),  # after what mail and scanners put in front
        published="gongkai.readers.pdf.apart:read_pdf_apart",
    ),
    "protected": Kind("加了密码的文件"),
    "ole": Kind("旧格式的 Office 文件"),
    "zip": Kind("压缩包"),
    "picture": Kind("图片", re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM|II\*\x00|MM\x00\*")),
    "xml": Kind("XML 电子表格", re.compile(rb"[\s\S]*urn:schemas-microsoft-com:office:spreadsheet")),
    "html": Kind(
        "网页",
        re.compile(
            rb"\s*<(?:!doctype\s+html|html|head|table|meta|style|div)\b|\s*<\?xml[\s\S]*<html", re.IGNORECASE
        ),
        published="gongkai.readers.html:read_html",
    ),
    "text": Kind(
        "逗号或制表符分隔的文字（CSV）",
        re.compile(rb"\xff\xfe|\xfe\xff|(?=[^\x00-\x08\x0e-\x1f]*\Z)[^\r\n]*[,\t][^\r\n]*[\r\n]"),
    ),
}
"""Where several begin alike, the first."""

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_OLE_STREAMS = {"EncryptedPackage": "protected", "WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
_ZIP_PARTS = (
    (b"word/document", "docx"),
    (b"xl/workbook", "xlsx"),
    (b"xl\\workbook", "xlsx"),
    (b"xl/", "xlsx"),
)
_OPEN_DOCUMENTS = {b"opendocument.spreadsheet": "ods", b"opendocument.text": "odt"}


def kind_of(content: bytes) -> str:
    """A key of `KINDS`, or "" for what is none of them."""
    if content.startswith(_OLE):
        found = (kind for name, kind in _OLE_STREAMS.items() if name.encode("utf-16-le") in content)
        return next(found, "ole")
    if content.startswith(_ZIP):
        if content[30:38] == b"mimetype":
            return next((kind for name, kind in _OPEN_DOCUMENTS.items() if name in content[38:120]), "zip")
        return next((kind for name, kind in _ZIP_PARTS if name in content), "zip")
    head = content[:2048].removeprefix(b"\xef\xbb\xbf")
    return next((name for name, kind in KINDS.items() if kind.begins and kind.begins.match(head)), "")
