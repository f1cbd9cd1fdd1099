"""Each printed table as a declaration of the draft: whole, or as the changes that make the base format's table of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.learning.base_tables import is_base_table
from gongkai.learning.code_tables import code_table, is_code_table
from gongkai.learning.observed import TABLE_CODE, ObservedTable
from gongkai.learning.other_tables import economic_table, is_economic_table, single_table
from gongkai.learning.side_tables import is_side_table, side_table
from gongkai.learning.table_draft import TableDraft
from gongkai.learning.table_reading import Reader, body, header_paths
from gongkai.learning.variables import Variables
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.packs.inheritance import PackSource
from gongkai.plans.title_words import TitleWords
from gongkai.yamlsource import Node

_YEAR_ALONE = re.compile(r"^20\d\d\s*年?度?$")
_EMPTY = re.compile(r"(?:无数据|空表|没有数据)")
_INSTRUCTED = re.compile(r"^.*下述说明\s*[:：]\s*")
_FILE = re.compile(r"[\\/:*?\"<>|{}\s]")
_LEFT_OUT = ("width", "bold", "section")
_KEPT_ALWAYS = ("recognise", "landscape", "sheet", "code", "caption", "notes", "empty_note")
_KEPT = (*_KEPT_ALWAYS, "dashes")
"""Keys of a base table that stay where a printed table does not show them."""
_HEAD = ("title", "code", "caption", "notes", "empty_note")
_LANDSCAPE = 8  # columns of a table that stands on a wide page


def table_draft(
    observed: ObservedTable, reader: Reader, source: PackSource, variables: Variables, taken: set[str]
) -> TableDraft | None:
    """The draft of a table; None where it is no table of figures, or nothing in it is known. `taken` are the keys in use."""
    found = observed.match.recognised
    base = reader.base_table(observed)
    key = base.key if base is not None and base.key not in taken else _own_key(found.title, variables, taken)
    draft = TableDraft(key, dict(_head(observed, variables)), title=found.title)
    kind = reader.kinds.get(found.kind)
    draft.words = kind.title if kind is not None and kind.title.fit(found.title) else None
    declared = source.yaml.get(draft.file)
    if declared is not None and is_base_table(observed, reader, variables):
        draft.values = _changes(draft, declared, head_only=True)
        draft.patch = True
        return draft
    blocks = reader.blocks(found, variables.year)
    paths = header_paths(found, variables)
    if len(body(found)) == 1 and not any(block.labels for block in blocks):
        whole = single_table(draft, observed, reader, variables)
    elif is_economic_table(blocks):
        whole = economic_table(draft, observed, blocks, reader, variables)
    elif len(blocks) == 1 and is_code_table(blocks[0], observed, paths):
        whole = code_table(draft, observed, blocks[0], reader, variables)
    else:
        whole = is_side_table(blocks, base) and side_table(draft, observed, blocks, reader, variables)
    if not whole:
        if declared is None:
            return None
        draft.ask("表头和行没有认全，草稿沿用上级的这张表，只换了标题和表注", found.title)
        draft.values = _changes(draft, declared, head_only=True)
        draft.patch = True
        return draft
    if found.table.width > _LANDSCAPE:
        draft.values["landscape"] = "是"
    if found.unit == "元":
        draft.values["unit"] = found.unit
    if declared is not None:
        draft.values = _changes(draft, declared)
        draft.patch = True
    return draft


def _own_key(title: str, variables: Variables, taken: set[str]) -> str:
    key = _FILE.sub("", re.sub(r"^\{\{年度\}\}年?度?", "", variables.put_into(title))) or "表"
    number = 2
    name = key
    while name in taken:
        name, number = f"{key}{number}", number + 1
    return name


def _head(observed: ObservedTable, variables: Variables) -> Mapping[str, YamlValue]:
    """Title, code, the lines between title and grid, and the notes."""
    found = observed.match.recognised
    head: dict[str, YamlValue] = {"title": variables.put_into(re.sub(r"\s+", "", found.title))}
    rest: list[str] = []
    title = re.sub(r"\s", "", found.title)
    for line in observed.above:
        text = line.strip()
        if re.sub(r"\s", "", text) in title:
            continue
        if TABLE_CODE.fullmatch(text):
            head["code"] = re.sub(r"\s", "", text)
        else:
            rest.append(variables.put_into(text))
    if rest:
        head["caption"] = [OneLine(line) for line in _captions(rest)]
    notes: list[YamlValue] = []
    for note in observed.notes:
        text = variables.put_into(_INSTRUCTED.sub("", note))
        if _EMPTY.search(text):
            head["empty_note"] = text
        else:
            notes.append(text)
    if notes:
        head["notes"] = OneLine(notes)
    return head


def _captions(lines: list[str]) -> list[list[str]]:
    """The lines between title and grid as left, middle and right: name, year, unit."""
    pieces = [
        piece
        for line in lines
        for piece in re.split(r"\s{1,}(?=\S*单位\s*[:：])|\s{2,}", line)
        if piece.strip()
    ]
    left = next((each for each in pieces if "单位" not in each[:6] or "名称" in each[:8]), "")
    right = next(
        (each for each in reversed(pieces) if re.search(r"单位\s*[:：]\s*(?:人民币)?[千万]?元", each)), ""
    )
    middle = next((each for each in pieces if each not in (left, right)), "")
    if left and "年度" in left and "：" not in left:
        left, middle = middle, left
    return [[left if left != right else "", middle, right]]


def _changes(draft: TableDraft, declared: Node, head_only: bool = False) -> dict[str, YamlValue]:
    """What of the draft differs from the base format's table, as changes of it; with `head_only` no more than the lines
    around its grid. A mapping whose entries or order differ is taken away and written anew."""
    changed: dict[str, YamlValue] = {}
    for key, value in draft.values.items():
        theirs = declared.get(key)
        if head_only and key not in _HEAD:
            continue
        if theirs is None:
            changed[f"+{key}"] = value
        elif _bare(_resolved(value)) != _bare(_plain(theirs)):
            if theirs.is_mapping:
                changed |= {f"-{key}": "", f"+{key}": value}
            else:
                changed[key] = value
    if not head_only:
        kind = declared.get("kind")
        kept = _KEPT if kind is not None and kind.text == draft.values.get("kind") else _KEPT_ALWAYS
        gone = [key for key in declared.mapping if key not in draft.values and key not in kept]
        changed = {f"-{key}": "" for key in gone} | changed
        if any(key.startswith("+") for key in changed) and (words := declared.get("recognise")) is not None:
            # Other words for headings are those of the base format's columns, which are other ones now.
            title = words.get("title")
            changed["-recognise"] = ""
            if title is not None and _fits(title, draft):
                changed["+recognise"] = OneLine({"title": _node_value(title)})
    return changed


def _fits(title: Node, draft: TableDraft) -> bool:
    """Whether the words by which the base format's table is known fit the title of the draft's."""
    words = {key: tuple(item.text for item in each.items) for key, each in title.mapping.items()}
    own = str(draft.values.get("title", ""))
    return TitleWords.of(words.get("all", ()), words.get("any", ()), words.get("not", ())).fit(own)


def _node_value(node: Node) -> YamlValue:
    if node.is_mapping:
        return OneLine({key: _node_value(each) for key, each in node.mapping.items()})
    return OneLine([_node_value(each) for each in node.items]) if node.is_list else node.text


def _plain(node: Node) -> object:
    if node.is_mapping:
        return {key: _plain(each) for key, each in node.mapping.items()}
    return [_plain(each) for each in node.items] if node.is_list else node.text


def _resolved(value: object) -> object:
    if isinstance(value, OneLine):
        return _resolved(value.value)
    if isinstance(value, Mapping):
        return {key: _resolved(each) for key, each in value.items()}
    return [_resolved(each) for each in value] if isinstance(value, list) else value


def _bare(value: object) -> object:
    """A declaration without what only its look needs; mappings as lists, since the order of columns and lines counts."""
    if isinstance(value, dict):
        return [(key, _bare(each)) for key, each in value.items() if key not in _LEFT_OUT]
    return [_bare(each) for each in value] if isinstance(value, list) else value
