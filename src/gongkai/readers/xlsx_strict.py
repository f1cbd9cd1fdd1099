"""“Strict Open XML” workbooks, which Excel can write too and in which openpyxl finds no sheets."""

from __future__ import annotations

import io
import zipfile

_BOOK = "xl/workbook.xml"
_NAMES = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


def usual_package(content: bytes) -> bytes:
    """A strict workbook under the usual names; any other as it is. Raises what zipfile raises on a broken one."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(changed, "w") as target:
        if _BOOK not in archive.NameToInfo or not any(name in archive.read(_BOOK) for name in _NAMES):
            return content
        for part in archive.namelist():
            text = archive.read(part)
            for strict, usual in _NAMES.items():
                text = text.replace(strict, usual)
            target.writestr(part, text)
    return changed.getvalue()
