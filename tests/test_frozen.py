"""Records: what they compare, hash and show by."""

from __future__ import annotations

import copy
import pickle
from dataclasses import field, fields, replace
from pathlib import Path

from gongkai.frozen import frozen


@frozen
class Place:
    sheet: str
    row: int = 0
    note: str = field(default="", compare=False)


@frozen
class Named:
    place: Place
    __hash__ = object.__hash__


@frozen(eq=False)
class Alone:
    name: str


@frozen
class Nothing:
    pass


@frozen
class Chained:
    name: str
    more: list[Chained] = field(default_factory=list)


def test_by_value_but_for_what_is_left_out() -> None:
    assert Place("支出", 3, "一") == Place("支出", 3, "二")
    assert Place("支出", 3) != Place("支出", 4)
    assert hash(Place("支出", 3, "一")) == hash(Place("支出", 3, "二"))
    assert {Place("支出", 3): 1}[Place("支出", 3, "二")] == 1
    assert Nothing() == Nothing() and hash(Nothing()) == hash(Nothing())


def test_never_equal_to_another_class() -> None:
    assert Chained("支出") != Named(Place("支出"))
    assert Place("支出") != "支出"
    assert Nothing() != object()


def test_hash_that_is_said_otherwise() -> None:
    one, two = Named(Place("支出")), Named(Place("支出"))
    assert one == two
    assert len({one, two}) == 2


def test_by_identity() -> None:
    one = Alone("支出")
    assert {one: 1}[one] == 1
    assert one != Alone("支出")
    assert len({one, Alone("支出")}) == 2


def test_shown_with_its_fields_also_where_it_holds_itself() -> None:
    assert repr(Place("支出", 3)) == "Place(sheet='支出', row=3, note='')"
    chained = Chained("甲")
    chained.more.append(chained)
    assert repr(chained) == "Chained(name='甲', more=[...])"


def test_is_a_dataclass_with_slots() -> None:
    one = Place("支出", 3)
    assert [item.name for item in fields(one)] == ["sheet", "row", "note"]
    assert replace(one, row=4) == Place("支出", 4)
    assert not hasattr(one, "__dict__")
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))


def test_records_of_the_program_are_declared_by_it(root: Path) -> None:
    texts = {file: file.read_text(encoding="utf-8") for file in (root / "src/gongkai").rglob("*.py")}
    dear = [file.name for file, text in texts.items() if "@dataclass(frozen=True, slots=True" in text]
    assert sum("@frozen" in text for text in texts.values()) > 100
    assert dear == []
