"""Recognises files that we wrote and that nobody has changed since: only those may be overwritten.

An Office file of ours carries a hash of all its parts as a custom property, any other file a hash of what stands
before in a comment behind its end. Whoever saves the file changes its content and keeps the mark, or loses it: both
show. The same content has the same hash, so the same input still gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gongkai.office_files import DIRECTORY_END, DIRECTORY_ENTRY, LOCAL_HEADER, MADE_ON, OFFICE, UTF_8_NAME

_PART, _APP, _NAME = "docProps/custom.xml", "docProps/app.xml", "gongkai"
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_PROPERTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="' + _NAME + '">'
    "<vt:lpwstr>{}</vt:lpwstr></property></Properties>"
)
_KIND = (
    f'<Override PartName="/{_PART}"'
    ' ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
)
_RELATION = (
    f'<Relationship Id="gongkai" Type="{OFFICE}/relationships/custom-properties" Target="{_PART}"/>'
    "</Relationships>"
)
_FOUND = re.compile(rb"<vt:lpwstr>([0-9a-f]{64})</vt:lpwstr>")
COMMENT_MARK_LENGTH = len("gongkai ") + hashlib.sha256().digest_size * 2 + 1
"""Bytes of the mark in a comment, without what begins and ends the comment: a zip says how long its comment is."""
_COMMENT = re.compile(rb"gongkai ([0-9a-f]{64})[^\r\n]{0,8}\n\Z")
_MOST_BYTES, _MOST_ENTRIES, _MOST_READ = 50_000_000, 10_000, 100_000  # limits for a file of unknown origin


def stamped(content: bytes, comment: tuple[str, str] | None = None) -> bytes:
    """A finished file of ours with its hash in it: an Office file, what is packed in it is not packed again; with
    `comment` (how one begins and ends, eight characters at most) a file that may have a comment as its last line."""
    if comment is not None:
        begins, ends = comment
        return content + f"{begins}gongkai {hashlib.sha256(content).hexdigest()}{ends}\n".encode()
    entries = _entries(content)
    for entry in entries:
        if entry.name == _TYPES:
            entry.put(entry.inflated().replace(b"</Types>", _KIND.encode()))
        elif entry.name == _RELATIONS:
            entry.put(entry.inflated().replace(b"</Relationships>", _RELATION.encode()))
    mark = _Entry(_PART)
    mark.put(_PROPERTY.format(_hash(entries)).encode())
    return _packed([*entries, mark])


def untouched(path: Path) -> bool:
    """True if the file at a path is one that we wrote, as we wrote it. False for what cannot be read."""
    try:
        content = path.read_bytes()
        if _unchanged(content):
            return True
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = _FOUND.search(archive.read(_PART))
            entries = [_entry(info, content) for info in archive.infolist() if info.filename != _PART]
            return found is not None and found[1].decode() == _hash(entries) and archive.testzip() is None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError):
        return False


def _unchanged(content: bytes) -> bool:
    """True if the comment at the end has the hash of what stands before it; it begins with one to eight characters,
    and what stands before need not end its line."""
    mark = _COMMENT.search(content, max(0, len(content) - 100))
    if mark is None:
        return False
    begins = range(mark.start() - 1, max(0, mark.start() - 8) - 1, -1)
    return any(hashlib.sha256(content[:place]).hexdigest() == mark[1].decode() for place in begins)


def is_ours(path: Path) -> bool:
    """True for a publication, check report or overview of ours, also one that somebody has edited or an old one."""
    try:
        with path.open("rb") as stream:
            return (
                stream.read(2) == b"PK"
                and path.stat().st_size <= _MOST_BYTES
                and holds_ours(path.read_bytes())
            )
    except OSError:
        return False


def holds_ours(content: bytes) -> bool:
    """The same for the bytes of a file of unknown origin: no more is inflated than our own parts would
    take."""
    if content.count(b"PK\1\2") > _MOST_ENTRIES:  # zipfile builds an object for each
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            custom, application = (_beginning(archive, name) for name in (_PART, _APP))
        return f'name="{_NAME}"'.encode() in custom or b"<Application>gongkai</Application>" in application
    except (
        OSError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        struct.error,
    ):
        return False


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part; empty if the part is missing or was packed in a way that we do not use."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return b""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""
    with archive.open(info) as part:
        return part.read(_MOST_READ)


def places_beside(folder: Path, files: dict[str, bytes]) -> dict[str, str]:
    """For each file that may not be written over in `folder`, the name beside it under which it may be written."""
    taken = {name for name in files if _free(folder / name)}
    renamed: dict[str, str] = {}
    for name in files:
        number = 2
        while name not in taken and name not in renamed:
            other = Path(name).with_stem(f"{Path(name).stem}（{number}）").name
            if other not in files and _free(folder / other):
                renamed[name] = other
            number += 1
    return renamed


def _free(path: Path) -> bool:
    """True if we may write there; also where writing will fail, since it says why."""
    try:
        return not path.exists() or path.is_dir() or untouched(path)
    except OSError:
        return True


@dataclass(slots=True)
class _Entry:
    """One part of a package, packed as it stands."""

    name: str
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    checksum: int = 0
    size: int = 0
    attributes: int = 0o600 << 16
    data: bytes = b""

    def put(self, data: bytes) -> None:
        self.data, self.method = _deflated(data), zipfile.ZIP_DEFLATED
        self.checksum, self.size = zlib.crc32(data), len(data)

    def inflated(self) -> bytes:
        return self.data if self.method == zipfile.ZIP_STORED else zlib.decompress(self.data, -15)


@lru_cache(maxsize=32)  # the types and relations are the same for every department of a format
def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _entries(content: bytes) -> list[_Entry]:
    """The parts of a package of ours as its directory lists them: zipfile takes ten times as long for them."""
    *_, count, _, _, at, _ = DIRECTORY_END.unpack_from(content, content.rindex(b"PK\5\6"))
    found = []
    for _ in range(count):
        fields = DIRECTORY_ENTRY.unpack_from(content, at)
        _, _, _, flags, method, _, _, checksum, packed, size, name, extra, comment, *_, attributes, start = (
            fields
        )
        at += DIRECTORY_ENTRY.size
        called = content[at : at + name].decode()
        at += name + extra + comment
        *_, before, beside = LOCAL_HEADER.unpack_from(content, start)
        start += LOCAL_HEADER.size + before + beside
        data = content[start : start + packed]
        found.append(_Entry(called, method, flags & UTF_8_NAME, checksum, size, attributes, data))
    return found


def _entry(info: zipfile.ZipInfo, content: bytes) -> _Entry:
    *_, name, extra = LOCAL_HEADER.unpack_from(content, info.header_offset)
    start = info.header_offset + LOCAL_HEADER.size + name + extra
    data = content[start : start + info.compress_size]
    flags = info.flag_bits & UTF_8_NAME
    return _Entry(
        info.filename, info.compress_type, flags, info.CRC, info.file_size, info.external_attr, data
    )


def _hash(entries: list[_Entry]) -> str:
    listed = "".join(f"{entry.name}\0{entry.size}\0{entry.checksum}\n" for entry in entries)
    return hashlib.sha256(listed.encode()).hexdigest()


def _packed(entries: list[_Entry]) -> bytes:
    """The package: local headers, data, directory; no clock, the same on every system."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        name = entry.name.encode()
        fields = (
            20,
            entry.flags,
            entry.method,
            0,
            0x21,
            entry.checksum,
            len(entry.data),
            entry.size,
            len(name),
            0,
        )
        pieces += (LOCAL_HEADER.pack(b"PK\3\4", *fields), name, entry.data)
        made = MADE_ON << 8 | 20
        directory += (
            DIRECTORY_ENTRY.pack(b"PK\1\2", made, *fields, 0, 0, 0, entry.attributes, offset),
            name,
        )
        offset += LOCAL_HEADER.size + len(name) + len(entry.data)
    listed = b"".join(directory)
    count = len(entries)
    return b"".join(
        (*pieces, listed, DIRECTORY_END.pack(b"PK\5\6", 0, 0, count, count, len(listed), offset, 0))
    )
