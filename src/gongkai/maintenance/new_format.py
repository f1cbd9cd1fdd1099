"""`templates new`: a child pack that says only who its parent is, and is valid at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.packs.inheritance import PACK_FILE, PackSource, format_hint, list_formats, load_source
from gongkai.packs.library import Library
from gongkai.packs.pack import DOCUMENT_KINDS, Pack
from gongkai.packs.told import pack_finding

_FORMAT = re.compile(rf"[a-z][a-z0-9_]*/(?:{'|'.join(DOCUMENT_KINDS)})/20\d\d")
_SIGN = re.compile(r"[:#'\"\[\]{}&*!|>%@`,\n-]")

_BASES = "national/"
_SHOWN = 3

_HEAD = """\
# {name}：继承 {parent}，这里只写不同之处。
# 同名的键改掉上级的内容；“+键”新增；“-键:”删去；列表整个替换。
# 新文件（narrative/、tables/、forms/ 等）放在本文件夹内，同名的以本文件夹为准。
# 改完运行：gongkai templates lint {format}；看样子运行：gongkai templates preview {format} -o 文件夹
"""


@frozen
class NewPack:
    """The files of a new pack by their path under the templates folder; none where something is wrong."""

    folder: Path
    files: dict[str, str]
    findings: tuple[Finding, ...]


def new_pack(format: str, parent: str, library: Library, name: str = "") -> NewPack:
    """What `templates new` writes. Nothing is written here, and nothing that exists is ever replaced."""
    folder = library.root
    place = Location(path=format)
    if not _FORMAT.fullmatch(format):
        hint = (
            f"写成 省名拼音/种类/年度，种类是 {'、'.join(DOCUMENT_KINDS)}，如 somewhere/final_accounts/2025"
        )
        return _refused(folder, pack_finding("PK-40", f"格式名“{format}”不合规定", place, hint))
    if (folder / format).exists():
        hint = "请直接修改它，或换一个名称"
        return _refused(folder, pack_finding("PK-41", f"格式“{format}”已经存在，不会覆盖", place, hint))
    pack, faults = library.pack(parent)
    if pack is None or faults:
        return NewPack(folder, {}, faults or (_no_parent(folder, parent),))
    if pack.kind != format.split("/")[1]:
        message = f"“{parent}”是{DOCUMENT_KINDS[pack.kind]}的格式，不能作“{format}”的上级"
        hint = f"请用 {'、'.join(_same_kind(library, format)[:_SHOWN])} 这样的格式作上级"
        return _refused(folder, pack_finding("PK-42", message, place, hint))
    text = _text(folder, format, parent, name, pack, load_source(folder, parent))
    return NewPack(folder, {f"{format}/{PACK_FILE}": text}, ())


def _same_kind(library: Library, format: str) -> list[str]:
    """Formats that can be the parent: the newest of each province, the bases of `national` first."""
    kind = format.split("/")[1]
    newest = {name.split("/")[0]: name for name in library.formats() if name.split("/")[1] == kind}
    return sorted(newest.values(), key=lambda name: not name.startswith(_BASES))


def _refused(folder: Path, finding: Finding) -> NewPack:
    return NewPack(folder, {}, (finding,))


def _no_parent(folder: Path, parent: str) -> Finding:
    place = Location(path=parent)
    return pack_finding("PK-00", f"没有格式“{parent}”", place, format_hint(parent, list_formats(folder)))


def _text(root: Path, format: str, parent: str, name: str, pack: Pack, source: PackSource) -> str:
    """pack.yaml: the identity, and the parent's texts with its year in them brought to the new year."""
    year = format.rsplit("/", 1)[-1]
    name = name or _brought(pack.name, pack.year, year)
    if name == pack.name:
        name = f"{name}（{format}）"
    lines = [
        _HEAD.format(name=name, parent=parent, format=format).rstrip(),
        f"format: {format}",
        f"extends: {parent}",
        f"name: {json.dumps(name, ensure_ascii=False) if _SIGN.search(name) else name}",
    ]
    if year != pack.year:
        lines.append(f"year: {year}")
        if year != pack.classification.year and (root / "common" / "codes" / year).is_dir():
            lines.append(f"classification: {year}")
        lines += _dated(source, "titles", pack.year, year)
    return "\n".join(lines) + "\n"


def _dated(source: PackSource, key: str, old: str, new: str) -> list[str]:
    """The entries under a key of pack.yaml that hold the parent's year, with the new one."""
    node = source.yaml[PACK_FILE].get(key)
    changed = {
        name: _brought(value.text, old, new)
        for name, value in (node.mapping if node else {}).items()
        if _brought(value.text, old, new) != value.text
    }
    entries = [f"  {name}: {json.dumps(text, ensure_ascii=False)}" for name, text in changed.items()]
    return [f"{key}:", *entries] if entries else []


def _brought(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<!\d){old}(?!\d)", new, text)
