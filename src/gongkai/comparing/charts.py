"""Merges two versions of a chart: it is drawn as in the new one; differences of title and figures are noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gongkai.comparing.difference import CAME, CHANGED, CHART, CHARTED, LINE_AROUND, WENT, ReportDifference
from gongkai.comparing.notes import Notes
from gongkai.comparing.rows import short
from gongkai.comparing.words import change_of, marked_text
from gongkai.tree.change_marks import WHOLE_REMOVED, added, numbered, removed
from gongkai.tree.nodes import Chart, Number, Paragraph, Run


def merged_chart(old: Chart, new: Chart, notes: Notes) -> Chart:
    """The new chart, whose title is marked and bears the number of the first difference."""
    name = short(new.title)
    first = len(notes.found) + 1
    title = marked_text(old.title, new.title)
    if old.title != new.title:
        notes.add(ReportDifference(CHANGED, LINE_AROUND, name, old.title, new.title, title))
    before, after = _figures(old), _figures(new)
    for place in dict.fromkeys((*after, *before)):
        was, number = before.get(place), after.get(place)
        one, other = _shown(was), _shown(number)
        if one != other:
            kind = CHANGED if one and other else CAME if other else WENT
            step = change_of(was, number)
            notes.add(
                ReportDifference(
                    kind, CHARTED, name, one, other, marked_text(one, other), inside=place, difference=step
                )
            )
    return replace(new, title=numbered(title, first) if len(notes.found) >= first else title)


def lone_chart(chart: Chart, kind: str, notes: Notes) -> Chart | Paragraph:
    """A chart that only one version has; of a removed one only the title remains."""
    went = kind == WENT
    text = chart.title if went else added(chart.title, whole=True)
    cells = tuple(f"{place} {_shown(number)}" for place, number in _figures(chart).items())
    marked = removed(chart.title) if went else added(chart.title)
    old, new = (chart.title, "") if went else ("", chart.title)
    number = notes.add(ReportDifference(kind, CHART, short(chart.title), old, new, marked, cells=cells))
    if went:
        return Paragraph((Run(numbered(WHOLE_REMOVED, number)), Run(removed(text))), "center")
    return replace(chart, title=numbered(text, number))


def _figures(chart: Chart) -> Mapping[str, Number]:
    """The figures of a chart by their category and series."""
    several = len(chart.series) > 1
    found = {}
    for series in chart.series:
        for category, number in zip(chart.categories, series.values, strict=True):
            found[f"{category} {series.name}" if several else category] = number
        for category, number in zip(chart.categories, series.shares, strict=False):
            found[f"{category} 占比"] = number
    return found


def _shown(number: Number | None) -> str:
    return number.text if number is not None else ""
