"""Formats of a year that still use the codes of another, and their pack.yaml brought to the new codes.

Who makes the format of a year before its codes are published has it on the old ones, because at that time there are no
others; importing the codes is what changes this.
"""

from __future__ import annotations

import re
from pathlib import Path

from gongkai.packs.inheritance import PACK_FILE, list_formats, load_identity, read_chain

_OWN = re.compile(r"^(classification:[ \t]*)[^#\r\n]*?([ \t]*(?:#[^\r\n]*)?)(?=\r?$)", re.M)
_YEAR = re.compile(r"(?:^|(\r?\n))year:[^\r\n]*")


def on_other_codes(root: Path, year: str) -> dict[str, str]:
    """The pack.yaml, by its path below `root`, of each format of `year` whose codes are of another, with `classification: year` written in; all else stands as it was."""
    files: dict[str, str] = {}
    for format in list_formats(root):
        _, identity = load_identity(root, format)
        chain, faults = read_chain(root, format)
        if identity is None or faults:
            continue  # a broken format is lint's to tell
        said = {key: node.text for key in ("year", "classification") if (node := identity.get(key))}
        own = chain[-1][1]
        if said.get("year") != year or said.get("classification") == year or own.get("year") is None:
            continue
        file = f"{format}/{PACK_FILE}"
        text = (root / file).read_bytes().decode("utf-8")  # as it stands: line ends and mark are the user's
        written = _written(text, year)
        if written != text:
            files[file] = written
    return files


def _written(text: str, year: str) -> str:
    """`classification` in place of the pack's own, or else below its year."""
    new, found = _OWN.subn(rf"\g<1>{year}\g<2>", text, count=1)
    if found:
        return new
    return _YEAR.sub(rf"\g<0>\g<1>classification: {year}", text, count=1)
