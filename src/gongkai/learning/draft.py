"""A format as it is drafted: its files, the questions that are open, and what the documents say where users will write."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongkai.learning.extra_figures import FACTS_SCHEDULE
from gongkai.learning.narrative import USE, Narrator, ProseFile
from gongkai.learning.questions import TO_CHECK, Question
from gongkai.learning.slots import REASONS, TEXTS, ReasonSlots, TextSlots
from gongkai.learning.table_draft import TableDraft
from gongkai.learning.wording import Wordings
from gongkai.learning.yaml_text import OneLine, YamlValue, yaml_text
from gongkai.packs.inheritance import PACK_FILE, PackSource
from gongkai.packs.pack import Pack
from gongkai.plans.title_words import TitleWords
from gongkai.recognition.reading import Reading

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_REASON = re.compile(r'原因\("([^"]+)"')
_SIGNS = re.compile(r"\W+")
_CONTENTS = "目录"
USE_FILE = "schedules/科目用途.yaml"
_USE: dict[str, YamlValue] = {
    "name": USE,
    "shape": "行",
    "purpose": "每个科目的支出主要用于什么",
    "unique": OneLine(["科目编码"]),
    "columns": {
        "科目编码": OneLine({"type": "功能科目", "code_level": "各级", "dimension": "科目", "required": "是", "width": "12"}),
        "主要用途": OneLine({"type": "文字", "required": "是", "width": "90", "prompt": "接在“主要用于”之后，不加句号"}),
    },
}  # fmt: skip


def _first_not_in(title: str, words: TitleWords | None) -> str:
    """A word by which another table is known and that a title has not; "" where there is none."""
    bare = re.sub(r"\W", "", title)
    return next(
        (word for word in (words.every + words.some if words is not None else ()) if word not in bare), ""
    )


@dataclass(slots=True)
class ItemDraft:
    """A piece of a part: 正文, 表 or 名词解释, with the file behind it."""

    kind: str
    prose: ProseFile | None = None
    table: TableDraft | None = None

    @property
    def text(self) -> str:
        if self.prose is not None:
            return f"{self.kind} {self.prose.name}"
        return f"{self.kind} {self.table.key}" if self.table is not None else self.kind


@dataclass(slots=True)
class PartDraft:
    """A part of the report."""

    key: str
    heading: str
    items: list[ItemDraft] = field(default_factory=list)


@dataclass(slots=True)
class FormatDraft:
    """Everything of a draft, made from `reading` first of all. `head` are the identity and the other entries of pack.yaml."""

    format: str
    base: Pack
    head: dict[str, YamlValue]
    parts: list[PartDraft]
    narrator: Narrator
    wordings: Wordings
    texts: TextSlots
    reasons: ReasonSlots
    glossary: dict[str, str]
    contents: bool
    questions: list[Question]
    reading: Reading
    source: PackSource

    def tables(self) -> list[TableDraft]:
        return [item.table for part in self.parts for item in part.items if item.table is not None]

    def prose(self) -> list[ProseFile]:
        return [item.prose for part in self.parts for item in part.items if item.prose is not None]

    def drop(self, table: TableDraft, why: str) -> None:
        """Leave a table out that cannot be made."""
        for part in self.parts:
            part.items = [item for item in part.items if item.table is not table]
        self.questions.append(Question(table.file, f"这张表没有写进草稿：{why}"))

    def open_questions(self) -> list[Question]:
        """All that somebody has to go through, each once."""
        _, phrases = self.wordings.declared(self.names_in_prose())
        found = [*self.questions, *(each for table in self.tables() for each in table.questions)]
        figures = self.narrator.turner.listener.names.figures
        found += [*self.narrator.turner.questions, *phrases, *figures.extensions.questions()]
        return list(dict.fromkeys(found))

    def files(self) -> dict[str, str]:
        """The files of the draft below its own folder. Raises nothing."""
        made = {table.file: yaml_text(values) for table in self.tables() if (values := self._table(table))}
        made |= {prose.file: prose.text for prose in self.prose()}
        names = self.names_in_prose()
        figures = self.narrator.turner.listener.names.figures
        changed = figures.extensions.changes(self.source)
        if texts := self.texts.changes(names):
            made[f"schedules/{TEXTS}.yaml"] = yaml_text(texts)
        if reasons := self.reasons.changes(self.reasons_in_prose()):
            made["reasons.yaml"] = yaml_text(reasons)
        if self.glossary:
            gone: dict[str, YamlValue] = {f"-{term}": "" for term, _ in self.base.glossary}
            made["glossary.yaml"] = yaml_text(
                gone | {f"+{term}": text for term, text in self.glossary.items()}
            )
        extra = self.narrator.turner.extra
        extra.keep({name for name in extra.units if _SIGNS.sub("", name) in names})
        if extra.units:
            changed[FACTS_SCHEDULE] = {**changed.get(FACTS_SCHEDULE, {}), **extra.schedule_changes()}
            made["figures.yaml"] = yaml_text(extra.figure_changes())
        made |= {f"schedules/{name}.yaml": yaml_text(values) for name, values in changed.items()}
        if self.uses_codes() and USE_FILE not in self.source.yaml:
            made[USE_FILE] = yaml_text(_USE)
        made[PACK_FILE] = self._pack_text()
        return made

    def uses_codes(self) -> bool:
        """Whether a loop says what each code is used for."""
        return USE in self.names_in_prose()

    def _table(self, table: TableDraft) -> dict[str, YamlValue]:
        """A table's declaration, with the words by which it is known where others call it otherwise."""
        base = self.base.tables.get(table.key)
        words, values = table.words, table.values
        if words is None or "+recognise" in values:
            return values
        others = [other for other in self.tables() if other is not table and words.fit(other.title)]
        told = [_first_not_in(table.title, other.words) for other in others]
        if not all(told):
            return values
        words = TitleWords(words.every, words.some, tuple(dict.fromkeys([*words.never, *told])))
        lists = {"all": words.every, "any": words.some, "not": words.never}
        said = OneLine({"title": OneLine({key: OneLine(each) for key, each in lists.items() if each})})
        if base is None:
            return values | {"recognise": said}
        own = base.recognise.title is None or "-recognise" in values
        return values | {"+recognise": said} if own else values

    def names_in_prose(self) -> set[str]:
        """Every name that a template of the draft says."""
        said = " ".join(each.text for each in self.prose())
        return {word for tag in _TAG.findall(said) for word in re.findall(r"\w+", tag)}

    def reasons_in_prose(self) -> set[str]:
        return {name for each in self.prose() for name in _REASON.findall(each.text)}

    def _pack_text(self) -> str:
        values = dict(self.head)
        without = self._without()
        if without:
            values["without"] = without
        listed = [spec.name for spec in self.base.inputs.schedules]
        asked = [name for name in listed if name != REASONS or self.reasons_in_prose()]
        if self.uses_codes():
            asked = [name for name in asked if name != USE]
            asked.insert(asked.index(TEXTS) + 1 if TEXTS in asked else len(asked), USE)
        if asked != listed:
            values["schedules"] = OneLine(asked)
        if self.uses_codes():
            carried = self.base.carry.rows.get(USE)
            if carried is None:
                values["carry"] = {"rows": OneLine({f"+{USE}": OneLine(["科目编码", "主要用途"])})}
        phrases, _ = self.wordings.declared(self.names_in_prose())
        if phrases:
            values["phrases"] = phrases
        values["+table_numbers"] = "否"
        parts: dict[str, YamlValue] = {}
        if not self.contents and any(part.key == _CONTENTS for part in self.base.parts):
            parts[f"-{_CONTENTS}"] = ""
        for part in self.parts:
            spec: dict[str, YamlValue] = {"heading": part.heading} if part.heading else {}
            parts[f"+{part.key}"] = spec | {"items": [item.text for item in part.items]}
        values["parts"] = parts
        return (
            f"# {TO_CHECK}：从公开的材料学来的草稿，逐条核对“待核清单”以后删去这一行。\n{yaml_text(values)}"
        )

    def _without(self) -> list[str]:
        """Files of the base format that the draft has not, or writes anew."""
        tables = {table.key: table for table in self.tables()}
        return [
            f"tables/{key}.yaml" for key in self.base.tables if key not in tables or not tables[key].patch
        ]
