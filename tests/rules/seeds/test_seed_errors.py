"""The certain errors of five published reports, planted one by one into the samples: each is found.

What no input can carry (it is computed, or stands in the format) or no rule can know is listed with why.
"""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai.codes import INPUT_CODES
from gongkai.rules.catalogue import catalogue
from tests.support.library import LIBRARY, check_file, load_pack
from tests.support.parts import every

HERE = Path(__file__).parent
GALLERY_BASE = HERE.parents[1] / "errors" / "base.yaml"  # amounts in whole 0.01 万元
SAMPLES = HERE.parents[2] / "sample_inputs"
DATA: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (HERE / "seed_errors.yaml").read_text(encoding="utf-8")
)
# What the source (the analysis of the five reports) counts as certain.
COUNTS = {"柳林": 34, "兴县": 28, "阳城": 30, "且末": 29, "青龙": 11}


@cache
def _sample(base: str) -> str:
    path = GALLERY_BASE if base == "errors" else SAMPLES / base / "input.yaml"
    return path.read_text(encoding="utf-8")


def _findings(text: str, folder: Path) -> set[tuple[str, str]]:
    path = folder / "input.yaml"
    path.write_text(text, encoding="utf-8")
    checked = check_file(path)
    assert checked.readable, [finding.message for finding in checked.findings]
    return {(finding.code, finding.message) for finding in checked.findings}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, str]]]:
    """What each sample shows without a planted fault."""
    bases = sorted({item["base"] for item in [*DATA["planted"], *DATA["harmless"]]})
    return {base: _findings(_plain(base), tmp_path_factory.mktemp(base)) for base in bases}


def _plain(base: str) -> str:
    """The sample written as the planted one is, so that lines and texts compare."""
    return yaml.safe_dump(_data(base), allow_unicode=True, sort_keys=False)


def _data(base: str) -> Any:
    return yaml.load(_sample(base), Loader=yaml.BaseLoader)


def _at(data: Any, way: list[str]) -> Any:
    for step in way:
        data = data[int(step)] if isinstance(data, list) else data.setdefault(step, {})
    return data


def _put(data: Any, place: str, value: Any) -> None:
    *way, last = place.split("/")
    target = _at(data, way)
    target[int(last) if isinstance(target, list) else last] = value


def _planted(item: dict[str, Any]) -> str:
    data = _data(item["base"])
    for place, value in item.get("set", {}).items():
        _put(data, place, value)
    for place, (old, new) in item.get("replace", {}).items():
        text = _at(data, place.split("/"))
        assert old in text, (item["seed"], old)
        _put(data, place, text.replace(old, new))
    for place, source in item.get("copy", {}).items():
        _put(data, place, _at(data, source.split("/")))
    for schedule, row in item.get("add", {}).items():
        data[schedule].append(row)
    for schedule, row in item.get("repeat", {}).items():
        data[schedule].append(copy.deepcopy(data[schedule][row]))
    for place in item.get("drop", []):
        *way, last = place.split("/")
        target = _at(data, way)
        del target[int(last) if isinstance(target, list) else last]
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    if "rename" in item:
        old, new = item["rename"]
        assert old in text, item["seed"]
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("item", every(3, DATA["planted"], lambda item: str(item["seed"])))
def test_planted(item: dict[str, Any], before: dict[str, set[tuple[str, str]]], tmp_path: Path) -> None:
    new = _findings(_planted(item), tmp_path) - before[item["base"]]
    codes = {code for code, _ in new}
    assert codes & set(item["found"]), (item["seed"], sorted(codes))


@pytest.mark.parametrize("item", DATA["harmless"], ids=lambda item: item["seed"])
def test_harmless(item: dict[str, Any], before: dict[str, set[tuple[str, str]]], tmp_path: Path) -> None:
    """Rounding remainders and correct sums are no faults."""
    assert _findings(_planted(item), tmp_path) - before[item["base"]] == set()


def test_every_certain_error_is_planted_or_explained() -> None:
    listed = [item["seed"] for item in [*DATA["planted"], *DATA["not_carried"]]]
    assert len(listed) == len(set(listed))
    assert set(listed) == {
        f"{place}C{number:02}" for place, count in COUNTS.items() for number in range(1, count + 1)
    }
    assert all(item["why"] for item in DATA["not_carried"])


def test_the_codes_exist() -> None:
    packs = [load_pack(info.format)[0] for info in LIBRARY.published()]
    known = {entry.code for entry in catalogue(pack for pack in packs if pack is not None)}
    known |= set(INPUT_CODES)
    for item in DATA["planted"]:
        assert set(item["found"]) <= known, (item["seed"], set(item["found"]) - known)
