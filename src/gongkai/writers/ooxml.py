"""The one serialiser for Office Open XML: escaping, forbidden characters, and the zip package.

Same parts in, same bytes out: fixed time stamps, fixed order, no host data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

try:
    from isal import isal_zlib as deflate  # the extra `fast`
except ImportError:
    import zlib as deflate  # type: ignore[no-redef]  # isal_zlib has the functions of zlib

from gongkai.office_files import DIRECTORY_END, DIRECTORY_ENTRY, LOCAL_HEADER, MADE_ON, UTF_8_NAME

XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Characters that XML 1.0 does not allow at all, not even escaped.
_SPECIAL = re.compile('[&<>"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_ENTITY = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
# At level 3 zlib takes half the time of level 6, and files are a seventh larger (some 60 KB a report). ISA-L takes
# a quarter of that time, and files grow by another twentieth.
LEVEL = 1 if deflate.__name__ == "isal.isal_zlib" else 3
_SMALL = 8192  # bytes; smaller parts are cached, because they may repeat
_MADE_BY = MADE_ON << 8 | 20
_TIME, _DATE = 0, 0x21  # 1980-01-01, where the time of a zip begins


def escape(text: str) -> str:
    """Text for element content or a double-quoted attribute; characters XML forbids are dropped."""
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda match: _ENTITY.get(match[0], ""), text)


def package(parts: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]]) -> bytes:
    """A zip package of parts in the given order, deflated, the same bytes for the same parts.

    zipfile would do; but a workbook has some thirty small parts, a third of which are the same in every
    report, and zipfile spends more on each than deflating it takes. Readers need no more than this: local
    headers, data, and the central directory (APPNOTE 4.3).
    """
    items = parts.items() if isinstance(parts, Mapping) else parts
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part, content in items:
        name, flag = part.encode("utf-8"), 0 if part.isascii() else UTF_8_NAME
        data = content.encode("utf-8") if isinstance(content, str) else content
        packed, checksum = _small_deflated(data) if len(data) < _SMALL else _deflated(data)
        sizes = (checksum, len(packed), len(data), len(name), 0)
        pieces += (LOCAL_HEADER.pack(b"PK\3\4", 20, flag, 8, _TIME, _DATE, *sizes), name, packed)
        directory.append(
            DIRECTORY_ENTRY.pack(
                b"PK\1\2", _MADE_BY, 20, flag, 8, _TIME, _DATE, *sizes, 0, 0, 0, 0o600 << 16, offset
            )
            + name
        )
        offset += LOCAL_HEADER.size + len(name) + len(packed)
    listed = b"".join(directory)
    count = len(directory)
    end = DIRECTORY_END.pack(b"PK\5\6", 0, 0, count, count, len(listed), offset, 0)
    return b"".join((*pieces, listed, end))


def _deflated(data: bytes) -> tuple[bytes, int]:
    """The deflated data and the checksum of what it was."""
    memory = 6 if len(data) < _SMALL else 8  # smaller tables, because they are cleared for every part
    packer = deflate.compressobj(LEVEL, deflate.DEFLATED, -15, memory)
    return packer.compress(data) + packer.flush(), deflate.crc32(data)


# Relations, themes, styles: the same for every department of a format.
_small_deflated = lru_cache(maxsize=512)(_deflated)
