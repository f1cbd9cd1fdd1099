"""Charts as SVG of our own: no script, no style, told apart by patterns and labelled with the printed figures.

A drawing consists of plain shapes and texts in points, so that a page may show it and LibreOffice may print it. Those
who cannot see it have its title, its description and a table of its figures (`html_fragment`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from gongkai.measure import half_widths
from gongkai.tree.nodes import LYING_KINDS, STACKED_KINDS, Chart, ChartKind, Number
from gongkai.writers.ooxml import escape

INK, SOFT, EDGE = "#1f2933", "#52606d", "#9aa5b1"
SIZE = 11.0
"""Points of the type."""
_TURNED = 9.0
# Dark, hatched, light, dotted, white, crossed, grey: neighbours differ in grey print too.
_LOOKS: tuple[tuple[str, str], ...] = (
    ("#1f4e79", ""),
    ("#ffffff", '<path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="#2e75b6" stroke-width="1.6"/>'),
    ("#bdd7ee", ""),
    ("#ffffff", '<path d="M0 0h3v3h-3zM3 3h3v3h-3z" fill="#8a6d00"/>'),
    ("#ffffff", ""),
    ("#ddebf7", '<path d="M-1 -1L7 7M5 -1L7 1M-1 5L1 7" stroke="#1f4e79" stroke-width="1.6"/>'),
    ("#7b8794", ""),
    ("#ffffff", '<circle cx="3" cy="3" r="1.4" fill="#1f2933"/>'),
)


def svg_height(chart: Chart, width: float) -> float:
    """The height in points that a chart wants at such a width."""
    if chart.kind in LYING_KINDS:
        bars = len(chart.series) if chart.kind is ChartKind.BARS else 1
        return 24 + _legend_height(chart, width) + len(chart.categories) * max(18.0 * bars + 12, 30)
    return 210.0 if chart.kind is ChartKind.PIE else 220.0 + _legend_height(chart, width)


def chart_svg(chart: Chart, name: str, width: float = 480.0, height: float = 0.0) -> str:
    """The whole `<svg>` element; `name` makes its ids unique in a page."""
    height = height or svg_height(chart, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" role="img"'
        f' aria-labelledby="{name}-t {name}-d" font-size="{_n(SIZE)}" fill="{INK}">'
        f'<title id="{name}-t">{escape(chart.title)}</title><desc id="{name}-d">{escape(chart.description)}</desc>'
        f"{drawing(chart, name, width, height)}</svg>"
    )


def drawing(chart: Chart, name: str, width: float, height: float) -> str:
    """What stands in the element: patterns, unit, legend, bars or slices."""
    count = len(chart.categories) if chart.kind is ChartKind.PIE else len(chart.series)
    patterns = "".join(
        f'<pattern id="{name}-p{place}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{base}"/>{marks}</pattern>'
        for place, (base, marks) in enumerate(_LOOKS[:count])
        if marks
    )
    unit = _text(4, SIZE + 3, f"单位：{chart.unit}", size=SIZE - 1, colour=SOFT)
    if chart.kind is ChartKind.PIE:
        body = "".join(_pie(chart, name, width, height))
    elif chart.kind in LYING_KINDS:
        body = "".join(_bars(chart, name, width, height))
    else:
        body = "".join(_columns(chart, name, width, height))
    return f"{f'<defs>{patterns}</defs>' if patterns else ''}{unit}{body}"


def paint_of(name: str, place: int) -> str:
    base, marks = _LOOKS[place % len(_LOOKS)]
    return f"url(#{name}-p{place % len(_LOOKS)})" if marks else base


def _n(value: float) -> str:
    """A coordinate, shortly and the same on every system."""
    tenths = int(value * 10 + 0.5) if value > 0 else -int(0.5 - value * 10)
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' * (tenths < 0)}{whole}" + (f".{tenth}" if tenth else "")


def _text(x: float, y: float, text: str, anchor: str = "start", size: float = SIZE, colour: str = INK) -> str:
    look = "" if colour == INK else f' fill="{colour}"'
    look += "" if size == SIZE else f' font-size="{_n(size)}"'
    look += "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{_n(x)}" y="{_n(y)}"{look}>{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, paint: str) -> str:
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{paint}"'
        f' stroke="{INK}" stroke-width="0.7"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" stroke="{EDGE}" fill="none"/>'


def text_width(text: str, size: float = SIZE) -> float:
    return half_widths(text) * size / 2


def fitted(text: str, size: float, width: float, least: float = 6.5) -> float:
    """The size, at most the given one, in which a text stands on one line of such a width."""
    return max(min(size, size * width / max(text_width(text, size), 1.0)), least)


def wrapped(text: str, width: float, size: float = SIZE, most: int = 0) -> list[str]:
    """A text in lines that fit a width; of more than `most` lines the last one ends in …."""
    lines = [""]
    for char in text:
        if text_width(lines[-1] + char, size) > width and lines[-1] and char not in "，。；：、）":
            lines.append("")
        lines[-1] += char
    if most and len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines


# The legend.


def _legend_rows(chart: Chart, width: float) -> list[list[tuple[int, str]]]:
    rows: list[list[tuple[int, str]]] = [[]]
    used = 0.0
    for place, series in enumerate(chart.series if chart.has_legend else ()):
        need = text_width(series.name) + 34
        if rows[-1] and used + need > width:
            rows.append([])
            used = 0.0
        rows[-1].append((place, series.name))
        used += need
    return [row for row in rows if row]


def _legend_height(chart: Chart, width: float) -> float:
    return 18.0 * len(_legend_rows(chart, width))


def _legend(chart: Chart, name: str, width: float, height: float) -> Iterator[str]:
    rows = _legend_rows(chart, width)
    for index, row in enumerate(rows):
        y = height - 18 * (len(rows) - index) + 4
        x = (width - sum(text_width(text) + 34 for _, text in row)) / 2
        for place, text in row:
            yield _rect(x, y, 14, 10, paint_of(name, place))
            yield _text(x + 19, y + 9, text)
            x += text_width(text) + 34


# Columns and bars.


def _extent(chart: Chart) -> tuple[float, float]:
    """The least and the greatest end of a bar, zero among them."""
    ends = [0.0]
    for place in range(len(chart.categories)):
        values = [float(series.values[place].value) for series in chart.series]
        if chart.kind in STACKED_KINDS:
            ends += [sum(value for value in values if value > 0), sum(value for value in values if value < 0)]
        else:
            ends += values
    return min(ends), max(ends)


def _pieces(chart: Chart, category: int) -> Iterator[tuple[int, int, float, float, Number]]:
    """Of one category: series, lane (0 where bars are stacked), begin and end of the bar, figure."""
    up = down = 0.0
    for place, series in enumerate(chart.series):
        number = series.values[category]
        value = float(number.value)
        if chart.kind not in STACKED_KINDS:
            yield place, place, 0.0, value, number
        elif value >= 0:
            yield place, 0, up, up + value, number
            up += value
        else:
            yield place, 0, down, down + value, number
            down += value


def _label(x: float, y: float, number: Number, stacked: bool, room: float) -> Iterator[str]:
    """A figure beside its bar, in so much room; inside a stack it stands on white, and nothing is said of nothing."""
    size = fitted(number.text, SIZE, room)
    if not stacked:
        yield _text(x, y, number.text, "middle", size)
    elif number.value:
        wide = text_width(number.text, size) + 6
        yield f'<rect x="{_n(x - wide / 2)}" y="{_n(y - SIZE)}" width="{_n(wide)}" height="{_n(SIZE + 4)}" fill="#ffffff"/>'
        yield _text(x, y, number.text, "middle", size)


def _turned(x: float, y: float, number: Number) -> str:
    """A figure that stands upright over a narrow column."""
    place = f'transform="translate({_n(x)},{_n(y)})rotate(-90)" font-size="{_n(_TURNED)}"'
    return f"<text {place}>{escape(number.text)}</text>"


def _columns(chart: Chart, name: str, width: float, height: float) -> Iterator[str]:
    names = [wrapped(text, width / len(chart.categories) - 8, most=3) for text in chart.categories]
    low, high = _extent(chart)
    lanes = 1 if chart.kind in STACKED_KINDS else len(chart.series)
    room = width / len(chart.categories)
    bar = min(room * 0.76 / lanes, 74.0)
    longest = max(text_width(number.text, _TURNED) for series in chart.series for number in series.values)
    turned = bar < longest * 0.9 and chart.kind is ChartKind.COLUMNS
    top = 36.0 + (longest - 10 if turned else 0)
    bottom = height - _legend_height(chart, width) - 8 - 15 * max(map(len, names)) - (14 if low < 0 else 0)
    scale = (bottom - top) / ((high - low) or 1)
    zero = top + high * scale
    for category, lines in enumerate(names):
        middle = room * (category + 0.5)
        for place, lane, begin, end, number in _pieces(chart, category):
            x = middle + (lane - lanes / 2) * bar
            upper, lower = zero - max(begin, end) * scale, zero - min(begin, end) * scale
            yield _rect(x, upper, bar, max(lower - upper, 0.0), paint_of(name, place))
            stacked = chart.kind in STACKED_KINDS
            at = (upper + lower) / 2 + 4 if stacked else lower + 12 if end < 0 else upper - 4
            if turned:
                yield _turned(x + bar / 2 + 3, lower + longest + 4 if end < 0 else upper - 4, number)
            else:
                yield from _label(x + bar / 2, at, number, stacked, (room if lanes == 1 else bar) - 2)
        for index, line in enumerate(lines):
            yield _text(middle, bottom + (14 if low < 0 else 0) + 16 + 15 * index, line, "middle")
    yield _line(0, zero, width, zero)
    yield from _legend(chart, name, width, height)


def _bars(chart: Chart, name: str, width: float, height: float) -> Iterator[str]:
    stacked = chart.kind in STACKED_KINDS
    longest = max(text_width(text) for text in chart.categories)
    left = min(longest + 10, width * 0.42)
    figures = max(
        text_width(series.values[place].text)
        for series in chart.series
        for place in range(len(chart.categories))
    )
    low, high = _extent(chart)
    inner = width - left - figures - 14 - (figures + 8 if low < 0 else 0)
    scale = inner / ((high - low) or 1)
    zero = left + (figures + 8 if low < 0 else 0) - low * scale
    top, bottom = 24.0, height - _legend_height(chart, width)
    room = (bottom - top) / len(chart.categories)
    lanes = 1 if stacked else len(chart.series)
    bar = min(room * 0.76 / lanes, 26.0)
    for category, text in enumerate(chart.categories):
        middle = top + room * (category + 0.5)
        lines = wrapped(text, left - 10, most=max(int(room // 13), 1))
        for index, line in enumerate(lines):
            yield _text(left - 8, middle + 4 + 13 * (index - (len(lines) - 1) / 2), line, "end")
        for place, lane, begin, end, number in _pieces(chart, category):
            y = middle + (lane - lanes / 2) * bar
            first, last = zero + min(begin, end) * scale, zero + max(begin, end) * scale
            yield _rect(first, y, max(last - first, 0.0), bar, paint_of(name, place))
            if stacked:
                yield from _label((first + last) / 2, y + bar / 2 + 4, number, True, max(last - first, 24.0))
            elif end < 0:
                yield _text(first - 4, y + bar / 2 + 4, number.text, "end")
            else:
                yield _text(last + 5, y + bar / 2 + 4, number.text)
    yield _line(zero, top, zero, bottom)
    yield from _legend(chart, name, width, height)


# Pies.


def _pie(chart: Chart, name: str, width: float, height: float) -> Iterator[str]:
    """The slices, and beside them what each is: a list rather than labels around, which long names would crowd."""
    series = chart.series[0]
    values = [float(number.value) for number in series.values]
    whole = sum(values)
    radius = min((height - 30) / 2, width * 0.2)
    x, y = radius + 10, 24 + (height - 30) / 2
    turn = 0.0
    for place, value in enumerate(values):
        yield _slice(x, y, radius, turn / whole, (turn + value) / whole, paint_of(name, place))
        turn += value
    left = 2 * radius + 34
    told = [
        slice_lines(category, number, share, chart.unit, width - left - 22)
        for category, number, share in zip_longest(chart.categories, series.values, series.shares)
    ]
    lines = sum(map(len, told))
    step = min(16.0, (height - 26) / (lines + 0.5 * len(told)))
    at = y - (lines + 0.5 * (len(told) - 1)) * step / 2 + step * 0.75
    for place, texts in enumerate(told):
        yield _rect(left, at - 9, 12, 10, paint_of(name, place))
        for text in texts:
            yield _text(left + 20, at, text, size=fitted(text, min(SIZE, step - 1), width - left - 22))
            at += step
        at += step / 2


def slice_lines(
    category: str, number: Number, share: Number | None, unit: str, width: float
) -> Sequence[str]:
    """What stands beside a slice: its name, and its figure with its share, on one line if they fit."""
    pieces = [f"{number.text}{unit}", *([f"占{share.text}%"] if share is not None else [])]
    figure = "，".join(pieces)
    if text_width(whole := f"{category} {figure}") <= width:
        return [whole]
    names = wrapped(category, width, most=2)
    return [*names, figure] if text_width(figure) <= width else [*names, *pieces]


def _slice(x: float, y: float, radius: float, begin: float, end: float, paint: str) -> str:
    if end - begin > 0.9999:
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{paint}" stroke="{INK}" stroke-width="0.7"/>'
    (x1, y1), (x2, y2) = (
        (x + radius * math.sin(2 * math.pi * part), y - radius * math.cos(2 * math.pi * part))
        for part in (begin, end)
    )
    large = 1 if end - begin > 0.5 else 0
    return (
        f'<path d="M{_n(x)} {_n(y)}L{_n(x1)} {_n(y1)}A{_n(radius)} {_n(radius)} 0 {large} 1 {_n(x2)} {_n(y2)}Z"'
        f' fill="{paint}" stroke="{INK}" stroke-width="0.7"/>'
    )
