"""Merges a child's YAML into its parent's, key by key, by the signs `+`, `-`, `=` before and `→` in a key."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gongkai.findings import Finding, Location
from gongkai.packs.told import pack_finding, spelling_hint
from gongkai.yamlsource import Node

RENAMED = " → "  # `旧 → 新:` renames the parent's entry without moving it
OldAndNew = tuple[str, str]
"""An old name and the new one."""


class Patcher:
    """Merges the files of one pack into its parents'; faults are added to `findings`.

    `followed` are the renames that were already applied to all of the parents' files; `renamed` collects those that are
    applied here.
    """

    def __init__(self, findings: list[Finding], followed: Collection[OldAndNew] = ()) -> None:
        self.findings = findings
        self.followed = followed
        self.renamed: list[OldAndNew] = []

    def merge(
        self, parent: Node, child: Node, own: Collection[str] = (), dropped: Collection[str] = ()
    ) -> Node:
        """The parent's node as changed by the child. `own` are keys that each pack states itself, `dropped` those that
        are not inherited."""
        if not (parent.is_mapping and child.is_mapping):
            return child
        values, keys = dict(parent.mapping), dict(parent.keys)
        for name in dropped:
            values.pop(name, None)
        after: list[str] | None = None  # the entries that followed the removed one
        for name, value, place in self._entries(child, values, keys):
            behind, after = after, None
            if name[:1] in ("+", "-", "=") and name[1:2].isspace():
                message = f"“{name}”的符号后面不要空格"
                self.findings.append(
                    pack_finding("PK-04", message, place, f"写成“{name[0]}{name[1:].strip()}:”")
                )
            elif name in own:
                values[name], keys[name] = value, place
            elif name.startswith("+"):
                self._add(values, keys, name[1:], value, place)
                for follower in behind or ():
                    values[follower] = values.pop(follower)
                after = behind
            elif name.startswith("=") and name != "=":  # a plain = is the sign of a target in scoring.yaml
                self._replace(values, keys, name[1:], value, place)
            elif name.startswith("-"):
                if value.value is not None:
                    self.findings.append(_content_to_remove(name[1:], place))
                after = self._take_away(values, keys, name[1:], place)
            elif name not in values:
                self.findings.append(_no_such(name, place, values))
            else:
                values[name] = self.merge(values[name], value)
                keys[name] = place
        return Node(values, child.location, keys)

    def _entries(
        self, child: Node, values: dict[str, Node], keys: dict[str, Location]
    ) -> Iterator[tuple[str, Node, Location]]:
        """The entries of a patch with their places; renames are applied here."""
        for name, value in child.mapping.items():
            place = child.keys[name]
            if RENAMED not in name:
                yield name, value, place
            elif (new := self._rename(values, keys, name, place)) and value.value is not None:
                yield new, value, place

    def _rename(self, values: dict[str, Node], keys: dict[str, Location], name: str, place: Location) -> str:
        """Rename an entry in place and return its new name; empty where that is not possible."""
        old, new = names_of(name)
        if (old, new) in self.followed:
            return new
        if old not in values:
            message = f"上级格式没有“{old}”，无从改名"
            self.findings.append(pack_finding("PK-03", message, place, spelling_hint(old, values)))
            return ""
        if not new or new in values:
            message = f"“{old}”要改名为“{new}”，已经有“{new}”" if new else f"“{old}”要改名，没有写新名称"
            self.findings.append(pack_finding("PK-04", message, place, "写成“旧名称 → 新名称:”"))
            return ""
        entries = [(new if known == old else known, node) for known, node in values.items()]
        values.clear()
        values.update(entries)
        keys.pop(old, None)
        keys[new] = place
        self.renamed.append((old, new))
        return new

    def _take_away(
        self, values: dict[str, Node], keys: dict[str, Location], name: str, place: Location
    ) -> list[str] | None:
        """Remove an entry and return the names that followed it; None where there is no such entry."""
        order = list(values)
        keys.pop(name, None)
        if values.pop(name, None) is None:
            self.findings.append(_nothing_to_remove(name, place, values))
            return None
        return order[order.index(name) + 1 :]

    def _add(
        self, values: dict[str, Node], keys: dict[str, Location], name: str, value: Node, place: Location
    ) -> None:
        if quoted := _quoted_too_late("+", name):
            told = pack_finding("PK-04", f"“+{name}”里的引号会成为名称的一部分", place, quoted)
            self.findings.append(told)
        if name in values:
            message = f"“+{name}”要新增，但上级格式已有“{name}”"
            hint = f"要修改就去掉前面的 +；要整个换掉就写“={name}:”"
            self.findings.append(pack_finding("PK-04", message, place, hint))
        values[name], keys[name] = value, place

    def _replace(
        self, values: dict[str, Node], keys: dict[str, Location], name: str, value: Node, place: Location
    ) -> None:
        """Replace an entry as a whole."""
        if name not in values:
            hint = _quoted_too_late("=", name) or spelling_hint(name, values) or f"确要新增请写“+{name}”"
            message = f"上级格式没有“{name}”，无从整个换掉"
            self.findings.append(pack_finding("PK-03", message, place, hint))
        elif value.value is None:
            message = f"“={name}”是整个换掉上级的“{name}”，下面却没有内容"
            self.findings.append(pack_finding("PK-03", message, place, f"不要这一键的，写“-{name}:”"))
        else:
            values[name], keys[name] = value, place


def names_of(entry: str) -> OldAndNew:
    """The old and the new name of `旧 → 新`."""
    old, _, new = entry.partition(RENAMED)
    return old.strip(), new.strip()


def _content_to_remove(name: str, place: Location) -> Finding:
    message = f"“-{name}”是去掉上级的“{name}”，下面写的内容不会用到"
    hint = f"要改内容就写“{name}:”；要整个换掉就写“={name}:”"
    return pack_finding("PK-03", message, place, hint)


def _nothing_to_remove(name: str, place: Location, names: Collection[str]) -> Finding:
    if quoted := _quoted_too_late("-", name):
        return pack_finding("PK-03", f"上级格式没有“{name}”，无从去掉", place, quoted)
    hint = spelling_hint(name, names) or "上级本来就没有，请删去这一行"
    return pack_finding("PK-03", f"上级格式没有“{name}”，无从去掉", place, hint)


def _quoted_too_late(sign: str, name: str) -> str:
    """The advice for `-"name":`, where YAML takes the quotation marks for part of the name; else empty."""
    bare = name.strip("\"'")
    return f'引号要把 {sign} 也括进去：写成 "{sign}{bare}":' if name[:1] in ("'", '"') and bare else ""


def _no_such(name: str, place: Location, names: Collection[str]) -> Finding:
    typed = _typing_hint(name, names)
    hint = typed or "；".join(filter(None, [spelling_hint(name, names), f"确要新增请写“+{name}”"]))
    return pack_finding("PK-03", f"上级格式没有“{name}”，无从修改", place, hint)


def _typing_hint(name: str, names: Collection[str]) -> str:
    """The advice for a name typed with full-width signs or blanks; else empty."""
    if "：" in name and name.partition("：")[0].strip("＋－＝+-= ") in names:
        return "名称后面的冒号要用英文的，再空一格"
    if name != (plain := name.translate(_BLANKS)):
        return f"里面有全角空格或不间断空格，换成普通空格，写成“{plain.strip()}”"
    if name[:1] in _WIDE_SIGNS:
        return f"前面的“{name[0]}”要用英文的，写成“{_WIDE_SIGNS[name[0]]}{name[1:]}:”"
    if "→" in name or "->" in name:
        return f"要改名的，箭头两边各空一格，写成“旧名{RENAMED}新名:”"
    if name.strip("“”‘’") in names:
        return f"名称不用加引号，写成“{name.strip('“”‘’')}:”"
    return ""


_BLANKS = {0x3000: " ", 0xA0: " ", 0x200B: ""}
_WIDE_SIGNS = {"＋": "+", "－": "-", "—": "-", "﹣": "-", "＝": "="}
