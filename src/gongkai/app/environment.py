"""The library of the command line; the only place that reads the environment to find the format packs."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.app.wrong_usage import UserFault
from gongkai.files import shown_name, shown_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongkai.packs.library import Library

VARIABLE = "GONGKAI_TEMPLATES"
"""Names a folder of format packs to take instead of those that come with the program."""


BROUGHT = "GONGKAI_FORMATS"
"""Names a folder of formats of one's own, zips or folders, to be had beside the others."""


@cache
def library() -> Library:
    """The formats of this run."""
    from gongkai.packs.library import Library

    return Library(root())


@cache
def root() -> Path:
    """The folder of all formats of this run. Raises UserFault where those brought along are of no use."""
    from gongkai.packs.travelling import Unusable, put_beside, unpacked

    own, brought = _own(), os.environ.get(BROUGHT, "")
    if not brought or not Path(brought).is_dir():
        return own
    packages = brought_formats(Path(brought), own)
    if not packages:
        return own
    together = Path(tempfile.mkdtemp(prefix="gongkai-formats-"))
    atexit.register(shutil.rmtree, together, ignore_errors=True)
    try:
        put_beside(own, map(unpacked, packages.values()), together)
    except Unusable as fault:
        raise UserFault(f"{shown_path(Path(brought))}{fault}") from fault
    return together


def _own() -> Path:
    """The formats of this run without those brought along. Raises UserFault where the folder named has none."""
    from gongkai.packs.location import templates_root

    named = os.environ.get(VARIABLE, "")
    if not named:
        return templates_root()
    if not (Path(named) / "common").is_dir():
        raise UserFault(
            f"环境变量 {VARIABLE} 写的文件夹 {shown_path(Path(named))} 里没有格式；"
            "请改正，或取消它以后用 gongkai templates copy 文件夹 复制一份自带的"
        )
    return Path(named)


def library_to_write() -> Library:
    """The formats of this run where one is to be made or changed. Raises UserFault where some are brought along: what
    is written beside them would be gone with the command."""
    if root() != _own():
        raise UserFault(
            f"环境变量 {BROUGHT} 里的格式只供使用，不在那里新建和修改；"
            f"请先取消它，用 gongkai templates copy 文件夹 复制一份格式，{VARIABLE} 写上那个文件夹"
        )
    return library()


def named_root() -> str:
    """The folder that a batch takes its formats from, empty if those that come with the program."""
    from gongkai.packs.location import templates_root

    return "" if root() == templates_root() else str(root())


def brought_formats(folder: Path, own: Path | None = None) -> dict[str, bytes]:
    """The formats in a folder as zips by name: zips as they are, folders `<province>/<kind>/<year>` packed.

    Each is compiled with those of `own` (those that come with the program) beside it. Raises UserFault where one is of
    no use.
    """
    from gongkai.packs.inheritance import list_formats
    from gongkai.packs.location import templates_root
    from gongkai.packs.travelling import packed

    if not folder.is_dir():
        raise UserFault(f"没有文件夹 {shown_path(folder)}")
    packages = {path.name: path.read_bytes() for path in sorted(folder.glob("*.zip")) if path.is_file()}
    if lying_there := list_formats(folder):
        packages[f"{folder.name}.zip"] = packed(folder, lying_there)
    with tempfile.TemporaryDirectory(prefix="gongkai-formats-") as together:
        _try(packages, own or templates_root(), Path(together))
    return packages


def _try(packages: Mapping[str, bytes], own: Path, together: Path) -> None:
    """Compile every format of the packages beside those of `own`, in an empty folder. Raises UserFault."""
    from gongkai.packs.library import Library
    from gongkai.packs.travelling import Unusable, formats_of, put_beside, unpacked

    opened: list[dict[str, bytes]] = []
    for name, content in packages.items():
        try:
            opened.append(unpacked(content))
        except Unusable as fault:
            raise UserFault(f"“{shown_name(Path(name))}”{fault}") from fault
    try:
        put_beside(own, opened, together)
    except Unusable as fault:
        raise UserFault(f"“{'”“'.join(packages)}”{fault}") from fault
    library = Library(together)
    for format in (format for files in opened for format in formats_of(files)):
        pack, faults = library.pack(format)
        if pack is None or faults:
            told = "；".join(finding.message for finding in faults[:3])
            raise UserFault(f"格式“{format}”不能用：{told or '读不出来'}")
