"""Names of coordinates as people read them: codes by the names of the year's list or of the department itself."""

from __future__ import annotations

from collections import Counter

from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION, name_column
from gongkai.packs.pack import Pack
from gongkai.rules.rule import Subject


def _code_lists(pack: Pack) -> dict[str, dict[str, str]]:
    return {
        FUNCTION_DIMENSION: pack.classification.functions,
        ECONOMIC_DIMENSION: pack.classification.economic,
    }


def coordinate_names(subject: Subject, dimension: str, places: list[str]) -> dict[str, str]:
    """Printed names of coordinates: codes by their names, with the code where two names are equal."""
    listed = _code_lists(subject.pack).get(dimension)
    if listed is None:
        return {place: place for place in places}
    given = subject.once((_given_names, dimension), lambda: _given_names(subject, dimension))
    names = {place: given.get(place) or listed.get(place, place) for place in places}
    alike = Counter(names.values())
    return {place: f"{name}（{place}）" if alike[name] > 1 else name for place, name in names.items()}


def _given_names(subject: Subject, dimension: str) -> dict[str, str]:
    """Names that the department wrote beside codes that the year's list lacks."""
    found: dict[str, str] = {}
    for schedule in subject.department.schedules.values():
        for column in schedule.spec.key_columns:
            if column.dimension == dimension:
                beside = name_column(column.name)
                found.update(
                    {entry.text(column.name): text for entry in schedule if (text := entry.text(beside))}
                )
    return found
