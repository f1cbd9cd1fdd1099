"""The parts of a zip package by name. Bytes are counted while inflating, because the sizes that an archive
declares may be untrue."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from gongkai.findings import Location
from gongkai.office_files import MAX_UNPACKED
from gongkai.readers.limits import MAX_MARKS, MAX_PART, MAX_PARTS, TooLarge, too_large

_ENTRY = b"PK\x01\x02"
ENCRYPTED = 0x1
_PARSED = (".xml", ".rels")
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL_NAMES = {
    _STRICT + b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    _STRICT + b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    _STRICT + b"officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}


class Damaged(Exception):
    """A workbook that no program reads for certain; the message is a Chinese sentence without its end.

    `sheet` and `cell` say where, as far as it is known.
    """

    def __init__(self, message: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(message)
        self.sheet = sheet
        self.cell = cell

    def place(self, file: str) -> Location:
        return Location(file=file, sheet=self.sheet, cell=self.cell)


class Protected(Damaged):
    """A file that only its password opens."""

    def __init__(self) -> None:
        super().__init__("加了密码")


def part_name(name: str) -> str:
    """The name of a part from its name in the archive, where some programs write backslashes or a leading
    slash."""
    return name.replace("\\", "/").lstrip("/")


def usual_names(part: bytes) -> bytes:
    """A part with the usual namespaces; “Strict Open XML”, which Excel can also write, uses others."""
    if _STRICT in part:
        for strict, usual in _USUAL_NAMES.items():
            part = part.replace(strict, usual)
    return part


@dataclass(slots=True)
class Parts:
    """The parts of one package. Names are compared without case, as Excel does.

    Everything read is counted against the limits of the whole package. Raises TooLarge and Damaged.
    """

    content: bytes
    entries: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    unpacked: int = 0
    marks: int = 0

    def __post_init__(self) -> None:
        # zipfile builds an object for each entry before the number of entries can be checked.
        if self.content.count(_ENTRY) > 2 * MAX_PARTS:
            raise too_large()
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                listed = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError) as error:
            raise Damaged("不是完整的压缩包") from error
        declared = sum(info.file_size for info in listed if info.filename.lower().endswith(_PARSED))
        if len(listed) > MAX_PARTS or declared > MAX_UNPACKED:
            raise too_large()
        for info in listed:
            name = part_name(info.filename).casefold()
            if name in self.entries:
                self.twice.add(name)
            self.entries[name] = info

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self.entries

    def read(self, name: str) -> bytes:
        """The XML of a part, in the usual namespaces."""
        key = name.casefold()
        if key in self.twice:
            raise Damaged(f"其中有两个同名的部件“{name}”")
        if key not in self.entries:
            raise Damaged(f"其中缺少部件“{name}”")
        part = self._inflated(name, self.entries[key])
        self.unpacked += len(part)
        if self.unpacked > MAX_UNPACKED:
            raise too_large()
        self.marks += part.count(b"<")
        if self.marks > MAX_MARKS:
            raise TooLarge("的内容太多（标记超过 250 万个），不像正常的文件")
        _no_declarations(part)
        return usual_names(part)

    def _inflated(self, name: str, info: zipfile.ZipInfo) -> bytes:
        if info.file_size > MAX_PART:
            raise too_large()
        return inflate(self._packed(name, info), name, info)

    def _packed(self, name: str, info: zipfile.ZipInfo) -> bytes:
        """The stored bytes, taken directly from the package: reading through zipfile's stream is three times
        slower."""
        head = info.header_offset
        if self.content[head : head + 4] != b"PK\x03\x04" or len(self.content) < head + 30:
            raise Damaged(f"其中的部件“{name}”找不到了")
        length, extra = struct.unpack_from("<HH", self.content, head + 26)
        begin = head + 30 + length + extra
        return self.content[begin : begin + info.compress_size]


def inflate(packed: bytes, name: str, info: zipfile.ZipInfo) -> bytes:
    """What an entry of a zip holds, from its packed bytes; never more than it declares. Raises Damaged, TooLarge."""
    if info.flag_bits & ENCRYPTED:
        raise Damaged(f"其中的部件“{name}”加了密码")
    if info.compress_type == zipfile.ZIP_STORED:
        part = packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # Asking for one byte more than declared shows that the size is untrue without inflating the rest.
            part = inflater.decompress(packed, info.file_size + 1)
        except zlib.error as error:
            raise Damaged(f"其中的部件“{name}”解压出错") from error
    else:
        raise Damaged(f"其中的部件“{name}”用了办公软件不用的压缩方法")
    if len(part) > info.file_size:
        raise TooLarge(f"中的部件“{name}”比它声明的大，不是办公软件写的")
    if len(part) < info.file_size or zlib.crc32(part) != info.CRC:
        raise Damaged(f"其中的部件“{name}”不完整或校验不符")
    return part


def check_package(content: bytes) -> None:
    """Raise TooLarge if a package is too large to be parsed by other libraries; may also raise Damaged."""
    parts = Parts(content)
    for name, info in parts.entries.items():
        if name.endswith(_PARSED):
            part = parts._inflated(info.filename, info)
            parts.unpacked += len(part)
            if parts.unpacked > MAX_UNPACKED:
                raise too_large()
            _no_declarations(part)


def _no_declarations(part: bytes) -> None:
    """Refuse a DOCTYPE: no program that writes workbooks uses one, and entities could expand without limit."""
    text = part.replace(b"\x00", b"") if b"\x00" in part[:256] else part  # UTF-16
    if b"<!DOCTYPE" in text:
        raise TooLarge("中有实体声明（DOCTYPE），不是办公软件写的")
