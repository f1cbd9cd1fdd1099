"""What kind of file it is: its first bytes and its parts say, never its name."""

from __future__ import annotations

import re

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {"EncryptedPackage": "protected", "WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
_ZIP = b"PK\x03\x04"
_ZIP_PARTS = (
    (b"word/document", "docx"),
    (b"xl/workbook", "xlsx"),
    (b"xl\\workbook", "xlsx"),
    (b"xl/", "xlsx"),
)
_OPEN_DOCUMENTS = {b"opendocument.spreadsheet": "ods", b"opendocument.text": "odt"}
_OLD_BIFF = re.compile(
    rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00"
)  # a workbook of Excel 2 to 95 without a container
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|table|meta|style|div)\b", re.IGNORECASE)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"

CALLED = {
    "docx": "Word 文档（.docx）",
    "doc": "旧格式的 Word 文档（.doc）",
    "odt": "OpenDocument 文本（.odt）",
    "xlsx": "Excel 工作簿（.xlsx）",
    "xls": "旧格式的工作簿（.xls）",
    "ods": "OpenDocument 工作簿（.ods）",
    "pdf": "PDF",
    "protected": "加了密码的文件",
    "ole": "旧格式的 Office 文件",
    "zip": "压缩包",
    "html": "网页",
    "xml": "XML 电子表格",
    "picture": "图片",
}
"""What a kind is called in a sentence."""


def kind_of(content: bytes) -> str:
    """A key of `CALLED`, or "" for what is none of them."""
    if content.startswith(_OLE):
        found = (kind for name, kind in _OLE_STREAMS.items() if name.encode("utf-16-le") in content)
        return next(found, "ole")
    if content.startswith(_ZIP):
        if content[30:38] == b"mimetype":
            return next((kind for name, kind in _OPEN_DOCUMENTS.items() if name in content[38:120]), "zip")
        return next((kind for name, kind in _ZIP_PARTS if name in content), "zip")
    head = content[:2048].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        return "picture"
    if _SPREADSHEET_XML in head:
        return "xml"
    if _MARKUP.match(head) or (head.lstrip().startswith(b"<?xml") and b"<html" in head.lower()):
        return "html"
    return "xls" if _OLD_BIFF.match(head) else ""
