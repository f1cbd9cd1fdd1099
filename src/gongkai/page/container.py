"""Many files as one text inside an HTML page: a list of names and lengths, the bytes, one gzip, base64."""

from __future__ import annotations

import base64
import gzip
import json
import struct
from collections.abc import Mapping

PARTS = '<script type="text/plain" id="gongkai-parts">'
FORMATS = '<script type="text/plain" id="gongkai-formats">'
END = "</script>"
"""The tags around such texts, of a type that browsers do not run."""

_LENGTH = struct.Struct("<I")


def packed_text(files: Mapping[str, bytes]) -> str:
    """Base64 text. `unpacked_text` and `inside/start.js` read it."""
    listed = json.dumps([[name, len(content)] for name, content in files.items()]).encode()
    whole = b"".join([_LENGTH.pack(len(listed)), listed, *files.values()])
    return base64.b64encode(gzip.compress(whole, 9, mtime=0)).decode("ascii")


def unpacked_text(text: str) -> dict[str, bytes]:
    """The files of `packed_text`."""
    whole = gzip.decompress(base64.b64decode(text))
    (length,) = _LENGTH.unpack_from(whole)
    place = _LENGTH.size + length
    files = {}
    for name, size in json.loads(whole[_LENGTH.size : place]):
        files[name] = whole[place : place + size]
        place += size
    return files
