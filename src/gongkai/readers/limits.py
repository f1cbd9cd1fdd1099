"""How much of a workbook is read at all: far above what any department fills in, far below what hurts.

A few kilobytes of zip can hold gigabytes of XML, a few lines of XML can declare entities that grow without
end, and a sheet formatted down to its last row is read for minutes to no end.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

MAX_YAML_BYTES = 5_000_000
MAX_UNPACKED = 40_000_000  # of XML, which is all that is inflated: pictures are not
MAX_PARTS = 5_000
MAX_SHEETS = 200
MAX_ROWS = 20_000  # rows with a value, in one sheet
MAX_PLACES = 2_000_000  # places looked at in one workbook, empty ones too

_LOOKED_AT = 4096
_PARSED = (".xml", ".rels")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


class TooLarge(Exception):
    """A workbook beyond the limits; the message is Chinese and goes on after the file's name."""


def check_package(content: bytes) -> None:
    """Raise TooLarge for a zip package that must not be parsed. Raises what zipfile does on a broken one.

    The sizes are those that the package states; zipfile inflates no more than that.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        parsed = [info for info in parts if info.filename.lower().endswith(_PARSED)]
        sheets = sum(info.filename.startswith("xl/worksheets/") for info in parsed)
        if sheets > MAX_SHEETS:
            raise TooLarge(f"有 {sheets} 张工作表，最多 {MAX_SHEETS} 张")
        if sum(info.file_size for info in parsed) > MAX_UNPACKED or len(parts) > MAX_PARTS:
            raise TooLarge(f"解压后太大（最多 {MAX_UNPACKED // 1_000_000} MB），不像填好的工作簿")
        for info in parsed:
            start = _start(content, archive, info).replace(b"\x00", b"")  # in UTF-16 too
            if b"!" in start and any(word in start for word in _DECLARATIONS):
                raise TooLarge("中有实体声明（DOCTYPE），不是表格软件写的")


def _start(content: bytes, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The first bytes of a part; straight from the package, a stream of zipfile's costs three times as much."""
    head = info.header_offset
    if info.compress_type != zipfile.ZIP_DEFLATED or content[head : head + 4] != b"PK\x03\x04":
        with archive.open(info) as part:
            return part.read(_LOOKED_AT)
    name, extra = struct.unpack_from("<HH", content, head + 26)
    begin = head + 30 + name + extra
    packed = content[begin : begin + min(info.compress_size, 2 * _LOOKED_AT)]
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, _LOOKED_AT)


def check_rows(sheet: str, rows: int, places: int = 0) -> None:
    """Raise TooLarge for a sheet with too many rows, or a workbook in which too many places were looked at."""
    if rows > MAX_ROWS or places > MAX_PLACES:
        raise TooLarge(f"的工作表“{sheet}”太大，一张表最多 {MAX_ROWS} 行")
