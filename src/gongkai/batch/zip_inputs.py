"""Inputs inside zips, as departments send them: each member is an input of its own, `某局.zip/决算.xlsx`.

Nothing is unpacked to the disk. The path of a member is that of its zip continued inside it; `source` reads either
kind of path, in any process. What the archive says about itself is not trusted: entries are counted before zipfile
builds objects from them, and bytes while members are inflated.
"""

from __future__ import annotations

import mmap
import re
import struct
import zipfile
from collections import Counter
from functools import lru_cache
from itertools import islice
from pathlib import Path

from gongkai.files import KEPT_BY_WINDOWS, shown_path
from gongkai.frozen import frozen
from gongkai.readers.limits import TooLarge
from gongkai.readers.package import ENCRYPTED, Damaged, inflate
from gongkai.source import MAX_BYTES, Source, Trouble

ZIP = ".zip"
PACKED = (ZIP, ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
MOST_PACKED = 100_000_000  # bytes of a zip
MOST_UNPACKED = 500_000_000  # bytes of all its members
MOST_MEMBERS = 2_000
LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db"}

_MOST_ENTRIES = 200_000  # of the zip and, where they are stored, of the workbooks in it
_UTF_8_NAME, _UNICODE_PATH = 0x800, 0x7075
_DRIVE = re.compile(r"^[A-Za-z]:")
_NOT_A_NAME = re.compile(r'[<>:"|?*\x00-\x1f]')


class ZipFault(Exception):
    """A zip that is not read at all; the message is Chinese and continues after 压缩包."""


@frozen
class Member:
    """A file in a zip by its path through the zip, or why it cannot be read; `why` is empty where it can."""

    path: Path
    why: str = ""


def hidden(name: str) -> bool:
    """True for the name of a hidden, temporary or system file or folder."""
    return name.startswith((".", "~$")) or name.casefold() in LEFT_BY_SYSTEMS


def members(path: Path) -> list[Member]:
    """The files in a zip, in its order, without hidden ones. Raises ZipFault."""
    return [
        Member(member, _trouble(info, bad))
        for member, (info, bad) in _directory(path, *_version(path)).items()
    ]


def source(path: Path) -> Source:
    """A file on the disk or in a zip, read whole. Never raises OSError."""
    outside = next((part for part in path.parents if part.suffix.lower() == ZIP and part.is_file()), None)
    if outside is None:
        return Source.from_path(path)
    name = shown_path(path).name
    try:
        info, bad = _directory(outside, *_version(outside))[path]
        if info.file_size > MAX_BYTES:
            return Source(name, b"", Trouble.TOO_LARGE, info.file_size)
        content = b"" if _trouble(info, bad) else _content(outside, name, info)
    except KeyError:
        return Source(name, b"", Trouble.MISSING)
    except (Damaged, TooLarge):
        return Source(name, b"", Trouble.BROKEN)
    except (OSError, ZipFault):
        return Source(name, b"", Trouble.CLOSED)
    return Source(name, content, None, len(content))


def _version(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise ZipFault("打不开") from error
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _directory(path: Path, written: int, size: int) -> dict[Path, tuple[zipfile.ZipInfo, str]]:
    """The files in a zip by their paths, with what is wrong with a path; `written` and `size` identify the version."""
    if size > MOST_PACKED:
        raise ZipFault(f"太大（最多 {MOST_PACKED // 1_000_000} MB），没有解开")
    try:
        _check_entries(path)
        with zipfile.ZipFile(path) as archive:
            listed = [info for info in archive.infolist() if not info.filename.endswith(("/", "\\"))]
    except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError) as error:
        raise ZipFault("打不开：不是 zip，或者没有传完整") from error
    except OSError as error:
        raise ZipFault("打不开") from error
    if len(listed) > MOST_MEMBERS:
        raise ZipFault(f"里面的文件太多（{len(listed)} 个，最多 {MOST_MEMBERS} 个），没有解开")
    if sum(info.file_size for info in listed) > MOST_UNPACKED:
        raise ZipFault(f"解开后太大（最多 {MOST_UNPACKED // 1_000_000} MB），没有解开")
    if any(info.filename == "[Content_Types].xml" for info in listed):
        raise ZipFault("其实是改了扩展名的 Office 文件；是填好的工作簿的，请把扩展名改回 .xlsx 再运行")
    names = [_name(info).replace("\\", "/") for info in listed]
    seen = Counter(_inside(name) for name in names)
    found: dict[Path, tuple[zipfile.ZipInfo, str]] = {}
    for info, name in zip(listed, names, strict=True):
        inside = _inside(name)
        if not any(map(hidden, inside.parts)):
            bad = _bad_place(name) or ("压缩包里有两个同名的文件，分不清用哪一份" if seen[inside] > 1 else "")
            found[path / inside] = (info, bad)
    return found


def _check_entries(path: Path) -> None:
    with path.open("rb") as stream:
        if stream.read(4) in (b"PK\1\2", b"PK\3\4"):
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if sum(1 for _ in islice(re.finditer(b"PK\1\2", content), _MOST_ENTRIES)) == _MOST_ENTRIES:
                    raise ZipFault("里面的文件太多，没有解开")


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name: flagged as UTF-8, in the UTF-8 extra field, or as written by a Mac or a Chinese Windows."""
    raw = info.orig_filename
    if info.flag_bits & _UTF_8_NAME:
        return raw
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    name = raw.encode("cp437", "replace")
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")


def _inside(name: str) -> Path:
    """The path in the zip, made safe: it does not lead out of the zip and its names are valid on every system."""
    parts = (_NOT_A_NAME.sub("_", _DRIVE.sub("", part)).rstrip(" .") for part in name.split("/"))
    inside = Path(
        *(f"_{part}" if KEPT_BY_WINDOWS.fullmatch(part.partition(".")[0]) else part for part in parts if part)
    )
    return shown_path(inside if inside.name else Path("_"))


def _bad_place(name: str) -> str:
    outside = name.startswith("/") or ".." in name.split("/") or _DRIVE.match(name)
    return "名称指向压缩包以外，没有解开" if outside else ""


def _trouble(info: zipfile.ZipInfo, bad: str) -> str:
    """Why a member is not read, by its directory entry; empty if it is."""
    if bad:
        return bad
    if info.orig_filename.lower().endswith(PACKED):
        return "压缩包里的压缩包，没有解开；请先解开"
    if info.flag_bits & ENCRYPTED:
        return "加了密码，没有解开；请去掉密码重新压缩，或者解开后放进文件夹"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "用了少见的压缩方法，没有解开；请先解开"
    return ""


def _content(path: Path, name: str, info: zipfile.ZipInfo) -> bytes:
    with path.open("rb") as stream:
        stream.seek(info.header_offset)
        head = stream.read(30)
        if len(head) < 30 or head[:4] != b"PK\3\4":
            raise Damaged(f"其中的部件“{name}”找不到了")
        stream.seek(sum(struct.unpack_from("<HH", head, 26)), 1)
        return inflate(stream.read(info.compress_size), name, info)
