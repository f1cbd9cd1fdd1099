"""What stands in the folder of inputs and is none: counted and listed, so that nothing is lost in silence."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gongkai.files import shown_path
from gongkai.own_files import is_ours

PACKED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")
_KINDS = {
    ".pdf": "PDF 文件",
    ".doc": "Word 文件",
    ".docx": "Word 文件",
    ".wps": "WPS 文字文件",
    ".csv": "CSV 文件",
    ".txt": "文本文件",
    ".jpg": "图片",
    ".jpeg": "图片",
    ".png": "图片",
}
_LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini"}
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file by its place below the folder, why it was not read, and whether an input may be in it."""

    place: str
    why: str
    may_hold_input: bool = False


def other_files(folder: Path, out: Path, taken: Iterable[Path], suffixes: tuple[str, ...]) -> list[OtherFile]:
    """Every file below `folder` that is not `taken` as an input, except hidden ones and what is below `out`."""
    inputs = set(taken)
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in inside.parts)
        if path in inputs or hidden or path.is_relative_to(out) or path.name.lower() in _LEFT_BY_SYSTEMS:
            continue
        if path.is_dir() and path.suffix.lower() not in suffixes:
            continue
        why, may = _why(path, suffixes)
        found.append(OtherFile(shown_path(inside).as_posix(), why, may))
    return found


def _why(path: Path, suffixes: tuple[str, ...]) -> tuple[str, bool]:
    suffix = path.suffix.lower()
    if path.is_symlink() and not path.exists():
        return "链接指向的文件不在了", True
    if not path.is_file():
        return "不是文件", False
    if is_ours(path):
        return "本程序以前生成的成品", False
    if suffix in PACKED:
        return f"压缩包，没有解开{_inside(path, suffixes)}；请解开后放进文件夹再运行", True
    if suffix in suffixes:
        return "旁边有同名的输入，只读了那一份", False
    return f"{_KINDS.get(suffix, '别的文件')}，不是填报的工作簿", False


def _inside(path: Path, suffixes: tuple[str, ...]) -> str:
    """The inputs in a zip by name, as far as that can be told without unpacking it."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [_name(info) for info in archive.infolist()]
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return ""
    inputs = [name for name in names if PurePosixPath(name).suffix.lower() in suffixes]
    if not inputs:
        return "，里面没有认得出的输入"
    more = "等" if len(inputs) > _MOST_NAMED else ""
    return f"，里面有 {len(inputs)} 份像是输入的：{'、'.join(inputs[:_MOST_NAMED])}{more}"


def _name(info: zipfile.ZipInfo) -> str:
    """Without the mark for UTF-8 a name was packed under a Chinese Windows."""
    name = info.filename
    if not info.flag_bits & 0x800:
        name = name.encode("cp437", "replace").decode("gb18030", "replace")
    return shown_path(Path(name)).as_posix()
