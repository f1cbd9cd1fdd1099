"""Files in the input folder that are not inputs: counted and listed, so that nothing is overlooked
silently."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from gongkai.batch.zip_inputs import PACKED, ZIP, ZipFault, hidden, members, source
from gongkai.files import shown_path
from gongkai.frozen import frozen
from gongkai.own_files import holds_ours, is_ours

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
_OURS = "本程序以前生成的成品"


@frozen
class OtherFile:
    """A file by its path below the folder, why (in Chinese) it was not read, and whether it may hold an input."""

    place: str
    why: str
    may_hold_input: bool = False


def other_files(folder: Path, out: Path, taken: Iterable[Path], suffixes: tuple[str, ...]) -> list[OtherFile]:
    """Every file below `folder` and in its zips that is not `taken` as an input, except hidden ones and what is below
    `out`."""
    inputs = set(taken)
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path in inputs or any(map(hidden, inside.parts)) or path.is_relative_to(out):
            continue
        if path.is_dir() and path.suffix.lower() not in suffixes and not path.is_symlink():
            continue
        if path.suffix.lower() == ZIP and path.is_file():
            listed = list(_in_zip(path, inputs, suffixes))
        else:
            listed = [(path, *_why(path, suffixes))]
        found += [
            OtherFile(shown_path(place.relative_to(folder)).as_posix(), why, may)
            for place, why, may in listed
        ]
    return found


def _in_zip(
    path: Path, inputs: Collection[Path], suffixes: tuple[str, ...]
) -> Iterator[tuple[Path, str, bool]]:
    try:
        listed = members(path)
    except ZipFault as fault:
        yield path, f"压缩包{fault}", True
        return
    if not listed:
        yield path, "压缩包里没有文件", True
    for member in listed:
        if member.path in inputs:
            continue
        suffix = member.path.suffix.lower()
        if member.why:
            yield member.path, member.why, suffix in (*suffixes, *PACKED)
        elif suffix not in suffixes:
            yield member.path, _kind(suffix), False
        elif holds_ours(source(member.path).content):
            yield member.path, _OURS, False
        else:
            yield member.path, "另有同名或者内容相同的输入，只读了那一份", False


def _why(path: Path, suffixes: tuple[str, ...]) -> tuple[str, bool]:
    suffix = path.suffix.lower()
    if path.is_symlink() and not path.exists():
        return "链接指向的文件不在了", True
    if path.is_symlink() and path.is_dir():
        return "是指向文件夹的链接，没有进去；请把文件复制过来", True
    if not path.is_file():
        return "不是文件", False
    if is_ours(path):
        return _OURS, False
    if suffix in PACKED:
        return "压缩包，不是 .zip，没有解开；请解开后放进文件夹再运行", True
    if suffix in suffixes:
        return "旁边有同名的输入，只读了那一份", False
    return _kind(suffix), False


def _kind(suffix: str) -> str:
    return f"{_KINDS.get(suffix, '别的文件')}，不是填报的工作簿"
