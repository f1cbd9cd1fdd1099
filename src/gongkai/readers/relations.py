"""What a part of an Office package refers to, and which part is its main one."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from gongkai.frozen import frozen
from gongkai.office_files import PACKAGE
from gongkai.readers.package import Damaged, Parts
from gongkai.readers.xml_stream import elements

_PACKAGE = f"{{{PACKAGE}/relationships}}"


@frozen
class Link:
    """What a part refers to: the last word of the relation's type, and the part's name; empty outside the package."""

    kind: str
    target: str


def main_part(parts: Parts, called: str) -> str:
    """The name of the part that the package is about; `called` is what messages call it. Raises Damaged, TooLarge."""
    found = {link.target for link in relations(parts, "").values() if link.kind == "officeDocument"}
    if len(found) != 1 or "" in found:
        raise Damaged(f"其中没有写明哪一个部件是{called}")
    return found.pop()


def relations(parts: Parts, source: str) -> dict[str, Link]:
    """What a part refers to by the relation's id; of the package itself for the empty name."""
    folder, name = posixpath.split(source)
    found: dict[str, Link] = {}
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    for _, link in elements(parts.read(rels), "部件关系", f"{_PACKAGE}Relationships"):
        key = link.get("Id", "")
        if link.tag != f"{_PACKAGE}Relationship" or key in found:
            raise Damaged(f"其中的部件关系“{key}”写得不对或重复")
        target = unquote(link.get("Target", "")).replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        inside = link.get("TargetMode", "Internal") != "External" and target
        kind = link.get("Type", "").rsplit("/", 1)[-1]
        found[key] = Link(kind, posixpath.normpath(path) if inside else "")
    return found
