"""An Office file with one of its parts changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def with_part(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The file with `change` made to the text of the part `name`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w") as made:
        for part in given.namelist():
            text = given.read(part)
            made.writestr(part, change(text.decode()).encode() if part == name else text)
    return packed.getvalue()
