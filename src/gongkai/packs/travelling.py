"""Formats as zip files, passed on to others and loaded beside those that come with the program.

The zip holds `<province>/<kind>/<year>/…`, possibly inside one more folder, with the parents that the program lacks. It
is not trusted: paths cannot lead elsewhere, only the kinds of files that formats consist of are taken, and bytes are
counted while unpacking.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from gongkai.packs.inheritance import MAX_FILES, MAX_PACK_FILE, MAX_STYLE, PACK_FILE, is_format

_SUFFIXES = (".yaml", ".j2")
_STYLE = "style/reference.docx"
_MAX_UNPACKED = 40_000_000  # bytes, of all files of one zip
_PART = re.compile(r"[^\x00-\x1f\x7f<>:\"|?*\\/]{1,100}")
_UTF_8 = 0x800
_FOLDERS = 3  # the folders in the id of a format


class Unusable(Exception):
    """A zip that is no format; the message is Chinese and continues a sentence that begins with the file's name."""


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a zip by their path below the templates folder. Raises Unusable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MAX_FILES:
                raise Unusable(f"里有 {MAX_FILES} 个以上的文件，不是格式")
            return _read(archive, _placed(infos))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unusable("不是压缩包，或者已经损坏") from error


def _placed(infos: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries that belong to formats, by their path below the templates folder."""
    named = {_name(info): info for info in infos}
    roots = {
        str(PurePosixPath(*PurePosixPath(name).parts[: -_FOLDERS - 1]))
        for name in named
        if PurePosixPath(name).name == PACK_FILE and len(PurePosixPath(name).parts) > _FOLDERS
    }
    if not roots:
        raise Unusable(f"里没有格式：应有“省/种类/年度/{PACK_FILE}”")
    if len(roots) > 1:
        raise Unusable("里的格式不在同一个文件夹里")
    prefix = "" if roots == {"."} else f"{roots.pop()}/"
    placed: dict[str, zipfile.ZipInfo] = {}
    for name, info in named.items():
        path = name.removeprefix(prefix)
        parts = path.split("/")
        if not name.startswith(prefix) or len(parts) <= _FOLDERS or not is_format("/".join(parts[:_FOLDERS])):
            continue
        if path.endswith(_SUFFIXES) or "/".join(parts[_FOLDERS:]) == _STYLE:
            placed[path] = info
    return placed


def _name(info: zipfile.ZipInfo) -> str:
    """The path of an entry in its right encoding. Raises Unusable where it leads out of the folder."""
    name = info.filename
    if not info.flag_bits & _UTF_8:  # packed under Chinese Windows; Python took it for cp437
        raw = name.encode("cp437", errors="replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", errors="replace")
    name = name.replace("\\", "/")
    parts = name.split("/")
    if any(part in (".", "..") or not _PART.fullmatch(part) for part in parts):
        raise Unusable(f"里有一个文件的名称指向别处或者不能用：{name[:80]!r}")
    return name


def _read(archive: zipfile.ZipFile, placed: Mapping[str, zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for path, info in sorted(placed.items()):
        most = MAX_STYLE if path.endswith(".docx") else MAX_PACK_FILE
        with archive.open(info) as stream:
            content = stream.read(most + 1)
        total += len(content)
        if len(content) > most or total > _MAX_UNPACKED:
            raise Unusable(f"里的“{PurePosixPath(path).name}”太大，不是格式的文件")
        files[path] = content
    return files


def formats_of(files: Iterable[str]) -> list[str]:
    """The ids of the formats among the files of a zip."""
    return sorted(path.removesuffix(f"/{PACK_FILE}") for path in files if path.endswith(f"/{PACK_FILE}"))


def put_beside(own: Path, brought: Iterable[Mapping[str, bytes]], root: Path) -> None:
    """Fill the templates folder `root` (new or empty) with the formats of `own` and the unpacked ones.

    Raises Unusable where two would have the same id.
    """
    shutil.copytree(own, root, dirs_exist_ok=True)
    for files in brought:
        for format in formats_of(files):
            if (root / format).exists():
                raise Unusable(f"里的格式“{format}”已经有了")
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def packed(root: Path, formats: Iterable[str]) -> bytes:
    """Formats below `root` as one zip; the same files, the same bytes. Raises OSError."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for format in sorted(formats):
            for path in sorted((root / format).rglob("*")):
                relative = path.relative_to(root / format).as_posix()
                if path.is_file() and (relative.endswith(_SUFFIXES) or relative == _STYLE):
                    info = zipfile.ZipInfo(f"{format}/{relative}", (1980, 1, 1, 0, 0, 0))
                    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
                    archive.writestr(info, path.read_bytes())
    return buffer.getvalue()
