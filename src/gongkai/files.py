"""Writing finished files, either all of them completely or none; and turning file names into text that can be
shown."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import struct
import tempfile
from pathlib import Path

from gongkai.office_files import MADE_ON

PARTIAL = ".gongkai-part-"
"""Prefix of the names of unfinished files; a run that is killed may leave some behind."""

KEPT_BY_WINDOWS = re.compile(r"(?i)con|prn|aux|nul|(com|lpt)[0-9¹²³]")
"""Names that Windows keeps for devices, whatever comes after a dot."""

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DENIED, _FULL, _NOT_A_FOLDER = "没有写入的权限", "磁盘已满", "路径中有一个文件，不是文件夹"
_OPEN_ELSEWHERE = "文件正在 Word 或 Excel 中打开，请先关闭"
# In Chinese, because the system's own messages are English.
_REASONS = {
    errno.EACCES: f"{_DENIED}，或者{_OPEN_ELSEWHERE}",
    errno.EPERM: f"{_DENIED}，或者{_OPEN_ELSEWHERE}",
    errno.EROFS: f"{_DENIED}，磁盘是只读的",
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "磁盘放不下这么大的文件",
    errno.EEXIST: _NOT_A_FOLDER,
    errno.ENOTDIR: _NOT_A_FOLDER,
    errno.EISDIR: "那里有同名的文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOENT: "没有这个文件夹，或者名称里有不允许的字符",
    errno.EINVAL: "名称里有不允许的字符",
    errno.EBUSY: _OPEN_ELSEWHERE,
    errno.ETXTBSY: _OPEN_ELSEWHERE,
    errno.EIO: "磁盘读写出错",
}


_DIRECTORY_END, _DIRECTORY_ENTRY = struct.Struct("<4s6xHIIH"), struct.Struct("<4sxB22xHHH12x")


def same_on_every_system(package: bytes) -> bytes:
    """A zip package that zipfile has just made (so it has no comment), with the bytes that it would have on
    Unix.

    zipfile writes the current system into each entry of the directory, and the libraries that use it offer no
    option.
    """
    end = len(package) - _DIRECTORY_END.size
    mark, count, _, place, _ = _DIRECTORY_END.unpack_from(package, end)
    assert mark == b"PK\5\6", "no zip package, or one with a comment"
    changed = bytearray(package)
    for _ in range(count):
        mark, _, *lengths = _DIRECTORY_ENTRY.unpack_from(package, place)
        assert mark == b"PK\1\2", "no directory of a zip package"
        changed[place + 5] = MADE_ON
        place += _DIRECTORY_ENTRY.size + sum(lengths)
    return bytes(changed)


def why_refused(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno}")


def shown_name(path: Path) -> str:
    """The last part of a path as text that can be printed and written.

    Outside Windows a file name is bytes, and archives packed under Windows use GBK. Python represents bytes
    that are not UTF-8 by surrogates, which cannot be encoded. A name may also contain control characters,
    which a workbook must not contain and a terminal would obey.
    """
    return _shown(path.name or str(path))  # “.” and “/” have no last part


def shown_path(path: Path) -> Path:
    """A whole path as `shown_name` gives its last part."""
    return Path(*map(_shown, path.parts))


def _shown(part: str) -> str:
    try:
        part.encode()
    except UnicodeEncodeError:
        part = os.fsencode(part).decode("gb18030", errors="replace")
    return _UNSHOWN.sub("_", part)


def printable(text: str) -> str:
    """Lines of text without control characters that a terminal would obey or that change the direction of
    text."""
    return _UNSHOWN.sub(lambda match: match[0] if match[0] in "\n\t" else "_", text)


class WriteFault(Exception):
    """Files that cannot be written; the message is for the user."""


def write_all(folder: Path, files: dict[str, bytes], protected: Path, *others: Path) -> list[Path]:
    """Write `files` into `folder` and return their paths.

    Each file is first written under another name in the same folder. When all are complete they are moved
    into place; if one cannot be moved, the files moved before it are put back as they were. `protected` and `others`
    (the user's own input) are never written over. Raises WriteFault.
    """
    targets = {folder / name: content for name, content in files.items()}
    ready: list[tuple[Path, Path]] = []
    made: list[Path] = []
    done = False
    try:
        for path in (protected, *others):
            _protect(targets, path)
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for target, content in targets.items():
            handle, name = tempfile.mkstemp(dir=folder, prefix=PARTIAL)
            ready.append((Path(name), target))
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).chmod(0o644)
        if any(target.is_dir() for target in targets):
            raise IsADirectoryError(errno.EISDIR, "")
        _move(ready)
        done = True
    except OSError as error:
        raise WriteFault(f"无法写入 {shown_path(folder)}：{why_refused(error)}") from error
    finally:
        if not done:
            for part, _ in ready:
                part.unlink(missing_ok=True)
            for path in made:  # innermost first; missing or non-empty folders are left alone
                with contextlib.suppress(OSError):
                    path.rmdir()
    return list(targets)


def is_there(path: Path) -> bool:
    """True if something stands at a path that the user named; False where nothing could."""
    try:
        return path.exists()
    except OSError:  # name too long, folder not readable: the message comes when writing fails
        return False


def _protect(targets: dict[Path, bytes], protected: Path) -> None:
    if not is_there(protected):
        return
    for target in targets:
        if target.exists() and target.samefile(protected):
            raise WriteFault(f"{target} 是输入文件本身，不能覆盖，请用 -o 换一个文件夹")


def _move(ready: list[tuple[Path, Path]]) -> None:
    """Move finished files into their places. If that raises OSError, everything is as it was before."""
    before: list[tuple[Path, Path | None]] = []
    try:
        for part, target in ready:
            before.append((target, _kept(part, target)))
            part.replace(target)
    except OSError:
        for target, kept in reversed(before[:-1]):  # the last is the one that did not move
            if kept is None:
                target.unlink(missing_ok=True)
            else:
                kept.replace(target)
        raise
    finally:
        for _, kept in before:
            if kept is not None:
                kept.unlink(missing_ok=True)


def _kept(part: Path, target: Path) -> Path | None:
    """A second name for the file that stands at `target`, so that it can be put back; None if there is none."""
    if not target.exists():
        return None
    kept = part.with_name(f"{part.name}-old")
    try:
        os.link(target, kept)
    except OSError:  # a file system without hard links
        shutil.copyfile(target, kept)
    return kept
