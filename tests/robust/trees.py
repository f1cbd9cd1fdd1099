"""Mutations of the YAML form, on the parsed tree: no file is written, so that thousands take seconds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from gongkai.findings import Location
from gongkai.yamlsource import Node
from tests.robust.damage import TEXTS, changed_number, other_year_code

Plain = Any
Place = tuple[Any, Any]  # a list or dict, and the index or key in it
Mutation = Callable[[Plain, random.Random], None]


def copied(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def to_node(value: Plain, line: int = 1) -> Node:
    """Plain data as the tree that the YAML reader gives; lines are made up."""
    where = Location(file="变异.yaml", line=line, column=1)
    if isinstance(value, dict):
        nodes = {key: to_node(item, line + n) for n, (key, item) in enumerate(value.items())}
        return Node(nodes, where, dict.fromkeys(value, where))
    if isinstance(value, list):
        return Node([to_node(item, line + n) for n, item in enumerate(value)], where)
    return Node(value, where)


def scalars(value: Plain) -> Iterator[Place]:
    items: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, dict | list):
            yield from scalars(item)
        else:
            yield value, key


def _scalar(root: Plain, rng: random.Random, wanted: Callable[[str], bool] = bool) -> Place | None:
    places = [(box, key) for box, key in scalars(root) if isinstance(box[key], str) and wanted(box[key])]
    return rng.choice(places) if places else None


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdigit()


def _is_code(text: str) -> bool:
    return text.isdigit() and len(text) in (5, 7)


def _is_amount(text: str) -> bool:
    return _is_number(text) and "." in text


def emptied(root: Plain, rng: random.Random) -> None:
    if place := _scalar(root, rng):
        place[0][place[1]] = rng.choice([None, "", " ", "-"])


def odd_text(root: Plain, rng: random.Random) -> None:
    if place := _scalar(root, rng):
        place[0][place[1]] = rng.choice(TEXTS)


def odd_number(root: Plain, rng: random.Random) -> None:
    if place := _scalar(root, rng, _is_number):
        place[0][place[1]] = rng.choice(TEXTS)


def mistyped(root: Plain, rng: random.Random) -> None:
    if place := _scalar(root, rng, _is_amount) or _scalar(root, rng, _is_number):
        place[0][place[1]] = changed_number(place[0][place[1]], rng)


def mistyped_twice(root: Plain, rng: random.Random) -> None:
    """The same amount wrong wherever it stands, so that equations may still hold."""
    place = _scalar(root, rng, _is_amount)
    if place is None:
        return
    old = place[0][place[1]]
    new = changed_number(old, rng)
    for box, key in list(scalars(root)):
        if box[key] == old:
            box[key] = new


def other_code(root: Plain, rng: random.Random) -> None:
    """A code from another year, in one place or wherever it stands."""
    place = _scalar(root, rng, _is_code)
    if place is None:
        return
    old = place[0][place[1]]
    new = other_year_code(old, rng)
    everywhere = rng.random() < 0.7
    for box, key in list(scalars(root)):
        if (everywhere and box[key] == old) or (box is place[0] and key == place[1]):
            box[key] = new


def _list(root: Plain, rng: random.Random) -> list[Plain] | None:
    lists = [value for value in root.values() if isinstance(value, list) and value]
    return rng.choice(lists) if lists else None


def row_duplicated(root: Plain, rng: random.Random) -> None:
    if rows := _list(root, rng):
        rows.insert(rng.randrange(len(rows) + 1), copied(rng.choice(rows)))


def row_deleted(root: Plain, rng: random.Random) -> None:
    if rows := _list(root, rng):
        del rows[rng.randrange(len(rows))]


def rows_swapped(root: Plain, rng: random.Random) -> None:
    if rows := _list(root, rng):
        rng.shuffle(rows)


def balanced_row(root: Plain, rng: random.Random) -> None:
    """One code made another in every schedule: still balanced, but under a new heading of the tables."""
    codes = {box[key] for box, key in scalars(root) if isinstance(box[key], str) and len(box[key]) == 7}
    codes = {code for code in codes if code.isdigit()}
    if not codes:
        return
    old = rng.choice(sorted(codes))
    new = rng.choice(["2010101", "2090101", "2270000", "2300101", "2320101", "2340101", "2299999", "2010108"])
    for box, key in list(scalars(root)):
        if box[key] == old:
            box[key] = new


def schedule_deleted(root: Plain, rng: random.Random) -> None:
    del root[rng.choice(list(root))]


def schedule_emptied(root: Plain, rng: random.Random) -> None:
    root[rng.choice(list(root))] = rng.choice([None, [], {}, "无", ["无"], [[]], [{}], {"无": None}])


def renamed_key(root: Plain, rng: random.Random) -> None:
    boxes = [root, *(box for box, _ in scalars(root) if isinstance(box, dict))]
    box = rng.choice(boxes)
    key = rng.choice(list(box))
    new = rng.choice([key + "x", key[:-1] or "x", "", " ", key + "（自动计算）", "年度", "合计", key * 40])
    if new not in box:
        items = list(box.items())
        box.clear()
        box.update((new if old == key else old, value) for old, value in items)


def reordered(root: Plain, rng: random.Random) -> None:
    items = list(root.items())
    rng.shuffle(items)
    root.clear()
    root.update(items)


def wrong_shape(root: Plain, rng: random.Random) -> None:
    place = _scalar(root, rng)
    if place:
        old = place[0][place[1]]
        place[0][place[1]] = rng.choice(
            [[old], {"值": old}, [[old]], [old, old], {}, [], [None], {old: {old: old}}]
        )


MUTATIONS: tuple[Mutation, ...] = (
    emptied,
    odd_text,
    odd_text,
    odd_number,
    mistyped,
    mistyped_twice,
    other_code,
    row_duplicated,
    row_deleted,
    rows_swapped,
    balanced_row,
    schedule_deleted,
    schedule_emptied,
    renamed_key,
    reordered,
    wrong_shape,
)
