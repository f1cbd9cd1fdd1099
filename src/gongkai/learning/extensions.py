"""What a document prints and the base format's schedules have no place for: sources of money, earlier years."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.learning.questions import TO_CHECK, Question
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.model.definitions import STAGE
from gongkai.model.schema import ScheduleSpec, Shape
from gongkai.packs.inheritance import PackSource
from gongkai.packs.pack import Pack

_DIMENSIONS = "dimensions"


@dataclass(slots=True)
class Extensions:
    """`known` are the coordinates of the national vocabulary by dimension; `values` those that the draft adds, `stages` the
    stages that it adds to a schedule."""

    pack: Pack
    known: dict[str, set[str]] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    stages: list[tuple[str, str]] = field(default_factory=list)

    def value(self, dimension: str, value: str) -> bool:
        """Whether a coordinate can be added to a dimension; it is then."""
        if value not in self.known.get(dimension, ()) or not any(
            _has(spec, dimension) for spec in self.pack.inputs.schedules
        ):
            return False
        added = self.values.setdefault(dimension, [])
        if value not in added:
            added.append(value)
        return True

    def stage(self, schedule: str, stage: str) -> None:
        """See to it that a schedule asks for amounts of a stage."""
        spec = self.pack.inputs.schedule(schedule)
        wanted = set(self.pack.definitions.spell((stage,)))
        if spec is None or spec.control or not spec.number_columns:
            return
        own = {dict(column.coordinates).get(STAGE, "") for column in spec.number_columns}
        if own != {""} and not own & wanted and (schedule, stage) not in self.stages:
            self.stages.append((schedule, stage))

    def changes(self, source: PackSource) -> dict[str, dict[str, YamlValue]]:
        """By schedule what is to be changed of it."""
        made: dict[str, dict[str, YamlValue]] = {}
        for dimension, values in self.values.items():
            for spec in self.pack.inputs.schedules:
                if change := _with_values(spec, dimension, values):
                    made.setdefault(spec.name, {}).update(change)
        for schedule, stage in self.stages:
            node = source.yaml.get(f"schedules/{schedule}.yaml")
            amounts = node.get("amounts") if node is not None else None
            if amounts is None:
                continue
            first = next((each for key, each in amounts.mapping.items() if key != _DIMENSIONS), None)
            listed = [each.text for each in first.items] if first is not None else []
            entry = made.setdefault(schedule, {}).setdefault("amounts", {})
            assert isinstance(entry, dict)
            entry[f"+{stage}"] = OneLine(listed) if listed else ""
        return made

    def questions(self) -> list[Question]:
        said = [
            Question("schedules", f"上级的“{dimension}”没有这几种，草稿加上了，{TO_CHECK}", "、".join(values))
            for dimension, values in self.values.items()
            if values
        ]
        return [
            *said,
            *(
                Question(f"schedules/{schedule}.yaml", f"句子要与“{stage}”比较，草稿让会计多填这一栏")
                for schedule, stage in self.stages
            ),
        ]


def _has(spec: ScheduleSpec, dimension: str) -> bool:
    lines = spec.shape is Shape.LINES and spec.line_dimension == dimension
    return lines or any(column.dimension == dimension and column.choices for column in spec.key_columns)


def _with_values(spec: ScheduleSpec, dimension: str, values: list[str]) -> dict[str, YamlValue]:
    if spec.control:
        return {}
    if spec.shape is Shape.LINES and spec.line_dimension == dimension:
        group = spec.lines[-1].group if spec.lines else ""
        entry: dict[str, YamlValue] = {"group": group} if group else {}
        return {"lines": {f"+{value}": OneLine(entry) for value in values}}
    columns: dict[str, YamlValue] = {}
    for column in spec.key_columns:
        if column.dimension == dimension and column.choices:
            columns[column.name] = {"choices": OneLine([*column.choices, *values])}
    return {"columns": columns} if columns else {}
