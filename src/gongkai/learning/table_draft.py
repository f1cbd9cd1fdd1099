"""A table of a pack as it is drafted: its declaration, and what of it is not certain."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.learning.questions import Question
from gongkai.learning.yaml_text import YamlValue
from gongkai.plans.title_words import TitleWords


@dataclass(slots=True)
class TableDraft:
    """`key` names the file `tables/KEY.yaml`, `values` are its contents; `patch` where they change a base table only."""

    key: str
    values: dict[str, YamlValue]
    patch: bool = False
    questions: list[Question] = field(default_factory=list)
    title: str = ""
    words: TitleWords | None = None
    """By which words of a title such a table is known, whoever prints it."""

    @property
    def file(self) -> str:
        return f"tables/{self.key}.yaml"

    def ask(self, text: str, printed: str = "", *choices: str) -> None:
        self.questions.append(Question(self.file, text, printed, choices))
