"""What of a wheel goes into a home: its Python files, its data and, apart from them, its licences."""

from __future__ import annotations

import io
import zipfile
from fnmatch import fnmatchcase

from gongkai.third_party.parts import PinnedPart

_COMPILED_OR_UNUSED = (
    "*.so",
    "*.pyd",
    "*.c",
    "*.pyi",
    "*.pyx",
    "*.pxd",
    "*/py.typed",
    "*/__pycache__/*",
    "*/tests/*",
)
_LICENCES = ("licen[cs]e*", "copying*", "notice*")


def modules(part: PinnedPart, archive: bytes) -> dict[str, bytes]:
    """Path below site-packages → bytes, sorted. Nothing compiled: the package's own Python stands in for it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as wheel:
        taken = [name for name in wheel.namelist() if _taken(part, name)]
        assert taken, f"nothing was taken of {part.name}"
        return {name: wheel.read(name) for name in sorted(taken)}


def licences(part: PinnedPart, archive: bytes) -> str:
    """The licence files of a wheel, one after the other."""
    with zipfile.ZipFile(io.BytesIO(archive)) as wheel:
        names = [name for name in wheel.namelist() if _is_licence(name)]
        assert names, f"{part.name} bears no licence"
        return "\n\n".join(wheel.read(name).decode("utf-8").strip() for name in sorted(names))


def _taken(part: PinnedPart, name: str) -> bool:
    if name.endswith("/") or ".dist-info/" in name or ".data/" in name:
        return False
    if any(fnmatchcase(name, pattern) for pattern in (*_COMPILED_OR_UNUSED, *part.leave_out)):
        return False
    folders = {pattern.rpartition("/")[0] + "/" for pattern in part.only}
    if any(name.startswith(folder) for folder in folders):
        return name in part.only
    return True


def _is_licence(name: str) -> bool:
    last = name.rpartition("/")[2].lower()
    return any(fnmatchcase(last, pattern) for pattern in _LICENCES) and not name.endswith("/")
