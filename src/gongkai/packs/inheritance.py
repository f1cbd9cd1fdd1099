"""Merges a pack's files with those of its parents, keeping the place where each entry was written.

A child's YAML file of the same name is a patch of the parent's: mappings merge key by key, anything else replaces. A
key that the parent lacks is an error, unless written `+key` (add); `-key` removes the parent's entry; a `+key` right
after a `-key` takes its position; `=key` replaces the entry as a whole; `old → new` renames it, and if it names a
schedule, figure or reason, also wherever the parents use that name. A narrative file or a new YAML file is taken as a
whole. `without` of pack.yaml lists files of the parent that the child drops, or replaces as a whole by its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.packs.patching import RENAMED, OldAndNew, Patcher
from gongkai.packs.prose_patch import PATCH, ProseLine, is_patch, patched
from gongkai.packs.renaming import NEEDS, RENAMES, Renaming
from gongkai.packs.told import pack_finding, spelling_hint
from gongkai.yaml_faults import typing_slip
from gongkai.yamlsource import Node, parse_yaml

MAX_PACK_FILE = 1_000_000  # bytes of one YAML or prose file
MAX_STYLE = 10_000_000  # bytes of the reference file
MAX_FILES = 2_000  # of one pack
PACK_FILE = "pack.yaml"
_OF_PARENT = ("abstract", "without", "years", "status", RENAMES)  # keys of pack.yaml that are not inherited
_OWN_KEYS = ("format", "extends", *_OF_PARENT)  # keys that every pack states itself and so does not override
# Files in which `旧 → 新` renames something that other files use.
_NAMING = ("schedules/", "figures.yaml", "reasons.yaml")
# A format's id is a path below the templates folder and cannot lead anywhere else.
_FORMAT = re.compile(r"[\w-]{1,60}(/[\w-]{1,60}){2}")


@frozen
class NarrativeFile:
    """The text of one prose template and the file it came from (relative to the templates folder).

    `places` gives the place of each line where they came from several files, else it is empty.
    """

    text: str
    file: str
    places: tuple[Location, ...] = ()

    def place(self, line: int) -> Location:
        """Where a line (from 1) of the text was written."""
        if 0 < line <= len(self.places):
            return self.places[line - 1]
        return Location(file=self.file, line=max(line, 1), column=1)

    @property
    def lines(self) -> list[ProseLine]:
        texts = self.text.split("\n")
        return [(text, self.place(number)) for number, text in enumerate(texts, 1)]


@dataclass(slots=True)
class PackSource:
    """All files of a pack after inheritance. `chain` lists the packs from the root to this one."""

    format: str
    chain: tuple[str, ...]
    yaml: dict[str, Node] = field(default_factory=dict)
    narrative: dict[str, NarrativeFile] = field(default_factory=dict)
    style: Path | None = None
    findings: list[Finding] = field(default_factory=list)

    def folder(self, name: str) -> dict[str, Node]:
        """The merged YAML files of a sub-folder by their stem, such as `tables`."""
        prefix = f"{name}/"
        return {
            key[len(prefix) : -len(".yaml")]: node
            for key, node in self.yaml.items()
            if key.startswith(prefix)
        }


def format_hint(name: str, formats: list[str]) -> str:
    """A hint for an unknown format: the years of the same province and kind, else the most similar name."""
    series, _, year = name.rpartition("/")
    years = [item.rpartition("/")[2] for item in formats if item.rpartition("/")[0] == series]
    if not years or not year.isdigit():
        return spelling_hint(name, formats)
    nearest = min(years, key=lambda item: abs(int(item) - int(year)) if item.isdigit() else int(year))
    return f"“{series}”有 {'、'.join(years)} 年度的，最近的是“{series}/{nearest}”"


def list_formats(root: Path) -> list[str]:
    """The ids of all packs under `root`, abstract ones included, sorted."""
    return sorted(path.parent.relative_to(root).as_posix() for path in root.glob(f"*/*/*/{PACK_FILE}"))


def read_chain(root: Path, format: str) -> tuple[list[tuple[str, Node]], list[Finding]]:
    """The pack.yaml nodes from the root ancestor to `format`; findings for a missing parent or a cycle."""
    chain: list[tuple[str, Node]] = []
    current, asked_at = format, Location(path=format)
    seen: list[str] = []
    while current:
        if current in seen:
            route = " → ".join([*seen, current])
            return [], [pack_finding("PK-02", f"格式继承成环：{route}", asked_at, "请改正 extends")]
        seen.append(current)
        path = root / current / PACK_FILE
        if not is_format(current) or not path.is_file():
            name = current if len(current) < 100 else f"{current[:100]}…"
            what = f"没有格式“{name}”" if len(seen) == 1 else f"“{seen[-2]}”继承的格式“{name}”不存在"
            code = "PK-00" if len(seen) == 1 else "PK-01"
            return [], [pack_finding(code, what, asked_at, format_hint(name, list_formats(root)))]
        node, findings = read_yaml(root, path)
        if node is None or findings:
            return [], findings
        chain.insert(0, (current, node))
        parent = node.get("extends")
        current, asked_at = (parent.text, parent.location) if parent else ("", asked_at)
    return chain, []


def load_source(root: Path, format: str) -> PackSource:
    """Read a pack and its parents and merge them; faults are in `findings`."""
    chain, findings = read_chain(root, format)
    source = PackSource(format, tuple(name for name, _ in chain), findings=findings)
    for name, _ in chain:
        _add_pack(root, name, chain, source)
    return source


def load_identity(root: Path, format: str) -> tuple[tuple[str, ...], Node | None]:
    """The chain of a pack and its merged pack.yaml, without its other files; None where the chain is broken."""
    chain, _ = read_chain(root, format)
    merged: Node | None = None
    for _, node in chain:
        merged = node if merged is None else _laid_over(Patcher([]), merged, node, PACK_FILE)
    return tuple(name for name, _ in chain), merged


def is_format(name: str) -> bool:
    """True for a well-formed id, whether there is such a format or not."""
    return _FORMAT.fullmatch(name) is not None


def read_yaml(root: Path, path: Path) -> tuple[Node | None, list[Finding]]:
    """A YAML file of a pack; None where it cannot be read, with the reason."""
    file = path.relative_to(root).as_posix()
    text, findings = _read_text(path, file)
    if text is None:
        return None, findings
    node, faults = _parsed(text, file)
    return node, list(faults)


@lru_cache(maxsize=512)  # the files of all formats, more than twice over
def _parsed(text: str, file: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """Cached, because formats share their parents' files; the key includes the text, so a changed file is parsed anew."""
    node, findings = parse_yaml(text, file)
    if node is not None and not node.is_mapping:
        return None, (*findings, _no_mapping(text, node))
    return node, tuple(findings)


def _no_mapping(text: str, node: Node) -> Finding:
    """The finding about a YAML file that is no mapping: most often for a wrong colon or sign."""
    message = "文件里应是“名称: 内容”，一行一个"
    slip = typing_slip(text)
    if slip is not None:
        where = Location(file=node.location.file, line=slip.line + 1, column=slip.column + 1)
        return pack_finding("PK-05", f"{message}；{slip.message}", where, slip.hint)
    hint = "删去上级的一键写“-名称:”，减号后面不要空格" if node.is_list else "名称后面写英文冒号，再空一格"
    return pack_finding("PK-05", message, node.location, hint)


def _read_text(path: Path, file: str) -> tuple[str | None, list[Finding]]:
    """The text of a file of a pack; None, with a finding, where it cannot be read."""
    where = Location(file=file, line=1, column=1)
    try:
        if not path.is_file():  # a folder, a pipe, a link that leads nowhere
            return None, [pack_finding("PK-05", f"“{path.name}”不是文件", where, "请移走")]
        refused = _refused(path, file, MAX_PACK_FILE)
        if refused is not None:
            return None, [refused]
        return path.read_text(encoding="utf-8-sig"), []
    except UnicodeDecodeError:
        hint = "请在记事本中打开，另存为，编码选择 UTF-8"
        return None, [pack_finding("PK-05", f"“{path.name}”不是 UTF-8 编码", where, hint)]
    except OSError:
        return None, [pack_finding("PK-05", f"“{path.name}”打不开", where, "请检查有没有读取权限")]


def _refused(path: Path, file: str, most: int) -> Finding | None:
    """The finding about a file that is not read: a link that leads out of the templates folder, or over `most` bytes."""
    where = Location(file=file, line=1, column=1)
    root = path.parents[file.count("/")]
    if not path.resolve().is_relative_to(root.resolve()):
        message = f"“{path.name}”是链接，指向格式文件夹以外"
        return pack_finding("PK-05", message, where, "请把文件本身放进来")
    size = path.stat().st_size
    if size > most:
        message = f"“{path.name}”有 {size:,} 字节，太大（最多 {most:,} 字节）"
        return pack_finding("PK-05", message, where, "请确认是不是格式的文件")
    return None


def _drop(pack: Node, source: PackSource) -> None:
    """Remove the parent's files that a pack lists under `without`."""
    listed = pack.get("without")
    for item in listed.items if listed is not None else ():
        stem = item.text.removeprefix("narrative/").removesuffix(".j2")
        if source.yaml.pop(item.text, None) is None and source.narrative.pop(stem, None) is None:
            known = [*source.yaml, *(f"narrative/{stem}.j2" for stem in source.narrative)]
            message = f"上级格式没有文件“{item.text}”，无从去掉"
            source.findings.append(
                pack_finding("PK-03", message, item.location, spelling_hint(item.text, known))
            )


def _rename_all(pack: Node, source: PackSource) -> None:
    """Apply the pack's `renames` to everything its parents have."""
    listed = pack.get(RENAMES)
    names = {old: new.text for old, new in listed.mapping.items() if new.text} if listed is not None else {}
    if not names or listed is None:
        return
    renaming = Renaming(names)
    before = {key: set(_words(node)) for key, node in source.yaml.items()}
    for old in names:
        if not any(old in words for words in before.values()):
            message = f"上级格式没有“{old}”，无从改名"
            known = {word for words in before.values() for word in words}
            source.findings.append(
                pack_finding("PK-03", message, listed.keys[old], spelling_hint(old, known))
            )
    _give_names(renaming, source)


def _without_needing(rules: Node, renaming: Renaming) -> Node:
    """rules.yaml without the rules that need (`needs`) a name which is being replaced."""
    sections = {}
    for name, section in rules.mapping.items():
        stay = {
            code: rule
            for code, rule in section.mapping.items()
            if (needed := rule.get(NEEDS)) is None or needed.text not in renaming.names
        }
        sections[name] = (
            section if len(stay) == len(section.mapping) else Node(stay, section.location, section.keys)
        )
    return Node(sections, rules.location, rules.keys)


def _words(node: Node) -> Iterator[str]:
    """Every key and scalar in a node."""
    for item in node.walk():
        yield from item.mapping
        yield item.text


def _add_pack(root: Path, name: str, chain: list[tuple[str, Node]], source: PackSource) -> None:
    folder = root / name
    own = dict(chain)[name]
    _drop(own, source)
    _rename_all(own, source)
    files = sorted(islice(folder.rglob("*"), MAX_FILES + 1))
    if len(files) > MAX_FILES:
        where = Location(file=f"{name}/{PACK_FILE}", line=1, column=1)
        message = f"格式文件夹里有 {MAX_FILES} 个以上的文件"
        source.findings.append(pack_finding("PK-05", message, where, "请移走不是格式的文件"))
        return
    patches = {}
    for path in files:
        if path.suffix == ".yaml":
            node, findings = read_yaml(root, path)
            source.findings.extend(findings)
            if node is not None:
                patches[path.relative_to(folder).as_posix()] = node
    _lay_over(patches, source)
    for path in files:
        key = path.relative_to(folder).as_posix()
        if path.suffix == ".j2":
            relative = path.relative_to(root).as_posix()
            stem = key.removeprefix("narrative/").removesuffix(".j2")
            text, findings = _read_text(path, relative)
            source.findings.extend(findings)
            if text is not None:
                source.narrative[stem] = _prose(NarrativeFile(text, relative), stem, source)
        elif key == "style/reference.docx":
            refused = _refused(path, path.relative_to(root).as_posix(), MAX_STYLE)
            if refused is None:
                source.style = path
            else:
                source.findings.append(refused)


def _prose(file: NarrativeFile, stem: str, source: PackSource) -> NarrativeFile:
    """A prose file, or if it is a patch the parent's with its changes applied."""
    if not is_patch(file.text):
        return file
    parent = source.narrative.get(stem)
    if parent is None:
        message = f"上级格式没有正文“{stem}”，无从修改"
        hint = spelling_hint(stem, source.narrative) or f"整个自己写的，第一行不写“{PATCH}”"
        source.findings.append(pack_finding("PK-03", message, file.place(1), hint))
        return replace(file, text=file.text.partition("\n")[2])
    lines = patched(parent.lines, file.lines, source.findings)
    return NarrativeFile("\n".join(text for text, _ in lines), file.file, tuple(place for _, place in lines))


def _lay_over(patches: dict[str, Node], source: PackSource) -> None:
    """Merge the YAML files of a pack into those of its parents."""
    followed = _names_to_follow(patches, source)
    if followed:
        _give_names(Renaming(dict(followed)), source)
    patcher = Patcher(source.findings, followed)
    for key, node in patches.items():
        parent = source.yaml.get(key)
        source.yaml[key] = node if parent is None else _laid_over(patcher, parent, node, key)


def _laid_over(patcher: Patcher, parent: Node, child: Node, key: str) -> Node:
    return (
        patcher.merge(parent, child, _OWN_KEYS, _OF_PARENT)
        if key == PACK_FILE
        else patcher.merge(parent, child)
    )


def _names_to_follow(patches: dict[str, Node], source: PackSource) -> list[OldAndNew]:
    """The renames of names that other files use; faulty ones are reported when the files are merged."""
    trial = Patcher([])
    for key, node in patches.items():
        parent = source.yaml.get(key)
        if parent is not None and key.startswith(_NAMING) and any(RENAMED in word for word in _words(node)):
            trial.merge(parent, node)
    return trial.renamed


def _give_names(renaming: Renaming, source: PackSource) -> None:
    """Apply a renaming to all files; rules that need a replaced name are removed."""
    if (rules := source.yaml.get("rules.yaml")) is not None:
        source.yaml["rules.yaml"] = _without_needing(rules, renaming)
    source.yaml = {key: renaming.node(node) for key, node in source.yaml.items()}
    source.narrative = {
        name: replace(file, text=renaming.prose(file.text)) for name, file in source.narrative.items()
    }
